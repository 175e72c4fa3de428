"""The decider: what is decided rests on the newest state, whoever else writes, and once for each command."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import asyncpg
import pytest

from infra.runtime import decider as deciding_module
from infra.runtime.appender import Appender
from infra.runtime.decider import Decider
from infra.runtime.errors import IdempotencyKeyReused, TooMuchContention
from infra.runtime.event_log import EventLog
from infra.runtime.proposals import Moved, Outcome, Proposal
from tests.runtime import parts, sample
from tests.runtime.parts import deciding, door_of, figures, order_of, proposal, registered
from tests.runtime.sample import Record, Register, Unregistered


def register(unit: uuid.UUID, name: str = "Xã") -> Register:
    return Register(unit=unit, name=name, code=str(unit))


def record(unit: uuid.UUID, staff: int = 10) -> Record:
    return Record(unit=unit, on=figures(unit).on, staff=staff, women=1)


async def run(decider: Decider, command: Any, *, id_: uuid.UUID | None = None) -> Any:
    return await decider.execute(door_of(type(command)), order_of(command, id_=id_))


class Overtaken(Appender):
    """An appender before which somebody else comes, as often as `first` says."""

    def __init__(self, log: EventLog, first: Callable[[Proposal], Any], times: int = 1) -> None:
        super().__init__(log)
        self.first, self.times, self.moved = first, times, 0

    async def append(self, proposal: Proposal) -> Outcome:
        if self.times > 0:
            self.times -= 1
            await self.first(proposal)
        outcome = await super().append(proposal)
        self.moved += isinstance(outcome, Moved)
        return outcome


@pytest.mark.usefixtures("log")
async def test_what_is_kept_is_what_a_fresh_fold_gives(pool: asyncpg.Pool, other_pool: asyncpg.Pool) -> None:
    """Two processes decide in turn; each has kept folds, and goes on from them.

    Taken out: `known.version < e.version` in streams_since. Then events are folded twice.
    """
    chance = random.Random(1)
    units = [uuid.uuid4() for _ in range(4)]
    streams = [sample.UNIT.at(unit) for unit in units]
    async with deciding(pool) as one, deciding(other_pool) as two:
        for unit in units:
            await run(one, register(unit))
        for staff in range(30):
            await run(chance.choice([one, two]), record(chance.choice(units), staff))
            for kept in (one, two):
                async with deciding(pool) as fresh:
                    states = await fresh._load(streams)
                assert {n: (f.version, f.state) for n, f in (await kept._load(streams)).items()} == {
                    n: (f.version, f.state) for n, f in states.items()
                }


@pytest.mark.usefixtures("log")
async def test_the_kept_folds_are_bounded_in_bytes(pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken out: the loop in `_remember`. Then a process grows with every unit that it has seen."""
    monkeypatch.setattr(deciding_module, "CACHE_BYTES_MAX", 5000)
    units = [uuid.uuid4() for _ in range(30)]
    async with deciding(pool) as decider:
        for unit in units:
            await run(decider, register(unit))
            await run(decider, record(units[0]))
            assert decider._folds_bytes == sum(f.size_bytes for f in decider._folds.values()) <= 5000
        assert 1 < len(decider._folds) < 30
        assert f"unit/{units[0]}" in decider._folds, "what is used stays"
        assert (await decider._load([sample.UNIT.at(units[1])]))[f"unit/{units[1]}"].state.registered


async def test_who_was_overtaken_by_another_process_decides_again_on_its_event(
    log: EventLog, pool: asyncpg.Pool, other_pool: asyncpg.Pool
) -> None:
    """Taken out: the versions in `expected`. Then the decision rests on a state that was over."""
    unit = uuid.uuid4()
    await parts.write(log, registered(unit))
    seen: list[int] = []

    def decide(_: Any, __: Any, state: sample.Unit) -> list[Any]:
        seen.append(state.staff)
        return [figures(unit, state.staff + 1)]

    door = sample.Door(Record, sample.BOARD, lambda c: (sample.UNIT.at(c.unit),), decide)
    elsewhere = parts.event_log(other_pool)
    appender = Overtaken(log, lambda _: elsewhere.append([proposal(figures(unit, 100))]))
    async with deciding(pool, appender) as decider:
        await decider.execute(door, order_of(record(unit)))
        assert seen == [0, 100]
        assert (await decider._load([sample.UNIT.at(unit)]))[f"unit/{unit}"].state.staff == 101


async def test_a_decision_that_is_overtaken_for_ever_is_given_up(
    log: EventLog, pool: asyncpg.Pool, other_pool: asyncpg.Pool
) -> None:
    """Taken out: ATTEMPTS_MAX. Then a command can hold its client, and its stream's queue, without end."""
    unit = uuid.uuid4()
    await parts.write(log, registered(unit))
    elsewhere = parts.event_log(other_pool)
    appender = Overtaken(log, lambda _: elsewhere.append([proposal(figures(unit))]), times=1000)
    async with deciding(pool, appender) as decider:
        with pytest.raises(TooMuchContention):
            await run(decider, record(unit))
    assert appender.moved == deciding_module.ATTEMPTS_MAX


