"""Where a unit's points are missing: each leaf's maximum less what it has, and what that is worth in the total. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from contracts.rules import NotAssigned
from contracts.scoring import Leaf, PlusMinus
from services.scoring.points import exact
from services.scoring.scorecard_rules import assigned
from services.scoring.season import Scoresheet


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One leaf: `missing` is M less the points, and `worth` what these would add to the total, where it is scaled."""

    leaf: Leaf
    points: Decimal | None
    missing: Decimal
    worth: Decimal


def shortfalls(season: Scoresheet, unit: UUID) -> list[Shortfall]:
    """The leaves on which a unit has not all points, most missing first; plus/minus leaves have no maximum to miss."""
    leaves = [
        leaf
        for leaf in assigned(season.leaves.values(), season.members[unit].not_assigned)
        if not isinstance(leaf.rule, PlusMinus)
    ]
    scale = _scale(season, leaves)
    points = season.sheet(unit).points
    found = [_of_leaf(season, leaf, points.get(leaf.leaf), scale) for leaf in leaves]
    return sorted((each for each in found if each.missing), key=lambda each: -each.missing)


def _of_leaf(season: Scoresheet, leaf: Leaf, points: Decimal | None, scale: Fraction) -> Shortfall:
    missing = leaf.maximum - (points or Decimal(0))
    return Shortfall(leaf, points, missing, season.precision.rounded(exact(missing) * scale))


def _scale(season: Scoresheet, leaves: list[Leaf]) -> Fraction:
    """What a point of the sheet is in the total."""
    maximum = sum((leaf.maximum for leaf in leaves), Decimal(0))
    if season.not_assigned is NotAssigned.RAW or not maximum:
        return Fraction(1)
    return Fraction(season.total) / exact(maximum)
