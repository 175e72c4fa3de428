"""A cluster to test with: the districts of the examples, their scorecard, and who acts there."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from contracts.examples import changed
from contracts.examples.registry import (
    AUTHORITY,
    CLUSTER,
    DECISION_661,
    DEPUTIES_RECOGNISED,
    GIA_RAI,
    LEADER_RECOGNISED,
    MEMBERS,
    PACK,
    PHUOC_LONG,
    RULE_PACK_ADOPTED,
    SEASON,
)
from contracts.examples.scoring import SCORECARD_DRAFTED, SELF_SCORING_OPENED
from contracts.scoring import (
    Actual,
    Change,
    Criterion,
    Direct,
    Entry,
    Input,
    LeafRule,
    Member,
    Met,
    PlusMinus,
    PlusMinusTimes,
    Qualitative,
    Quantitative,
    Times,
)
from infra.runtime.decisions import Context, Role
from services.scoring.known import ClusterFacts
from tests.specification import context

LEADER, DEPUTY = PHUOC_LONG, GIA_RAI
KNOWN = ClusterFacts(
    cluster=CLUSTER,
    season=SEASON,
    authority=AUTHORITY,
    members=MEMBERS,
    pack=PACK,
    rules=RULE_PACK_ADOPTED.scoring,
    documents=frozenset({DECISION_661}),
    leaders=((LEADER_RECOGNISED.valid_from, LEADER),),
    deputies=((DEPUTIES_RECOGNISED.valid_from, (DEPUTY,)),),
)
GRAIN, ORDER, MODELS, HONOURS = (leaf.leaf for leaf in SELF_SCORING_OPENED.leaves)
"""Quantitative of 700; qualitative of 200; direct of 100, 12.5 each; plus 10, minus 2, from -50 to 30."""


def knowing(**changes: Any) -> ClusterFacts:
    return replace(KNOWN, **changes)


def board(known: ClusterFacts | None = KNOWN, **changes: Any) -> Context[Any]:
    """A board officer of the managing authority, in November."""
    return context(**{"at": "2023-11-06T08:00", "known": known, **changes})


def officer(unit: UUID, known: ClusterFacts | None = KNOWN, **changes: Any) -> Context[Any]:
    """A unit's officer, in November."""
    return context(**{"at": "2023-11-06T08:00", "known": known, "role": Role.UNIT_OFFICER, "unit": unit, **changes})


def criterion(code: str, maximum: str, rule: LeafRule | None = None, *children: Criterion) -> Criterion:
    return Criterion(code=code, title=f"Tiêu chí {code}", maximum=Decimal(maximum), rule=rule, children=children)


HIGHER, LOWER, QUALITATIVE = Quantitative(lower_is_better=False), Quantitative(lower_is_better=True), Qualitative()
DIRECT = Direct(points_each=Decimal("1.5"))
PLUS_MINUS = PlusMinus(points_plus=Decimal(10), points_minus=Decimal(5), lowest=Decimal(-20), highest=Decimal(30))
TREE = (
    criterion("I", "60", None, criterion("I.1", "40", HIGHER), criterion("I.2", "20", LOWER)),
    criterion("II", "30", None, criterion("II.1", "20.5", QUALITATIVE), criterion("II.2", "9.5", DIRECT)),
    criterion("III", "10", None, criterion("III.1", "10", QUALITATIVE), criterion("III.2", "0", PLUS_MINUS)),
)
"""A sound tree of 100 points with a leaf of each kind."""

DRAFTED = changed(SCORECARD_DRAFTED, total=100, criteria=TREE)


def entries(
    grain: str = "250000", *, order: bool = True, models: int = 4, honours: tuple[int, int] = (0, 0)
) -> tuple[Entry, ...]:
    """A whole sheet for the examples' scorecard: by default 350 + 200 + 50 points."""
    return (
        Entry(leaf=GRAIN, input=Actual(actual=Decimal(grain))),
        Entry(leaf=ORDER, input=Met(met=order)),
        Entry(leaf=MODELS, input=Times(times=models)),
        Entry(leaf=HONOURS, input=PlusMinusTimes(plus=honours[0], minus=honours[1])),
    )


def change(leaf: str, stated: Input, reason: str = "Minh chứng chưa đủ.") -> Change:
    return Change(leaf=leaf, input=stated, reason=reason)


def member(unit: UUID, *not_assigned: str, target: str | None = "250000", signed: bool = True) -> Member:
    targets = {} if target is None else {GRAIN: Decimal(target)}
    return Member(unit=unit, signed=signed, targets=targets, not_assigned=not_assigned)


def opened(*members: Member, **changes: Any) -> Any:
    """Self-scoring has begun for these members, all seven of the examples if none is named."""
    return changed(SELF_SCORING_OPENED, **({"members": members} if members else {}), **changes)
