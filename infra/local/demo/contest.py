"""Each cluster's contest: its scorecard, its members' papers, and the result that they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from infra.local.demo.barring import Barred, barred
from infra.local.demo.files import table
from infra.local.demo.hearing import with_council_word, with_field_scores
from infra.local.demo.points import Place, Score
from infra.local.demo.scorecards import Scorecard, agreement, scorecard
from infra.local.demo.sheets import Paper, papers
from infra.local.demo.ties import NO_TIE, TIES, broken, standing, tie, tied
from infra.local.demo.units import CHANCE, Cluster, Unit, clusters
from infra.local.demo.wronged import as_first, wronged

BORDERS = (1, 3, 4)
"""Behind these ranks nobody may share: the first rank, the last flag, the certificate."""
WOMEN_PERCENT = 70


@dataclass(frozen=True, slots=True)
class Contest:
    """`first` are the places that the computed steps give, `places` those in the end: votes, lots and complaints behind it."""

    cluster: Cluster
    card: Scorecard
    papers: tuple[Paper, ...]
    scores: dict[UUID, Score]
    first: tuple[Place, ...]
    places: tuple[Place, ...]
    barred: Barred
    staff: Mapping[UUID, tuple[int, int]]
    """The half-year's people and women of units whose share of women decides a tie."""
    votes: Mapping[UUID, int]
    """How many papers name each of the units that only a ballot can part."""

    def unit(self, paper: Paper) -> Unit:
        return next(unit for unit in self.cluster.units if unit.id == paper.member.unit)


@cache
def contests() -> tuple[Contest, ...]:
    """All twenty, in the order of the clusters' numbers."""
    return tuple(_contest(cluster) for cluster in clusters())


def _contest(cluster: Cluster) -> Contest:
    card = scorecard(cluster.scorecard)
    written = papers(card, agreement(card, [unit.id for unit in cluster.units], CHANCE), CHANCE)
    written = with_council_word(cluster, with_field_scores(cluster, card, written, CHANCE))
    wanted = TIES.get(cluster.number, NO_TIE)
    equals = tied(card, written, wanted)
    written = tie(card, written, wanted)
    if cluster.number == table("incidents")["upheld"]["cluster"]:
        written = wronged(card, written)
    out = barred(cluster, standing(card, written)[1])
    competing = [paper for paper in written if paper.member.unit not in out.disqualified]
    staff = dict(zip(equals, wanted.staff, strict=False))
    preferred = _preferred(cluster, staff)
    first = standing(card, as_first(competing), out.suspended, preferred)[1]
    scored, found = standing(card, competing, out.suspended, preferred)
    votes = dict(zip(equals, wanted.votes, strict=False))
    if votes:
        found = broken(found, votes, wanted)
    if ballots := unresolved(found):
        raise ValueError(f"cluster {cluster.number} would need a vote at rank {ballots}: choose another seed")
    return Contest(cluster, card, tuple(written), scored, tuple(first), tuple(found), out, staff, votes)


def _preferred(cluster: Cluster, counted: Mapping[UUID, tuple[int, int]]) -> frozenset[UUID]:
    """The units with so many women that a tie is decided for them, by what was counted last."""
    figures = {unit.id: counted.get(unit.id, (unit.staff, unit.women)) for unit in cluster.units}
    return frozenset(unit for unit, (staff, women) in figures.items() if women * 100 >= WOMEN_PERCENT * staff)


def unresolved(found: list[Place]) -> list[int]:
    """The shared ranks that reach over a border."""
    shared = {place.rank: sum(other.rank == place.rank for other in found) for place in found}
    return [rank for rank, units in shared.items() if any(rank <= border < rank + units - 1 for border in BORDERS)]
