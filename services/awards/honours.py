"""Whose honours a unit shows: its own, and as theirs those of the units that it came from. Pure.

A unit that ended in another leaves it all that it was given; one that lives on behind a split leaves the part only what
it had been given before that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Link:
    """A unit went into another on a day; `lives_on` where only a part did and the unit remained."""

    predecessor: UUID
    successor: UUID
    day: date
    manner: str
    lives_on: bool
    generation: int
    name: str | None

    def leaves(self, granted_on: date) -> bool:
        return not self.lives_on or granted_on < self.day


def inherited(links: Iterable[Link], honours: Mapping[UUID, Sequence[Any]]) -> Iterator[tuple[Link, list[Any]]]:
    """Each predecessor once, by its nearest link, with the honours that any of its links leaves (rows with `granted_on`)."""
    by_unit: dict[UUID, list[Link]] = {}
    for link in links:
        by_unit.setdefault(link.predecessor, []).append(link)
    for unit, of in by_unit.items():
        nearest = min(of, key=lambda link: (link.generation, link.day))
        left = [row for row in honours.get(unit, ()) if any(link.leaves(row["granted_on"]) for link in of)]
        yield nearest, left
