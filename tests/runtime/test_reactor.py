"""Reactors: each event is answered once, and nothing that cannot be answered holds up what can."""

from __future__ import annotations

import dataclasses
import json
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from contracts.base import Contract, Event
from contracts.registry import StaffFiguresRecorded
from infra.runtime import reactor as reacting
from infra.runtime.event_log import EventLog
from infra.runtime.kafka import KafkaAddress
from infra.runtime.projection import Applier, Record
from infra.runtime.projector import PassedBy
from infra.runtime.reactor import Reactor, ReactorRunner
from infra.runtime.reading import Read
from infra.runtime.service import Runtime
from tests.runtime import parts, sample
from tests.runtime.parts import figures, registered, running, until

PROJECTION = sample.SERVICE.projection


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reacting, "RESTART_S", 0.02)


@pytest.fixture
async def runtime(pool: asyncpg.Pool, prefix: str, kafka_address: KafkaAddress, tmp_path: Path) -> Runtime:
    runtime = await parts.runtime(pool, kafka_address, prefix, tmp_path)
    await runtime.gate.check(runtime.relays, runtime.log.database)
    return runtime


def runner(
    runtime: Runtime, react: Callable[[Event, Read], Any] = sample.react, handles: tuple[Any, ...] = (StaffFiguresRecorded,)
) -> ReactorRunner:
    return ReactorRunner(
        runtime.pool,
        runtime.kafka,
        runtime.model,
        runtime.decider,
        runtime.clock,
        Reactor("large", handles, react),
        sample.SERVICE.doors,
        runtime.reads,
        installation=parts.INSTALLATION,
        prefix=runtime.settings.topic_prefix,
        service="registry",
    )


async def project(runtime: Runtime) -> None:
    """Bring the read model up to the log, as if projected from the topic."""
    applier = Applier(PROJECTION, await runtime.model.active_schema(), parks=True)
    done = await applier.apply(runtime.pool, await parts.records(runtime.pool))
    runtime.model.moved(done.positions)


async def publish(runtime: Runtime, topic: str, *facts: Any) -> None:
    """Append facts, relay and project them."""
    before = len(await parts.bodies(runtime.pool))
    await parts.write(runtime.log, *facts)
    await parts.send(runtime.kafka, topic, *(await parts.bodies(runtime.pool))[before:])
    await project(runtime)


async def place(pool: asyncpg.Pool) -> int | None:
    position: int | None = await pool.fetchval("select position from runtime.reactor_checkpoint")
    return position


async def at(pool: asyncpg.Pool, position: int) -> bool:
    return await place(pool) == position


