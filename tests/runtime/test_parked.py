"""Parked events are applied in order once the projection can; what is drained equals what a rebuild has."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from typer.testing import CliRunner

from contracts.base import Event
from contracts.registry import StaffFiguresRecorded
from infra.local import workbench
from infra.local.cli import app
from infra.runtime import projection as projecting
from infra.runtime.changes import Change
from infra.runtime.digest import digest_generation
from infra.runtime.event_log import EventLog
from infra.runtime.kafka import KafkaAddress
from infra.runtime.parked import Drained, Parked, ParkedRefused
from infra.runtime.projection import Applier, Projection, Record
from infra.runtime.rebuild import activate, add_generation
from infra.runtime.rows import QUERIES as ROWS
from tests.runtime import parts, sample
from tests.runtime.parts import figures, poison, registered, until
from tests.zygote import Zygote

BROKEN = sample.SERVICE.projection
LOGS = [parts.REGISTRY]


def mended(event: Event) -> Iterator[Change]:
    """The sample's projection as a mended release has it: what was poison is plain figures."""
    fact = event.data
    if isinstance(fact, StaffFiguresRecorded) and fact.women == sample.POISON:
        event = event.model_copy(update={"data": fact.model_copy(update={"women": 0})})
    return sample.project(event)


MENDED = dataclasses.replace(BROKEN, project=mended)


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projecting, "POISON_DELAY_S", 0.001)


@pytest.fixture
async def schema(pool: asyncpg.Pool) -> str:
    schema = await add_generation(pool, BROKEN, LOGS, installation=parts.INSTALLATION)
    await activate(pool, BROKEN.name, schema)
    return schema


@pytest.fixture
async def units(log: EventLog, pool: asyncpg.Pool, schema: str) -> list[uuid.UUID]:
    """Three units, of which two wait behind poison: positions 4 to 9 are figures of each in turn, 4 and 5 poison."""
    units = [uuid.uuid4() for _ in range(3)]
    await parts.write(log, *map(registered, units), *map(poison, units[:2]), *map(figures, units), figures(units[0], 12))
    await Applier(BROKEN, schema, parks=True).apply(pool, await parts.records(pool))
    return units


async def rebuilt(pool: asyncpg.Pool, projection: Projection = MENDED) -> Any:
    schema = await add_generation(pool, projection, LOGS, installation=parts.INSTALLATION)
    await Applier(projection, schema, parks=False).apply(pool, await parts.records(pool))
    return await digest_generation(pool, schema)


async def drain(parked: Parked) -> list[Drained]:
    return [await parked.drain(waiting.log, waiting.stream) for waiting in await parked.streams()]


async def test_what_is_drained_equals_what_a_rebuild_has(pool: asyncpg.Pool, schema: str, units: list[uuid.UUID]) -> None:
    """Taken out: `order by position` in `first`. Then what was parked last is applied first, and the rows differ."""
    parked = Parked(pool, MENDED)
    waiting = await parked.streams()
    assert [(w.position, w.stream, w.events) for w in waiting] == [(4, f"unit/{units[0]}", 3), (5, f"unit/{units[1]}", 2)]
    assert "poison" in waiting[0].reason
    assert [d.applied for d in await drain(parked)] == [[4, 6, 9], [5, 7]]
    assert await parked.streams() == []
    assert await digest_generation(pool, schema) == await rebuilt(pool)
    assert await drain(parked) == []


async def test_a_stream_stops_at_the_first_that_still_fails(pool: asyncpg.Pool, schema: str, units: list[uuid.UUID]) -> None:
    """One stream is mended, the other fails elsewhere now: it stays parked from there on, with its new reason.

    Taken out: `return False` after `still_fails`. Then what follows is applied before it.
    """

    def half(event: Event) -> Iterator[Change]:
        if event.position == 6:
            raise ValueError("still not right")
        return mended(event)

    parked = Parked(pool, dataclasses.replace(BROKEN, project=half))
    [first, second] = await drain(parked)
    assert (first.applied, first.stopped_at, first.reason) == ([4], 6, "ValueError: still not right")
    assert (second.applied, second.stopped_at) == ([5, 7], None)
    [waiting] = await parked.streams()
    assert (waiting.position, waiting.reason, waiting.events) == (6, "ValueError: still not right", 2)
    assert await drain(Parked(pool, MENDED)) == [Drained("registry", f"unit/{units[0]}", [6, 9])]
    assert await digest_generation(pool, schema) == await rebuilt(pool)


