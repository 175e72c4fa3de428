"""Ties that the season needs: units made to equal another in points, wholly or but for the groups they stand in."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from uuid import UUID

from infra.local.demo.ledger import books
from infra.local.demo.points import Place, Score, places, scores
from infra.local.demo.scorecards import Scorecard
from infra.local.demo.sheets import Paper, full_count

COUNTS = range(1, 5)


@dataclass(frozen=True, slots=True)
class Tie:
    """The units behind `rank` become the equals of the unit on it; what differs moves from one group to another.

    `staff` are the half-year's people and women of the tied units, where their women's share decides; `votes` how many papers
    name each of them, where people do; `seed` what equal votes leave to lots.
    """

    rank: int
    between_groups: tuple[int, int] | None = None
    units: int = 2
    staff: tuple[tuple[int, int], ...] = ()
    votes: tuple[int, ...] = ()
    seed: str = ""


NO_TIE = Tie(1, units=1)
TIES: Mapping[int, Tie] = {
    2: Tie(1, staff=((60, 31), (60, 42))),
    3: Tie(3, (1, 2)),
    4: Tie(3, units=3, votes=(1, 3, 0)),
    6: Tie(4, votes=(2, 2), seed="123456"),
    12: Tie(7),
    13: Tie(1, (2, 3)),
}
"""By cluster: ties at the top that the women's share and group II decide, at the last flag for group I, of three units over
flags and certificate by a ballot, at the certificate by lots because the ballot ended equal; and a rank that stays shared.
"""


def tie(card: Scorecard, papers: Sequence[Paper], wanted: Tie) -> list[Paper]:
    """The papers with some of them changed so that the wanted tie occurs."""
    base, *others = tied(card, papers, wanted)
    like = next(paper for paper in papers if paper.member.unit == base)
    if wanted.between_groups:
        like = _shifted(card, like, wanted.between_groups)
    twins = {unit: replace(like, member=replace(like.member, unit=unit)) for unit in others}
    return [twins.get(paper.member.unit, paper) for paper in papers]


def tied(card: Scorecard, papers: Sequence[Paper], wanted: Tie) -> list[UUID]:
    """The units of a wanted tie, the one that the others are made to equal first."""
    order = standing(card, papers)[1]
    return [place.unit for place in order[wanted.rank - 1 : wanted.rank - 1 + wanted.units]]


def _shifted(card: Scorecard, paper: Paper, between: tuple[int, int]) -> Paper:
    """Some counts less in the first of two groups, some more in the second, worth the same."""
    plain = counts_of(card, paper)
    less, more = ([leaf for leaf in card.leaves if leaf.group == group and leaf.code in plain] for group in between)
    for down, up, fewer, added in product(less, more, COUNTS, COUNTS):
        has, room = plain[down.code], up.maximum - plain[up.code] * up.points_each
        if fewer * down.points_each == added * up.points_each <= room and fewer <= has:
            shift = {down.code: has - fewer, up.code: plain[up.code] + added}
            return replace(paper, own={**paper.own, **shift}, truth={**paper.truth, **shift})
    raise ValueError(f"no two leaves of groups {between} can make up for each other")


def counts_of(card: Scorecard, paper: Paper) -> dict[str, int]:
    """The counts that nobody disputes and no maximum cuts, so that each is worth its points."""
    counts: dict[str, int] = {}
    for leaf in card.leaves:
        value = paper.own.get(leaf.code)
        ruled = leaf.code in paper.leader or leaf.code in paper.board or value != paper.truth.get(leaf.code)
        if leaf.kind == "direct" and isinstance(value, int) and not ruled and value < full_count(leaf):
            counts[leaf.code] = value
    return counts


def standing(
    card: Scorecard, papers: Sequence[Paper], suspended: Collection[UUID] = (), preferred: frozenset[UUID] = frozenset()
) -> tuple[dict[UUID, Score], list[Place]]:
    """The scores and places that the papers lead to; suspended units have no place, `preferred` ones a share of women for it."""
    official = {paper.member.unit: paper.official for paper in papers}
    scored = scores(card, [paper.member for paper in papers], official, books())
    return scored, places({unit: score for unit, score in scored.items() if unit not in suspended}, preferred)


def broken(found: Sequence[Place], votes: Mapping[UUID, int], wanted: Tie) -> list[Place]:
    """The places once people have voted: most papers first, equals by lots where there is a seed for them."""
    first, count = wanted.rank, len(votes)
    step = "ballot" if len(set(votes.values())) > 1 else "lots"
    order = sorted(votes, key=lambda unit: (-votes[unit], lot(wanted.seed, unit)))
    parted = [Place(unit, first + at, (step,)) for at, unit in enumerate(order)]
    return [*found[: first - 1], *parted, *found[first - 1 + count :]]


def lot(seed: str, unit: UUID) -> str:
    """What places a unit in a draw: the SHA-256 of the seed's bytes, a zero byte and the unit's id."""
    return hashlib.sha256(seed.encode() + b"\0" + str(unit).encode()).hexdigest()