def impatient(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Let nobody wait long for the read model; what was asked of it."""
    looks: list[Any] = []
    real = runtime.model.at

    def at(needed: Any) -> Any:
        looks.append(needed)
        return real(needed, wait_s=0.01)

    monkeypatch.setattr(runtime.model, "at", at)
    return looks


async def answers(pool: asyncpg.Pool) -> list[dict[str, Any]]:
    events = [json.loads(body) for body in await parts.bodies(pool)]
    return [event for event in events if event["actor"] == "system:large"]


async def refusals(pool: asyncpg.Pool) -> list[dict[str, Any]]:
    return [{**dict(r), "problem": json.loads(r["problem"])} for r in await reacting.QUERIES.refusals(pool, count=10)]


@pytest.mark.usefixtures("log")
async def test_an_event_is_answered_once_however_often_it_is_read(runtime: Runtime, topic: str, pool: asyncpg.Pool) -> None:
    """Its checkpoint is lost, as if it was killed before it moved: the commands are given again, and are repeats.

    Taken out: `uuid5` from the event in `_command_id`. Then the unit is answered again at every start.
    """
    unit = uuid.uuid4()
    await publish(runtime, topic, registered(unit), figures(unit, 1000, 0), figures(unit, 10))
    for _ in range(2):
        async with running(runner(runtime).run, runtime.appender.run):
            await until(lambda: at(pool, 3))
        await pool.execute('update runtime.reactor_checkpoint set position = 0, "offset" = -1, event_id = null')
    [answer] = await answers(pool)
    cause = json.loads((await parts.bodies(pool))[1])
    assert (answer["causationid"], answer["correlationid"]) == (cause["id"], cause["correlationid"])
    assert answer["authority"] == cause["authority"]


@pytest.mark.usefixtures("log")
async def test_a_topic_that_was_filled_again_under_it_is_read_again(runtime: Runtime, topic: str, pool: asyncpg.Pool) -> None:
    """It stood behind repeats, and goes on at its offset, where the new topic has a later event than the next.

    Taken out: `_last_read`, for the checkpoint's own record. That one is the same, and what was passed by is never answered.
    """
    unit = uuid.uuid4()
    await publish(runtime, topic, registered(unit), *(figures(unit, n) for n in range(6)))
    old = await parts.bodies(pool)
    await parts.send(runtime.kafka, topic, *old[:5])
    one = runner(runtime)
    async with running(one.run, runtime.appender.run):
        await until(lambda: one._last.get("registry", (0, None))[0] == 11, what="the repeats were read")
    ahead = json.dumps(json.loads(old[-1]) | {"sequence": f"{1000:020d}"}).encode()
    await one._take([Record("registry", 12, ahead)])  # the same topic, with somebody's record: nothing was passed by
    await parts.make_anew(runtime.kafka, topic)
    await parts.write(runtime.log, *(figures(unit, n) for n in range(8)))
    bodies = await parts.bodies(pool)
    await parts.send(runtime.kafka, topic, *bodies)
    with pytest.raises(PassedBy):
        await one._take([Record("registry", 12, bodies[12])])


async def test_it_waits_until_the_read_model_has_what_it_answers(
    log: EventLog, runtime: Runtime, topic: str, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reactor is faster than the projector: it comes again rather than decide on less than its event knew.

    Taken out: `needed` in `_answer`. Then it looks for a unit that is not there yet.
    """
    looks = impatient(runtime, monkeypatch)
    unit = uuid.uuid4()
    await parts.write(log, registered(unit), figures(unit, 1000, 0))
    await parts.send(runtime.kafka, topic, *await parts.bodies(pool))
    async with running(runner(runtime).run, runtime.appender.run) as [task, _]:
        await until(lambda: len(looks) > 3, what="it comes again")
        assert not task.done()
        assert await answers(pool) == []
        await project(runtime)
        await until(lambda: at(pool, 2))
    assert len(await answers(pool)) == 1


async def test_it_waits_for_what_its_event_had_seen(
    log: EventLog, runtime: Runtime, topic: str, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Topics arrive out of order: an event that rests on another log waits for that log.

    Taken out: `read_seen(event.seen)` in `_answer`.
    """
    looks = impatient(runtime, monkeypatch)
    unit = uuid.uuid4()
    schema = await runtime.model.active_schema()
    await pool.execute(f"insert into {schema}.checkpoint (log, position, \"offset\") values ('scoring', 6, 6)")  # noqa: S608
    rests_on = dataclasses.replace(parts.proposal(figures(unit, 1000, 0)), seen="scoring@7")
    await log.append([parts.proposal(registered(unit)), rests_on])
    await parts.send(runtime.kafka, topic, *await parts.bodies(pool))
    applier = Applier(PROJECTION, schema, parks=True)
    await applier.apply(pool, await parts.records(pool))
    async with running(runner(runtime).run, runtime.appender.run):
        await until(lambda: len(looks) > 3, what="it comes again")
        assert await answers(pool) == []
        await pool.execute(f"update {schema}.checkpoint set position = 7 where log = 'scoring'")  # noqa: S608
        await until(lambda: at(pool, 2))
    assert len(await answers(pool)) == 1


@pytest.mark.usefixtures("log")
async def test_a_refusal_is_recorded_and_passed(runtime: Runtime, topic: str, pool: asyncpg.Pool) -> None:
    """Taken out: `_refused`. Then one refused answer stops the reactor for good."""

    async def react(event: Event, _: Read) -> Sequence[Contract]:
        unit = event.data.unit  # type: ignore[attr-defined]
        return [
            sample.Record(unit=uuid.uuid4(), on=figures(unit).on, staff=1, women=1),
            sample.Answer(unit=unit, on=figures(unit).on),
        ]

    unit = uuid.uuid4()
    await publish(runtime, topic, registered(unit), figures(unit), figures(unit))
    async with running(runner(runtime, react).run, runtime.appender.run):
        await until(lambda: at(pool, 3))
    recorded = await refusals(pool)
    assert [(r["command"], r["problem"]["code"], r["reactor"]) for r in recorded] == [("record", "unknown-unit", "large")] * 2
    assert len(await answers(pool)) == 2, "the other answers to the event are given all the same"


async def test_an_event_that_cannot_be_answered_holds_up_none_behind_it(
    log: EventLog, runtime: Runtime, topic: str, pool: asyncpg.Pool
) -> None:
    """Data that break their contract, and a reaction that breaks: recorded, and passed.

    Taken out: `Unreadable` in `_event`, or `except` in `_answer_or_pass`. Then the reactor stops there for ever.
    """
    unit = uuid.uuid4()

    async def react(event: Event, read: Read) -> Sequence[Contract]:
        if event.position == 3:
            raise KeyError("defect")
        return await sample.react(event, read)

    await parts.write(log, registered(unit), figures(unit), figures(unit), figures(unit, 1000, 0))
    bodies = await parts.bodies(pool)
    broken = bodies[1].replace(b'"staff":10', b'"staff":"x"')
    await parts.send(runtime.kafka, topic, bodies[0], b"garbage", broken, bodies[0], *bodies[2:])
    await project(runtime)
    async with running(runner(runtime, react).run, runtime.appender.run):
        await until(lambda: at(pool, 4))
    assert {next(iter(r["problem"])) for r in await refusals(pool)} == {"unreadable", "failed"}
    assert len(await answers(pool)) == 1


@pytest.mark.usefixtures("log")
async def test_a_broken_connection_is_no_refusal(runtime: Runtime, topic: str, pool: asyncpg.Pool) -> None:
    """Infrastructure is tried again, from the checkpoint. Taken out: `is_infrastructure` in `_answer_or_pass`."""
    failures = iter([asyncpg.ConnectionDoesNotExistError(), ConnectionResetError(), asyncpg.AdminShutdownError()])

    async def react(event: Event, read: Read) -> Sequence[Contract]:
        if error := next(failures, None):
            raise error
        return await sample.react(event, read)

    unit = uuid.uuid4()
    await publish(runtime, topic, registered(unit), figures(unit, 1000, 0))
    async with running(runner(runtime, react).run, runtime.appender.run):
        await until(lambda: at(pool, 2))
    assert await refusals(pool) == []
    assert len(await answers(pool)) == 1


@pytest.mark.usefixtures("log")
async def test_what_was_passed_while_the_database_was_away_is_noted_when_it_is_back(
    runtime: Runtime, topic: str, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken out: keeping what was not noted. Then a reactor of a quiet log is one event behind for ever, and says so."""
    monkeypatch.setattr(reacting, "NOTE_S", 0.02)
    large = runner(runtime)
    move, tries = large._move, 0

    async def away_once(*passed: Any) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise ConnectionResetError("the database went away")
        await move(*passed)

    monkeypatch.setattr(large, "_move", away_once)
    await publish(runtime, topic, registered())
    async with running(large.run):
        await until(lambda: at(pool, 1), what="noted")
    assert tries == 2
