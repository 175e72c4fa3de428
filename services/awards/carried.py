"""What follows from the council's votes: whom a decision, or a proposal to the Government, takes in, and by which pack.

A session is held against the pack of its own day (council_votes.py). A signature is held against the pack of its own, which may
be another one: there the same counts have to reach that pack's threshold.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from contracts.awards import CouncilResult, Nomination, Proposal, TakenSubmission
from contracts.rules import ProcedureStep
from infra.runtime.decisions import Context
from services.awards import procedure_refusals as refusals
from services.awards.known import Known
from services.awards.money import Pack, governing_pack
from services.awards.procedure import base_of, is_reached, level_of
from services.awards.submission import Submission
from services.awards.vote_refusals import NotVoted, VoteNotReached


class Drafted(Protocol):
    """What is to be signed: the proposals taken in, and how far their submissions came."""

    @property
    def proposals(self) -> Sequence[Proposal]: ...
    @property
    def submissions(self) -> Sequence[TakenSubmission]: ...


def taken(proposal: Proposal, current: Submission, submission: UUID, context: Context[Known]) -> Proposal:
    """A proposal as a decision takes it in: with the council's results, and without whom it voted down.

    Raises:
        NotVoted: the pack asks for a vote that was not taken.
    """
    known = context.known
    pack = governing_pack(known.packs, on=context.today, received_on=proposal.received_on)
    votes = {
        nomination: current.votes.get((proposal.cluster, nomination.unit, nomination.award))
        for nomination in proposal.nominations
    }
    open_ = [n for n, vote in votes.items() if vote is None and _asks_for_vote(pack, n)]
    if open_:
        raise NotVoted(names=known.names(n.unit for n in open_), pack=pack.procedure.named)
    kept = tuple(n for n, vote in votes.items() if vote is None or vote.said.passed)
    results = tuple(
        CouncilResult(unit=n.unit, award=n.award, yes=vote.said.yes, present=vote.present, members=vote.members)
        for n, vote in votes.items()
        if vote is not None and vote.said.passed
    )
    return proposal.model_copy(update={"nominations": kept, "submission": submission, "results": results})


def steps_of(current: Submission, submission: UUID) -> TakenSubmission:
    """How far a submission came, as a decision keeps it."""
    issued = current.issued
    assert issued is not None
    return TakenSubmission(
        submission=submission,
        number=f"{issued.number}/{issued.series}",
        submitted_on=issued.submitted_on,
        opinions_on=current.opinions_on,
        appraised_on=current.appraised_on,
        voted_on=max((vote.held_on for vote in current.votes.values()), default=None),
    )


def require_steps(drafted: Drafted, on: date, known: Known) -> None:
    """Hold the steps before a draft against the packs that a decision of this day goes by.

    Raises:
        DraftWithoutSubmission, StepsMissing: they were not taken.
        PackMissing, StepNotStated: nobody can say whether they have to be.
    """
    concluded = {of.submission: of for of in drafted.submissions}
    for proposal in drafted.proposals:
        taken_in = None if proposal.submission is None else concluded.get(proposal.submission)
        if taken_in is None:
            raise refusals.DraftWithoutSubmission
        pack = governing_pack(known.packs, on=on, received_on=proposal.received_on)
        for nomination in proposal.nominations:
            _require_steps_of(taken_in, nomination, pack)


def _require_steps_of(taken_in: TakenSubmission, nomination: Nomination, pack: Pack) -> None:
    days = {ProcedureStep.OPINIONS: taken_in.opinions_on, ProcedureStep.APPRAISAL: taken_in.appraised_on}
    level = level_of(nomination.award)
    if missing := [step for step, day in days.items() if day is None and pack.procedure.requires(step, level)]:
        raise refusals.StepsMissing(pack=pack.procedure.named, steps=", ".join(missing))


def require_votes(drafted: Drafted, on: date, known: Known) -> None:
    """Hold the council's results against the packs that the decision goes by.

    Raises:
        NotVoted, NoQuorum, VoteNotReached: they do not satisfy them.
        PackMissing, StepNotStated, VoteNotStated, QuorumNotStated: nobody can say.
    """
    for proposal in drafted.proposals:
        pack = governing_pack(known.packs, on=on, received_on=proposal.received_on)
        results = {(result.unit, result.award): result for result in proposal.results}
        for nomination in proposal.nominations:
            _require_vote(nomination, results.get((nomination.unit, nomination.award)), pack, known)


def _require_vote(nomination: Nomination, result: CouncilResult | None, pack: Pack, known: Known) -> None:
    name = known.names([nomination.unit])
    if result is None:
        if _asks_for_vote(pack, nomination):
            raise NotVoted(names=name, pack=pack.procedure.named)
        return
    of = {"present": result.present, "members": result.members}
    pack.procedure.require_quorum(**of)
    threshold = pack.procedure.threshold_for(nomination.award)
    if not is_reached(threshold, yes=result.yes, **of):
        raise VoteNotReached(name=name, yes=result.yes, base=base_of(threshold, **of), pack=pack.procedure.named)


def _asks_for_vote(pack: Pack, nomination: Nomination) -> bool:
    return pack.procedure.requires(ProcedureStep.VOTE, level_of(nomination.award))


def days_of(submissions: Collection[TakenSubmission]) -> list[date]:
    """The days that a decision on them cannot come before."""
    days = [(of.submitted_on, of.opinions_on, of.appraised_on, of.voted_on) for of in submissions]
    return [day for each in days for day in each if day is not None]
