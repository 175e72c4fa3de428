"""Where scoring looks lenient (dĩ hòa vi quý): three signs, each with its evidence. A report and never a sanction. Pure.

What somebody's figures would give a unit is computed with all other units at their verified figures, because on a
quantitative leaf points depend on the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from uuid import UUID

from contracts.rules import NotAssigned
from contracts.scoring import Input, Leaf, Member
from services.scoring.points import TWO_PLACES, Entrant, Precision, is_shared, leaf_points, totals
from services.scoring.scorecard_rules import assigned

Inputs = Mapping[str, Input]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which share on a sign is reported, in percent; as the season's pack states them."""

    full_marks_percent: int
    raise_percent: int
    one_way_percent: int
    changes_min: int


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of one cluster as they were handed in: own, by peer, and what their verifiers changed."""

    leaves: tuple[Leaf, ...]
    members: Mapping[UUID, Member]
    scale: int
    not_assigned: NotAssigned
    own: Mapping[UUID, Inputs]
    cross: Mapping[tuple[UUID, UUID], Inputs] = field(default_factory=dict)
    changed: Mapping[UUID, Inputs] = field(default_factory=dict)
    verifiers: Mapping[UUID, UUID | None] = field(default_factory=dict)
    left_out: frozenset[UUID] = frozenset()
    precision: Precision = TWO_PLACES

    def verified(self, unit: UUID) -> Inputs:
        return {**self.own.get(unit, {}), **self.changed.get(unit, {})}

    def _verified(self, unit: UUID, leaf: str) -> Input | None:
        return self.changed.get(unit, {}).get(leaf) or self.own[unit].get(leaf)

    def points(self, unit: UUID, stated: Inputs) -> dict[str, Decimal]:
        """What these inputs would give the unit, leaf by leaf."""
        return {leaf.leaf: self._points(leaf, unit, stated[leaf.leaf]) for leaf in self.leaves if leaf.leaf in stated}

    def _points(self, leaf: Leaf, unit: UUID, stated: Input) -> Decimal:
        others = [each for each in self.own if each != unit] if is_shared(leaf.rule) else []
        inputs = {unit: stated, **{each: self._verified(each, leaf.leaf) for each in others}}
        entrants = [
            Entrant(said, self.members[each].targets.get(leaf.leaf), each not in self.left_out)
            for each, said in inputs.items()
            if said is not None
        ]
        return leaf_points(leaf, entrants, self.precision)[0]

    def total(self, unit: UUID, stated: Inputs) -> Decimal:
        leaves = list(assigned(self.leaves, self.members[unit].not_assigned))
        points = self.points(unit, stated)
        groups = max(leaf.group for leaf in self.leaves)
        return totals(
            leaves,
            points,
            groups=groups,
            scale=self.scale,
            not_assigned=self.not_assigned,
            precision=self.precision,
        ).total


@dataclass(frozen=True, slots=True)
class FullMarks:
    """A peer gave a unit the maximum on nearly every leaf; `others` are the leaves where it did not."""

    peer: UUID
    unit: UUID
    full: int
    leaves: int
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Raise:
    """By how much one unit's scoring of another exceeds the leader's value of it."""

    by: UUID
    of: UUID
    peers_total: Decimal
    leaders_total: Decimal

    @property
    def points(self) -> Decimal:
        return self.peers_total - self.leaders_total


@dataclass(frozen=True, slots=True)
class MutualRaise:
    """Two units raise each other."""

    one: Raise
    other: Raise


@dataclass(frozen=True, slots=True)
class LeafChange:
    """One leaf that a verifier changed: the points of the unit's own figure and of the verifier's."""

    unit: UUID
    leaf: str
    own: Decimal
    verified: Decimal


@dataclass(frozen=True, slots=True)
class OneWay:
    """Nearly all of a verifier's changes raise points, or nearly all of them lower them."""

    verifier: UUID
    raised: int
    lowered: int
    changes: tuple[LeafChange, ...]


@dataclass(frozen=True, slots=True)
class Leniency:
    full_marks: tuple[FullMarks, ...]
    mutual_raises: tuple[MutualRaise, ...]
    one_way: tuple[OneWay, ...]


def leniency(sheets: Sheets, thresholds: Thresholds) -> Leniency:
    """Find the three signs in one cluster's sheets."""
    return Leniency(
        full_marks=tuple(_full_marks(sheets, thresholds.full_marks_percent)),
        mutual_raises=tuple(_mutual_raises(sheets, thresholds.raise_percent)),
        one_way=tuple(_one_way(sheets, thresholds)),
    )


def _full_marks(sheets: Sheets, percent: int) -> Iterator[FullMarks]:
    """Plus/minus leaves have no maximum to be given, so they are not counted."""
    for (peer, unit), stated in sheets.cross.items():
        points = sheets.points(unit, stated)
        counted = [leaf for leaf in sheets.leaves if leaf.maximum > 0 and leaf.leaf in points]
        others = tuple(leaf.leaf for leaf in counted if points[leaf.leaf] < leaf.maximum)
        full = len(counted) - len(others)
        if counted and full * 100 >= percent * len(counted):
            yield FullMarks(peer, unit, full, len(counted), others)


def _mutual_raises(sheets: Sheets, percent: int) -> Iterator[MutualRaise]:
    for one, other in combinations(sheets.members, 2):
        first, second = _raise(sheets, one, other), _raise(sheets, other, one)
        if first and second and all(each.points * 100 >= percent * sheets.scale for each in (first, second)):
            yield MutualRaise(first, second)


def _raise(sheets: Sheets, by: UUID, of: UUID) -> Raise | None:
    """None where the one did not score the other, or the leader has not spoken on it."""
    if (by, of) not in sheets.cross or of not in sheets.verifiers:
        return None
    return Raise(by, of, sheets.total(of, sheets.cross[by, of]), sheets.total(of, sheets.verified(of)))


def _one_way(sheets: Sheets, thresholds: Thresholds) -> Iterator[OneWay]:
    """By whoever verified for the cluster; the board's word on the leader's own sheet is no leader's."""
    for verifier in dict.fromkeys(each for each in sheets.verifiers.values() if each is not None):
        units = [unit for unit, by in sheets.verifiers.items() if by == verifier]
        changes = tuple(change for unit in units for change in _changes(sheets, unit))
        raised = sum(1 for change in changes if change.verified > change.own)
        lowered = sum(1 for change in changes if change.verified < change.own)
        enough = len(changes) >= thresholds.changes_min and changes
        if enough and max(raised, lowered) * 100 >= thresholds.one_way_percent * len(changes):
            yield OneWay(verifier, raised, lowered, changes)


def _changes(sheets: Sheets, unit: UUID) -> Iterable[LeafChange]:
    changed = sheets.changed.get(unit, {})
    own = {leaf: stated for leaf, stated in sheets.own[unit].items() if leaf in changed}
    before, after = sheets.points(unit, own), sheets.points(unit, changed)
    return (LeafChange(unit, leaf, before[leaf], after[leaf]) for leaf in after if leaf in before)
