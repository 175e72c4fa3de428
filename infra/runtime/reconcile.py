"""Reconcile: show that a log and its topic hold the same bytes, every position, in both directions.

Read once from the topic's first record to its end, in batches, each compared with the log at the same positions. What
was seen is kept as runs of positions, so memory does not grow with the log. Nothing is changed.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg

from contracts.reading import Header, Unreadable, header_of
from contracts.topics import LogAddress
from infra.runtime import event_log, relay
from infra.runtime.kafka import KafkaAddress

DIFFERENCES_KEPT_MAX: Final = 20


class Positions:
    """A set of positions, as runs; in order, it is one run."""

    def __init__(self) -> None:
        self._runs: list[list[int]] = []

    def add(self, position: int) -> bool:
        """Add one; False where it was there."""
        at = bisect_right(self._runs, position, key=lambda run: run[0])
        before = self._runs[at - 1] if at else None
        if before is not None and position <= before[1]:
            return False
        touches_before = before is not None and before[1] == position - 1
        touches_after = at < len(self._runs) and self._runs[at][0] == position + 1
        if before is not None and touches_before:
            before[1] = self._runs.pop(at)[1] if touches_after else position
        elif touches_after:
            self._runs[at][0] = position
        else:
            self._runs.insert(at, [position, position])
        return True

    @property
    def last(self) -> int:
        return self._runs[-1][1] if self._runs else 0

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self._runs)

    def missing(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The runs within `first` to `last` that are not there."""
        for begin, end in [*self._runs, (last + 1, last + 1)]:
            if first < begin and first <= last:
                yield first, min(begin - 1, last)
            first = max(first, end + 1)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where log and topic differ: `first` to `last` are positions, None for what is no event of this log."""

    kind: str
    first: int | None = None
    last: int | None = None
    offset: int | None = None
    in_log: str | None = None
    on_topic: str | None = None


@dataclass(slots=True)
class Comparison:
    """What a log and its topic hold. `reader` is how far a reader of the topic comes; `backlog` was not sent yet."""

    log: str
    topic: str
    source: str
    head: int
    sent: int
    records: int = 0
    events: int = 0
    repeats: int = 0
    reader: int = 0
    backlog: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    @property
    def equal(self) -> bool:
        return not self.counts

    def differ(self, difference: Difference, *, count: int = 1) -> None:
        self.counts[difference.kind] += count
        if len(self.differences) < DIFFERENCES_KEPT_MAX:
            self.differences.append(difference)


async def heads_and_cursors(pool: asyncpg.Pool) -> dict[str, tuple[int, int]]:
    """How long each log is, and how far its relay says it has come."""
    heads = {row["log"]: row["position"] for row in await event_log.QUERIES.heads(pool)}
    answer = {}
    for log, position in heads.items():
        cursor = await relay.QUERIES.cursor(pool, log=log)
        answer[log] = position, cursor[0]["position"] if cursor else 0
    return answer


async def reconcile(
    pool: asyncpg.Pool, kafka: KafkaAddress, address: LogAddress, *, installation: str, prefix: str
) -> AsyncIterator[Comparison]:
    """Compare; the same comparison after each batch and at the end, when it is whole."""
    # The log's end before the topic's: what is appended meanwhile may be on the topic, what was sent must be.
    head, sent = (await heads_and_cursors(pool)).get(address.log_id, (0, 0))
    found = Comparison(address.log_id, address.topic(prefix), address.source(installation), head, sent)
    seen = Positions()
    async for records in kafka.read_to_end(found.topic, 0):
        await _compare(pool, found, seen, records)
        yield found
    for first, last in seen.missing(1, sent):
        found.differ(Difference("missing-on-topic", first, last), count=last - first + 1)
    found.backlog = sum(last - first + 1 for first, last in seen.missing(sent + 1, head))
    if found.reader < min(seen.last, head) and "missing-on-topic" not in found.counts:
        found.differ(Difference("out-of-order", found.reader + 1, seen.last))
    yield found


async def _compare(pool: asyncpg.Pool, found: Comparison, seen: Positions, records: Sequence[Any]) -> None:
    own: list[tuple[Header, Any]] = []
    for record in records:
        found.records += 1
        try:
            header = header_of(record.value or b"")
        except Unreadable:
            found.differ(Difference("unreadable", offset=record.offset, on_topic=_sha(record.value or b"")))
            continue
        if header.source == found.source:
            own.append((header, record))
        else:
            found.differ(Difference("foreign", header.position, header.position, record.offset, on_topic=header.source))
    positions = sorted({header.position for header, _ in own if header.position <= relay.POSITION_MAX})
    bodies = {r["position"]: r["body"] for r in await event_log.QUERIES.bodies_at(pool, log=found.log, positions=positions)}
    for header, record in own:
        position = header.position
        if seen.add(position):
            found.events += 1
        else:
            found.repeats += 1
        if position == found.reader + 1:
            found.reader = position
        body = bodies.get(position)
        if body is None:
            found.differ(Difference("missing-in-log", position, position, record.offset, on_topic=_sha(record.value)))
        elif body != record.value:
            found.differ(Difference("other-bytes", position, position, record.offset, _sha(body), _sha(record.value)))


def _sha(value: bytes) -> str:
    return hashlib.sha256(value).hexdigest()
