"""Two projectors, one topic, one read model: everything that can happen, in every order.

The topic grows as relays make it grow: runs that ascend without a hole, each beginning at most one past the highest
position. What happens once or twice in a schedule is counted: a crash, an error, a run that begins again, records of
somebody else, the loss of the last records, a topic made anew (then the event that a running relay had in hand may
come first).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg
from aiokafka.errors import KafkaConnectionError

from contracts.base import Event
from contracts.reading import Reader
from contracts.registry import StaffFiguresRecorded
from infra.runtime.changes import Change, Put
from infra.runtime.projection import Projection
from infra.runtime.projector import Projector
from tests.explorer import effects, events
from tests.explorer.effects import Connection, Kafka, ModelAnswers, Write
from tests.explorer.events import Fact
from tests.explorer.unfolding import Effect, Failure, Program, Step

ON_KAFKA = frozenset({"poll", "fetch", "end"})
NAMES = "PQ"
FOREIGN = (Fact(0, 0), Fact(0, 1))


def project(event: Event) -> Iterator[Change]:
    """The latest position of each stream, and which events were applied."""
    fact = events.fact_in(event)
    yield Put("latest", {"stream": event.subject}, {"position": event.position})
    if fact.poison:
        raise ValueError("poison")
    yield Put("applied", {"event": event.position if fact.life == 0 else -event.position}, {"position": event.position})


PROJECTION = Projection("sample", 1, (StaffFiguresRecorded,), project, Path())


class Known:
    """The reader of the sample's events, made once."""

    __slots__ = ()
    reader = Reader(StaffFiguresRecorded)

    def __init__(self, *_: object) -> None: ...

    def read(self, body: bytes) -> Any:
        return self.reader.read(body)


class Model:
    """Queries that nobody makes."""

    def moved(self, positions: Mapping[str, int]) -> None: ...


class Faults(NamedTuple):
    """How often each fault may still happen."""

    crashes: int = 0
    errors: int = 0
    repeats: int = 0
    strangers: int = 0
    losses: int = 0
    anews: int = 0


class State(NamedTuple):
    topic: tuple[Fact, ...]
    run: int
    checkpoint: tuple[int, int, Any]
    latest: tuple[tuple[str, int], ...]
    applied: tuple[int, ...]
    parked: tuple[int, ...]
    locked: int | None
    projectors: tuple[int, ...]
    faults: Faults
    twice: int = 0


