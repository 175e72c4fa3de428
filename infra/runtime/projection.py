"""A projection, and how its events become rows: one transaction a batch, each event exactly once.

The checkpoint is locked first, then rows are written, then the checkpoint moves, all in one transaction. An event is
applied if and only if its position is the next one of its log. So whatever is delivered twice, late, early or by a
zombie changes nothing, and the tables depend only on which prefix of each log was applied.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from contracts.base import Event, Fact
from contracts.reading import Header, Reader, Unreadable
from infra.runtime import steps
from infra.runtime.batches import Applied, Place, Prepared, Preparer, Record, State
from infra.runtime.changes import Change
from infra.runtime.database import is_infrastructure
from infra.runtime.hashing import genesis
from infra.runtime.observability import logger
from infra.runtime.rows import QUERIES, RowWriter
from infra.runtime.sql import Connection

POISON_ATTEMPTS_MAX: Final = 3
POISON_DELAY_S: Final = 0.1
LOG = logger("projector")
__all__ = ["Applied", "Applier", "Checkpoint", "GenerationChanged", "Prepared", "Projection", "Record"]


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
class Checkpoint:
    """The place in a log: the last position applied, and offset and id of the last record read."""

    source: str | None
    position: int
    offset: int
    event_id: UUID | None


class GenerationChanged(Exception):
    """Queries follow another generation than the one that this projector fills."""


class Applier:
    """Applies records to one generation of a projection; parks what cannot be applied, or stops there, as in a replay.

    With `only_active`, nothing is applied once queries follow another generation; with `until`, nothing behind these
    positions, log by log, and nothing at all of a log that it does not name. `chained` holds each log's events against the
    heads that were signed over them. `beat` is told that a long batch moves.
    """

    def __init__(
        self,
        projection: Projection,
        schema: str,
        *,
        parks: bool,
        only_active: bool = False,
        chained: bool = False,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self._projection = projection
        self.schema = schema
        self._parks = parks
        self._only_active = only_active
        self._beat = beat
        self._is_chained = chained
        self._preparer = Preparer(Reader(*projection.handles), projection.project, is_chained=chained)
        self._writer: RowWriter | None = None
        # What the next batch will begin with if all goes well; None where only the database can tell.
        self._ahead: State | None = None
        self._committed: State | None = None
        self._misjudged = 0

    @property
    def until(self) -> Mapping[str, int] | None:
        return self._preparer.until

    @until.setter
    def until(self, positions: Mapping[str, int] | None) -> None:
        self._preparer.until = positions

    async def checkpoints(self, pool: asyncpg.Pool) -> dict[str, Checkpoint]:
        async with pool.acquire() as connection, connection.transaction():
            await QUERIES.enter(connection, schema=self.schema)
            return {row["log"]: _checkpoint(row) for row in await QUERIES.checkpoints(connection)}

    async def apply(self, pool: asyncpg.Pool, records: Sequence[Record]) -> Applied:
        """Apply a batch of records in one transaction.

        Raises:
            BadChange, Unreadable, asyncpg.DataError, …: the projection failed on an event, where nothing is parked.
        """
        return await self.write(pool, await self.prepare(records))

    @property
    def can_prepare(self) -> bool:
        """Whether it is known where the next batch begins; if not, it is once all that were got ready are written."""
        return self._ahead is not None

    async def prepare(self, records: Sequence[Record]) -> Prepared:
        """Get a batch ready to be written behind all that were got ready before, while they are still being written.

        Where `can_prepare` says no, they have to be written first.
        """
        if self._ahead is None:
            self._ahead = self._committed
        ahead, misjudged = self._ahead, self._misjudged
        if ahead is None or self._writer is None:
            return Prepared(records)
        prepared = await self._preparer.prepare_aside(records, ahead, self._writer.batch())
        if misjudged == self._misjudged:
            self._ahead = State(prepared.places, ahead.parked)
        return prepared

    async def write(self, pool: asyncpg.Pool, prepared: Prepared) -> Applied:
        """Write a batch in one transaction, in the order in which batches were got ready.

        What was got ready holds if the database is where it was thought to be, once its checkpoint is locked; else it
        is got ready anew, there.

        Raises:
            BadChange, Unreadable, asyncpg.DataError, …: the projection failed on an event, where nothing is parked.
        """
        async with pool.acquire() as connection:
            try:
                return await self._write(connection, prepared, one_by_one=False)
            except Exception as error:
                self._misjudge()
                if is_infrastructure(error) or isinstance(error, GenerationChanged) or not self._parks:
                    raise
                LOG.warning("projector.batch_failed", error=repr(error), records=len(prepared.records))
                return await self._write(connection, prepared, one_by_one=True)

    def _misjudge(self) -> None:
        self._misjudged += 1
        self._ahead = self._committed = None

    async def _write(self, connection: Connection, prepared: Prepared, *, one_by_one: bool) -> Applied:
        async with connection.transaction(isolation="read_committed"):
            begins = await self._begin(connection)
            await steps.reached("projector.locked")
            if self._writer is None:
                self._writer = await RowWriter.open(connection, self.schema)
            if one_by_one:
                prepared = await self._one_by_one(connection, prepared.records, begins)
            else:
                if prepared.begins != begins:
                    self._misjudge()
                    prepared = self._preparer.prepare(prepared.records, begins, self._writer.batch())
                if prepared.failed is not None:
                    raise prepared.failed
                assert prepared.rows is not None
                for record, envelope in prepared.behind_parked:
                    await self._park(connection, record, envelope, "an earlier event of its stream is parked", prepared.done)
                await self._writer.write(connection, prepared.rows)
            await steps.reached("projector.rows_written")
            await self._move(connection, prepared.places)
            await steps.reached("projector.checkpoint_moved")
        done = prepared.done
        done.positions = {log: place.position for log, place in prepared.places.items()}
        self._committed = None if one_by_one else State(prepared.places, begins.parked)
        await steps.reached("projector.committed")
        return done

    def _place(self, row: Any) -> Place:
        place = Place(row["source"], row["position"], row["offset"], row["event_id"])
        if self._is_chained and place.source is not None and place.position == 0:
            place.chain = genesis(place.source)
        return place

    async def _one_by_one(self, connection: Connection, records: Sequence[Record], begins: State) -> Prepared:
        """Apply each event for itself, and park those that cannot be applied, with what is behind them in their streams."""
        places = {log: replace(place) for log, place in begins.places.items()}
        prepared = Prepared(records, begins, places)
        parked = {*begins.parked}
        for record in records:
            envelope, event = self._preparer.next(record, places[record.log], prepared.done)
            if envelope is None:
                continue
            if (record.log, envelope.subject) in parked:
                await self._park(connection, record, envelope, "an earlier event of its stream is parked", prepared.done)
            elif event is not None and (reason := await self._try(connection, event)):
                parked.add((record.log, envelope.subject))
                await self._park(connection, record, envelope, reason, prepared.done)
        return prepared

    async def _begin(self, connection: Connection) -> State:
        """Lock the checkpoints, and say what is so behind the lock; raises GenerationChanged where queries have moved on."""
        rows = await QUERIES.begin_batch(connection, schema=self.schema, projection=self._projection.name)
        if self._only_active and (active := rows[0]["active"]) != self.schema:
            # A rebuild has switched meanwhile: what is written here, nobody would read.
            raise GenerationChanged(f"queries follow {active}")
        places = {row["log"]: self._place(row) for row in rows}
        return State(places, {(row["log"], stream) for row in rows for stream in row["waiting"]})

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

    async def _move(self, connection: Connection, places: Mapping[str, Place]) -> None:
        moved = [(log, p.source, p.position, p.offset, p.event_id) for log, p in places.items() if p.moved]
        if moved:
            names = ("logs", "sources", "positions", "offsets", "ids")
            await QUERIES.move_checkpoints(connection, **dict(zip(names, zip(*moved, strict=True), strict=True)))


def _checkpoint(row: Any) -> Checkpoint:
    return Checkpoint(row["source"], row["position"], row["offset"], row["event_id"])
