"""What a decision is made from, in words that `domain.py` may use: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID

from contracts.base import VIETNAM, Fact
from infra.runtime.errors import AlreadyClaimed, ForeignAuthority, ForeignUnit

State = TypeVar("State")
Known = TypeVar("Known")


class Role(StrEnum):
    """Who may act. Leadership of a cluster is no role: it is a fact of the registry, and changes."""

    BOARD_OFFICER = "board-officer"
    UNIT_OFFICER = "unit-officer"
    LINE_OFFICER = "line-officer"
    COUNCIL_MEMBER = "council-member"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    SUBSCRIBER = "subscriber"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts, as a verified token says: an opaque person, for which authority and unit, in which roles.

    A reactor acts as `system:<name>` without any role, with the authority of the event that it answers.
    """

    person: str
    roles: frozenset[Role]
    authority: str
    unit: UUID | None = None


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What the file store says of a file that a command cites: its size in bytes, and its kind by its content."""

    size: int
    kind: str


@dataclass(frozen=True, slots=True)
class Context(Generic[Known]):
    """What the edge knows beside the command and the log: when (UTC+7), who, and the foreign facts that it read.

    `files` are those that the command cites and the file store has, by their SHA-256.
    """

    at: datetime
    caller: Caller
    known: Known
    files: Mapping[str, KeptFile] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.at.astimezone(VIETNAM).date()

    def require_authority(self, authority: str) -> None:
        """Refuse unless the caller acts for the managing authority named."""
        if self.caller.authority != authority:
            raise ForeignAuthority(authority=authority)

    def require_unit(self, unit: UUID) -> None:
        """Refuse unless the caller acts for the unit named."""
        if self.caller.unit != unit:
            raise ForeignUnit


@dataclass(frozen=True, slots=True)
class Category(Generic[State]):
    """A kind of stream and how its facts fold into the state that decides: `unit/<id>`.

    `facts` are the types that `evolve` handles. States are immutable: the fold is kept and shared.
    """

    name: str
    initial: State
    evolve: Callable[[State, Any], State]
    facts: tuple[type[Fact], ...]

    def at(self, key: object) -> Stream:
        return Stream(self, f"{self.name}/{key}")


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream that a command reads, and may append to."""

    category: Category[Any]
    name: str


@dataclass(frozen=True, slots=True)
class Claim:
    """`key` is taken within `scope` from `valid_from` up to, not including, `valid_to` (None: without end).

    Two claims on one key whose days overlap cannot both stand, whichever streams they come from; `taken` is what whoever
    comes second is told, with `said` in the place of the key: as people wrote it, where the key is a folded spelling.
    """

    scope: str
    key: str
    valid_from: date = date.min
    valid_to: date | None = None
    taken: type[AlreadyClaimed] = field(default=AlreadyClaimed, compare=False)
    said: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Release:
    """The stream's own claim on `key` ends on the day `valid_to`; with None it is given up altogether.

    Facts come late: what the stream held from `again_from` on, it goes on holding.
    """

    scope: str
    key: str
    valid_to: date | None = None
    again_from: date | None = None
