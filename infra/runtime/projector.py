"""The projector: keep a service's read model up with the logs that it reads."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Final

import asyncpg
from aiokafka.errors import KafkaError
from opentelemetry.trace import SpanKind

from contracts.reading import Unreadable, header_of
from contracts.topics import LogAddress
from infra.runtime import metrics, tracing
from infra.runtime.database import TROUBLE
from infra.runtime.errors import NotReady
from infra.runtime.follower import Follower
from infra.runtime.kafka import KafkaAddress
from infra.runtime.observability import logger
from infra.runtime.overlap import Overlap
from infra.runtime.projection import Applied, Applier, Checkpoint, GenerationChanged, Prepared, Projection, Record
from infra.runtime.reading import ReadModel
from infra.runtime.rows import QUERIES

RESTART_S: Final = 0.5
LOG = logger("projector")


async def next_offset(kafka: KafkaAddress, topic: str, checkpoint: Checkpoint) -> int:
    """Where to go on reading: behind the checkpoint's record if it is still there, else from the beginning.

    The offset is a hint. A topic that was made anew has other records at the same offsets: its repeats are dropped.
    """
    if checkpoint.event_id is None:
        return 0
    record = await kafka.record_at(topic, checkpoint.offset)
    try:
        same = record is not None and header_of(record.value or b"").id == checkpoint.event_id
    except Unreadable:
        same = False
    if not same:
        LOG.warning("projector.rewound", topic=topic, offset=checkpoint.offset)
    return checkpoint.offset + 1 if same else 0


class PassedBy(Exception):
    """Records stand where this follower has been already: it has to begin again at its checkpoint."""


class LookBack:
    """Tells a gap of the topic's own from records that a follower passed by.

    A topic that was made anew, or lost its end, and was filled again is another one under a consumer that goes on at its
    offset: the events between lie behind it.
    """

    def __init__(self, kafka: KafkaAddress) -> None:
        self._kafka = kafka
        self._looked: dict[str, int] = {}

    async def require_same(self, topic: str, checkpoint: Checkpoint) -> None:
        """Raise PassedBy where the checkpoint's record is another one by now; once for each position."""
        if self._looked.get(topic) != checkpoint.position and await next_offset(self._kafka, topic, checkpoint) == 0:
            self._looked[topic] = checkpoint.position
            raise PassedBy(f"{topic} is another one behind position {checkpoint.position}")


class Superseded(Exception):
    """Queries follow another version of the projection: its own code has to fill it."""


