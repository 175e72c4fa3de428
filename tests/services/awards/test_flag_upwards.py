"""The Government's flag from submission to the Government's own decision: the council carries, the province proposes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from contracts.awards import GovernmentFlagProposed
from contracts.government_flag import GovernmentFlagReleased, HigherDecisionRecorded, ProposalsForwarded
from contracts.procedure import CouncilVoted, PaperDocument, ReceivedPaper, SubmissionWithdrawn
from contracts.rules import AwardCode, AwardLevel, Paper, ProcedureStep, Share, Threshold, VoteBase
from infra.runtime.errors import ForeignAuthority
from services.awards import government_flag_refusals as no
from services.awards import submission_refusals as refusals
from services.awards.claims import claims
from services.awards.commands import DraftDecision
from services.awards.complaints import ComplaintsOpen
from services.awards.council_votes import RecordCouncilVote, decide_vote
from services.awards.decision import DECISION
from services.awards.domain import decide
from services.awards.forwarding import ForwardProposals, RecordHigherDecision, forward, record_higher_decision
from services.awards.government_flag import GOVERNMENT_FLAG
from services.awards.known import Council, Known, SuspensionChange, Unit
from services.awards.procedure_refusals import DossiersIncomplete, StepsMissing, SubmissionIdUsed, UnknownPapers
from services.awards.refusals import DayTooEarly, UnitsBarred, UnknownBases
from services.awards.rounds import NOMINATION
from services.awards.submission import SUBMISSION
from services.awards.submissions import WithdrawSubmission, withdraw
from services.awards.submitting_flag import (
    NomineePapers,
    SubmitGovernmentFlag,
    WithdrawGovernmentFlag,
    submit_flag,
    withdraw_flag,
)
from services.awards.vote_counts import VoteCount
from services.awards.vote_refusals import NotVoted
from tests.services.awards.examples import BASIS, MEMBERS, PACK_2017, PROCEDURE, SEASON, unit
from tests.services.awards.examples import SUBMISSION as ID
from tests.services.awards.test_council_votes import COUNCIL
from tests.services.awards.test_government_flag import cluster, cluster_id, known, proposing, round_of
from tests.services.awards.test_submissions import APPRAISED, ASKED, CLOSED, HEARD
from tests.specification import context, given

FLAG = AwardCode.GOVERNMENT_FLAG
FOUR_FIFTHS = Threshold(of=VoteBase.TOTAL, share=Share(part=4, whole=5), more_than=False)
PACK = replace(
    PACK_2017,
    procedure=replace(
        PROCEDURE,
        papers={**PROCEDURE.papers, FLAG: (Paper(code="unit-proposal", name="Tờ trình"), Paper(code="tax", name="Thuế"))},
        votes={**PROCEDURE.votes, FLAG: FOUR_FIFTHS},
    ),
)
TEN = tuple(cluster(number) for number in range(1, 11))
NAMES = {each.unit: Unit(f"Đơn vị {each.unit.int}") for of in TEN for each in of.ranked}
SEASON_NOW = known(*TEN, packs=(PACK,))
PAPERS = tuple(
    ReceivedPaper(paper=code, source=PaperDocument(number="7/TTr", issued_on=date(2023, 12, 20)))
    for code in ("unit-proposal", "tax")
)
(PROPOSED,) = proposing(SEASON_NOW, 1, 2).facts
assert isinstance(PROPOSED, GovernmentFlagProposed)
SUBMIT = SubmitGovernmentFlag(
    submission=ID,
    season=SEASON,
    nominees=tuple(NomineePapers(cluster=cluster_id(number), papers=PAPERS) for number in (1, 2)),
    title="Đề nghị tặng Cờ thi đua của Chính phủ năm 2023",
    issuer="Sở Nội vụ tỉnh Bạc Liêu",
    series="TTr-SNV",
    number=420,
    submitted_on=date(2023, 12, 28),
    signer_name="Trần Thị Mẫu",
    signer_title="Giám đốc",
)
STEPS = tuple(
    fact.model_copy(update={day: date(2023, 12, 29)})
    for fact, day in ((ASKED, "asked_on"), (HEARD, "received_on"), (CLOSED, "closed_on"), (APPRAISED, "concluded_on"))
)
VOTE = RecordCouncilVote(
    submission=ID,
    council=COUNCIL,
    held_on=date(2023, 12, 29),
    minutes="10/BB-HĐTĐKT",
    present=MEMBERS,
    votes=(
        VoteCount(cluster=cluster_id(1), unit=unit(101), award=FLAG, yes=8, no=0),
        VoteCount(cluster=cluster_id(2), unit=unit(201), award=FLAG, yes=7, no=1),
    ),
)
FORWARD = ForwardProposals(
    submission=ID,
    addressee="Thủ tướng Chính phủ",
    issuer="Ủy ban nhân dân tỉnh Bạc Liêu",
    series="TTr-UBND",
    number=188,
    forwarded_on=date(2023, 12, 30),
    signer_name="Nguyễn Văn Mẫu",
    signer_title="Chủ tịch",
)
DECIDED = RecordHigherDecision(submission=ID, decided_on=date(2023, 12, 31), document=BASIS, given=(unit(101),))
WITHDRAW = WithdrawGovernmentFlag(season=SEASON, submission=ID, reason="Ghi sai tên đơn vị.")


def submitting(command=SUBMIT, *, season=(PROPOSED,), before=(), facts=SEASON_NOW, numbers=(1, 2), **caller):
    asked = given(SUBMISSION, *before).also(GOVERNMENT_FLAG, *season)
    for number in numbers:
        asked = asked.also(NOMINATION, round_of(number))
    return asked.when(submit_flag, command, context("2023-12-28T10:00", known=facts, **caller))


ISSUED, SUBMITTED = submitting().facts


def at(when: str = "2023-12-31T09:00", *, units=NAMES, **caller):
    """Nine members; the second one sits for the first nominee."""
    seats = {**dict.fromkeys(MEMBERS), MEMBERS[1]: unit(101)}
    council = Council(date(2023, 1, 1), None, {date(2023, 1, 1): seats})
    facts = Known(units=units, packs=(PACK,), councils={COUNCIL: council}, documents=frozenset({BASIS}))
    return context(when, known=facts, **caller)


(VOTED,) = given(SUBMISSION, ISSUED, *STEPS).when(decide_vote, VOTE, at()).facts
assert isinstance(VOTED, CouncilVoted)
CARRIED = (ISSUED, *STEPS, VOTED)
(FORWARDED,) = given(SUBMISSION, *CARRIED).when(forward, FORWARD, at()).facts


# It happens


def test_those_proposed_are_submitted_at_the_level_of_the_state_with_a_dossier_each():
    assert (ISSUED.level, ISSUED.for_government, [p.cluster for p in ISSUED.proposals]) == (
        AwardLevel.STATE,
        True,
        [cluster_id(1), cluster_id(2)],
    )
    assert [(n.unit, n.award, n.rank) for p in ISSUED.proposals for n in p.nominations] == [
        (unit(101), FLAG, 1),
        (unit(201), FLAG, 1),
    ]
    assert (SUBMITTED.submission, [n.unit for n in SUBMITTED.nominees], SUBMITTED.pack) == (ID, [unit(101), unit(201)], "2017")


def test_eighty_per_cent_of_all_members_carry_and_less_is_out_with_x_of_y():
    """Nine members: 7.2 are needed, so eight carry and seven do not; the recused count as members."""
    assert [(v.yes, v.base, v.passed, v.recused) for v in VOTED.votes] == [(8, 9, True, (MEMBERS[1],)), (7, 9, False, ())]


def test_the_province_proposes_whom_the_council_carried_and_keeps_what_the_government_decided():
    assert isinstance(FORWARDED, ProposalsForwarded)
    assert [(c.unit, c.yes, c.base) for c in FORWARDED.carried] == [(unit(101), 8, 9)]
    (claim,) = claims(FORWARDED)
    assert (claim.scope, claim.key) == ("submission-number", "188/TTr-UBND 2023, ủy ban nhân dân tỉnh bạc liêu")
    given(SUBMISSION, *CARRIED, FORWARDED).when(record_higher_decision, DECIDED, at()).then(
        HigherDecisionRecorded(**dict(DECIDED))
    )
    nobody = DECIDED.model_copy(update={"given": ()})
    assert given(SUBMISSION, *CARRIED, FORWARDED).when(record_higher_decision, nobody, at()).facts


def test_the_councils_vote_is_free_of_the_decision_that_holds_the_same_cluster():
    """The cluster's provincial flags are in a signed decision by then; this vote takes nothing of it."""
    assert tuple(claims(VOTED)) == ()


