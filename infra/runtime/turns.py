"""Who asks for the same name gets its turn in the order of asking. A turn that is free costs no wait."""

from __future__ import annotations

import asyncio
from collections import deque


class Turns:
    """Names, each taken by one at a time: `if turns.taken(name): await turns.wait(name)`, then `turns.end(name)`."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    def taken(self, name: str) -> bool:
        """Take a free name and answer False; True where somebody has it."""
        if name in self._waiting:
            return True
        self._waiting[name] = deque()
        return False

    async def wait(self, name: str) -> None:
        """Wait for a taken name until it is one's own."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[name].append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self.end(name)  # it had come already
            raise

    def end(self, name: str) -> None:
        """Pass an own name on to whoever has waited longest."""
        waiting = self._waiting[name]
        while waiting:
            turn = waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        del self._waiting[name]
