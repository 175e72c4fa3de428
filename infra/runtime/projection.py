"""A projection, and how its events become rows: one transaction a batch, each event exactly once.

The checkpoint is locked first, then rows are written, then the checkpoint moves, all in one transaction. An event is
applied if and only if its position is the next one of its log. So whatever is delivered twice, late, early or by a
zombie changes nothing, and the tables depend only on which prefix of each log was applied.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from contracts.base import Event, Fact
from contracts.reading import Header, Reader, Unreadable, header_of, is_known
from infra.runtime import steps
from infra.runtime.changes import Change
from infra.runtime.database import is_infrastructure
from infra.runtime.observability import logger
from infra.runtime.rows import QUERIES, RowWriter
from infra.runtime.sql import Connection

POISON_ATTEMPTS_MAX: Final = 3
POISON_DELAY_S: Final = 0.1
LOG = logger("projector")


@dataclass(frozen=True, slots=True)
class Projection:
    """A pure function from events to row changes, and the tables that it fills.

    A new `version` builds its tables anew from the first event; `handles` are the types that `project` matches.
    """

    name: str
    version: int
    handles: tuple[type[Fact], ...]
    project: Callable[[Event], Iterable[Change]]
    tables: Path


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it came from a topic: its log, its offset, its bytes."""

    log: str
    offset: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The place in a log: the last position applied, and offset and id of the last record read."""

    source: str | None
    position: int
    offset: int
    event_id: UUID | None


@dataclass(slots=True)
class _Place:
    """A checkpoint as it moves through a batch."""

    source: str | None
    position: int
    offset: int
    event_id: UUID | None
    moved: bool = False


@dataclass(slots=True)
class Applied:
    """What became of a batch."""

    events: int = 0
    duplicates: int = 0
    gaps: int = 0
    foreign: int = 0
    unreadable: int = 0
    unknown: int = 0
    parked: int = 0
    gapped: set[str] = field(default_factory=set)
    positions: dict[str, int] = field(default_factory=dict)

    def outcomes(self) -> dict[str, int]:
        """How many records met each fate."""
        return {
            "applied": self.events - self.parked,
            "duplicate": self.duplicates,
            "gap": self.gaps,
            "foreign": self.foreign,
            "unreadable": self.unreadable,
            "unknown": self.unknown,
            "parked": self.parked,
        }


class GenerationChanged(Exception):
    """Queries follow another generation than the one that this projector fills."""


class Applier:
    """Applies records to one generation of a projection; parks what cannot be applied, or stops there, as in a replay.

    With `only_active`, nothing is applied once queries follow another generation; with `until`, nothing behind these
    positions, log by log, and nothing at all of a log that it does not name. `beat` is told that a long batch moves.
    """

    until: Mapping[str, int] | None = None

    def __init__(
        self,
        projection: Projection,
        schema: str,
        *,
        parks: bool,
        only_active: bool = False,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self._projection = projection
        self.schema = schema
        self._parks = parks
        self._only_active = only_active
        self._beat = beat
        self._reader = Reader(*projection.handles)
        self._writer: RowWriter | None = None

    async def checkpoints(self, pool: asyncpg.Pool) -> dict[str, Checkpoint]:
        async with pool.acquire() as connection, connection.transaction():
            await QUERIES.enter(connection, schema=self.schema)
            return {row["log"]: _checkpoint(row) for row in await QUERIES.checkpoints(connection)}

    async def apply(self, pool: asyncpg.Pool, records: Sequence[Record]) -> Applied:
        """Apply a batch of records in one transaction.

        Raises:
            BadChange, Unreadable, asyncpg.DataError, …: the projection failed on an event, where nothing is parked.
        """
        async with pool.acquire() as connection:
            try:
                return await self._apply(connection, records, one_by_one=False)
            except Exception as error:
                if is_infrastructure(error) or isinstance(error, GenerationChanged) or not self._parks:
                    raise
                LOG.warning("projector.batch_failed", error=repr(error), records=len(records))
                return await self._apply(connection, records, one_by_one=True)

    async def _apply(self, connection: Connection, records: Sequence[Record], *, one_by_one: bool) -> Applied:
        async with connection.transaction(isolation="read_committed"):
            await QUERIES.begin(connection, schema=self.schema)
            rows = await QUERIES.lock_checkpoints(connection)
            await steps.reached("projector.locked")
            places = {row["log"]: _Place(row["source"], row["position"], row["offset"], row["event_id"]) for row in rows}
            parked = await self._parked(connection)
            if self._writer is None:
                self._writer = await RowWriter.open(connection, self.schema)
            done = Applied()
            batch = self._writer.batch()
            for record in records:
                header, event = self._next(record, places[record.log], done)
                if header is None:
                    continue
                if (record.log, header.subject) in parked:
                    await self._park(connection, record, header, "an earlier event of its stream is parked", done)
                elif event is None:
                    continue
                elif one_by_one:
                    reason = await self._try(connection, event)
                    if reason:
                        parked.add((record.log, header.subject))
                        await self._park(connection, record, header, reason, done)
                elif isinstance(event, Unreadable):
                    raise event
                else:
                    batch.add(self._projection.project(event))
            await self._writer.write(connection, batch)
            await steps.reached("projector.rows_written")
            await self._move(connection, places)
            await steps.reached("projector.checkpoint_moved")
        done.positions = {log: place.position for log, place in places.items()}
        await steps.reached("projector.committed")
        return done

    async def _parked(self, connection: Connection) -> set[tuple[str, str]]:
        """The streams that wait, as log and stream; raises GenerationChanged where queries have moved on."""
        rows = await QUERIES.behind_the_lock(connection, projection=self._projection.name)
        if self._only_active and (active := rows[0]["active"]) != self.schema:
            # A rebuild has switched meanwhile: what is written here, nobody would read.
            raise GenerationChanged(f"queries follow {active}")
        return {(row["log"], row["stream"]) for row in rows if row["log"] is not None}

    def _next(self, record: Record, place: _Place, done: Applied) -> tuple[Event | Header | None, Event | Unreadable | None]:
        """Decide whether a record is the next event of its log, and note that it was read: its envelope, and what to do."""
        envelope, event = self._read(record)
        if envelope is None:
            done.unreadable += 1
            LOG.error("projector.unreadable", log=record.log, offset=record.offset)
            return None, None
        if place.source is not None and envelope.source != place.source:
            done.foreign += 1
            LOG.error("projector.foreign_source", log=record.log, offset=record.offset, source=envelope.source)
            return None, None
        position = envelope.position
        if self.until is not None and position > self.until.get(record.log, 0):
            return None, None
        if position > place.position + 1:
            # Its offset is not kept: the next start has to find the records that are missing before it.
            done.gaps += 1
            done.gapped.add(record.log)
            LOG.error("projector.gap", log=record.log, expected=place.position + 1, found=position)
            return None, None
        if record.offset > place.offset:
            place.offset, place.event_id, place.moved = record.offset, envelope.id, True
        if position <= place.position:
            done.duplicates += 1
            return None, None
        place.source, place.position, place.moved = envelope.source, position, True
        done.events += 1
        if event is None and not is_known(envelope.type):
            done.unknown += 1
            LOG.warning("projector.unknown_type", type=envelope.type, log=record.log, position=position)
        return envelope, event

    def _read(self, record: Record) -> tuple[Event | Header | None, Event | Unreadable | None]:
        """A record's envelope, and its event if this projection handles it; no envelope where it is no event at all."""
        try:
            read = self._reader.read(record.body)
        except Unreadable as broken:
            try:
                # An envelope whose data is broken has its place in the log: it is poison, not garbage.
                return header_of(record.body), broken
            except Unreadable:
                return None, None
        return read, read if isinstance(read, Event) else None

    async def _try(self, connection: Connection, event: Event | Unreadable) -> str | None:
        """Apply one event in a savepoint; the reason why it cannot be applied, or None."""
        assert self._writer is not None
        reason = str(event)
        self._beat()
        for attempt in range(POISON_ATTEMPTS_MAX):
            if isinstance(event, Unreadable):
                return reason
            if attempt:
                await asyncio.sleep(POISON_DELAY_S)
            try:
                async with connection.transaction():
                    batch = self._writer.batch()
                    batch.add(self._projection.project(event))
                    await self._writer.write(connection, batch)
                return None
            except Exception as error:
                if is_infrastructure(error):
                    raise
                reason = f"{type(error).__name__}: {error}"
        return reason

    async def _park(self, connection: Connection, record: Record, header: Event | Header, reason: str, done: Applied) -> None:
        done.parked += 1
        LOG.error("projector.parked", log=record.log, position=header.position, stream=header.subject, reason=reason)
        await QUERIES.park(
            connection,
            log=record.log,
            position=header.position,
            stream=header.subject,
            body=record.body,
            reason=reason[:2000],
        )

    async def _move(self, connection: Connection, places: Mapping[str, _Place]) -> None:
        moved = [(log, p.source, p.position, p.offset, p.event_id) for log, p in places.items() if p.moved]
        if moved:
            names = ("logs", "sources", "positions", "offsets", "ids")
            await QUERIES.move_checkpoints(connection, **dict(zip(names, zip(*moved, strict=True), strict=True)))


def _checkpoint(row: Any) -> Checkpoint:
    return Checkpoint(row["source"], row["position"], row["offset"], row["event_id"])
