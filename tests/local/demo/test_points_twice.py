"""The generator's own arithmetic, on vectors worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest

from infra.local.demo.points import half_up, places, scores
from infra.local.demo.scorecards import Leaf, Member, Scorecard, Section

UNITS = [UUID(int=number) for number in range(1, 5)]


def points(leaf: Leaf, figures: list[tuple[int | None, int]]) -> list[str]:
    """The points of one leaf for (target, actual) of each unit."""
    card = Scorecard(1000, ((Section("I.1", "", (leaf,)),),))
    members = [
        Member(unit, {} if target is None else {leaf.code: target}, frozenset())
        for unit, (target, _) in zip(UNITS, figures, strict=False)
    ]
    sheets = {unit: {leaf.code: actual} for unit, (_, actual) in zip(UNITS, figures, strict=False)}
    scored = scores(card, members, sheets)
    return [str(scored[member.unit].leaves[leaf.code]) for member in members]


@pytest.mark.parametrize(
    ("maximum", "figures", "expected"),
    [
        ("10", [(100, 120), (50, 60), (80, 80)], ["10.00", "10.00", "5.00"]),
        ("10", [(100, 50)], ["2.50"]),
        ("10", [(None, 150), (None, 100), (None, 75)], ["10.00", "6.67", "5.00"]),
        ("10", [(100, 100), (50, 50)], ["5.00", "5.00"]),
        ("10", [(None, 0), (None, 0)], ["0.00", "0.00"]),
        ("4.5", [(30, 7)], ["0.53"]),
    ],
)
def test_more_is_better(maximum, figures, expected):
    leaf = Leaf("I.1.1", 1, "quantitative", "", Decimal(maximum), has_target=True)
    assert points(leaf, figures) == expected


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ([(10, 20)], ["2.50"]),
        ([(10, 10)], ["5.00"]),
        ([(10, 8), (20, 12)], ["7.50", "10.00"]),
        ([(0, 0), (0, 1)], ["10.00", "0.00"]),
    ],
)
def test_lower_is_better(figures, expected):
    leaf = Leaf("I.1.1", 1, "quantitative", "", Decimal(10), lower_is_better=True, has_target=True)
    assert points(leaf, figures) == expected


def test_halves_go_away_from_zero():
    assert [str(half_up(Fraction(n, 1000))) for n in (1005, -1005, 525, 524)] == ["1.01", "-1.01", "0.53", "0.52"]


def test_equal_totals_are_parted_by_groups_or_stay_shared():
    leaves = [Leaf(f"{roman}.1.1", group, "direct", "", Decimal(500), Decimal(1)) for group, roman in ((1, "I"), (2, "II"))]
    card = Scorecard(1000, tuple((Section(leaf.code[:-2], "", (leaf,)),) for leaf in leaves))
    figures = [(300, 100), (200, 200), (200, 200), (100, 50)]
    members = [Member(unit, {}, frozenset()) for unit in UNITS]
    sheets = {unit: {"I.1.1": one, "II.1.1": two} for unit, (one, two) in zip(UNITS, figures, strict=True)}
    found = places(scores(card, members, sheets), frozenset())
    assert [(place.rank, place.decided_by) for place in found] == [
        (1, ("group-1",)),
        (2, ("group-1",)),
        (2, ("group-1",)),
        (4, ()),
    ]
