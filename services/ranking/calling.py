"""Calling a ballot: on what, who may vote, and by which rules of the season's pack. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from contracts.ballots import BallotCalled, BallotKind, Voter
from contracts.ranking import StandingsDrawn
from contracts.rules import Share, Threshold, TieBreak
from infra.runtime.decisions import Context
from services.ranking import ballot_refusals as refusals
from services.ranking.ballot_commands import CallBallot
from services.ranking.ballot_state import Ballot
from services.ranking.known import Locked
from services.ranking.refusals import NothingDrawn
from services.ranking.rolls import roll_of
from services.ranking.standing import Standing
from services.ranking.voting import Voting, VotingRules, rank_of_tie, sound, stands_in

Figure = TypeVar("Figure", Share, Threshold)


def call(command: CallBallot, context: Context[Voting], ballot: Ballot, standing: Standing) -> BallotCalled:
    known, drawn = context.known, standing.drawn
    if drawn is None:
        raise NothingDrawn
    context.require_authority(drawn.authority)
    if ballot.called is not None:
        raise refusals.BallotAlreadyCalled(ballot=command.ballot)
    locked, rules = sound(known, drawn)
    rank = None
    if command.kind is BallotKind.TIE_BREAK:
        rank = rank_of_tie(command.candidates, drawn, rules, TieBreak.BALLOT)
        if act := _held(standing, command.candidates):
            raise refusals.TieAlreadyVotedOn(act=act)
    else:
        _require_ranked(command.candidates, drawn)
    everybody = _electorate(command, context, locked)
    roll = roll_of(everybody, command.kind, command.candidates)
    if not roll:
        raise refusals.NobodyMayVote
    return BallotCalled(
        ballot=command.ballot,
        cluster=drawn.cluster,
        season=drawn.season,
        authority=drawn.authority,
        kind=command.kind,
        method=command.method,
        council=command.council,
        award=command.award,
        candidates=command.candidates,
        drawing=drawn.drawing,
        rank=rank,
        roll=roll,
        members=len(everybody),
        called_on=context.today,
        pack=rules.pack,
        pack_version=rules.pack_version,
        quorum=_stated(rules.quorum, rules, "ranking.ballot_quorum"),
        threshold=None if command.kind is BallotKind.TIE_BREAK else _threshold(command, rules),
    )


def _held(standing: Standing, units: Sequence[UUID]) -> UUID | None:
    """The ballot that was held on these units already, or that left them tied."""
    held = (broken for broken in standing.broken if broken.by is TieBreak.BALLOT)
    return next((broken.act for broken in held if stands_in(broken, units)), None)


def _require_ranked(candidates: Sequence[UUID], drawn: StandingsDrawn) -> None:
    ranked = [row.unit for row in drawn.rows if row.rank is not None]
    for unit in candidates:
        if unit not in ranked or candidates.count(unit) > 1:
            raise refusals.NotACandidate(unit=unit)


def _electorate(command: CallBallot, context: Context[Voting], locked: Locked) -> tuple[Voter, ...]:
    if command.council is None:
        return tuple(Voter(voter=row.unit, unit=row.unit) for row in locked.rows if row.departed is None)
    seats = context.known.council.seats_on(context.today)
    if not seats:
        raise refusals.UnknownCouncil(council=command.council, day=context.today)
    return seats


def _threshold(command: CallBallot, rules: VotingRules) -> Threshold:
    if command.council is None:
        return _stated(rules.confirmation, rules, "ranking.cluster_confirmation")
    if command.award is None:
        raise refusals.ConfirmedForWhat
    return _stated(rules.votes.get(command.award), rules, f"awards.votes.{command.award.value}")


def _stated(figure: Figure | None, rules: VotingRules, name: str) -> Figure:
    if figure is None:
        raise refusals.PackFigureMissing(pack=rules.pack, version=rules.pack_version, figure=name)
    return figure