@pytest.mark.usefixtures("units")
async def test_what_makes_no_sense_is_refused(pool: asyncpg.Pool) -> None:
    """Taken out: the comparison in `stream_of`. Then the first event of a stream is passed over in silence."""
    parked = Parked(pool, MENDED)
    assert await parked.stream_of("registry", 4) != await parked.stream_of("registry", 5)
    with pytest.raises(ParkedRefused, match="registry@6 has to wait for registry@4"):
        await parked.stream_of("registry", 6)
    for position in (1, 99):
        with pytest.raises(ParkedRefused, match=f"registry@{position} is not parked"):
            await parked.stream_of("registry", position)
    with pytest.raises(ParkedRefused, match="is of version 1, this code is 2"):
        await Parked(pool, dataclasses.replace(MENDED, version=2)).drain("registry", "unit/any")


@pytest.mark.parametrize("step", ["parked.applied:2", "parked.committed:2"])
async def test_killed_in_the_middle_it_goes_on_where_it_was(
    pool: asyncpg.Pool, schema: str, units: list[uuid.UUID], database: str, zygote: Zygote, tmp_path: Path, step: str
) -> None:
    """kill -9 between an event's rows and its commit, and behind it. Taken out: the transaction in `_apply_first`."""
    assert units
    child = zygote.fork("tests.runtime.draining", [database], {"THIDUA_TEST_STEP": step}, tmp_path / "log")
    assert await asyncio.to_thread(child.wait) == -signal.SIGKILL, (tmp_path / "log").read_text()
    parked = Parked(pool, MENDED)
    left = {waiting.stream: waiting.position for waiting in await parked.streams()}
    assert left == {f"unit/{units[0]}": 6 if step == "parked.applied:2" else 9, f"unit/{units[1]}": 5}
    await drain(parked)
    assert await digest_generation(pool, schema) == await rebuilt(pool)


async def test_a_projector_may_run_meanwhile(
    pool: asyncpg.Pool, other_pool: asyncpg.Pool, log: EventLog, schema: str, units: list[uuid.UUID]
) -> None:
    """Batches come while the streams drain: what follows in a parked stream is parked behind it, or applied after it.

    Taken out: `order by position` in `first`. Then what was parked last is applied first.
    """
    await parts.write(log, *(figures(unit, staff) for staff in range(20, 60) for unit in units))
    records = await parts.records(pool)
    applier, parked = Applier(MENDED, schema, parks=True), Parked(other_pool, MENDED)

    async def project() -> None:
        for start in range(9, len(records), 3):
            await applier.apply(pool, records[start : start + 3])

    async def empty() -> None:
        while await parked.streams():
            await drain(parked)

    await asyncio.gather(project(), empty())
    await empty()
    assert await digest_generation(pool, schema) == await rebuilt(pool)


async def test_a_drain_waits_for_who_has_the_checkpoints(
    pool: asyncpg.Pool, other_pool: asyncpg.Pool, schema: str, units: list[uuid.UUID]
) -> None:
    """A batch under way may park what follows in the stream. Taken out: `begin_batch` in `_apply_first`."""
    waits = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    async with pool.acquire() as projector, projector.transaction():
        await ROWS.begin_batch(projector, schema=schema, projection=MENDED.name)
        draining = asyncio.create_task(Parked(other_pool, MENDED).drain("registry", f"unit/{units[0]}"))
        await until(lambda: draining.done() or projector.fetchval(waits))
        assert not draining.done()
    assert (await draining).applied == [4, 6, 9]


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch, database: str, kafka_address: KafkaAddress, prefix: str, tmp_path: Path) -> None:
    """The command line works on the sample service, its projection mended."""
    settings = parts.service_settings(tmp_path, kafka_address, prefix, database_url=database)
    service = dataclasses.replace(sample.SERVICE, projection=MENDED)
    monkeypatch.setattr(workbench, "settings_of", lambda _: settings)
    monkeypatch.setattr(workbench, "service_of", lambda _: service)
    monkeypatch.setenv("THIDUA_INSTALLATION", "test")


