"""How little changes a rank: the rule's own example, and every other case against trying it out cent by cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from contracts.ranking import ReservedPlace, StandingRow
from services.ranking.order import Candidate, rank
from services.ranking.sensitivity import GRID, Sensitivity, sensitivity
from tests.services.ranking.examples import STEPS, unit

FARTHEST = 12
"""Cents; totals lie closer together than that."""


def rows_of(*totals: str | int, groups: tuple[int, ...] = ()) -> tuple[StandingRow, ...]:
    return rank(candidates_of([Decimal(total) for total in totals], groups), STEPS, 70)


def candidates_of(totals: list[Decimal], groups: tuple[int, ...] = ()) -> list[Candidate]:
    first = [*groups, *[0] * len(totals)]
    return [Candidate(unit(n), total, (Decimal(first[n - 1]),)) for n, total in enumerate(totals, start=1)]


def test_a_tie_counts_as_a_change():
    assert sensitivity(rows_of("951.50", "950.00", "949.10"), unit(2)) == Sensitivity(Decimal("1.50"), Decimal("0.90"))


def test_nobody_is_above_the_first_and_nobody_below_the_last():
    rows = rows_of("951.50", "950.00")
    assert sensitivity(rows, unit(1)) == Sensitivity(None, Decimal("1.50"))
    assert sensitivity(rows, unit(2)) == Sensitivity(Decimal("1.50"), None)


def test_a_shared_rank_ends_with_the_least_there_is():
    assert sensitivity(rows_of("950.00", "950.00"), unit(1)) == Sensitivity(GRID, GRID)


def test_who_won_a_tie_gains_nothing_by_the_least_there_is():
    rows = rows_of("960.00", "950.00", "950.00", groups=(0, 2, 1))
    assert sensitivity(rows, unit(2)) == Sensitivity(Decimal("10.00"), GRID)
    assert sensitivity(rows, unit(3)) == Sensitivity(GRID, None)


def test_a_kept_place_is_a_place_to_pass_and_to_lose():
    rows = rows_of("960.00", "950.00", "940.00")
    kept = rows[0].model_copy(update={"rank": None, "reserved": ReservedPlace(rank=1, until=date(2024, 2, 5))})
    assert sensitivity((*rows[1:], kept), unit(2)) == Sensitivity(Decimal("10.00"), Decimal("10.00"))
    assert sensitivity((*rows[1:], kept), unit(1)) == Sensitivity(None, Decimal("10.00"))


def test_a_unit_without_a_place_has_no_rank_to_change():
    (row,) = rows_of("960.00")
    assert sensitivity((row.model_copy(update={"rank": None}),), unit(1)) is None


@settings(max_examples=150, deadline=None)
@for_all(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 1)), min_size=1, max_size=6), st.data())
def test_it_is_what_trying_it_out_finds(cells, data):
    candidates = candidates_of([Decimal(900) + GRID * cents for cents, _ in cells], tuple(group for _, group in cells))
    index = data.draw(st.integers(0, len(cells) - 1))
    rows = rank(candidates, STEPS, 70)
    assert sensitivity(rows, candidates[index].unit) == Sensitivity(tried(candidates, index, 1), tried(candidates, index, -1))


def tried(candidates: list[Candidate], index: int, sign: int) -> Decimal | None:
    """The smallest change of one total, tried cent by cent, that leaves the unit elsewhere or with others than before."""
    before = outcome(candidates, index)
    for cents in range(1, FARTHEST):
        moved = [*candidates]
        moved[index] = replace(candidates[index], total=candidates[index].official + sign * cents * GRID)
        after = outcome(moved, index)
        if after[:2] != before[:2] or after[2] - before[2]:
            return cents * GRID
    return None


def outcome(candidates: list[Candidate], index: int) -> tuple[int | None, frozenset, frozenset]:
    """The unit's rank, with whom it shares it, and who has the same total."""
    own = candidates[index].unit
    rows = {row.unit: row for row in rank(candidates, STEPS, 70)}
    others = [row for row in rows.values() if row.unit != own]
    shared = frozenset(row.unit for row in others if row.rank == rows[own].rank)
    return rows[own].rank, shared, frozenset(row.unit for row in others if row.total == rows[own].total)


@pytest.mark.parametrize("total", ["-0.50", "1049.99"])
def test_totals_beyond_the_scale_are_totals(total):
    assert sensitivity(rows_of(total, "100.00"), unit(2)) is not None
