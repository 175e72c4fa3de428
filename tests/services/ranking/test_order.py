"""Ranks are right: by hand-written vectors, and against an independent, slow way to say the same."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given as drawn_from
from hypothesis import strategies as st

from contracts.ranking import Ineligible, StaffFigures, StandingRow
from contracts.registry import QuotaPlaces
from contracts.rules import AwardCode, TieBreak
from services.ranking.order import Candidate, lacking_figures, rank, shared_ranks, unresolved_ties
from tests.services.ranking.examples import DAY, STEPS, figures, unit


def candidate(number: int, total: str, *groups: str, **changes: object) -> Candidate:
    points = tuple(Decimal(g) for g in groups)
    return Candidate(unit=unit(number), total=Decimal(total), groups=points, **changes)  # type: ignore[arg-type]


def places_of(rows: tuple[StandingRow, ...]) -> dict[int, tuple[int | None, int | None]]:
    return {row.unit.int: (row.rank, row.dense) for row in rows}


def ranked(*candidates: Candidate, steps: tuple[TieBreak, ...] = STEPS) -> tuple[StandingRow, ...]:
    return rank(candidates, steps, 70)


def steps_of(rows: tuple[StandingRow, ...]) -> dict[int, tuple[TieBreak, ...]]:
    return {row.unit.int: row.decided_by for row in rows}


def test_a_higher_total_ranks_before_a_lower_one():
    rows = ranked(candidate(1, "900.00"), candidate(2, "951.50"), candidate(3, "-4.00"))
    assert places_of(rows) == {2: (1, 1), 1: (2, 2), 3: (3, 3)}


def test_a_shared_rank_leaves_the_next_places_empty():
    rows = ranked(candidate(1, "10"), candidate(2, "9"), candidate(3, "9.00"), candidate(4, "8"), steps=())
    assert places_of(rows) == {1: (1, 1), 2: (2, 2), 3: (2, 2), 4: (4, 3)}


@pytest.mark.parametrize(
    ("better", "worse", "step"),
    [
        (candidate(1, "9", "3", "3", "3"), candidate(2, "9", "2", "4", "3"), TieBreak.GROUP_ONE),
        (candidate(1, "9", "3", "4", "2"), candidate(2, "9", "3", "3", "3"), TieBreak.GROUP_TWO),
        (candidate(1, "9", "3", "3", "3"), candidate(2, "9", "3", "3", "2"), TieBreak.GROUP_THREE),
        (candidate(1, "9"), candidate(2, "9", deductions=Decimal("0.5")), TieBreak.FEWER_DEDUCTIONS),
        (candidate(1, "9"), candidate(2, "9", late_reports=1), TieBreak.NO_LATE_REPORT),
        (candidate(1, "9", staff=figures(10, 7)), candidate(2, "9", staff=figures(100, 69)), TieBreak.WOMEN_SHARE),
        (candidate(1, "9", staff=figures(10, 7)), candidate(2, "9"), TieBreak.WOMEN_SHARE),
        (candidate(1, "9", staff=figures(10, 7)), candidate(2, "9", staff=figures(0, 0)), TieBreak.WOMEN_SHARE),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_each_step_decides_a_tie_that_the_steps_before_left(better: Candidate, worse: Candidate, step: TieBreak, turned: bool):
    rows = ranked(worse, better) if turned else ranked(better, worse)
    assert places_of(rows) == {1: (1, 1), 2: (2, 2)}
    assert steps_of(rows) == {1: (step,), 2: (step,)}


def test_two_late_reports_are_no_worse_than_one():
    assert [row.rank for row in ranked(candidate(1, "9", late_reports=1), candidate(2, "9", late_reports=2))] == [1, 1]


def test_seventy_per_cent_is_enough_and_more_is_no_better():
    rows = ranked(candidate(1, "9", staff=figures(10, 7)), candidate(2, "9", staff=figures(10, 10)))
    assert [row.rank for row in rows] == [1, 1]


def test_what_a_step_leaves_tied_goes_on_to_the_next_steps():
    """Three with the same total: group I sets one apart, the other two are parted by their late reports."""
    rows = ranked(candidate(1, "9", "3", late_reports=1), candidate(2, "9", "3"), candidate(3, "9", "4", late_reports=2))
    assert places_of(rows) == {3: (1, 1), 2: (2, 2), 1: (3, 3)}
    assert steps_of(rows) == {
        3: (TieBreak.GROUP_ONE,),
        2: (TieBreak.GROUP_ONE, TieBreak.NO_LATE_REPORT),
        1: (TieBreak.GROUP_ONE, TieBreak.NO_LATE_REPORT),
    }


def test_the_better_half_of_a_tie_goes_on_as_well():
    rows = ranked(
        candidate(1, "9", "3", "1"), candidate(2, "9", "3", "2"), candidate(3, "9", "2", "1"), candidate(4, "9", "2", "1")
    )
    assert places_of(rows) == {2: (1, 1), 1: (2, 2), 3: (3, 3), 4: (3, 3)}


def test_the_packs_order_of_steps_is_kept():
    one, two = candidate(1, "9", "3", late_reports=1), candidate(2, "9", "2")
    assert places_of(ranked(one, two))[1] == (1, 1)
    assert places_of(ranked(one, two, steps=(TieBreak.NO_LATE_REPORT, TieBreak.GROUP_ONE)))[2] == (1, 1)


def test_ballot_and_lots_are_left_to_people():
    rows = ranked(candidate(1, "9"), candidate(2, "9"), steps=(TieBreak.BALLOT, TieBreak.LOTS))
    assert [row.rank for row in rows] == [1, 1]
    assert steps_of(rows) == {1: (), 2: ()}


def test_the_ineligible_keep_their_total_and_hold_no_rank():
    reasons = (Ineligible.SUSPENDED, Ineligible.DISQUALIFIED)
    without = Candidate(unit=unit(4), total=None, ineligible=(Ineligible.INCOMPLETE,))
    rows = ranked(candidate(1, "9"), candidate(2, "10", ineligible=reasons), without, candidate(3, "8"))
    assert [(row.unit.int, row.rank) for row in rows] == [(1, 1), (3, 2), (2, None), (4, None)]
    assert rows[2].total == Decimal(10)
    assert rows[2].ineligible == reasons


PLACES = (
    QuotaPlaces(award=AwardCode.PROVINCIAL_FLAG, from_rank=1, to_rank=3),
    QuotaPlaces(award=AwardCode.PROVINCIAL_CERTIFICATE, from_rank=4, to_rank=4),
)
FLAG, CERTIFICATE = AwardCode.PROVINCIAL_FLAG, AwardCode.PROVINCIAL_CERTIFICATE


@pytest.mark.parametrize(
    ("totals", "ties"),
    [
        ([5, 4, 3, 2, 1], []),
        ([5, 5, 3, 2, 1], [(1, {1, 2}, ())]),
        ([5, 4, 4, 2, 1], []),
        ([5, 4, 3, 3, 1], [(3, {3, 4}, (FLAG, CERTIFICATE))]),
        ([5, 4, 3, 2, 2], [(4, {4, 5}, (CERTIFICATE,))]),
        ([5, 4, 3, 3, 3], [(3, {3, 4, 5}, (FLAG, CERTIFICATE))]),
        ([5, 5, 5, 5, 5], [(1, {1, 2, 3, 4, 5}, (FLAG, CERTIFICATE))]),
        ([5, 5, 5, 2, 2], [(1, {1, 2, 3}, ()), (4, {4, 5}, (CERTIFICATE,))]),
        ([5, 4, 3, 2, 1, 1], []),
    ],
)
def test_a_tie_is_unresolved_at_the_first_rank_and_over_a_border(totals, ties):
    rows = ranked(*(candidate(n, str(total)) for n, total in enumerate(totals, start=1)))
    found = [(tie.rank, {u.int for u in tie.units}, tie.awards) for tie in unresolved_ties(rows, PLACES)]
    assert found == ties


@pytest.mark.parametrize(("minimum", "ties"), [("3", []), ("2", [(4, (CERTIFICATE,))])])
def test_a_tie_below_a_quotas_minimum_is_none_of_its_border(minimum, ties):
    """Nobody of the tie at 2 gets a certificate that asks for 3, so nobody has to part them."""
    places = PLACES[0], PLACES[1].model_copy(update={"minimum_total": Decimal(minimum)})
    rows = ranked(*(candidate(n, total) for n, total in enumerate(["5", "4", "3.5", "2", "2"], start=1)))
    assert [(tie.rank, tie.awards) for tie in unresolved_ties(rows, places)] == ties


def test_without_a_quota_only_the_first_rank_is_a_border():
    rows = ranked(*(candidate(n, t) for n, t in enumerate(["5", "5", "4", "4"], start=1)))
    assert [tie.rank for tie in unresolved_ties(rows, ())] == [1]


def test_missing_figures_are_named_only_where_the_womens_share_was_asked_for():
    tied = candidate(1, "9", "3"), candidate(2, "9", "3", staff=figures(10, 7)), candidate(3, "9", "2"), candidate(4, "8")
    assert lacking_figures(tied, STEPS, 70) == (unit(1),)
    assert lacking_figures(tied, (TieBreak.GROUP_ONE,), 70) == ()


# Against an independent way: a unit's place is one more than the number of units that beat it, asked pair by pair.

FIGURES = st.none() | st.tuples(st.integers(0, 4), st.integers(0, 4)).map(
    lambda pair: StaffFigures(on=DAY, staff=max(pair), women=min(pair))
)
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        unit=st.integers(1, 10**6).map(lambda n: UUID(int=n)),
        total=st.integers(0, 2).map(Decimal),
        groups=st.lists(st.integers(0, 1).map(Decimal), max_size=3).map(tuple),
        deductions=st.integers(0, 1).map(Decimal),
        late_reports=st.integers(0, 2),
        staff=FIGURES,
        ineligible=st.sampled_from([(), (), (), (Ineligible.SUSPENDED,)]),
    ),
    max_size=12,
    unique_by=lambda c: c.unit,
)
PACKS = st.permutations(list(TieBreak)).flatmap(lambda steps: st.integers(0, len(steps)).map(lambda n: tuple(steps[:n])))


def beats(one: Candidate, two: Candidate, steps: tuple[TieBreak, ...]) -> tuple[bool, TieBreak | None]:
    """Whether one stands before two, and by which step (None: by total, or not at all)."""
    if one.total != two.total:
        return one.total > two.total, None
    for step in steps:
        first, second = worth(step, one), worth(step, two)
        if first != second:
            return first > second, step
    return False, None


def worth(step: TieBreak, c: Candidate) -> float:
    padded = [*map(float, c.groups), 0.0, 0.0, 0.0]
    share = c.staff.women / c.staff.staff if c.staff and c.staff.staff else 0.0
    return {
        TieBreak.GROUP_ONE: padded[0],
        TieBreak.GROUP_TWO: padded[1],
        TieBreak.GROUP_THREE: padded[2],
        TieBreak.FEWER_DEDUCTIONS: -float(c.deductions),
        TieBreak.NO_LATE_REPORT: float(not c.late_reports),
        TieBreak.WOMEN_SHARE: float(share >= 0.7),
        TieBreak.BALLOT: 0.0,
        TieBreak.LOTS: 0.0,
    }[step]


@drawn_from(CANDIDATES, PACKS)
def test_rank_equals_counting_who_beats_whom(candidates, steps):
    rows = {row.unit: row for row in rank(candidates, steps, 70)}
    eligible = [c for c in candidates if not c.ineligible]
    assert rows.keys() == {c.unit for c in candidates}
    for one in eligible:
        better = [two for two in eligible if beats(two, one, steps)[0]]
        assert rows[one.unit].rank == len(better) + 1
        parted = {beats(one, two, steps)[1] for two in eligible if two.total == one.total} - {None}
        assert set(rows[one.unit].decided_by) == parted
        assert list(rows[one.unit].decided_by) == [step for step in steps if step in parted]
        distinct = {rows[two.unit].rank for two in better}
        assert rows[one.unit].dense == len(distinct) + 1
    assert all(rows[c.unit].rank is None for c in candidates if c.ineligible)


@drawn_from(CANDIDATES, PACKS, st.randoms(use_true_random=False))
def test_rank_does_not_depend_on_the_order_in_which_units_are_named(candidates, steps, random):
    shuffled = random.sample(candidates, len(candidates))
    assert rank(candidates, steps, 70) == rank(shuffled, steps, 70)


@drawn_from(CANDIDATES, PACKS)
def test_shared_ranks_hold_the_places_up_to_the_next_rank(candidates, steps):
    rows = rank(candidates, steps, 70)
    ranks = [row.rank for row in rows if row.rank is not None]
    assert ranks == sorted(ranks)
    sizes = {place: len(units) for place, units in shared_ranks(rows)}
    expected = 1
    for place in sorted(set(ranks)):
        assert place == expected
        expected += sizes.get(place, 1)
