"""Revisions of published standings, and the places of units that are suspended behind the publication, as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from contracts.examples import changed
from contracts.examples.complaints import COMPLAINT_FILED, COMPLAINT_UPHELD
from contracts.examples.registry import DECISION_661
from contracts.ranking import Caution, Ineligible, ReservedPlace, RevisionCause, StandingsDrawn, StandingsPublished
from contracts.working_days import WorkingDays
from services.ranking import refusals as no
from services.ranking.complaints import COMPLAINT
from services.ranking.domain import DrawStandings, PublishStandings, decide
from services.ranking.drawing import digest_of
from services.ranking.known import Known, SuspensionChange
from services.ranking.periods import Period
from services.ranking.refusals import AlreadyPublished, DrawingOutdated
from services.ranking.standing import STANDING
from tests.services.ranking.examples import CLUSTER, FIVE, FLAGS, RULES, known, locked, score, unit
from tests.services.ranking.test_domain import at, drawn, published
from tests.specification import Given, fold, given

CALENDAR = WorkingDays(frozenset(range(1, 6)), frozenset({date(2024, 1, 1)}), frozenset(), frozenset({2023, 2024}))
DAYS = replace(RULES, reserving=Period(30, CALENDAR))
DRAW = DrawStandings(cluster=CLUSTER)
REASON = "Điểm đã được chấm lại."
COMPLAINT_ID = COMPLAINT_FILED.complaint
CORRECTED = locked(*(score(n, total) for n, total in enumerate(["950.00", "940.00", "945.00", "920.00", "910.00"], start=1)))


def revise(drawing: int = 2, **fields: object) -> PublishStandings:
    return PublishStandings(**{"cluster": CLUSTER, "drawing": drawing, "reason": REASON, **fields})


def after(facts: Known) -> tuple[StandingsDrawn | StandingsPublished, ...]:
    """Published, and then drawn anew from other facts."""
    first = drawn(), published(drawn())
    return (*first, *given(STANDING, *first).when(decide, DRAW, at(facts)).facts)


MOVED = known(CORRECTED)


# Revisions


def test_a_revision_supersedes_with_a_reason_and_says_what_parts_the_two():
    history = after(MOVED)
    (fact,) = given(STANDING, *history).when(decide, revise(), at(MOVED)).facts
    assert isinstance(fact, StandingsPublished)
    assert (fact.publication, fact.revises, fact.drawing, fact.reason) == (2, 1, 2, REASON)
    assert fact.cause == (RevisionCause.POINTS,)
    assert fact.digest == digest_of(fact.rows, fact.unresolved) != history[1].digest
    state = fold(STANDING, [*history, fact])
    assert (state.published, state.first_published_on) == (fact, history[1].published_on)


def test_a_revision_without_a_reason_is_refused():
    given(STANDING, *after(MOVED)).when(decide, revise(reason=None), at(MOVED)).then_rejected(
        no.RevisionNeedsReason, publication=1
    )


def test_a_first_publication_gives_no_reason_for_a_revision():
    given(STANDING, drawn()).when(decide, revise(1), at()).then_rejected(no.NothingPublishedYet)


def test_what_came_back_to_what_is_published_is_no_revision():
    """Points were corrected, and corrected back: two drawings more, and nothing to publish."""
    history = after(MOVED)
    back = given(STANDING, *history).when(decide, DRAW, at()).facts
    given(STANDING, *history, *back).when(decide, revise(3), at()).then_rejected(no.NothingToRevise, publication=1)


def test_a_drawing_is_published_once_and_an_old_one_never_again():
    history = after(MOVED)
    (second,) = given(STANDING, *history).when(decide, revise(), at(MOVED)).facts
    given(STANDING, *history, second).when(decide, revise(), at(MOVED)).then_rejected(AlreadyPublished)


def test_a_revision_may_cite_a_document_that_registry_knows_alone():
    history = given(STANDING, *after(MOVED))
    history.when(decide, revise(document=DECISION_661), at(MOVED)).then_rejected(no.UnknownDocuments)
    (fact,) = history.when(decide, revise(document=DECISION_661), at(replace(MOVED, documents=frozenset({DECISION_661})))).facts
    assert fact.document == DECISION_661


def test_a_revision_answers_the_complaints_for_which_points_were_reopened_once():
    facts = replace(MOVED, complaints=(COMPLAINT_ID,))
    history = after(facts)
    (fact,) = given(STANDING, *history).when(decide, revise(), at(facts)).facts
    assert fact.complaints == (COMPLAINT_ID,)
    assert fact.cause == (RevisionCause.COMPLAINT, RevisionCause.POINTS)
    again = replace(known(), complaints=(COMPLAINT_ID,))
    more = given(STANDING, *history, fact).when(decide, DRAW, at(again)).facts
    (third,) = given(STANDING, *history, fact, *more).when(decide, revise(3), at(again)).facts
    assert (third.publication, third.complaints) == (3, ())


def named(*facts: object) -> Given:
    return given(STANDING, *after(MOVED)).also(COMPLAINT, *facts)


FILED = changed(COMPLAINT_FILED, cluster=CLUSTER)
UPHELD = changed(COMPLAINT_UPHELD, cluster=CLUSTER)


def test_a_revision_may_name_an_upheld_complaint_that_reopened_nothing():
    (fact,) = named(FILED, UPHELD).when(decide, revise(complaints=(COMPLAINT_ID,)), at(MOVED)).facts
    assert fact.complaints == (COMPLAINT_ID,)


@pytest.mark.parametrize(
    "facts", [(), (FILED,), (changed(FILED, cluster=UUID(int=7)), changed(UPHELD, cluster=UUID(int=7)))], ids=str
)
def test_a_revision_answers_no_complaint_that_was_not_upheld_here(facts):
    named(*facts).when(decide, revise(complaints=(COMPLAINT_ID,)), at(MOVED)).then_rejected(no.ComplaintsNotUpheld)


def test_a_new_quota_is_a_revision_too():
    facts = known(places=(FLAGS,))
    (fact,) = given(STANDING, *after(facts)).when(decide, revise(), at(facts)).facts
    assert (fact.cause, fact.rows) == ((RevisionCause.QUOTA,), published(drawn()).rows)


# Reserved places


def since(day: date, *, lifted: date | None = None, number: int = 2, **changes: object) -> Known:
    """Unit `number` is suspended from a day on, and lifted on another."""
    changed_on = [SuspensionChange(day, suspended=True)] + ([SuspensionChange(lifted, suspended=False)] if lifted else [])
    return known(**{"rules": DAYS, "suspensions": {unit(number): tuple(changed_on)}, **changes})


def places(fact: object) -> list[tuple[int, int | None]]:
    assert isinstance(fact, StandingsDrawn)
    return [(row.unit.int, row.rank) for row in fact.rows]


PUBLISHED_ON = date(2023, 12, 20)
BEGAN = date(2023, 12, 22)
LAST = date(2024, 2, 5)
"""Thirty working days behind Friday 22/12/2023, New Year's Day being none: 25-29/12 are 5, 2-5/1 are 4, …"""
PUBLISHED = given(STANDING, drawn(), published(drawn(), PUBLISHED_ON))


