"""What ranking decides of secret ballots (bỏ phiếu kín): who may vote on what, and what the count says. No I/O, no clock.

Who has voted is in the log; what was voted lies sealed in the ballot box (`box.py`) until the count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from contracts.ballots import (
    BallotCalled,
    BallotCancelled,
    BallotCounted,
    BallotMethod,
    BallotOpened,
    VoteCast,
)
from contracts.base import Fact
from infra.runtime.decisions import Category, Context
from services.ranking import ballot_refusals as refusals
from services.ranking.ballot_commands import (
    BallotCommand,
    CallBallot,
    CancelBallot,
    CastVote,
    CloseBallot,
    OpenBallot,
    RecordPaperCount,
)
from services.ranking.ballot_state import Ballot, under_way
from services.ranking.calling import call
from services.ranking.casting import cast
from services.ranking.closing import count
from services.ranking.rolls import needed_for
from services.ranking.sealing import is_usable
from services.ranking.standing import Standing
from services.ranking.voting import Voting

# Decide


def decide(command: BallotCommand, context: Context[Voting], ballot: Ballot, standing: Standing | None = None) -> Sequence[Fact]:
    """Call, open, vote in, count or cancel one ballot; those that touch the standings get them too."""
    match command:
        case CallBallot():
            assert standing is not None
            return [call(command, context, ballot, standing)]
        case OpenBallot():
            return [_open(command, context, ballot)]
        case CastVote():
            return [cast(command, context, ballot)]
        case CloseBallot() | RecordPaperCount():
            return count(command, context, ballot)
        case CancelBallot():
            called = under_way(ballot, command.ballot)
            context.require_authority(called.authority)
            return [
                BallotCancelled(
                    ballot=called.ballot,
                    cluster=called.cluster,
                    authority=called.authority,
                    kind=called.kind,
                    candidates=called.candidates,
                    cancelled_on=context.today,
                    reason=command.reason,
                )
            ]
        case _:
            assert_never(command)


def _open(command: OpenBallot, context: Context[Voting], ballot: Ballot) -> Fact:
    called = under_way(ballot, command.ballot)
    context.require_authority(called.authority)
    if ballot.opened is not None:
        raise refusals.BallotAlreadyOpened
    roll = {entry.voter for entry in called.roll}
    for voter in command.present:
        if voter not in roll or command.present.count(voter) > 1:
            raise refusals.NotOnTheRoll(voter=voter)
    if len(set(command.committee)) < len(command.committee):
        raise refusals.CommitteeTwice
    needed = needed_for(called.quorum, len(roll))
    if len(command.present) < needed:
        raise refusals.QuorumNotReached(present=len(command.present), roll=len(roll), needed=needed, **dict(called.quorum))
    _require_seal(called.method, command.seal)
    return BallotOpened(
        ballot=called.ballot,
        authority=called.authority,
        opened_at=context.at,
        place=command.place,
        committee=command.committee,
        present=command.present,
        seal=command.seal,
    )


def _require_seal(method: BallotMethod, seal: str | None) -> None:
    if method is BallotMethod.PAPER:
        if seal is not None:
            raise refusals.SealOnPaper
    elif seal is None or not is_usable(seal):
        raise refusals.SealNeeded


# Evolve


BallotFact = BallotCalled | BallotOpened | VoteCast | BallotCounted | BallotCancelled


def evolve(ballot: Ballot, fact: BallotFact) -> Ballot:
    match fact:
        case BallotCalled():
            return replace(ballot, called=fact)
        case BallotOpened():
            return replace(ballot, opened=fact)
        case VoteCast(voter=voter):
            return replace(ballot, voted=ballot.voted | {voter})
        case BallotCounted():
            return replace(ballot, counted=fact)
        case BallotCancelled():
            return replace(ballot, cancelled=True)
        case _:
            assert_never(fact)


BALLOT = Category("ballot", Ballot(), evolve, (BallotCalled, BallotOpened, VoteCast, BallotCounted, BallotCancelled))
