"""Rebuild the sample's read model, in a process of its own that is killed at a step."""

from __future__ import annotations

import asyncio

from infra.runtime.database import open_pool
from infra.runtime.kafka import KafkaAddress
from infra.runtime.rebuild import rebuild
from infra.runtime.settings import load_settings
from tests.runtime import parts, sample


async def main() -> None:
    settings = load_settings()
    pool = await open_pool(str(settings.database_url), size=4)
    place = {"installation": settings.installation, "prefix": settings.topic_prefix}
    await rebuild(pool, KafkaAddress.of(settings), sample.SERVICE.projection, [parts.REGISTRY], **place)


if __name__ == "__main__":
    asyncio.run(main())