def redrawn(facts: Known, when: str) -> object:
    (fact,) = PUBLISHED.when(decide, DRAW, at(facts, when)).facts
    return fact


def test_the_place_of_a_unit_suspended_after_the_publication_is_kept_free():
    fact = redrawn(since(BEGAN), "2023-12-22T09:00")
    assert places(fact) == [(1, 1), (3, 3), (4, 4), (5, 5), (2, None)]
    row = fact.rows[-1]
    assert (row.ineligible, row.reserved) == ((Ineligible.SUSPENDED,), ReservedPlace(rank=2, until=LAST))


def test_it_is_kept_until_the_last_day_and_no_day_longer_once_somebody_draws():
    """No date acts by itself: the drawing of the last day is repeated as it was, that of the day after moves the others up."""
    history = (drawn(), published(drawn(), PUBLISHED_ON), redrawn(since(BEGAN), "2023-12-22T09:00"))
    given(STANDING, *history).when(decide, DRAW, at(since(BEGAN), "2024-02-05T23:59")).then()
    (fact,) = given(STANDING, *history).when(decide, DRAW, at(since(BEGAN), "2024-02-06T00:00")).facts
    assert places(fact) == [(1, 1), (3, 2), (4, 3), (5, 4), (2, None)]
    assert fact.rows[-1].reserved is None
    given(STANDING, *history).when(decide, revise(2), at(since(BEGAN), "2024-02-06T00:00")).then_rejected(DrawingOutdated)


def test_a_lift_in_time_restores_the_rank_and_one_after_the_deadline_too():
    """What becomes of an award is not for ranking to say."""
    for lifted in (date(2024, 1, 10), date(2024, 3, 1)):
        history = (drawn(), published(drawn(), PUBLISHED_ON), redrawn(since(BEGAN), "2023-12-22T09:00"))
        (fact,) = given(STANDING, *history).when(decide, DRAW, at(since(BEGAN, lifted=lifted), f"{lifted}T09:00")).facts
        assert places(fact) == [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]


