"""What an operator is asked for, and nothing else: `restore` and `republish`, as their commands call them."""

from __future__ import annotations

import asyncio

import asyncpg
import httpx

from infra.runtime.carriers import TopicCarrier
from infra.runtime.heads import keys_in
from infra.runtime.history import Keys
from infra.runtime.relay import Relay
from infra.runtime.republish import republish
from infra.runtime.restore import Restoring, survey
from tests.faults.outages.small import Small
from tests.runtime import parts, sample
from tests.system import NO_TLS


def restore(small: Small) -> int:
    """Bring the log back from its topic; how far it reaches now."""
    return asyncio.run(_restore(small, keys_in(httpx.get(f"{small.service().url}/keys", verify=NO_TLS).json())))


async def _restore(small: Small, keys: Keys) -> int:
    carrier = TopicCarrier(small.address, small.topic)
    async with asyncpg.create_pool(small.url, min_size=1, max_size=2) as pool:
        found = await survey(pool, carrier, parts.REGISTRY, installation=parts.INSTALLATION, keys=keys)
        return [position async for position in Restoring(pool, sample.SERVICE, carrier, found).run()][-1]


def send_again(small: Small) -> int:
    """Send the whole log to its emptied topic again; how far it reaches."""
    return asyncio.run(_send_again(small))


async def _send_again(small: Small) -> int:
    async with asyncpg.create_pool(small.url, min_size=1, max_size=2) as pool:
        relay = Relay(pool, small.address, parts.REGISTRY, installation=parts.INSTALLATION, prefix=small.system.prefix)
        return [position async for position, _ in republish(pool, relay)][-1]
