"""Reading: one snapshot, at a known cut, never older than what the client has seen, and waited for only so long."""

from __future__ import annotations

import asyncio
import time
import uuid

import asyncpg
import pytest

from infra.runtime import reading
from infra.runtime.errors import BadHeader, NotReady, NotSeenYet
from infra.runtime.event_log import EventLog
from infra.runtime.generations import activate, add_generation
from infra.runtime.kafka import KafkaAddress
from infra.runtime.projection import Applier
from infra.runtime.projector import Projector
from infra.runtime.reading import Read, ReadModel
from infra.runtime.seen import covers, read_seen, write_seen
from infra.runtime.sql import Connection
from tests.runtime import parts, sample
from tests.runtime.parts import figures, registered

PROJECTION = sample.SERVICE.projection


@pytest.fixture
async def model(pool: asyncpg.Pool, log: EventLog) -> ReadModel:
    schema = await add_generation(pool, PROJECTION, [parts.REGISTRY], installation=parts.INSTALLATION)
    await activate(pool, PROJECTION.name, schema)
    assert log
    return ReadModel(pool, PROJECTION.name)


async def project(pool: asyncpg.Pool, model: ReadModel) -> None:
    done = await Applier(PROJECTION, await model.active_schema(), parks=True).apply(pool, await parts.records(pool))
    model.moved(done.positions)


async def test_a_reader_waits_for_what_it_has_seen(log: EventLog, pool: asyncpg.Pool, model: ReadModel) -> None:
    """Taken out: `covers` in `ReadModel.at`. Then a query answers from before the client's own command."""
    await parts.write(log, registered())

    async def later() -> None:
        await asyncio.sleep(0.1)
        await project(pool, model)

    task = asyncio.ensure_future(later())
    async with model.at({"registry": 1}) as read:
        assert task.done()
        assert (read.cut, read.seen) == ({"registry": 1}, "registry@1")
        assert await read.conn.fetchval("select count(*) from unit") == 1


async def test_who_waits_for_more_is_not_woken_for_less(log: EventLog, pool: asyncpg.Pool, model: ReadModel) -> None:
    """A projector's word is waited for without a connection, and each reader looks once.

    However late that word is: who looks by the clock takes from the projector the time that it needs to catch up.
    Taken out: `covers` in `moved`, the wait before the first look, and `TOLD_POLL_S`. Then every reader looks at every move.
    """
    await parts.write(log, registered(), registered())
    model.moved({"registry": 0})
    looks = 0
    enter = model._enter

    async def counted(connection: Connection) -> Read:
        nonlocal looks
        looks += 1
        return await enter(connection)

    model._enter = counted  # type: ignore[method-assign]

    async def read() -> None:
        async with model.at({"registry": 2}):
            assert looks == 1

    reader = asyncio.ensure_future(read())
    await asyncio.sleep(0)
    model.moved({"registry": 1})
    await asyncio.sleep(3 * reading.POLL_S)
    assert looks == 0
    await project(pool, model)
    await reader


async def test_a_projector_that_ended_lets_readers_look_for_themselves(model: ReadModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken out: `moved({})` behind a projector's run. Then each reader waits for its word in vain before the first look."""
    projector = Projector(model._pool, KafkaAddress("nowhere", {}), model, PROJECTION, [parts.REGISTRY], prefix="test")

    async def follow(_: object) -> None:
        model.moved({"registry": 0})
        assert model._reached
        raise ConnectionError

    monkeypatch.setattr(projector._follower, "run", follow)
    with pytest.raises(ConnectionError):
        await projector._run_once()
    assert not model._reached


async def test_waiting_is_bounded_and_never_answers_from_before(model: ReadModel) -> None:
    """Taken out: the deadline in `ReadModel.at`."""
    started = time.monotonic()
    with pytest.raises(NotSeenYet) as refused:
        async with model.at({"registry": 1}, wait_s=0.2):
            pytest.fail("it was not there")
    assert 0.2 <= time.monotonic() - started < 1
    assert refused.value.fields == {"needed": "registry@1"}
    assert refused.value.can_retry


async def test_what_another_process_projects_is_seen_soon(
    log: EventLog, pool: asyncpg.Pool, other_pool: asyncpg.Pool, model: ReadModel
) -> None:
    """Nobody wakes this reader. Taken out: the time-out in `_wait_for`. Then it waits for ever."""
    await parts.write(log, registered())
    elsewhere = ReadModel(other_pool, PROJECTION.name)

    async def later() -> None:
        await asyncio.sleep(0.1)
        await project(other_pool, elsewhere)

    task = asyncio.ensure_future(later())
    async with asyncio.timeout(5), model.at({"registry": 1}):
        await task
    assert await pool.fetchval("select 1") == 1


async def test_a_read_is_one_cut_whatever_is_projected_meanwhile(
    log: EventLog, pool: asyncpg.Pool, other_pool: asyncpg.Pool, model: ReadModel
) -> None:
    """Checkpoint and rows are of one moment, so `seen` says what the values used were.

    Taken out: repeatable_read. Then the second look finds rows that the cut does not cover.
    """
    unit = uuid.uuid4()
    await parts.write(log, registered(unit))
    await project(pool, model)
    async with model.at({}) as read:
        assert await read.conn.fetchval("select staff from unit") is None
        await parts.write(log, figures(unit, 7), registered())
        await project(other_pool, model)
        assert await read.conn.fetchval("select count(*) from unit where staff is null") == 1
        assert await read.conn.fetchval("select position from checkpoint") == read.cut["registry"] == 1
    async with model.at({}) as read:
        assert read.cut == {"registry": 3}
        assert await read.conn.fetchval("select sum(staff) from unit") == 7


async def test_a_query_can_change_nothing(model: ReadModel) -> None:
    """Taken out: `readonly` in `ReadModel.at`."""
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with model.at({}) as read:
            await read.conn.execute("delete from unit")


async def test_a_query_in_flight_stays_on_its_generation(log: EventLog, pool: asyncpg.Pool, model: ReadModel) -> None:
    """The pointer is switched under it; the next query follows the new one.

    Taken out: reading the pointer within the query's own transaction.
    """
    await parts.write(log, registered())
    await project(pool, model)
    other = await add_generation(pool, PROJECTION, [parts.REGISTRY], installation=parts.INSTALLATION)
    async with model.at({}) as read:
        await activate(pool, PROJECTION.name, other)
        assert await read.conn.fetchval("select count(*) from unit") == 1
    async with model.at({}) as read:
        assert (read.cut, await read.conn.fetchval("select count(*) from unit")) == ({"registry": 0}, 0)


async def test_without_a_generation_nothing_is_answered(pool: asyncpg.Pool, log: EventLog) -> None:
    assert log
    with pytest.raises(NotReady):
        async with ReadModel(pool, "nobody").at({}):
            pytest.fail("there is no read model")


def test_a_token_is_read_as_it_was_written() -> None:
    for positions in ({}, {"registry": 120}, {"registry": 120, "scoring.education": 8, "awards.public": 0}):
        assert read_seen(write_seen(positions)) == positions
    assert read_seen("registry@1,registry@3,registry@2") == {"registry": 3}


@pytest.mark.parametrize("text", ["registry", "@1", "registry@", "registry@-1", "registry@1,", "a@1 b@2", "R@1", "a@" + "9" * 19])
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(BadHeader):
        read_seen(text)


def test_a_log_that_is_not_read_cannot_hold_a_reader_back() -> None:
    assert covers({"registry": 3}, {"registry": 3, "awards": 9})
    assert not covers({"registry": 3}, {"registry": 4})
