"""One appender a log: commands that wait at the same time share one transaction."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Final

from infra.runtime import metrics
from infra.runtime.database import is_infrastructure
from infra.runtime.event_log import EventLog
from infra.runtime.proposals import Outcome, Proposal

GROUP_MAX: Final = 64


class Appender:
    """Takes proposals one by one, commits whatever is waiting together, and answers each."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._waiting: deque[tuple[Proposal, asyncio.Future[Outcome]]] = deque()
        self._wake = asyncio.Event()
        self.appended = asyncio.Event()

    async def append(self, proposal: Proposal) -> Outcome:
        """Append one proposal, with whatever others wait now; its outcome, or the database's error."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((proposal, future))
        self._wake.set()
        # A caller that gives up leaves its command to be committed: the answer is stored, a repeat gets it.
        return await future

    async def run(self) -> None:
        """Commit groups until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                group = [self._waiting.popleft() for _ in range(min(GROUP_MAX, len(self._waiting)))]
                await self._commit(group)

    async def _commit(self, group: list[tuple[Proposal, asyncio.Future[Outcome]]]) -> None:
        try:
            outcomes = await self._log.append([proposal for proposal, _ in group])
        except asyncio.CancelledError:
            for _, future in group:
                future.cancel()
            raise
        except Exception as error:
            metrics.database_error(error)
            if len(group) > 1 and not is_infrastructure(error):
                # Something is wrong with one of them, and nothing was committed: the others must not pay for it.
                for one in group:
                    await self._commit([one])
                return
            # Each waiting caller gets the error: none may believe that its command was accepted.
            for _, future in group:
                if not future.done():
                    future.set_exception(error)
            return
        metrics.GROUP.observe(len(group))
        for (_, future), outcome in zip(group, outcomes, strict=True):
            if not future.done():
                future.set_result(outcome)
        self.appended.set()