async def thidua(*arguments: str) -> Any:
    return await asyncio.to_thread(CliRunner().invoke, app, [*arguments])


async def documents(*arguments: str) -> Any:
    answer = await thidua(*arguments, "--json")
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)


@pytest.mark.usefixtures("bench", "schema")
async def test_an_operator_lists_shows_and_drains(units: list[uuid.UUID]) -> None:
    listed = await documents("parked", "list", "registry")
    assert [stream["position"] for stream in listed["streams"]] == [4, 5]
    shown = await documents("parked", "show", "registry", "registry", "4")
    assert shown["event"]["data"]["women"] == sample.POISON
    assert [row["position"] for row in shown["behind"]] == [6, 9]
    assert "registry@9" in (await thidua("parked", "show", "registry", "registry", "4")).output
    refused = await thidua("parked", "retry", "registry", "registry", "6")
    assert refused.exit_code == 1
    assert (await documents("lag", "registry"))["services"][0]["parked"] == 5
    one = await documents("parked", "retry", "registry", "--stream", f"unit/{units[1]}")
    assert one["streams"][0]["applied"] == [5, 7]
    assert "3 đã áp dụng" in (await thidua("parked", "retry", "registry")).output
    assert "nothing is parked" in (await thidua("parked", "list", "registry")).output


@pytest.mark.usefixtures("bench", "schema")
async def test_lag_is_told_while_no_process_runs(
    log: EventLog, pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str, schema: str
) -> None:
    """In events and in seconds, under repeats, garbage and a far-ahead position; and that nobody is at work.

    Taken out: `position <= record.offset + 1` in `_seen`. Then what anybody writes onto the topic is a lag for ever.
    """
    await parts.write(log, *(registered() for _ in range(3)))
    bodies = await parts.bodies(pool)
    far = json.loads(bodies[2]) | {"sequence": "9" * 20, "id": str(uuid.uuid4())}
    await parts.send(kafka_address, topic, *bodies[:2], bodies[0], b"garbage", json.dumps(far).encode())
    await Applier(MENDED, schema, parks=True).apply(pool, [Record("registry", 0, bodies[0])])
    await asyncio.sleep(0.3)
    [found] = (await documents("lag", "registry"))["services"]
    behind = found["consumers"]["projector.sample"]["registry"]
    assert (behind["position"], behind["events"], behind["gap"]) == (1, 1, False)
    assert 0.3 <= behind["seconds"] < 60
    assert found["backlog"] == {"registry": {"position": 3, "events": 3}}
    assert found["consumers"]["reactor.large"]["registry"]["events"] == 2
    assert found["nobody"] == ["projector.sample", "reactor.large", "relay.registry"]
    spoken = (await thidua("lag", "registry")).output
    assert "nobody does now: projector.sample" in spoken
    await Applier(MENDED, schema, parks=True).apply(pool, [Record("registry", 1, bodies[1])])
    [found] = (await documents("lag", "registry"))["services"]
    assert found["consumers"]["projector.sample"]["registry"] == {"position": 2, "events": 0, "seconds": 0.0, "gap": False}


async def test_a_gap_is_told_apart_from_a_lag(
    log: EventLog, pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str, schema: str, bench: None
) -> None:
    """All was read, one event is missing. Taken out: `gap` in `Probe.lag`. Then a gap looks like patience."""
    del bench
    await parts.write(log, *(registered() for _ in range(4)))
    bodies = await parts.bodies(pool)
    await parts.send(kafka_address, topic, bodies[0], bodies[0], bodies[0], bodies[2], bodies[3])
    records = [Record("registry", offset, body) for offset, body in enumerate([*bodies[:1] * 3, *bodies[2:]])]
    await Applier(MENDED, schema, parks=True).apply(pool, records)
    [found] = (await documents("lag", "registry"))["services"]
    behind = found["consumers"]["projector.sample"]["registry"]
    assert (behind["position"], behind["events"], behind["gap"]) == (1, 3, True)
