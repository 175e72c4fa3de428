"""The rules of a sheet: what its entries must be, who cross-scores whom, and a fingerprint to tell a repeat by."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar, assert_never
from uuid import UUID

from contracts.base import Contract
from contracts.scoring import (
    Change,
    Direct,
    Entry,
    Explanation,
    Input,
    Leaf,
    LeafRule,
    Peers,
    PlusMinus,
    PointsStated,
    Qualitative,
    Quantitative,
)
from services.scoring.faults import Fault

Statement = TypeVar("Statement", Entry, Change, Explanation)


def input_kind(rule: LeafRule) -> str:
    """The kind of input that a leaf takes."""
    match rule:
        case Quantitative():
            return "actual"
        case Qualitative():
            return "met"
        case Direct():
            return "times"
        case PlusMinus():
            return "plus-minus-times"
        case _:
            assert_never(rule)


def entry_faults(
    leaves: Mapping[str, Leaf], not_assigned: Collection[str], entries: Sequence[Entry], step: Decimal | None = None
) -> list[Fault]:
    """What is wrong with a whole sheet: each assigned leaf is stated once, in its kind, and nothing else."""
    stated = {entry.leaf for entry in entries}
    missing = [code for code in leaves if code not in not_assigned and code not in stated]
    return [
        *_statement_faults(leaves, not_assigned, entries, step),
        *(Fault("leaf-missing", code) for code in missing),
    ]


def change_faults(
    leaves: Mapping[str, Leaf],
    not_assigned: Collection[str],
    changes: Sequence[Change],
    before: Mapping[str, Input],
    step: Decimal | None = None,
    *,
    by_department: bool = False,
) -> list[Fault]:
    """What is wrong with the changes of a later layer; `before` is what holds without them.

    Points can be stated in multiples of `step`, without one not at all; on qualitative leaves, and by a line department
    on every leaf that has a maximum.
    """
    return [
        *_statement_faults(leaves, not_assigned, changes, step, by_department=by_department),
        *(Fault("nothing-changed", change.leaf) for change in changes if before.get(change.leaf) == change.input),
    ]


def _statement_faults(
    leaves: Mapping[str, Leaf],
    not_assigned: Collection[str],
    stated: Sequence[Entry | Change],
    step: Decimal | None,
    *,
    by_department: bool = False,
) -> Iterator[Fault]:
    for code, times in Counter(each.leaf for each in stated).items():
        if times > 1:
            yield Fault("leaf-twice", code)
    for each in stated:
        if each.leaf not in leaves:
            yield Fault("unknown-leaf", each.leaf)
        elif each.leaf in not_assigned:
            yield Fault("leaf-not-assigned", each.leaf)
        elif isinstance(each.input, PointsStated) and _takes_points(leaves[each.leaf], step, by_department=by_department):
            yield from _points_faults(leaves[each.leaf], each.input.points, step)
        elif (expected := input_kind(leaves[each.leaf].rule)) != each.input.kind:
            yield Fault("wrong-input", each.leaf, {"expected": expected, "given": each.input.kind})


def _takes_points(leaf: Leaf, step: Decimal | None, *, by_department: bool) -> bool:
    is_fit = isinstance(leaf.rule, Qualitative) or (by_department and not isinstance(leaf.rule, PlusMinus))
    return is_fit and step is not None


def _points_faults(leaf: Leaf, points: Decimal, step: Decimal | None) -> Iterator[Fault]:
    if not 0 <= points <= leaf.maximum:
        yield Fault("points-out-of-bounds", leaf.leaf, {"maximum": f"{leaf.maximum:f}"})
    elif step and points % step:
        yield Fault("points-off-step", leaf.leaf, {"step": f"{step:f}"})


def explanation_faults(explanations: Sequence[Explanation], changed: Collection[str]) -> list[Fault]:
    """What is wrong with an explanation: it speaks, once each, of leaves that the leader changed."""
    return [
        *(Fault("leaf-twice", code) for code, times in Counter(each.leaf for each in explanations).items() if times > 1),
        *(Fault("leaf-not-changed", each.leaf) for each in explanations if each.leaf not in changed),
    ]


def in_order(leaves: Iterable[str], stated: Sequence[Statement]) -> tuple[Statement, ...]:
    """What is stated, in the order of the scorecard: in which order it was typed says nothing."""
    by_leaf = {each.leaf: each for each in stated}
    return tuple(by_leaf[code] for code in leaves if code in by_leaf)


def fingerprint_of(stated: Iterable[Contract]) -> bytes:
    """A fingerprint of what a layer states: the same again is nothing new. The statements themselves are not kept."""
    digest = hashlib.sha256()
    for each in stated:
        digest.update(each.model_dump_json().encode())
    return digest.digest()


def peers_of(roll: Sequence[UUID], with_sheet: Collection[UUID], peers: int) -> tuple[Peers, ...]:
    """Who cross-scores whom: for each unit that handed in a sheet the next ones on the roll, round and round."""
    count = min(peers, len(roll) - 1)
    return tuple(
        Peers(unit=unit, peers=tuple(roll[(place + step) % len(roll)] for step in range(1, count + 1)))
        for place, unit in enumerate(roll)
        if unit in with_sheet
    )
