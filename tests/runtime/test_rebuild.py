"""A rebuild while the service serves: nobody goes back in time, nobody waits long, and what was killed goes on."""

from __future__ import annotations

import asyncio
import dataclasses
import signal
import time
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from structlog.testing import capture_logs

from infra.local.issuer import Persona
from infra.runtime import rebuild as rebuilding
from infra.runtime import steps
from infra.runtime.digest import digest_generation
from infra.runtime.event_log import EventLog
from infra.runtime.generations import activate, add_generation, held
from infra.runtime.kafka import KafkaAddress
from infra.runtime.observability import logger
from infra.runtime.projection import Applier
from infra.runtime.projector import Projector
from infra.runtime.reading import ReadModel
from infra.runtime.rebuild import RebuildRefused, Rebuilt, ensure_generation, rebuild
from infra.runtime.replay import Replay, ReplayStopped, TooSlow
from infra.runtime.seen import read_seen
from tests.runtime import parts, sample
from tests.runtime.parts import figures, poison, registered, running, until
from tests.runtime.test_replay import LOGS, PROJECTION, write_season
from tests.system import NO_TLS, System
from tests.zygote import Zygote

LOG = logger("test")
WAIT_S_MAX = 2.0
"""A second is promised; the machine of a test may be busy with others, which shows in what one waits without a rebuild."""


@pytest.fixture
def place(prefix: str) -> dict[str, str]:
    return {"installation": parts.INSTALLATION, "prefix": prefix}


@pytest.fixture
async def served(log: EventLog, pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str) -> str:
    """A generation that queries follow, with a season in it; the topic has it too."""
    schema = await add_generation(pool, PROJECTION, LOGS, installation=parts.INSTALLATION)
    await activate(pool, PROJECTION.name, schema)
    await write_season(log)
    await parts.send(kafka_address, topic, *await parts.bodies(pool))
    await Applier(PROJECTION, schema, parks=True).apply(pool, await parts.records(pool))
    return schema


@pytest.fixture
async def projecting(pool: asyncpg.Pool, kafka_address: KafkaAddress, prefix: str, served: str) -> AsyncIterator[None]:
    """A projector that follows, as in the service's process."""
    assert served
    one = Projector(pool, kafka_address, ReadModel(pool, PROJECTION.name), PROJECTION, LOGS, prefix=prefix)
    async with running(one.run):
        await until(lambda: one.offsets and one.lag() == {"registry": 0})
        yield


async def write_on(log: EventLog, pool: asyncpg.Pool, kafka: KafkaAddress, topic: str, count: int) -> None:
    """Append some events and put them on the topic."""
    await parts.write(log, *(registered() for _ in range(count)))
    await parts.send(kafka, topic, *(await parts.bodies(pool))[-count:])


async def cut_of(pool: asyncpg.Pool, schema: str) -> int:
    return (await digest_generation(pool, schema)).cut["registry"]


async def reaches(pool: asyncpg.Pool, schema: str, position: int) -> bool:
    return await cut_of(pool, schema) == position


