"""Read the read model: one read-only snapshot, at a known cut, never older than what the client has seen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

from infra.runtime.errors import NotLookedBack, NotReady, NotSeenYet
from infra.runtime.paths import HERE
from infra.runtime.seen import covers, write_seen
from infra.runtime.sql import Connection, queries_of

QUERIES = queries_of(HERE / "reading.sql")
WAIT_S_MAX: Final = 5.0
POLL_S: Final = 0.05
# Where the projector of this process tells how far it has come. Who looked by the clock there as well would take from it,
# whenever it is late, the time that it needs to catch up.
TOLD_POLL_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Read:
    """A REPEATABLE READ transaction on the active generation: unqualified names are its tables, `cut` is what it has."""

    conn: Connection
    cut: Mapping[str, int]

    @property
    def seen(self) -> str:
        return write_seen(self.cut)


class ReadModel:
    """The read model of one projection, as queries, deciders and reactors see it."""

    def __init__(self, pool: asyncpg.Pool, projection: str) -> None:
        self._pool = pool
        self._projection = projection
        self._moves = 0
        self._reached: Mapping[str, int] = {}
        self._waiting: dict[asyncio.Future[None], Mapping[str, int]] = {}

    def moved(self, positions: Mapping[str, int]) -> None:
        """Wake those for whom these positions are enough; called by a projector of this process after its commit.

        Without any, once it projects no more: then nobody waits for its word before they look for themselves.
        """
        self._moves += 1
        self._reached = positions
        for waiter, needed in self._waiting.items():
            if covers(positions, needed) and not waiter.done():
                waiter.set_result(None)

    @asynccontextmanager
    async def at(self, needed: Mapping[str, int], *, wait_s: float = WAIT_S_MAX) -> AsyncIterator[Read]:
        """Open a snapshot that covers `needed`, waiting for it if it must.

        Raises:
            NotSeenYet: the read model did not come so far within `wait_s` seconds.
            NotReady: there is no read model yet.
        """
        deadline = asyncio.get_running_loop().time() + wait_s
        if not covers(self._reached, needed):
            await self._wait_for(needed, self._moves, deadline)
        while True:
            moves = self._moves
            async with (
                self._pool.acquire() as connection,
                connection.transaction(isolation="repeatable_read", readonly=True),
            ):
                read = await self._enter(connection)
                if covers(read.cut, needed):
                    yield read
                    return
            if asyncio.get_running_loop().time() >= deadline:
                raise NotSeenYet(needed=write_seen(needed))
            await self._wait_for(needed, moves, deadline)

    async def _enter(self, connection: Connection) -> Read:
        rows = await QUERIES.enter_active(connection, projection=self._projection)
        if not rows:
            raise NotReady(reason="the read model is being built")
        return Read(connection, {row["log"]: row["position"] for row in rows})

    @asynccontextmanager
    async def as_known_on(self, known_on: datetime, version: int) -> AsyncIterator[Read]:
        """Open what was known on an instant, prepared before for this version of the projection.

        Raises:
            NotLookedBack: it was not prepared.
        """
        async with (
            self._pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            place = {"projection": self._projection, "version": version, "known_on": known_on}
            rows = await QUERIES.enter_look_back(connection, **place)
            if not rows:
                raise NotLookedBack(service=self._projection, known_on=known_on.isoformat())
            yield Read(connection, {row["log"]: row["position"] for row in rows})

    async def _wait_for(self, needed: Mapping[str, int], since: int, deadline: float) -> None:
        """Wait until a projector of this process has come so far, as one of its moves behind `since` tells; or a moment."""
        if self._moves != since and covers(self._reached, needed):
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[waiter] = needed
        try:
            # A projector of another process does not wake us, and ours may have lost its lease: look again all the same.
            again = asyncio.get_running_loop().time() + (TOLD_POLL_S if self._reached else POLL_S)
            async with asyncio.timeout_at(min(again, deadline)):
                await waiter
        except TimeoutError:
            return
        finally:
            del self._waiting[waiter]

    async def active_schema(self) -> str:
        """The schema that queries follow now.

        Raises:
            NotReady: there is none yet.
        """
        schema: str | None = await QUERIES.active_schema(self._pool, projection=self._projection)
        if schema is None:
            raise NotReady(reason="the read model is being built")
        return schema

    async def cut(self) -> dict[str, int]:
        """How far the active generation has come, log by log."""
        async with self.at({}) as read:
            return dict(read.cut)
