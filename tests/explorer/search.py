"""Every state that can be reached, each once, breadth first: the first broken promise has the shortest schedule."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

CALM_STEPS_MAX = 400
SHOWN_MAX = 40


class Explored(Protocol):
    """What is explored: states are values, steps are named."""

    def begin(self) -> Hashable: ...

    def steps(self, state: Any) -> Iterator[tuple[object, Hashable]]:
        """Everything that may happen next."""

    def same(self, state: Any) -> Hashable:
        """What makes two states one: owners are all alike."""

    def broken(self, state: Any) -> str | None:
        """The promise that this state breaks, if any."""

    def calm(self, state: Any) -> Iterator[Iterator[tuple[object, Hashable]]]:
        """Ways on without faults, each lazily to where nothing is left to do."""

    def unfinished(self, state: Any) -> str | None:
        """What is missing although nothing is left to do, if anything."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: how much it looked at, and the shortest schedule that breaks a promise."""

    states: int
    steps: int
    broken: str | None = None
    schedule: tuple[str, ...] = ()

    def __str__(self) -> str:
        told = f"{self.states:,} states, {self.steps:,} steps"
        return told if self.broken is None else "\n".join([f"{self.broken} ({told})", *self.schedule])


def explore(protocol: Explored, *, states_max: int) -> Found:
    """Visit every state, up to a bound that a search must not meet."""
    gc.collect()
    gc.disable()  # states are many, and none of them is garbage
    try:
        return _explore(protocol, states_max)
    finally:
        gc.enable()


def _explore(protocol: Explored, states_max: int) -> Found:
    first = protocol.begin()
    came_from: dict[Any, tuple[Any, object]] = {first: (None, "")}
    same = {protocol.same(first)}
    calm: set[Any] = set()
    queue = deque([first])
    steps = 0
    while queue:
        state = queue.popleft()
        broken, way = protocol.broken(state), []
        if broken is None:
            broken, way = _end_of_calm(protocol, state, calm)
        if broken is not None:
            return Found(len(came_from), steps, broken, (*map(str, _schedule(came_from, state)), *map(str, way)))
        for name, after in protocol.steps(state):
            steps += 1
            if (alike := protocol.same(after)) not in same:
                same.add(alike)
                came_from[after] = (state, name)
                queue.append(after)
        assert len(came_from) <= states_max, f"more than {states_max:,} states"
    return Found(len(came_from), steps)


def _end_of_calm(protocol: Explored, state: Any, known: set[Any]) -> tuple[str | None, list[object]]:
    """Go on without faults: what is missing in the end, and the way there. `known` are states whose end was good."""
    for number, steps in enumerate(protocol.calm(state)):
        way: list[object] = ["— from here on without faults:"]
        passed = [(number, state)]
        last = state
        good = (number, state) in known
        here = {state}
        while not good:
            name, last = next(steps, (None, last))
            if name is None or last in here:
                # Nothing is left to do, or it goes round in a circle.
                missing = protocol.unfinished(last)
                if missing is not None:
                    return missing, way
                break
            way.append(name)
            here.add(last)
            passed.append((number, last))
            good = (number, last) in known
            if len(way) > CALM_STEPS_MAX:
                return "it never comes to rest", way[:SHOWN_MAX]
        known.update(passed)
    return None, []


def _schedule(came_from: dict[Any, tuple[Any, object]], state: Any) -> list[object]:
    schedule: list[object] = []
    while (step := came_from[state])[0] is not None:
        schedule.append(step[1])
        state = step[0]
    return schedule[::-1]