def test_withdrawn_before_the_vote_others_may_be_proposed():
    withdrawn, released = (
        given(SUBMISSION, ISSUED)
        .also(GOVERNMENT_FLAG, PROPOSED, SUBMITTED)
        .when(withdraw_flag, WITHDRAW, at("2023-12-29T09:00"))
        .facts
    )
    assert isinstance(withdrawn, SubmissionWithdrawn)
    assert withdrawn.clusters == ()
    assert tuple(claims(withdrawn)) == ()
    assert released == GovernmentFlagReleased(season=SEASON, submission=ID, released_on=date(2023, 12, 29))
    (again,) = proposing(SEASON_NOW, 3, before=(PROPOSED, SUBMITTED, released)).facts
    assert [n.unit for n in again.nominees] == [unit(301)]


# It is repeated


def test_the_same_again_changes_nothing():
    submitting(before=(ISSUED,), season=(PROPOSED, SUBMITTED)).then()
    given(SUBMISSION, *CARRIED, FORWARDED).when(forward, FORWARD, at()).then()
    decided = HigherDecisionRecorded(**dict(DECIDED))
    given(SUBMISSION, *CARRIED, FORWARDED, decided).when(record_higher_decision, DECIDED, at()).then()
    gone = SubmissionWithdrawn(submission=ID, clusters=(), reason=WITHDRAW.reason, withdrawn_on=date(2023, 12, 29))
    given(SUBMISSION, ISSUED, gone).also(GOVERNMENT_FLAG, PROPOSED).when(withdraw_flag, WITHDRAW, at()).then()