@dataclass
class Projectors:
    """The protocol of projectors of a log of `events` events; those in `poison` cannot be applied."""

    events: int
    faults: Faults
    poison: frozenset[int] = frozenset()
    owners: int = 2
    locks: bool = True
    """Whether the statement that locks the checkpoint locks it."""
    asks_behind: bool = True
    """Whether what is parked is asked for behind that lock."""
    rests: bool = False
    """Whether a projector looks again at what it has read while no records come."""
    facts: tuple[Fact, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.program = Program(partial(_projector, asks_behind=self.asks_behind))
        self.facts = tuple(Fact(n, poison=n in self.poison) for n in range(1, self.events + 1))

    def begin(self) -> State:
        return State((), 0, (0, -1, None), (), (), (), None, (self.program.root,) * self.owners, self.faults)

    def steps(self, state: State) -> Iterator[tuple[object, State]]:
        for who in range(self.owners):
            yield from self._turn(state, who)
        yield from self._relayed(state)
        yield from self._harmed(state)

    def _turn(self, state: State, who: int) -> Iterator[tuple[object, State]]:
        place = state.projectors[who]
        pending = self.program.pending[place]
        faults = state.faults
        assert isinstance(pending, Effect), pending
        done = self._do(state, who, pending)
        if done is not None:
            yield Step(NAMES[who], pending, done[0]), self._at(done[1], who, done[0])
            if faults.errors:
                failed = Failure(KafkaConnectionError if pending.name in ON_KAFKA else asyncpg.ConnectionDoesNotExistError)
                spent = faults._replace(errors=faults.errors - 1)
                before = self._unlocked(state, who)._replace(faults=spent)
                yield Step(NAMES[who], pending, "an error"), self._at(before, who, failed)
                if pending.name == "commit":
                    yield Step(NAMES[who], pending, "done, and an error"), self._at(done[1]._replace(faults=spent), who, failed)
        if faults.crashes and place != self.program.root:
            dead = self._unlocked(state, who)._replace(faults=faults._replace(crashes=faults.crashes - 1))
            yield f"{NAMES[who]} is killed and started again", self._put(dead, who, self.program.root)

    def _at(self, state: State, who: int, answer: Any) -> State:
        place = self.program.step(state.projectors[who], answer)
        # What nobody else could notice happens at once: every order of it with others' steps comes to the same.
        while isinstance(pending := self.program.pending[place], Effect) and self._unseen(state, who, pending):
            done = self._do(state, who, pending)
            assert done is not None
            place, state = self.program.step(place, done[0]), done[1]
        return self._put(state, who, place)

    def _unseen(self, state: State, who: int, effect: Effect) -> bool:
        return effect.name == "roll back" or (effect.name == "parked" and self.locks and state.locked == who)

    def _put(self, state: State, who: int, place: int) -> State:
        return state._replace(projectors=(*state.projectors[:who], place, *state.projectors[who + 1 :]))

    def _unlocked(self, state: State, who: int) -> State:
        return state._replace(locked=None) if state.locked == who else state

    def _do(self, state: State, who: int, effect: Effect) -> tuple[Any, State] | None:
        """The answer to an effect, and the state behind it; None where it waits for the lock."""
        match effect.name, effect.of:
            case "checkpoint", ():
                return state.checkpoint, state
            case "lock", ():
                if not self.locks:
                    return state.checkpoint, state
                return None if state.locked is not None else (state.checkpoint, state._replace(locked=who))
            case "parked", ():
                return tuple(sorted({self.facts[p - 1].stream for p in state.parked})), state
            case "roll back", ():
                return "", self._unlocked(state, who)
            case "commit", writes:
                return "", self._written(self._unlocked(state, who), writes)
            case "end", ():
                return len(state.topic), state
            case (("fetch" | "poll"), (offset,)):
                return state.topic[offset : offset + effects.FETCH_MAX] if offset <= len(state.topic) else None, state
        raise AssertionError(effect)

    def _written(self, state: State, writes: tuple[Write, ...]) -> State:
        latest, applied, parked, checkpoint, twice = (
            dict(state.latest),
            set(state.applied),
            set(state.parked),
            state.checkpoint,
            0,
        )
        for table, row in writes:
            match table:
                case "latest":
                    latest[row[0]] = row[1]
                case "applied":
                    twice = row[0] if row[0] in applied else twice
                    applied.add(row[0])
                case "parked":
                    parked.add(row[0])
                case "checkpoint":
                    checkpoint = row
                case _:
                    raise AssertionError(table)
        return state._replace(
            latest=tuple(sorted(latest.items())),
            applied=tuple(sorted(applied)),
            parked=tuple(sorted(parked)),
            checkpoint=checkpoint,
            twice=twice,
        )

    def _relayed(self, state: State) -> Iterator[tuple[object, State]]:
        faults = state.faults
        if state.run < self.events:
            yield f"{state.run + 1} is relayed", self._grown(state, state.run + 1)
        if faults.repeats:
            for position in range(1, state.run + 1):
                spent = state._replace(faults=faults._replace(repeats=faults.repeats - 1))
                yield f"a relay begins again: {position} is relayed", self._grown(spent, position)
        if faults.strangers:
            for stranger in FOREIGN:
                left = faults._replace(strangers=faults.strangers - 1)
                yield f"somebody writes: {stranger}", state._replace(topic=(*state.topic, stranger), faults=left)

    def _grown(self, state: State, position: int) -> State:
        return state._replace(topic=(*state.topic, self.facts[position - 1]), run=position)

    def _harmed(self, state: State) -> Iterator[tuple[object, State]]:
        faults = state.faults
        if faults.losses:
            for lost in range(1, len(state.topic) + 1):
                topic = state.topic[:-lost]
                left = state._replace(topic=topic, run=_found(topic), faults=faults._replace(losses=faults.losses - 1))
                yield f"the topic loses its last {lost}", left
                if state.run < self.events:
                    # The relay goes on with what it had in hand, notices where that came to stand, and begins again.
                    hasty = left._replace(topic=(*topic, self.facts[state.run]))
                    yield f"the topic loses its last {lost}, and {state.run + 1} is relayed", hasty
        if faults.anews and state.topic:
            left = state._replace(topic=(), run=0, faults=faults._replace(anews=faults.anews - 1))
            yield "the topic is made anew", left
            if state.run < self.events:
                yield f"the topic is made anew, and {state.run + 1} is relayed", left._replace(topic=(self.facts[state.run],))

    def same(self, state: State) -> State:
        order = sorted(range(self.owners), key=lambda who: (state.projectors[who], state.locked == who))
        locked = None if state.locked is None else order.index(state.locked)
        return state._replace(projectors=tuple(state.projectors[who] for who in order), locked=locked)

    def broken(self, state: State) -> str | None:
        position = state.checkpoint[0]
        applied, parked = self._fold(position)
        if state.twice:
            return f"{state.twice} is applied a second time"
        if (state.applied, state.parked) != (applied, parked):
            return f"at {position}, applied is {state.applied}, not {applied}; parked is {state.parked}, not {parked}"
        latest = {self.facts[p - 1].stream: p for p in applied}
        return None if dict(state.latest) == latest else f"at {position}, rows are {state.latest}, not {latest}"

    def _fold(self, position: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """What is applied and what is parked of a log's beginning."""
        applied, parked, streams = [], [], set()
        for fact in self.facts[:position]:
            if fact.poison:
                streams.add(fact.stream)
            (parked if fact.stream in streams else applied).append(fact.position)
        return tuple(applied), tuple(parked)

    def calm(self, state: State) -> Iterator[Iterator[tuple[object, State]]]:
        for who in range(self.owners):
            yield self._alone(state, who)

    def _alone(self, state: State, who: int) -> Iterator[tuple[object, State]]:
        """One projector alone, the relay done; whoever stands still with the lock loses it."""
        while state.run < self.events:
            state = self._grown(state, state.run + 1)
            yield f"{state.run} is relayed", state
        while True:
            pending = self.program.pending[state.projectors[who]]
            assert isinstance(pending, Effect), pending
            done = self._do(state, who, pending)
            if done is None:
                if pending.name != "lock":
                    return
                assert state.locked is not None
                state = self._at(state._replace(locked=None), state.locked, Failure(asyncpg.IdleInTransactionSessionTimeoutError))
                yield "the session of who stands still with the lock is ended", state
                continue
            state = self._at(done[1], who, done[0])
            yield Step(NAMES[who], pending, done[0]), state

    def unfinished(self, state: State) -> str | None:
        position = state.checkpoint[0]
        if position == self.events:
            return None
        return f"{position} of {self.events} are projected from {' '.join(map(str, state.topic))}"


async def _projector(*, asks_behind: bool) -> None:
    connection: Any = Connection(ModelAnswers(asks_behind=asks_behind))
    model: Any = Model()
    await Projector(connection, Kafka(), model, PROJECTION, [events.ADDRESS], prefix="t").run()


def _found(topic: tuple[Fact, ...]) -> int:
    found = 0
    for fact in topic:
        found += fact.position == found + 1
    return found
