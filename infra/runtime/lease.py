"""Leases: one process at a time does a thing, on the database's clock.

No session lock: a hung process keeps its session. A lease that is not renewed runs out, and whoever wakes up too late
finds what it would write moved on: leases keep order, they are not what makes it right.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

import asyncpg

from infra.runtime.database import TROUBLE
from infra.runtime.observability import logger
from infra.runtime.paths import HERE
from infra.runtime.sql import queries_of

QUERIES = queries_of(HERE / "lease.sql")
TERM: Final = timedelta(seconds=9)
RENEW_S: Final = 3.0
RETRY_S: Final = 1.0
LOG = logger("lease")


class Renewal:
    """Renews all leases of one process by one statement, for whichever of them asks first."""

    def __init__(self, pool: asyncpg.Pool, owner: UUID) -> None:
        self._pool = pool
        self._owner = owner
        self._asking = asyncio.Lock()
        self.held: set[str] = set()
        self.at = time.monotonic()

    @property
    def due_s(self) -> float:
        return max(0.0, self.at + RENEW_S - time.monotonic())

    async def holds(self, name: str) -> bool:
        """Whether a lease is still this process's own, renewed where that is due."""
        async with self._asking:
            # Timers go off a little early too.
            if self.due_s < RENEW_S / 2:
                asked, began = sorted(self.held), time.monotonic()
                # A connection that hangs must not keep all of them waiting beyond their term.
                async with asyncio.timeout(RENEW_S):
                    rows = await QUERIES.renew(self._pool, names=asked, owner=self._owner, term=TERM)
                # Another one may have been taken meanwhile.
                self.held -= set(asked) - {row["name"] for row in rows}
                self.at = began
            return name in self.held


class Lease:
    """A named lease of this process; `renewal` is shared by all that the process may hold."""

    def __init__(self, pool: asyncpg.Pool, name: str, owner: UUID, renewal: Renewal | None = None) -> None:
        self._pool = pool
        self.name = name
        self._owner = owner
        self._renewal = renewal or Renewal(pool, owner)
        self.held = False

    async def run(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do `work` whenever this process has the lease; stop it when the lease is lost. Until cancelled."""
        while True:
            self.held = await self._take()
            if self.held:
                LOG.info("lease.taken", name=self.name)
                self._renewal.held.add(self.name)
                try:
                    await self._hold(work)
                finally:
                    self.held = False
            await asyncio.sleep(RETRY_S)

    async def _hold(self, work: Callable[[], Awaitable[None]]) -> None:
        task = asyncio.ensure_future(work())
        try:
            while not task.done():
                await asyncio.wait({task}, timeout=self._renewal.due_s)
                if not task.done() and not await self._holds():
                    LOG.warning("lease.lost", name=self.name)
                    break
            if task.cancelled():
                # Not by us: what it waited for was cancelled under it. To let that pass on would end this lease unseen.
                LOG.error("lease.work_cancelled", name=self.name)
            elif task.done() and (error := task.exception()):
                LOG.error("lease.work_failed", name=self.name, error=repr(error), exc_info=error)
        finally:
            # Not renewed any more, however long the work takes to end.
            self._renewal.held.discard(self.name)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await self._give_back()

    async def _take(self) -> bool:
        try:
            owner = await QUERIES.take(self._pool, name=self.name, owner=self._owner, term=TERM)
            return bool(owner == self._owner)
        except TROUBLE as error:
            LOG.warning("lease.database_unavailable", name=self.name, error=repr(error))
            return False

    async def _holds(self) -> bool:
        try:
            return await self._renewal.holds(self.name)
        except TROUBLE as error:
            LOG.warning("lease.database_unavailable", name=self.name, error=repr(error))
            return False

    async def _give_back(self) -> None:
        try:
            await QUERIES.give_back(self._pool, name=self.name, owner=self._owner)
        except TROUBLE as error:
            # It runs out by itself.
            LOG.warning("lease.not_given_back", name=self.name, error=repr(error))
