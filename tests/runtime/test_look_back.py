"""Looking back: what was known on an instant is a cut through the logs, the same for ever, and ordinary queries read it."""

from __future__ import annotations

import asyncio
import dataclasses
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from contracts.base import VIETNAM
from infra.local.issuer import Persona
from infra.runtime import steps
from infra.runtime.app import build_app
from infra.runtime.digest import digest_generation
from infra.runtime.generations import activate, add_generation
from infra.runtime.instants import instant_of
from infra.runtime.kafka import KafkaAddress
from infra.runtime.look_back import LookBackRefused, Looker
from infra.runtime.projection import Applier
from infra.runtime.service import Runtime
from tests.runtime import parts, sample
from tests.runtime.parts import figures, registered

PROJECTION = sample.SERVICE.projection
LOGS = [parts.REGISTRY]
MORNING = datetime(2024, 1, 8, 9, 0, tzinfo=VIETNAM)
NEXT_DAY = datetime(2024, 1, 9, 9, 0, tzinfo=VIETNAM)
THAT_DAY = instant_of("2024-01-08")
NOW = datetime(2024, 6, 1, tzinfo=UTC)
UNIT = uuid.UUID("00000000-0000-4000-8000-0000000000bb")


@pytest.fixture
def looker(pool: asyncpg.Pool, kafka_address: KafkaAddress, prefix: str) -> Looker:
    return Looker(pool, kafka_address, PROJECTION, LOGS, frozenset({"registry"}), parts.INSTALLATION, prefix)


@pytest.fixture
async def season(pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str) -> None:
    """Five units and figures on one day, others for the same units on the next; on the topic, with runs that begin again."""
    clock = parts.SetClock(MORNING)
    log = parts.event_log(pool, clock=clock)
    await log.open()
    await parts.write(log, registered(UNIT), *(registered() for _ in range(4)), figures(UNIT, 10))
    clock.at = NEXT_DAY
    await parts.write(log, figures(UNIT, 20), registered())
    bodies = await parts.bodies(pool)
    await parts.send(kafka_address, topic, *bodies[:7], *bodies[2:], *bodies[3:5])


async def staff(pool: asyncpg.Pool, schema: str | None) -> int | None:
    return await pool.fetchval(f"select staff from {schema}.unit where unit = $1", UNIT)  # type: ignore[no-any-return]  # noqa: S608


# ── instants ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_date_is_the_end_of_its_day_in_vietnam() -> None:
    assert instant_of("2024-01-08") == datetime(2024, 1, 8, 16, 59, 59, 999999, tzinfo=UTC)
    assert instant_of("2024-01-08T17:00:00+07:00") == instant_of("2024-01-08T10:00:00Z")


