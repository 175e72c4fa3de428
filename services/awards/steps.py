"""What is done on a submission before the vote: opinions asked and received, the appraisal concluded.

Deadlines are counted by the pack's calendar and written into the facts; they warn and move nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, assert_never

from pydantic import AfterValidator, Field

from contracts.awards import SubmissionId
from contracts.base import NONE, Contract, Day, Fact, Text
from contracts.procedure import (
    AppraisalConcluded,
    AskedOpinion,
    OpinionId,
    OpinionReceived,
    OpinionsAsked,
    OpinionsClosed,
    PaperDocument,
    Stance,
    SubmissionIssued,
)
from contracts.rules import ProcedureStep
from infra.runtime.decisions import Context
from services.awards import procedure_refusals as refusals
from services.awards.days import require_day
from services.awards.known import Known
from services.awards.submission import Submission, require_issued
from services.awards.submissions import listed, pack_of

# Commands


def _each_once(asked: tuple[AskedOpinion, ...]) -> tuple[AskedOpinion, ...]:
    if len({one.opinion for one in asked}) != len(asked):
        raise ValueError("each opinion needs an id of its own")
    return asked


class AskOpinions(Contract):
    """Record whose opinion was asked on a submission."""

    submission: SubmissionId
    asked_on: Day
    asked: Annotated[tuple[AskedOpinion, ...], AfterValidator(_each_once)] = Field(min_length=1, max_length=50)


class ReceiveOpinion(Contract):
    """Record an opinion that came in."""

    submission: SubmissionId
    opinion: OpinionId
    received_on: Day
    stance: Annotated[Stance, NONE]
    document: PaperDocument
    remarks: Text | None = None


class CloseOpinions(Contract):
    """Wait no longer for opinions that did not come, and say why."""

    submission: SubmissionId
    closed_on: Day
    reason: Text


class ConcludeAppraisal(Contract):
    """Record the conclusion of a submission's appraisal."""

    submission: SubmissionId
    concluded_on: Day
    document: PaperDocument
    conclusion: Text


StepCommand = AskOpinions | ReceiveOpinion | CloseOpinions | ConcludeAppraisal

# Decide


def decide_step(command: StepCommand, context: Context[Any], current: Submission) -> Sequence[Fact]:
    """The steps between submission and vote."""
    issued = require_issued(command.submission, context, current)
    match command:
        case AskOpinions():
            return _ask(command, context, current, issued)
        case ReceiveOpinion():
            return _receive(command, context.today, current)
        case CloseOpinions():
            return _close(command, context.today, current)
        case ConcludeAppraisal():
            return _conclude(command, context.today, current, issued)
    assert_never(command)


def _ask(command: AskOpinions, context: Context[Known], current: Submission, issued: SubmissionIssued) -> Sequence[Fact]:
    require_day(command.asked_on, earliest=issued.submitted_on, today=context.today)
    if before := [one.opinion for one in command.asked if one.opinion in current.asked]:
        if len(before) == len(command.asked) and all(current.asked[opinion] == command.asked_on for opinion in before):
            return []
        raise refusals.OpinionAskedBefore(opinions=listed(before))
    pack = pack_of(issued.proposals, command.asked_on, context.known)
    due_on = pack.procedure.due_on(ProcedureStep.OPINIONS, issued.level, command.asked_on)
    return [OpinionsAsked(**vars(command), pack=pack.name, due_on=due_on)]


def _receive(command: ReceiveOpinion, today: date, current: Submission) -> Sequence[Fact]:
    if command.opinion not in current.asked:
        raise refusals.OpinionNotAsked(opinion=str(command.opinion))
    if command.opinion in current.received:
        if current.received[command.opinion] == command.received_on:
            return []
        raise refusals.OpinionReceivedBefore(received_on=current.received[command.opinion].isoformat())
    require_day(command.received_on, earliest=current.asked[command.opinion], today=today)
    return [OpinionReceived(**vars(command))]


def _close(command: CloseOpinions, today: date, current: Submission) -> Sequence[Fact]:
    missing = current.awaited
    if not missing:
        raise refusals.NothingAwaited
    require_day(command.closed_on, earliest=max(current.asked[opinion] for opinion in missing), today=today)
    return [OpinionsClosed(**vars(command), missing=missing)]


def _conclude(command: ConcludeAppraisal, today: date, current: Submission, issued: SubmissionIssued) -> Sequence[Fact]:
    if current.appraised_on is not None:
        if current.appraised_on == command.concluded_on:
            return []
        raise refusals.AppraisedBefore(concluded_on=current.appraised_on.isoformat())
    require_day(command.concluded_on, earliest=issued.submitted_on, today=today)
    return [AppraisalConcluded(**vars(command))]
