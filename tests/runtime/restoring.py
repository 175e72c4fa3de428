"""Restore the sample's log from a topic in small batches, in a process of its own that is killed at a step."""

from __future__ import annotations

import asyncio
import sys

import asyncpg

from infra.runtime import restore as restoring
from infra.runtime.carriers import TopicCarrier
from infra.runtime.kafka import KafkaAddress
from tests.runtime.test_restore import SMALL, restore


async def main(database: str, bootstrap: str, topic: str) -> None:
    restoring.BATCH = SMALL
    async with asyncpg.create_pool(database, min_size=1, max_size=2) as pool:
        await restore(pool, TopicCarrier(KafkaAddress(bootstrap, {}), topic))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
