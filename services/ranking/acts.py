"""One ballot or one draw of lots at a time for a tie: what is under way is claimed, and given back when it is over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from contracts.ballots import (
    BallotCalled,
    BallotCancelled,
    BallotCounted,
    BallotKind,
    LotsAnnounced,
    LotsCancelled,
    LotsDrawn,
    TieBreakResult,
)
from contracts.base import Fact
from infra.runtime.decisions import Claim, Release
from services.ranking.ballot_refusals import ActUnderWay

SCOPE: Final = "ranking.tie"


def claims(fact: Fact) -> Iterable[Claim | Release]:
    """What an act takes and gives back: the tie, by its cluster and units."""
    match fact:
        case (
            BallotCalled(kind=BallotKind.TIE_BREAK, cluster=cluster, candidates=units)
            | LotsAnnounced(cluster=cluster, units=units)
        ):
            yield Claim(SCOPE, _key(cluster, units), taken=ActUnderWay)
        case BallotCounted(cluster=cluster, result=TieBreakResult(votes=votes)):
            yield Release(SCOPE, _key(cluster, [each.unit for each in votes]))
        case BallotCancelled(kind=BallotKind.TIE_BREAK, cluster=cluster, candidates=units):
            yield Release(SCOPE, _key(cluster, units))
        case LotsDrawn(cluster=cluster, order=units) | LotsCancelled(cluster=cluster, units=units):
            yield Release(SCOPE, _key(cluster, units))
        case _:
            return


def _key(cluster: UUID, units: Sequence[UUID]) -> str:
    return f"{cluster}/{hashlib.sha256(','.join(sorted(map(str, units))).encode()).hexdigest()[:32]}"
