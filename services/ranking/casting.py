"""Voting electronically: who may, and what goes into the box. Pure."""

from __future__ import annotations

from typing import assert_never

from contracts.ballots import BallotCalled, BallotKind, BallotMethod, VoteCast, Voter
from infra.runtime.decisions import Context, Role
from services.ranking import ballot_refusals as refusals
from services.ranking.ballot_commands import AnsweredPaper, CastVote, NamedPaper
from services.ranking.ballot_state import Ballot, under_way
from services.ranking.counting import questions_of
from services.ranking.sealing import BLANK, Paper
from services.ranking.voting import Voting


def cast(command: CastVote, context: Context[Voting], ballot: Ballot) -> VoteCast:
    called = under_way(ballot, command.ballot)
    voter = _voter(context, called)
    if called.method is not BallotMethod.ELECTRONIC:
        raise refusals.WrongMethod(method=called.method.value)
    if ballot.opened is None:
        raise refusals.BallotNotOpen
    if voter.voter not in ballot.opened.present:
        raise refusals.DidNotAttend
    if voter.voter in ballot.voted:
        raise refusals.AlreadyVoted
    _require_fit(command, called, voter)
    return VoteCast(ballot=called.ballot, authority=called.authority, voter=voter.voter)


def _voter(context: Context[Voting], called: BallotCalled) -> Voter:
    """The entry of the roll that the caller votes for: the own unit's, or their own seat."""
    caller = context.caller
    role, own = (Role.UNIT_OFFICER, str(caller.unit)) if called.council is None else (Role.COUNCIL_MEMBER, caller.person)
    entry = next((entry for entry in called.roll if str(entry.voter) == own), None)
    if entry is None or role not in caller.roles:
        raise refusals.MayNotVote
    return entry


def _require_fit(command: CastVote, called: BallotCalled, voter: Voter) -> None:
    match command.paper:
        case NamedPaper(unit=unit):
            fits = called.kind is BallotKind.TIE_BREAK and (unit is None or unit in called.candidates)
        case AnsweredPaper(answers=answers):
            asked = [question.candidate for question in questions_of(called) if voter.voter in question.voters]
            fits = called.kind is BallotKind.CONFIRMATION and sorted(map(str, asked)) == sorted(str(a.candidate) for a in answers)
        case _:
            assert_never(command.paper)
    if not fits:
        raise refusals.PaperDoesNotFit


def papers_of(command: CastVote) -> tuple[Paper, ...]:
    """The papers that a vote puts into the box: one a question, which nothing holds together."""
    match command.paper:
        case NamedPaper(unit=unit):
            return (Paper(command.ballot, None, BLANK if unit is None else str(unit), command.nonce),)
        case AnsweredPaper(answers=answers):
            return tuple(Paper(command.ballot, each.candidate, each.answer.value, command.nonce) for each in answers)
        case _:
            assert_never(command.paper)
