"""What the facts of a unit change in the read model: what it is from which day on, what became of it, how it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never
from uuid import UUID

from contracts.registry import (
    StaffFiguresRecorded,
    SuspensionLifted,
    UnitCodeChanged,
    UnitDisqualified,
    UnitDissolved,
    UnitMerged,
    UnitMoved,
    UnitPassed,
    UnitRegistered,
    UnitRenamed,
    UnitRetyped,
    UnitSplit,
    UnitSucceeded,
    UnitSuspended,
    UnitTookOver,
)
from infra.runtime.changes import Put
from services.registry.names import normal_form
from services.registry.units import LifecycleFact


def of_life(fact: LifecycleFact) -> Iterator[Put]:
    match fact:
        case UnitRegistered():
            yield Put("unit", {"unit": fact.unit}, {"valid_from": fact.valid_from, "document": fact.document})
            yield from (_authority(fact, fact.authority), _name(fact), _kind(fact), _code(fact), _parent(fact))
        case UnitRenamed():
            yield _name(fact)
        case UnitRetyped():
            yield _kind(fact)
        case UnitCodeChanged():
            yield _code(fact)
        case UnitMoved():
            yield _parent(fact)
        case UnitPassed():
            yield _authority(fact, fact.to)
        case UnitTookOver():
            # Descent is told by those that others descend from: a row has one stream.
            return
        case _:
            yield from _of_end(fact)


def _of_end(fact: UnitMerged | UnitSplit | UnitDissolved | UnitSucceeded) -> Iterator[Put]:
    match fact:
        case UnitMerged(unit=unit, successor=successor, parts=parts, of=whole):
            yield _end(fact, "merged")
            yield _descent(fact, "merger", unit, successor, parts, whole)
        case UnitSplit(unit=unit, shares=shares):
            if fact.code is not None:
                yield _end(fact, "split")
            for share in shares:
                if share.unit != unit:
                    yield _descent(fact, "split", unit, share.unit, share.parts, share.of)
        case UnitDissolved():
            yield _end(fact, "dissolved")
        case UnitSucceeded(unit=unit, successor=successor):
            yield _end(fact, "succeeded")
            yield _descent(fact, "succession", unit, successor, 1, 1)
        case _:
            assert_never(fact)


def _authority(fact: UnitRegistered | UnitPassed, authority: str) -> Put:
    return _from_day("unit_authority", fact, authority=authority)


def _name(fact: UnitRegistered | UnitRenamed) -> Put:
    return _from_day("unit_name", fact, name=fact.name, name_normal=normal_form(fact.name))


def _kind(fact: UnitRegistered | UnitRetyped) -> Put:
    return _from_day("unit_kind", fact, kind=fact.kind)


def _code(fact: UnitRegistered | UnitCodeChanged) -> Put:
    return _from_day("unit_code", fact, code=fact.code, code_normal=fact.code.upper())


def _parent(fact: UnitRegistered | UnitMoved) -> Put:
    return _from_day("unit_parent", fact, parent=fact.parent)


def _from_day(table: str, fact: LifecycleFact, **values: object) -> Put:
    return Put(table, {"unit": fact.unit, "valid_from": fact.valid_from}, {**values, "document": fact.document})


def _end(fact: LifecycleFact, manner: str) -> Put:
    return Put("unit_end", {"unit": fact.unit}, {"day": fact.valid_from, "manner": manner, "document": fact.document})


def _descent(fact: LifecycleFact, manner: str, unit: UUID, successor: UUID, parts: int, whole: int) -> Put:
    key = {"predecessor": unit, "successor": successor, "day": fact.valid_from}
    return Put("descent", key, {"manner": manner, "parts": parts, "whole": whole, "document": fact.document})


def of_standing(fact: StaffFiguresRecorded | UnitSuspended | SuspensionLifted | UnitDisqualified) -> Put:
    match fact:
        case StaffFiguresRecorded():
            key = {"unit": fact.unit, "day": fact.on}
            return Put("staff_figures", key, {"staff": fact.staff, "women": fact.women})
        case UnitSuspended():
            key = {"unit": fact.unit, "valid_from": fact.valid_from}
            return Put("suspension", key, {"ground": fact.ground, "reason": fact.reason, "document": fact.document})
        case SuspensionLifted():
            # A row of its own: which suspension it ends is not in the event, and a projection looks nothing up.
            key = {"unit": fact.unit, "day": fact.on}
            return Put("suspension_lift", key, {"reason": fact.reason, "document": fact.document})
        case UnitDisqualified():
            key = {"unit": fact.unit, "season": fact.season}
            return Put("disqualification", key, {"day": fact.on, "ground": fact.ground, "document": fact.document})
    assert_never(fact)
