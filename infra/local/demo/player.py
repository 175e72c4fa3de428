"""Plays a plan: phase after phase, people side by side, the services' clocks moved from day to day.

Every command has its key and its bytes from the plan. Played again, all were given before and change nothing; killed in
the middle and played again, the rest is given.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as time_of_day
from typing import Final, Protocol

from contracts.base import VIETNAM
from contracts.topics import SERVICES
from infra.local.demo.client import Client
from infra.local.demo.plan import Phase, Plan, Track, Until

PEOPLE_MAX: Final = 24
"""How many people act at the same moment."""
OFFICE_OPENS = time_of_day(8)
UNTIL_S_MAX: Final = 60.0
LOOK_AGAIN_S: Final = 0.05


class NeverHappened(Exception):
    """The system was to do something by itself, and did not."""


@dataclass(frozen=True, slots=True)
class Played:
    """A phase, and how long it took."""

    name: str
    commands: int
    seconds: float


class Screen(Protocol):
    """Who watches the play."""

    def begins(self, phase: Phase) -> None: ...
    def advances(self) -> None: ...
    def ends(self, phase: Phase, seconds: float) -> None: ...


class Player:
    """Plays for one screen through one client."""

    def __init__(self, client: Client, screen: Screen) -> None:
        self._client = client
        self._screen = screen
        self._today: date | None = None

    async def play(self, plan: Plan) -> list[Played]:
        """Play all phases, in order."""
        return [await self._phase(phase) for phase in plan.phases]

    async def _phase(self, phase: Phase) -> Played:
        self._screen.begins(phase)
        began = time.perf_counter()
        await self._turn_to(phase.day)
        # What people of this phase have seen is what was done before it, not what their neighbours do meanwhile.
        seen, tracks = self._client.seen, iter(phase.tracks)
        async with asyncio.TaskGroup() as people:
            for _ in range(min(PEOPLE_MAX, len(phase.tracks))):
                people.create_task(self._act(tracks, seen))
        if phase.until is not None:
            await self._wait(phase.until)
        seconds = time.perf_counter() - began
        self._screen.ends(phase, seconds)
        return Played(phase.name, phase.size, seconds)

    async def _act(self, tracks: Iterator[Track], seen: str) -> None:
        for track in tracks:
            for command in track:
                await self._client.send(command, seen)
                self._screen.advances()

    async def _turn_to(self, day: date) -> None:
        if day == self._today:
            return
        morning = datetime.combine(day, OFFICE_OPENS, VIETNAM)
        await asyncio.gather(*(self._client.move_clock(service, morning) for service in SERVICES))
        self._today = day

    async def _wait(self, until: Until) -> None:
        """Wait for what a reactor does.

        Raises:
            NeverHappened: it did not, within a minute.
        """
        deadline = time.monotonic() + UNTIL_S_MAX
        while len(await self._client.pages(until.service, until.path)) < until.rows:
            if time.monotonic() > deadline:
                raise NeverHappened(f"{until.service}{until.path}: not {until.rows} rows within {UNTIL_S_MAX:.0f} s")
            await asyncio.sleep(LOOK_AGAIN_S)
