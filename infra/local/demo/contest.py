"""Each cluster's contest: its scorecard, its members' papers, and the result that they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from infra.local.demo.points import Place, Score
from infra.local.demo.scorecards import Scorecard, agreement, scorecard
from infra.local.demo.sheets import Paper, papers
from infra.local.demo.ties import TIES, standing, tie
from infra.local.demo.units import CHANCE, Cluster, Unit, clusters

BORDERS = (1, 3, 4)
"""Behind these ranks nobody may share: the first rank, the last flag, the certificate."""


@dataclass(frozen=True, slots=True)
class Contest:
    cluster: Cluster
    card: Scorecard
    papers: tuple[Paper, ...]
    scores: dict[UUID, Score]
    places: tuple[Place, ...]

    def unit(self, paper: Paper) -> Unit:
        return next(unit for unit in self.cluster.units if unit.id == paper.member.unit)


@cache
def contests() -> tuple[Contest, ...]:
    """All twenty, in the order of the clusters' numbers."""
    return tuple(_contest(cluster) for cluster in clusters())


def _contest(cluster: Cluster) -> Contest:
    card = scorecard(cluster.scorecard)
    written = papers(card, agreement(card, [unit.id for unit in cluster.units], CHANCE), CHANCE)
    if wanted := TIES.get(cluster.number):
        written = tie(card, written, wanted)
    scored, found = standing(card, written)
    if ballots := unresolved(found):
        raise ValueError(f"cluster {cluster.number} would need a vote at rank {ballots}: choose another seed")
    return Contest(cluster, card, tuple(written), scored, tuple(found))


def unresolved(found: list[Place]) -> list[int]:
    """The shared ranks that reach over a border."""
    shared = {place.rank: sum(other.rank == place.rank for other in found) for place in found}
    return [rank for rank, units in shared.items() if any(rank <= border < rank + units - 1 for border in BORDERS)]
