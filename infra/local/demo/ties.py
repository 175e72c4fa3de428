"""Ties that the season needs: units made to equal another in points, wholly or but for the groups they stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """The unit behind `rank` becomes the equal of the unit on it; what differs moves from one group to another."""

    rank: int
    between_groups: tuple[int, int] | None = None


TIES: Mapping[int, Tie] = {
    3: Tie(3, (1, 2)),
    12: Tie(7),
    13: Tie(1, (2, 3)),
}
"""By cluster: a tie at the last flag that group I decides, a rank that stays shared, a tie at the top for group II."""


def tie(card: Scorecard, papers: Sequence[Paper], wanted: Tie) -> list[Paper]:
    """The papers with one of them changed so that the wanted tie occurs."""
    order = standing(card, papers)[1]
    by_unit = {paper.member.unit: paper for paper in papers}
    base, other = by_unit[order[wanted.rank - 1].unit], order[wanted.rank].unit
    twin = replace(base, member=replace(base.member, unit=other))
    if wanted.between_groups:
        twin = _shifted(card, twin, wanted.between_groups)
    return [twin if paper.member.unit == other else paper for paper in papers]


def _shifted(card: Scorecard, paper: Paper, between: tuple[int, int]) -> Paper:
    """Some counts less in the first of two groups, some more in the second, worth the same."""
    plain = _plain(card, paper)
    less, more = ([leaf for leaf in card.leaves if leaf.group == group and leaf.code in plain] for group in between)
    for down, up, fewer, added in product(less, more, COUNTS, COUNTS):
        has, room = plain[down.code], up.maximum - plain[up.code] * up.points_each
        if fewer * down.points_each == added * up.points_each <= room and fewer <= has:
            shift = {down.code: has - fewer, up.code: plain[up.code] + added}
            return replace(paper, own={**paper.own, **shift}, truth={**paper.truth, **shift})
    raise ValueError(f"no two leaves of groups {between} can make up for each other")


def _plain(card: Scorecard, paper: Paper) -> dict[str, int]:
    """The counts that nobody disputes and no maximum cuts, so that each is worth its points."""
    counts: dict[str, int] = {}
    for leaf in card.leaves:
        value = paper.own.get(leaf.code)
        ruled = leaf.code in paper.leader or leaf.code in paper.board or value != paper.truth.get(leaf.code)
        if leaf.kind == "direct" and isinstance(value, int) and not ruled and value < full_count(leaf):
            counts[leaf.code] = value
    return counts


def standing(card: Scorecard, papers: Sequence[Paper]) -> tuple[dict[UUID, Score], list[Place]]:
    """The scores and places that the papers lead to; in this season no unit is preferred for its women's share."""
    official = {paper.member.unit: paper.official for paper in papers}
    scored = scores(card, [paper.member for paper in papers], official, books())
    return scored, places(scored, frozenset())
