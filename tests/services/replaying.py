"""Compare a service's live read model with one that is built anew from the topics."""

from __future__ import annotations

import time
from collections.abc import Mapping

import asyncpg

from contracts.topics import log_of
from infra.runtime.digest import Digest, digest, digest_generation
from infra.runtime.generations import add_generation
from infra.runtime.kafka import KafkaAddress
from infra.runtime.reading import ReadModel
from infra.runtime.replay import fill
from infra.runtime.service import Service
from tests.system import System

CATCH_UP_S_MAX = 20.0


async def live_digest(system: System, service: Service, *, at_least: dict[str, int] | None = None) -> Digest:
    """The digest of the tables that queries read, once they have come so far."""
    deadline = time.monotonic() + CATCH_UP_S_MAX
    async with asyncpg.create_pool(system.database_url(service.name), min_size=1, max_size=2) as pool:
        while True:
            found = await digest(ReadModel(pool, service.projection.name))
            if all(found.cut[log] >= position for log, position in (at_least or {}).items()):
                return found
            assert time.monotonic() < deadline, found.cut


async def rebuilt_digest(system: System, service: Service, *, cut: Mapping[str, int]) -> Digest:
    """The digest of a new generation, filled from the first record of every topic up to a cut.

    A service signs its log by itself, half a minute after its start: two digests are of one moment only if their cuts are one.
    """
    logs = [log_of(log) for log in service.reads]
    async with asyncpg.create_pool(system.database_url(service.name), min_size=1, max_size=2) as pool:
        schema = await add_generation(pool, service.projection, logs, installation="test")
        await fill(pool, KafkaAddress(system.bootstrap, {}), service.projection, schema, logs, system.prefix, until=cut)
        return await digest_generation(pool, schema)
