"""The rules of a scorecard and its targets: small functions that name faults, and the digest that is signed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

import rfc8785

from contracts.rules import ScoringRules
from contracts.scoring import LEAVES_MAX, Criterion, Direct, Leaf, PlusMinus, Quantitative
from services.scoring.faults import Fault


class Assignment(Protocol):
    """A unit's targets and the leaves that are not assigned to it."""

    @property
    def targets(self) -> Mapping[str, Decimal]: ...
    @property
    def not_assigned(self) -> Collection[str]: ...


def walk(criteria: Iterable[Criterion]) -> Iterator[Criterion]:
    """Every criterion, parents before children, in the order of the table."""
    for criterion in criteria:
        yield criterion
        yield from walk(criterion.children)


def leaves_of(criteria: Sequence[Criterion]) -> tuple[Leaf, ...]:
    """The leaves in the order of the table, each with the number of its group."""
    return tuple(
        Leaf(leaf=found.code, group=group, title=found.title, maximum=found.maximum, rule=found.rule)
        for group, root in enumerate(criteria, start=1)
        for found in walk((root,))
        if found.rule is not None
    )


def structure_faults(criteria: Sequence[Criterion], total: int, rules: ScoringRules) -> list[Fault]:
    """What makes a tree no scorecard at all; sums may still disagree in a draft."""
    return [
        *_codes(criteria),
        *(fault for criterion in walk(criteria) for fault in _shape(criterion, total, rules.leaf_step)),
        *_size(criteria),
    ]


def _codes(criteria: Sequence[Criterion]) -> Iterator[Fault]:
    for code, times in Counter(criterion.code for criterion in walk(criteria)).items():
        if times > 1:
            yield Fault("code-twice", code)
    for root in criteria:
        if "." in root.code:
            yield Fault("group-code-dotted", root.code)
    for parent in walk(criteria):
        for child in parent.children:
            if not child.code.startswith(f"{parent.code}."):
                yield Fault("code-outside-parent", child.code, {"parent": parent.code})


def _size(criteria: Sequence[Criterion]) -> Iterator[Fault]:
    count = sum(1 for criterion in walk(criteria) if criterion.rule is not None)
    if count > LEAVES_MAX:
        yield Fault("too-many-leaves", "", {"count": count, "limit": LEAVES_MAX})


def _shape(criterion: Criterion, total: int, step: Decimal) -> Iterator[Fault]:
    if (criterion.rule is None) == (not criterion.children):
        yield Fault("leaf-or-branch", criterion.code)
    match criterion.rule:
        case None:
            return
        case PlusMinus(points_plus=plus, points_minus=minus, lowest=lowest, highest=highest):
            if criterion.maximum:
                yield Fault("plus-minus-maximum", criterion.code)
            if not -total <= lowest <= 0 <= highest <= total:
                yield Fault("plus-minus-bounds", criterion.code, {"total": total})
            if not 0 < max(plus, minus) <= total:
                yield Fault("points-each", criterion.code, {"total": total})
            return
        case Direct(points_each=each) if not 0 < each <= total:
            yield Fault("points-each", criterion.code, {"total": total})
    if not criterion.maximum or (step and criterion.maximum % step):
        yield Fault("maximum-off-step", criterion.code, {"step": f"{step:f}"})


def sum_faults(criteria: Sequence[Criterion], total: int, rules: ScoringRules) -> list[Fault]:
    """What keeps a draft from being issued: the scale, and every sum that disagrees."""
    faults = []
    if total not in rules.scales:
        scales = ", ".join(str(scale) for scale in rules.scales)
        faults.append(Fault("scale-not-allowed", "", {"total": total, "scales": scales}))
    for criterion in walk(criteria):
        together = _sum(criterion.children)
        if criterion.children and together != criterion.maximum:
            said = {"maximum": f"{criterion.maximum:f}", "sum": f"{together:f}"}
            faults.append(Fault("sum-differs", criterion.code, said))
    if (together := _sum(criteria)) != total:
        faults.append(Fault("total-differs", "", {"total": total, "sum": f"{together:f}"}))
    return faults


def _sum(criteria: Iterable[Criterion]) -> Decimal:
    return sum((criterion.maximum for criterion in criteria), Decimal(0))


def target_faults(leaves: Iterable[Leaf], assignment: Assignment) -> list[Fault]:
    """What is wrong with a unit's targets and not-assigned leaves."""
    rules = {leaf.leaf: leaf.rule for leaf in leaves}
    faults = []
    for code, target in assignment.targets.items():
        rule = rules.get(code)
        if rule is None:
            faults.append(Fault("unknown-leaf", code))
        elif not isinstance(rule, Quantitative):
            faults.append(Fault("target-without-figure", code))
        elif not target and not rule.lower_is_better:
            faults.append(Fault("target-zero", code))
        if code in assignment.not_assigned:
            faults.append(Fault("target-not-assigned", code))
    for code, times in Counter(assignment.not_assigned).items():
        if code not in rules:
            faults.append(Fault("unknown-leaf", code))
        if times > 1:
            faults.append(Fault("leaf-twice", code))
    return faults


def assigned(leaves: Iterable[Leaf], not_assigned: Collection[str]) -> tuple[Leaf, ...]:
    """The leaves that a unit has to answer for."""
    return tuple(leaf for leaf in leaves if leaf.leaf not in not_assigned)


def assigned_to_nobody(leaves: Iterable[Leaf], assignments: Collection[Assignment]) -> list[str]:
    """The leaves that no unit has to answer for."""
    return [leaf.leaf for leaf in leaves if all(leaf.leaf in each.not_assigned for each in assignments)]


def digest_of(total: int, criteria: Sequence[Criterion], assignments: Mapping[UUID, Assignment]) -> str:
    """The SHA-256 of what is signed, in canonical JSON (RFC 8785); assignments in roll order."""
    signed: Any = {
        "total": total,
        "criteria": [criterion.model_dump(mode="json") for criterion in criteria],
        "members": [
            {
                "unit": str(unit),
                "targets": {code: f"{target:f}" for code, target in each.targets.items()},
                "not_assigned": sorted(each.not_assigned),
            }
            for unit, each in assignments.items()
        ],
    }
    return _hashed(signed)


def annex_digest_of(agreement: str, unit: UUID, targets: Mapping[str, Decimal], not_assigned: Collection[str]) -> str:
    """The SHA-256 of what a unit signs that joined after the first signature, bound to the digest of the agreement."""
    stated = {code: f"{target:f}" for code, target in targets.items()}
    return _hashed({"agreement": agreement, "unit": str(unit), "targets": stated, "not_assigned": sorted(not_assigned)})


def _hashed(signed: Any) -> str:
    return hashlib.sha256(rfc8785.dumps(signed)).hexdigest()
