"""The council's vote, as sentences: counts, quorum, thresholds, recusal; and what a decision takes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from contracts.procedure import CouncilVoted, DecisionPublished, DraftWithdrawn
from contracts.rules import AwardCode, AwardLevel, ProcedureStep, Share, Threshold, VoteBase
from infra.runtime.decisions import Claim, Context, Release
from infra.runtime.errors import ForeignAuthority
from services.awards import procedure_refusals as refusals
from services.awards.ballot_refusals import BallotCountDiffers, BallotNotCounted, BallotOnOthers
from services.awards.claims import claims
from services.awards.commands import DraftDecision, PublishDecision, WithdrawDraft
from services.awards.council_votes import RecordCouncilVote, decide_vote
from services.awards.decision import DECISION
from services.awards.domain import decide
from services.awards.known import Council, CountedBallot, Figures
from services.awards.procedure import is_reached
from services.awards.refusals import (
    AlreadySigned,
    DayInFuture,
    DayTooEarly,
    DecisionDraftedBefore,
    DecisionNotSigned,
    NothingToGrant,
    SeasonsDiffer,
)
from services.awards.submission import SUBMISSION
from services.awards.vote_counts import VoteCount
from services.awards.vote_refusals import (
    CouncilUnknown,
    CountsDoNotAddUp,
    NoQuorum,
    NotMembers,
    NotSubmitted,
    NotVoted,
    VotedBefore,
    VoteNotReached,
    VotesTakenUp,
)
from tests.services.awards.examples import (
    CLUSTER,
    DRAFTED,
    MEMBERS,
    NOMINATIONS,
    OTHER_CLUSTER,
    PACK_2017,
    PACK_2024,
    PROCEDURE,
    SIGN,
    known,
    unit,
)
from tests.services.awards.examples import DECISION as DECISION_ID
from tests.services.awards.examples import SUBMISSION as ID
from tests.services.awards.test_domain import SIGNED
from tests.services.awards.test_submissions import APPRAISED, ASKED, CLOSED, HEARD, ISSUED
from tests.specification import context, given

COUNCIL = UUID(int=301)
SEATS = {**dict.fromkeys(MEMBERS), MEMBERS[1]: unit(1)}
PRESENT = MEMBERS[:8]
STEPS_TAKEN = (ISSUED, ASKED, HEARD, CLOSED, APPRAISED)


def count(number: int, yes: int = 6, no: int = 1, **changes: object) -> VoteCount:
    nomination = NOMINATIONS[number - 1]
    return VoteCount(cluster=CLUSTER, unit=nomination.unit, award=nomination.award, yes=yes, no=no, **changes)


def vote(*counts: VoteCount, **changes: object) -> RecordCouncilVote:
    said = {"held_on": date(2023, 12, 27), "minutes": "09/BB-HĐTĐKT", "present": PRESENT, **changes}
    votes = counts or tuple(count(number) for number in (1, 2, 3, 4))
    return RecordCouncilVote(submission=ID, council=COUNCIL, votes=votes, **said)


def at(when: str = "2023-12-27T16:00", *, seats: object = SEATS, **changes: object) -> Context:
    council = Council(date(2023, 1, 1), date(2025, 1, 1), {date(2023, 1, 1): seats})
    packs = changes.pop("packs", (PACK_2017, PACK_2024))
    return context(when, known=known(councils={COUNCIL: council}, packs=packs), **changes)


def voted(*counts: VoteCount, **changes: object) -> CouncilVoted:
    (fact,) = given(SUBMISSION, *STEPS_TAKEN).when(decide_vote, vote(*counts, **changes), at()).facts
    return fact


# It happens


def test_the_council_votes_on_each_nomination_and_who_sits_for_the_unit_withdraws():
    fact = voted()
    assert (fact.session, fact.members, fact.present) == (1, MEMBERS, PRESENT)
    assert [(v.yes, v.base, v.passed, v.recused) for v in fact.votes] == [
        (6, 9, True, (MEMBERS[1],)),
        *[(6, 9, True, ())] * 3,
    ]


@pytest.mark.parametrize(("yes", "passed"), [(4, False), (5, True)])
def test_more_than_half_of_all_members_recused_and_absent_ones_included(yes, passed):
    """Nine members, eight present, one of them recused: five of nine pass, four of nine do not."""
    assert [v.passed for v in voted(count(1, yes=yes, no=7 - yes)).votes] == [passed]


def test_who_withdraws_of_their_own_accord_casts_no_paper():
    (said,) = voted(count(2, yes=6, no=0, recused=(MEMBERS[0], MEMBERS[3]))).votes
    assert said.recused == (MEMBERS[0], MEMBERS[3])


def test_the_council_votes_in_several_sessions():
    first = voted(count(1))
    (second,) = given(SUBMISSION, *STEPS_TAKEN, first).when(decide_vote, vote(count(2), count(3), count(4)), at()).facts
    assert second.session == 2


def test_a_second_vote_on_the_same_says_why():
    first = voted()
    again = vote(count(1, yes=2, no=5))
    given(SUBMISSION, *STEPS_TAKEN, first).when(decide_vote, again, at()).then_rejected(VotedBefore)
    explained = vote(count(1, yes=2, no=5), repeats="Kiểm phiếu sai.")
    (second,) = given(SUBMISSION, *STEPS_TAKEN, first).when(decide_vote, explained, at()).facts
    assert (second.session, second.votes[0].passed, second.repeats) == (2, False, "Kiểm phiếu sai.")


def test_the_government_flag_takes_four_fifths_of_all_members():
    four_fifths = Threshold(of=VoteBase.TOTAL, share=Share(part=4, whole=5), more_than=False)
    assert is_reached(four_fifths, yes=8, present=9, members=10)
    assert not is_reached(four_fifths, yes=7, present=7, members=9)
    assert not is_reached(four_fifths, yes=7, present=8, members=10)


@settings(max_examples=200, deadline=None)
@each(st.integers(0, 60), st.integers(1, 60), st.integers(0, 60), st.integers(0, 6), st.integers(1, 6), st.booleans())
def test_a_threshold_is_exact(yes, present, absent, part, whole, more_than):
    """At least means at least, more than means more: held against fractions, and total is never easier than present."""
    members, share = present + absent, Share(part=part, whole=whole)
    for base, number in ((VoteBase.TOTAL, members), (VoteBase.PRESENT, present)):
        threshold = Threshold(of=base, share=share, more_than=more_than)
        expected = yes * whole > part * number if more_than else yes * whole >= part * number
        assert is_reached(threshold, yes=yes, present=present, members=members) == expected
    total, of_present = (Threshold(of=base, share=share, more_than=more_than) for base in (VoteBase.TOTAL, VoteBase.PRESENT))
    if is_reached(total, yes=yes, present=present, members=members):
        assert is_reached(of_present, yes=yes, present=present, members=members)


# It is refused


@pytest.mark.parametrize(
    ("counted", "voters"),
    [
        (count(2, yes=8, no=1), 8),
        (count(1, yes=8, no=0), 7),
        (count(2, yes=5, no=1, blank=1, invalid=2), 8),
        (count(2, yes=7, no=0, recused=MEMBERS[2:4]), 6),
    ],
)
def test_more_papers_than_people_who_could_cast_one(counted, voters):
    refused = given(SUBMISSION, *STEPS_TAKEN).when(decide_vote, vote(counted), at()).then_rejected(CountsDoNotAddUp)
    assert (refused.fields["voters"], refused.fields["cast"]) == (voters, counted.cast)


def test_fewer_papers_than_present_is_possible():
    assert voted(count(2, yes=5, no=0)).votes[0].passed


def test_without_a_quorum_there_is_no_vote():
    six = vote(count(2, yes=5, no=0), present=MEMBERS[:6])
    assert given(SUBMISSION, *STEPS_TAKEN).when(decide_vote, six, at()).facts
    five = vote(count(2, yes=5, no=0), present=MEMBERS[:5])
    given(SUBMISSION, *STEPS_TAKEN).when(decide_vote, five, at()).then_rejected(NoQuorum, present=5, members=9)


def test_only_members_attend_and_withdraw():
    stranger = UUID(int=999)
    for command in (vote(present=(*PRESENT, stranger)), vote(count(2, recused=(stranger,)))):
        given(SUBMISSION, *STEPS_TAKEN).when(decide_vote, command, at()).then_rejected(NotMembers)


def test_the_council_is_one_that_exists_on_that_day():
    other = vote().model_copy(update={"council": UUID(int=302)})
    given(SUBMISSION, *STEPS_TAKEN).when(decide_vote, other, at()).then_rejected(CouncilUnknown)
    late = vote(held_on=date(2025, 1, 1))
    given(SUBMISSION, *STEPS_TAKEN).when(decide_vote, late, at("2025-01-02T09:00")).then_rejected(CouncilUnknown)


def test_only_what_was_submitted_is_voted_on():
    other = count(1).model_copy(update={"award": AwardCode.GOVERNMENT_FLAG})
    given(SUBMISSION, *STEPS_TAKEN).when(decide_vote, vote(other), at()).then_rejected(NotSubmitted)
    given(SUBMISSION).when(decide_vote, vote(), at()).then_rejected(refusals.SubmissionNotIssued)
    given(SUBMISSION, *STEPS_TAKEN).when(decide_vote, vote(), at(authority="ca-mau")).then_rejected(ForeignAuthority)
    with pytest.raises(ValueError, match="counted once"):
        vote(count(1), count(1))


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ((ISSUED,), "opinions, appraisal"),
        ((ISSUED, ASKED, APPRAISED), "opinions"),
        ((ISSUED, ASKED, HEARD, CLOSED), "appraisal"),
    ],
)
def test_the_steps_that_the_pack_asks_for_come_before(facts, missing):
    given(SUBMISSION, *facts).when(decide_vote, vote(), at()).then_rejected(refusals.StepsMissing, steps=missing)


def test_a_step_is_switched_off_by_the_pack_alone():
    """Switched off it is not asked for; not stated at all it is refused by name."""
    levels = ((step, level) for step in (ProcedureStep.OPINIONS, ProcedureStep.APPRAISAL) for level in AwardLevel)
    off = replace(PACK_2017, procedure=replace(PROCEDURE, steps={**PROCEDURE.steps, **dict.fromkeys(levels, False)}))
    assert given(SUBMISSION, ISSUED).when(decide_vote, vote(), at(packs=(off,))).facts
    silent = replace(PACK_2017, procedure=replace(PROCEDURE, steps={}))
    given(SUBMISSION, ISSUED).when(decide_vote, vote(), at(packs=(silent,))).then_rejected(
        refusals.StepNotStated, step=ProcedureStep.OPINIONS, level=AwardLevel.PROVINCIAL
    )


@pytest.mark.parametrize(
    ("change", "refusal"), [({"votes": {}}, refusals.VoteNotStated), ({"quorum": None}, refusals.QuorumNotStated)]
)
def test_a_threshold_or_quorum_that_the_pack_does_not_state_is_not_assumed(change, refusal):
    pack = replace(PACK_2017, procedure=replace(PROCEDURE, **change))
    given(SUBMISSION, *STEPS_TAKEN).when(decide_vote, vote(), at(packs=(pack,))).then_rejected(refusal)


@pytest.mark.parametrize(("day", "refusal"), [("2023-12-21", DayTooEarly), ("2023-12-28", DayInFuture)])
def test_a_session_is_dated_behind_the_submission_and_not_ahead(day, refusal):
    command = vote(held_on=date.fromisoformat(day))
    given(SUBMISSION, *STEPS_TAKEN).when(decide_vote, command, at()).then_rejected(refusal)


# It is repeated, and loses a race


def test_the_same_count_again_changes_nothing():
    given(SUBMISSION, *STEPS_TAKEN, voted()).when(decide_vote, vote(), at()).then()


def test_while_a_decision_holds_the_submission_the_council_does_not_vote():
    taken, given_back = claims(voted())
    assert isinstance(taken, Claim)
    assert isinstance(given_back, Release)
    assert (taken.scope, taken.key, taken.taken) == ("cluster-in-decision", str(CLUSTER), VotesTakenUp)
    assert (given_back.scope, given_back.key) == (taken.scope, taken.key)


# A decision takes what was submitted and voted for

DRAFT = DraftDecision(decision=DECISION_ID, title=DRAFTED.title, submissions=(ID,))
WITHDRAW = WithdrawDraft(decision=DECISION_ID, reason="Hội đồng họp lại.")
WITHDRAWN = DraftWithdrawn(decision=DECISION_ID, submissions=(ID,), clusters=(CLUSTER,), reason="Hội đồng họp lại.")


def draft(*facts: object, command: DraftDecision = DRAFT, when: Context | None = None):
    return given(DECISION).also(SUBMISSION, *facts).when(decide, command, when or at("2023-12-28T09:00"))


def test_a_decision_takes_in_whom_the_council_voted_for():
    fact = voted(count(1), count(2, yes=4, no=3), count(3), count(4))
    (drafted,) = draft(*STEPS_TAKEN, fact).facts
    assert drafted.proposals[0].nominations == (NOMINATIONS[0], *NOMINATIONS[2:])
    assert [(r.unit, r.yes, r.present, r.members) for r in drafted.proposals[0].results] == [
        (unit(number), 6, 8, 9) for number in (1, 3, 4)
    ]
    (steps,) = drafted.submissions
    assert (steps.number, steps.opinions_on, steps.appraised_on, steps.voted_on) == (
        "412/TTr-SNV",
        date(2023, 12, 26),
        date(2023, 12, 26),
        date(2023, 12, 27),
    )


def test_nobody_is_decided_for_without_a_vote():
    draft(*STEPS_TAKEN, voted(count(1))).then_rejected(NotVoted, names="Đơn vị 2; Đơn vị 3; Đơn vị 4")
    draft(*STEPS_TAKEN).then_rejected(NotVoted)


def test_a_vote_that_the_pack_switches_off_is_not_asked_for_but_counts():
    off = {(ProcedureStep.VOTE, level): False for level in AwardLevel}
    packs = (replace(PACK_2017, procedure=replace(PROCEDURE, steps={**PROCEDURE.steps, **off})),)
    (drafted,) = draft(*STEPS_TAKEN, when=at(packs=packs)).facts
    assert (drafted.proposals[0].nominations, drafted.proposals[0].results) == (NOMINATIONS, ())
    assert drafted.submissions[0].voted_on is None
    (drafted,) = draft(*STEPS_TAKEN, voted(count(1, yes=1)), when=at(packs=packs)).facts
    assert drafted.proposals[0].nominations == NOMINATIONS[1:]


def test_a_decision_gives_something_in_one_season_of_the_own_authority():
    nobody = voted(*(count(number, yes=1) for number in (1, 2, 3, 4)))
    draft(*STEPS_TAKEN, nobody).then_rejected(NothingToGrant)
    draft().then_rejected(refusals.SubmissionNotIssued)
    draft(*STEPS_TAKEN, voted(), when=at(authority="ca-mau")).then_rejected(ForeignAuthority)
    both = DRAFT.model_copy(update={"submissions": (ID, UUID(int=5))})
    other = ISSUED.model_copy(update={"season": "bac-lieu.2022"})
    given(DECISION).also(SUBMISSION, *STEPS_TAKEN).also(SUBMISSION, other).when(decide, both, at()).then_rejected(SeasonsDiffer)


def test_the_same_draft_again_changes_nothing_and_another_needs_another_id():
    stream = given(DECISION, DRAFTED).also(SUBMISSION, *STEPS_TAKEN, voted())
    stream.when(decide, DRAFT, at()).then()
    stream.when(decide, DRAFT.model_copy(update={"title": "Khác"}), at()).then_rejected(DecisionDraftedBefore)


def test_a_cluster_goes_into_one_decision_and_a_submission_into_several():
    assert [(claim.scope, claim.key) for claim in claims(DRAFTED)] == [("cluster-in-decision", str(CLUSTER))]
    assert [(claim.scope, claim.key) for claim in claims(WITHDRAWN)] == [("cluster-in-decision", str(CLUSTER))]
    named = DRAFT.model_copy(update={"clusters": (CLUSTER,)})
    (drafted,) = draft(*STEPS_TAKEN, voted(), command=named).facts
    assert [proposal.cluster for proposal in drafted.proposals] == [CLUSTER]
    other = DRAFT.model_copy(update={"clusters": (OTHER_CLUSTER,)})
    draft(*STEPS_TAKEN, voted(), command=other).then_rejected(refusals.ClustersNotSubmitted, clusters=str(OTHER_CLUSTER))


def test_an_unsigned_draft_can_be_taken_back_and_drafted_anew():
    given(DECISION, DRAFTED).when(decide, WITHDRAW, at()).then(WITHDRAWN)
    stream = given(DECISION, DRAFTED, WITHDRAWN).also(SUBMISSION, *STEPS_TAKEN, voted())
    assert stream.when(decide, DRAFT, at()).facts
    given(DECISION, DRAFTED, WITHDRAWN).when(decide, WITHDRAW, at()).then_rejected(refusals.NothingToWithdraw)
    given(DECISION, DRAFTED, SIGNED).when(decide, WITHDRAW, at()).then_rejected(AlreadySigned)
    given(DECISION, DRAFTED).when(decide, WITHDRAW, at(authority="ca-mau")).then_rejected(ForeignAuthority)


# The signature is held against the pack of the decision


def sign(**changes: object):
    pack = replace(PACK_2017, procedure=replace(PROCEDURE, **changes))
    return given(DECISION, DRAFTED).when(decide, SIGN, at("2023-12-28T16:00", packs=(pack,)))


def test_a_vote_that_does_not_reach_the_threshold_of_the_decisions_pack_is_not_signed():
    """Voted under a pack of more than half; on the day of signing four fifths are asked for: 6 of 9 are too few."""
    four_fifths = Threshold(of=VoteBase.TOTAL, share=Share(part=4, whole=5), more_than=False)
    sign(votes={**PROCEDURE.votes, NOMINATIONS[0].award: four_fifths}).then_rejected(
        VoteNotReached, name="Đơn vị 1", yes=6, base=9
    )


def test_a_quorum_or_a_step_of_the_decisions_pack_is_asked_for():
    sign(quorum=Share(part=9, whole=9)).then_rejected(NoQuorum, present=8, members=9)
    (steps,) = DRAFTED.submissions
    bare = DRAFTED.model_copy(update={"submissions": (steps.model_copy(update={"appraised_on": None}),)})
    given(DECISION, bare).when(decide, SIGN, at("2023-12-28T16:00")).then_rejected(refusals.StepsMissing, steps="appraisal")
    (proposal,) = DRAFTED.proposals
    unvoted = DRAFTED.model_copy(update={"proposals": (proposal.model_copy(update={"results": ()}),)})
    given(DECISION, unvoted).when(decide, SIGN, at("2023-12-28T16:00")).then_rejected(NotVoted)
    silent = at("2023-12-28T16:00", packs=(replace(PACK_2017, procedure=replace(PROCEDURE, steps={})),))
    given(DECISION, unvoted).when(decide, SIGN, silent).then_rejected(refusals.StepNotStated, step=ProcedureStep.VOTE)
    sign(votes={}).then_rejected(refusals.VoteNotStated)


def test_the_pack_of_the_day_of_receipt_decides_where_another_began_since():
    strict = Threshold(of=VoteBase.TOTAL, share=Share(part=4, whole=5), more_than=False)
    later = replace(PACK_2024, procedure=replace(PROCEDURE, votes=dict.fromkeys(PROCEDURE.votes, strict)))
    command = SIGN.model_copy(update={"signed_on": date(2024, 1, 5)})
    when = at("2024-01-05T09:00", packs=(PACK_2017, later))
    assert given(DECISION, DRAFTED).when(decide, command, when).facts[0].items[0].pack == "2017"
    (proposal,) = DRAFTED.proposals
    received = DRAFTED.model_copy(update={"proposals": (proposal.model_copy(update={"received_on": date(2024, 1, 2)}),)})
    given(DECISION, received).when(decide, command, when).then_rejected(VoteNotReached)


def test_a_draft_from_before_submissions_is_folded_and_taken_back_but_not_signed():
    (proposal,) = DRAFTED.proposals
    old = DRAFTED.model_copy(
        update={"submissions": (), "proposals": (proposal.model_copy(update={"submission": None, "results": ()}),)}
    )
    given(DECISION, old).when(decide, SIGN, at("2023-12-28T16:00")).then_rejected(refusals.DraftWithoutSubmission)
    (fact,) = given(DECISION, old).when(decide, WITHDRAW, at()).facts
    assert [(claim.scope, claim.key) for claim in claims(fact)] == [("cluster-in-decision", str(CLUSTER))]


def test_a_decision_signed_before_there_were_submissions_can_still_be_granted_and_published():
    old = DRAFTED.model_copy(update={"submissions": ()})
    given(DECISION, old, SIGNED).when(decide, PUBLISH, at("2023-12-29T16:00")).then(PUBLISHED)


# Publication

PUBLISH = PublishDecision(decision=DECISION_ID, published_on=date(2023, 12, 29), where="Cổng thông tin điện tử tỉnh")
PUBLISHED = DecisionPublished(**dict(PUBLISH))


def test_a_signed_decision_is_published_once():
    stream = given(DECISION, DRAFTED, SIGNED, PUBLISHED)
    stream.when(decide, PUBLISH, at("2023-12-29T16:00")).then()
    later = PUBLISH.model_copy(update={"where": "Báo Bạc Liêu"})
    stream.when(decide, later, at("2023-12-30T16:00")).then_rejected(refusals.PublishedBefore)
    given(DECISION, DRAFTED).when(decide, PUBLISH, at()).then_rejected(DecisionNotSigned)
    given(DECISION, DRAFTED, SIGNED).when(decide, PUBLISH, at(authority="ca-mau")).then_rejected(ForeignAuthority)
    for day, refusal in ((date(2023, 12, 27), DayTooEarly), (date(2023, 12, 30), DayInFuture)):
        wrong = PUBLISH.model_copy(update={"published_on": day})
        given(DECISION, DRAFTED, SIGNED).when(decide, wrong, at("2023-12-29T16:00")).then_rejected(refusal)


# A secret ballot of ranking's that the session cites

BALLOT = UUID(int=501)


def citing(*, council: UUID = COUNCIL, is_counted: bool = True, **figures: int):
    counted = {unit(2): Figures(**{"yes": 6, "no": 1, "blank": 0, "invalid": 0, **figures})}
    of = CountedBallot(cluster=CLUSTER, council=council, award=NOMINATIONS[1].award, is_counted=is_counted, counted=counted)
    when = at()
    facts = replace(when.known, ballots={BALLOT: of})
    return given(SUBMISSION, *STEPS_TAKEN).when(decide_vote, vote(count(2, ballot=BALLOT)), replace(when, known=facts))


def test_a_session_says_what_the_ballot_it_cites_was_counted_as():
    (fact,) = citing().facts
    assert fact.votes[0].ballot == BALLOT


@pytest.mark.parametrize("figures", [{"yes": 7}, {"no": 0}, {"blank": 1}, {"invalid": 1}])
def test_another_count_is_refused_naming_both(figures):
    refused = citing(**figures).then_rejected(BallotCountDiffers, unit="Đơn vị 2", ballot=str(BALLOT), yes=6, no=1)
    assert {name: refused.fields[f"counted_{name}"] for name in figures} == figures


def test_a_ballot_is_known_counted_and_this_councils():
    given(SUBMISSION, *STEPS_TAKEN).when(decide_vote, vote(count(2, ballot=BALLOT)), at()).then_rejected(BallotNotCounted)
    citing(is_counted=False).then_rejected(BallotNotCounted, ballot=str(BALLOT))
    citing(council=UUID(int=302)).then_rejected(BallotOnOthers)
