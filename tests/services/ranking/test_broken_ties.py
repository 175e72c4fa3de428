"""What ballots and lots said of a tie orders the standings: of exactly the units still tied, and only where it must."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given as drawn_from
from hypothesis import strategies as st

from contracts.ballots import TieBroken
from contracts.rules import TieBreak
from services.ranking.domain import DrawStandings, PublishStandings, decide
from services.ranking.drawing import draw
from services.ranking.known import Known
from services.ranking.order import Candidate, rank
from services.ranking.standing import STANDING, Standing
from tests.services.ranking.examples import CERTIFICATE, CLUSTER, FLAGS, STEPS, figures, known, locked, score, unit
from tests.services.ranking.voting import tie_broken
from tests.specification import context, given

BALLOT, LOTS = TieBreak.BALLOT, TieBreak.LOTS


def scores(*totals: int) -> Known:
    return known(locked(*(score(n, f"{total}.00") for n, total in enumerate(totals, start=1))))


def placed(facts: Known, *broken: TieBroken) -> list[tuple[int, int, tuple[TieBreak, ...]]]:
    fact = draw(CLUSTER, facts, date(2023, 12, 20), drawing=1, standing=Standing(broken=tuple(broken)))
    return [(row.unit.int, row.rank, row.decided_by) for row in fact.rows if row.rank is not None]


def said(*order: tuple[int, ...], by: TieBreak = BALLOT, act: int = 1) -> TieBroken:
    return tie_broken(*(tuple(unit(n) for n in group) for group in order), by=by, act=UUID(int=act))


TWO = scores(9, 9, 7)
THREE = scores(9, 8, 7, 7, 7)


def test_the_ballot_parts_the_first_rank():
    assert placed(TWO, said((2,), (1,)))[:2] == [(2, 1, (BALLOT,)), (1, 2, (BALLOT,))]


def test_what_the_ballot_left_tied_lots_part():
    """Three at the third rank, over the last flag: the ballot sets one before the others, which then share rank 4."""
    assert placed(THREE, said((5,), (3, 4)))[2:] == [(5, 3, (BALLOT,)), (3, 4, (BALLOT,)), (4, 4, (BALLOT,))]
    both = said((5,), (3, 4)), said((4,), (3,), by=LOTS, act=2)
    assert placed(THREE, *both)[2:] == [(5, 3, (BALLOT,)), (4, 4, (BALLOT, LOTS)), (3, 5, (BALLOT, LOTS))]


def test_equal_votes_part_nobody_and_lots_do():
    left = said((1, 2))
    assert placed(TWO, left)[:2] == [(1, 1, ()), (2, 1, ())]
    assert placed(TWO, left, said((2,), (1,), by=LOTS, act=2))[:2] == [(2, 1, (LOTS,)), (1, 2, (LOTS,))]


@pytest.mark.parametrize("now", [scores(9, 9, 9), scores(9, 8, 7)], ids=["one more is tied", "they are tied no more"])
def test_it_holds_for_exactly_the_units_that_are_still_tied(now):
    assert all(steps == () for _, _, steps in placed(now, said((2,), (1,))))


def test_a_tie_that_reaches_over_no_border_stays_shared_whatever_was_said():
    assert placed(scores(9, 8, 8, 5), said((3,), (2,)))[1:3] == [(2, 2, ()), (3, 2, ())]
    narrow = known(scores(9, 8, 8, 5).locked, places=(FLAGS.model_copy(update={"to_rank": 2}), CERTIFICATE))
    assert placed(narrow, said((3,), (2,)))[1:3] == [(3, 2, (BALLOT,)), (2, 3, (BALLOT,))]


def test_it_follows_its_units_to_another_rank():
    """The first is disqualified; the tied move up together, and what was said of them still holds."""
    facts = scores(9, 8, 7, 7, 5)
    out = known(facts.locked, disqualified_on={unit(1): date(2023, 12, 1)}, places=(FLAGS.model_copy(update={"to_rank": 2}),))
    assert placed(facts, said((4,), (3,)))[2:4] == [(4, 3, (BALLOT,)), (3, 4, (BALLOT,))]
    assert placed(out, said((4,), (3,)))[1:3] == [(4, 2, (BALLOT,)), (3, 3, (BALLOT,))]


def test_computed_steps_come_first():
    parted = known(TWO.locked, figures={unit(1): figures(10, 8)})
    assert placed(parted, said((2,), (1,)))[:2] == [(1, 1, (TieBreak.WOMEN_SHARE,)), (2, 2, (TieBreak.WOMEN_SHARE,))]


def test_the_last_act_on_the_same_units_counts():
    assert placed(TWO, said((2,), (1,)), said((1,), (2,), act=2))[:2] == [(1, 1, (BALLOT,)), (2, 2, (BALLOT,))]


def test_a_pack_without_the_step_does_not_know_it():
    candidates = [Candidate(unit=unit(n), total=row.total) for n, row in enumerate(TWO.locked.rows, start=1)]
    rows = rank(candidates, [step for step in STEPS if step is not BALLOT], 70, broken=[said((2,), (1,))])
    assert [row.rank for row in rows[:2]] == [1, 1]


def test_the_standings_are_drawn_anew_and_published_with_what_was_said():
    first = draw(CLUSTER, TWO, date(2023, 12, 20), drawing=1)
    history = given(STANDING, first, said((2,), (1,)))
    (fact,) = history.when(decide, DrawStandings(cluster=CLUSTER), context("2023-12-20T09:00", known=TWO)).facts
    assert ([row.unit.int for row in fact.rows[:2]], fact.unresolved) == ([2, 1], ())
    again = given(STANDING, first, said((2,), (1,)), fact)
    again.when(decide, DrawStandings(cluster=CLUSTER), context("2023-12-20T09:00", known=TWO)).then()
    (published,) = again.when(decide, PublishStandings(cluster=CLUSTER, drawing=2), context("2023-12-20T09:00", known=TWO)).facts
    assert published.rows == fact.rows


def test_a_drawing_of_before_the_ballot_is_outdated():
    first = draw(CLUSTER, TWO, date(2023, 12, 20), drawing=1)
    outcome = given(STANDING, first, said((2,), (1,))).when(
        decide, PublishStandings(cluster=CLUSTER, drawing=1), context("2023-12-20T09:00", known=TWO)
    )
    assert outcome.refusal is not None
    assert outcome.refusal.code == "drawing-outdated"


TOTALS = st.lists(st.integers(0, 3), min_size=2, max_size=8)


@drawn_from(TOTALS, st.randoms(use_true_random=False))
def test_lots_leave_no_tie_unresolved_and_move_nobody_but_the_tied(totals, random):
    facts = scores(*totals)
    before = draw(CLUSTER, facts, date(2023, 12, 20), drawing=1)
    acts = []
    for number, tie in enumerate(before.unresolved, start=1):
        order = random.sample([each.int for each in tie.units], len(tie.units))
        acts.append(said(*((n,) for n in order), by=LOTS, act=number))
    after = draw(CLUSTER, facts, date(2023, 12, 20), drawing=2, standing=Standing(broken=tuple(acts)))
    assert after.unresolved == ()
    tied = {each for tie in before.unresolved for each in tie.units}
    ranks = {row.unit: row.rank for row in before.rows}
    assert {row.unit: row.rank for row in after.rows if row.unit not in tied} == {
        each: place for each, place in ranks.items() if each not in tied
    }
    for tie, act in zip(before.unresolved, acts, strict=True):
        placed = [row.unit for row in after.rows if row.unit in tie.units]
        assert placed == [each for group in act.order for each in group]
        assert [row.rank for row in after.rows if row.unit in tie.units] == list(range(tie.rank, tie.rank + len(placed)))
