"""Who may vote in a ballot, on what, and how many it takes. Exact, and nothing but values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from contracts.ballots import BallotKind, Voter
from contracts.rules import Share, Threshold, VoteBase


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is voted on: a candidate, or with None which of the tied comes first; and who may vote on it."""

    candidate: UUID | None
    roll: tuple[Voter, ...]

    @property
    def voters(self) -> frozenset[UUID]:
        return frozenset(entry.voter for entry in self.roll)


def roll_of(everybody: Iterable[Voter], kind: BallotKind, candidates: Sequence[UUID]) -> tuple[Voter, ...]:
    """Those who may vote: none of the tied on a tie; on candidates whoever is not of the one unit voted on."""
    if kind is BallotKind.CONFIRMATION and len(candidates) > 1:
        return tuple(everybody)
    return tuple(entry for entry in everybody if entry.unit not in candidates)


def questions(kind: BallotKind, candidates: Sequence[UUID], roll: Sequence[Voter]) -> tuple[Question, ...]:
    """What is voted on, question by question; on the own unit nobody votes."""
    if kind is BallotKind.TIE_BREAK:
        return (Question(None, tuple(roll)),)
    return tuple(Question(candidate, tuple(entry for entry in roll if entry.unit != candidate)) for candidate in candidates)


def needed_for(quorum: Share, roll: int) -> int:
    """How many have to attend: the smallest number that is at least this share of the roll."""
    return -(-quorum.part * roll // quorum.whole)


def base_of(threshold: Threshold, present: int, total: int) -> int:
    """What the share of votes in favour is taken of."""
    return present if threshold.of is VoteBase.PRESENT else total


def reaches(threshold: Threshold, yes: int, base: int) -> bool:
    """Say whether votes in favour reach a threshold; of a base of nobody none does."""
    have, need = yes * threshold.share.whole, base * threshold.share.part
    return base > 0 and (have > need if threshold.more_than else have >= need)
