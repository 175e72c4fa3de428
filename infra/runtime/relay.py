"""The relay: carry a log to its topic, in order, without a hole, whatever is killed when.

Each incarnation writes an unbroken ascending run that begins at most one past the highest position on the topic. So
the first occurrences on the topic read 1, 2, 3 …, whatever a zombie adds, and a reader that applies only
`position == next` sees exactly the log. Sending again is always safe; skipping never is.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final

import asyncpg
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from opentelemetry.trace import SpanKind

from contracts.reading import Header, Unreadable, header_of
from contracts.topics import LogAddress
from infra.runtime import event_log, metrics, steps, tracing
from infra.runtime.database import TROUBLE
from infra.runtime.kafka import KafkaAddress, end_of
from infra.runtime.observability import logger
from infra.runtime.outgoing import Batch, Outgoing
from infra.runtime.paths import HERE
from infra.runtime.pulse import Pulse
from infra.runtime.sql import queries_of

QUERIES = queries_of(HERE / "relay.sql")
LOOK_S: Final = 0.5
WATCH_S: Final = 5.0
# So long the next events are gathered behind a batch for each stream in it: what comes seldom goes at once, and a command that
# says ten things of one cluster is no more company than one that says two.
GATHER_S: Final = 0.002
GATHER_S_MAX: Final = 0.02
POSITION_MAX: Final = 2**63 - 1  # what a log can count to; a record may say more
RESTART_S: Final = 0.5
LOG = logger("relay")


class HistoryForked(Exception):
    """Log and topic tell different histories: no command is accepted until the log was restored from the topic."""


class TopicEmptied(Exception):
    """The topic is empty although the log was sent: it waits to be republished."""


class ForeignTopic(Exception):
    """The topic carries the log of somebody else."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A position that is on the topic, and the offset of its record."""

    position: int
    offset: int


