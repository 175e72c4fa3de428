"""A season as a plan: phases on their days, each of commands that people give at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from infra.local.demo.ids import SEASON


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a persona, and the unit that it acts for."""

    persona: str
    unit: UUID | None = None


BOARD = Actor("board-officer")
COUNCIL = Actor("council-member")
OPERATOR = Actor("operator")
AUDITOR = Actor("auditor")


@dataclass(frozen=True, slots=True)
class Late:
    """A field that the player reads before it sends the command: `column` of the `rows` of a document that match."""

    path: str
    rows: str
    matching: Mapping[str, str]
    column: str
    field: str

    def complete(self, body: bytes, document: Mapping[str, Any]) -> bytes:
        chosen = [row for row in document[self.rows] if all(row[name] == value for name, value in self.matching.items())]
        return orjson.dumps({**orjson.loads(body), self.field: [row[self.column] for row in chosen]})


@dataclass(frozen=True, slots=True)
class Command:
    """One command, ready to be sent: the same key and the same bytes at every play."""

    service: str
    name: str
    key: str
    actor: Actor
    body: bytes
    late: Late | None = None
    method: str = "POST"
    content_type: str = "application/json"
    address: str = ""
    """Where it goes, if it is no command: something kept under an address of its own, of which no event tells."""
    if_match: int | None = None

    @property
    def path(self) -> str:
        return self.address or f"/commands/{self.name}"


def entry(service: str, path: str, actor: Actor, /, **body: Any) -> Command:
    """Build a PUT: what is kept under an address of its own, and is no command because no event tells of it."""
    return Command(service, path, f"demo/{SEASON}/{path}", actor, orjson.dumps(body), method="PUT", address=f"/{path}")


def upload(service: str, path: str, actor: Actor, /, *about: object, content: bytes) -> Command:
    """Build the upload of a file, which can be repeated: the same content is the same file."""
    key = "/".join(map(str, ("demo", SEASON, "upload", *about)))
    return Command(service, "upload", key, actor, content, content_type="application/octet-stream", address=f"/{path}")


def command(
    service: str,
    name: str,
    actor: Actor,
    /,
    *about: object,
    late: Late | None = None,
    if_match: int | None = None,
    **body: Any,
) -> Command:
    """Build a command; `about` names what it is about and makes its key, `if_match` the version of what it edits."""
    key = "/".join(map(str, ("demo", SEASON, name, *about)))
    return Command(service, name, key, actor, orjson.dumps(body), late, if_match=if_match)


Track = tuple[Command, ...]
"""Commands that one person gives one after another."""


@dataclass(frozen=True, slots=True)
class Until:
    """What the system does by itself behind a phase: so many rows come to stand under a path of a service."""

    service: str
    path: str
    rows: int


@dataclass(frozen=True, slots=True)
class Phase:
    """What happens on one day; its tracks run side by side. The next phase begins when all are done."""

    name: str
    title: str
    day: date
    tracks: tuple[Track, ...]
    until: Until | None = None

    @property
    def size(self) -> int:
        return sum(len(track) for track in self.tracks)


@dataclass(frozen=True, slots=True)
class Plan:
    phases: tuple[Phase, ...]
    title: str = "Năm thi đua 2023 · the season"

    @property
    def commands(self) -> Iterator[Command]:
        return (each for phase in self.phases for track in phase.tracks for each in track)

    @property
    def size(self) -> int:
        return sum(phase.size for phase in self.phases)


def side_by_side(commands: Iterable[Command]) -> tuple[Track, ...]:
    """Each command a track of its own."""
    return tuple((each,) for each in commands)


def with_beside(phases: Iterable[Phase], beside: Mapping[str, Iterable[Track]]) -> tuple[Phase, ...]:
    """The phases, each with what else is done on its day."""
    phases = tuple(phases)
    if missing := set(beside) - {phase.name for phase in phases}:
        raise AssertionError(f"the season has no phases {sorted(missing)}")
    return tuple(replace(phase, tracks=(*phase.tracks, *filter(None, beside.get(phase.name, ())))) for phase in phases)