class Projector:
    """Applies the records of some logs to the active generation. Needs the projection's lease."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        kafka: KafkaAddress,
        model: ReadModel,
        projection: Projection,
        logs: Sequence[LogAddress],
        *,
        prefix: str,
    ) -> None:
        self._pool = pool
        self._kafka = kafka
        self._model = model
        self._projection = projection
        self._logs = {address.topic(prefix): address.log_id for address in logs}
        self._applier: Applier | None = None
        group = f"{prefix}.{projection.name}"
        self._follower = Follower(kafka, group, self._logs, self._apply, self._look_again)
        self._look_back = LookBack(kafka)
        self._overlap = Overlap()
        self._positions: dict[str, int] = {}
        self.offsets: dict[str, int] = {}
        self.pulse = self._follower.pulse
        self.behind = self._follower.behind

    async def run(self) -> None:
        """Follow the logs, beginning again at the checkpoint after any failure, until cancelled.

        Ends, and with it the lease, where another version has taken over.
        """
        while True:
            try:
                await self._run_once()
            except Superseded as error:
                LOG.warning("projector.superseded", projection=self._projection.name, reason=str(error))
                return
            except (GenerationChanged, PassedBy, KafkaError, *TROUBLE) as error:
                LOG.warning("projector.restarted", projection=self._projection.name, error=repr(error))
                metrics.trouble(f"projector.{self._projection.name}", error)
            await asyncio.sleep(RESTART_S)

    async def _run_once(self) -> None:
        with self.pulse.work():
            schema, self._applier = await self._enter()
            checkpoints = await self._applier.checkpoints(self._pool)
        self.offsets = {log: checkpoint.offset for log, checkpoint in checkpoints.items()}
        self._positions = {log: checkpoint.position for log, checkpoint in checkpoints.items()}
        starts = {topic: await next_offset(self._kafka, topic, checkpoints[log]) for topic, log in self._logs.items()}
        LOG.info("projector.started", schema=schema, offsets=starts)
        try:
            await self._follower.run(starts)
        finally:
            await self._overlap.drop()
            self._model.moved({})

    async def _enter(self) -> tuple[str, Applier]:
        schema = await self._active_schema()
        return schema, Applier(self._projection, schema, parks=True, only_active=True, beat=self.pulse.beat)

    async def _active_schema(self) -> str:
        active = await QUERIES.active_generation(self._pool, projection=self._projection.name)
        if active is None:
            raise NotReady(reason="the read model is being built")
        if active["version"] != self._projection.version:
            raise Superseded(f"queries follow version {active['version']}, this process has {self._projection.version}")
        return str(active["schema"])

    async def _apply(self, records: Sequence[Record]) -> None:
        """Get a batch ready while the one before is written, then write it: beside the next one, if more is here already."""
        assert self._applier is not None
        if not self._applier.can_prepare:
            await self._overlap.settle()
        await self._overlap.hand(self._write(self._applier, await self._applier.prepare(records)))
        if not self._follower.has_more(records):
            await self._overlap.settle()

    async def _write(self, applier: Applier, prepared: Prepared) -> None:
        started = time.perf_counter()
        if applier is not self._applier and self._applier is not None:
            # Queries moved on while the batch before this one was written.
            applier, prepared = self._applier, Prepared(prepared.records)
        try:
            done = await applier.write(self._pool, prepared)
        except GenerationChanged:
            # The new generation has all that the old one had when queries moved on: nothing lies between it and this batch.
            schema, self._applier = await self._enter()
            applier = self._applier
            LOG.info("projector.moved_on", schema=schema)
            done = await applier.apply(self._pool, prepared.records)
        await self._require_all_read(applier, done)
        for log, offset in {record.log: record.offset for record in prepared.records}.items():
            self.offsets[log] = max(self.offsets.get(log, -1), offset)
        self._model.moved(done.positions)
        self.pulse.beat()
        seconds = time.perf_counter() - started
        _count(done, seconds)
        if tracing.is_on():
            now, carriers = time.time_ns(), (tracing.header_of(record.headers) for record in prepared.records)
            tracing.carried(f"project {self._projection.name}", carriers, now - int(seconds * 1e9), now, kind=SpanKind.CONSUMER)
        LOG.debug(
            "projector.applied",
            events=done.events,
            duplicates=done.duplicates,
            gaps=done.gaps,
            parked=done.parked,
            positions=done.positions,
            duration_ms=round((time.perf_counter() - started) * 1000, 2),
        )

    async def _require_all_read(self, applier: Applier, done: Applied) -> None:
        """Raise PassedBy where what is missing lies behind the follower, and would never come."""
        if any(position < self._positions.get(log, 0) for log, position in done.positions.items()):
            raise PassedBy("the database is an older one than before")
        self._positions.update(done.positions)
        if done.gapped:
            checkpoints = await applier.checkpoints(self._pool)
            for topic, log in self._logs.items():
                if log in done.gapped:
                    await self._look_back.require_same(topic, checkpoints[log])

    async def _look_again(self) -> None:
        """Raise PassedBy where a topic at rest is another one: as long as the one before, it would show no gap."""
        await self._overlap.settle()
        assert self._applier is not None
        checkpoints = await self._applier.checkpoints(self._pool)
        for topic, log in self._logs.items():
            await self._look_back.require_same(topic, checkpoints[log])

    def lag(self) -> Mapping[str, int]:
        """How many records of each log were not yet read, as far as the last fetch knew."""
        return {log: max(0, end - 1 - self.offsets.get(log, -1)) for log, end in self._follower.ends().items()}


def _count(done: Applied, seconds: float) -> None:
    metrics.BATCH_SECONDS.observe(seconds)
    for outcome, count in done.outcomes().items():
        if count:
            metrics.PROJECTED.labels(outcome).inc(count)
