"""Who stops a consumer of Kafka's is not stopped by it, and who is asked to stop meanwhile does.

aiokafka's `stop` cancels its own tasks and awaits them; where a fetch waits to be tried again because Kafka died, their
cancellation comes out of `stop`, and where it expects one, it takes ours for it. Taken out: what `stops_by_itself` puts
in its place. Then the first test is cancelled, the second finds tasks that never end, and the last three find somebody who
was asked to stop at that very moment and goes on.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiokafka.errors import KafkaError

from infra.runtime.follower import Follower
from infra.runtime.kafka import KafkaAddress
from tests.runtime import parts


def try_a_fetch_again(consumer: Any) -> None:
    """Leave the consumer with what a failed fetch leaves it with."""
    consumer._fetcher._pending_tasks.add(asyncio.create_task(asyncio.sleep(60)))


async def test_a_consumer_that_tries_again_stops_and_nobody_else(kafka_address: KafkaAddress, topic: str) -> None:
    async with kafka_address.consumer(topic) as consumer:
        try_a_fetch_again(consumer)
        await asyncio.sleep(0)
    assert asyncio.current_task().cancelling() == 0  # type: ignore[union-attr]


async def test_a_follower_that_failed_leaves_nothing_running(kafka_address: KafkaAddress, topic: str) -> None:
    """FastStream forgets the rest of its stop: each death of Kafka would leave a consumer that goes on asking."""
    before = asyncio.all_tasks()

    async def handle(_: Any) -> None:
        try_a_fetch_again(follower._consumer)
        await asyncio.sleep(0)
        raise KafkaError("died")

    async def nothing() -> None:
        return None

    follower = Follower(kafka_address, "stopping", {topic: "registry"}, handle, nothing)
    await parts.send(kafka_address, topic, b"anything")
    with pytest.raises(KafkaError):
        await follower.run({topic: 0})
    await parts.until(lambda: asyncio.all_tasks() <= before, what="all tasks of the follower ended")


TURNS = 12
"""A stop is through after so many turns of the loop."""


async def cancelled_while_it_closes(part: Any, turns: int) -> bool:
    """Ask whoever leaves `part` to stop, so many turns of the loop after it began to leave; whether it did."""
    await part.__aenter__()
    leaving = asyncio.create_task(part.__aexit__(None, None, None))
    for _ in range(turns):
        await asyncio.sleep(0)
    asked = leaving.cancel()
    await asyncio.wait([leaving])
    return not asked or leaving.cancelled()


async def test_who_is_asked_to_stop_while_it_leaves_a_consumer_does(kafka_address: KafkaAddress, topic: str) -> None:
    """A service went on after SIGTERM: its watch looked at the end of a topic when it was asked."""
    assert [turns for turns in range(TURNS) if not await cancelled_while_it_closes(kafka_address.consumer(topic), turns)] == []


async def test_who_is_asked_to_stop_while_it_leaves_a_producer_does(kafka_address: KafkaAddress) -> None:
    """A relay that lost its lease would go on without it."""
    assert [turns for turns in range(TURNS) if not await cancelled_while_it_closes(kafka_address.producer(), turns)] == []


async def test_who_is_asked_to_stop_while_a_follower_ends_does(kafka_address: KafkaAddress, topic: str) -> None:
    """FastStream's broker stops its consumer and a producer."""

    async def fails(_: Any) -> None:
        raise KafkaError("died")

    async def nothing() -> None:
        return None

    async def followed(turns: int) -> bool:
        follower = Follower(kafka_address, f"stopping-{turns}", {topic: "registry"}, fails, nothing)
        following = asyncio.create_task(follower.run({topic: 0}))
        await parts.until(lambda: follower._failed is not None and follower._failed.done())
        for _ in range(turns):
            await asyncio.sleep(0)
        asked = following.cancel()
        await asyncio.wait([following])
        return not asked or following.cancelled()

    await parts.send(kafka_address, topic, b"anything")
    assert [turns for turns in range(2 * TURNS) if not await followed(turns)] == []
