"""A lease's work goes on whatever ends it, and no part of a process ends unseen."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import asyncpg
import pytest

from infra.runtime import lease as leasing
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


async def _for_ever() -> None:
    await asyncio.Event().wait()


async def test_the_leases_of_a_process_are_renewed_by_one_statement(pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each by its own would be sixteen statements every three seconds, in four services that nobody asks anything."""
    monkeypatch.setattr(leasing, "RENEW_S", 0.2)
    asked: list[list[str]] = []
    renew = leasing.QUERIES.renew

    async def counted(pool: asyncpg.Pool, **how: Any) -> Any:
        asked.append(how["names"])
        return await renew(pool, **how)

    monkeypatch.setattr(leasing.QUERIES, "renew", counted)
    owner = uuid.uuid4()
    renewal = leasing.Renewal(pool, owner)
    one, two = (Lease(pool, name, owner, renewal) for name in ("relay.one", "projector.one"))
    async with parts.running(lambda: one.run(_for_ever), lambda: two.run(_for_ever)):
        await parts.until(lambda: one.held and two.held, what="both taken")
        asked.clear()
        await parts.until(lambda: len(asked) >= 5, what="renewed a few times")
        assert asked == [["projector.one", "relay.one"]] * len(asked)
        assert one.held
        assert two.held


async def test_a_renewal_that_hangs_is_no_renewal(pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where its connection leads nowhere, nobody goes on believing in leases that have run out meanwhile.

    Taken out: the timeout around the statement. Then all of the process's parts go on as if they were alone.
    """
    monkeypatch.setattr(leasing, "RENEW_S", 0.2)

    async def hangs(*_: Any, **__: Any) -> Any:
        await asyncio.Event().wait()

    renewal = leasing.Renewal(pool, uuid.uuid4())
    one, two = (Lease(pool, name, renewal._owner, renewal) for name in ("relay.three", "projector.three"))
    async with parts.running(lambda: one.run(_for_ever), lambda: two.run(_for_ever)):
        await parts.until(lambda: one.held and two.held, what="both taken")
        monkeypatch.setattr(leasing.QUERIES, "renew", hangs)
        await parts.until(lambda: not one.held and not two.held, what="both given up")


async def test_a_lease_that_another_process_took_is_lost_alone(pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken out: the look at what the statement gave back. Then two processes would hold the lease for ever."""
    monkeypatch.setattr(leasing, "RENEW_S", 0.2)
    owner, other = uuid.uuid4(), uuid.uuid4()
    renewal = leasing.Renewal(pool, owner)
    one, two = (Lease(pool, name, owner, renewal) for name in ("relay.two", "projector.two"))
    async with parts.running(lambda: one.run(_for_ever), lambda: two.run(_for_ever)):
        await parts.until(lambda: one.held and two.held, what="both taken")
        await pool.execute(
            "update runtime.lease set owner = $1, until = now() + interval '1 hour' where name = 'relay.two'", other
        )
        await parts.until(lambda: not one.held, what="the one is lost")
        assert two.held
        assert await pool.fetchval("select owner from runtime.lease where name = 'relay.two'") == other
