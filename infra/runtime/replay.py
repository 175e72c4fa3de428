"""Replay: build a generation of a read model anew from its logs, and digest one."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg
import rfc8785
from aiokafka import TopicPartition

from contracts.topics import LogAddress
from infra.runtime.database import is_infrastructure
from infra.runtime.kafka import KafkaAddress, bounds
from infra.runtime.observability import logger
from infra.runtime.paths import HERE
from infra.runtime.projection import Applier, Checkpoint, Projection, Record
from infra.runtime.reading import ReadModel
from infra.runtime.rows import QUERIES
from infra.runtime.seen import write_seen
from infra.runtime.sql import Connection, queries_of, statements_in

DIGESTS = queries_of(HERE / "digest.sql")
LOOK_S: Final = 0.2
LOG = logger("replay")


class ReplayStopped(Exception):
    """A replay met an event that its projection cannot apply; what was applied before it stays, and it can go on later."""

    def __init__(self, schema: str, reached: Mapping[str, Checkpoint], error: Exception) -> None:
        cut = write_seen({log: checkpoint.position for log, checkpoint in reached.items()})
        super().__init__(
            f"Không dựng được mô hình đọc {schema}: sau {cut} có sự kiện không áp dụng được: {error!r}. "
            "Hãy sửa phép chiếu rồi khởi động lại.\n"
            f"The read model {schema} cannot be built: behind {cut} stands an event that cannot be applied: {error!r}. "
            "Mend the projection and start again."
        )


async def add_generation(pool: asyncpg.Pool, projection: Projection, logs: Sequence[LogAddress], *, installation: str) -> str:
    """Create an empty generation, which nobody follows yet; its schema's name."""
    async with pool.acquire() as connection, connection.transaction():
        number = await QUERIES.next_number(connection, projection=projection.name, version=projection.version)
        schema = f"{projection.name}_v{projection.version}_g{number}"
        await QUERIES.add_generation(
            connection, schema=schema, projection=projection.name, version=projection.version, number=number
        )
        await DIGESTS.create_schema(connection, name=schema)
        await QUERIES.enter(connection, schema=schema)
        await QUERIES.place_tables(connection)
        await connection.execute(statements_in(projection.tables))
        for address in logs:
            await QUERIES.start_checkpoint(connection, log=address.log_id, source=address.source(installation))
    return schema


async def activate(pool: asyncpg.Pool, projection: str, schema: str) -> None:
    """Let queries follow a generation from the next query on."""
    async with pool.acquire() as connection, connection.transaction():
        await QUERIES.retire(connection, projection=projection)
        await QUERIES.activate(connection, schema=schema)


async def fill(
    pool: asyncpg.Pool, kafka: KafkaAddress, projection: Projection, schema: str, logs: Sequence[LogAddress], prefix: str
) -> int:
    """Apply every record that the topics hold now to a generation; the number of events applied.

    Nothing is parked: a replay stops at an event that it cannot apply. Called again, it goes on where it stopped.

    Raises:
        ReplayStopped: with where it stands.
    """
    applier = Applier(projection, schema, parks=False)
    topics = {address.topic(prefix): address.log_id for address in logs}
    events = 0
    places = await applier.checkpoints(pool)
    async with kafka.consumer(*topics) as consumer:
        left = {}
        for topic, log in topics.items():
            partition = TopicPartition(topic, 0)
            _, end = await bounds(consumer, partition)
            start = places[log].offset + 1
            consumer.seek(partition, start)
            if start < end:
                left[partition] = end
        while left:
            batches = await consumer.getmany(*left, timeout_ms=1000)
            records = [Record(topics[p.topic], r.offset, r.value or b"") for p, rs in batches.items() for r in rs]
            if records:
                try:
                    events += (await applier.apply(pool, records)).events
                except Exception as error:
                    if is_infrastructure(error):
                        raise
                    raise ReplayStopped(schema, await applier.checkpoints(pool), error) from error
            for partition, end in list(left.items()):
                if await consumer.position(partition) >= end:
                    del left[partition]
    return events


async def ensure_generation(
    pool: asyncpg.Pool,
    kafka: KafkaAddress,
    projection: Projection,
    logs: Sequence[LogAddress],
    *,
    installation: str,
    prefix: str,
) -> str:
    """The active generation of this version of the projection, built first if there is none."""
    async with pool.acquire() as connection, connection.transaction():
        # Of processes that start together one builds; the others find it built. A lock that is waited for would time out.
        while not await QUERIES.try_lock_generations(connection, projection=projection.name):  # noqa: ASYNC110
            await asyncio.sleep(LOOK_S)
        active = await QUERIES.active_generation(pool, projection=projection.name)
        if active is not None and active["version"] == projection.version:
            return str(active["schema"])
        schema = await add_generation(pool, projection, logs, installation=installation)
        if active is not None:
            # Queries go on with the older version until the new one has caught up.
            events = await fill(pool, kafka, projection, schema, logs, prefix)
            LOG.info("replay.version_built", schema=schema, events=events)
        await activate(pool, projection.name, schema)
    return schema


@dataclass(frozen=True, slots=True)
class Digest:
    """SHA-256 of each table's rows in the order of their keys, at one cut.

    A row is the canonical JSON (RFC 8785) of its columns as text, so that no value passes through a binary float.
    """

    cut: dict[str, int]
    tables: dict[str, str]
    parked: int

    @property
    def total(self) -> str:
        """One figure for all tables."""
        return hashlib.sha256(rfc8785.dumps(self.tables)).hexdigest()


async def digest(model: ReadModel) -> Digest:
    """Digest the active generation in one snapshot."""
    async with model.at({}) as read:
        return await digest_of(read.conn, await DIGESTS.current_schema(read.conn), dict(read.cut))


async def digest_generation(pool: asyncpg.Pool, schema: str) -> Digest:
    """Digest any generation by its schema's name."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        await QUERIES.enter(connection, schema=schema)
        cut = {row["log"]: row["position"] for row in await QUERIES.checkpoints(connection)}
        return await digest_of(connection, schema, cut)


async def digest_of(connection: Connection, schema: str, cut: dict[str, int]) -> Digest:
    tables: dict[str, str] = {}
    for table in await DIGESTS.tables(connection, schema=schema):
        sha = hashlib.sha256()
        async for row in connection.cursor(table["statement"]):
            sha.update(rfc8785.dumps(row["row"]) + b"\n")
        tables[table["name"]] = sha.hexdigest()
    return Digest(cut, tables, await DIGESTS.parked_events(connection))
