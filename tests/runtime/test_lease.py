"""A lease's work goes on whatever ends it, and no part of a process ends unseen."""

from __future__ import annotations

import asyncio
import uuid

import asyncpg
import pytest

from infra.runtime.lease import Lease
from infra.runtime.service import PartCancelled, _run
from tests.runtime import parts


async def test_work_that_was_cancelled_from_within_is_begun_again(pool: asyncpg.Pool) -> None:
    """Kafka and PostgreSQL killed under a reader now and then cancel what it waits for; the lease has to outlive that.

    Taken out: `if task.cancelled()`. Then the lease ends without a word, and nobody reads, answers or relays any more.
    """
    began = 0

    async def work() -> None:
        nonlocal began
        began += 1
        if began == 1:
            raise asyncio.CancelledError
        await asyncio.Event().wait()

    lease = Lease(pool, "reactor.large", uuid.uuid4())
    async with parts.running(lambda: lease.run(work)):
        await parts.until(lambda: began == 2 and lease.held, what="begun again")


async def test_a_part_that_was_cancelled_from_within_ends_the_process() -> None:
    """Taken out: the look at `cancelling()`. Then the task group goes on, without an appender for instance."""
    never = asyncio.get_running_loop().create_future()

    async def part() -> None:
        await never

    async def process() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(_run(part))
            group.create_task(_run(asyncio.Event().wait))
            await asyncio.sleep(0)
            never.cancel()

    with pytest.raises(ExceptionGroup) as ended:
        await process()
    assert ended.group_contains(PartCancelled)


async def test_a_part_that_is_asked_to_stop_stops() -> None:
    task = asyncio.create_task(_run(asyncio.Event().wait))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
