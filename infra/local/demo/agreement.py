"""March and April: each cluster's scorecard, targets, signatures, and the closing of its agreement (scoring)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

import rfc8785

from infra.local.demo.contest import Contest, contests
from infra.local.demo.ids import YEAR
from infra.local.demo.plan import BOARD, Actor, Command, Phase, command, side_by_side
from infra.local.demo.scorecards import GROUP_POINTS, GROUP_TITLES, ROMAN, Leaf, Member, Scorecard
from infra.local.demo.sheets import Paper


def agreement() -> list[Phase]:
    every = contests()
    return [
        Phase(
            "scorecards",
            "Dự thảo bảng tiêu chí / scorecards drafted",
            date(YEAR, 3, 20),
            side_by_side(
                by_board("draft-scorecard", each, total=each.card.total, criteria=criteria(each.card)) for each in every
            ),
        ),
        Phase(
            "targets",
            "Giao chỉ tiêu / targets",
            date(YEAR, 3, 22),
            tuple(tuple(_set_targets(each, paper) for paper in each.papers) for each in every),
        ),
        Phase(
            "issue",
            "Ban hành bảng tiêu chí / scorecards issued",
            date(YEAR, 3, 27),
            side_by_side(by_board("issue-scorecard", each) for each in every),
        ),
        Phase(
            "signing",
            "Ký giao ước thi đua / agreements signed",
            date(YEAR, 3, 31),
            side_by_side(_signatures(every)),
        ),
        Phase(
            "agreements-closed",
            "Khóa giao ước / agreements closed",
            date(YEAR, 4, 5),
            side_by_side(by_board("close-agreement", each) for each in every),
        ),
    ]


def by_board(name: str, contest: Contest, *about: object, **body: Any) -> Command:
    cluster = contest.cluster
    return command("scoring", name, BOARD, cluster.number, *about, cluster=cluster.id, **body)


def criteria(card: Scorecard) -> list[dict[str, Any]]:
    """The tree as scoring takes it."""
    return [
        {
            "code": ROMAN[index],
            "title": GROUP_TITLES[index],
            "maximum": str(GROUP_POINTS[index]),
            "rule": None,
            "children": [
                {
                    "code": section.code,
                    "title": section.title,
                    "maximum": str(sum(leaf.maximum for leaf in section.leaves)),
                    "rule": None,
                    "children": [
                        {
                            "code": leaf.code,
                            "title": leaf.title,
                            "maximum": str(leaf.maximum),
                            "rule": _rule(leaf),
                            "children": [],
                        }
                        for leaf in section.leaves
                    ],
                }
                for section in group
            ],
        }
        for index, group in enumerate(card.groups)
    ]


def _rule(leaf: Leaf) -> dict[str, Any]:
    match leaf.kind:
        case "quantitative":
            return {"kind": "quantitative", "lower_is_better": leaf.lower_is_better}
        case "direct":
            return {"kind": "direct", "points_each": str(leaf.points_each)}
        case "plus-minus":
            return {
                "kind": "plus-minus",
                "points_plus": str(leaf.points_plus),
                "points_minus": str(leaf.points_minus),
                "lowest": str(leaf.lowest),
                "highest": str(leaf.highest),
            }
        case _:
            return {"kind": "qualitative"}


def agreed(member: Member) -> dict[str, Any]:
    """A member's targets, and what is not assigned to it, as scoring takes them."""
    return {
        "unit": str(member.unit),
        "targets": {code: str(target) for code, target in member.targets.items()},
        "not_assigned": sorted(member.not_assigned),
    }


def _set_targets(contest: Contest, paper: Paper) -> Command:
    leader = Actor("leader-officer", contest.cluster.leader.id)
    cluster, unit = contest.cluster, contest.unit(paper)
    return command("scoring", "set-targets", leader, cluster.number, unit.code, cluster=cluster.id, **agreed(paper.member))


def _signatures(every: Iterable[Contest]) -> Iterable[Command]:
    for contest in every:
        digest = digest_of(contest.card, [paper.member for paper in contest.papers])
        for unit in contest.cluster.units:
            yield command(
                "scoring",
                "sign-agreement",
                Actor("unit-officer", unit.id),
                contest.cluster.number,
                unit.code,
                cluster=contest.cluster.id,
                unit=unit.id,
                version=1,
                digest=digest,
            )


def digest_of(card: Scorecard, members: Iterable[Member]) -> str:
    """What a careful signatory works out for itself from the table and the targets before it signs."""
    signed: Any = {
        "total": card.total,
        "criteria": criteria(card),
        "members": [agreed(member) for member in members],
    }
    return hashlib.sha256(rfc8785.dumps(signed)).hexdigest()
