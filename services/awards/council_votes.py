"""The council's vote (Hội đồng bỏ phiếu) on submitted nominations, and whether it satisfies the pack that decides.

A session is held against the pack of its own day, so that everybody knows at once who is out. A signature is held
against the pack of the decision, which may be another one: there the same counts have to reach that pack's threshold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from contracts.awards import CouncilResult, DecisionDrafted, Nomination, Proposal, SubmissionId, TakenSubmission
from contracts.base import NONE, ClusterId, Contract, CouncilId, Count, Day, Fact, Name, PersonKey, Text, UnitId
from contracts.procedure import NOMINATIONS_MAX, CouncilVoted, NominationVote
from contracts.rules import AwardCode, ProcedureStep
from infra.runtime.decisions import Context
from services.awards import procedure_refusals as refusals
from services.awards.days import require_day
from services.awards.distinct import Distinct
from services.awards.known import Council, Known
from services.awards.money import Pack, governing_pack
from services.awards.procedure import BEFORE_THE_VOTE, base_of, is_reached, level_of
from services.awards.submissions import NominationKey, Submission, require_issued

# Command


class VoteCount(Contract):
    """The papers on one nomination, and who withdrew beside those who sit for its unit; `ballot` is ranking's, if it was one."""

    cluster: ClusterId
    unit: UnitId
    award: Annotated[AwardCode, NONE]
    yes: Count
    no: Count
    blank: Count = 0
    invalid: Count = 0
    recused: Annotated[tuple[PersonKey, ...], Distinct] = Field(default=(), max_length=60)
    ballot: Annotated[UUID | None, NONE] = None

    @property
    def key(self) -> NominationKey:
        return self.cluster, self.unit, self.award

    @property
    def cast(self) -> int:
        return self.yes + self.no + self.blank + self.invalid


def _each_once(counts: tuple[VoteCount, ...]) -> tuple[VoteCount, ...]:
    if len({count.key for count in counts}) != len(counts):
        raise ValueError("each nomination may be counted once only")
    return counts


class RecordCouncilVote(Contract):
    """Record a session of the council: who was present, and the count on each nomination it voted on.

    `repeats` says why the council votes again on nominations that it has voted on.
    """

    submission: SubmissionId
    council: CouncilId
    held_on: Day
    minutes: Name
    present: Annotated[tuple[PersonKey, ...], Distinct] = Field(min_length=1, max_length=60)
    votes: Annotated[tuple[VoteCount, ...], AfterValidator(_each_once)] = Field(min_length=1, max_length=NOMINATIONS_MAX)
    repeats: Text | None = None


# Decide


def decide_vote(command: RecordCouncilVote, context: Context[Known], current: Submission) -> Sequence[Fact]:
    issued = require_issued(command.submission, context, current)
    known = context.known
    submitted = {
        (proposal.cluster, nomination.unit, nomination.award): proposal
        for proposal in issued.proposals
        for nomination in proposal.nominations
    }
    counted = {count.key: count for count in command.votes}
    if unknown := counted.keys() - submitted.keys():
        raise refusals.NotSubmitted(nominations=_said(unknown, known))
    if all(_is_same(command, count, current) for count in command.votes):
        return []
    if command.repeats is None and (before := counted.keys() & current.votes.keys()):
        raise refusals.VotedBefore(nominations=_said(before, known))
    require_day(command.held_on, earliest=issued.submitted_on, today=context.today)
    seats = _seats(command, known.councils.get(command.council))
    packs = {
        cluster: governing_pack(known.packs, on=command.held_on, received_on=received_on)
        for cluster, received_on in {(p.cluster, p.received_on) for p in submitted.values()}
    }
    for key in counted:
        _require_concluded(packs[key[0]], key[2], current)
    for pack in {pack.name: pack for pack in packs.values()}.values():
        _require_quorum(pack, present=len(command.present), members=len(seats))
    votes = tuple(_vote(count, command, seats, packs[count.cluster], known) for count in command.votes)
    return [
        CouncilVoted(
            submission=command.submission,
            council=command.council,
            session=current.sessions + 1,
            held_on=command.held_on,
            minutes=command.minutes,
            members=tuple(seats),
            present=command.present,
            votes=votes,
            repeats=command.repeats,
        )
    ]


