"""From draft to publication: a decision takes in what was submitted and voted for, is signed, or its draft taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, assert_never
from uuid import UUID

from contracts.awards import ITEMS_MAX, DecisionDrafted, DecisionSigned
from contracts.base import Fact
from contracts.procedure import DecisionPublished, DraftWithdrawn
from infra.runtime.decisions import Context
from services.awards import refusals
from services.awards.carried import days_of, require_steps, require_votes, steps_of, taken
from services.awards.commands import DraftDecision, PublishDecision, SignDecision, WithdrawDraft
from services.awards.days import require_day
from services.awards.decision import Decision
from services.awards.known import Known
from services.awards.procedure_refusals import ClustersNotSubmitted, NothingToWithdraw, PublishedBefore
from services.awards.signing import Act, items_of, number_of
from services.awards.submission import Submission, require_issued
from services.awards.submission_refusals import DecidedByGovernment
from services.awards.submissions import listed

DraftCommand = DraftDecision | WithdrawDraft | SignDecision | PublishDecision


def decide_draft(command: DraftCommand, context: Context[Any], *states: Any) -> Sequence[Fact]:
    match command:
        case DraftDecision():
            return _draft_decision(command, context, *states)
        case WithdrawDraft():
            return _withdraw(command, context, *states)
        case SignDecision():
            return [_sign(command, context, *states)]
        case PublishDecision():
            return _publish(command, context, *states)
    assert_never(command)


def _draft_decision(
    command: DraftDecision, context: Context[Known], current: Decision, *submissions: Submission
) -> Sequence[Fact]:
    given = dict(zip(command.submissions, submissions, strict=True))
    issued = {submission: require_issued(submission, context, of) for submission, of in given.items()}
    if higher := [f"{of.number}/{of.series}" for of in issued.values() if of.for_government]:
        raise DecidedByGovernment(numbers=", ".join(higher))
    seasons = sorted({of.season for of in issued.values()})
    if len(seasons) > 1:
        raise refusals.SeasonsDiffer(seasons=", ".join(seasons))
    put_forward = [(submission, proposal) for submission, of in issued.items() for proposal in of.proposals]
    if missing := set(command.clusters) - {proposal.cluster for _, proposal in put_forward}:
        raise ClustersNotSubmitted(clusters=listed(missing))
    chosen = [(of, proposal) for of, proposal in put_forward if not command.clusters or proposal.cluster in command.clusters]
    if current.drafted is not None or current.amendment is not None:
        if current.drafted is not None and _is_same_draft(command, [proposal.cluster for _, proposal in chosen], current.drafted):
            return []
        raise refusals.DecisionDraftedBefore
    proposals = tuple(taken(proposal, given[of], of, context) for of, proposal in chosen)
    count = sum(len(proposal.nominations) for proposal in proposals)
    if count == 0:
        raise refusals.NothingToGrant
    if count > ITEMS_MAX:
        raise refusals.TooManyItems(count=count, limit=ITEMS_MAX)
    drafted = DecisionDrafted(
        decision=command.decision,
        authority=context.caller.authority,
        season=seasons[0],
        title=command.title,
        proposals=proposals,
        submissions=tuple(steps_of(of, submission) for submission, of in given.items()),
    )
    require_steps(drafted, context.today, context.known)
    return [drafted]


def _is_same_draft(command: DraftDecision, clusters: Sequence[UUID], drafted: DecisionDrafted) -> bool:
    said = command.title, command.submissions, tuple(clusters)
    before = tuple(of.submission for of in drafted.submissions), tuple(proposal.cluster for proposal in drafted.proposals)
    return said == (drafted.title, *before)


def _withdraw(command: WithdrawDraft, context: Context[None], current: Decision) -> Sequence[Fact]:
    drafted = current.drafted
    if drafted is None:
        raise NothingToWithdraw
    context.require_authority(drafted.authority)
    if current.signed is not None:
        raise refusals.AlreadySigned(number=number_of(current.signed))
    return [
        DraftWithdrawn(
            decision=command.decision,
            submissions=tuple(of.submission for of in drafted.submissions),
            clusters=tuple(proposal.cluster for proposal in drafted.proposals),
            reason=command.reason,
        )
    ]


def _sign(command: SignDecision, context: Context[Known], current: Decision) -> Fact:
    drafted, known = current.drafted, context.known
    if drafted is None:
        raise refusals.DecisionNotDrafted
    context.require_authority(drafted.authority)
    if current.signed is not None:
        raise refusals.AlreadySigned(number=number_of(current.signed))
    days = [day for proposal in drafted.proposals for day in (proposal.published_on, proposal.received_on)]
    require_day(command.signed_on, earliest=max((*days, *days_of(drafted.submissions))), today=context.today)
    if unknown := set(command.bases) - known.documents:
        raise refusals.UnknownBases(documents=listed(unknown))
    # The officer may record today what was signed earlier: nothing is given to whoever was barred then, or is now.
    nominated = [nomination.unit for proposal in drafted.proposals for nomination in proposal.nominations]
    known.require_eligible(nominated, drafted.season, command.signed_on, context.today)
    items = items_of(drafted, Act(command.signed_on, command.number, command.series), known)
    require_steps(drafted, command.signed_on, known)
    require_votes(drafted, command.signed_on, known)
    return DecisionSigned(
        decision=command.decision,
        authority=drafted.authority,
        season=drafted.season,
        issuer=command.issuer,
        series=command.series,
        number=command.number,
        year=command.signed_on.year,
        signed_on=command.signed_on,
        signer_name=command.signer_name,
        signer_title=command.signer_title,
        bases=command.bases,
        items=items,
        amount=sum(item.amount for item in items),
    )


def _publish(command: PublishDecision, context: Context[None], current: Decision) -> Sequence[Fact]:
    signed = current.signed
    if signed is None:
        raise refusals.DecisionNotSigned
    context.require_authority(signed.authority)
    if current.published is not None:
        if (current.published.published_on, current.published.where) == (command.published_on, command.where):
            return []
        raise PublishedBefore(published_on=current.published.published_on.isoformat())
    require_day(command.published_on, earliest=signed.signed_on, today=context.today)
    return [DecisionPublished(**vars(command))]
