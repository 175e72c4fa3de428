"""Replay: build a generation of a read model anew from its logs, and digest one."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import asyncpg
import rfc8785
from aiokafka import AIOKafkaConsumer, TopicPartition

from contracts.topics import LogAddress
from infra.runtime import steps
from infra.runtime.database import is_infrastructure
from infra.runtime.kafka import KafkaAddress, bounds
from infra.runtime.observability import logger
from infra.runtime.paths import HERE
from infra.runtime.projection import Applier, Checkpoint, Projection, Record
from infra.runtime.projector import next_offset
from infra.runtime.reading import ReadModel
from infra.runtime.rows import QUERIES
from infra.runtime.seen import write_seen
from infra.runtime.sql import Connection, queries_of, statements_in

DIGESTS = queries_of(HERE / "digest.sql")
LOOK_S: Final = 0.2
POLL_MS: Final = 1000
LOG = logger("replay")

Show = Callable[[int], None]
"""Is told how many events a generation holds, as it grows."""


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


class CutMissing(Exception):
    """A topic ends before the position up to which a generation is to be filled."""

    def __init__(self, log: str, wanted: int, reached: int) -> None:
        super().__init__(
            f"Chủ đề của sổ {log} chỉ có đến vị trí {reached}, chưa có {wanted}: bộ chuyển tiếp chưa gửi hết, hoặc Kafka bị mất "
            "dữ liệu. Chờ cho backlog về 0 rồi chạy lại.\n"
            f"The topic of log {log} ends at position {reached}, before {wanted}: its relay has not sent everything, or Kafka "
            "has lost records. Wait until the backlog is 0, then run this again."
        )


class Purpose(StrEnum):
    """What a generation is for: to be followed by queries, to be looked at by its maker alone, to look back."""

    SERVE = "serve"
    SCRATCH = "scratch"
    LOOK_BACK = "look-back"


async def add_generation(
    pool: asyncpg.Pool,
    projection: Projection,
    logs: Sequence[LogAddress],
    *,
    installation: str,
    purpose: Purpose = Purpose.SERVE,
) -> str:
    """Create an empty generation, which nobody follows yet; its schema's name."""
    async with pool.acquire() as connection, connection.transaction():
        number = await QUERIES.next_number(connection, projection=projection.name, version=projection.version)
        schema = f"{projection.name}_v{projection.version}_g{number}"
        await QUERIES.add_generation(
            connection, schema=schema, projection=projection.name, version=projection.version, number=number, purpose=purpose
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


async def drop_generation(pool: asyncpg.Pool, schema: str) -> bool:
    """Drop a generation that nobody follows; False, and nothing done, while somebody is still in it."""
    async with pool.acquire() as connection, connection.transaction():
        if not await QUERIES.try_lock(connection, name=schema):
            return False
        await QUERIES.drop_schema(connection, schema=schema)
        await QUERIES.forget_generation(connection, schema=schema)
    return True


@asynccontextmanager
async def held(pool: asyncpg.Pool, name: str) -> AsyncIterator[bool]:
    """Hold a projection's or a schema's name for as long as this lasts, on a connection of its own; whether it was free.

    It is the maker's session that holds it: when the maker dies, the name is free.
    """
    async with pool.acquire() as connection, connection.transaction():
        yield await QUERIES.try_lock(connection, name=name)


@asynccontextmanager
async def scratch(
    pool: asyncpg.Pool,
    kafka: KafkaAddress,
    projection: Projection,
    logs: Sequence[LogAddress],
    *,
    installation: str,
    prefix: str,
    until: Mapping[str, int] | None = None,
    show: Show | None = None,
) -> AsyncIterator[str]:
    """A generation of one's own, filled exactly up to `until` or to the topics' ends, and dropped afterwards.

    Raises:
        ReplayStopped, CutMissing: as `fill`.
    """
    for left in await QUERIES.scratch_generations(pool):
        await drop_generation(pool, left["schema"])
    schema = await add_generation(pool, projection, logs, installation=installation, purpose=Purpose.SCRATCH)
    try:
        async with held(pool, schema):
            await fill(pool, kafka, projection, schema, logs, prefix, until=until, show=show)
            yield schema
    finally:
        await drop_generation(pool, schema)


async def fill(
    pool: asyncpg.Pool,
    kafka: KafkaAddress,
    projection: Projection,
    schema: str,
    logs: Sequence[LogAddress],
    prefix: str,
    *,
    until: Mapping[str, int] | None = None,
    show: Show | None = None,
) -> int:
    """Apply what the topics hold now to a generation, or exactly the events up to `until`; the number applied.

    Nothing is parked: a replay stops at an event that it cannot apply. Called again, it goes on where it stopped.

    Raises:
        ReplayStopped: with where it stands.
        CutMissing: a topic does not reach `until`.
    """
    async with Replay.of(pool, kafka, projection, schema, logs, prefix, show=show) as replay:
        return await replay.run(until)


class Replay:
    """Applies what some topics hold to one generation, as often as it is asked to."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        applier: Applier,
        consumer: AIOKafkaConsumer,
        partitions: Mapping[str, TopicPartition],
        show: Show,
    ) -> None:
        self._pool = pool
        self._applier = applier
        self._consumer = consumer
        self._partitions = partitions
        self._logs = {partition: log for log, partition in partitions.items()}
        self._show = show
        self.positions: dict[str, int] = {}

    @classmethod
    @asynccontextmanager
    async def of(
        cls,
        pool: asyncpg.Pool,
        kafka: KafkaAddress,
        projection: Projection,
        schema: str,
        logs: Sequence[LogAddress],
        prefix: str,
        *,
        show: Show | None = None,
    ) -> AsyncIterator[Replay]:
        """Open the topics behind what the generation holds already."""
        applier = Applier(projection, schema, parks=False)
        partitions = {address.log_id: TopicPartition(address.topic(prefix), 0) for address in logs}
        places = await applier.checkpoints(pool)
        async with kafka.consumer(*(partition.topic for partition in partitions.values())) as consumer:
            for log, partition in partitions.items():
                consumer.seek(partition, await next_offset(kafka, partition.topic, places[log]))
            replay = cls(pool, applier, consumer, partitions, show or (lambda _: None))
            replay.positions = {log: place.position for log, place in places.items()}
            yield replay

    async def run(self, until: Mapping[str, int] | None = None) -> int:
        """Apply what the topics hold now, or exactly the events up to `until`; the number of events applied.

        A log that `until` does not name stays empty.
        """
        self._applier.until = until
        left = await self._left(until)
        events = 0
        while left:
            batches = await self._consumer.getmany(*left, timeout_ms=POLL_MS)
            records = [Record(self._logs[p], r.offset, r.value or b"") for p, rs in batches.items() for r in rs]
            if records:
                events += await self._apply(records)
            for partition, end in list(left.items()):
                log = self._logs[partition]
                if until is not None and self.positions[log] == until[log]:
                    await self._go_back(partition)
                    del left[partition]
                elif await self._consumer.position(partition) >= end:
                    del left[partition]
                    if until is not None:
                        raise CutMissing(log, until[log], self.positions[log])
        return events

    async def _left(self, until: Mapping[str, int] | None) -> dict[TopicPartition, int]:
        """The topics to read on, each with the offset at which it ends now."""
        left = {}
        for log, partition in self._partitions.items():
            if until is not None and self.positions[log] >= until.get(log, 0):
                if self.positions[log] > until.get(log, 0):
                    raise ValueError(f"{log} is at {self.positions[log]} already, past {until.get(log, 0)}")
                continue
            _, end = await bounds(self._consumer, partition)
            if until is not None or await self._consumer.position(partition) < end:
                left[partition] = end
        return left

    async def _apply(self, records: Sequence[Record]) -> int:
        try:
            done = await self._applier.apply(self._pool, records)
        except Exception as error:
            if is_infrastructure(error):
                raise
            raise ReplayStopped(self._applier.schema, await self._applier.checkpoints(self._pool), error) from error
        self.positions = done.positions
        self._show(sum(done.positions.values()))
        await steps.reached("replay.batch_applied")
        return done.events

    async def _go_back(self, partition: TopicPartition) -> None:
        """Stand behind the last record applied again: what was read beyond the cut was not."""
        place = (await self._applier.checkpoints(self._pool))[self._logs[partition]]
        if await self._consumer.position(partition) != place.offset + 1:
            self._consumer.seek(partition, place.offset + 1)


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
        while not await QUERIES.try_lock(connection, name=projection.name):  # noqa: ASYNC110
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
