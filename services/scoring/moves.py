"""The moving of points: after each change of official values, for every unit that it moved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from contracts.scoring import (
    Cause,
    CouncilWordRecorded,
    Layer,
    Leaf,
    MovedLeaf,
    SelfSheetSubmitted,
    SheetAppraised,
    SheetFieldScored,
    SheetVerified,
    UnitLeftOut,
    UnitScoreChanged,
)
from services.scoring.ledger import sums_of
from services.scoring.points import Entrant, Totals, is_shared, leaf_points, totals
from services.scoring.scorecard_rules import assigned
from services.scoring.season import Scoresheet, with_sheet

MovingFact = TypeVar(
    "MovingFact",
    bound=SelfSheetSubmitted | SheetVerified | SheetFieldScored | SheetAppraised | CouncilWordRecorded | UnitLeftOut,
)


def and_moves(
    fact: MovingFact, season: Scoresheet, touched: Collection[str], layer: Layer | None
) -> list[MovingFact | UnitScoreChanged]:
    """The fact, and what it does to the official points of the leaves it touches; `season` is as it leaves it."""
    version = None if isinstance(fact, UnitLeftOut) else fact.version
    cause = Cause(unit=fact.unit, layer=layer, version=version)
    return [fact, *moves(season, fact.cluster, fact.unit, touched, cause)]


def moves(season: Scoresheet, cluster: UUID, unit: UUID, touched: Collection[str], cause: Cause) -> list[UnitScoreChanged]:
    """What a change of `unit` does to official points: one fact for every unit that it moved, in roll order.

    Args:
        season: as the change leaves it.
        touched: the leaves whose official input it may have changed.
    """
    moved: dict[UUID, list[MovedLeaf]] = {}
    for code, leaf in season.leaves.items():
        if code not in touched:
            continue
        # On the other kinds a unit's points hang on its own input alone.
        for each, points in _scored(season, leaf, season.members if is_shared(leaf.rule) else (unit,)):
            old = season.sheets[each].points.get(code)
            if points != old:
                moved.setdefault(each, []).append(MovedLeaf(leaf=code, old=old, new=points))
    return [_score_changed(season, cluster, each, moved[each], cause) for each in season.members if each in moved]


def moved_total(season: Scoresheet, cluster: UUID, unit: UUID, cause: Cause) -> list[UnitScoreChanged]:
    """What a change beside the leaves does to one unit's total; `season` is as the change leaves it."""
    changed = _score_changed(season, cluster, unit, (), cause) if season.sheet(unit).points else None
    return [changed] if changed and changed.total != season.sheet(unit).total else []


def _scored(season: Scoresheet, leaf: Leaf, units: Iterable[UUID]) -> Iterable[tuple[UUID, Decimal]]:
    scored, entrants = [], []
    for unit in units:
        if stated := season.official(unit, leaf.leaf):
            scored.append(unit)
            target = season.members[unit].targets.get(leaf.leaf)
            entrants.append(Entrant(stated, target, unit not in season.left_out))
    return zip(scored, leaf_points(leaf, entrants, season.precision), strict=True)


def ledger_moves(before: Scoresheet, season: Scoresheet, cluster: UUID, unit: UUID, cause: Cause) -> list[UnitScoreChanged]:
    """What a change of the unit's ledger does to its points, if it has a sheet; nobody else's are touched."""
    if unit not in season.sheets or sums_of(before.ledger, unit) == sums_of(season.ledger, unit):
        return []
    return [_score_changed(season, cluster, unit, (), cause)]


def _score_changed(season: Scoresheet, cluster: UUID, unit: UUID, moved: Sequence[MovedLeaf], cause: Cause) -> UnitScoreChanged:
    added, ledger = added_up(season, unit, after(season.sheets[unit].points, moved)), sums_of(season.ledger, unit)
    return UnitScoreChanged(
        cluster=cluster,
        unit=unit,
        cause=cause,
        leaves=tuple(moved),
        groups=added.groups,
        maximum=added.maximum,
        raw=added.raw,
        scaled=added.scaled,
        plus_minus=added.plus_minus,
        total=season.departures.total_of(unit, added.total + (ledger.points if ledger else 0), season.precision),
        ledger=ledger,
    )


def evolve_moved(season: Scoresheet, fact: UnitScoreChanged) -> Scoresheet:
    points = after(season.sheet(fact.unit).points, fact.leaves)
    return with_sheet(season, fact.unit, points=points, total=fact.total, groups=fact.groups)


def added_up(season: Scoresheet, unit: UUID, points: Mapping[str, Decimal]) -> Totals:
    return totals(
        assigned(season.leaves.values(), season.members[unit].not_assigned),
        points,
        groups=max(leaf.group for leaf in season.leaves.values()),
        scale=season.total,
        not_assigned=season.not_assigned,
        precision=season.precision,
    )


def after(points: Mapping[str, Decimal], moved: Iterable[MovedLeaf]) -> dict[str, Decimal]:
    return {**points, **{each.leaf: each.new for each in moved if each.new is not None}}
