"""Complaints as sentences: filed in time by a member, withdrawn by who filed it, decided once by the board."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from contracts.complaints import (
    ComplaintFiled,
    ComplaintGround,
    ComplaintRejected,
    ComplaintUpheld,
    ComplaintWithdrawn,
)
from contracts.examples.registry import DECISION_661
from infra.runtime.decisions import Context, Role
from infra.runtime.errors import ForeignAuthority, ForeignUnit
from services.ranking import refusals as no
from services.ranking.complaining import decide_complaint
from services.ranking.complaint_commands import DecideComplaint, FileComplaint, Verdict, WithdrawComplaint
from services.ranking.complaints import COMPLAINT
from services.ranking.known import Known
from services.ranking.periods import Period
from services.ranking.refusals import SeasonRulesUnknown
from services.ranking.standing import STANDING
from tests.services.ranking.examples import CLUSTER, FIVE, RULES, SEASON, known, locked, score, unit
from tests.services.ranking.test_domain import drawn, published
from tests.services.ranking.test_revisions import CALENDAR
from tests.specification import Given, context, given

ID = UUID(int=77)
WINDOW = replace(RULES, complaining=Period(5, CALENDAR))
PUBLISHED_ON = date(2023, 12, 28)
LAST = date(2024, 1, 5)
"""A Thursday's fifth working day: 29/12, then 2, 3, 4 and 5 January, New Year's Day being none."""
FACTS = known(
    rules=WINDOW,
    documents=frozenset({DECISION_661}),
    leaves={"I.1": frozenset(), "I.2": frozenset({unit(2)})},
)
PLACE = (drawn(), published(drawn(), PUBLISHED_ON))


def complain(**fields: object) -> FileComplaint:
    said = {"ground": ComplaintGround.POINTS, "leaves": ("I.1",), "text": "Số liệu đã được đính chính."}
    return FileComplaint(**{"complaint": ID, "cluster": CLUSTER, "unit": unit(2), "about": unit(2), **said, **fields})


def filed(**fields: object) -> ComplaintFiled:
    command = complain(**fields)
    said = {"season": SEASON, "authority": "bac-lieu", "publication": 1, "filed_on": date(2023, 12, 29), "last_day": LAST}
    return ComplaintFiled(**{**dict(command), **said})


def officer(number: int = 2, when: str = "2023-12-29T09:00", facts: Known = FACTS) -> Context[Known]:
    return context(when, role=Role.UNIT_OFFICER, unit=unit(number), known=facts)


def board(when: str = "2023-12-30T09:00", facts: Known = FACTS, authority: str = "bac-lieu") -> Context[Known]:
    return context(when, known=facts, authority=authority)


def nothing_filed(*facts: object) -> Given:
    return given(COMPLAINT).also(STANDING, *(facts or PLACE))


FILED = given(COMPLAINT, filed())


# FileComplaint


def test_a_member_complains_of_its_own_place_or_of_anothers():
    nothing_filed().when(decide_complaint, complain(), officer()).then(filed())
    nothing_filed().when(decide_complaint, complain(about=unit(1)), officer()).then(filed(about=unit(1)))


def test_what_lies_beside_the_points_names_no_leaves():
    late = {"ground": ComplaintGround.PERIODIC_REPORTS, "leaves": ()}
    nothing_filed().when(decide_complaint, complain(**late), officer()).then(filed(**late))


@pytest.mark.parametrize("when", ["2024-01-05T23:59:59", "2023-12-28T23:00"])
def test_the_window_is_open_until_24_hours_of_its_last_working_day(when):
    (fact,) = nothing_filed().when(decide_complaint, complain(), officer(when=when)).facts
    assert fact.last_day == LAST


@pytest.mark.parametrize("when", ["2024-01-06T00:00", "2024-02-01T08:00"])
def test_a_late_complaint_is_told_the_last_day(when):
    refused = nothing_filed().when(decide_complaint, complain(), officer(when=when))
    refused.then_rejected(no.ComplaintTooLate, last_day="2024-01-05", publication=1)


def test_a_revision_opens_a_window_of_its_own():
    first, second = PLACE[1], published(drawn(), date(2024, 1, 15)).model_copy(update={"publication": 2, "revises": 1})
    place = nothing_filed(PLACE[0], first, second)
    (fact,) = place.when(decide_complaint, complain(), officer(when="2024-01-20T09:00")).facts
    assert (fact.publication, fact.last_day) == (2, date(2024, 1, 22))


def test_nobody_complains_of_what_is_not_published():
    nothing_filed(PLACE[0]).when(decide_complaint, complain(), officer()).then_rejected(no.NothingToComplainOf)


def test_only_the_units_own_officer_files():
    nothing_filed().when(decide_complaint, complain(), officer(3)).then_rejected(ForeignUnit)


def test_only_members_complain_and_of_members_alone():
    nothing_filed().when(decide_complaint, complain(unit=unit(9)), officer(9)).then_rejected(no.NotInStandings)
    nothing_filed().when(decide_complaint, complain(about=unit(9)), officer()).then_rejected(no.NotInStandings)


@pytest.mark.parametrize("period", [Period(5), Period(400, CALENDAR)], ids=repr)
def test_without_a_calendar_nobody_can_say_when_the_window_ends(period):
    facts = replace(FACTS, rules=replace(RULES, complaining=period))
    nothing_filed().when(decide_complaint, complain(), officer(facts=facts)).then_rejected(no.WindowUncountable)
    facts = replace(FACTS, rules=None)
    nothing_filed().when(decide_complaint, complain(), officer(facts=facts)).then_rejected(SeasonRulesUnknown)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"leaves": ()}, no.LeavesMissing),
        ({"leaves": ("I.1", "IX.1")}, no.UnknownLeaves),
        ({"leaves": ("I.2",)}, no.UnknownLeaves),
        ({"ground": ComplaintGround.ORDER}, no.LeavesNotAsked),
        ({"documents": (UUID(int=5),)}, no.UnknownDocuments),
    ],
    ids=str,
)
def test_an_unsound_complaint_is_told_what_is_wrong(fields, refusal):
    nothing_filed().when(decide_complaint, complain(**fields), officer()).then_rejected(refusal)


def test_the_same_complaint_again_is_nothing_and_another_needs_an_id_of_its_own():
    again = given(COMPLAINT, filed()).also(STANDING, *PLACE)
    again.when(decide_complaint, complain(), officer(when="2024-03-01T09:00")).then()
    again.when(decide_complaint, complain(text="Khác."), officer()).then_rejected(no.ComplaintIdTaken)


# WithdrawComplaint

WITHDRAW = WithdrawComplaint(complaint=ID, reason="Đã rõ.")
WITHDRAWN = ComplaintWithdrawn(complaint=ID, cluster=CLUSTER, reason="Đã rõ.", withdrawn_on=date(2023, 12, 29))


def test_who_filed_it_takes_it_back():
    FILED.when(decide_complaint, WITHDRAW, officer()).then(WITHDRAWN)
    given(COMPLAINT, filed(), WITHDRAWN).when(decide_complaint, WITHDRAW, officer()).then()


def test_nobody_else_takes_it_back_nor_after_the_decision():
    FILED.when(decide_complaint, WITHDRAW, officer(3)).then_rejected(ForeignUnit)
    given(COMPLAINT).when(decide_complaint, WITHDRAW, officer()).then_rejected(no.NoSuchComplaint)
    decided = given(COMPLAINT, filed(), REJECTED)
    decided.when(decide_complaint, WITHDRAW, officer()).then_rejected(no.ComplaintDecided, outcome="rejected")


# DecideComplaint

REASON = "Số liệu đúng."


def decision(verdict: Verdict = Verdict.UPHELD, **fields: object) -> DecideComplaint:
    said = {"leaves": ("I.1",)} if verdict is Verdict.UPHELD else {}
    of = {"complaint": ID, "cluster": CLUSTER, "verdict": verdict, "reason": REASON, "document": DECISION_661}
    return DecideComplaint(**{**of, **said, **fields})


REJECT = decision(Verdict.REJECTED)
REJECTED = ComplaintRejected(
    complaint=ID, cluster=CLUSTER, authority="bac-lieu", reason=REASON, document=DECISION_661, decided_on=date(2023, 12, 30)
)


def upheld(**fields: object) -> ComplaintUpheld:
    of = {"complaint": ID, "cluster": CLUSTER, "authority": "bac-lieu", "unit": unit(2), "leaves": ("I.1",)}
    why = {"reason": REASON, "document": DECISION_661, "decided_on": date(2023, 12, 30)}
    return ComplaintUpheld(**{**of, **why, **fields})


def test_the_board_upholds_it_and_names_the_leaves_to_be_scored_again():
    FILED.when(decide_complaint, decision(), board()).then(upheld())


def test_it_may_find_another_unit_to_be_concerned():
    other = decision(unit=unit(3), leaves=("I.1", "I.2", "I.1"))
    FILED.when(decide_complaint, other, board()).then(upheld(unit=unit(3), leaves=("I.1", "I.2")))


def test_where_no_leaf_is_wrong_it_says_what_is_to_be_done():
    todo = {"leaves": (), "to_do": "Đăng ký lại báo cáo quý III."}
    FILED.when(decide_complaint, decision(**todo), board()).then(upheld(**todo))
    FILED.when(decide_complaint, decision(leaves=()), board()).then_rejected(no.UpheldSaysNothing)


def test_it_may_be_the_ledger_that_is_wrong_with_leaves_or_without():
    """A late report that came in time, for instance: its unit's ledger is opened, and that of another unit if need be."""
    for more in ({"leaves": ()}, {}):
        wrong = {**more, "ledgers": (unit(2), unit(3))}
        FILED.when(decide_complaint, decision(**wrong), board()).then(upheld(**wrong))
    assert "ledgers" not in upheld().model_dump(mode="json")
    stranger = decision(ledgers=(unit(9),))
    FILED.when(decide_complaint, stranger, board()).then_rejected(no.NotInStandings, unit=str(unit(9)))
    with pytest.raises(ValueError, match="once only"):
        decision(ledgers=(unit(2), unit(2)))


