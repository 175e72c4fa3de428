"""Counting a ballot: the box with the committee's key, or a committee's figures; and the tie that it breaks. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from contracts.ballots import (
    BallotCalled,
    BallotCounted,
    BallotKind,
    BallotMethod,
    BallotOpened,
    BallotPaper,
    TieBreakResult,
    TieBroken,
)
from contracts.base import Fact
from contracts.rules import TieBreak
from infra.runtime.decisions import Context
from services.ranking import ballot_refusals as refusals
from services.ranking.ballot_commands import CloseBallot, RecordPaperCount
from services.ranking.ballot_state import Ballot, under_way
from services.ranking.counting import Result, order_of, questions_of, result_of_count, result_of_papers
from services.ranking.sealing import BLANK, SealBroken, public_of, unseal
from services.ranking.voting import SealedPaper, Voting


def count(command: CloseBallot | RecordPaperCount, context: Context[Voting], ballot: Ballot) -> Sequence[Fact]:
    called = under_way(ballot, command.ballot, command.cluster)
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
        case RecordPaperCount(count=figures):
            _require_method(called, BallotMethod.PAPER)
            handed_out = command.handed_out
            result = result_of_count(called, present, handed_out, figures)
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
