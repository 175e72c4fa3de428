"""What a season remembers of the units that left it, and of those that inherited: a piece of its state, and its sums."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from contracts.scoring import DeparturePolicy, InheritedPart, ScoreInherited
from services.scoring.points import TWO_PLACES, Precision, exact

MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Departure:
    """A member that left on a day; version 0 is one on which the board has not spoken."""

    on: date
    successors: tuple[UUID, ...] = ()
    version: int = 0
    policy: DeparturePolicy | None = None

    @property
    def lasts(self) -> bool:
        """Who has come back is a member like any other."""
        return self.policy is not DeparturePolicy.RETURNED


@dataclass(frozen=True, slots=True)
class Departures:
    """Of a cluster's season: who left, who was disqualified, who inherited what."""

    units: Mapping[UUID, Departure] = field(default_factory=dict)
    disqualified: frozenset[UUID] = frozenset()
    heirs: Mapping[UUID, ScoreInherited] = field(default_factory=dict)

    @property
    def frozen(self) -> frozenset[UUID]:
        """Units whose figures stay as they are and go on counting."""
        return frozenset(unit for unit, each in self.units.items() if each.policy is DeparturePolicy.FREEZE)

    def knows(self, unit: UUID, on: date) -> bool:
        """Say whether it was noted that the unit left; who has come back can leave again, on another day."""
        there = self.units.get(unit)
        return there is not None and (there.lasts or there.on == on)

    def policy_of(self, unit: UUID) -> DeparturePolicy | None:
        """What was decided on a unit that has left; None where nothing was, or it has come back."""
        there = self.units.get(unit)
        return there.policy if there and there.lasts else None

    def open_on(self, day: date) -> list[UUID]:
        """Units that have left by then and on which the board has not spoken; who is disqualified needs no word."""
        return [
            unit for unit, each in self.units.items() if each.policy is None and each.on <= day and unit not in self.disqualified
        ]

    def inherited_from(self, unit: UUID) -> bool:
        """Say whether somebody of this cluster holds the unit's total already."""
        return any(part.unit == unit for heir in self.heirs.values() for part in heir.predecessors)

    def with_departure(self, unit: UUID, departure: Departure) -> Departures:
        return replace(self, units={**self.units, unit: departure})

    def total_of(self, unit: UUID, own: Decimal, precision: Precision = TWO_PLACES) -> Decimal:
        """A unit's total: what it scored itself, and by full months what it inherited."""
        heir = self.heirs.get(unit)
        return own if heir is None else by_months(heir.mean, heir.months_before, own, heir.months_own, precision)


def weighted_mean(parts: Sequence[InheritedPart], scale: int, precision: Precision = TWO_PLACES) -> Decimal:
    """The mean of predecessors' totals by the shares of the decision, on the successor's scale; rounded once."""
    weights = sum((Fraction(part.parts, part.of) for part in parts), Fraction(0))
    together = sum((exact(part.total) * scale / part.scale * Fraction(part.parts, part.of) for part in parts), Fraction(0))
    return precision.rounded(together / weights)


def by_months(
    inherited: Decimal, months_before: int, own: Decimal, months_own: int, precision: Precision = TWO_PLACES
) -> Decimal:
    """What was inherited and what was scored since, weighted by full months; rounded once."""
    return precision.rounded((exact(inherited) * months_before + exact(own) * months_own) / (months_before + months_own))


def full_months(first: date, end: date) -> int:
    """How many whole months lie between two days; a month ends before the same day of the next one, or its last day."""
    months = (end.year - first.year) * MONTHS_A_YEAR + end.month - first.month
    return max(0, months if _same_day(first, end) <= end else months - 1)


def _same_day(first: date, month: date) -> date:
    """The day of `month` with the number of `first`; the last one where the month is shorter."""
    return month.replace(day=min(first.day, calendar.monthrange(month.year, month.month)[1]))
