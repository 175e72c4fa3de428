"""Two relays, one log, one topic: everything that can happen, in every order.

A pause is another one's turn, as long as it likes. A relay holds no lease here: the lease keeps order, and nothing may
go wrong without it. What happens once or twice in a schedule is counted: a crash, an error (before or after its effect
was done), the loss of the topic's last records, a topic made anew.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import asyncpg
from aiokafka.errors import KafkaConnectionError

from infra.runtime.relay import Relay
from tests.explorer import effects, events
from tests.explorer.effects import Connection, Kafka, LogAnswers
from tests.explorer.events import Fact
from tests.explorer.unfolding import Effect, End, Failure, Program, Step

ON_KAFKA = frozenset({"send", "fetch", "end"})
NAMES = "AB"


class Faults(NamedTuple):
    """How often each fault may still happen."""

    crashes: int = 0
    errors: int = 0
    losses: int = 0
    anews: int = 0


class State(NamedTuple):
    log: int
    topic: tuple[Fact, ...]
    cursor: tuple[int, int]
    relays: tuple[int, ...]
    faults: Faults
    harmed: bool = False


@dataclass
class Relays:
    """The protocol of relays over a log of `events` events, `written` of them at the beginning."""

    events: int
    written: int
    faults: Faults
    owners: int = 2
    batch: int = 1
    compares: Callable[[int, int], bool] = operator.eq
    """How the statement that moves the cursor compares where it is with where it was known to be."""

    def __post_init__(self) -> None:
        self.program = Program(partial(_relay, self.batch))

    def begin(self) -> State:
        return State(self.written, (), (0, -1), (self.program.root,) * self.owners, self.faults)

    def steps(self, state: State) -> Iterator[tuple[str, State]]:
        if state.log < self.events:
            yield f"event {state.log + 1} is committed", state._replace(log=state.log + 1)
        for who in range(self.owners):
            yield from self._turn(state, who)
        yield from self._world(state)

    def _turn(self, state: State, who: int) -> Iterator[tuple[str, State]]:
        pending = self.program.pending[state.relays[who]]
        faults = state.faults
        if isinstance(pending, Effect):
            answer, after = self._do(state, pending)
            yield Step(NAMES[who], pending, answer), self._at(after, who, answer)
            if faults.errors and pending.name != "idle":
                failed = Failure(KafkaConnectionError if pending.name in ON_KAFKA else asyncpg.ConnectionDoesNotExistError)
                spent = faults._replace(errors=faults.errors - 1)
                yield f"{NAMES[who]} {pending} fails", self._at(state._replace(faults=spent), who, failed)
                if pending.name in ("send", "move"):
                    yield f"{NAMES[who]} {pending} is done, and fails", self._at(after._replace(faults=spent), who, failed)
        if faults.crashes and state.relays[who] != self.program.root:
            spent = faults._replace(crashes=faults.crashes - 1)
            yield f"{NAMES[who]} is killed and started again", self._put(state._replace(faults=spent), who, self.program.root)

    def _at(self, state: State, who: int, answer: Any) -> State:
        place = self.program.step(state.relays[who], answer)
        # What nobody else could notice happens at once: every order of it with others' steps comes to the same.
        while isinstance(pending := self.program.pending[place], Effect) and self._unseen(state, pending):
            place = self.program.step(place, self._do(state, pending)[0])
        return self._put(state, who, place)

    def _unseen(self, state: State, effect: Effect) -> bool:
        return effect.name == "bodies at" or (effect.name == "events after" and state.log == self.events)

    def _put(self, state: State, who: int, place: int) -> State:
        return state._replace(relays=(*state.relays[:who], place, *state.relays[who + 1 :]))

    def _do(self, state: State, effect: Effect) -> tuple[Any, State]:
        """The answer to an effect, and the state behind it."""
        match effect.name, effect.of:
            case "cursor", ():
                return state.cursor, state
            case "move", (known, position, offset):
                moves = self.compares(state.cursor[0], known)
                return moves, state._replace(cursor=(position, offset)) if moves else state
            case "events after", (position,):
                return tuple(Fact(p) for p in range(position + 1, state.log + 1)[: effects.FETCH_MAX]), state
            case "bodies at", positions:
                return tuple(Fact(p) for p in positions if p <= state.log), state
            case "end", ():
                return len(state.topic), state
            case "fetch", (offset,):
                return state.topic[offset : offset + effects.FETCH_MAX] if offset <= len(state.topic) else None, state
            case "send", facts:
                return len(state.topic), state._replace(topic=state.topic + facts)
            case "idle", ():
                return "", state
        raise AssertionError(effect)

    def _world(self, state: State) -> Iterator[tuple[str, State]]:
        faults = state.faults
        if sum(place != self.program.root for place in state.relays) > 1:
            return
        if faults.losses:
            for lost in range(1, len(state.topic) + 1):
                left = state._replace(topic=state.topic[:-lost], faults=faults._replace(losses=faults.losses - 1), harmed=True)
                yield f"the topic loses its last {lost}", left
        if faults.anews and state.topic:
            yield "the topic is made anew", state._replace(topic=(), faults=faults._replace(anews=faults.anews - 1), harmed=True)

    def same(self, state: State) -> State:
        return state._replace(relays=tuple(sorted(state.relays)))

    def broken(self, state: State) -> str | None:
        if not state.harmed:
            first = list(dict.fromkeys(fact.position for fact in state.topic))
            if first != list(range(1, len(first) + 1)):
                return f"the topic reads {' '.join(map(str, state.topic))}"
            position, offset = state.cursor
            if position and (offset >= len(state.topic) or state.topic[offset].position != position):
                return f"the cursor says {position} at offset {offset}"
        return None

    def calm(self, state: State) -> Iterator[Iterator[tuple[str, State]]]:
        for who in range(self.owners):
            yield self._alone(state, who)

    def _alone(self, state: State, who: int) -> Iterator[tuple[str, State]]:
        while True:
            pending = self.program.pending[state.relays[who]]
            if isinstance(pending, End):
                # The lease is taken again.
                state = self._put(state, who, self.program.root)
                yield f"{NAMES[who]} has ended ({pending.error}) and begins again", state
                continue
            answer, after = self._do(state, pending)
            state = self._at(after, who, answer)
            yield Step(NAMES[who], pending, answer), state

    def unfinished(self, state: State) -> str | None:
        if not state.topic and state.cursor[0] and state.harmed:
            return None  # as it should: it waits to be republished
        found = 0
        for fact in state.topic:
            found += fact.position == found + 1
        if found < state.log:
            return f"a reader of {' '.join(map(str, state.topic)) or 'the empty topic'} sees {found} of {state.log}"
        return None


async def _relay(batch: int) -> None:
    connection: Any = Connection(LogAnswers())
    await Relay(connection, Kafka(room=batch), events.ADDRESS, installation=events.INSTALLATION, prefix="t").run()