# It is refused


def test_only_what_was_proposed_is_submitted_whole_and_once():
    submitting(season=()).then_rejected(no.NothingProposed, season=SEASON)
    one = SUBMIT.model_copy(update={"nominees": SUBMIT.nominees[:1]})
    both = ", ".join(sorted((str(cluster_id(1)), str(cluster_id(2)))))
    submitting(one, numbers=(1,)).then_rejected(no.NomineesDiffer, clusters=both)
    submitting(season=(PROPOSED, SUBMITTED)).then_rejected(no.FlagSubmittedBefore, submission=str(ID))
    submitting(SUBMIT.model_copy(update={"number": 421}), before=(ISSUED,)).then_rejected(SubmissionIdUsed)
    submitting(authority="ca-mau").then_rejected(ForeignAuthority)
    early = SUBMIT.model_copy(update={"submitted_on": date(2023, 12, 27)})
    submitting(early).then_rejected(DayTooEarly)
    proposing(SEASON_NOW, 3, before=(PROPOSED, SUBMITTED)).then_rejected(no.FlagSubmittedBefore)


def test_who_no_longer_meets_the_standard_is_not_submitted():
    over = replace(SEASON_NOW, passed_over=frozenset({(cluster_id(2), unit(201))}))
    submitting(facts=over).then_rejected(no.StandardNotMet, clusters="Cụm 2")
    complained = replace(SEASON_NOW, complaints_open_in=("Cụm 1",))
    submitting(facts=complained).then_rejected(ComplaintsOpen, count=1, clusters="Cụm 1")
    fewer = known(*TEN[:9], packs=(PACK,))
    submitting(facts=fewer).then_rejected(no.TooManyProposed, most=1, wanted=2, leaders=9)


@pytest.mark.parametrize(
    ("papers", "refusal", "fields"),
    [
        (PAPERS[:1], DossiersIncomplete, {"missing": "Đơn vị 201 (government-flag): Thuế"}),
        ((*PAPERS, PAPERS[0].model_copy(update={"paper": "photograph"})), UnknownPapers, {"papers": "photograph"}),
    ],
)
def test_the_dossier_is_held_against_the_flags_own_checklist(papers, refusal, fields):
    second = SUBMIT.nominees[1].model_copy(update={"papers": papers})
    command = SUBMIT.model_copy(update={"nominees": (SUBMIT.nominees[0], second)})
    submitting(command).then_rejected(refusal, **fields)


def test_no_decision_of_the_province_gives_it():
    draft = DraftDecision(decision=UUID(int=9), title="Tặng Cờ thi đua của Chính phủ", submissions=(ID,))
    stream = given(DECISION).also(SUBMISSION, *CARRIED)
    stream.when(decide, draft, at()).then_rejected(refusals.DecidedByGovernment, numbers="420/TTr-SNV")


