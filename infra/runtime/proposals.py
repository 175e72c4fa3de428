"""What a command wants to append, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from contracts.base import Fact
from infra.runtime.aside import Aside
from infra.runtime.errors import Problem


@dataclass(slots=True)
class Proposal:
    """What one command wants to append; nobody changes it.

    `expected` holds the version of every stream that the decision read; `request_hash` tells a repeat from another
    command under the same id; `edited` is the version of the thing edited, as the answer's ETag; `aside` is written
    beside the facts. `streams` and `data` are those of the facts: written once, before anybody waits for the lock.
    """

    command_id: UUID
    request_hash: bytes
    expected: Mapping[str, int]
    facts: Sequence[Fact]
    at: datetime
    actor: str
    authority: str
    correlation_id: UUID | None = None
    causation_id: UUID | None = None
    seen: str | None = None
    traceparent: str | None = None
    edited: int | None = None
    aside: Aside | None = None
    streams: tuple[str, ...] = field(init=False)
    data: tuple[bytes, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.streams = tuple([fact.stream for fact in self.facts])
        self.data = tuple([fact.to_json() for fact in self.facts])


@dataclass(frozen=True, slots=True)
class Accepted:
    """The command's answer, its stored bytes; `repeated` says that it was given before."""

    answer: bytes
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """Another command changed a stream that the decision rests on: decide again from fresh state."""


@dataclass(frozen=True, slots=True)
class Refused:
    problem: Problem


Outcome = Accepted | Moved | Refused


RESTORED: Final = b""


def is_repeat(stored: bytes, given: bytes) -> bool:
    """Say whether a command is the one that was stored under its id.

    Of a command that came back from the topic nobody knows the body any more: whatever comes under its id is its repeat.
    """
    return stored in (given, RESTORED)
