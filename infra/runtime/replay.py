"""Replay: fill a generation of a read model from its topics, from the first record on."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final

import asyncpg
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from contracts.reading import Unreadable, header_of
from contracts.topics import LogAddress
from infra.runtime import steps
from infra.runtime.database import is_infrastructure
from infra.runtime.errors import ReplayFailed
from infra.runtime.generations import Purpose, add_generation, drop_generation, held
from infra.runtime.kafka import KafkaAddress, bounds
from infra.runtime.overlap import Overlap
from infra.runtime.paths import HERE
from infra.runtime.projection import Applier, Checkpoint, Prepared, Projection, Record
from infra.runtime.projector import next_offset
from infra.runtime.rows import QUERIES
from infra.runtime.seen import write_seen
from infra.runtime.sql import queries_of

DIGESTS = queries_of(HERE / "digest.sql")
POLL_MS: Final = 1000
DIGEST_ROWS: Final = 2000

Show = Callable[[int], None]
"""Is told how many events a generation holds, as it grows."""


class ReplayStopped(ReplayFailed):
    """A replay met an event that its projection cannot apply; what was applied before it stays, and it can go on later."""

    def __init__(self, schema: str, reached: Mapping[str, Checkpoint], error: Exception) -> None:
        cut = write_seen({log: checkpoint.position for log, checkpoint in reached.items()})
        super().__init__(
            f"Không dựng được mô hình đọc {schema}: sau {cut} có sự kiện không áp dụng được: {error!r}. "
            "Mô hình đang chạy không bị ảnh hưởng. Hãy sửa phép chiếu rồi chạy lại.",
            f"The read model {schema} cannot be built: behind {cut} stands an event that cannot be applied: {error!r}. "
            "The one that serves is as it was. Mend the projection and start again.",
        )


class CutMissing(ReplayFailed):
    """A topic ends before the position up to which a generation is to be filled."""

    def __init__(self, log: str, wanted: int, reached: int) -> None:
        super().__init__(
            f"Chủ đề của sổ {log} chỉ có đến vị trí {reached}, chưa có {wanted}: bộ chuyển tiếp chưa gửi hết, hoặc Kafka bị mất "
            "dữ liệu. Chờ cho backlog về 0 rồi chạy lại.",
            f"The topic of log {log} ends at position {reached}, before {wanted}: its relay has not sent everything, or Kafka "
            "has lost records. Wait until the backlog is 0, then run this again.",
        )


class TooSlow(Exception):
    """A replay did not come as far as it was to within its time. What it applied stays."""


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
        ChainBroken: the events of a topic are not those that their log has signed.
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
        self.schema = applier.schema
        self._pool = pool
        self._applier = applier
        self._consumer = consumer
        self._partitions = partitions
        self._logs = {partition: log for log, partition in partitions.items()}
        self._show = show
        self._has_run = False
        self._overlap = Overlap()
        self._events = 0
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
        applier = Applier(projection, schema, parks=False, chained=True)
        partitions = {address.log_id: TopicPartition(address.topic(prefix), 0) for address in logs}
        places = await applier.checkpoints(pool)
        async with kafka.consumer(*(partition.topic for partition in partitions.values())) as consumer:
            for log, partition in partitions.items():
                consumer.seek(partition, await next_offset(kafka, partition.topic, places[log]))
            replay = cls(pool, applier, consumer, partitions, show or (lambda _: None))
            replay.positions = {log: place.position for log, place in places.items()}
            try:
                yield replay
            finally:
                await replay._overlap.drop()

    async def run(self, until: Mapping[str, int] | None = None, *, within_s: float | None = None) -> int:
        """Apply what the topics hold now, or exactly the events up to `until`; the number of events applied.

        A log that `until` does not name stays empty.

        Raises:
            TooSlow: `until` was not reached within a time, looked at between batches.
        """
        self._applier.until = until
        await self._go_back()
        self._events = 0
        if until is not None:
            return await self._run_to(until, within_s)
        ends = {}
        for partition in self._logs:
            _, ends[partition] = await bounds(self._consumer, partition)
        while left := [p for p, end in ends.items() if await self._consumer.position(p) < end]:
            await self._take(await self._consumer.getmany(*left, timeout_ms=POLL_MS))
        await self._overlap.settle()
        return self._events

    async def _run_to(self, until: Mapping[str, int], within_s: float | None) -> int:
        # No timeout around it: what is being written is let finish, or it would have to be read again.
        deadline = None if within_s is None else time.monotonic() + within_s
        wait_ms = POLL_MS if within_s is None else min(POLL_MS, int(within_s * 1000))
        while left := [p for p, log in self._logs.items() if self.positions[log] < until.get(log, 0)]:
            if deadline is not None and time.monotonic() >= deadline:
                raise TooSlow
            batches = await self._consumer.getmany(*left, timeout_ms=wait_ms)
            await self._take(batches)
            if not await self._more_is_here(left):
                # What is being written may be the last of it: look before waiting for more.
                await self._overlap.settle()
            if not batches:
                await self._require_more([p for p in left if self.positions[self._logs[p]] < until[self._logs[p]]], until)
        await self._overlap.settle()
        if beyond := [log for log, position in self.positions.items() if position > until.get(log, 0)]:
            raise ValueError(f"{beyond} were past {until} already")
        return self._events

    async def _more_is_here(self, left: Sequence[TopicPartition]) -> bool:
        return any([await self._consumer.position(p) < (self._consumer.highwater(p) or 0) for p in left])

    async def _require_more(self, left: Sequence[TopicPartition], until: Mapping[str, int]) -> None:
        for partition in left:
            _, end = await bounds(self._consumer, partition)
            if await self._consumer.position(partition) >= end:
                log = self._logs[partition]
                raise CutMissing(log, until[log], self.positions[log])

    async def _take(self, batches: Mapping[TopicPartition, Sequence[ConsumerRecord[bytes, bytes]]]) -> None:
        """Get a batch ready while the one before is written, then write it; without one, wait for the one before."""
        records = [Record(self._logs[p], r.offset, r.value or b"") for p, found in batches.items() for r in found]
        if not records or not self._applier.can_prepare:
            await self._overlap.settle()
        if records:
            await self._overlap.hand(self._write(await self._applier.prepare(records)))

    async def _write(self, prepared: Prepared) -> None:
        try:
            done = await self._applier.write(self._pool, prepared)
        except Exception as error:
            if is_infrastructure(error) or isinstance(error, ReplayFailed):
                raise
            raise ReplayStopped(self._applier.schema, await self._applier.checkpoints(self._pool), error) from error
        self.positions = done.positions
        self._events += done.events
        self._show(sum(done.positions.values()))
        await steps.reached("replay.batch_applied")

    async def _go_back(self) -> None:
        """Stand behind the last record applied again, if an earlier run read on beyond a cut or was interrupted."""
        if not self._has_run:
            self._has_run = True
            return
        places = await self._applier.checkpoints(self._pool)
        self.positions = {log: place.position for log, place in places.items()}
        for log, partition in self._partitions.items():
            if await self._consumer.position(partition) > places[log].offset + 1:
                self._consumer.seek(partition, places[log].offset + 1)


async def extent(kafka: KafkaAddress, logs: Sequence[LogAddress], prefix: str) -> dict[str, int]:
    """The position of each topic's last event, for showing how much there is to do; 0 where the last record is none."""
    found = {}
    for address in logs:
        topic = address.topic(prefix)
        async with kafka.consumer(topic) as consumer:
            _, end = await bounds(consumer, TopicPartition(topic, 0))
        record = await kafka.record_at(topic, end - 1)
        found[address.log_id] = 0 if record is None else _position_of(record.value or b"")
    return found


def _position_of(body: bytes) -> int:
    try:
        return header_of(body).position
    except Unreadable:
        return 0
