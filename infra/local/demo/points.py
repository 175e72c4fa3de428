"""Points and ranks by the rules of the season, worked out a second time: exact, slow, and on its own.

The generator needs them beforehand, to know which ties its figures bring about; the services do not see this module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from uuid import UUID

from infra.local.demo.scorecards import Leaf, Member, Scorecard

Value = int | tuple[int, int] | Decimal
"""What is stated on a leaf: an actual figure, a count, 1 or 0 for met or not; (plus, minus); or the points themselves."""
Values = Mapping[str, Value]
GROUPS = 3
TIE_BREAKS = ("group-1", "group-2", "group-3", "fewer-deductions", "no-late-report", "women-share")
"""The computed steps."""
LATE_REPORT, MISSING_REPORT, REPORTS_AT_MOST, BONUSES_AT_MOST, DEDUCTIONS_AT_MOST = 2, 5, 20, 30, 50


@dataclass(frozen=True, slots=True)
class Book:
    """What stands beside a unit's sheet: reports late and missing, and its bonuses one by one."""

    late: int = 0
    missing: int = 0
    bonuses: tuple[int, ...] = ()

    @property
    def deductions(self) -> int:
        return LATE_REPORT * self.late + MISSING_REPORT * self.missing

    @property
    def points(self) -> int:
        taken = min(min(self.deductions, REPORTS_AT_MOST), DEDUCTIONS_AT_MOST)
        return min(sum(self.bonuses), BONUSES_AT_MOST) - taken


EMPTY = Book()


@dataclass(frozen=True, slots=True)
class Score:
    """One unit's points; `groups` are unscaled and without the plus/minus leaf."""

    leaves: Mapping[str, Decimal]
    groups: tuple[Decimal, ...]
    maximum: Decimal
    scaled: Decimal
    plus_minus: Decimal
    deductions: Decimal
    book: Book = EMPTY

    @property
    def total(self) -> Decimal:
        return self.scaled + self.plus_minus + self.book.points


@dataclass(frozen=True, slots=True)
class Place:
    """A unit's rank; `decided_by` are the computed tie-breaks that parted it from equal totals, in their order."""

    unit: UUID
    rank: int
    decided_by: tuple[str, ...]


def half_up(exact: Fraction) -> Decimal:
    """Round to two places, a half away from zero."""
    hundredths = floor(abs(exact) * 100 + Fraction(1, 2))
    return Decimal(hundredths if exact >= 0 else -hundredths).scaleb(-2)


def scores(
    card: Scorecard, members: Sequence[Member], sheets: Mapping[UUID, Values], books: Mapping[UUID, Book] | None = None
) -> dict[UUID, Score]:
    """Every member's points from the official values of all of them, and from what stands beside each sheet."""
    by_leaf = {leaf.code: _leaf_points(leaf, members, sheets) for leaf in card.leaves}
    beside = books or {}
    return {member.unit: _score(card, member, by_leaf, sheets[member.unit], beside.get(member.unit, EMPTY)) for member in members}


def _leaf_points(leaf: Leaf, members: Sequence[Member], sheets: Mapping[UUID, Values]) -> dict[UUID, Decimal]:
    stated = {m.unit: sheets[m.unit][leaf.code] for m in members if leaf.code not in m.not_assigned}
    if leaf.kind == "plus-minus":
        return {unit: _plus_minus(leaf, value) for unit, value in stated.items()}
    said = {unit: half_up(Fraction(value)) for unit, value in stated.items() if isinstance(value, Decimal)}
    return said | _counted(leaf, {unit: value for unit, value in stated.items() if isinstance(value, int)}, members)


