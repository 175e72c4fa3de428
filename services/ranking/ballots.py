"""What ranking decides of secret ballots (bỏ phiếu kín): who may vote on what, and what the count says. No I/O, no clock.

Who has voted is in the log; what was voted lies sealed in the ballot box (`box.py`) until the count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar, assert_never
from uuid import UUID

from contracts.ballots import (
    BallotCalled,
    BallotCancelled,
    BallotCounted,
    BallotKind,
    BallotMethod,
    BallotOpened,
    BallotPaper,
    TieBreakResult,
    TieBroken,
    VoteCast,
    Voter,
)
from contracts.base import Fact
from contracts.ranking import StandingsDrawn
from contracts.rules import AwardCode, Share, Threshold, TieBreak
from infra.runtime.decisions import Category, Context, Role
from services.ranking import ballot_refusals as refusals
from services.ranking.ballot_commands import (
    AnsweredPaper,
    BallotCommand,
    CallBallot,
    CancelBallot,
    CastVote,
    CloseBallot,
    NamedPaper,
    OpenBallot,
    RecordPaperCount,
)
from services.ranking.counting import Result, order_of, questions_of, result_of_count, result_of_papers
from services.ranking.domain import Locked, NothingDrawn, ScoresAreReopened, ScoresNotLocked, SeasonRulesUnknown, Standing
from services.ranking.rolls import needed_for, roll_of
from services.ranking.sealing import BLANK, Paper, SealBroken, is_usable, public_of, unseal

Figure = TypeVar("Figure", Share, Threshold)

# State


@dataclass(frozen=True, slots=True)
class Ballot:
    """One ballot: how far it has come, and who has voted."""

    called: BallotCalled | None = None
    opened: BallotOpened | None = None
    voted: frozenset[UUID] = frozenset()
    counted: BallotCounted | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class VotingRules:
    """What the season's frozen pack says about ballots; None where it does not say."""

    pack: str
    pack_version: int
    tie_breaks: tuple[TieBreak, ...]
    quorum: Share | None = None
    confirmation: Threshold | None = None
    votes: Mapping[AwardCode, Threshold] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SealedPaper:
    """A paper as it lies in the box."""

    candidate: UUID | None
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Composition:
    """Who sits in a council from a day on."""

    valid_from: date
    seats: tuple[Voter, ...]


@dataclass(frozen=True, slots=True)
class Council:
    """The compositions of a council by their days; `end_day` is the first without it."""

    compositions: tuple[Composition, ...] = ()
    end_day: date | None = None

    def seats_on(self, day: date) -> tuple[Voter, ...]:
        begun = [each.seats for each in self.compositions if each.valid_from <= day]
        return begun[-1] if begun and (self.end_day is None or day < self.end_day) else ()


@dataclass(frozen=True, slots=True)
class Voting:
    """What registry and scoring have said that a ballot or lots rest on, and what lies in the box.

    `council` is the one named; `documents` are those named that are on the authority's record.
    """

    locked: Locked | None = None
    rules: VotingRules | None = None
    council: Council = Council()
    box: tuple[SealedPaper, ...] = ()
    documents: frozenset[UUID] = frozenset()


# Decide


def decide(command: BallotCommand, context: Context[Voting], ballot: Ballot, standing: Standing | None = None) -> Sequence[Fact]:
    """Call, open, vote in, count or cancel one ballot; those that touch the standings get them too."""
    match command:
        case CallBallot():
            assert standing is not None
            return [_call(command, context, ballot, standing)]
        case OpenBallot():
            return [_open(command, context, ballot)]
        case CastVote():
            return [_cast(command, context, ballot)]
        case CloseBallot() | RecordPaperCount():
            return _count(command, context, ballot)
        case CancelBallot():
            called = _under_way(ballot, command.ballot)
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


def _call(command: CallBallot, context: Context[Voting], ballot: Ballot, standing: Standing) -> Fact:
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


def sound(known: Voting, drawn: StandingsDrawn) -> tuple[Locked, VotingRules]:
    """The points and rules that people decide by.

    Raises:
        ScoresNotLocked, ScoresAreReopened, SeasonRulesUnknown: there are none, or nobody knows what they will be.
    """
    if known.locked is None:
        raise ScoresNotLocked
    if known.locked.reopened:
        raise ScoresAreReopened
    if known.rules is None:
        raise SeasonRulesUnknown(season=drawn.season)
    return known.locked, known.rules


def rank_of_tie(units: Sequence[UUID], drawn: StandingsDrawn, rules: VotingRules, step: TieBreak) -> int:
    """The rank that exactly these units share and that a step of the pack may part.

    Raises:
        StepNotInPack, TieNotUnresolved: the pack knows no such step, or there is no such tie.
    """
    if step not in rules.tie_breaks:
        raise refusals.StepNotInPack(pack=rules.pack, version=rules.pack_version, step=step.value)
    for tie in drawn.unresolved:
        if sorted(tie.units) == sorted(units):
            return tie.rank
    raise refusals.TieNotUnresolved


