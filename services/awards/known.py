"""What registry and ranking have said, in the words that decisions use; read by the edge, never by a decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from contracts.awards import OpenReason
from contracts.procedure import RecordKind
from contracts.registry import QuotaPlaces
from contracts.rules import AwardCode
from services.awards.money import BaseSalary, Pack
from services.awards.paying import Given
from services.awards.places import Ranked
from services.awards.refusals import UnitsBarred


@dataclass(frozen=True, slots=True)
class SuspensionChange:
    """From this day on the unit is suspended, or no longer."""

    day: date
    suspended: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's name, how its suspensions went (in the order of recording), and which seasons it is out of since when.

    `names` are those that it had, each from its day on.
    """

    name: str
    suspensions: tuple[SuspensionChange, ...] = ()
    disqualified_on: Mapping[str, date] = field(default_factory=dict)
    names: Mapping[date, str] = field(default_factory=dict)

    def name_on(self, day: date) -> str:
        """The name that was valid on a day; before the first one known, that one."""
        begun = [first for first in self.names if first <= day] or sorted(self.names)[:1]
        return self.names[max(begun)] if begun else self.name

    def barred(self, season: str, on: date) -> OpenReason | None:
        """Why nothing may be given to the unit for a season on a day, or None."""
        if season in self.disqualified_on and self.disqualified_on[season] <= on:
            return OpenReason.DISQUALIFIED
        begun = [change for change in self.suspensions if change.day <= on]
        return OpenReason.SUSPENDED if begun and begun[-1].suspended else None


@dataclass(frozen=True, slots=True)
class Council:
    """An emulation council: its days, and who sits in it for which unit from which day on."""

    valid_from: date
    end: date | None
    seats: Mapping[date, Mapping[UUID, UUID | None]]

    def members(self, on: date) -> Mapping[UUID, UUID | None]:
        """The people of the council on a day and the units they sit for; nobody outside its days."""
        if on < self.valid_from or (self.end is not None and self.end <= on):
            return {}
        begun = [day for day in self.seats if day <= on]
        return self.seats[max(begun)] if begun else {}


class Figures(NamedTuple):
    """The papers on one question."""

    yes: int
    no: int
    blank: int
    invalid: int

    def prefixed(self, prefix: str) -> dict[str, int]:
        return {prefix + name: value for name, value in self._asdict().items()}


@dataclass(frozen=True, slots=True)
class CountedBallot:
    """A ballot of ranking's: whose, on which award of which cluster, and what was counted on each unit."""

    cluster: UUID
    council: UUID | None
    award: AwardCode | None
    is_counted: bool
    counted: Mapping[UUID, Figures] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Published:
    """A cluster's published standings."""

    season: str
    authority: str
    publication: int
    published_on: date
    digest: str
    pack: str
    ranked: tuple[Ranked, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """As much of it as the command in question needs."""

    published: Published | None = None
    places: tuple[QuotaPlaces, ...] = ()
    units: Mapping[UUID, Unit] = field(default_factory=dict)
    packs: tuple[Pack, ...] = ()
    base_salaries: tuple[BaseSalary, ...] = ()
    documents: frozenset[UUID] = frozenset()
    given: Mapping[UUID, tuple[Given, ...]] = field(default_factory=dict)
    put_forward: bool = False
    records: frozenset[tuple[RecordKind, UUID, UUID]] = frozenset()
    """Registry's records that a dossier may cite, each with its unit."""
    councils: Mapping[UUID, Council] = field(default_factory=dict)
    ballots: Mapping[UUID, CountedBallot] = field(default_factory=dict)
    complaints_open_in: tuple[str, ...] = ()
    """The cluster, by name, of each complaint that nobody has decided."""

    def barred(self, units: Iterable[UUID], season: str, *days: date) -> dict[UUID, OpenReason]:
        """Those of the units to which nothing may be given for the season on one of the days, and why."""
        found = {}
        for unit in units:
            reasons = [self.units[unit].barred(season, day) for day in days] if unit in self.units else []
            if reason := next(filter(None, reasons), None):
                found[unit] = reason
        return found

    def require_eligible(self, units: Iterable[UUID], season: str, *days: date) -> None:
        """Refuse, by their names, units to which nothing may be given for the season on one of the days."""
        if barred := self.barred(units, season, *days):
            raise UnitsBarred(names=self.names(barred), units=sorted(str(unit) for unit in barred))

    def names(self, units: Iterable[UUID]) -> str:
        """The units' names in one line, for people."""
        return "; ".join(sorted(self.units[unit].name if unit in self.units else str(unit) for unit in units))
