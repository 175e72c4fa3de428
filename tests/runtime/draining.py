"""Drain what is parked with a mended projection, in a process of its own that is killed at a step."""

from __future__ import annotations

import asyncio
import sys

import asyncpg

from infra.runtime.parked import Parked
from tests.runtime.test_parked import MENDED


async def main(database: str) -> None:
    async with asyncpg.create_pool(database, min_size=1, max_size=2) as pool:
        parked = Parked(pool, MENDED)
        for waiting in await parked.streams():
            await parked.drain(waiting.log, waiting.stream)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
