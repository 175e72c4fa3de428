"""Who stops a consumer of Kafka's is not stopped by it.

aiokafka's `stop` cancels its own fetches and awaits them; where one waits to be tried again because Kafka died, the
cancellation comes out of `stop`. Taken out: what `stops_by_itself` puts in its place. Then the first test is
cancelled, and the second finds tasks that never end.
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
