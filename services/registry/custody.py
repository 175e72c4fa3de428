"""Who holds a rotating flag on which day: a chain of hand-overs, and between them what becomes of the unit that holds it.

A merged or succeeded holder's successor holds the flag from that day; where the holder is split, or dissolved without
successor, the managing authority (None) does, until the next hand-over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.registry.fates import Fate, Fates, Manner, next_fate
from services.registry.units import Unit


class How(StrEnum):
    """How the flag came to its holder."""

    REGISTERED = "registered"
    HANDED_OVER = "handed-over"
    MERGER = "merger"
    SUCCESSION = "succession"
    SPLIT = "split"
    DISSOLUTION = "dissolution"


@dataclass(frozen=True, slots=True)
class HandOver:
    """On a day the flag passes from one to another, None being the managing authority; the first states who has it."""

    on: date
    hands: UUID | None
    takes: UUID | None


@dataclass(frozen=True, slots=True)
class Custody:
    """A link of the chain: who holds the flag from a day on, and how it came there."""

    since: date
    holder: UUID | None
    how: How


def chain_of(first: date, hand_overs: Sequence[HandOver], fates: Fates) -> tuple[Custody, ...]:
    """All links by their days; `hand_overs` stand in the order of theirs, the one on `first` states who had it then."""
    links: list[Custody] = []
    for place, each in enumerate(hand_overs):
        until = hand_overs[place + 1].on if place + 1 < len(hand_overs) else date.max
        links.append(Custody(each.on, each.takes, How.REGISTERED if each.on == first else How.HANDED_OVER))
        links += (link for link in _passed_on(each.takes, each.on, fates) if link.since < until)
    return tuple(links)


def custody_on(day: date, chain: Sequence[Custody]) -> tuple[Custody, UUID | None]:
    """The link of a day that the chain reaches, and who held the flag before."""
    place = next(place for place in reversed(range(len(chain))) if chain[place].since <= day)
    return chain[place], chain[place - 1].holder if place else None


def holder_after(taker: UUID | None, since: date, on: date, fates: Fates) -> UUID | None:
    """Who holds on a day what a unit took on an earlier one, if nobody hands it over in between."""
    links = (link for link in _passed_on(taker, since, fates) if link.since <= on)
    return next((link.holder for link in reversed([*links])), taker)


def _passed_on(taker: UUID | None, since: date, fates: Fates) -> Iterator[Custody]:
    holder, day = taker, since
    while holder is not None and (fate := next_fate(holder, day, fates)) is not None:
        goes_on = fate.manner in (Manner.MERGER, Manner.SUCCESSION)
        holder, day = (fate.successors[0] if goes_on else None), fate.day
        yield Custody(day, holder, How(fate.manner.value))


def fates_in(units: Mapping[UUID, Unit]) -> Fates:
    """What the states of units say of what became of them."""
    return {named: [*_fates(unit)] for named, unit in units.items()}


def _fates(unit: Unit) -> Iterator[Fate]:
    for day in sorted(unit.splits):
        parts = tuple(share.unit for share in unit.splits[day])
        yield Fate(day, Manner.SPLIT, parts, lives_on=unit.ended_on != day)
    if unit.ended_on == date.max or unit.ended_on in unit.splits:
        return
    if unit.went_into is None:
        yield Fate(unit.ended_on, Manner.DISSOLUTION)
    else:
        yield Fate(unit.ended_on, Manner.MERGER, (unit.went_into,))
