"""Drawing and publishing, as sentences."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from contracts.ranking import Caution, Ineligible, StandingsDrawn, StandingsPublished
from contracts.rules import TieBreak
from contracts.scoring import DeparturePolicy
from infra.runtime.decisions import Caller, Context
from infra.runtime.errors import ForeignAuthority
from services.ranking.domain import DrawStandings, PublishStandings, decide
from services.ranking.drawing import digest_of, draw
from services.ranking.known import Known, SuspensionChange
from services.ranking.refusals import (
    AlreadyPublished,
    DrawingOutdated,
    DrawingReplaced,
    NothingDrawn,
    ScoresAreReopened,
    ScoresNotLocked,
    SeasonRulesUnknown,
)
from services.ranking.standing import STANDING
from tests.services.ranking.examples import CLUSTER, FIVE, FLAGS, figures, known, locked, score, unit
from tests.specification import context, given

TODAY = "2023-12-20T09:00"
DRAW = DrawStandings(cluster=CLUSTER)
PUBLISH = PublishStandings(cluster=CLUSTER, drawing=1)


def drawn(facts: Known | None = None, *, on: date = date(2023, 12, 20), drawing: int = 1) -> StandingsDrawn:
    return draw(CLUSTER, facts or known(), on, drawing=drawing)


def published(of: StandingsDrawn, on: date = date(2023, 12, 20)) -> StandingsPublished:
    return StandingsPublished(
        **{name: getattr(of, name) for name in StandingsPublished.model_fields if hasattr(of, name)},
        publication=1,
        published_on=on,
        digest=digest_of(of.rows, of.unresolved),
    )


def at(facts: Known | None = None, when: str = TODAY, **caller: object) -> Context[Known]:
    return context(when, known=facts or known(), **caller)


def by_itself(facts: Known, when: str = TODAY, authority: str = "bac-lieu") -> Context[Known]:
    return replace(at(facts, when), caller=Caller("system:standings", frozenset(), authority))


SUSPENDED = known(suspensions={unit(2): (SuspensionChange(date(2023, 12, 1), suspended=True),)})


# DrawStandings


def test_standings_are_drawn_from_the_locked_points():
    (fact,) = given(STANDING).when(decide, DRAW, at()).then(drawn())
    assert [row.rank for row in fact.rows] == [1, 2, 3, 4, 5]
    assert (fact.drawing, fact.unresolved, fact.warnings) == (1, (), ())


def test_the_reactor_draws_whatever_the_authority_of_the_unit_that_moved_it():
    given(STANDING).when(decide, DRAW, by_itself(known(), authority="ca-mau")).then(drawn())


def test_nothing_is_drawn_before_the_lock():
    given(STANDING).when(decide, DRAW, at(Known())).then_rejected(ScoresNotLocked)


REOPENED = known(replace(FIVE, reopened=True))


def test_nothing_is_drawn_or_published_while_the_points_are_reopened():
    given(STANDING, drawn()).when(decide, DRAW, at(REOPENED)).then_rejected(ScoresAreReopened)
    given(STANDING, drawn()).when(decide, PUBLISH, at(REOPENED)).then_rejected(ScoresAreReopened)


def test_published_standings_stand_whatever_the_points_do():
    facts = drawn(), published(drawn())
    given(STANDING, *facts).when(decide, DRAW, at(REOPENED)).then_rejected(ScoresAreReopened)
    given(STANDING, *facts).when(decide, PUBLISH, at(REOPENED)).then_rejected(AlreadyPublished)


def test_nothing_is_drawn_without_the_seasons_rules():
    given(STANDING).when(decide, DRAW, at(known(rules=None))).then_rejected(SeasonRulesUnknown, season="bac-lieu.2023")


def test_only_the_own_authority_draws():
    given(STANDING).when(decide, DRAW, at(authority="ca-mau")).then_rejected(ForeignAuthority)


def test_drawing_again_changes_nothing_while_nothing_changed():
    given(STANDING, drawn()).when(decide, DRAW, at(when="2023-12-21T09:00")).then()


def test_a_suspension_draws_anew_without_the_unit():
    (fact,) = given(STANDING, drawn()).when(decide, DRAW, at(SUSPENDED)).then(drawn(SUSPENDED, drawing=2))
    assert [(row.unit.int, row.rank) for row in fact.rows] == [(1, 1), (3, 2), (4, 3), (5, 4), (2, None)]
    assert fact.rows[-1].ineligible == (Ineligible.SUSPENDED,)
    assert fact.rows[-1].total == Decimal("940.00")


def test_a_new_quota_draws_anew():
    tied = locked(*(score(n, "900.00") for n in (1, 2)), *(score(n, "800.00") for n in (3, 4, 5)))
    wide, narrow = known(tied, places=()), known(tied, places=(FLAGS,))
    (fact,) = given(STANDING, drawn(wide)).when(decide, DRAW, at(narrow)).then(drawn(narrow, drawing=2))
    assert [(tie.rank, tie.awards) for tie in fact.unresolved] == [(1, ()), (3, (FLAGS.award,))]


def test_what_changes_after_the_publication_is_drawn_and_publishes_nothing():
    (fact,) = given(STANDING, drawn(), published(drawn())).when(decide, DRAW, at(SUSPENDED)).facts
    assert isinstance(fact, StandingsDrawn)
    assert (fact.drawing, fact.rows[-1].unit) == (2, unit(2))


@pytest.mark.parametrize(
    ("row", "reasons"),
    [
        (score(1, "999.00", signed=False), (Ineligible.NOT_SIGNED,)),
        (score(1, None), (Ineligible.INCOMPLETE,)),
        (score(1, None, signed=False), (Ineligible.NOT_SIGNED, Ineligible.INCOMPLETE)),
    ],
)
def test_who_did_not_sign_or_complete_holds_no_rank(row, reasons):
    fact = drawn(known(locked(row, score(2, "1.00"), score(3, "0.00"), score(4, "-1.00"))))
    assert fact.rows[-1].unit == unit(1)
    assert (fact.rows[-1].rank, fact.rows[-1].dense, fact.rows[-1].ineligible) == (None, None, reasons)
    assert fact.rows[0].rank == 1


@pytest.mark.parametrize(("policy", "rank"), [("freeze", 1), ("exclude", None), ("inherit-weighted", None)])
def test_a_departed_unit_holds_a_rank_where_its_figures_were_frozen_alone(policy, rank):
    row = score(1, "999.00", departed=DeparturePolicy(policy))
    fact = drawn(known(locked(row, score(2, "1.00"), score(3, "0.00"), score(4, "-1.00"))))
    [found] = [each for each in fact.rows if each.unit == unit(1)]
    assert (found.rank, found.ineligible) == (rank, () if rank else (Ineligible.DEPARTED,))


def test_an_ineligible_unit_carries_all_its_reasons():
    facts = known(
        suspensions={unit(1): (SuspensionChange(date(2023, 11, 1), suspended=True),)},
        disqualified_on={unit(1): date(2023, 12, 20)},
    )
    assert drawn(facts).rows[-1].ineligible == (Ineligible.SUSPENDED, Ineligible.DISQUALIFIED)


@pytest.mark.parametrize(
    ("changes", "is_suspended"),
    [
        ([(date(2023, 12, 20), True)], True),
        ([(date(2023, 12, 21), True)], False),
        ([(date(2023, 12, 1), True), (date(2023, 12, 20), False)], False),
        ([(date(2023, 12, 1), True), (date(2023, 12, 21), False)], True),
        ([(date(2023, 12, 1), True), (date(2023, 12, 5), False), (date(2023, 12, 6), True)], True),
        ([(date(2023, 12, 1), True), (date(2023, 12, 1), False)], False),
    ],
)
def test_a_suspension_counts_while_it_is_open_on_the_drawings_day(changes, is_suspended):
    history = tuple(SuspensionChange(day, suspended) for day, suspended in changes)
    fact = drawn(known(suspensions={unit(1): history}))
    assert (fact.rows[-1].ineligible == (Ineligible.SUSPENDED,)) is is_suspended


def test_the_day_of_the_drawing_is_that_of_viet_nam():
    (fact,) = given(STANDING).when(decide, DRAW, at(when="2023-12-21T00:30")).facts
    assert fact.drawn_on == date(2023, 12, 21)


def test_missing_figures_count_against_and_are_said():
    tied = locked(score(1, "900.00"), score(2, "900.00"), score(3, "800.00"))
    fact = drawn(known(tied, figures={unit(2): figures(10, 8)}))
    assert [(row.unit.int, row.rank, row.decided_by) for row in fact.rows[:2]] == [
        (2, 1, (TieBreak.WOMEN_SHARE,)),
        (1, 2, (TieBreak.WOMEN_SHARE,)),
    ]
    assert [(w.caution, w.units) for w in fact.warnings] == [(Caution.NO_STAFF_FIGURES, (unit(1),))]


def test_a_cluster_that_became_small_or_has_no_quota_is_ranked_with_a_warning():
    fact = drawn(known(locked(score(1, "900.00"), score(2, "800.00"), score(3, None)), places=()))
    assert [row.rank for row in fact.rows] == [1, 2, None]
    assert [w.caution for w in fact.warnings] == [Caution.NO_QUOTA, Caution.FEW_RANKED]


def test_every_fact_of_a_drawing_is_one_that_can_be_written():
    fact = drawn(known(locked(*(score(n, "900.00") for n in range(1, 31)))))
    assert StandingsDrawn.model_validate_json(fact.model_dump_json()) == fact


# PublishStandings


def test_the_board_publishes_the_drawing_as_it_stands():
    given(STANDING, drawn()).when(decide, PUBLISH, at()).then(published(drawn()))


def test_publishing_on_a_later_day_is_fine_while_nothing_changed():
    later = published(drawn(), on=date(2024, 1, 5))
    given(STANDING, drawn()).when(decide, PUBLISH, at(when="2024-01-05T09:00")).then(later)


def test_an_unresolved_tie_is_published_as_such():
    tied = known(locked(score(1, "900.00"), score(2, "900.00"), score(3, "800.00")))
    (fact,) = given(STANDING, drawn(tied)).when(decide, PUBLISH, at(tied)).then(published(drawn(tied)))
    assert [(tie.rank, tie.units) for tie in fact.unresolved] == [(1, (unit(1), unit(2)))]


def test_what_was_not_drawn_cannot_be_published():
    given(STANDING).when(decide, PUBLISH, at()).then_rejected(NothingDrawn)


def test_it_is_published_once():
    given(STANDING, drawn(), published(drawn())).when(decide, PUBLISH, at()).then_rejected(AlreadyPublished)


def test_only_the_own_authority_publishes():
    given(STANDING, drawn()).when(decide, PUBLISH, at(authority="ca-mau")).then_rejected(ForeignAuthority)


def test_who_saw_an_older_drawing_does_not_publish_the_newer_one():
    """The officer loses a race against a suspension: the drawing that was looked at is no longer the last."""
    history = drawn(), drawn(SUSPENDED, drawing=2)
    given(STANDING, *history).when(decide, PUBLISH, at(SUSPENDED)).then_rejected(DrawingReplaced, current=2)


def test_a_suspension_that_began_since_the_drawing_stops_the_publication():
    given(STANDING, drawn()).when(decide, PUBLISH, at(SUSPENDED)).then_rejected(DrawingOutdated, drawing=1)


def test_a_suspension_that_begins_by_its_date_alone_stops_the_publication_too():
    later = known(suspensions={unit(2): (SuspensionChange(date(2023, 12, 25), suspended=True),)})
    assert drawn(later) == drawn()
    stale = given(STANDING, drawn(later))
    stale.when(decide, PUBLISH, at(later, "2023-12-24T09:00")).then(published(drawn(), date(2023, 12, 24)))
    stale.when(decide, PUBLISH, at(later, "2023-12-25T09:00")).then_rejected(DrawingOutdated)
    (fact,) = stale.when(decide, DRAW, at(later, "2023-12-25T09:00")).facts
    assert fact.rows[-1].unit == unit(2)


# The digest


CANONICAL = (
    '{"rows":['
    '{"decided_by":[],"deductions":"0","dense":1,"groups":["600.5"],"ineligible":[],"late_reports":0,"rank":1,'
    '"staff":null,"total":"900.00","unit":"00000000-0000-0000-0000-000000000001"},'
    '{"decided_by":[],"deductions":"0","dense":null,"groups":[],"ineligible":["incomplete"],"late_reports":0,'
    '"rank":null,"staff":null,"total":null,"unit":"00000000-0000-0000-0000-000000000002"}'
    '],"unresolved":[]}'
)


def test_the_digest_is_the_hash_of_the_canonical_rows():
    """The canonical JSON is written by hand here: keys in order, no blanks, decimals as text."""
    fact = drawn(known(locked(score(1, "900.00", "600.5"), score(2, None))))
    assert digest_of(fact.rows, fact.unresolved) == hashlib.sha256(CANONICAL.encode()).hexdigest()


def test_the_digest_changes_with_any_figure_and_any_tie():
    rows, ties = drawn().rows, drawn().unresolved
    other = rows[0].model_copy(update={"total": Decimal("950.01")})
    assert digest_of((other, *rows[1:]), ties) != digest_of(rows, ties)
    tied = drawn(known(locked(score(1, "900.00"), score(2, "900.00"), score(3, "800.00"))))
    assert digest_of(tied.rows, ()) != digest_of(tied.rows, tied.unresolved)
