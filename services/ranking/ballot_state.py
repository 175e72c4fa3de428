"""How far a ballot has come. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contracts.ballots import BallotCalled, BallotCounted, BallotOpened
from services.ranking import ballot_refusals as refusals


@dataclass(frozen=True, slots=True)
class Ballot:
    """One ballot: how far it has come, and who has voted."""

    called: BallotCalled | None = None
    opened: BallotOpened | None = None
    voted: frozenset[UUID] = frozenset()
    counted: BallotCounted | None = None
    cancelled: bool = False


def under_way(ballot: Ballot, name: UUID, cluster: UUID | None = None) -> BallotCalled:
    """The ballot, neither counted nor cancelled."""
    called = ballot.called
    if called is None or (cluster is not None and called.cluster != cluster):
        raise refusals.UnknownBallot(ballot=name)
    if ballot.cancelled:
        raise refusals.BallotIsCancelled
    if ballot.counted is not None:
        raise refusals.BallotIsCounted
    return called