def _held(standing: Standing, units: Sequence[UUID]) -> UUID | None:
    """The ballot that was held on these units already, or that left them tied."""
    held = (broken for broken in standing.broken if broken.by is TieBreak.BALLOT)
    return next((broken.act for broken in held if stands_in(broken, units)), None)


def stands_in(broken: TieBroken, units: Sequence[UUID]) -> bool:
    """Say whether an act was about these units, or left them tied together."""
    return set(units) == {unit for group in broken.order for unit in group} or any(set(units) <= set(g) for g in broken.order)


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


def _under_way(ballot: Ballot, name: UUID, cluster: UUID | None = None) -> BallotCalled:
    """The ballot, neither counted nor cancelled."""
    called = ballot.called
    if called is None or (cluster is not None and called.cluster != cluster):
        raise refusals.UnknownBallot(ballot=name)
    if ballot.cancelled:
        raise refusals.BallotIsCancelled
    if ballot.counted is not None:
        raise refusals.BallotIsCounted
    return called


def _open(command: OpenBallot, context: Context[Voting], ballot: Ballot) -> Fact:
    called = _under_way(ballot, command.ballot)
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


def _cast(command: CastVote, context: Context[Voting], ballot: Ballot) -> Fact:
    called = _under_way(ballot, command.ballot)
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


def _count(command: CloseBallot | RecordPaperCount, context: Context[Voting], ballot: Ballot) -> Sequence[Fact]:
    called = _under_way(ballot, command.ballot, command.cluster)
    context.require_authority(called.authority)
    if ballot.opened is None:
        raise refusals.BallotNotOpen
    if command.minutes is not None and command.minutes not in context.known.documents:
        raise refusals.UnknownMinutes(document=command.minutes)
    present = frozenset(ballot.opened.present)
    papers: tuple[BallotPaper, ...] = ()
    handed_out = None
    result: Result
    match command:
        case CloseBallot(key=key):
            _require_method(called, BallotMethod.ELECTRONIC)
            papers = _opened(called, ballot, ballot.opened, key, context.known.box)
            result = result_of_papers(called, present, papers)
        case RecordPaperCount(count=count):
            _require_method(called, BallotMethod.PAPER)
            handed_out = command.handed_out
            result = result_of_count(called, present, handed_out, count)
        case _:
            assert_never(command)
    counted = BallotCounted(
        ballot=called.ballot,
        cluster=called.cluster,
        authority=called.authority,
        counted_at=context.at,
        result=result,
        papers=papers,
        handed_out=handed_out,
        minutes=command.minutes,
    )
    return [counted, *_broken(counted, context)]


def _require_method(called: BallotCalled, method: BallotMethod) -> None:
    if called.method is not method:
        raise refusals.WrongMethod(method=called.method.value)


def _opened(
    called: BallotCalled, ballot: Ballot, opened: BallotOpened, key: str, box: Iterable[SealedPaper]
) -> tuple[BallotPaper, ...]:
    """The papers of the box, in an order that tells nothing: that of their receipts."""
    if public_of(key) != opened.seal:
        raise refusals.WrongKey
    expected = {question.candidate: len(question.voters & ballot.voted) for question in questions_of(called)}
    papers = [paper for paper in (_unsealed(called, sealed, key) for sealed in box) if paper is not None]
    found = {candidate: sum(paper.candidate == candidate for paper in papers) for candidate in expected}
    if found != expected or len(papers) != len(tuple(box)):
        raise refusals.BoxDoesNotAgree(papers=len(papers), expected=sum(expected.values()))
    return tuple(sorted(papers, key=lambda paper: (paper.receipt, str(paper.candidate), paper.choice)))


def _unsealed(called: BallotCalled, paper: SealedPaper, key: str) -> BallotPaper | None:
    """A good paper of this ballot, None where the box was tampered with."""
    try:
        opened = unseal(paper.sealed, called.ballot, paper.candidate, key)
    except SealBroken:
        return None
    allowed = {BLANK, *(map(str, called.candidates) if called.kind is BallotKind.TIE_BREAK else ("yes", "no"))}
    return opened if opened.choice in allowed else None


def _broken(counted: BallotCounted, context: Context[Voting]) -> Iterable[Fact]:
    if isinstance(counted.result, TieBreakResult):
        yield TieBroken(
            cluster=counted.cluster,
            authority=counted.authority,
            by=TieBreak.BALLOT,
            act=counted.ballot,
            order=order_of(counted.result),
            broken_on=context.today,
        )


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
