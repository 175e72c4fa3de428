"""How a unit begins, and how its name, kind, official code, parent and managing authority change from day to day.

Facts come in any order of recording. Each value holds from its own day until the next one's, so that a decision that
becomes known late leaves the later ones whole; refused is only what contradicts a fact that is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from contracts.base import Fact
from contracts.registry import UnitCodeChanged, UnitMoved, UnitPassed, UnitRegistered, UnitRenamed, UnitRetyped
from infra.runtime.decisions import Context
from services.registry import refusals, unit_refusals
from services.registry.requirements import Document, require_document
from services.registry.unit_commands import (
    ChangeUnitCode,
    MoveUnit,
    PassUnit,
    RegisterUnit,
    RenameUnit,
    RetypeUnit,
)
from services.registry.units import ONE_DAY, Unit, held_between, held_on, next_change, require_own_unit, require_unit

Value = TypeVar("Value")


def register(
    command: RegisterUnit, context: Context[Any], unit: Unit, document: Document, parent: Unit | None = None
) -> list[Fact]:
    context.require_authority(command.authority)
    if unit.is_registered:
        raise unit_refusals.UnitAlreadyRegistered(unit=command.unit)
    if parent is not None and command.parent is not None:
        # A parent may stand under another authority: a school is a department's, the department the province's.
        require_unit(parent, command.parent, on=command.valid_from)
    # A unit may be older than the document that its registration rests on.
    require_document(document, command.document, context)
    return [UnitRegistered(**vars(command))]


def rename(command: RenameUnit, context: Context[Any], unit: Unit, document: Document) -> list[Fact]:
    _require_change(command, context, unit, document)
    if _is_stated(command.valid_from, command.name, unit.names):
        return []
    return [UnitRenamed(authority=context.caller.authority, **vars(command))]


def retype(command: RetypeUnit, context: Context[Any], unit: Unit, document: Document) -> list[Fact]:
    _require_change(command, context, unit, document)
    if _is_stated(command.valid_from, command.kind, unit.kinds):
        return []
    return [UnitRetyped(authority=context.caller.authority, **vars(command))]


def change_code(command: ChangeUnitCode, context: Context[Any], unit: Unit, document: Document) -> list[Fact]:
    _require_change(command, context, unit, document)
    day = command.valid_from
    if _is_stated(day, command.code, unit.codes):
        return []
    until = min(next_change(day, unit.codes), unit.ended_on)
    return [
        UnitCodeChanged(
            authority=context.caller.authority,
            before=held_on(day, unit.codes),
            valid_to=None if until == date.max else until,
            **vars(command),
        )
    ]


def move(command: MoveUnit, context: Context[Any], unit: Unit, document: Document, parent: Unit | None = None) -> list[Fact]:
    _require_change(command, context, unit, document)
    day = command.valid_from
    if parent is not None and command.parent is not None:
        require_unit(parent, command.parent, on=day)
        until = min(next_change(day, unit.parents), unit.ended_on)
        if command.parent == command.unit or command.unit in held_between(day, until, parent.parents):
            raise unit_refusals.ParentBelow(unit=command.unit, parent=command.parent)
    if _is_stated(day, command.parent, unit.parents):
        return []
    return [UnitMoved(authority=context.caller.authority, **vars(command))]


def pass_on(command: PassUnit, context: Context[Any], unit: Unit, document: Document, acceptance: Document) -> list[Fact]:
    day = command.valid_from
    require_unit(unit, command.unit, on=day)
    # Who gives is who had it the day before: on the day itself it may be on record already that another has it.
    context.require_authority(unit.authority_on(day - ONE_DAY))
    require_document(document, command.document, context, effective=day)
    if acceptance.authority != command.to:
        raise unit_refusals.NotAccepted(to=command.to, acceptance=command.acceptance)
    if day < acceptance.issued_on:
        raise refusals.EffectiveBeforeDocument(effective=day, issued_on=acceptance.issued_on)
    if command.to == context.caller.authority:
        raise unit_refusals.PassedToItself(authority=command.to)
    if _is_stated(day, command.to, unit.authorities):
        return []
    return [UnitPassed(authority=context.caller.authority, **vars(command))]


def _require_change(
    command: RenameUnit | RetypeUnit | ChangeUnitCode | MoveUnit, context: Context[Any], unit: Unit, document: Document
) -> None:
    require_own_unit(unit, command.unit, context, on=command.valid_from)
    require_document(document, command.document, context, effective=command.valid_from)


def _is_stated(day: date, value: Value, values: Mapping[date, Value]) -> bool:
    """Tell whether the day's value was stated before; another one from the same day contradicts it.

    A value that holds already since an earlier day is stated all the same: one that becomes known later may come between.
    """
    if day not in values:
        return False
    if values[day] != value:
        raise unit_refusals.ChangedThatDay(valid_from=day, stated=values[day] or "–")
    return True