def _seats(command: RecordCouncilVote, council: Council | None) -> Mapping[UUID, UUID | None]:
    seats = {} if council is None else council.members(command.held_on)
    if not seats:
        raise refusals.CouncilUnknown(council=str(command.council), day=command.held_on.isoformat())
    named = {*command.present, *(person for count in command.votes for person in count.recused)}
    if strangers := named - seats.keys():
        raise refusals.NotMembers(day=command.held_on.isoformat(), persons=", ".join(sorted(map(str, strangers))))
    return seats


def _require_concluded(pack: Pack, award: AwardCode, current: Submission) -> None:
    level = level_of(award)
    missing = [step for step in BEFORE_THE_VOTE if current.concluded_on(step) is None and pack.procedure.requires(step, level)]
    if missing:
        raise refusals.StepsMissing(pack=pack.procedure.named, steps=", ".join(missing))


def _require_quorum(pack: Pack, *, present: int, members: int) -> None:
    if pack.procedure.is_quorate(present, members):
        return
    quorum = pack.procedure.quorum
    assert quorum is not None
    raise refusals.NoQuorum(present=present, members=members, part=quorum.part, whole=quorum.whole, pack=pack.procedure.named)


def _vote(
    count: VoteCount, command: RecordCouncilVote, seats: Mapping[UUID, UUID | None], pack: Pack, known: Known
) -> NominationVote:
    own = {person for person, unit in seats.items() if unit == count.unit}
    recused = tuple(person for person in seats if person in {*own, *count.recused})
    voters = len(set(command.present) - set(recused))
    if count.cast > voters:
        raise refusals.CountsDoNotAddUp(
            unit=known.names([count.unit]),
            cast=count.cast,
            voters=voters,
            present=len(command.present),
            recused=len(command.present) - voters,
        )
    threshold = pack.procedure.threshold_for(count.award)
    of = {"present": len(command.present), "members": len(seats)}
    return NominationVote(
        **{**dict(count), "recused": recused},
        base=base_of(threshold, **of),
        threshold=threshold,
        passed=is_reached(threshold, yes=count.yes, **of),
        pack=pack.name,
    )


def _is_same(command: RecordCouncilVote, count: VoteCount, current: Submission) -> bool:
    vote = current.votes.get(count.key)
    if vote is None or (vote.held_on, vote.present) != (command.held_on, len(command.present)):
        return False
    said = vote.said
    return (said.yes, said.no, said.blank, said.invalid) == (count.yes, count.no, count.blank, count.invalid)


def _said(keys: Iterable[NominationKey], known: Known) -> str:
    return "; ".join(sorted(f"{known.names([unit])} ({award})" for _, unit, award in keys))


# What a decision takes of it


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
        raise refusals.NotVoted(names=known.names(n.unit for n in open_), pack=pack.procedure.named)
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


def require_steps(drafted: DecisionDrafted, on: date, known: Known) -> None:
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


def require_votes(drafted: DecisionDrafted, on: date, known: Known) -> None:
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
            raise refusals.NotVoted(names=name, pack=pack.procedure.named)
        return
    of = {"present": result.present, "members": result.members}
    _require_quorum(pack, **of)
    threshold = pack.procedure.threshold_for(nomination.award)
    if not is_reached(threshold, yes=result.yes, **of):
        raise refusals.VoteNotReached(name=name, yes=result.yes, base=base_of(threshold, **of), pack=pack.procedure.named)


def _asks_for_vote(pack: Pack, nomination: Nomination) -> bool:
    return pack.procedure.requires(ProcedureStep.VOTE, level_of(nomination.award))


def days_of(submissions: Collection[TakenSubmission]) -> list[date]:
    """The days that a decision on them cannot come before."""
    days = [(of.submitted_on, of.opinions_on, of.appraised_on, of.voted_on) for of in submissions]
    return [day for each in days for day in each if day is not None]
