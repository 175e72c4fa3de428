"""The council's vote (Hội đồng bỏ phiếu) on submitted nominations.

A session is held against the pack of its own day, so that everybody knows at once who is out; a signature against its own
(carried.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from contracts.awards import SubmissionId
from contracts.base import Contract, CouncilId, Day, Fact, Name, PersonKey, Text
from contracts.procedure import NOMINATIONS_MAX, CouncilVoted, NominationVote
from contracts.rules import AwardCode
from infra.runtime.decisions import Context
from services.awards import procedure_refusals as refusals
from services.awards.days import require_day
from services.awards.distinct import Distinct
from services.awards.known import Council, Known
from services.awards.money import Pack, governing_pack
from services.awards.procedure import BEFORE_THE_VOTE, base_of, is_reached, level_of
from services.awards.submission import NominationKey, Submission, require_issued
from services.awards.submissions import require_not_forwarded
from services.awards.vote_counts import VoteCount, require_counts
from services.awards.vote_refusals import CouncilUnknown, CountsDoNotAddUp, NotMembers, NotSubmitted, VotedBefore

# Command


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
        raise NotSubmitted(nominations=_said(unknown, known))
    if all(_is_same(command, count, current) for count in command.votes):
        return []
    if command.repeats is None and (before := counted.keys() & current.votes.keys()):
        raise VotedBefore(nominations=_said(before, known))
    require_not_forwarded(current)
    require_day(command.held_on, earliest=issued.submitted_on, today=context.today)
    require_counts(command.council, command.votes, known)
    seats = _seats(command, known.councils.get(command.council))
    packs = {
        cluster: governing_pack(known.packs, on=command.held_on, received_on=received_on)
        for cluster, received_on in {(p.cluster, p.received_on) for p in submitted.values()}
    }
    for key in counted:
        _require_concluded(packs[key[0]], key[2], current)
    for pack in {pack.name: pack for pack in packs.values()}.values():
        pack.procedure.require_quorum(present=len(command.present), members=len(seats))
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
            for_government=issued.for_government,
        )
    ]


def _seats(command: RecordCouncilVote, council: Council | None) -> Mapping[UUID, UUID | None]:
    seats = {} if council is None else council.members(command.held_on)
    if not seats:
        raise CouncilUnknown(council=str(command.council), day=command.held_on.isoformat())
    named = {*command.present, *(person for count in command.votes for person in count.recused)}
    if strangers := named - seats.keys():
        raise NotMembers(day=command.held_on.isoformat(), persons=", ".join(sorted(map(str, strangers))))
    return seats


def _require_concluded(pack: Pack, award: AwardCode, current: Submission) -> None:
    level = level_of(award)
    missing = [step for step in BEFORE_THE_VOTE if current.concluded_on(step) is None and pack.procedure.requires(step, level)]
    if missing:
        raise refusals.StepsMissing(pack=pack.procedure.named, steps=", ".join(missing))


def _vote(
    count: VoteCount, command: RecordCouncilVote, seats: Mapping[UUID, UUID | None], pack: Pack, known: Known
) -> NominationVote:
    own = {person for person, unit in seats.items() if unit == count.unit}
    recused = tuple(person for person in seats if person in {*own, *count.recused})
    voters = len(set(command.present) - set(recused))
    if count.cast > voters:
        raise CountsDoNotAddUp(
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
    return (said.yes, said.no, said.blank, said.invalid) == count.figures


def _said(keys: Iterable[NominationKey], known: Known) -> str:
    return "; ".join(sorted(f"{known.names([unit])} ({award})" for _, unit, award in keys))
