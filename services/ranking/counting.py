"""Counting: from papers, or from a committee's figures, to the result of a ballot. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from uuid import UUID

from contracts.ballots import (
    Answers,
    BallotCalled,
    BallotKind,
    BallotPaper,
    ConfirmationResult,
    Named,
    TieBreakResult,
)
from services.ranking import ballot_refusals as refusals
from services.ranking.ballot_commands import AnsweredPapers, CountedAnswers, NamedPapers
from services.ranking.rolls import Question, base_of, questions, reaches
from services.ranking.sealing import BLANK

Result = ConfirmationResult | TieBreakResult


def questions_of(called: BallotCalled) -> tuple[Question, ...]:
    return questions(called.kind, called.candidates, called.roll)


def result_of_papers(called: BallotCalled, present: frozenset[UUID], papers: Iterable[BallotPaper]) -> Result:
    """Count papers that were found in the box; electronically none is invalid."""
    said: dict[UUID | None, Counter[str]] = {question.candidate: Counter() for question in questions_of(called)}
    for paper in papers:
        said[paper.candidate][paper.choice] += 1
    if called.kind is BallotKind.TIE_BREAK:
        return _ordered({unit: said[None][str(unit)] for unit in called.candidates}, said[None][BLANK], 0)
    return _confirmed(
        called,
        present,
        [
            CountedAnswers(candidate=question.candidate, yes=found["yes"], no=found["no"], blank=found[BLANK])
            for question in questions_of(called)
            if question.candidate is not None and (found := said[question.candidate]) is not None
        ],
    )


def result_of_count(
    called: BallotCalled, present: frozenset[UUID], handed_out: int, count: AnsweredPapers | NamedPapers
) -> Result:
    """Take a committee's figures over, if they can be those of this ballot.

    Raises:
        WrongMethod, CountOfOthers, CountDoesNotFit: they cannot.
    """
    if handed_out > len(present):
        raise refusals.CountDoesNotFit(where="handed_out", cast=handed_out, most=len(present))
    match count:
        case NamedPapers(votes=votes) if called.kind is BallotKind.TIE_BREAK:
            named = {each.unit: each.votes for each in votes}
            if len(named) != len(votes) or not named.keys() <= set(called.candidates):
                raise refusals.CountOfOthers
            _require_fit("tie-break", sum(named.values()) + count.blank + count.invalid, handed_out)
            return _ordered({unit: named.get(unit, 0) for unit in called.candidates}, count.blank, count.invalid)
        case AnsweredPapers(answers=answers) if called.kind is BallotKind.CONFIRMATION:
            if sorted(each.candidate for each in answers) != sorted(called.candidates):
                raise refusals.CountOfOthers
            for question in questions_of(called):
                [found] = [each for each in answers if each.candidate == question.candidate]
                attending = len(question.voters & present)
                cast = found.yes + found.no + found.blank + found.invalid
                _require_fit(str(question.candidate), cast, min(handed_out, attending))
            return _confirmed(called, present, answers)
        case _:
            raise refusals.CountOfOthers


def _require_fit(where: str, cast: int, most: int) -> None:
    if cast > most:
        raise refusals.CountDoesNotFit(where=where, cast=cast, most=most)


def _ordered(votes: Mapping[UUID, int], blank: int, invalid: int) -> TieBreakResult:
    most_first = sorted(votes.items(), key=lambda pair: (-pair[1], pair[0]))
    return TieBreakResult(votes=tuple(Named(unit=unit, votes=n) for unit, n in most_first), blank=blank, invalid=invalid)


def _confirmed(called: BallotCalled, present: frozenset[UUID], answers: Sequence[CountedAnswers]) -> ConfirmationResult:
    by_candidate = {each.candidate: each for each in answers}
    return ConfirmationResult(
        answers=tuple(_answers(called, question, present, by_candidate) for question in questions_of(called))
    )


def _answers(
    called: BallotCalled, question: Question, present: frozenset[UUID], counted: Mapping[UUID, CountedAnswers]
) -> Answers:
    assert question.candidate is not None
    assert called.threshold is not None
    found = counted[question.candidate]
    attending = len(question.voters & present)
    base = base_of(called.threshold, attending, called.members)
    return Answers(
        **dict(found),
        roll=len(question.roll),
        present=attending,
        base=base,
        confirmed=reaches(called.threshold, found.yes, base),
    )


def order_of(result: TieBreakResult) -> tuple[tuple[UUID, ...], ...]:
    """Most votes first; who has as many stays together."""
    return tuple(tuple(each.unit for each in group) for _, group in groupby(result.votes, key=lambda each: each.votes))
