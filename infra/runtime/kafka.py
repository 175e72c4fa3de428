"""How this system talks to Kafka: one place for connections, one for reading a topic to its end."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.errors import OffsetOutOfRangeError
from faststream.security import BaseSecurity, SASLScram512

from infra.runtime.settings import KafkaSecurity, Settings

FETCH_RECORDS_MAX: Final = 5000
REQUEST_BYTES_MAX: Final = 1_048_576
FETCH_BYTES_MAX: Final = 8 * REQUEST_BYTES_MAX
ONE_BATCH: Final = 1  # byte: an answer has the first batch whole, however large it is (KIP-74)
# Nothing else is asked of a broker while it waits for news of a topic that has none: of several topics one is being read.
FETCH_WAIT_MS: Final = 50
BATCH_BYTES_MAX: Final = 786_432


@dataclass(frozen=True, slots=True)
class KafkaAddress:
    """Where Kafka is and how to be let in."""

    bootstrap: str
    security: dict[str, Any]

    @classmethod
    def of(cls, settings: Settings) -> KafkaAddress:
        if settings.kafka_security is KafkaSecurity.PLAINTEXT:
            return cls(settings.kafka, {})
        return cls(
            settings.kafka,
            {
                "security_protocol": "SASL_SSL",
                "ssl_context": ssl.create_default_context(),
                "sasl_mechanism": "SCRAM-SHA-512",
                "sasl_plain_username": settings.kafka_user,
                "sasl_plain_password": settings.kafka_password,
            },
        )

    def producer(self) -> AIOKafkaProducer:
        """A producer that repeats nothing by itself and is answered when the record is safe."""
        producer = AIOKafkaProducer(
            bootstrap_servers=self.bootstrap,
            acks="all",
            enable_idempotence=True,
            compression_type="zstd",
            max_batch_size=BATCH_BYTES_MAX,
            max_request_size=REQUEST_BYTES_MAX,
            request_timeout_ms=10_000,
            **self.security,
        )
        stops_by_itself(producer, producer.client.close)
        return producer

    @asynccontextmanager
    async def consumer(
        self, *topics: str, group: str | None = None, fetch_bytes_max: int | None = None
    ) -> AsyncIterator[AIOKafkaConsumer]:
        """A plain consumer of partition 0 of some topics, assigned by hand: it joins nothing and commits nothing.

        Without topics it answers what is asked of it, and is at rest between: an empty assignment would be looked at
        five times a second.
        """
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.bootstrap,
            group_id=group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_poll_records=FETCH_RECORDS_MAX,
            max_partition_fetch_bytes=fetch_bytes_max or FETCH_BYTES_MAX,
            fetch_max_wait_ms=FETCH_WAIT_MS,
            **self.security,
        )
        stops_by_itself(consumer, consumer._client.close)  # noqa: SLF001
        try:
            # Inside: whoever is cancelled while it connects leaves no connection behind.
            await consumer.start()
            if topics:
                consumer.assign([TopicPartition(topic, 0) for topic in topics])
            # A task of aiokafka's that is cancelled before it first ran fails the stop of a consumer that had nothing to do.
            await asyncio.sleep(0)
            yield consumer
        finally:
            await consumer.stop()
            if consumer._fetcher is not None:  # noqa: SLF001
                # Those who await one another here are left to the garbage collector, which comes seldom: not with all they hold.
                consumer._fetcher._records.clear()  # noqa: SLF001

    async def record_at(self, topic: str, offset: int) -> ConsumerRecord[bytes, bytes] | None:
        """The record at an offset, None where the topic does not reach it."""
        async with self.consumer(topic, fetch_bytes_max=ONE_BATCH) as consumer:
            partition = TopicPartition(topic, 0)
            begin, end = await bounds(consumer, partition)
            if not begin <= offset < end:
                return None
            consumer.seek(partition, offset)
            batch = await consumer.getmany(partition, timeout_ms=10_000, max_records=1)
            records = batch.get(partition, [])
            return records[0] if records and records[0].offset == offset else None

    async def read_to_end(self, topic: str, offset: int) -> AsyncGenerator[Sequence[ConsumerRecord[bytes, bytes]], None]:
        """The records from an offset to what is the end now, in batches.

        Raises:
            KafkaError: Kafka is away, or the topic became shorter meanwhile.
        """
        async with self.consumer(topic) as consumer:
            partition = TopicPartition(topic, 0)
            begin, end = await bounds(consumer, partition)
            place = max(begin, offset)
            consumer.seek(partition, place)
            while place < end:
                batch = await consumer.getmany(partition, timeout_ms=1000, max_records=FETCH_RECORDS_MAX)
                records = [record for record in batch.get(partition, []) if record.offset < end]
                if records and records[0].offset >= place:
                    place = records[-1].offset + 1
                    yield records
                elif records or await end_of(consumer, topic) < end:
                    # It would wait for records that are lost, or has begun again at the first one by itself.
                    raise OffsetOutOfRangeError(f"{topic} became shorter than {end} while it was read")


def stops_by_itself(part: Any, finish: Callable[[], Awaitable[None]]) -> None:
    """Tell the cancellation of aiokafka's own tasks from ours, while a consumer, a producer or a broker stops.

    It cancels its tasks and awaits them. Where a fetch waits to be tried again, their CancelledError comes out of `stop`:
    who followed topics would be taken for somebody who was asked to stop. Where it expects one, it takes ours for theirs:
    who was asked to stop would go on for ever. `finish` does what a `stop` that was broken off did not come to.
    """
    stop: Callable[[], Awaitable[None]] = part.stop

    async def stopped(*_: object) -> None:
        task = asyncio.current_task()
        assert task is not None
        asked = task.cancelling()
        try:
            await stop()
        except asyncio.CancelledError:
            await finish()
        if task.cancelling() > asked:
            raise asyncio.CancelledError

    part.stop = stopped


async def bounds(consumer: AIOKafkaConsumer, partition: TopicPartition) -> tuple[int, int]:
    """The first offset of a partition and the one behind its last record."""
    begins = await consumer.beginning_offsets([partition])
    return begins[partition], await end_of(consumer, partition.topic)


async def end_of(consumer: AIOKafkaConsumer, topic: str) -> int:
    """The offset behind the last record of a topic's partition."""
    partition = TopicPartition(topic, 0)
    ends = await consumer.end_offsets([partition])
    return int(ends[partition])


def faststream_security(address: KafkaAddress) -> BaseSecurity | None:
    """The same credentials in FastStream's own words."""
    if not address.security:
        return None
    return SASLScram512(
        username=address.security["sasl_plain_username"],
        password=address.security["sasl_plain_password"],
        ssl_context=address.security["ssl_context"],
        use_ssl=True,
    )
