"""Proposing to the Government (trình cấp trên) what the council carried, and recording what the Government decided.

The province does not give the Government's flag: it proposes, under a number of its own, and keeps the answer on record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from contracts.awards import DecisionNumber, Nomination, Proposal, Series, SubmissionId, TakenSubmission
from contracts.base import Contract, Day, DocumentId, Fact, Name, OfficialName, UnitId
from contracts.government_flag import CarriedNomination, HigherDecisionRecorded, ProposalsForwarded
from infra.runtime.decisions import Context
from services.awards import submission_refusals as no
from services.awards.carried import days_of, require_steps, require_votes, steps_of, taken
from services.awards.days import require_day
from services.awards.distinct import Distinct
from services.awards.known import Known
from services.awards.refusals import UnknownBases
from services.awards.submission import Submission, require_issued
from services.awards.submissions import pack_of, require_not_forwarded

# Commands


class ForwardProposals(Contract):
    """Propose to the Government, under a number, whom the council carried."""

    submission: SubmissionId
    addressee: Name
    issuer: Name
    series: Series
    number: DecisionNumber
    forwarded_on: Day
    signer_name: OfficialName
    signer_title: OfficialName


class RecordHigherDecision(Contract):
    """Record what the Government decided: to which of the units proposed it gave the award, maybe to none."""

    submission: SubmissionId
    decided_on: Day
    document: DocumentId
    given: Annotated[tuple[UnitId, ...], Distinct] = Field(max_length=100)


UpwardCommand = ForwardProposals | RecordHigherDecision


@dataclass(frozen=True, slots=True)
class Upwards:
    """What is proposed, as the rules of a signature take it."""

    proposals: tuple[Proposal, ...]
    submissions: tuple[TakenSubmission, ...]


# Decide


def forward(command: ForwardProposals, context: Context[Known], current: Submission) -> Sequence[Fact]:
    issued, known = require_issued(command.submission, context, current), context.known
    if not issued.for_government:
        raise no.DecidedHere
    if current.forwarded is not None and all(getattr(current.forwarded, name) == value for name, value in dict(command).items()):
        return []
    require_not_forwarded(current)
    proposals = tuple(taken(proposal, current, command.submission, context) for proposal in issued.proposals)
    carried = tuple(_carried(each, proposal, current) for proposal in proposals for each in proposal.nominations)
    if not carried:
        raise no.NobodyCarried
    upwards = Upwards(proposals, (steps_of(current, command.submission),))
    require_day(command.forwarded_on, earliest=max(days_of(upwards.submissions)), today=context.today)
    known.require_eligible((each.unit for each in carried), issued.season, command.forwarded_on, context.today)
    require_steps(upwards, command.forwarded_on, known)
    require_votes(upwards, command.forwarded_on, known)
    pack = pack_of(proposals, command.forwarded_on, known)
    return [ProposalsForwarded(**vars(command), year=command.forwarded_on.year, carried=carried, pack=pack.name)]


def _carried(nomination: Nomination, proposal: Proposal, current: Submission) -> CarriedNomination:
    key = proposal.cluster, nomination.unit, nomination.award
    vote = current.votes.get(key)
    counts = {} if vote is None else {"yes": vote.said.yes, "base": vote.said.base}
    return CarriedNomination(cluster=key[0], unit=key[1], award=key[2], **counts)


def record_higher_decision(command: RecordHigherDecision, context: Context[Known], current: Submission) -> Sequence[Fact]:
    require_issued(command.submission, context, current)
    forwarded, fact = current.forwarded, HigherDecisionRecorded(**vars(command))
    if forwarded is None:
        raise no.NotForwarded
    if current.higher == fact:
        return []
    if current.higher is not None:
        raise no.HigherDecisionBefore(decided_on=current.higher.decided_on.isoformat())
    if command.document not in context.known.documents:
        raise UnknownBases(documents=str(command.document))
    require_day(command.decided_on, earliest=forwarded.forwarded_on, today=context.today)
    if strangers := set(command.given) - {each.unit for each in forwarded.carried}:
        raise no.NotProposed(names=context.known.names(strangers))
    return [fact]
