"""The scorecards of the season: sections worded for the cluster's kind, 700 + 200 + 100 points shared out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from infra.local.demo.chance import Chance
from infra.local.demo.files import table

TOTAL = 1000
GROUP_POINTS = (700, 200, 100)
GROUP_TITLES = (
    "Thực hiện nhiệm vụ chính trị, chuyên môn",
    "Xây dựng Đảng, lực lượng, hậu cần và cải cách",
    "Tổ chức phong trào thi đua, khen thưởng",
)
ROMAN = ("I", "II", "III")
STEP = Decimal("2.5")
"""Leaves are worth multiples of this."""
WEIGHTS = {"quantitative": 5, "direct": 4, "qualitative": 3}
NOT_ASSIGNED_PERCENT = 12
UNTARGETED_PERCENT = 40
"""How many units have no target on the one quantitative leaf where it is so for some."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf as it is worded; `size` is the usual size of a target or an actual figure, 0 where there is none."""

    code: str
    group: int
    kind: str
    title: str
    maximum: Decimal
    points_each: Decimal = Decimal(0)
    lower_is_better: bool = False
    has_target: bool = False
    size: int = 0
    points_plus: Decimal = Decimal(0)
    points_minus: Decimal = Decimal(0)
    lowest: Decimal = Decimal(0)
    highest: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    title: str
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The tree: groups I to III, their sections, their leaves."""

    total: int
    groups: tuple[tuple[Section, ...], ...]

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        return tuple(leaf for group in self.groups for section in group for leaf in section.leaves)


@dataclass(frozen=True, slots=True)
class Member:
    """What one unit signs: its targets, and the leaves not assigned to it."""

    unit: UUID
    targets: Mapping[str, int]
    not_assigned: frozenset[str]


@cache
def scorecard(kind: str) -> Scorecard:
    """The scorecard for a kind of cluster."""
    criteria = table("criteria")
    groups = []
    for index, names in enumerate(criteria["scorecard"][kind]["groups"]):
        drafts = [_drafts(criteria["section"][name]) for name in names]
        worth = iter(_shares(GROUP_POINTS[index], [draft for section in drafts for draft in section]))
        sections = []
        for number, (name, section) in enumerate(zip(names, drafts, strict=True), start=1):
            code = f"{ROMAN[index]}.{number}"
            leaves = [_leaf(f"{code}.{place}", index + 1, draft, next(worth)) for place, draft in enumerate(section, start=1)]
            if wording := criteria["section"][name].get("plus_minus"):
                leaves.append(_plus_minus(f"{code}.{len(leaves) + 1}", index + 1, wording))
            sections.append(Section(code, criteria["section"][name]["title"], tuple(leaves)))
        groups.append(tuple(sections))
    return Scorecard(TOTAL, tuple(groups))


@dataclass(frozen=True, slots=True)
class _Draft:
    kind: str
    title: str
    size: int = 0
    lower: bool = False
    target: bool = False


def _drafts(section: Mapping[str, Any]) -> list[_Draft]:
    return [
        *(_Draft("quantitative", title, size, target=True) for title, size in section.get("quantitative", ())),
        *(_Draft("quantitative", title, size, lower=True, target=True) for title, size in section.get("lower", ())),
        *(_Draft("quantitative", title, size) for title, size in section.get("untargeted", ())),
        *(_Draft("direct", title) for title in section["direct"]),
        *(_Draft("qualitative", title) for title in section["qualitative"]),
    ]


def _shares(points: int, drafts: Sequence[_Draft]) -> list[Decimal]:
    """Share a group's points among its leaves by weight, in steps, by largest remainder."""
    steps = int(points / STEP)
    weights = [WEIGHTS[draft.kind] for draft in drafts]
    whole = [steps * weight // sum(weights) for weight in weights]
    by_remainder = sorted(range(len(drafts)), key=lambda i: (-(steps * weights[i] % sum(weights)), i))
    for i in by_remainder[: steps - sum(whole)]:
        whole[i] += 1
    return [STEP * count for count in whole]


def _leaf(code: str, group: int, draft: _Draft, maximum: Decimal) -> Leaf:
    each = Decimal(0)
    if draft.kind == "direct":
        fraction = Chance(draft.title).pick((4, 5, 6, 8, 10), "for the maximum")
        each = max(round(maximum / fraction * 2) / Decimal(2), Decimal("0.5"))
    return Leaf(code, group, draft.kind, draft.title, maximum, each, draft.lower, draft.target, draft.size)


def _plus_minus(code: str, group: int, title: str) -> Leaf:
    return Leaf(
        code,
        group,
        "plus-minus",
        title,
        Decimal(0),
        points_plus=Decimal(5),
        points_minus=Decimal(2),
        lowest=Decimal(-10),
        highest=Decimal(15),
    )


def agreement(card: Scorecard, units: Sequence[UUID], chance: Chance) -> list[Member]:
    """Targets and assignments of a cluster's members; every leaf stays assigned to most of them."""
    some_without = next(leaf.code for leaf in card.leaves if leaf.has_target and not leaf.lower_is_better)
    members = []
    for unit in units:
        left_out = frozenset(
            leaf.code
            for leaf in card.leaves
            if leaf.kind != "plus-minus" and chance.happens(NOT_ASSIGNED_PERCENT, "left out", unit, leaf.code)
        )
        targets = {
            leaf.code: _target(leaf, unit, chance)
            for leaf in card.leaves
            if leaf.has_target
            and leaf.code not in left_out
            and not (leaf.code == some_without and chance.happens(UNTARGETED_PERCENT, "no target", unit))
        }
        members.append(Member(unit, targets, left_out))
    return members


def _target(leaf: Leaf, unit: UUID, chance: Chance) -> int:
    if leaf.lower_is_better and chance.happens(10, "none wanted", unit, leaf.code):
        return 0
    # Multiples of twenty (of five for small figures), so that five per cent more or less stays whole and ties occur.
    size = leaf.size * chance.between(60, 140, "size", unit, leaf.code) // 100
    grain = 20 if leaf.size >= 20 else 5
    return max(size // grain, 1) * grain
