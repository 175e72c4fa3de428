"""Somebody holds a transaction open: an old snapshot, the head's lock, the checkpoint's lock."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from infra.runtime.event_log import QUERIES as LOG
from infra.runtime.rows import QUERIES as ROWS
from tests.faults.outages.small import Small, nothing_lost
from tests.runtime import parts

FREED_S_MAX = 15.0
ANSWERED_S_MAX = 12.0


async def hold_snapshot_and_head(small: Small, hold_s: float) -> None:
    """An operator's two sessions, left open: one with an old snapshot, one with the head's lock."""
    reader, writer = await asyncpg.connect(small.url), await asyncpg.connect(small.url)
    try:
        async with reader.transaction(isolation="repeatable_read", readonly=True), writer.transaction():
            before = await reader.fetchval("select count(*) from runtime.event_log")
            await writer.execute("select from runtime.log_head for update")
            with small.load() as load:
                await asyncio.sleep(hold_s)
                await parts.until(lambda: load.answers[503] >= 3, what=f"who waits for the lock is told so: {load.answers}")
                assert load.answers[200] == 0
                await writer.execute("rollback")
                await writer.execute("begin")
                await asyncio.to_thread(load.accepted, 30)
                assert await reader.fetchval("select count(*) from runtime.event_log") == before
            assert max(load.waited_s) < ANSWERED_S_MAX
    finally:
        await reader.close()
        await writer.close()


def test_commands_get_a_bounded_answer_while_somebody_holds_the_heads_lock(small: Small) -> None:
    """503 within seconds, and nothing of it in the log; who comes again is accepted when the lock is free.

    Taken out: `lock_timeout` in lock_heads. Then a command waits as long as the lock is held, a minute at most.
    """
    asyncio.run(hold_snapshot_and_head(small, 0))
    nothing_lost(small)


@pytest.mark.campaign
def test_a_transaction_of_thirty_seconds_loses_nothing(small: Small) -> None:
    asyncio.run(hold_snapshot_and_head(small, 30))
    nothing_lost(small)


async def stand_still_with_the_locks(small: Small) -> None:
    """Two sessions of our own that take the locks as an appender and a projector do, and then do nothing."""
    appender, projector = await asyncpg.connect(small.url), await asyncpg.connect(small.url)
    held = {"head": appender.transaction(), "checkpoint": projector.transaction()}
    for transaction in held.values():
        await transaction.start()
    await LOG.lock_heads(appender, logs=["registry"])
    schema = await projector.fetchval("select schema from runtime.generation where active")
    await ROWS.begin_batch(projector, schema=schema, projection="registry")
    with small.load() as load:
        await asyncio.to_thread(load.accepted, 20, wait_s=FREED_S_MAX)
    assert appender.is_closed()
    await asyncio.to_thread(nothing_lost, small, wait_s=FREED_S_MAX)
    assert projector.is_closed()


@pytest.mark.campaign
def test_a_process_that_stands_still_in_a_transaction_loses_its_locks(small: Small) -> None:
    """Stopped, or on a machine that was cut off: PostgreSQL would keep its session, and its locks, for hours.

    Taken out, one at a time: `idle_in_transaction_session_timeout` in lock_heads, and in begin_batch. Then no other process
    of the service writes, or projects, until that one is back or dead.
    """
    asyncio.run(stand_still_with_the_locks(small))