def test_a_revision_that_shows_the_place_as_kept_does_not_lengthen_the_time():
    kept = redrawn(since(BEGAN), "2023-12-22T09:00")
    first = PUBLISHED.states[0]
    history = (drawn(), published(drawn(), PUBLISHED_ON), kept)
    (second,) = given(STANDING, *history).when(decide, revise(2), at(since(BEGAN), "2024-01-15T09:00")).facts
    assert (second.cause, first.first_published_on) == (
        (RevisionCause.ELIGIBILITY, RevisionCause.RESERVED_PLACE),
        PUBLISHED_ON,
    )
    given(STANDING, *history, second).when(decide, DRAW, at(since(BEGAN), "2024-02-05T09:00")).then()
    (fact,) = given(STANDING, *history, second).when(decide, DRAW, at(since(BEGAN), "2024-02-06T09:00")).facts
    assert places(fact)[1] == (3, 2)


def test_a_suspension_before_the_publication_keeps_no_place():
    facts = since(date(2023, 12, 1))
    first = drawn(facts)
    state = given(STANDING, first, published(first, PUBLISHED_ON))
    state.when(decide, DRAW, at(facts, "2023-12-22T09:00")).then()
    assert first.rows[-1].reserved is None


def test_a_suspension_that_was_recorded_late_is_counted_from_the_publication():
    fact = redrawn(since(date(2023, 12, 1)), "2023-12-22T09:00")
    assert fact.rows[-1].reserved == ReservedPlace(rank=2, until=date(2024, 2, 1))


def test_a_disqualified_unit_keeps_no_place_suspended_or_not():
    out = {unit(2): date(2023, 12, 22)}
    for facts in (known(disqualified_on=out, rules=DAYS), since(BEGAN, disqualified_on=out)):
        fact = redrawn(facts, "2023-12-22T09:00")
        assert places(fact) == [(1, 1), (3, 2), (4, 3), (5, 4), (2, None)]
        assert fact.rows[-1].reserved is None


def test_a_tie_with_a_kept_place_over_a_border_stays_one_that_people_have_to_break():
    tied = locked(*(score(n, t) for n, t in enumerate(["950.00", "940.00", "930.00", "930.00", "910.00"], start=1)))
    first = drawn(known(tied, rules=DAYS))
    facts = since(BEGAN, number=4, locked=tied)
    (fact,) = given(STANDING, first, published(first, PUBLISHED_ON)).when(decide, DRAW, at(facts, "2023-12-22T09:00")).facts
    assert places(fact) == [(1, 1), (2, 2), (3, 3), (5, 5), (4, None)]
    assert [tie.units for tie in fact.unresolved] == [(unit(3), unit(4))]
    assert fact.rows[-1].reserved == ReservedPlace(rank=3, until=LAST)


@pytest.mark.parametrize("period", [Period(), Period(30), Period(None, CALENDAR), Period(300, CALENDAR)], ids=repr)
def test_where_nobody_can_count_the_days_nothing_is_kept_and_the_officer_is_warned(period):
    fact = redrawn(since(BEGAN, rules=replace(RULES, reserving=period)), "2023-12-22T09:00")
    assert places(fact)[1] == (3, 2)
    assert [(w.caution, w.units) for w in fact.warnings] == [(Caution.NOTHING_RESERVED, (unit(2),))]


def test_a_suspension_of_a_later_season_does_not_touch_what_was_published():
    """Behind the reserved days of the first publication, that is from 02/02/2024, the places of 2023 are given."""
    PUBLISHED.when(decide, DRAW, at(since(date(2024, 2, 2)), "2024-06-01T09:00")).then()
    (fact,) = PUBLISHED.when(decide, DRAW, at(since(date(2024, 2, 1)), "2024-02-01T09:00")).facts
    assert places(fact)[-1] == (2, None)


def test_a_pack_may_let_suspended_units_keep_their_rank():
    keep = since(BEGAN, rules=replace(DAYS, suspended_keep_rank=True))
    PUBLISHED.when(decide, DRAW, at(keep, "2023-12-22T09:00")).then()


def test_new_drawings_of_corrected_points_keep_the_place_where_the_total_puts_it():
    facts = since(BEGAN, locked=CORRECTED)
    fact = redrawn(facts, "2023-12-22T09:00")
    assert places(fact) == [(1, 1), (3, 2), (4, 4), (5, 5), (2, None)]
    assert fact.rows[-1].reserved == ReservedPlace(rank=3, until=LAST)
    assert FIVE.rows[1].total == fact.rows[-1].total