# ── the switch ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("projecting")
async def test_what_came_meanwhile_is_in_the_new_generation_before_queries_follow_it(
    log: EventLog, pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str, place: dict[str, str], served: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Taken out: `replay.run` and the comparison of the cuts in `_switch`. Then queries go back in time."""

    async def reached(step: str) -> None:
        if step == "rebuild.caught_up":
            await write_on(log, pool, kafka_address, topic, 7)
            await until(lambda: reaches(pool, served, 42))

    monkeypatch.setattr(steps, "reached", reached)
    done = await rebuild(pool, kafka_address, PROJECTION, LOGS, **place)
    assert (done.former, done.events, done.resumed, done.cut) == (served, 35, False, {"registry": 42})
    assert await ReadModel(pool, PROJECTION.name).cut() == {"registry": 42}
    assert await digest_generation(pool, done.schema) == await digest_generation(pool, served)


@pytest.mark.usefixtures("projecting")
async def test_a_new_version_has_what_came_meanwhile_before_queries_follow_it(
    log: EventLog, pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str, place: dict[str, str], served: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A process of a new release starts while one of the old serves.

    Taken out: `build` in `_first_of_version`. Then queries find an empty read model.
    """

    async def reached(step: str) -> None:
        if step == "rebuild.caught_up":
            await write_on(log, pool, kafka_address, topic, 7)
            await until(lambda: reaches(pool, served, 42))

    monkeypatch.setattr(steps, "reached", reached)
    newer = dataclasses.replace(PROJECTION, version=2)
    assert await ensure_generation(pool, kafka_address, newer, LOGS, **place) == "sample_v2_g1"
    assert await ReadModel(pool, PROJECTION.name).cut() == {"registry": 42}


@pytest.mark.usefixtures("projecting")
async def test_a_batch_that_waited_for_the_switch_goes_into_the_new_generation(
    log: EventLog, pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str, place: dict[str, str], served: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """At once, and with nobody joining anything anew.

    Taken out: asking behind the lock which generation is active. Then the batch goes into the old one, where nobody
    reads it. Taken out: `except GenerationChanged` in `Projector._write`. Then it takes a restart.
    """
    waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"

    async def reached(step: str) -> None:
        if step == "rebuild.switching":
            await write_on(log, pool, kafka_address, topic, 3)
            await until(lambda: pool.fetchval(waiting), what="the projector waits for its checkpoint")

    monkeypatch.setattr(steps, "reached", reached)
    with capture_logs() as lines:
        done = await rebuild(pool, kafka_address, PROJECTION, LOGS, **place)
        await until(lambda: reaches(pool, done.schema, 38))
    said = {line["event"] for line in lines if line["event"].startswith("projector.")}
    assert said == {"projector.moved_on", "projector.applied"}
    assert await cut_of(pool, served) == 35
    await write_on(log, pool, kafka_address, topic, 1)
    await until(lambda: reaches(pool, done.schema, 39))


@pytest.mark.usefixtures("projecting")
async def test_the_projector_is_not_held_long(
    log: EventLog, pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str, place: dict[str, str], served: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """While too much is missing it goes on, and the switch is tried again; one that never comes to it ends, and goes on later.

    Taken out: `HELD_EVENTS_MAX` in `_switch`. Then commands wait as long as it takes.
    """
    is_busy = [True]

    async def reached(step: str) -> None:
        if step == "replay.batch_applied" and is_busy[0]:
            await write_on(log, pool, kafka_address, topic, 2)
            end = len(await parts.bodies(pool))
            await until(lambda: reaches(pool, served, end))

    monkeypatch.setattr(steps, "reached", reached)
    monkeypatch.setattr(rebuilding, "HELD_EVENTS_MAX", 1)
    monkeypatch.setattr(rebuilding, "SWITCHES_MAX", 3)
    with pytest.raises(RebuildRefused, match="did not catch up"):
        await rebuild(pool, kafka_address, PROJECTION, LOGS, **place)
    assert await ReadModel(pool, PROJECTION.name).active_schema() == served
    is_busy[0] = False
    done = await rebuild(pool, kafka_address, PROJECTION, LOGS, **place)
    assert done.resumed
    assert await ReadModel(pool, PROJECTION.name).active_schema() == done.schema


async def test_what_is_to_be_applied_within_a_time_is_not_waited_for(
    pool: asyncpg.Pool, kafka_address: KafkaAddress, prefix: str, served: str
) -> None:
    """Taken out: the deadline in `Replay._run_to`. Then a record that does not come holds the projector for a second."""
    assert served
    schema = await add_generation(pool, PROJECTION, LOGS, installation=parts.INSTALLATION)
    async with Replay.of(pool, kafka_address, PROJECTION, schema, LOGS, prefix) as replay:
        with pytest.raises(TooSlow):
            await replay.run({"registry": 35}, within_s=0.0)
        assert await replay.run({"registry": 35}, within_s=60.0) == 35


# ── refused, stopped, resumed ────────────────────────────────────────────────────────────────────────────────────


async def test_the_second_of_two_rebuilds_is_refused(
    pool: asyncpg.Pool, kafka_address: KafkaAddress, place: dict[str, str], served: str
) -> None:
    """Taken out: `held` in `rebuild`. Then they fill one generation together, and switch twice."""
    async with held(pool, PROJECTION.name):
        with pytest.raises(RebuildRefused, match="is being rebuilt elsewhere"):
            await rebuild(pool, kafka_address, PROJECTION, LOGS, **place)
    newer = dataclasses.replace(PROJECTION, version=2)
    with pytest.raises(RebuildRefused, match=r"Queries follow version 1 .* has 2"):
        await rebuild(pool, kafka_address, newer, LOGS, **place)
    assert [r["schema"] for r in await pool.fetch("select schema from runtime.generation")] == [served]


async def test_a_rebuild_stops_at_what_it_cannot_apply_and_heals_what_was_parked_once_it_can(
    log: EventLog, pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str, place: dict[str, str], served: str
) -> None:
    """Nothing is parked in a rebuild. What was parked while serving is applied by the mended projection.

    Taken out: `parks=False` in `Replay.of`. Then the new generation lacks the same events, and nobody was told.
    """
    bad = uuid.uuid4()
    await parts.write(log, registered(bad), poison(bad), figures(bad, 7))
    await parts.send(kafka_address, topic, *(await parts.bodies(pool))[35:])
    await Applier(PROJECTION, served, parks=True).apply(pool, (await parts.records(pool))[35:])
    before = await digest_generation(pool, served)
    assert before.parked == 2
    with pytest.raises(ReplayStopped, match=r"poison.*one that serves is as it was"):
        await rebuild(pool, kafka_address, PROJECTION, LOGS, **place)
    assert await ReadModel(pool, PROJECTION.name).active_schema() == served
    assert await digest_generation(pool, served) == before
    mended = dataclasses.replace(PROJECTION, project=lambda e: sample.project(e) if e.position != 37 else iter(()))
    done = await rebuild(pool, kafka_address, mended, LOGS, **place)
    assert done.cut == {"registry": 38}
    assert (await digest_generation(pool, done.schema)).parked == 0
    assert await pool.fetchval(f"select staff from {done.schema}.unit where unit = $1", bad) == 7  # noqa: S608


async def test_a_fresh_rebuild_begins_anew(
    pool: asyncpg.Pool, kafka_address: KafkaAddress, place: dict[str, str], served: str
) -> None:
    left = await add_generation(pool, PROJECTION, LOGS, installation=parts.INSTALLATION)
    await Applier(PROJECTION, left, parks=False).apply(pool, (await parts.records(pool))[:20])
    await pool.execute(f"update {left}.unit set women = 99")  # noqa: S608
    done = await rebuild(pool, kafka_address, PROJECTION, LOGS, **place, fresh=True)
    assert (done.resumed, done.events) == (False, 35)
    assert await digest_generation(pool, done.schema) == await digest_generation(pool, served)
    assert {r["schema"] for r in await pool.fetch("select schema from runtime.generation")} == {served, done.schema}


async def test_an_older_generation_is_dropped_when_nobody_reads_it(
    pool: asyncpg.Pool, kafka_address: KafkaAddress, place: dict[str, str], served: str
) -> None:
    """The one before is kept; a reader who is in an older one is not disturbed.

    Taken out: the shared lock in `runtime.enter_active`. Then the rebuild waits for the reader, or takes its tables away.
    """

    async def again() -> Rebuilt:
        return await asyncio.wait_for(rebuild(pool, kafka_address, PROJECTION, LOGS, **place), parts.WAIT_S_MAX)

    async with ReadModel(pool, PROJECTION.name).at({}) as read:
        second, third = await again(), await again()
        assert (second.dropped, third.dropped) == ((), ())
        assert await read.conn.fetchval("select count(*) from unit") == 5
    assert set((await again()).dropped) == {served, second.schema}
    assert not await pool.fetchval("select count(*) from pg_namespace where nspname = $1", served)
    assert await pool.fetchval("select count(*) from runtime.generation") == 2


# ── under load, in processes of their own ────────────────────────────────────────────────────────────────────────

KILLED_AT = (
    "rebuild.generation_ready",
    "replay.batch_applied",
    "rebuild.caught_up",
    "rebuild.switching",
    "rebuild.switched",
)


async def test_a_rebuild_killed_at_any_step_harms_nothing_and_goes_on(system: System, zygote: Zygote, tmp_path: Path) -> None:
    """SIGKILL at each step, while the service goes on; after each a rebuild goes on with what was left.

    Taken out: `unfinished_generations` in `build`. Then each killed one leaves a generation for ever.
    """
    client = system.client("registry", Persona.BOARD_OFFICER)
    units = [str(uuid.uuid4()) for _ in range(20)]
    for number, unit in enumerate(units):
        client.accepted("register", {"unit": unit, "name": "Xã Hòa Bình", "code": f"{number}-{unit[:8]}"})
    kafka, place = KafkaAddress(system.bootstrap, {}), {"installation": "test", "prefix": system.prefix}
    async with asyncpg.create_pool(system.database_url("registry"), min_size=1, max_size=4) as pool:
        for step in KILLED_AT:
            environment = system.environment("registry", THIDUA_TEST_STEP=step)
            child = zygote.fork("tests.runtime.rebuilding", [], environment, tmp_path / "log")
            assert await asyncio.to_thread(child.wait, parts.WAIT_S_MAX) == -signal.SIGKILL, f"{step} was not reached"
            unit = str(uuid.uuid4())
            client.accepted("register", {"unit": unit, "name": "Xã Hòa Bình", "code": unit[:8]})
            assert client.found(f"/units/{unit}")["name"] == "Xã Hòa Bình"
            done = await _once_free(lambda: rebuild(pool, kafka, PROJECTION, LOGS, **place))
            assert done.resumed is (step != "rebuild.switched")
            assert client.found(f"/units/{unit}")["name"] == "Xã Hòa Bình"
            assert await pool.fetchval("select count(*) from runtime.generation") <= 3
        replayed = await add_generation(pool, PROJECTION, LOGS, installation="test")
        records = [r async for batch in kafka.read_to_end(f"{system.prefix}.registry", 0) for r in batch]
        assert len(records) >= 25
        await Applier(PROJECTION, replayed, parks=False).apply(pool, await parts.records(pool))
        assert await digest_generation(pool, replayed) == await digest_generation(pool, done.schema)


async def _once_free(work: Any) -> Rebuilt:
    """PostgreSQL takes a moment to notice that a killed session is gone."""
    while True:
        try:
            return await work()
        except RebuildRefused as refused:
            if "elsewhere" not in refused.en:
                raise
            await asyncio.sleep(0.05)


async def test_while_it_is_rebuilt_no_query_goes_back_in_time_and_nobody_waits_long(system: System) -> None:
    """Six people write and read what they wrote, one watches without a token, and the read model is rebuilt three times."""
    service = system.service("registry")
    headers = {"Authorization": f"Bearer {system.token(Persona.BOARD_OFFICER, authority='bac-lieu')}"}
    kafka, place = KafkaAddress(system.bootstrap, {}), {"installation": "test", "prefix": system.prefix}
    stop, seen, waits = asyncio.Event(), [0], [0.0]
    limits = httpx.Limits(max_connections=20)
    async with httpx.AsyncClient(base_url=service.url, headers=headers, timeout=30, verify=NO_TLS, limits=limits) as http:

        async def ask(method: str, path: str, token: str = "", **options: Any) -> httpx.Response:
            extra = {"Idempotency-Key": uuid.uuid4().hex} | ({"Thidua-Seen": token} if token else {})
            began = time.perf_counter()
            answer = await http.request(method, path, headers=extra, **options)
            waits[0] = max(waits[0], time.perf_counter() - began)
            assert answer.status_code == 200, answer.text
            return answer

        async def officer() -> int:
            unit, done = str(uuid.uuid4()), 0
            wrote = await ask("POST", "/commands/register", json={"unit": unit, "name": "Xã", "code": unit[:13]})
            while not stop.is_set():
                token = wrote.headers["thidua-seen"]
                read = await ask("GET", f"/units/{unit}", token)
                assert read_seen(read.headers["thidua-seen"])["registry"] >= read_seen(token)["registry"]
                assert read.json()["staff"] == (done or None)
                done += 1
                body = {"unit": unit, "on": "2023-12-31", "staff": done, "women": 0}
                wrote = await ask("POST", "/commands/record", token, json=body, params=None) if done == 1 else await http.post(
                    "/commands/record", json=body,
                    headers={"Idempotency-Key": uuid.uuid4().hex, "If-Match": f'"{done - 1}"', "Thidua-Seen": token},
                )  # fmt: skip
                assert wrote.status_code == 200, wrote.text
            return done

        async def watcher(unit: str) -> None:
            while not stop.is_set():
                read = await ask("GET", f"/units/{unit}")
                position = read_seen(read.headers["thidua-seen"])["registry"]
                assert position >= seen[0], "a query went back in time"
                seen[0] = position

        first = str(uuid.uuid4())
        wrote = await ask("POST", "/commands/register", json={"unit": first, "name": "Xã", "code": first[:13]})
        await ask("GET", f"/units/{first}", wrote.headers["thidua-seen"])
        async with (
            asyncpg.create_pool(system.database_url("registry"), min_size=1, max_size=4) as pool,
            asyncio.TaskGroup() as group,
        ):
            officers = [group.create_task(officer()) for _ in range(6)]
            group.create_task(watcher(first))
            await asyncio.sleep(1.0)
            bound, waits[0] = max(WAIT_S_MAX, 5 * waits[0]), 0.0
            rebuilt = []
            for _ in range(3):
                await asyncio.sleep(0.3)
                rebuilt.append(await rebuild(pool, kafka, PROJECTION, LOGS, **place))
            await asyncio.sleep(0.3)
            stop.set()
    assert sum(task.result() for task in officers) > 20
    assert len({done.schema for done in rebuilt}) == 3
    assert max(done.held_s for done in rebuilt) < bound
    assert waits[0] < bound
    LOG.info("rebuild.measured", held_ms=[round(d.held_s * 1000, 1) for d in rebuilt], longest_ms=round(waits[0] * 1000))
