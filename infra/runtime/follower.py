"""Follow topics from given offsets on: FastStream's batch subscriber, with the truth kept elsewhere.

The offsets that Kafka keeps for the group are a hint: before the start they are set to where the checkpoint says, and
FastStream begins exactly there. Nothing is committed by FastStream itself; a handler that fails ends this follower,
and the next one begins at the checkpoint again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from aiokafka import ConsumerRecord
from aiokafka import TopicPartition as Partition
from aiokafka.errors import KafkaConnectionError, KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, TopicPartition
from faststream.message import StreamMessage

from infra.runtime.kafka import FETCH_BYTES_MAX, ONE_BATCH, KafkaAddress, faststream_security, stops_by_itself
from infra.runtime.observability import logger
from infra.runtime.projection import Record
from infra.runtime.pulse import Pulse

BATCH_RECORDS_MAX: Final = 2000
POLL_MS: Final = 2000
# So long the next records are gathered behind those of one stream, and so much longer for each more: what comes seldom goes at
# once, and ten events of one command are no more company than two.
GATHER_S: Final = 0.002
GATHER_STREAMS_MAX: Final = 10
GATHERED_MAX: Final = 200  # more than came while it waited: it has to catch up
ANSWER_S_MAX: Final = 3.0
ASK_AGAIN_S: Final = 3600.0
REST_S: Final = 30.0
LOG = logger("follower")

Handle = Callable[[Sequence[Record]], Awaitable[None]]


async def _unparsed(records: Any) -> StreamMessage[Any]:
    # FastStream's own parser copies bodies and headers record by record, for handlers that take those.
    return StreamMessage(raw_message=records, body=b"")


async def _raw(message: StreamMessage[Any]) -> tuple[ConsumerRecord[bytes, bytes], ...]:
    # One invalid record would fail a typed batch whole: records are read one by one, by us.
    records: tuple[ConsumerRecord[bytes, bytes], ...] = message.raw_message
    return records


def _eager(consumer: Any, while_idle: Callable[[], Awaitable[None]], gather_s: float) -> Any:
    """Let a poll last until there is something to hand over.

    FastStream sleeps as long as it polls after a poll without records, so it is either late or never at rest. The poll
    itself wakes at once when records come.
    """
    poll = consumer.getmany
    gathered_at = float("-inf")

    async def getmany(*, timeout_ms: int, max_records: int) -> Any:
        nonlocal gathered_at
        del timeout_ms
        # What comes in quick succession is gathered: one transaction for many events, not one for each.
        await asyncio.sleep(max(0.0, gathered_at - time.monotonic()))
        while not (found := await poll(timeout_ms=POLL_MS, max_records=max_records)):
            await while_idle()
        if sum(len(records) for records in found.values()) < GATHERED_MAX:
            streams = len({record.key for records in found.values() for record in records})
            gathered_at = time.monotonic() + min(streams, GATHER_STREAMS_MAX) * gather_s
        return found

    consumer.getmany = getmany
    # A tenth of a second after an answer, aiokafka asks for the topics that it has nothing of. Where those have nothing new,
    # Kafka answers as late as it may, and until then nothing else is asked of that broker: whoever works on a batch for
    # longer than that would stand still behind each. So it asks again when all that it has was handed out.
    fetcher: Any = consumer._fetcher  # noqa: SLF001 - aiokafka has no option for it
    fetcher._prefetch_backoff = ASK_AGAIN_S  # noqa: SLF001
    # It is woken by whatever there is to do, and looked five times a second whether something was left to do.
    fetcher._fetcher_timeout = REST_S  # noqa: SLF001
    return consumer


class Follower:
    """Hands the records of some topics to `handle`, batch by batch, in the order of each topic."""

    def __init__(
        self,
        kafka: KafkaAddress,
        group: str,
        topics: Mapping[str, str],
        handle: Handle,
        at_rest: Callable[[], Awaitable[None]],
        *,
        gather_s: float = GATHER_S,
    ) -> None:
        """`topics` maps each topic to the log that it carries; `at_rest` is asked every half minute without records."""
        self._kafka = kafka
        self._group = group
        self._topics = topics
        self._handle = handle
        self._at_rest = at_rest
        self._gather_s = gather_s
        self._rested_at = 0.0
        self._failed: asyncio.Future[None] | None = None
        self._consumer: Any = None
        self._read: dict[str, int] = {}
        self.pulse = Pulse()

    async def run(self, offsets: Mapping[str, int]) -> None:
        """Follow from the offsets named (topic → offset of the next record) until cancelled or failed."""
        self._read = {self._topics[topic]: offset - 1 for topic, offset in offsets.items()}
        await self._commit(offsets)
        self._failed = asyncio.get_running_loop().create_future()
        self._rested_at = time.monotonic()
        broker = KafkaBroker(
            self._kafka.bootstrap,
            security=faststream_security(self._kafka),
            logger=None,
            allow_auto_create_topics=False,
            apply_types=False,
        )
        subscriber = broker.subscriber(
            partitions=[TopicPartition(topic, 0, declare=False) for topic in self._topics],
            batch=True,
            group_id=self._group,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            parser=_unparsed,
            decoder=_raw,
            max_records=BATCH_RECORDS_MAX,
            max_partition_fetch_bytes=FETCH_BYTES_MAX,
            # Kafka answers at once when there is something; until then one question in two seconds is enough.
            fetch_max_wait_ms=POLL_MS,
            batch_timeout_ms=1,
        )
        subscriber(self._take)
        stops_by_itself(broker, broker.stop)
        try:
            await broker.start()
            assert subscriber.consumer is not None
            stops_by_itself(subscriber.consumer, subscriber.consumer._client.close)  # noqa: SLF001
            self._consumer = _eager(subscriber.consumer, self._rest, self._gather_s)
            await self._failed
        finally:
            self._consumer = None
            await broker.stop()

    async def _take(self, records: tuple[ConsumerRecord[bytes, bytes], ...]) -> None:
        if self._failed is None or self._failed.done():
            return
        try:
            with self.pulse.work():
                await self._handle([Record(self._topics[r.topic], r.offset, r.value or b"", r.headers) for r in records])
            self._read |= {self._topics[topic]: last for topic, last in {r.topic: r.offset for r in records}.items()}
        except Exception as error:
            # FastStream would log it and go on behind the batch: end instead, and begin again at the checkpoint.
            self._fail(error)

    async def _rest(self) -> None:
        await self._require_kafka()
        if time.monotonic() >= self._rested_at + REST_S:
            self._rested_at = time.monotonic()
            try:
                await self._at_rest()
            except Exception as error:
                self._fail(error)
                await asyncio.Event().wait()  # until the broker is stopped

    async def _require_kafka(self) -> None:
        """End where Kafka is away: aiokafka would try to connect again thousands of times a second, and say so each time."""
        try:
            async with asyncio.timeout(ANSWER_S_MAX):
                await self._consumer.end_offsets([Partition(topic, 0) for topic in self._topics])
        except (KafkaError, OSError, TimeoutError) as error:
            self._fail(KafkaConnectionError(f"Kafka does not answer: {error!r}"))
            await asyncio.Event().wait()  # until the broker is stopped

    def _fail(self, error: Exception) -> None:
        if self._failed is not None and not self._failed.done():
            self._failed.set_exception(error)

    async def _commit(self, offsets: Mapping[str, int]) -> None:
        async with self._kafka.consumer(*self._topics, group=self._group, fetch_bytes_max=ONE_BATCH) as consumer:
            commit = asyncio.ensure_future(consumer.commit({Partition(topic, 0): offset for topic, offset in offsets.items()}))
            try:
                await asyncio.shield(commit)
            finally:
                # aiokafka goes on with it when it is broken off: closed under it, it would fail with nobody to be told.
                await asyncio.wait({commit}, timeout=ANSWER_S_MAX)

    def behind(self, ends: Mapping[str, int]) -> bool:
        """Whether there are records that were not handed over yet, by somebody else's word of where the logs end."""
        return any(ends.get(log, 0) > self._read.get(log, -1) + 1 for log in self._topics.values())

    def has_more(self, records: Sequence[Record]) -> bool:
        """Whether the last fetch told of records behind these, which were handed over last."""
        read = self._read | {record.log: record.offset for record in records}
        return any(end > read[log] + 1 for log, end in self.ends().items())

    def ends(self) -> dict[str, int]:
        """The offset behind the last record of each topic, as the last fetch told; empty while not following."""
        if self._consumer is None:
            return {}
        marks = {topic: self._consumer.highwater(Partition(topic, 0)) for topic in self._topics}
        return {self._topics[topic]: mark for topic, mark in marks.items() if mark is not None}
