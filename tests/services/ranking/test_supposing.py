"""What other rules, another quota or other totals would make of the same rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from contracts.ranking import Ineligible, ReservedPlace
from contracts.rules import AwardCode, TieBreak
from services.ranking.order import rank
from services.ranking.supposing import Changed, Terms, Total, award_of, order, reasons
from tests.services.ranking.examples import CERTIFICATE, FLAGS, STEPS, unit
from tests.services.ranking.test_sensitivity import candidates_of

PLACES = (FLAGS, CERTIFICATE)
TERMS = Terms(STEPS, 70, PLACES)


def rows_of(*totals: int, groups: tuple[int, ...] = ()):
    return rank(candidates_of([Decimal(total) for total in totals], groups), STEPS, 70, places=PLACES)


FIVE = rows_of(950, 940, 930, 920, 910)


def ranks(terms: Terms, rows=FIVE) -> dict[int, int | None]:
    return {row.unit.int: row.rank for row in order(rows, terms).rows}


@settings(max_examples=60, deadline=None)
@for_all(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=8))
def test_the_same_terms_make_the_same_rows(cells):
    rows = rows_of(*(total for total, _ in cells), groups=tuple(group for _, group in cells))
    assert order(rows, TERMS).rows == rows
    assert reasons(rows, TERMS, TERMS) == {}


def test_another_total_moves_whom_it_moves():
    supposed = TERMS.but(totals={unit(4): Total(Decimal(945))})
    assert ranks(supposed) == {1: 1, 4: 2, 2: 3, 3: 4, 5: 5}
    assert reasons(FIVE, TERMS, supposed) == {unit(n): (Changed.TOTALS,) for n in (4, 2, 3)}


def test_another_order_of_the_tie_breaks_parts_a_tie_otherwise():
    rows = rows_of(950, 950, 900, groups=(1, 0))
    swapped = TERMS.but(tie_breaks=(TieBreak.GROUP_TWO,))
    assert (ranks(TERMS, rows), ranks(swapped, rows)) == ({1: 1, 2: 2, 3: 3}, {1: 1, 2: 1, 3: 3})
    assert reasons(rows, TERMS, swapped)[unit(2)] == (Changed.TIE_BREAKS,)
    assert [tie.units for tie in order(rows, swapped).unresolved] == [(unit(1), unit(2))]


def test_another_quota_moves_awards_and_no_ranks():
    narrow = TERMS.but(places=(FLAGS.model_copy(update={"to_rank": 2}),))
    assert ranks(narrow) == ranks(TERMS)
    assert reasons(FIVE, TERMS, narrow) == {unit(n): (Changed.PLACES,) for n in (3, 4)}
    (third,) = (row for row in FIVE if row.unit == unit(3))
    assert (award_of(third, order(FIVE, TERMS), PLACES), award_of(third, order(FIVE, narrow), narrow.places)) == (
        AwardCode.PROVINCIAL_FLAG,
        None,
    )


def test_of_two_changes_the_one_that_makes_the_difference_is_named():
    both = TERMS.but(women_percent=50, totals={unit(5): Total(Decimal(955))})
    assert set(reasons(FIVE, TERMS, both).values()) == {(Changed.TOTALS,)}


def test_what_only_two_changes_together_do_names_both():
    """Unit 2 draws level, which the steps that are supposed then decide for it; either alone leaves it where it was."""
    rows = rows_of(950, 940, 900, groups=(1, 0))
    with_groups = {unit(2): Total(Decimal(950), (Decimal(0), Decimal(1)))}
    both = TERMS.but(totals=with_groups, tie_breaks=(TieBreak.GROUP_TWO,))
    assert ranks(both, rows) == {2: 1, 1: 2, 3: 3}
    assert reasons(rows, TERMS, both)[unit(2)] == (Changed.TIE_BREAKS, Changed.TOTALS)


def test_a_kept_place_stays_kept_unless_the_pack_lets_the_suspended_keep_their_rank():
    until = date(2024, 2, 5)
    kept = FIVE[1].model_copy(
        update={
            "rank": None,
            "dense": None,
            "ineligible": (Ineligible.SUSPENDED,),
            "reserved": ReservedPlace(rank=2, until=until),
        }
    )
    rows = (FIVE[0], *FIVE[2:], kept)
    assert order(rows, TERMS).rows == rows
    assert ranks(TERMS.but(suspended_keep_rank=True), rows) == {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}