def test_the_board_rejects_it():
    FILED.when(decide_complaint, REJECT, board()).then(REJECTED)
    for more in ({"leaves": ("I.1",)}, {"unit": unit(1)}, {"ledgers": (unit(2),)}, {"to_do": "Xem lại."}):
        FILED.when(decide_complaint, decision(Verdict.REJECTED, **more), board()).then_rejected(no.RejectedSaysTooMuch)


def test_it_is_decided_once():
    for fact, command, other in ((upheld(), decision(), REJECT), (REJECTED, REJECT, decision())):
        decided = given(COMPLAINT, filed(), fact)
        decided.when(decide_complaint, command, board("2024-01-08T09:00")).then()
        decided.when(decide_complaint, other, board()).then_rejected(no.ComplaintDecided)


def test_only_the_managing_authority_decides_and_only_what_stands():
    FILED.when(decide_complaint, REJECT, board(authority="ca-mau")).then_rejected(ForeignAuthority)
    given(COMPLAINT).when(decide_complaint, REJECT, board()).then_rejected(no.NoSuchComplaint)
    given(COMPLAINT, filed(), WITHDRAWN).when(decide_complaint, REJECT, board()).then_rejected(no.ComplaintWasWithdrawn)
    elsewhere = decision(cluster=UUID(int=4))
    FILED.when(decide_complaint, elsewhere, board()).then_rejected(no.NoSuchComplaint)


def test_what_scoring_could_not_reopen_is_refused_before_it_is_an_act():
    FILED.when(decide_complaint, decision(leaves=("IX.9",)), board()).then_rejected(no.UnknownLeaves, leaves="IX.9")
    FILED.when(decide_complaint, decision(unit=unit(9)), board()).then_rejected(no.NotInStandings)
    missing = replace(FACTS, locked=locked(*FIVE.rows[2:], score(2, None)))
    FILED.when(decide_complaint, decision(), board(facts=missing)).then_rejected(no.NothingToReopen)
    unheard = replace(FACTS, documents=frozenset())
    FILED.when(decide_complaint, decision(), board(facts=unheard)).then_rejected(no.UnknownDocuments)
