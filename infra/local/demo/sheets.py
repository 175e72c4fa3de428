"""What a cluster's units did, what they say they did, and what leader and board make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from infra.local.demo.chance import Chance
from infra.local.demo.files import table
from infra.local.demo.points import Value, Values
from infra.local.demo.scorecards import Leaf, Member, Scorecard

OPTIMISM_PERCENT = 10
"""How many leaves a unit sees too well; who looks at them finds so many per cent of these:"""
LEADER_FINDS_PERCENT = 65
BOARD_FINDS_PERCENT = 30
PEER_FINDS_PERCENT = 45
BOARD_RESTORES_PERCENT = 6
CHANGES = (-20, -15, -10, -10, -5, -5, 0, 0, 5, 5, 10, 10, 15, 15, 20, 25, 30)
"""By how many per cent an actual figure differs from its target; the able draw from the end."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A leaf stated anew, and why."""

    value: Value
    reason: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One unit's sheet with all its layers; `truth` is what a careful eye would find, `upheld` what a complaint brought."""

    member: Member
    own: Values
    truth: Values
    leader: Mapping[str, Ruling] = field(default_factory=dict)
    department: Mapping[str, Ruling] = field(default_factory=dict)
    board: Mapping[str, Ruling] = field(default_factory=dict)
    council: Mapping[str, Ruling] = field(default_factory=dict)
    upheld: Mapping[str, Ruling] = field(default_factory=dict)

    @property
    def official(self) -> dict[str, Value]:
        """The value of the last layer that spoke on each leaf."""
        ruled = {**self.leader, **self.department, **self.board, **self.council, **self.upheld}
        return {leaf: ruled[leaf].value if leaf in ruled else value for leaf, value in self.own.items()}


def papers(card: Scorecard, members: Sequence[Member], chance: Chance) -> list[Paper]:
    """The sheets of a cluster's members in roll order."""
    return [_paper(card, member, chance) for member in members]


def _paper(card: Scorecard, member: Member, chance: Chance) -> Paper:
    reasons = table("wording")["reasons"]
    unit = member.unit
    ability = chance.between(80, 98, "ability", unit)
    truth: dict[str, Value] = {}
    own: dict[str, Value] = {}
    leader: dict[str, Ruling] = {}
    board: dict[str, Ruling] = {}
    for leaf in card.leaves:
        code = leaf.code
        if code in member.not_assigned:
            continue
        truth[code] = own[code] = _truth(leaf, member, ability, chance)
        if not chance.happens(OPTIMISM_PERCENT, "optimism", unit, code):
            continue
        own[code] = _embellished(leaf, member, truth[code])
        if own[code] == truth[code]:
            continue
        if chance.happens(LEADER_FINDS_PERCENT, "leader", unit, code):
            leader[code] = Ruling(truth[code], chance.pick(reasons["leader"], "leader", unit, code))
            if chance.happens(BOARD_RESTORES_PERCENT, "restored", unit, code):
                board[code] = Ruling(own[code], chance.pick(reasons["board_restores"], "board", unit, code))
        elif chance.happens(BOARD_FINDS_PERCENT, "board", unit, code):
            board[code] = Ruling(truth[code], chance.pick(reasons["board"], "board", unit, code))
    return Paper(member, own, truth, leader, board=board)


def _truth(leaf: Leaf, member: Member, ability: int, chance: Chance) -> Value:
    about = (member.unit, leaf.code)
    if leaf.kind == "plus-minus":
        plus = chance.pick((0, 0, 0, 0, 0, 0, 0, 1, 1, 2), "plus", *about)
        return plus, int(chance.happens(10, "minus", *about))
    if leaf.kind == "qualitative":
        return int(chance.happens(ability, "met", *about))
    if leaf.kind == "direct":
        full = full_count(leaf)
        done = full * (ability + chance.between(-22, 14, "done", *about)) + 50
        return min(max(done // 100, 0), full + 1)
    if leaf.code not in member.targets:
        return leaf.size * 5 * chance.between(10 + ability // 10, 24, "figure", *about) // 100
    target = member.targets[leaf.code]
    if target == 0:
        return int(chance.happens(30, "one case", *about))
    low = max(ability - 75, 0) // 4
    return _changed(leaf, target, chance.pick(CHANGES[low:], "change", *about))


def full_count(leaf: Leaf) -> int:
    """How many it takes to reach a direct leaf's maximum."""
    return int(-(-leaf.maximum // leaf.points_each))


def _changed(leaf: Leaf, target: int, percent: int) -> int:
    better = target * percent // 100
    return target - better if leaf.lower_is_better else target + better


def _embellished(leaf: Leaf, member: Member, value: Value) -> Value:
    """The same figure through rosy glasses; some cannot be made rosier."""
    if isinstance(value, tuple):
        return value[0] + 1, 0
    if leaf.kind == "qualitative":
        return 1
    if leaf.kind == "direct":
        return value if value >= full_count(leaf) else value + 1
    if leaf.lower_is_better:
        return max(value - 1, 0)
    basis = member.targets.get(leaf.code, leaf.size)
    return value + max(basis // 20, 1)


def as_seen_by(peer: UUID, paper: Paper, chance: Chance) -> dict[str, Value]:
    """What a peer states on each leaf: the declared value, or now and then what it found to be true."""
    return {
        leaf: paper.truth[leaf]
        if value != paper.truth[leaf] and chance.happens(PEER_FINDS_PERCENT, "peer", peer, paper.member.unit, leaf)
        else value
        for leaf, value in paper.own.items()
    }
