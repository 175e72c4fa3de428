"""Write one batch while the next one is got ready."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


class Overlap:
    """One piece of work at a time, done beside whoever hands it over; what it fails with is told at the next turn."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    async def hand(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin a piece of work as soon as the one before it is done.

        Raises whatever that one failed with; then this one does not begin.
        """
        try:
            await self.settle()
        except BaseException:
            work.close()
            raise
        self._task = asyncio.create_task(work)

    async def settle(self) -> None:
        """Wait until nothing is under way; raises what it failed with."""
        if (task := self._task) is not None:
            self._task = None
            await task

    async def drop(self) -> None:
        """Cancel what is under way: nobody waits for it any more."""
        if (task := self._task) is not None:
            self._task = None
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
