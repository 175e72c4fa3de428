"""Look, every few seconds and by connections of its own, at how a service does: what health, metrics and watchdog go by."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg
from aiokafka.errors import KafkaError

from contracts.topics import LogAddress
from infra.runtime import metrics
from infra.runtime.database import TROUBLE
from infra.runtime.kafka import KafkaAddress
from infra.runtime.lag import ANSWER_S_MAX, Lag, Probe, lags
from infra.runtime.observability import logger
from infra.runtime.paths import HERE
from infra.runtime.projection import Checkpoint
from infra.runtime.reading import ReadModel
from infra.runtime.rows import QUERIES as ROWS
from infra.runtime.sql import queries_of

QUERIES = queries_of(HERE / "watch.sql")
LOOK_S_MAX: Final = 3.0
LOOKS_A_STALL: Final = 10
LOG = logger("watch")


@dataclass(slots=True)
class Picture:
    """What one look found. `ends` is None where Kafka did not answer, `places` empty where the database did not.

    `places` are the checkpoints of each consumer, log by log; `positions` and `sent` those of the own logs; `holders` the
    leases that somebody has; `builds` how far the generations have come that are being filled.
    """

    positions: dict[str, int] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    places: dict[str, dict[str, Checkpoint]] = field(default_factory=dict)
    parked: dict[str, int] = field(default_factory=dict)
    holders: list[str] = field(default_factory=list)
    builds: dict[str, dict[str, int]] = field(default_factory=dict)
    ends: dict[str, int] | None = None
    lags: dict[str, dict[str, Lag]] = field(default_factory=dict)
    database: bool = False

    @property
    def whole(self) -> bool:
        """Whether both answered: where one is away, nobody can be blamed for standing still."""
        return self.database and self.ends is not None

    @property
    def backlog(self) -> dict[str, int]:
        return {log: position - self.sent[log] for log, position in self.positions.items()}


async def look_at_database(pool: asyncpg.Pool, model: ReadModel, projector: str) -> Picture:
    """What the service's database says; `projector` is the name under which the read model's place is told."""
    own = await QUERIES.own_logs(pool)
    picture = Picture({row["log"]: row["position"] for row in own}, {row["log"]: row["sent"] for row in own})
    for row in await QUERIES.reactor_checkpoints(pool):
        picture.places.setdefault(f"reactor.{row['reactor']}", {})[row["log"]] = _place(row)
    picture.holders = [row["name"] for row in await QUERIES.holders(pool)]
    async with model.at({}) as read:
        picture.places[projector] = {row["log"]: _place(row) for row in await ROWS.checkpoints(read.conn)}
        picture.parked = dict.fromkeys(picture.places[projector], 0)
        picture.parked |= {row["log"]: row["events"] for row in await QUERIES.parked(read.conn)}
    for build in await QUERIES.builds(pool):
        async with pool.acquire() as connection, connection.transaction(readonly=True):
            await ROWS.enter(connection, schema=build["schema"])
            places = await ROWS.checkpoints(connection)
        picture.builds[build["schema"]] = {row["log"]: row["position"] for row in places}
    picture.database = True
    return picture


async def look_at_kafka(probe: Probe, picture: Picture, consumers: Sequence[str], logs: Sequence[str]) -> None:
    """Add to a picture how far each consumer is behind its topics."""
    picture.ends = await probe.ends()
    for consumer in consumers if picture.database else ():
        picture.lags[consumer] = await lags(probe, picture.ends, picture.places.get(consumer, {}), logs)


class Watch:
    """Looks every few seconds; `picture` is what was found last."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        kafka: KafkaAddress,
        model: ReadModel,
        *,
        projector: str,
        reactors: Sequence[str],
        logs: Sequence[LogAddress],
        prefix: str,
        stall_s: float,
    ) -> None:
        self._pool = pool
        self._kafka = kafka
        self._model = model
        self._projector = projector
        self._consumers = [projector, *reactors]
        self._topics = {address.topic(prefix): address.log_id for address in logs}
        self._look_s = min(LOOK_S_MAX, stall_s / LOOKS_A_STALL)
        self._gaps: dict[tuple[str, str], float] = {}
        self._moved: dict[tuple[str, str], tuple[int, float]] = {}
        self.picture = Picture()

    async def run(self, judge: Callable[[Picture], None]) -> None:
        """Look until cancelled, and let `judge` see what was found."""
        while True:
            try:
                async with Probe.on(self._kafka, self._topics) as probe:
                    await self._look_on(probe, judge)
            except (KafkaError, OSError) as error:
                # Without Kafka the database is looked at all the same.
                LOG.warning("watch.kafka_silent", error=repr(error))
                await self._look(None, judge)
            await asyncio.sleep(self._look_s)

    async def _look_on(self, probe: Probe, judge: Callable[[Picture], None]) -> None:
        """Look again and again, for as long as Kafka answers."""
        useful = True
        while useful:
            useful = await self._look(probe, judge)
            await asyncio.sleep(self._look_s)

    async def _look(self, probe: Probe | None, judge: Callable[[Picture], None]) -> bool:
        """Look once; whether the probe is still of use."""
        picture = Picture()
        try:
            async with asyncio.timeout(ANSWER_S_MAX):
                picture = await look_at_database(self._pool, self._model, self._projector)
        except Exception as error:
            if not isinstance(error, TROUBLE) and not getattr(error, "can_retry", False):
                raise
            LOG.warning("watch.database_silent", error=repr(error))
            metrics.database_error(error)
        useful = False
        try:
            if probe is not None:
                await look_at_kafka(probe, picture, self._consumers, list(self._topics.values()))
                useful = True
        except (KafkaError, OSError) as error:
            LOG.warning("watch.kafka_silent", error=repr(error))
        self.picture = picture
        self._record(picture)
        judge(picture)
        return useful

    def _record(self, picture: Picture) -> None:
        metrics.LOOKED.set(time.time())
        metrics.DATABASE_UP.set(picture.database)
        metrics.KAFKA_UP.set(picture.ends is not None)
        for log, position in picture.positions.items():
            metrics.POSITION.labels(log).set(position)
            metrics.BACKLOG.labels(log).set(picture.backlog[log])
        for log, parked in picture.parked.items():
            metrics.PARKED.labels(log).set(parked)
        for lease in (*self._consumers, *(f"relay.{log}" for log in picture.positions)) if picture.database else ():
            metrics.TAKEN.labels(lease).set(lease in picture.holders)
        metrics.BUILDING.clear()
        for schema, places in picture.builds.items():
            for log, position in places.items():
                metrics.BUILDING.labels(schema, log).set(position)
        for consumer, found in picture.lags.items():
            for log, lag in found.items():
                self._record_lag(consumer, log, lag)

    def _record_lag(self, consumer: str, log: str, lag: Lag) -> None:
        now, key = time.monotonic(), (consumer, log)
        position, moved_at = self._moved.get(key, (-1, now))
        if position != lag.position:
            self._moved[key] = lag.position, (moved_at := now)
        if lag.gap:
            self._gaps.setdefault(key, now)
        else:
            self._gaps.pop(key, None)
        metrics.LAG.labels(consumer, log).set(lag.events)
        metrics.LAG_SECONDS.labels(consumer, log).set(lag.seconds)
        metrics.CHECKPOINT.labels(consumer, log).set(lag.position)
        metrics.MOVED_SECONDS.labels(consumer, log).set(now - moved_at)
        metrics.GAP_SECONDS.labels(consumer, log).set(now - self._gaps.get(key, now))


def lags_document(picture: Picture) -> dict[str, dict[str, dict[str, Any]]]:
    """Each consumer's lag, log by log, in events and in seconds."""
    return {
        consumer: {log: {"events": lag.events, "seconds": round(lag.seconds, 3)} for log, lag in found.items()}
        for consumer, found in picture.lags.items()
    }


def _place(row: Mapping[str, Any]) -> Checkpoint:
    return Checkpoint(row["source"], row["position"], row["offset"], row["event_id"])
