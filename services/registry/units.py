"""Units: what a unit's stream says of it, from when to when, and how its name, kind, code and parent change.

Facts come in any order of recording. Each value holds from its own day until the next one's, so that a decision that
becomes known late leaves the later ones whole; refused is only what contradicts a fact that is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, TypeVar, assert_never
from uuid import UUID

from contracts.base import Fact
from contracts.registry import (
    StaffFiguresRecorded,
    SuspensionLifted,
    UnitCodeChanged,
    UnitDisqualified,
    UnitDissolved,
    UnitKind,
    UnitMerged,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
    UnitRetyped,
    UnitShare,
    UnitSplit,
    UnitSucceeded,
    UnitSuspended,
    UnitTookOver,
)
from infra.runtime.decisions import Claim, Context, Release
from services.registry import refusals
from services.registry.commands import ChangeUnitCode, MoveUnit, RegisterUnit, RenameUnit, RetypeUnit
from services.registry.requirements import Document, require_document

ONE_DAY = timedelta(days=1)
Value = TypeVar("Value")
LifecycleFact = (
    UnitRegistered
    | UnitRenamed
    | UnitRetyped
    | UnitCodeChanged
    | UnitMoved
    | UnitMerged
    | UnitSplit
    | UnitDissolved
    | UnitSucceeded
    | UnitTookOver
)
"""What a unit is, from when to when, and what became of it."""
UnitFact = LifecycleFact | StaffFiguresRecorded | UnitSuspended | SuspensionLifted | UnitDisqualified

# State ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit; what changes from day to day stands by its first day. `ended_on` is the first day without it.

    `went_into` is whom it was merged into or succeeded by.
    """

    authority: str = ""
    valid_from: date = date.max
    ended_on: date = date.max
    went_into: UUID | None = None
    names: Mapping[date, str] = field(default_factory=dict)
    kinds: Mapping[date, UnitKind] = field(default_factory=dict)
    codes: Mapping[date, str] = field(default_factory=dict)
    parents: Mapping[date, UUID | None] = field(default_factory=dict)
    splits: Mapping[date, tuple[UnitShare, ...]] = field(default_factory=dict)
    took_over_on: date = date.min
    figures: Mapping[date, tuple[int, int]] = field(default_factory=dict)
    suspended_since: date | None = None
    lifted_on: date = date.min
    disqualified: frozenset[str] = frozenset()

    @property
    def last_day_told(self) -> date:
        """The latest day from which something holds that needs the unit to be there.

        A part is split off a unit that was there before: what is left may end on the same day.
        """
        left = (day - ONE_DAY for day in self.splits)
        return max(self.valid_from, self.took_over_on, *self.names, *self.kinds, *self.codes, *self.parents, *left)


def held_on(day: date, values: Mapping[date, Value]) -> Value:
    """The value that holds on a day: the latest one that does not begin behind it. One must."""
    return values[max(first for first in values if first <= day)]


def next_change(day: date, values: Mapping[date, Any]) -> date:
    """The first day behind `day` on which another value takes over, or the end of days."""
    return min((first for first in values if first > day), default=date.max)


# Decide -----------------------------------------------------------------------------------------------------------


def register(
    command: RegisterUnit, context: Context[Any], unit: Unit, document: Document, parent: Unit | None = None
) -> list[Fact]:
    context.require_authority(command.authority)
    if unit.authority:
        raise refusals.UnitAlreadyRegistered(unit=command.unit)
    if parent is not None and command.parent is not None:
        # A parent may stand under another authority: a school is a department's, the department the province's.
        require_unit(parent, command.parent, on=command.valid_from)
    # A unit may be older than the document that its registration rests on.
    require_document(document, command.document, context)
    return [UnitRegistered(**dict(command))]


def rename(command: RenameUnit, context: Context[Any], unit: Unit, document: Document) -> list[Fact]:
    _require_change(command, context, unit, document)
    if _is_stated(command.valid_from, command.name, unit.names):
        return []
    return [UnitRenamed(authority=unit.authority, **dict(command))]


def retype(command: RetypeUnit, context: Context[Any], unit: Unit, document: Document) -> list[Fact]:
    _require_change(command, context, unit, document)
    if _is_stated(command.valid_from, command.kind, unit.kinds):
        return []
    return [UnitRetyped(authority=unit.authority, **dict(command))]


def change_code(command: ChangeUnitCode, context: Context[Any], unit: Unit, document: Document) -> list[Fact]:
    _require_change(command, context, unit, document)
    day = command.valid_from
    if _is_stated(day, command.code, unit.codes):
        return []
    until = min(next_change(day, unit.codes), unit.ended_on)
    return [
        UnitCodeChanged(
            authority=unit.authority,
            before=held_on(day, unit.codes),
            valid_to=None if until == date.max else until,
            **dict(command),
        )
    ]