@pytest.mark.usefixtures("log")
async def test_commands_of_one_stream_queue_in_one_process(pool: asyncpg.Pool) -> None:
    """Thirty officers into one stream: nobody is overtaken, so nobody starves.

    Taken out: `_one_at_a_time`. Then 29 of 30 decide again, and again.
    """
    unit = uuid.uuid4()
    log = parts.event_log(pool)
    appender = Overtaken(log, lambda _: asyncio.sleep(0), times=1000)
    async with deciding(pool, appender) as decider:
        await run(decider, register(unit))
        await asyncio.gather(*(run(decider, record(unit, n)) for n in range(30)))
    assert appender.moved == 0
    assert await pool.fetchval("select max(version) from runtime.event_log") == 31


@pytest.mark.usefixtures("log")
async def test_one_command_id_in_two_processes_is_one_command(pool: asyncpg.Pool, other_pool: asyncpg.Pool) -> None:
    """A client that got no answer asks another instance, while the first is still at it.

    Taken out: the commands in `found`, under the head lock. Then figures are recorded twice.
    """
    async with deciding(pool) as one, deciding(other_pool) as two:
        unit = uuid.uuid4()
        await run(one, register(unit))
        for _ in range(8):
            id_, command = uuid.uuid4(), record(unit)
            a, b = await asyncio.gather(run(one, command, id_=id_), run(two, command, id_=id_))
            assert a.answer == b.answer
            assert sorted([a.repeated, b.repeated]) == [False, True]
    assert await pool.fetchval("select max(version) from runtime.event_log") == 9


async def test_a_command_that_became_a_repeat_while_it_was_decided_gets_the_first_answer(
    log: EventLog, pool: asyncpg.Pool, other_pool: asyncpg.Pool
) -> None:
    """Its twin was accepted before this one's decision, which would now be refused.

    Taken out: the look into the stored commands in `_answered`. Then a repeat is told that the unit is registered already.
    """
    unit, id_ = uuid.uuid4(), uuid.uuid4()
    async with deciding(pool) as decider, deciding(other_pool) as twin:
        first = await run(twin, register(unit), id_=id_)
        await run(decider, record(unit))
        accepted = await run(decider, register(unit), id_=id_)
    assert accepted.repeated
    assert accepted.answer == first.answer
    assert len(await parts.bodies(log._pool)) == 2


@pytest.mark.usefixtures("log")
async def test_nobody_is_refused_on_what_another_process_has_changed(pool: asyncpg.Pool, other_pool: asyncpg.Pool) -> None:
    """What is kept is taken for the newest, until the decision says no.

    Taken out: `_load` before a refusal. Then a version that is there is called stale, and a unit that is there unknown.
    """
    unit, other = uuid.uuid4(), uuid.uuid4()
    async with deciding(pool) as one, deciding(other_pool) as two:
        await run(one, register(unit))
        await run(two, record(unit))
        command = record(unit, 11)
        await one.execute(door_of(Record), replace(order_of(command), if_match=1))
        with pytest.raises(Unregistered):
            await run(one, record(other))
        await run(two, register(other))
        await run(one, record(other))
    assert await pool.fetchval("select max(version) from runtime.event_log") == 3


@pytest.mark.usefixtures("log")
async def test_a_refusal_is_not_stored(pool: asyncpg.Pool) -> None:
    """The same command may pass when the world has changed. Accepted, it is another matter."""
    unit, id_ = uuid.uuid4(), uuid.uuid4()
    async with deciding(pool) as decider:
        with pytest.raises(Unregistered):
            await run(decider, record(unit), id_=id_)
        assert await pool.fetchval("select count(*) from runtime.command") == 0
        await run(decider, register(unit))
        first = await run(decider, record(unit), id_=id_)
        assert not first.repeated
        again = await run(decider, record(unit), id_=id_)
        assert (again.repeated, again.answer) == (True, first.answer)
        with pytest.raises(IdempotencyKeyReused):
            await run(decider, record(unit, 11), id_=id_)


@pytest.mark.usefixtures("log")
async def test_a_fact_for_a_stream_that_its_door_does_not_name_is_a_defect(pool: asyncpg.Pool) -> None:
    """Nobody checked that stream's version. Taken out: the check in `_evolved`."""
    door = sample.Door(Record, sample.BOARD, lambda c: (sample.UNIT.at(c.unit),), lambda *_: [registered()])
    async with deciding(pool) as decider:
        with pytest.raises(RuntimeError, match="which its door does not name"):
            await decider.execute(door, order_of(record(uuid.uuid4())))
    assert await parts.bodies(pool) == []