def test_it_is_proposed_upwards_once_the_steps_and_the_vote_are_taken():
    given(SUBMISSION, ISSUED).when(forward, FORWARD, at()).then_rejected(NotVoted)
    given(SUBMISSION, ISSUED, VOTED).when(forward, FORWARD, at()).then_rejected(StepsMissing, steps="opinions, appraisal")
    down = VOTED.model_copy(update={"votes": tuple(v.model_copy(update={"yes": 2, "passed": False}) for v in VOTED.votes)})
    given(SUBMISSION, ISSUED, *STEPS, down).when(forward, FORWARD, at()).then_rejected(refusals.NobodyCarried)
    early = FORWARD.model_copy(update={"forwarded_on": date(2023, 12, 28)})
    given(SUBMISSION, *CARRIED).when(forward, early, at()).then_rejected(DayTooEarly)
    given(SUBMISSION, *CARRIED).when(forward, FORWARD, at(authority="ca-mau")).then_rejected(ForeignAuthority)
    suspended = {**NAMES, unit(101): Unit("Đơn vị 101", (SuspensionChange(date(2023, 12, 30), suspended=True),))}
    given(SUBMISSION, *CARRIED).when(forward, FORWARD, at(units=suspended)).then_rejected(UnitsBarred, names="Đơn vị 101")
    ordinary = ISSUED.model_copy(update={"for_government": None})
    given(SUBMISSION, ordinary, *STEPS, VOTED).when(forward, FORWARD, at()).then_rejected(refusals.DecidedHere)


def test_what_was_proposed_upwards_stands():
    other = FORWARD.model_copy(update={"number": 189})
    stream = given(SUBMISSION, *CARRIED, FORWARDED)
    stream.when(forward, other, at()).then_rejected(refusals.ForwardedBefore, number="188/TTr-UBND")
    again = VOTE.model_copy(update={"repeats": "Kiểm phiếu sai.", "minutes": "11/BB", "present": MEMBERS[:8]})
    stream.when(decide_vote, again, at()).then_rejected(refusals.ForwardedBefore)


def test_the_governments_decision_is_about_what_was_proposed_to_it():
    given(SUBMISSION, *CARRIED).when(record_higher_decision, DECIDED, at()).then_rejected(refusals.NotForwarded)
    stream = given(SUBMISSION, *CARRIED, FORWARDED)
    voted_down = DECIDED.model_copy(update={"given": (unit(201),)})
    stream.when(record_higher_decision, voted_down, at()).then_rejected(refusals.NotProposed, names="Đơn vị 201")
    unknown = DECIDED.model_copy(update={"document": UUID(int=77)})
    stream.when(record_higher_decision, unknown, at()).then_rejected(UnknownBases)
    early = DECIDED.model_copy(update={"decided_on": date(2023, 12, 29)})
    stream.when(record_higher_decision, early, at()).then_rejected(DayTooEarly)
    decided = HigherDecisionRecorded(**dict(DECIDED))
    other = DECIDED.model_copy(update={"given": ()})
    given(SUBMISSION, *CARRIED, FORWARDED, decided).when(record_higher_decision, other, at()).then_rejected(
        refusals.HigherDecisionBefore
    )


def test_it_is_withdrawn_by_its_own_command_and_not_behind_a_vote():
    season = (PROPOSED, SUBMITTED)
    voted = given(SUBMISSION, *CARRIED).also(GOVERNMENT_FLAG, *season)
    voted.when(withdraw_flag, WITHDRAW, at()).then_rejected(refusals.VotedOn)
    given(SUBMISSION, ISSUED).also(GOVERNMENT_FLAG, PROPOSED).when(withdraw_flag, WITHDRAW, at()).then_rejected(
        no.FlagNotSubmitted
    )
    as_others = WithdrawSubmission(submission=ID, clusters=(cluster_id(1), cluster_id(2)), reason="x")
    rounds = given(SUBMISSION, ISSUED).also(NOMINATION, round_of(1)).also(NOMINATION, round_of(2))
    rounds.when(withdraw, as_others, at()).then_rejected(refusals.WithdrawFlagInstead)


def test_where_the_pack_asks_for_no_vote_it_is_proposed_without_a_count():
    off = {(ProcedureStep.VOTE, level): False for level in AwardLevel}
    pack = replace(PACK, procedure=replace(PACK.procedure, steps={**PACK.procedure.steps, **off}))
    when = at()
    facts = replace(when, known=replace(when.known, packs=(pack,)))
    (fact,) = given(SUBMISSION, ISSUED, *STEPS).when(forward, FORWARD, facts).facts
    assert [(each.unit, each.yes, each.base) for each in fact.carried] == [(unit(101), None, None), (unit(201), None, None)]
