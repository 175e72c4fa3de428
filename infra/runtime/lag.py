"""How far a consumer is behind a topic, asked of Kafka by a connection of its own.

What a consumer says of itself is worth nothing once it stands still. So its checkpoint is compared with the topic's end
here: in events, and in seconds by Kafka's own clock (LogAppendTime), which the demonstration's clock does not move.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from contracts.reading import Unreadable, header_of
from infra.runtime.kafka import REQUEST_BYTES_MAX, KafkaAddress
from infra.runtime.projection import Checkpoint

ANSWER_S_MAX: Final = 3.0
READ_MS_MAX: Final = 10_000  # longer than anybody waits: ANSWER_S_MAX
LOOK_AHEAD: Final = 500
TAIL: Final = 50


@dataclass(frozen=True, slots=True)
class Lag:
    """A consumer's place in one log, and what it has still to take in.

    `seconds` is the age of the oldest event that it has not taken in, 0.0 where there is none. `gap` says that what
    stands next on the topic is not the next event: it waits for one that the relay has to send again.
    """

    position: int
    events: int = 0
    seconds: float = 0.0
    gap: bool = False


@dataclass(frozen=True, slots=True)
class _Seen:
    """A record of the log in question: its position, and when Kafka wrote it, in Unix seconds."""

    position: int
    at: float


class Probe:
    """Looks at the topics of some logs without following them."""

    def __init__(self, topics: Mapping[str, str], consumer: AIOKafkaConsumer) -> None:
        self._topics = topics
        self._consumer = consumer
        self._tails: dict[str, tuple[int, _Seen | None]] = {}

    @classmethod
    @asynccontextmanager
    async def on(cls, kafka: KafkaAddress, topics: Mapping[str, str]) -> AsyncIterator[Probe]:
        """A probe of these topics (topic → log), connected as long as it is wanted."""
        async with asyncio.timeout(ANSWER_S_MAX):
            connected = kafka.consumer(fetch_bytes_max=REQUEST_BYTES_MAX)
            consumer = await connected.__aenter__()
        try:
            yield cls({log: topic for topic, log in topics.items()}, consumer)
        finally:
            await connected.__aexit__(None, None, None)

    async def ends(self) -> dict[str, int]:
        """The offset behind the last record, log by log.

        Raises:
            KafkaError, OSError, TimeoutError: Kafka does not answer.
        """
        partitions = {log: TopicPartition(topic, 0) for log, topic in self._topics.items()}
        async with asyncio.timeout(ANSWER_S_MAX):
            found = await self._consumer.end_offsets([*partitions.values()])
        return {log: found[partition] for log, partition in partitions.items()}

    async def lag(self, log: str, end: int, checkpoint: Checkpoint) -> Lag:
        """Compare a checkpoint with its topic, which ends before the offset `end`."""
        async with asyncio.timeout(ANSWER_S_MAX):
            last = await self._last(log, end, checkpoint.source)
            if last is None or last.position <= checkpoint.position:
                return Lag(checkpoint.position)
            new = await self._next(log, end, checkpoint)
        return Lag(
            checkpoint.position,
            events=last.position - checkpoint.position,
            seconds=max(0.0, time.time() - (new or last).at),
            gap=new is None or new.position > checkpoint.position + 1,
        )

    async def _last(self, log: str, end: int, source: str | None) -> _Seen | None:
        """The highest position at the end of a topic; looked up again only where the end has moved."""
        before, known = self._tails.get(log, (-1, None))
        if before != end:
            found = [seen async for record in self._records(log, max(0, end - TAIL), end) if (seen := _seen(record, source))]
            # A zombie repeats older ones at the end; what was there before is still there, unless the topic is a new one.
            known = max([*found, *([known] if known and before < end else [])], key=lambda seen: seen.position, default=None)
            self._tails[log] = end, known
        return known

    async def _next(self, log: str, end: int, checkpoint: Checkpoint) -> _Seen | None:
        """The next event behind a checkpoint that the topic has, looked for within bounds: there may be many repeats."""
        first = checkpoint.offset + 1
        async with aclosing(self._records(log, first, min(end, first + LOOK_AHEAD))) as ahead:
            async for record in ahead:
                if (seen := _seen(record, checkpoint.source)) and seen.position > checkpoint.position:
                    return seen
        return None

    async def _records(self, log: str, offset: int, end: int) -> AsyncGenerator[ConsumerRecord[bytes, bytes], None]:
        """The records from an offset to before another.

        On the probe's own connection: one that is made for each answer costs ten times what is asked.
        """
        if offset >= end:
            return
        partition = TopicPartition(self._topics[log], 0)
        self._consumer.assign([partition])
        try:
            self._consumer.seek(partition, offset)
            while offset < end:
                found = await self._consumer.getmany(partition, timeout_ms=READ_MS_MAX, max_records=end - offset)
                for record in found.get(partition, []):
                    offset = record.offset + 1
                    yield record
        finally:
            # Until it is asked again it fetches nothing.
            self._consumer.unsubscribe()


def _seen(record: Any, source: str | None) -> _Seen | None:
    try:
        header = header_of(record.value or b"")
    except Unreadable:
        return None
    # The n-th position of a log cannot stand before n records were written: somebody else wrote what claims to.
    ours = source in (None, header.source) and header.position <= record.offset + 1
    return _Seen(header.position, record.timestamp / 1000) if ours else None


async def lags(
    probe: Probe, ends: Mapping[str, int], checkpoints: Mapping[str, Checkpoint], logs: Sequence[str]
) -> dict[str, Lag]:
    """How far a consumer is behind in each of its logs."""
    start = Checkpoint(None, 0, -1, None)
    return {log: await probe.lag(log, ends[log], checkpoints.get(log, start)) for log in logs}
