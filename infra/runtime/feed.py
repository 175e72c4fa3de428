"""A log as others read it over HTTP: its events in order, in their own bytes, as far as they stand on the topic.

What PostgreSQL alone holds can still be lost with it. So nothing is told that the relay's cursor has not passed: whoever
read it would know a history that is nobody else's.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import asyncpg

from infra.runtime.database import TROUBLE
from infra.runtime.errors import Problem
from infra.runtime.observability import logger
from infra.runtime.paths import HERE
from infra.runtime.sql import queries_of
from infra.runtime.sse import HEART_BEAT, RETRY, frame

QUERIES = queries_of(HERE / "feed.sql")
LOOK_S: Final = 0.5
HEART_BEAT_S: Final = 15.0
STREAM_EVENTS: Final = 100
"""So many events at most are in hand for one stream."""
LOG = logger("feed")


class PositionBeyondLog(Problem):
    """A reader has more than the log: it read another log, or this one lost its end."""

    status = 409
    code = "position-beyond-log"
    vi = (
        "Sổ mới đến vị trí {written}, chưa có vị trí {position}. Bạn đã đọc sổ khác, hoặc sổ đã mất phần cuối: hãy giữ những "
        "gì đã nhận và báo cho cơ quan chủ quản."
    )
    en = (
        "The log stands at position {written} and has no {position}. You have read another log, or this one lost its end: "
        "keep what you have, and tell its owner."
    )


@dataclass(frozen=True, slots=True)
class Told:
    """One event as it stands in the log, and the chain behind it."""

    position: int
    body: bytes
    chain: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """What follows a position: some events, and how far the log is told now."""

    after: int
    events: tuple[Told, ...]
    end: int

    @property
    def last(self) -> int:
        return self.events[-1].position if self.events else self.after


class Feed:
    """One log of this service, as its readers over HTTP follow it."""

    def __init__(self, pool: asyncpg.Pool, log: str) -> None:
        self._pool = pool
        self.log = log
        self._told = 0
        self._moved = asyncio.Event()
        self._waiting = 0

    async def part(self, after: int, count: int) -> Part:
        """Up to so many events behind a position.

        Raises:
            PositionBeyondLog: the log has not come so far: the position is another log's, or the log lost its end.
        """
        place = await QUERIES.place(self._pool, log=self.log)
        if after > place["written"]:
            raise PositionBeyondLog(position=after, written=place["written"])
        rows: Sequence[Any] = ()
        if after < place["told"]:
            rows = await QUERIES.told_after(self._pool, log=self.log, position=after, count=count, told=place["told"])
        return Part(after, tuple(Told(row["position"], row["body"], row["chain"]) for row in rows), place["told"])

    async def stream(self, after: int) -> AsyncGenerator[bytes]:
        """Server-sent events behind a position, for ever; a heart-beat where there is nothing to tell."""
        yield RETRY
        while True:
            part = await self.part(after, STREAM_EVENTS)
            if part.events:
                yield b"".join(frame(event.position, event.body) for event in part.events)
                after = part.last
            elif not await self.moves_beyond(after, HEART_BEAT_S):
                yield HEART_BEAT

    async def moves_beyond(self, position: int, wait_s: float) -> bool:
        """Wait until more is told than up to a position; False where that did not come within so many seconds."""
        self._waiting += 1
        try:
            async with asyncio.timeout(wait_s):
                while self._told <= position:
                    await self._moved.wait()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
        return True

    async def run(self) -> None:
        """Look how far the log is told while somebody waits for more, until cancelled: one look for all who wait."""
        while True:
            if self._waiting:
                try:
                    await self._look()
                except TROUBLE as error:
                    LOG.warning("feed.not_looking", error=repr(error))
            await asyncio.sleep(LOOK_S)

    async def _look(self) -> None:
        place = await QUERIES.place(self._pool, log=self.log)
        if place["told"] != self._told:
            self._told = place["told"]
            moved, self._moved = self._moved, asyncio.Event()
            moved.set()
