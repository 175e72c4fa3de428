"""What becomes of a cluster's nominations when its result, its quota or the council's mind changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from contracts.awards import (
    Nomination,
    NominationsAmended,
    OpenPlaces,
    OpenReason,
    PlacesLeftEmpty,
    RedraftCause,
    RevisionCaseClosed,
    RevisionCaseOpened,
    RevisionOutcome,
)
from contracts.examples import changed
from contracts.examples.amendments import AMENDMENT_SIGNED
from contracts.examples.awards import DECISION_SIGNED
from contracts.registry import QuotaPlaces
from infra.runtime.errors import ForeignAuthority
from services.awards import refusals
from services.awards import round_refusals as no
from services.awards.commands import DraftNominations
from services.awards.decision import DECISION
from services.awards.domain import decide
from services.awards.known import Known, SuspensionChange
from services.awards.places import Ranked
from services.awards.round_commands import AmendNominations, CloseRevisionCase, LeavePlacesEmpty, Proposed
from services.awards.rounds import NOMINATION
from tests.services.awards.examples import (
    BASIS,
    CERTIFICATE,
    CLUSTER,
    FLAG,
    NOMINATED,
    NOMINATIONS,
    PLACES,
    PUBLISHED,
    UNITS,
    known,
    unit,
)
from tests.specification import context, given

DRAFT = DraftNominations(cluster=CLUSTER)
LAST_WEEK = (SuspensionChange(date(2023, 12, 21), suspended=True),)


def result(*ranks: int, publication: int = 1, **changes: object) -> Known:
    """The standings with these ranks, unit 1 first; 100 points less for each rank behind the first."""
    ranked = tuple(Ranked(unit(n), rank, Decimal(1100 - 100 * rank)) for n, rank in enumerate(ranks, start=1))
    published = replace(PUBLISHED, publication=publication, ranked=ranked)
    return known(published=published, **changes)


def at(facts: Known | None = None, **caller: object):
    return context("2023-12-28T09:00", known=facts or known(), **caller)


def drafted(facts: Known):
    return given(NOMINATION).when(decide, DRAFT, at(facts)).facts


def nominated(*pairs: tuple[int, str, int]) -> tuple[Nomination, ...]:
    return tuple(Nomination(unit=unit(n), award=award, rank=rank) for n, award, rank in pairs)


# Drafted anew


def test_a_revision_drafts_anew_and_says_what_it_lost_and_gained():
    revised = result(1, 2, 4, 3, 5, publication=2)
    (fact,) = given(NOMINATION, NOMINATED).when(decide, DRAFT, at(revised)).facts
    assert (fact.drafting, fact.because, fact.publication) == (2, RedraftCause.REVISION, 2)
    assert fact.lost == nominated((3, FLAG, 3), (4, CERTIFICATE, 4))
    assert fact.gained == nominated((4, FLAG, 3), (3, CERTIFICATE, 4))
    given(NOMINATION, NOMINATED, fact).when(decide, DRAFT, at(revised)).then()


def test_a_revision_that_moves_no_award_is_followed_all_the_same():
    (fact,) = given(NOMINATION, NOMINATED).when(decide, DRAFT, at(result(2, 1, 3, 4, 5, publication=2))).facts
    assert (fact.lost, fact.gained, fact.nominations[0]) == ((), (), Nomination(unit=unit(2), award=FLAG, rank=1))


def test_more_places_by_another_quota_give_the_tied_units_theirs():
    tie = drafted(result(1, 2, 3, 3, 5))
    more = (QuotaPlaces(award=FLAG, from_rank=1, to_rank=4), QuotaPlaces(award=CERTIFICATE, from_rank=5, to_rank=5))
    (fact,) = given(NOMINATION, *tie).when(decide, DRAFT, at(result(1, 2, 3, 3, 5, places=more))).facts
    assert fact.because is RedraftCause.QUOTA
    assert fact.gained == nominated((3, FLAG, 3), (4, FLAG, 3), (5, CERTIFICATE, 5))
    assert (fact.lost, fact.open_places) == ((), ())


def test_a_quota_that_is_taken_back_takes_the_nominations_with_it():
    (fact,) = given(NOMINATION, NOMINATED).when(decide, DRAFT, at(known(places=()))).facts
    assert (fact.nominations, fact.lost, fact.places) == ((), NOMINATIONS, ())


def test_a_suspension_withholds_a_nomination_and_its_lift_gives_it_back():
    units = {**UNITS, unit(2): replace(UNITS[unit(2)], suspensions=LAST_WEEK)}
    (fact,) = given(NOMINATION, NOMINATED).when(decide, DRAFT, at(known(units=units))).facts
    assert (fact.because, fact.lost) == (RedraftCause.ELIGIBILITY, NOMINATIONS[1:2])
    assert [(each.reason, each.rank) for each in fact.open_places] == [(OpenReason.SUSPENDED, 2)]
    (again,) = given(NOMINATION, NOMINATED, fact).when(decide, DRAFT, at()).facts
    assert (again.drafting, again.gained) == (3, NOMINATIONS[1:2])


def test_units_below_the_minimum_leave_their_places_open_and_nobody_moves_up():
    minimum = (QuotaPlaces(award=FLAG, from_rank=1, to_rank=3, minimum_total=Decimal(900)), PLACES[1])
    (fact,) = drafted(result(1, 2, 3, 4, 5, places=minimum))
    assert fact.nominations == nominated((1, FLAG, 1), (2, FLAG, 2), (4, CERTIFICATE, 4))
    assert fact.open_places == (OpenPlaces(award=FLAG, places=1, rank=3, reason=OpenReason.BELOW_MINIMUM, units=(unit(3),)),)


def test_a_tie_below_the_minimum_is_no_tie_over_the_border():
    minimum = (QuotaPlaces(award=FLAG, from_rank=1, to_rank=3, minimum_total=Decimal("800.01")),)
    (fact,) = drafted(result(1, 2, 3, 3, 5, places=minimum))
    assert [(o.reason, o.places, len(o.units)) for o in fact.open_places] == [(OpenReason.BELOW_MINIMUM, 1, 2)]


def test_the_board_drafts_where_a_day_alone_changed_it_and_no_other_board_does():
    given(NOMINATION).when(decide, DRAFT, at()).then(NOMINATED)
    given(NOMINATION).when(decide, DRAFT, at(authority="ca-mau")).then_rejected(ForeignAuthority)


# A place that stays empty

TIE = drafted(result(1, 2, 3, 3, 5))
LEAVE = LeavePlacesEmpty(cluster=CLUSTER, award=FLAG, rank=3, reason="Hai đơn vị ngang nhau.", document=BASIS)
LEFT = PlacesLeftEmpty(places=1, units=(unit(3), unit(4)), **dict(LEAVE))


def test_a_place_at_the_border_stays_empty_by_a_word_with_its_reason():
    given(NOMINATION, *TIE).when(decide, LEAVE, at()).then(LEFT)
    given(NOMINATION, *TIE, LEFT).when(decide, LEAVE, at()).then()
    other = LEAVE.model_copy(update={"reason": "Hội đồng không chọn."})
    assert given(NOMINATION, *TIE, LEFT).when(decide, other, at()).facts


def test_only_places_that_a_shared_rank_leaves_open_can_stay_empty():
    for change in ({"rank": 1}, {"award": CERTIFICATE, "rank": 4}):
        given(NOMINATION, *TIE).when(decide, LEAVE.model_copy(update=change), at()).then_rejected(no.NoSharedPlaces)
    given(NOMINATION, NOMINATED).when(decide, LEAVE, at()).then_rejected(no.NoSharedPlaces)
    given(NOMINATION).when(decide, LEAVE, at()).then_rejected(refusals.NominationsMissing)
    given(NOMINATION, *TIE).when(decide, LEAVE, at(known(documents=frozenset()))).then_rejected(no.UnknownDocument)
    given(NOMINATION, *TIE).when(decide, LEAVE, at(authority="ca-mau")).then_rejected(ForeignAuthority)


# The council decides otherwise


def amend(*pairs: tuple[int, str]) -> AmendNominations:
    wanted = tuple(Proposed(unit=unit(n), award=award) for n, award in pairs)
    return AmendNominations(cluster=CLUSTER, nominations=wanted, document=BASIS, reason="Hội đồng họp ngày 26/12/2023.")


OTHERWISE = amend((4, CERTIFICATE), (5, FLAG), (1, FLAG))
AMENDED = NominationsAmended(
    cluster=CLUSTER,
    drafting=1,
    nominations=nominated((1, FLAG, 1), (5, FLAG, 5), (4, CERTIFICATE, 4)),
    open_places=(OpenPlaces(award=FLAG, places=1, rank=2, reason=OpenReason.COUNCIL, units=(unit(2),)),),
    lost=NOMINATIONS[1:3],
    gained=nominated((5, FLAG, 5)),
    document=BASIS,
    reason=OTHERWISE.reason,
)


def test_the_council_nominates_otherwise_within_the_quota():
    given(NOMINATION, NOMINATED).when(decide, OTHERWISE, at()).then(AMENDED)
    given(NOMINATION, NOMINATED, AMENDED).when(decide, OTHERWISE, at()).then()


def test_amended_places_and_nominations_still_come_to_the_quota():
    (fact,) = given(NOMINATION, *TIE).when(decide, amend((1, FLAG)), at(result(1, 2, 3, 3, 5))).facts
    assert [(each.award, each.places, each.reason) for each in fact.open_places] == [
        (FLAG, 1, OpenReason.SHARED_RANK),
        (FLAG, 1, OpenReason.COUNCIL),
        (CERTIFICATE, 1, OpenReason.SHARED_RANK),
    ]


def test_a_new_result_takes_the_place_of_what_the_council_amended():
    (fact,) = given(NOMINATION, NOMINATED, AMENDED).when(decide, DRAFT, at(result(1, 2, 3, 4, 5, publication=2))).facts
    assert (fact.lost, fact.gained) == (nominated((5, FLAG, 5)), NOMINATIONS[1:3])
    given(NOMINATION, NOMINATED, AMENDED).when(decide, DRAFT, at()).then()


@pytest.mark.parametrize(
    ("command", "facts", "refusal"),
    [
        (amend((1, FLAG), (2, FLAG), (3, FLAG), (4, FLAG)), {}, no.BeyondQuota),
        (amend((1, FLAG), (1, FLAG)), {}, no.NominatedTwice),
        (amend((9, FLAG)), {}, no.UnitsNotRanked),
        (OTHERWISE, {"documents": frozenset()}, no.UnknownDocument),
        (OTHERWISE, {"put_forward": True}, no.NominationsPutForward),
        (OTHERWISE, {"published": replace(PUBLISHED, publication=2)}, no.NominationsOutdated),
        (OTHERWISE, {"units": {**UNITS, unit(5): replace(UNITS[unit(5)], suspensions=LAST_WEEK)}}, refusals.UnitsBarred),
    ],
)
def test_what_the_council_cannot_have(command, facts, refusal):
    given(NOMINATION, NOMINATED).when(decide, command, at(known(**facts))).then_rejected(refusal)


def test_the_council_passes_over_no_minimum_and_nominates_for_no_award_without_places():
    minimum = (QuotaPlaces(award=FLAG, from_rank=1, to_rank=3, minimum_total=Decimal(900)),)
    facts = result(1, 2, 3, 4, 5, places=minimum)
    asked = given(NOMINATION, *drafted(facts))
    asked.when(decide, amend((3, FLAG)), at(facts)).then_rejected(no.UnitsBelowMinimum, minimum=Decimal(900))
    asked.when(decide, amend((1, CERTIFICATE)), at(facts)).then_rejected(no.BeyondQuota, places=0, wanted=1)


def test_only_the_own_authority_amends():
    given(NOMINATION, NOMINATED).when(decide, OTHERWISE, at(authority="ca-mau")).then_rejected(ForeignAuthority)


# Once they were put forward


def revised(*ranks: int, publication: int = 2, **changes: object):
    return at(result(*ranks, publication=publication, put_forward=True, **changes))


SWAPPED = (1, 2, 4, 3, 5)
CASE = RevisionCaseOpened(
    cluster=CLUSTER,
    season=PUBLISHED.season,
    authority=PUBLISHED.authority,
    case=1,
    because=RedraftCause.REVISION,
    publication=2,
    published_on=PUBLISHED.published_on,
    standings_digest=PUBLISHED.digest,
    places=PLACES,
    lost=nominated((3, FLAG, 3), (4, CERTIFICATE, 4)),
    gained=nominated((4, FLAG, 3), (3, CERTIFICATE, 4)),
)


def test_a_revision_changes_nothing_that_was_put_forward_and_opens_a_case():
    given(NOMINATION, NOMINATED).when(decide, DRAFT, revised(*SWAPPED)).then(CASE)
    given(NOMINATION, NOMINATED, CASE).when(decide, DRAFT, revised(*SWAPPED)).then()


def test_a_revision_that_touches_no_award_opens_no_case():
    given(NOMINATION, NOMINATED).when(decide, DRAFT, revised(2, 1, 3, 4, 5)).then()


def test_whoever_was_barred_since_is_no_case():
    units = {**UNITS, unit(2): replace(UNITS[unit(2)], suspensions=LAST_WEEK)}
    given(NOMINATION, NOMINATED).when(decide, DRAFT, revised(1, 2, 3, 4, 5, publication=1, units=units)).then()


def test_a_later_result_that_agrees_again_closes_the_case():
    (fact,) = given(NOMINATION, NOMINATED, CASE).when(decide, DRAFT, revised(1, 2, 3, 4, 5, publication=3)).facts
    assert (fact.case, fact.outcome, fact.reason) == (1, RevisionOutcome.AGREES_AGAIN, None)
    given(NOMINATION, NOMINATED, CASE, fact).when(decide, DRAFT, revised(1, 2, 3, 4, 5, publication=3)).then()


def test_another_revision_takes_the_place_of_an_open_case():
    (fact,) = given(NOMINATION, NOMINATED, CASE).when(decide, DRAFT, revised(1, 2, 5, 4, 3, publication=3)).facts
    assert (fact.case, fact.lost, fact.gained) == (2, nominated((3, FLAG, 3)), nominated((5, FLAG, 3)))


STAYS = CloseRevisionCase(cluster=CLUSTER, case=1, reason="Cờ đã trao tại hội nghị.")


def closed(decision: UUID | None = None) -> RevisionCaseClosed:
    outcome = RevisionOutcome.STANDS if decision is None else RevisionOutcome.DECIDED
    return RevisionCaseClosed(cluster=CLUSTER, case=1, outcome=outcome, decision=decision, reason=STAYS.reason)


def test_a_case_is_settled_by_a_word_with_its_reason_or_by_a_signed_decision():
    given(NOMINATION, NOMINATED, CASE).when(decide, STAYS, at()).then(closed())
    asked = given(NOMINATION, NOMINATED, CASE)
    for act in (DECISION_SIGNED, AMENDMENT_SIGNED):
        command = STAYS.model_copy(update={"decision": act.decision})
        asked.also(DECISION, act).when(decide, command, at()).then(closed(act.decision))
        foreign = changed(act, authority="ca-mau")
        asked.also(DECISION, foreign).when(decide, command, at()).then_rejected(ForeignAuthority)
    asked.also(DECISION).when(decide, command, at()).then_rejected(refusals.DecisionNotSigned)


def test_only_an_open_case_of_one_s_own_is_settled():
    given(NOMINATION, NOMINATED).when(decide, STAYS, at()).then_rejected(no.NoSuchCase)
    given(NOMINATION, NOMINATED, CASE, closed()).when(decide, STAYS, at()).then_rejected(no.NoSuchCase)
    given(NOMINATION, NOMINATED, CASE).when(decide, STAYS, at(authority="ca-mau")).then_rejected(ForeignAuthority)
    other = STAYS.model_copy(update={"case": 2})
    given(NOMINATION, NOMINATED, CASE).when(decide, other, at()).then_rejected(no.NoSuchCase)
