"""The service's clock: real time, or in the demonstration a clock that its player moves forward."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

import asyncpg

from infra.runtime.errors import Refusal
from infra.runtime.paths import HERE
from infra.runtime.sql import queries_of

QUERIES = queries_of(HERE / "clock.sql")


class Clock(Protocol):
    """What `now` is for the facts that a service records. Leases and tokens keep real time."""

    def now(self) -> datetime: ...


class RealClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ClockRunsForward(Refusal):
    """The demonstration's clock was asked to stand still or go back."""

    code = "clock-runs-forward"
    vi = "Đồng hồ minh họa chỉ chạy tới: bây giờ là {now}."
    en = "The demonstration's clock runs forward only: it is {now}."


class DemoClock:
    """A clock that runs as fast as the real one, from wherever the player has put it; kept in the database."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self._ahead = ahead
        self._moved = ahead != timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    @classmethod
    async def load(cls, pool: asyncpg.Pool) -> DemoClock:
        ahead = await QUERIES.demo_clock(pool)
        return cls() if ahead is None else cls(ahead)

    async def move(self, pool: asyncpg.Pool, to: datetime) -> None:
        """Put the clock to an instant. The first move may go back to the season; after it, only forward.

        Raises:
            ClockRunsForward: the clock was moved before and is at that instant or past it.
        """
        if self._moved and to <= self.now():
            raise ClockRunsForward(now=self.now().isoformat())
        ahead = to - datetime.now(UTC)
        await QUERIES.set_demo_clock(pool, ahead=ahead)
        self._ahead, self._moved = ahead, True
