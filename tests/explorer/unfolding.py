"""Programs unfolded step by step: real coroutines whose every effect is answered by the explorer.

A coroutine cannot be copied, but it can be run again: a place in a program is the answers that lead there. Two places
are one if nothing that the coroutine holds (frames, locals, iterators, objects in reach) tells them apart, so a program
that begins anew, or looks again and finds nothing, comes back to a place that is known.
"""

from __future__ import annotations

import gc
import inspect
import types
from collections.abc import Callable, Coroutine, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from pathlib import PurePath
from typing import Any, NamedTuple
from uuid import UUID

from contracts.topics import LogAddress
from infra.runtime.kafka import KafkaAddress
from infra.runtime.projection import Projection
from infra.runtime.rows import RowWriter

PLAIN = (str, bytes, int, float, bool, type(None), Enum, UUID, PurePath)
CONSTANT = (KafkaAddress, LogAddress, Projection, RowWriter)
CODE = (type, types.FunctionType, types.BuiltinFunctionType, types.ModuleType, types.CodeType, types.MethodWrapperType)
RUNNING = (types.CoroutineType, types.AsyncGeneratorType, types.GeneratorType)
ITERATORS = (type(iter([])), type(iter(())), type(iter(range(0))), type(iter({}.items())))


TOLD = frozenset({"offsets", "_misjudged"})
"""What a part keeps only for others to ask, or counts only to see whether it was counted on while it waited."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An answer that is an error."""

    error: type[Exception]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a program asks of the world, one indivisible thing; awaiting it gives the world's answer."""

    name: str
    of: tuple[Any, ...] = ()

    def __await__(self) -> Generator[Effect, Any, Any]:
        answer = yield self
        if isinstance(answer, Failure):
            raise answer.error("simulated")
        return answer

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(str, self.of))})"


class Step(NamedTuple):
    """Somebody's effect and what came of it, for a schedule."""

    who: str
    effect: Effect
    answer: Any

    def __str__(self) -> str:
        answer = f"[{' '.join(map(str, self.answer))}]" if isinstance(self.answer, tuple) else self.answer
        return f"{self.who} {self.effect} → {answer}"


@dataclass(frozen=True, slots=True)
class End:
    """The program's end: with an error, or without."""

    error: str | None


class Program:
    """The places of one program, unfolded as far as somebody went."""

    def __init__(self, start: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._start = start
        self.pending: list[Effect | End] = []
        self._histories: list[tuple[Any, ...]] = []
        self._known: dict[Any, int] = {}
        self._next: dict[tuple[int, Any], int] = {}
        self.root = self._unfold(())

    def step(self, place: int, answer: Any) -> int:
        """The place where the program is once its pending effect was answered so."""
        key = (place, answer)
        found = self._next.get(key)
        if found is None:
            found = self._next[key] = self._unfold((*self._histories[place], answer))
        return found

    def _unfold(self, history: tuple[Any, ...]) -> int:
        program = self._start()
        pending: Effect | End
        try:
            pending = program.send(None)
            for answer in history:
                pending = program.send(answer)
            print_ = (pending, fingerprint(program))
        except StopIteration:
            pending = End(None)
            print_ = (pending, None)
        except (AttributeError, AssertionError, KeyError, TypeError):
            raise  # the stand-in does not do
        except Exception as error:
            pending = End(type(error).__name__)
            print_ = (pending, None)
        finally:
            _leave(program)
        place = self._known.setdefault(print_, len(self.pending))
        if place == len(self.pending):
            self.pending.append(pending)
            self._histories.append(history)
        return place


class Left(BaseException):
    """Nobody follows this run of a program any further."""


def _leave(program: Coroutine[Any, Any, None]) -> None:
    # Thrown, not closed: an async generator that waits for an answer can only be left from within.
    if inspect.getcoroutinestate(program) == inspect.CORO_SUSPENDED:
        with suppress(Left):
            program.throw(Left())


def fingerprint(thing: Any, above: tuple[Any, ...] = ()) -> Any:  # noqa: C901 (one case a kind)
    """What makes a thing what it is, through everything that it holds, as a hashable value."""
    if isinstance(thing, PLAIN):
        return thing
    if isinstance(thing, CONSTANT):
        return type(thing).__name__
    if isinstance(thing, CODE):
        return getattr(thing, "__qualname__", type(thing).__name__)
    for depth, other in enumerate(above):
        if other is thing:
            return ("above", depth)
    above = (*above, thing)
    match thing:
        case dict():
            return ("dict", *((fingerprint(k, above), fingerprint(v, above)) for k, v in thing.items()))
        case list() | tuple():
            return (type(thing).__name__, *(fingerprint(x, above) for x in thing))
        case set() | frozenset():
            return frozenset(fingerprint(x, above) for x in thing)
        case BaseException():
            return (type(thing).__name__, str(thing))
        case types.MethodType():
            return (thing.__func__.__qualname__, fingerprint(thing.__self__, above))
    if isinstance(thing, RUNNING):
        return (thing.__qualname__, _place_of(thing), *_held(thing, above))
    if isinstance(thing, ITERATORS):
        return tuple(fingerprint(x, above) for x in thing.__reduce__()[1:])
    if is_dataclass(thing):
        return (type(thing).__name__, *(fingerprint(getattr(thing, f.name), above) for f in fields(thing)))
    if hasattr(thing, "__dict__"):
        return (type(thing).__qualname__, fingerprint({k: v for k, v in vars(thing).items() if k not in TOLD}, above))
    return (type(thing).__qualname__, *_held(thing, above))


def _held(thing: Any, above: tuple[Any, ...]) -> Iterator[Any]:
    """What a C object or a suspended frame holds; a frame's code, globals and builtins are the same for all."""
    for held in gc.get_referents(thing):
        if not isinstance(held, CODE) and not (isinstance(held, dict) and "__name__" in held):
            yield fingerprint(held, above)


def _place_of(running: Any) -> int | None:
    frame = getattr(running, "cr_frame", None) or getattr(running, "ag_frame", None) or getattr(running, "gi_frame", None)
    return None if frame is None else frame.f_lasti
