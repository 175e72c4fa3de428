"""What a batch of records comes to, as far as it can be told without the database.

Which records are the next of their logs follows from the place where the batch begins; what their events leave follows
from the events. So a batch can be got ready while the one before it is still being written.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from contracts.base import Event
from contracts.reading import Header, Reader, Unreadable, header_of, is_known
from infra.runtime.chaining import chained
from infra.runtime.changes import Change
from infra.runtime.observability import logger
from infra.runtime.rows import Batch

# Long enough that asking others costs little, short enough that PostgreSQL does not wait for us to send the next table.
BETWEEN_S: Final = 0.001
LOG = logger("projector")


@dataclass(slots=True)
class Record:
    """A record as it came from a topic: its log, its offset, its bytes, and what Kafka carries beside them.

    Not frozen: there is one for each event that a replay reads, and a frozen one takes three times as long to make.
    """

    log: str
    offset: int
    body: bytes
    headers: Sequence[tuple[str, bytes]] = ()


@dataclass(slots=True)
class Place:
    """A checkpoint as it moves through a batch; `chain` is kept in a replay alone, from a log's beginning on."""

    source: str | None
    position: int
    offset: int
    event_id: UUID | None
    moved: bool = field(default=False, compare=False)
    chain: bytes | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class State:
    """Where a batch begins: the place in each log, and the streams that wait (log and stream)."""

    places: Mapping[str, Place]
    parked: Collection[tuple[str, str]]


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


@dataclass(slots=True)
class Prepared:
    """A batch, ready to be written where the database is as `begins` says; `failed` is what its projection failed with."""

    records: Sequence[Record]
    begins: State | None = None
    places: dict[str, Place] = field(default_factory=dict)
    rows: Batch | None = None
    behind_parked: list[tuple[Record, Event | Header]] = field(default_factory=list)
    done: Applied = field(default_factory=Applied)
    failed: Exception | None = None


class Preparer:
    """Reads records and projects the events that are the next of their logs."""

    until: Mapping[str, int] | None = None

    def __init__(self, reader: Reader, project: Callable[[Event], Iterable[Change]], *, is_chained: bool = False) -> None:
        self._is_chained = is_chained
        self._reader = reader
        self._project = project

    def prepare(self, records: Sequence[Record], begins: State, rows: Batch) -> Prepared:
        """Get a batch ready at once."""
        prepared = Prepared(records, begins, _copied(begins.places), rows)
        for _ in self._steps(prepared):
            pass
        return prepared

    async def prepare_aside(self, records: Sequence[Record], begins: State, rows: Batch) -> Prepared:
        """Get a batch ready, letting others go on every millisecond."""
        prepared = Prepared(records, begins, _copied(begins.places), rows)
        due = time.perf_counter() + BETWEEN_S
        for _ in self._steps(prepared):
            if time.perf_counter() >= due:
                await asyncio.sleep(0)
                due = time.perf_counter() + BETWEEN_S
        return prepared

    def _steps(self, prepared: Prepared) -> Iterator[None]:
        assert prepared.begins is not None
        assert prepared.rows is not None
        parked, places, done = prepared.begins.parked, prepared.places, prepared.done
        try:
            for record in prepared.records:
                envelope, event = self.next(record, places[record.log], done)
                if envelope is None:
                    continue
                if parked and (record.log, envelope.subject) in parked:
                    prepared.behind_parked.append((record, envelope))
                elif isinstance(event, Unreadable):
                    raise event
                elif event is not None:
                    prepared.rows.add(self._project(event))
                yield
        except Exception as error:
            # Told where it is written: there it is known whether this state held, and whether events are parked.
            prepared.failed = error

    def next(self, record: Record, place: Place, done: Applied) -> tuple[Event | Header | None, Event | Unreadable | None]:
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
        if record.offset > place.offset or position == place.position + 1:
            # The next event is the last record read, even at a smaller offset: the topic was made anew then.
            place.offset, place.event_id, place.moved = record.offset, envelope.id, True
        if position <= place.position:
            done.duplicates += 1
            return None, None
        if self._is_chained:
            place.chain = chained(place.chain, record.log, position, envelope.type, record.body)
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
        return read, None if isinstance(read, Header) else read


def _copied(places: Mapping[str, Place]) -> dict[str, Place]:
    return {log: replace(place, moved=False) for log, place in places.items()}
