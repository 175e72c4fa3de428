"""Submissions, opinions and appraisals, as sentences; their days by the pack's calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from contracts.awards import Proposal, RedraftCause, RevisionCaseOpened, RevisionOutcome
from contracts.examples import changed
from contracts.examples.procedure import COUNCIL_VOTED
from contracts.procedure import (
    AppraisalConcluded,
    AskedOpinion,
    DossierPapersReceived,
    DossierRefused,
    NominationsReleased,
    NominationsSubmitted,
    OpinionReceived,
    OpinionsAsked,
    OpinionsClosed,
    PaperDocument,
    ReceivedPaper,
    Stance,
    SubmissionIssued,
    SubmissionWithdrawn,
)
from contracts.rules import AwardCode, AwardLevel, ProcedureStep
from infra.runtime.decisions import Claim, Context
from infra.runtime.errors import ForeignAuthority
from services.awards import procedure_refusals as refusals
from services.awards.claims import claims
from services.awards.complaints import ComplaintsOpen
from services.awards.dossiers import HandInPapers, decide_dossier
from services.awards.known import SuspensionChange
from services.awards.procedure import Procedure, level_of_all
from services.awards.refusals import (
    DayInFuture,
    DayTooEarly,
    DossiersMissing,
    NominationsMissing,
    SeasonsDiffer,
    UnitsBarred,
)
from services.awards.rounds import NOMINATION
from services.awards.steps import AskOpinions, CloseOpinions, ConcludeAppraisal, ReceiveOpinion, decide_step
from services.awards.submission import SUBMISSION
from services.awards.submission_refusals import SubmissionTakenBack, SubmissionTakenUp, VotedOn, WithdrawnAsAWhole
from services.awards.submissions import SubmitNominations, WithdrawSubmission, submit, withdraw
from tests.services.awards.examples import (
    CLUSTER,
    NOMINATED,
    NOMINATIONS,
    OTHER_CLUSTER,
    PACK_2017,
    PAPERS,
    RECEIVED,
    UNITS,
    known,
)
from tests.services.awards.examples import SUBMISSION as ID
from tests.specification import context, given

DOCUMENT = PaperDocument(number="88/BC", issued_on=date(2023, 12, 25))
COMPLETE = tuple(
    DossierPapersReceived(
        cluster=CLUSTER,
        unit=nomination.unit,
        award=nomination.award,
        papers=tuple(ReceivedPaper(paper=paper.code, source=DOCUMENT) for paper in PAPERS),
        received_on=date(2023, 12, 21),
        pack="2017",
    )
    for nomination in NOMINATIONS
)
NEW_PAPERS = (ReceivedPaper(paper=PAPERS[0].code, source=PaperDocument(number="99/BC", issued_on=date(2023, 12, 26))),)
READY = (NOMINATED, *COMPLETE, RECEIVED)
SUBMIT = SubmitNominations(
    submission=ID,
    clusters=(CLUSTER,),
    title="Đề nghị tặng Cờ thi đua năm 2023",
    issuer="Sở Nội vụ tỉnh Bạc Liêu",
    series="TTr-SNV",
    number=412,
    submitted_on=date(2023, 12, 22),
    signer_name="Trần Thị Mẫu",
    signer_title="Giám đốc",
)
PROPOSAL = Proposal(
    cluster=CLUSTER, published_on=NOMINATED.published_on, received_on=RECEIVED.received_on, nominations=NOMINATIONS
)
ISSUED = SubmissionIssued(
    **{name: value for name, value in dict(SUBMIT).items() if name != "clusters"},
    authority="bac-lieu",
    season="bac-lieu.2023",
    year=2023,
    level=AwardLevel.PROVINCIAL,
    pack="2017",
    proposals=(PROPOSAL,),
    appraisal_due_on=date(2024, 2, 2),
)
FROZEN = NominationsSubmitted(cluster=CLUSTER, submission=ID, submitted_on=SUBMIT.submitted_on, nominations=NOMINATIONS)
OPENED = RevisionCaseOpened(
    cluster=CLUSTER,
    season=NOMINATED.season,
    authority=NOMINATED.authority,
    case=1,
    because=RedraftCause.REVISION,
    publication=2,
    published_on=date(2023, 12, 26),
    standings_digest=NOMINATED.standings_digest,
    places=NOMINATED.places,
    lost=NOMINATIONS[3:],
    gained=(),
)
FIRST, SECOND = UUID(int=201), UUID(int=202)
ASK = AskOpinions(
    submission=ID,
    asked_on=date(2023, 12, 22),
    asked=(AskedOpinion(opinion=FIRST, name="Công an tỉnh"), AskedOpinion(opinion=SECOND, name="Thanh tra tỉnh")),
)
ASKED = OpinionsAsked(**dict(ASK), pack="2017", due_on=date(2024, 1, 5))
RECEIVE = ReceiveOpinion(submission=ID, opinion=FIRST, received_on=date(2023, 12, 25), stance=Stance.AGREES, document=DOCUMENT)
HEARD = OpinionReceived(**dict(RECEIVE))
CLOSE = CloseOpinions(submission=ID, closed_on=date(2023, 12, 26), reason="Quá hạn, đã nhắc.")
CLOSED = OpinionsClosed(**dict(CLOSE), missing=(SECOND,))
CONCLUDE = ConcludeAppraisal(submission=ID, concluded_on=date(2023, 12, 26), document=DOCUMENT, conclusion="Đủ điều kiện.")
APPRAISED = AppraisalConcluded(**dict(CONCLUDE))


def at(when: str = "2023-12-26T09:00", **changes: object) -> Context:
    facts = known(**{name: changes.pop(name) for name in ("packs", "units", "complaints_open_in") if name in changes})
    return context(when, known=facts, **changes)


# Submission


def test_complete_dossiers_are_submitted_and_frozen():
    given(SUBMISSION).also(NOMINATION, *READY).when(submit, SUBMIT, at()).then(ISSUED, FROZEN)


def test_a_refused_dossier_is_left_out():
    out = DossierRefused(
        cluster=CLUSTER,
        unit=NOMINATIONS[0].unit,
        award=NOMINATIONS[0].award,
        rank=1,
        reason="Sai",
        refused_on=date(2023, 12, 21),
    )
    issued, frozen = given(SUBMISSION).also(NOMINATION, NOMINATED, *COMPLETE[1:], out, RECEIVED).when(submit, SUBMIT, at()).facts
    assert (issued.proposals[0].nominations, frozen.nominations) == (NOMINATIONS[1:], NOMINATIONS[1:])


def test_complaints_are_decided_before_the_submission_leaves():
    ready = given(SUBMISSION).also(NOMINATION, *READY)
    waiting = at(complaints_open_in=("Khối thi đua 2", "Cụm thi đua 1", "Cụm thi đua 1"))
    ready.when(submit, SUBMIT, waiting).then_rejected(ComplaintsOpen, count=3, clusters="Cụm thi đua 1; Khối thi đua 2")


def test_what_lacks_is_named():
    refused = (
        given(SUBMISSION)
        .also(NOMINATION, NOMINATED, *COMPLETE[1:], RECEIVED)
        .when(submit, SUBMIT, at())
        .then_rejected(refusals.DossiersIncomplete)
    )
    assert refused.fields["missing"] == "Đơn vị 1 (provincial-flag): Báo cáo thành tích, Biên bản họp"


def test_a_submission_needs_nominations_their_receipt_and_one_season():
    given(SUBMISSION).also(NOMINATION).when(submit, SUBMIT, at()).then_rejected(NominationsMissing)
    given(SUBMISSION).also(NOMINATION, NOMINATED, *COMPLETE).when(submit, SUBMIT, at()).then_rejected(DossiersMissing)
    both = SUBMIT.model_copy(update={"clusters": (CLUSTER, OTHER_CLUSTER)})
    other = NOMINATED.model_copy(update={"cluster": OTHER_CLUSTER, "season": "bac-lieu.2022"})
    given(SUBMISSION).also(NOMINATION, *READY).also(NOMINATION, other).when(submit, both, at()).then_rejected(SeasonsDiffer)
    nobody = NOMINATED.model_copy(update={"nominations": ()})
    given(SUBMISSION).also(NOMINATION, nobody, RECEIVED).when(submit, SUBMIT, at()).then_rejected(refusals.NothingToSubmit)


def test_a_submission_is_the_own_authoritys():
    given(SUBMISSION).also(NOMINATION, *READY).when(submit, SUBMIT, at(authority="ca-mau")).then_rejected(ForeignAuthority)


@pytest.mark.parametrize(("day", "refusal"), [("2023-12-21", DayTooEarly), ("2023-12-27", DayInFuture)])
def test_a_submission_is_dated_behind_the_receipt_and_not_ahead(day, refusal):
    command = SUBMIT.model_copy(update={"submitted_on": date.fromisoformat(day)})
    given(SUBMISSION).also(NOMINATION, *READY).when(submit, command, at()).then_rejected(refusal)


def test_a_suspended_unit_is_not_proposed():
    suspended = replace(UNITS[NOMINATIONS[0].unit], suspensions=(SuspensionChange(date(2023, 12, 21), suspended=True),))
    facts = at(units={**UNITS, NOMINATIONS[0].unit: suspended})
    given(SUBMISSION).also(NOMINATION, *READY).when(submit, SUBMIT, facts).then_rejected(UnitsBarred, names="Đơn vị 1")


def test_what_was_submitted_is_not_submitted_again():
    given(SUBMISSION, ISSUED).also(NOMINATION, *READY, FROZEN).when(submit, SUBMIT, at()).then()
    other = SUBMIT.model_copy(update={"number": 413})
    given(SUBMISSION, ISSUED).also(NOMINATION, *READY, FROZEN).when(submit, other, at()).then_rejected(refusals.SubmissionIdUsed)
    given(SUBMISSION).also(NOMINATION, *READY, FROZEN).when(submit, SUBMIT, at()).then_rejected(refusals.NominationsFrozen)


def test_a_number_is_the_issuers_own_in_a_year_and_series():
    (claim,) = claims(ISSUED)
    assert isinstance(claim, Claim)
    assert (claim.scope, claim.key) == ("submission-number", "412/TTr-SNV 2023, sở nội vụ tỉnh bạc liêu")


def test_a_pack_that_counts_no_days_gives_no_due_day():
    for silent in (Procedure(), replace(PACK_2017.procedure, deadlines={}), replace(PACK_2017.procedure, calendar=None)):
        pack = replace(PACK_2017, procedure=replace(silent, papers=PACK_2017.procedure.papers))
        issued, _ = given(SUBMISSION).also(NOMINATION, *READY).when(submit, SUBMIT, at(packs=(pack,))).facts
        assert issued.appraisal_due_on is None


def test_one_state_award_makes_it_a_submission_of_that_level():
    state = NOMINATIONS[0].model_copy(update={"award": AwardCode.GOVERNMENT_FLAG})
    assert level_of_all([*NOMINATIONS, state]) is AwardLevel.STATE
    assert level_of_all(NOMINATIONS) is AwardLevel.PROVINCIAL


# Opinions


def test_opinions_are_due_in_ten_working_days():
    given(SUBMISSION, ISSUED).when(decide_step, ASK, at()).then(ASKED)


def test_opinions_come_in_or_are_waited_for_no_longer():
    given(SUBMISSION, ISSUED, ASKED).when(decide_step, RECEIVE, at()).then(HEARD)
    given(SUBMISSION, ISSUED, ASKED, HEARD).when(decide_step, CLOSE, at()).then(CLOSED)
    # One that comes all the same is kept: nothing that was handed in is lost.
    late = RECEIVE.model_copy(update={"opinion": SECOND, "received_on": date(2023, 12, 26)})
    (fact,) = given(SUBMISSION, ISSUED, ASKED, HEARD, CLOSED).when(decide_step, late, at()).facts
    assert fact.opinion == SECOND


def test_a_late_opinion_is_taken_all_the_same():
    """Days warn, they never act."""
    late = RECEIVE.model_copy(update={"received_on": date(2024, 2, 1)})
    (fact,) = given(SUBMISSION, ISSUED, ASKED).when(decide_step, late, at("2024-02-01T09:00")).facts
    assert fact.received_on > ASKED.due_on


def test_opinions_again_change_nothing_or_are_refused():
    given(SUBMISSION, ISSUED, ASKED).when(decide_step, ASK, at()).then()
    given(SUBMISSION, ISSUED, ASKED, HEARD).when(decide_step, RECEIVE, at()).then()
    other = RECEIVE.model_copy(update={"received_on": date(2023, 12, 26)})
    given(SUBMISSION, ISSUED, ASKED, HEARD).when(decide_step, other, at()).then_rejected(refusals.OpinionReceivedBefore)
    later = ASK.model_copy(update={"asked_on": date(2023, 12, 25)})
    given(SUBMISSION, ISSUED, ASKED).when(decide_step, later, at()).then_rejected(refusals.OpinionAskedBefore)
    given(SUBMISSION, ISSUED).when(decide_step, RECEIVE, at()).then_rejected(refusals.OpinionNotAsked)
    given(SUBMISSION, ISSUED).when(decide_step, CLOSE, at()).then_rejected(refusals.NothingAwaited)
    given(SUBMISSION, ISSUED, ASKED, HEARD, CLOSED).when(decide_step, CLOSE, at()).then_rejected(refusals.NothingAwaited)


# Appraisal


def test_an_appraisal_is_concluded_once():
    given(SUBMISSION, ISSUED).when(decide_step, CONCLUDE, at()).then(APPRAISED)
    given(SUBMISSION, ISSUED, APPRAISED).when(decide_step, CONCLUDE, at()).then()
    later = CONCLUDE.model_copy(update={"concluded_on": date(2023, 12, 25)})
    given(SUBMISSION, ISSUED, APPRAISED).when(decide_step, later, at()).then_rejected(refusals.AppraisedBefore)


@pytest.mark.parametrize("command", [ASK, RECEIVE, CLOSE, CONCLUDE])
def test_steps_are_the_own_authoritys_and_need_their_submission(command):
    given(SUBMISSION).when(decide_step, command, at()).then_rejected(refusals.SubmissionNotIssued)
    given(SUBMISSION, ISSUED, ASKED).when(decide_step, command, at(authority="ca-mau")).then_rejected(ForeignAuthority)


@pytest.mark.parametrize(
    ("command", "field"), [(ASK, "asked_on"), (RECEIVE, "received_on"), (CLOSE, "closed_on"), (CONCLUDE, "concluded_on")]
)
def test_no_step_is_dated_before_what_it_rests_on_or_ahead(command, field):
    asked = () if command is ASK else (ASKED,)
    for day, refusal in ((date(2023, 12, 21), DayTooEarly), (date(2023, 12, 27), DayInFuture)):
        wrong = command.model_copy(update={field: day})
        given(SUBMISSION, ISSUED, *asked).when(decide_step, wrong, at()).then_rejected(refusal)


def test_a_step_without_a_deadline_says_so():
    assert PACK_2017.procedure.due_on(ProcedureStep.VOTE, AwardLevel.PROVINCIAL, date(2023, 12, 22)) is None
    assert PACK_2017.procedure.due_on(ProcedureStep.OPINIONS, AwardLevel.PROVINCIAL, date(2024, 12, 30)) is None


# Taken back

WITHDRAW = WithdrawSubmission(submission=ID, clusters=(CLUSTER,), reason="Ghi thiếu một đơn vị.")
WITHDRAWN = SubmissionWithdrawn(**dict(WITHDRAW), withdrawn_on=date(2023, 12, 26))
RELEASED = NominationsReleased(cluster=CLUSTER, submission=ID, released_on=date(2023, 12, 26))


def withdrawing(*facts, rounds=(*READY, FROZEN), command=WITHDRAW, **caller):
    return given(SUBMISSION, *facts).also(NOMINATION, *rounds).when(withdraw, command, at(**caller))


def test_a_submission_is_taken_back_and_its_nominations_thaw():
    withdrawing(ISSUED, ASKED, APPRAISED).then(WITHDRAWN, RELEASED)
    thawed = given(NOMINATION, *READY, FROZEN, RELEASED)
    papers = HandInPapers(**{name: getattr(COMPLETE[0], name) for name in ("cluster", "unit", "award")}, papers=NEW_PAPERS)
    assert thawed.when(decide_dossier, papers, at()).facts
    given(NOMINATION, *READY, FROZEN).when(decide_dossier, papers, at()).then_rejected(refusals.NominationsFrozen)
    anew = SUBMIT.model_copy(update={"submission": UUID(int=6), "number": 413})
    issued, _ = given(SUBMISSION).also(NOMINATION, *READY, FROZEN, RELEASED).when(submit, anew, at()).facts
    assert issued.proposals == (PROPOSAL,)


def test_a_case_about_what_was_put_forward_ends_with_the_submission():
    _, closed, released = withdrawing(ISSUED, rounds=(*READY, FROZEN, OPENED)).facts
    assert (closed.case, closed.outcome, released) == (1, RevisionOutcome.SUBMISSION_WITHDRAWN, RELEASED)


def test_it_is_withdrawn_once_and_as_a_whole_by_the_own_authority():
    withdrawing(ISSUED, WITHDRAWN, rounds=(*READY, FROZEN, RELEASED)).then()
    other = WITHDRAW.model_copy(update={"reason": "Khác."})
    withdrawing(ISSUED, WITHDRAWN, command=other).then_rejected(SubmissionTakenBack, reason="Ghi thiếu một đơn vị.")
    withdrawing().then_rejected(refusals.SubmissionNotIssued)
    withdrawing(ISSUED, authority="ca-mau").then_rejected(ForeignAuthority)
    foreign = WITHDRAW.model_copy(update={"clusters": (OTHER_CLUSTER,)})
    withdrawing(ISSUED, command=foreign).then_rejected(WithdrawnAsAWhole, clusters=str(CLUSTER))


def test_what_the_council_has_voted_on_is_not_withdrawn():
    withdrawing(ISSUED, changed(COUNCIL_VOTED, submission=ID)).then_rejected(VotedOn)


def test_what_a_decision_holds_is_not_withdrawn():
    taken, given_back = claims(WITHDRAWN)
    assert isinstance(taken, Claim)
    assert (taken.scope, taken.key, taken.taken) == ("cluster-in-decision", str(CLUSTER), SubmissionTakenUp)
    assert given_back.key == str(CLUSTER)


@pytest.mark.parametrize("command", [ASK, RECEIVE, CLOSE, CONCLUDE])
def test_nothing_is_done_on_what_was_withdrawn(command):
    given(SUBMISSION, ISSUED, ASKED, WITHDRAWN).when(decide_step, command, at()).then_rejected(SubmissionTakenBack)
    given(SUBMISSION, ISSUED, WITHDRAWN).also(NOMINATION, *READY).when(submit, SUBMIT, at()).then_rejected(
        refusals.SubmissionIdUsed
    )
