"""Units: what a unit's stream says of it, from when to when, what a decision may require of it, and the codes it claims."""

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
    UnitPassed,
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
from services.registry import unit_refusals

ONE_DAY = timedelta(days=1)
Value = TypeVar("Value")
LifecycleFact = (
    UnitRegistered
    | UnitRenamed
    | UnitRetyped
    | UnitCodeChanged
    | UnitMoved
    | UnitPassed
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

    authorities: Mapping[date, str] = field(default_factory=dict)
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
    def is_registered(self) -> bool:
        return bool(self.authorities)

    def authority_on(self, day: date) -> str:
        """Who has the unit on a day; before its first one, who has it on that."""
        return held_on(max(day, self.valid_from), self.authorities)

    @property
    def last_day_told(self) -> date:
        """The latest day from which something holds that needs the unit to be there.

        A part is split off a unit that was there before: what is left may end on the same day.
        """
        left = (day - ONE_DAY for day in self.splits)
        held = (*self.authorities, *self.names, *self.kinds, *self.codes, *self.parents)
        return max(self.valid_from, self.took_over_on, *held, *left)


def held_on(day: date, values: Mapping[date, Value]) -> Value:
    """The value that holds on a day: the latest one that does not begin behind it. One must."""
    return values[max(first for first in values if first <= day)]


def held_between(first: date, until: date, values: Mapping[date, Value]) -> set[Value]:
    """What holds on any day from `first` up to, not including, `until`."""
    return {held_on(first, values)} | {value for day, value in values.items() if first < day < until}


def next_change(day: date, values: Mapping[date, Any]) -> date:
    """The first day behind `day` on which another value takes over, or the end of days."""
    return min((first for first in values if first > day), default=date.max)


# What a decision may require of it --------------------------------------------------------------------------------


def require_unit(unit: Unit, named: UUID, on: date | None = None) -> None:
    """Refuse a unit that was never registered, or that is not there on the day."""
    if not unit.is_registered:
        raise unit_refusals.UnknownUnit(unit=named)
    if on is not None and on < unit.valid_from:
        raise unit_refusals.UnitNotYetThere(unit=named, valid_from=unit.valid_from, day=on)
    if on is not None and on >= unit.ended_on:
        raise unit_refusals.UnitNoMore(unit=named, ended_on=unit.ended_on, day=on)


def require_own_unit(unit: Unit, named: UUID, context: Context[Any], on: date) -> None:
    """Refuse as `require_unit` does, and a unit that another authority than the caller's has on the day."""
    require_unit(unit, named)
    context.require_authority(unit.authority_on(on))
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


def _lived_on(state: Unit, fact: LifecycleFact) -> Unit:  # noqa: C901 - one line a fact
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
        case UnitPassed():
            return replace(state, authorities={**state.authorities, fact.valid_from: fact.to})
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
    held: dict[str, Any] = {
        "authorities": {day: fact.authority},
        "names": {day: fact.name},
        "kinds": {day: fact.kind},
        "codes": {day: fact.code},
        "parents": {day: fact.parent},
    }
    return Unit(valid_from=day, **held)


# Claims -----------------------------------------------------------------------------------------------------------


def code_claims(fact: Fact) -> Iterator[Claim | Release]:
    """The official code that a unit holds from when to when; nobody else has it on these days."""
    match fact:
        case UnitRegistered():
            yield Claim("unit-code", fact.code.upper(), fact.valid_from, taken=unit_refusals.UnitCodeTaken, said=fact.code)
        case UnitCodeChanged():
            # What the unit holds again later, under a change that was recorded before this one, stays its own.
            yield Release("unit-code", fact.before.upper(), fact.valid_from, fact.valid_to)
            yield Claim("unit-code", fact.code.upper(), fact.valid_from, fact.valid_to, unit_refusals.UnitCodeTaken, fact.code)
        case UnitMerged() | UnitSplit() | UnitDissolved() | UnitSucceeded():
            if fact.code is not None:
                yield Release("unit-code", fact.code.upper(), fact.valid_from)
        case _:
            return
