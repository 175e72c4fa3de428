"""The events that a relay has still to send, in batches: the next one is got ready while Kafka answers for the one before."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final

from aiokafka.producer.message_accumulator import BatchBuilder

from infra.runtime import tracing
from infra.runtime.overlap import Overlap

FETCH_MAX: Final = 2000
# A batch that was handed over is compressed in this process: only then does Kafka work on it, and the next one is due.
ASIDE_S: Final = 0.001
CONTENT_TYPE: Final = [("content-type", b"application/cloudevents+json")]

Fetch = Callable[[int, int], Awaitable[Sequence[Any]]]
"""The events behind a position, in order, at most so many."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What a producer sends, and the rows of the events in it."""

    rows: Sequence[Any]
    built: BatchBuilder


class Outgoing:
    """A log from a position on. What is got ready ahead binds nobody: whoever begins anew reads it again."""

    def __init__(self, fetch: Fetch, create_batch: Callable[[], BatchBuilder], position: int) -> None:
        self._fetch = fetch
        self._create_batch = create_batch
        self._position = position
        self._rows: Sequence[Any] = ()
        self._at_end = False
        self._ready: Batch | None = None
        self._overlap = Overlap()

    async def __aenter__(self) -> Outgoing:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._overlap.drop()

    async def next(self) -> Batch | None:
        """The next batch; None where the log ended when it was looked at last: then the next question looks again."""
        await self._overlap.settle()
        if self._ready is None:
            await self._get_ready()
        batch, self._ready = self._ready, None
        return batch

    async def get_ready_aside(self) -> None:
        """Begin to get the next batch ready; where the log is known to end, there is none before somebody waited for it."""
        if self._rows or not self._at_end:
            await self._overlap.hand(self._aside())

    async def _aside(self) -> None:
        await asyncio.sleep(ASIDE_S)
        await self._get_ready()

    async def _get_ready(self) -> None:
        # Fetched before what is at hand is too little for a whole batch.
        if not self._at_end and len(self._rows) < FETCH_MAX // 2:
            rows = await self._fetch(self._position, FETCH_MAX)
            self._rows = [*self._rows, *rows]
            self._at_end = len(rows) < FETCH_MAX
            self._position = rows[-1]["position"] if rows else self._position
        if self._rows:
            batch = self._create_batch()
            count = _filled(batch, self._rows)
            self._ready, self._rows = Batch(self._rows[:count], batch), self._rows[count:]
        else:
            self._at_end = False


def _filled(batch: BatchBuilder, rows: Sequence[Any]) -> int:
    """Put as many events into a batch as it takes; how many it took."""
    for count, row in enumerate(rows):
        headers = CONTENT_TYPE
        if row["traceparent"]:
            headers = [*CONTENT_TYPE, (tracing.HEADER, row["traceparent"].encode())]
        if batch.append(key=row["stream"].encode(), value=row["body"], timestamp=None, headers=headers) is None:
            return count
    return len(rows)