def _counted(leaf: Leaf, counts: Mapping[UUID, int], members: Sequence[Member]) -> dict[UUID, Decimal]:
    most = Fraction(leaf.maximum)
    if leaf.kind == "qualitative":
        return {unit: half_up(most * met) for unit, met in counts.items()}
    if leaf.kind == "direct":
        return {unit: half_up(min(times * Fraction(leaf.points_each), most)) for unit, times in counts.items()}
    targets = {m.unit: m.targets[leaf.code] for m in members if leaf.code in m.targets}
    excess = {unit: _excess(leaf, actual, targets[unit]) for unit, actual in counts.items() if unit in targets}
    best_excess = max(excess.values(), default=Fraction(0))
    best_actual = max((actual for unit, actual in counts.items() if unit not in targets), default=0)
    points = {}
    for unit, actual in counts.items():
        if unit not in targets:
            exact = most * actual / best_actual if best_actual else Fraction(0)
        elif targets[unit] == 0:
            exact = most if actual == 0 else Fraction(0)
        elif excess[unit] > 0:
            exact = most / 2 + most / 2 * excess[unit] / best_excess
        elif excess[unit] == 0:
            exact = most / 2
        elif leaf.lower_is_better:
            exact = most / 2 * targets[unit] / actual
        else:
            exact = most / 2 * actual / targets[unit]
        points[unit] = half_up(exact)
    return points


def _excess(leaf: Leaf, actual: int, target: int) -> Fraction:
    if target == 0:
        return Fraction(0)
    return Fraction(target - actual if leaf.lower_is_better else actual - target, target)


def _plus_minus(leaf: Leaf, value: Value) -> Decimal:
    if not isinstance(value, tuple):
        raise TypeError(f"{leaf.code} takes two counts")
    exact = value[0] * leaf.points_plus - value[1] * leaf.points_minus
    return half_up(Fraction(min(max(exact, leaf.lowest), leaf.highest)))


def _score(card: Scorecard, member: Member, points: Mapping[str, Mapping[UUID, Decimal]], values: Values, book: Book) -> Score:
    own = [leaf for leaf in card.leaves if leaf.code not in member.not_assigned]
    sheet = [leaf for leaf in own if leaf.kind != "plus-minus"]
    groups = tuple(
        sum((points[leaf.code][member.unit] for leaf in sheet if leaf.group == group), Decimal("0.00"))
        for group in range(1, GROUPS + 1)
    )
    maximum = sum((leaf.maximum for leaf in sheet), Decimal(0))
    extra = [leaf for leaf in own if leaf.kind == "plus-minus"]
    penalties = sum((_penalty(leaf, values[leaf.code]) for leaf in extra), Decimal(0))
    return Score(
        leaves={leaf.code: points[leaf.code][member.unit] for leaf in own},
        groups=groups,
        maximum=maximum,
        scaled=half_up(Fraction(sum(groups)) * card.total / Fraction(maximum)),
        plus_minus=sum((points[leaf.code][member.unit] for leaf in extra), Decimal("0.00")),
        deductions=penalties + book.deductions,
        book=book,
    )


def _penalty(leaf: Leaf, value: Value) -> Decimal:
    return value[1] * leaf.points_minus if isinstance(value, tuple) else Decimal(0)


def places(scored: Mapping[UUID, Score], women_preferred: frozenset[UUID]) -> list[Place]:
    """The ranks after the computed tie-breaks, shared where these are at an end (1, 2, 2, 4)."""

    def key(unit: UUID) -> tuple[Decimal | int, ...]:
        score = scored[unit]
        late = bool(score.book.late or score.book.missing)
        groups = (-points for points in score.groups)
        return (-score.total, *groups, score.deductions, late, unit not in women_preferred)

    order = sorted(scored, key=lambda unit: (key(unit), str(unit)))
    found: list[Place] = []
    for unit in order:
        own = key(unit)
        equals = [key(other) for other in order if scored[other].total == scored[unit].total]
        parted_by = tuple(
            step
            for index, step in enumerate(TIE_BREAKS, start=1)
            if any(theirs[:index] == own[:index] and theirs[index] != own[index] for theirs in equals)
        )
        found.append(Place(unit, 1 + sum(key(other) < own for other in order), parted_by))
    return found