class Relay:
    """Carries one log to one topic."""

    def __init__(self, pool: asyncpg.Pool, kafka: KafkaAddress, address: LogAddress, *, installation: str, prefix: str) -> None:
        self._pool = pool
        self._kafka = kafka
        self.log = address.log_id
        self.topic = address.topic(prefix)
        self._source = address.source(installation)
        self.wake = asyncio.Event()
        self.pulse = Pulse()
        metrics.SENT.labels(self.log)  # told from the start on: an alert compares what was sent with the backlog

    async def check(self) -> Cursor:
        """Compare the topic with the log from the cursor on, and say up to where the topic has it.

        The result may lie behind the cursor, where Kafka lost its last records: what is missing is sent again.

        Raises:
            HistoryForked: the topic holds a position beyond the log, or other bytes.
            TopicEmptied: the topic is empty, the cursor is not at the beginning.
            ForeignTopic: the topic begins with another log.
        """
        found, _ = await self._compared()
        return found

    async def _compared(self) -> tuple[Cursor, int]:
        """Up to where a reader of the topic has the log, and the offset behind the last record that was looked at."""
        await QUERIES.start_cursor(self._pool, log=self.log)
        cursor = await self._cursor()
        start = await self._begin_at(cursor)
        # The cursor's own record is read again: only what is on the topic now has been found.
        found = Cursor(0, -1) if start == 0 else Cursor(cursor.position - 1, cursor.offset - 1)
        end = start
        # Closed even where a fork ends the loop early, or its consumer would be left to the garbage collector.
        async with aclosing(self._kafka.read_to_end(self.topic, start)) as batches:
            async for records in batches:
                end = records[-1].offset + 1
                found = await self._compare(records, found)
        if end == 0 and cursor.position > 0:
            raise TopicEmptied(f"{self.topic} is empty, but {self.log} was sent up to {cursor.position}")
        if start > 0 and found.position < cursor.position:
            raise OSError(f"{self.topic} lost records while it was compared")
        return found, end

    async def _begin_at(self, cursor: Cursor) -> int:
        first = await self._kafka.record_at(self.topic, 0)
        header = None if first is None else _header(first.value)
        if header is not None and header.source != self._source:
            raise ForeignTopic(
                f"{self.topic} bắt đầu bằng {header.source}, không phải {self._source}: sửa THIDUA_INSTALLATION hoặc "
                f"THIDUA_TOPIC_PREFIX.\n{self.topic} begins with {header.source}, not with {self._source}: "
                "set THIDUA_INSTALLATION or THIDUA_TOPIC_PREFIX right."
            )
        if cursor.position == 0 or first is None:
            return 0
        record = await self._kafka.record_at(self.topic, cursor.offset)
        header = None if record is None else _header(record.value)
        theirs = header is not None and header.source == self._source and header.position == cursor.position
        return cursor.offset if theirs else 0

    async def _compare(self, records: Sequence[Any], found: Cursor) -> Cursor:
        own: dict[int, list[Any]] = {}
        for record in records:
            header = _header(record.value)
            if header is None or header.source != self._source:
                LOG.error("relay.foreign_record", topic=self.topic, offset=record.offset)
                metrics.RELAY_FOREIGN.labels(self.log).inc()
                continue
            own.setdefault(header.position, []).append(record)
            if header.position == found.position + 1:
                # As a reader would: what stands behind a gap, on a topic that was made anew, is no beginning.
                found = Cursor(header.position, record.offset)
        within = sorted(position for position in own if position <= POSITION_MAX)
        with self.pulse.work():
            rows = await event_log.QUERIES.bodies_at(self._pool, log=self.log, positions=within)
        bodies = {row["position"]: row["body"] for row in rows}
        for position, copies in own.items():
            if position not in bodies:
                raise HistoryForked(f"{self.topic} holds {position}, which {self.log} does not have")
            if any(copy.value != bodies[position] for copy in copies):
                raise HistoryForked(f"{self.topic} and {self.log} differ at {position}")
        return found

    async def run(self) -> None:
        """Send what the log has, batch by batch, until cancelled. Needs the log's lease."""
        while True:
            try:
                await self._run_once()
            except (HistoryForked, TopicEmptied) as error:
                LOG.error("relay.stopped", log=self.log, reason=str(error))
                raise
            except (KafkaError, *TROUBLE) as error:
                LOG.warning("relay.restarted", log=self.log, error=repr(error))
                metrics.trouble(f"relay.{self.log}", error)
                self.pulse.beat()
                await asyncio.sleep(RESTART_S)

    async def _run_once(self) -> None:
        found, end = await self._compared()
        await steps.reached("relay.checked")
        # Compare and set from whatever the cursor says: the topic is the truth about the topic.
        cursor = await self._move(await self._cursor(), found)
        watched_at = time.monotonic()
        gathered_at = 0.0
        async with (
            self._kafka.producer() as producer,
            self._kafka.consumer() as watch,
            Outgoing(self._fetch, producer.create_batch, cursor.position) as outgoing,
        ):
            while True:
                if (batch := await outgoing.next()) is None:
                    await self._wait()
                    if time.monotonic() >= watched_at + WATCH_S:
                        self._require_end(end, await end_of(watch, self.topic))
                        watched_at = time.monotonic()
                    # A lone event goes at once; what comes in quick succession is gathered into one batch.
                    await asyncio.sleep(max(0.0, gathered_at - time.monotonic()))
                    continue
                count = len(batch.rows)
                offset = await self._send(producer, batch, outgoing)
                await steps.reached("relay.sent")
                self._require_end(end, offset)
                end = offset + count
                cursor = await self._move(cursor, Cursor(batch.rows[-1]["position"], end - 1))
                await steps.reached("relay.moved")
                gathered_at = time.monotonic() + min(len({row["stream"] for row in batch.rows}) * GATHER_S, GATHER_S_MAX)

    async def _fetch(self, position: int, count: int) -> Sequence[Any]:
        self.wake.clear()
        with self.pulse.work():
            return await event_log.QUERIES.to_send(self._pool, log=self.log, position=position, count=count)  # type: ignore[no-any-return]

    def _require_end(self, known: int, found: int) -> None:
        """Begin again where the topic ends elsewhere than this relay has left it.

        Somebody else wrote onto it, or it lost its last records, or was made anew: what was sent may stand behind a hole.
        """
        if found != known:
            raise OSError(f"{self.topic} ends at {found}, and was left at {known}")

    async def _send(self, producer: AIOKafkaProducer, batch: Batch, outgoing: Outgoing) -> int:
        """Send a batch, while the next one is got ready; the offset of its first event."""
        await steps.reached("relay.sending")
        began_ns = time.time_ns()
        answer = await producer.send_batch(batch.built, self.topic, partition=0)
        await outgoing.get_ready_aside()
        offset: int = (await answer).offset
        LOG.debug("relay.sent", log=self.log, events=len(batch.rows), offset=offset)
        metrics.SENT.labels(self.log).inc(len(batch.rows))
        if tracing.is_on():
            carriers = (row["traceparent"] for row in batch.rows)
            tracing.carried(f"relay {self.log}", carriers, began_ns, time.time_ns(), kind=SpanKind.PRODUCER)
        return offset

    async def _move(self, known: Cursor, to: Cursor) -> Cursor:
        if to.position != known.position or to.offset != known.offset:
            with self.pulse.work():
                moved = await QUERIES.move_cursor(
                    self._pool, log=self.log, known=known.position, position=to.position, offset=to.offset
                )
            if moved is None:
                raise OSError(f"the cursor of {self.log} was moved by another relay")
        return to

    async def _cursor(self) -> Cursor:
        [row] = await QUERIES.cursor(self._pool, log=self.log)
        return Cursor(row["position"], row["offset"])

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(LOOK_S):
                await self.wake.wait()
        except TimeoutError:
            return


def _header(body: bytes | None) -> Header | None:
    try:
        return header_of(body or b"")
    except Unreadable:
        return None
