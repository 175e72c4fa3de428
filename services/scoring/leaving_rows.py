"""The read model's rows on units that end, are suspended, depart and inherit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from contracts.base import Event
from contracts.registry import (
    SuspensionLifted,
    UnitDissolved,
    UnitMerged,
    UnitSplit,
    UnitSucceeded,
    UnitSuspended,
    UnitTookOver,
)
from contracts.scoring import DeparturePolicy, DepartureSettled, ScoreInherited, UnitDeparted
from infra.runtime.changes import Change, Patch, Put
from services.scoring.endings import ending_of

OfUnitsEnd = UnitMerged | UnitSplit | UnitSucceeded | UnitDissolved | UnitTookOver
OfSuspension = UnitSuspended | SuspensionLifted


def rows_of_units_end(fact: OfUnitsEnd) -> Iterator[Change]:
    """A unit's end, from its own side and from the successor's."""
    if isinstance(fact, UnitTookOver):
        for share in fact.predecessors:
            key = {"unit": fact.unit, "predecessor": share.unit, "valid_from": fact.valid_from}
            row = {"parts": share.parts, "whole": share.of, "manner": fact.manner, "document": fact.document}
            yield Put("takeover", key, row)
    else:
        manner, successors = ending_of(fact)
        row = {
            "manner": manner,
            "lives_on": fact.unit in successors,
            "successors": [str(unit) for unit in successors],
            "document": fact.document,
        }
        yield Put("unit_end", {"unit": fact.unit, "day": fact.valid_from}, row)


def row_of_suspension(event: Event, fact: OfSuspension) -> Put:
    key = {"unit": fact.unit, "version": event.streamversion}
    match fact:
        case UnitSuspended():
            row = {"day": fact.valid_from, "suspended": True, "ground": fact.ground, "document": fact.document}
        case SuspensionLifted():
            row = {"day": fact.on, "suspended": False, "ground": None, "document": fact.document}
        case _:
            assert_never(fact)
    return Put("suspension_change", key, row)


def rows_of_departure(event: Event, fact: UnitDeparted | DepartureSettled | ScoreInherited) -> Iterator[Change]:
    key = {"cluster": fact.cluster, "unit": fact.unit}
    match fact:
        case UnitDeparted():
            row = {
                "day": fact.on,
                "manner": fact.manner,
                "successors": [str(unit) for unit in fact.successors],
                "document": fact.document,
                "position": event.position,
                "version": 0,
            }
            yield Put("departure", key, row)
        case DepartureSettled():
            said = {
                "version": fact.version,
                "policy": fact.policy,
                "policy_reason": fact.reason,
                "policy_document": fact.document,
                "policy_position": event.position,
            }
            yield Patch("departure", key, said)
            counts = fact.policy in (DeparturePolicy.FREEZE, DeparturePolicy.RETURNED)
            yield Put("presence", {**key, "position": event.position}, {"counts": counts})
        case ScoreInherited():
            row = {
                "version": fact.version,
                "day": fact.on,
                "mean": fact.mean,
                "months_before": fact.months_before,
                "months_own": fact.months_own,
                "predecessors": [part.model_dump(mode="json") for part in fact.predecessors],
                "reason": fact.reason,
                "document": fact.document,
                "position": event.position,
            }
            yield Put("inheritance", key, row)
        case _:
            assert_never(fact)
