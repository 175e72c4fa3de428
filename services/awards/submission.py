"""A submission (tờ trình) as far as it came: asked, appraised, voted on, taken back, or proposed to the Government."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, assert_never, get_args
from uuid import UUID

from contracts.government_flag import HigherDecisionRecorded, ProposalsForwarded
from contracts.procedure import (
    AppraisalConcluded,
    CouncilVoted,
    NominationVote,
    OpinionReceived,
    OpinionsAsked,
    OpinionsClosed,
    SubmissionIssued,
    SubmissionWithdrawn,
)
from contracts.rules import AwardCode, ProcedureStep
from infra.runtime.decisions import Category, Context
from services.awards import procedure_refusals as refusals
from services.awards.submission_refusals import SubmissionTakenBack

NominationKey = tuple[UUID, UUID, AwardCode]
"""A nomination by its cluster, unit and award."""
StepFact = OpinionsAsked | OpinionReceived | OpinionsClosed | AppraisalConcluded
UpwardFact = ProposalsForwarded | HigherDecisionRecorded
SubmissionFact = SubmissionIssued | SubmissionWithdrawn | StepFact | CouncilVoted | UpwardFact


@dataclass(frozen=True, slots=True)
class Vote:
    """What the council said last on a nomination, in which session, and of how many."""

    said: NominationVote
    held_on: date
    present: int
    members: int


@dataclass(frozen=True, slots=True)
class Submission:
    """A submission and how far it came."""

    issued: SubmissionIssued | None = None
    withdrawn: SubmissionWithdrawn | None = None
    asked: Mapping[UUID, date] = field(default_factory=dict)
    received: Mapping[UUID, date] = field(default_factory=dict)
    closed: Mapping[UUID, date] = field(default_factory=dict)
    appraised_on: date | None = None
    sessions: int = 0
    votes: Mapping[NominationKey, Vote] = field(default_factory=dict)
    forwarded: ProposalsForwarded | None = None
    higher: HigherDecisionRecorded | None = None

    @property
    def awaited(self) -> tuple[UUID, ...]:
        """Opinions that were asked, did not come, and are still waited for."""
        return tuple(opinion for opinion in self.asked if opinion not in self.received and opinion not in self.closed)

    @property
    def opinions_on(self) -> date | None:
        """The day of the last opinion, once somebody was asked and none is awaited."""
        if not self.asked or self.awaited:
            return None
        return max((*self.received.values(), *self.closed.values()))

    def concluded_on(self, step: ProcedureStep) -> date | None:
        """The day on which a step before the vote came to its end."""
        return self.opinions_on if step is ProcedureStep.OPINIONS else self.appraised_on


def require_issued(submission: UUID, context: Context[Any], current: Submission) -> SubmissionIssued:
    """The submission, if it is the own authority's and was not taken back.

    Raises:
        SubmissionNotIssued, ForeignAuthority, SubmissionTakenBack: nobody can act on it.
    """
    if current.issued is None:
        raise refusals.SubmissionNotIssued(submissions=str(submission))
    context.require_authority(current.issued.authority)
    if current.withdrawn is not None:
        day = current.withdrawn.withdrawn_on.isoformat()
        raise SubmissionTakenBack(withdrawn_on=day, reason=current.withdrawn.reason)
    return current.issued


def evolve_submission(current: Submission, fact: SubmissionFact) -> Submission:
    match fact:
        case SubmissionIssued():
            return replace(current, issued=fact)
        case SubmissionWithdrawn():
            return replace(current, withdrawn=fact)
        case OpinionsAsked() | OpinionReceived() | OpinionsClosed() | AppraisalConcluded():
            return _evolve_step(current, fact)
        case CouncilVoted():
            present, members = len(fact.present), len(fact.members)
            votes = {(v.cluster, v.unit, v.award): Vote(v, fact.held_on, present, members) for v in fact.votes}
            return replace(current, sessions=fact.session, votes={**current.votes, **votes})
        case ProposalsForwarded():
            return replace(current, forwarded=fact)
        case HigherDecisionRecorded():
            return replace(current, higher=fact)
        case _:
            assert_never(fact)


def _evolve_step(current: Submission, fact: StepFact) -> Submission:
    match fact:
        case OpinionsAsked():
            return replace(current, asked={**current.asked, **{one.opinion: fact.asked_on for one in fact.asked}})
        case OpinionReceived():
            return replace(current, received={**current.received, fact.opinion: fact.received_on})
        case OpinionsClosed():
            return replace(current, closed={**current.closed, **dict.fromkeys(fact.missing, fact.closed_on)})
        case AppraisalConcluded():
            return replace(current, appraised_on=fact.concluded_on)
    assert_never(fact)


SUBMISSION = Category("submission", Submission(), evolve_submission, get_args(SubmissionFact))
