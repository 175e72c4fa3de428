"""The ballot box: what votes, counts and cancellations write beside their facts.

Papers lie in it sealed to the committee's key (`sealing.py`), and are shaken at each vote (`box.sql`). Who has voted is in
the event log, in the same transaction: so many papers as votes, whatever is killed when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from infra.runtime.sql import Connection, queries_of
from services.ranking.ballot_commands import CancelBallot, CastVote, CloseBallot, RecordPaperCount
from services.ranking.ballot_refusals import BallotIsCancelled
from services.ranking.ballot_state import Ballot
from services.ranking.ballot_views import Receipts, ReceiptView
from services.ranking.casting import papers_of
from services.ranking.sealing import Paper, seal
from services.ranking.voting import SealedPaper

QUERIES = queries_of(Path(__file__).parent / "box.sql")


@dataclass(frozen=True, slots=True)
class PutIn:
    """A voter's papers, sealed; the voter is told their receipts."""

    papers: tuple[Paper, ...]
    to: str
    counted: frozenset[tuple[str, UUID | None]] | None

    @property
    def told(self) -> Mapping[str, Any]:
        receipts = tuple(ReceiptView(candidate=paper.candidate, receipt=paper.receipt.hex()) for paper in self.papers)
        return Receipts(receipts=receipts).model_dump(mode="json")

    async def keep(self, connection: Connection) -> None:
        await QUERIES.put_in(connection, **self._place)

    async def is_kept(self, database: asyncpg.Pool) -> bool:
        if self.counted is not None:
            return {(paper.receipt.hex(), paper.candidate) for paper in self.papers} <= self.counted
        return bool(await QUERIES.holds(database, **self._place))

    @property
    def _place(self) -> dict[str, Any]:
        return {
            "ballot": self.papers[0].ballot,
            "candidates": [paper.candidate for paper in self.papers],
            "sealed": [seal(paper, self.to) for paper in self.papers],
        }


@dataclass(frozen=True, slots=True)
class Emptied:
    """The papers were counted, or are thrown away: in either case none stays in the box."""

    ballot: UUID

    @property
    def told(self) -> Mapping[str, Any]:
        return {}

    async def keep(self, connection: Connection) -> None:
        await QUERIES.empty(connection, ballot=self.ballot)

    async def is_kept(self, database: asyncpg.Pool) -> bool:
        del database
        return True


def put_in(command: CastVote, ballot: Ballot) -> PutIn:
    """What a vote puts into the box of its ballot."""
    if ballot.cancelled:
        raise BallotIsCancelled
    assert ballot.opened is not None
    assert ballot.opened.seal is not None
    counted = None if ballot.counted is None else frozenset((p.receipt, p.candidate) for p in ballot.counted.papers)
    return PutIn(papers_of(command), ballot.opened.seal, counted)


def emptied(command: CloseBallot | RecordPaperCount | CancelBallot, *_: object) -> Emptied:
    """What the end of a ballot leaves in its box: nothing."""
    return Emptied(command.ballot)


async def papers_in(connection: Connection, ballot: UUID) -> tuple[SealedPaper, ...]:
    """The sealed papers of a ballot, in an order that tells nothing."""
    return tuple(SealedPaper(row["candidate"], row["sealed"]) for row in await QUERIES.papers(connection, ballot=ballot))
