"""What becomes of units from day to day: who stands in a unit's place later, after mergers, splits and successions.

Along a line of descent days rise from link to link, so every walk ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID


class Manner(StrEnum):
    MERGER = "merger"
    SPLIT = "split"
    SUCCESSION = "succession"
    DISSOLUTION = "dissolution"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a unit on a day; `lives_on` where a part was split off it and the unit remained."""

    day: date
    manner: Manner
    successors: tuple[UUID, ...] = ()
    lives_on: bool = False


Fates = Mapping[UUID, Sequence[Fate]]
"""The fates of each unit, in the order of their days."""


def fates_of(rows: Iterable[Any]) -> Fates:
    """Put rows together: one a link of descent (`manner`, `successor`), one an end (`ended`)."""
    links: dict[UUID, dict[date, list[Any]]] = {}
    for row in rows:
        links.setdefault(row["unit"], {}).setdefault(row["day"], []).append(row)
    return {unit: [_fate(day, days[day]) for day in sorted(days)] for unit, days in links.items()}


def _fate(day: date, rows: Sequence[Any]) -> Fate:
    successors = tuple(row["successor"] for row in rows if row["successor"] is not None)
    manner = next((row["manner"] for row in rows if row["successor"] is not None), Manner.DISSOLUTION)
    return Fate(day, Manner(manner), successors, lives_on=not any(row["ended"] for row in rows))


def next_fate(unit: UUID, since: date, fates: Fates) -> Fate | None:
    """What becomes of a unit first behind a day."""
    return next((fate for fate in fates.get(unit, ()) if fate.day > since), None)


def standing_on(unit: UUID, since: date, on: date, fates: Fates) -> tuple[UUID, ...]:
    """Who stands on a day in the place of a unit that was there on an earlier one: itself, successors, or nobody."""
    fate = next_fate(unit, since, fates)
    if fate is None or fate.day > on:
        return (unit,)
    followed = (unit, *fate.successors) if fate.lives_on else fate.successors
    return tuple(dict.fromkeys(each for next_ in followed for each in standing_on(next_, fate.day, on, fates)))
