"""Between verification and lock: units explain, a line department scores its branch, the council speaks (scoring)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any
from uuid import UUID

from infra.local.demo.chance import Chance
from infra.local.demo.files import table
from infra.local.demo.ids import YEAR, document_id
from infra.local.demo.scorecards import Leaf, Scorecard
from infra.local.demo.sheets import Paper, Ruling
from infra.local.demo.units import Cluster, clusters

EXPLAINED, FIELD_SCORED, COUNCIL_MET = date(YEAR, 12, 4), date(YEAR, 12, 5), date(YEAR, 12, 11)
HALF = Decimal("0.5")


def line_department() -> UUID:
    """The unit that scores a branch of others."""
    name = table("incidents")["field"]["department"]
    return next(unit.id for cluster in clusters() for unit in cluster.units if unit.name == name)


def with_field_scores(cluster: Cluster, card: Scorecard, papers: Sequence[Paper], chance: Chance) -> list[Paper]:
    """The papers with what the line department states on its branch, below what the board says."""
    told = table("incidents")["field"]
    if cluster.number != told["cluster"]:
        return list(papers)
    leaves = [leaf for leaf in card.leaves if leaf.code.startswith(told["branch"] + ".") and leaf.kind != "plus-minus"]
    return [replace(paper, department=_scored(paper, leaves, told, chance)) for paper in papers]


def _scored(paper: Paper, leaves: Sequence[Leaf], told: Mapping[str, Any], chance: Chance) -> dict[str, Ruling]:
    return {
        leaf.code: Ruling(_some_of(leaf, chance.between(40, 90, "share", paper.member.unit, leaf.code)), told["reason"])
        for leaf in leaves
        if leaf.code in paper.own and chance.happens(told["percent"], "field", paper.member.unit, leaf.code)
    }


def _some_of(leaf: Leaf, percent: int) -> Decimal:
    return (leaf.maximum * percent / 100 / HALF).to_integral_value(ROUND_FLOOR) * HALF


def with_council_word(cluster: Cluster, papers: Sequence[Paper]) -> list[Paper]:
    """The papers, one of them with a leaf on which the council gives the unit what it had stated itself."""
    told, found = table("incidents")["council"], list(papers)
    if cluster.number != told["cluster"]:
        return found
    at, leaf = next((at, leaf) for at, paper in enumerate(found) for leaf in paper.leader if leaf not in paper.board)
    found[at] = replace(found[at], council={leaf: Ruling(found[at].own[leaf], told["reason"])})
    return found


def explanations(cluster: Cluster, paper: Paper, chance: Chance) -> Iterator[tuple[str, str]]:
    """What a unit says to what the leader changed: on all that the board then gives back, and in some clusters once more."""
    told = table("incidents")["explanations"]
    for place, leaf in enumerate(paper.leader):
        if leaf in paper.board or (place == 0 and cluster.number in told["clusters"]):
            yield leaf, chance.pick(told["texts"], "explanation", paper.member.unit, leaf)


def document_of(what: str) -> str:
    """The id of the document that a line department's branch, or the council's word, rests on."""
    return document_id(table("incidents")[what]["document"])