@pytest.mark.parametrize("text", ["", "08/01/2024", "2024-01-08T17:00:00", "2024-02-30", "tomorrow", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says, callers say the shape
        instant_of(text)


# ── the cut ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("season")
@pytest.mark.parametrize(
    ("known_on", "position"),
    [
        (MORNING - timedelta(days=9), 0),
        (MORNING, 1),
        (MORNING + timedelta(microseconds=3), 4),
        (THAT_DAY, 6),
        (NEXT_DAY - timedelta(microseconds=1), 6),
        (NEXT_DAY, 7),
        (instant_of("2024-01-09"), 8),
    ],
)
async def test_the_cut_is_the_last_position_recorded_by_then(
    pool: asyncpg.Pool, looker: Looker, known_on: datetime, position: int
) -> None:
    """Taken out: `event.position != position + 1` in `_last_known`. Then a run that begins again ends it too early."""
    found, was_there = await looker.look_back(known_on, now=NOW)
    assert (found.cut, found.settled_by) == ({"registry": position}, {"registry": "event" if position < 8 else "clock"})
    assert not was_there
    assert found.schema
    expected = await add_generation(pool, PROJECTION, LOGS, installation=parts.INSTALLATION)
    await Applier(PROJECTION, expected, parks=False).apply(pool, (await parts.records(pool))[:position])
    assert await digest_generation(pool, found.schema) == await digest_generation(pool, expected)


@pytest.mark.usefixtures("season")
async def test_asking_again_gives_the_same_at_once_and_what_was_dropped_is_gone(pool: asyncpg.Pool, looker: Looker) -> None:
    first, _ = await looker.look_back(THAT_DAY, now=NOW)
    assert await looker.look_back(THAT_DAY.astimezone(UTC), now=NOW) == (dataclasses.replace(first, known_on=THAT_DAY), True)
    await looker.look_back(MORNING, now=NOW)
    [listed, second] = sorted(await looker.list(), key=lambda one: one.cut["registry"], reverse=True)
    assert dataclasses.replace(listed, size_bytes=0) == first
    assert min(listed.size_bytes, second.size_bytes) > 8192
    assert await pool.fetchval("select count(*) from runtime.generation where active") == 0
    await looker.drop(THAT_DAY)
    assert [one.known_on for one in await looker.list()] == [MORNING]
    assert not await pool.fetchval("select count(*) from pg_namespace where nspname = $1", first.schema)
    with pytest.raises(LookBackRefused, match="Nothing was prepared for 2024-01-08"):
        await looker.drop(THAT_DAY)


@pytest.mark.usefixtures("season")
async def test_one_that_was_stopped_goes_on_to_the_same_cut(
    pool: asyncpg.Pool, looker: Looker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped at every step; the cut was kept before anything was filled.

    Taken out: `remember` before `fill`. Then the cut is another one when the clock or the topic has gone on meanwhile.
    """
    kept = instant_of("2024-01-09")
    for stop in ("look_back.cut_kept", "replay.batch_applied", "look_back.filled"):

        async def reached(step: str, stop: str = stop) -> None:
            if step == stop:
                raise asyncio.CancelledError

        with monkeypatch.context() as patched:
            patched.setattr(steps, "reached", reached)
            with pytest.raises(asyncio.CancelledError):
                await looker.look_back(kept, now=NOW)
        assert [one.is_ready for one in await looker.list()] == [False]
    done, was_there = await looker.look_back(kept, now=NOW)
    assert (done.cut, was_there, done.is_ready) == ({"registry": 8}, False, True)
    assert await pool.fetchval("select count(*) from runtime.generation") == 1


@pytest.mark.usefixtures("season")
async def test_what_an_older_release_prepared_is_prepared_again_up_to_the_same_cut(pool: asyncpg.Pool, looker: Looker) -> None:
    """Taken out: the version in `_serves`. Then queries of the new release find the old one's tables."""
    former, _ = await looker.look_back(THAT_DAY, now=NOW)
    newer = dataclasses.replace(looker, projection=dataclasses.replace(PROJECTION, version=2))
    found, was_there = await newer.look_back(THAT_DAY, now=NOW)
    assert (found.cut, found.schema, was_there) == (former.cut, "sample_v2_g1", False)
    assert [row["schema"] for row in await pool.fetch("select schema from runtime.generation")] == ["sample_v2_g1"]


# ── what makes no sense ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("season")
async def test_what_is_not_past_is_refused(looker: Looker) -> None:
    """Taken out: the comparison with `SETTLED_AFTER`. Then an append that is under way changes what was known."""
    with pytest.raises(LookBackRefused, match="Nobody knows ahead"):
        await looker.look_back(NOW + timedelta(seconds=1), now=NOW)
    with pytest.raises(LookBackRefused, match="too near: log registry"):
        await looker.look_back(NOW - timedelta(seconds=1), now=NOW)
    # Behind it stands a later event already: no event of that time can come any more.
    found, _ = await looker.look_back(NEXT_DAY, now=NEXT_DAY)
    assert found.cut == {"registry": 7}
    assert [one.known_on for one in await looker.list()] == [NEXT_DAY]


async def test_what_the_relay_has_not_sent_yet_is_waited_for(
    pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str, looker: Looker
) -> None:
    """Taken out: the look into the own log in `_position`. Then what was committed, but not sent, was not known."""
    log = parts.event_log(pool, clock=parts.SetClock(MORNING))
    await log.open()
    await parts.write(log, *(registered() for _ in range(5)))
    await parts.send(kafka_address, topic, *(await parts.bodies(pool))[:3])
    with pytest.raises(LookBackRefused, match=r"has not sent all of log registry up to then \(3 of 5\)"):
        await looker.look_back(THAT_DAY, now=NOW)
    assert await looker.list() == []


# ── the door ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def runtime(pool: asyncpg.Pool, kafka_address: KafkaAddress, prefix: str, tmp_path: Path) -> Runtime:
    return await parts.runtime(pool, kafka_address, prefix, tmp_path, prepare=False)


@pytest.fixture
async def http(runtime: Runtime, pool: asyncpg.Pool, season: None, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    assert season is None
    schema = await add_generation(pool, PROJECTION, LOGS, installation=parts.INSTALLATION)
    await activate(pool, PROJECTION.name, schema)
    await Applier(PROJECTION, schema, parks=False).apply(pool, await parts.records(pool))
    transport = httpx.ASGITransport(app=build_app(sample.SERVICE, runtime))
    headers = parts.signed_in(tmp_path)
    async with httpx.AsyncClient(transport=transport, base_url="http://sample", headers=headers) as client:
        yield client


def as_of(text: str, **more: str) -> dict[str, str]:
    return {"Thidua-As-Of": text} | {name.replace("_", "-"): value for name, value in more.items()}


async def test_an_ordinary_query_looks_back_and_says_its_cut(http: httpx.AsyncClient, looker: Looker) -> None:
    """Taken out: the header in `reading`. Then both answers are today's."""
    await looker.look_back(THAT_DAY, now=NOW)
    now, then = await http.get(f"/units/{UNIT}"), await http.get(f"/units/{UNIT}", headers=as_of("2024-01-08"))
    assert (now.json()["staff"], then.json()["staff"]) == (20, 10)
    assert now.headers["thidua-seen"] == "registry@8"
    assert then.headers["thidua-cut"] == "registry@6"
    assert then.headers["thidua-as-of"] == "2024-01-08T23:59:59.999999+07:00"
    assert "thidua-seen" not in then.headers
    same = await http.get(f"/units/{UNIT}", headers=as_of("2024-01-08T16:59:59.999999Z"))
    assert same.json() == then.json()


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        (as_of("2024-01-07"), 404, "not-looked-back"),
        (as_of("8/1/2024"), 400, "bad-header"),
        (as_of("2024-01-08", Thidua_Seen="registry@3"), 400, "as-of-with-seen"),
    ],
)
async def test_what_cannot_be_looked_back_upon_is_said(
    http: httpx.AsyncClient, looker: Looker, headers: dict[str, str], status: int, code: str
) -> None:
    await looker.look_back(THAT_DAY, now=NOW)
    answer = await http.get(f"/units/{UNIT}", headers=headers)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code)
    assert "thidua as-of sample 2024-01-07" in problem["en"] or code != "not-looked-back"
    assert problem["vi"]


async def test_a_query_of_another_release_is_refused(http: httpx.AsyncClient, looker: Looker) -> None:
    """Taken out: `g.version` in `runtime.enter_look_back`."""
    await dataclasses.replace(looker, projection=dataclasses.replace(PROJECTION, version=2)).look_back(THAT_DAY, now=NOW)
    assert (await http.get(f"/units/{UNIT}", headers=as_of("2024-01-08"))).json()["code"] == "not-looked-back"


async def test_commands_and_the_log_itself_are_not_looked_back_upon(http: httpx.AsyncClient) -> None:
    asked: list[tuple[str, str, Any]] = [
        ("POST", "/commands/register", {"unit": str(uuid.uuid4()), "name": "Xã", "code": "1"}),
        ("GET", "/logs/registry/events", None),
        ("GET", "/logs/registry/events/1", None),
    ]
    for method, path, body in asked:
        headers = as_of("2024-01-08", Idempotency_Key="1")
        answer = await http.request(method, path, json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "as-of-not-here"), path


async def test_only_who_audits_looks_back(
    pool: asyncpg.Pool, kafka_address: KafkaAddress, looker: Looker, tmp_path: Path, prefix: str, season: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A unit sees today's read model, but not what others knew. Taken out: `AUDIT` in `_looking_back`."""
    assert season is None
    await looker.look_back(THAT_DAY, now=NOW)
    runtime = await parts.runtime(pool, kafka_address, prefix, tmp_path, prepare=False)
    monkeypatch.setattr("infra.runtime.http.AUDIT", frozenset())
    transport = httpx.ASGITransport(app=build_app(sample.SERVICE, runtime))
    async with httpx.AsyncClient(transport=transport, base_url="http://sample") as client:
        headers = as_of("2024-01-08") | parts.signed_in(tmp_path, Persona.BOARD_OFFICER)
        answer = await client.get(f"/units/{UNIT}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "role-not-allowed")


async def test_who_looks_back_is_not_disturbed_by_a_drop(
    http: httpx.AsyncClient, runtime: Runtime, looker: Looker, pool: asyncpg.Pool
) -> None:
    """Taken out: the shared lock in `runtime.enter_look_back`. Then the drop waits for the reader, or the reader fails."""
    assert http
    found, _ = await looker.look_back(THAT_DAY, now=NOW)
    async with runtime.model.as_known_on(THAT_DAY, PROJECTION.version) as read:
        with pytest.raises(LookBackRefused, match="Somebody is reading"):
            await asyncio.wait_for(looker.drop(THAT_DAY), 5)
        assert await read.conn.fetchval("select count(*) from unit") == 5
    assert await staff(pool, found.schema) == 10
    await looker.drop(THAT_DAY)