def move(command: MoveUnit, context: Context[Any], unit: Unit, document: Document, parent: Unit | None = None) -> list[Fact]:
    _require_change(command, context, unit, document)
    day = command.valid_from
    if parent is not None and command.parent is not None:
        require_unit(parent, command.parent, on=day)
        until = min(next_change(day, unit.parents), unit.ended_on)
        if command.parent == command.unit or command.unit in _held_between(day, until, parent.parents):
            raise refusals.ParentBelow(unit=command.unit, parent=command.parent)
    if _is_stated(day, command.parent, unit.parents):
        return []
    return [UnitMoved(authority=unit.authority, **dict(command))]


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
        raise refusals.ChangedThatDay(valid_from=day, stated=values[day] or "–")
    return True


def _held_between(first: date, until: date, values: Mapping[date, Value]) -> set[Value]:
    return {held_on(first, values)} | {value for day, value in values.items() if first < day < until}


def require_unit(unit: Unit, named: UUID, on: date | None = None) -> None:
    """Refuse a unit that was never registered, or that is not there on the day."""
    if not unit.authority:
        raise refusals.UnknownUnit(unit=named)
    if on is not None and on < unit.valid_from:
        raise refusals.UnitNotYetThere(unit=named, valid_from=unit.valid_from, day=on)
    if on is not None and on >= unit.ended_on:
        raise refusals.UnitNoMore(unit=named, ended_on=unit.ended_on, day=on)


def require_own_unit(unit: Unit, named: UUID, context: Context[Any], on: date | None = None) -> None:
    """Refuse as `require_unit` does, and a unit of another authority than the caller's."""
    require_unit(unit, named)
    context.require_authority(unit.authority)
    require_unit(unit, named, on)


# Evolve -----------------------------------------------------------------------------------------------------------


def evolve_unit(state: Unit, fact: UnitFact) -> Unit:
    if isinstance(fact, LifecycleFact):
        return _lived_on(state, fact)
    match fact:
        case StaffFiguresRecorded():
            return replace(state, figures={**state.figures, fact.on: (fact.staff, fact.women)})
        case UnitSuspended():
            return replace(state, suspended_since=fact.valid_from)
        case SuspensionLifted():
            return replace(state, suspended_since=None, lifted_on=fact.on)
        case UnitDisqualified():
            return replace(state, disqualified=state.disqualified | {fact.season})
        case _:
            assert_never(fact)


def _lived_on(state: Unit, fact: LifecycleFact) -> Unit:
    match fact:
        case UnitRegistered():
            return _registered(fact)
        case UnitRenamed():
            return replace(state, names={**state.names, fact.valid_from: fact.name})
        case UnitRetyped():
            return replace(state, kinds={**state.kinds, fact.valid_from: fact.kind})
        case UnitCodeChanged():
            return replace(state, codes={**state.codes, fact.valid_from: fact.code})
        case UnitMoved():
            return replace(state, parents={**state.parents, fact.valid_from: fact.parent})
        case UnitMerged() | UnitSucceeded():
            return replace(state, ended_on=fact.valid_from, went_into=fact.successor)
        case UnitDissolved():
            return replace(state, ended_on=fact.valid_from)
        case UnitSplit():
            split = replace(state, splits={**state.splits, fact.valid_from: fact.shares})
            return split if fact.code is None else replace(split, ended_on=fact.valid_from)
        case UnitTookOver():
            return replace(state, took_over_on=max(state.took_over_on, fact.valid_from))
    assert_never(fact)


def _registered(fact: UnitRegistered) -> Unit:
    day = fact.valid_from
    return Unit(
        fact.authority, day, names={day: fact.name}, kinds={day: fact.kind}, codes={day: fact.code}, parents={day: fact.parent}
    )


# Claims -----------------------------------------------------------------------------------------------------------


def code_claims(fact: Fact) -> Iterator[Claim | Release]:
    """The official code that a unit holds from when to when; nobody else has it on these days."""
    match fact:
        case UnitRegistered():
            yield Claim("unit-code", fact.code.upper(), fact.valid_from, taken=refusals.UnitCodeTaken, said=fact.code)
        case UnitCodeChanged():
            # What the unit holds again later, under a change that was recorded before this one, stays its own.
            yield Release("unit-code", fact.before.upper(), fact.valid_from, fact.valid_to)
            yield Claim("unit-code", fact.code.upper(), fact.valid_from, fact.valid_to, refusals.UnitCodeTaken, fact.code)
        case UnitMerged() | UnitSplit() | UnitDissolved() | UnitSucceeded():
            if fact.code is not None:
                yield Release("unit-code", fact.code.upper(), fact.valid_from)
        case _:
            return
