"""Units that become others: merged, split, dissolved, succeeded. Who ends, who follows, and with which share.

A unit that ends on a day lives before it and a successor lives on that day, so the days along a line of descent rise from
link to link: no line comes back to where it began.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from contracts.base import Fact
from contracts.registry import (
    Reorganisation,
    UnitDissolved,
    UnitMerged,
    UnitRegistered,
    UnitShare,
    UnitSplit,
    UnitSucceeded,
    UnitTookOver,
)
from infra.runtime.decisions import Context
from services.registry import unit_refusals
from services.registry.requirements import Document, require_distinct, require_document
from services.registry.unit_commands import (
    DissolveUnit,
    Founded,
    MergedUnit,
    MergeUnits,
    SplitUnit,
    SucceedUnit,
)
from services.registry.units import ONE_DAY, Unit, held_on, require_own_unit, require_unit


def merge(command: MergeUnits, context: Context[Any], successor: Unit, document: Document, *others: Unit) -> list[Fact]:
    """`others` are the units merged and, where the new unit stands under one, its parent."""
    day, merged = command.valid_from, [each.unit for each in command.predecessors]
    lives_on = command.successor in merged
    require_distinct(merged)
    for named, unit in zip(merged, others, strict=False):
        if named != command.successor:
            _require_end(unit, named, context, day)
    if lives_on and command.founded is not None:
        raise unit_refusals.SuccessorIsThere(unit=command.successor)
    _require_successor(successor, command.successor, command.founded, context, day)
    if command.founded is None and not lives_on and successor.valid_from < day:
        raise unit_refusals.SuccessorNotMerged(unit=command.successor, valid_from=successor.valid_from)
    _require_parents([command.founded], others[len(merged) :], day, ended=set(merged) - {command.successor})
    require_document(document, command.document, context, effective=day)
    shares = _shares(command.predecessors)
    by: dict[str, Any] = {"authority": context.caller.authority, "valid_from": day, "document": command.document}
    return [
        *(
            UnitMerged(**dict(share), successor=command.successor, code=held_on(day, unit.codes), **by)
            for share, unit in zip(shares, others, strict=False)
            if share.unit != command.successor
        ),
        *_founded(command.successor, command.founded, by),
        UnitTookOver(unit=command.successor, manner=Reorganisation.MERGER, predecessors=shares, **by),
    ]


def split(command: SplitUnit, context: Context[Any], unit: Unit, document: Document, *others: Unit) -> list[Fact]:
    """`others` are the parts in their order, then the parents of those founded under one."""
    day, parts = command.valid_from, command.parts
    named = [part.unit for part in parts]
    lives_on = command.unit in named
    require_distinct(named)
    whole = sum(part.parts for part in parts)
    shares = tuple(UnitShare(unit=part.unit, parts=part.parts, of=whole) for part in parts)
    if lives_on:
        # What is left may end on the same day, by another decision, whichever is recorded first.
        require_own_unit(unit, command.unit, context, on=day - ONE_DAY if day == unit.ended_on else day)
        if day in unit.splits:
            if unit.splits[day] == shares:
                return []
            raise unit_refusals.SplitThatDay(valid_from=day)
    else:
        _require_end(unit, command.unit, context, day)
    for part, state in zip(parts, others, strict=False):
        if part.unit != command.unit:
            _require_successor(state, part.unit, part.founded, context, day)
        elif part.founded is not None:
            raise unit_refusals.SuccessorIsThere(unit=part.unit)
    founded = [part.founded for part in parts]
    _require_parents(founded, others[len(parts) :], day, ended=set() if lives_on else {command.unit})
    require_document(document, command.document, context, effective=day)
    by: dict[str, Any] = {"authority": context.caller.authority, "valid_from": day, "document": command.document}
    code = None if lives_on else held_on(day, unit.codes)
    facts: list[Fact] = [UnitSplit(unit=command.unit, shares=shares, code=code, **by)]
    for part in parts:
        if part.unit != command.unit:
            facts += _founded(part.unit, part.founded, by)
            came = (UnitShare(unit=command.unit, parts=part.parts, of=whole),)
            facts.append(UnitTookOver(unit=part.unit, manner=Reorganisation.SPLIT, predecessors=came, **by))
    return facts


def dissolve(command: DissolveUnit, context: Context[Any], unit: Unit, document: Document) -> list[Fact]:
    _require_end(unit, command.unit, context, command.valid_from)
    require_document(document, command.document, context, effective=command.valid_from)
    return [UnitDissolved(authority=context.caller.authority, code=held_on(command.valid_from, unit.codes), **vars(command))]


def succeed(
    command: SucceedUnit, context: Context[Any], unit: Unit, document: Document, successor: Unit, *parents: Unit
) -> list[Fact]:
    day = command.valid_from
    if command.successor == command.unit:
        raise unit_refusals.UnitNamedTwice(unit=command.unit)
    _require_end(unit, command.unit, context, day)
    _require_successor(successor, command.successor, command.founded, context, day)
    _require_parents([command.founded], parents, day, ended={command.unit})
    require_document(document, command.document, context, effective=day)
    by: dict[str, Any] = {"authority": context.caller.authority, "valid_from": day, "document": command.document}
    whole = (UnitShare(unit=command.unit, parts=1, of=1),)
    return [
        UnitSucceeded(unit=command.unit, successor=command.successor, code=held_on(day, unit.codes), **by),
        *_founded(command.successor, command.founded, by),
        UnitTookOver(unit=command.successor, manner=Reorganisation.SUCCESSION, predecessors=whole, **by),
    ]


def _shares(merged: Sequence[MergedUnit]) -> tuple[UnitShare, ...]:
    """Exact shares: as the decision states them, equal where it states none."""
    stated = [each.parts for each in merged if each.parts is not None]
    if stated and len(stated) < len(merged):
        raise unit_refusals.SharesIncomplete(unit=next(each.unit for each in merged if each.parts is None))
    whole = sum(stated) or len(merged)
    return tuple(UnitShare(unit=each.unit, parts=each.parts or 1, of=whole) for each in merged)


def _require_end(unit: Unit, named: UUID, context: Context[Any], day: date) -> None:
    """Refuse to end a unit that is not there, or that a fact of the same day or a later one needs."""
    require_own_unit(unit, named, context, on=day)
    if unit.last_day_told >= day:
        raise unit_refusals.UnitThereLater(unit=named, day=day, last=unit.last_day_told)


def _require_successor(unit: Unit, named: UUID, founded: Founded | None, context: Context[Any], day: date) -> None:
    if founded is None:
        require_own_unit(unit, named, context, on=day)
    elif unit.is_registered:
        raise unit_refusals.UnitAlreadyRegistered(unit=named)


def _require_parents(founded: Sequence[Founded | None], parents: Sequence[Unit], day: date, ended: set[UUID]) -> None:
    under = [new.parent for new in founded if new is not None and new.parent is not None]
    for named, parent in zip(under, parents, strict=True):
        require_unit(parent, named, on=day)
        if named in ended:
            raise unit_refusals.UnitNoMore(unit=named, ended_on=day, day=day)


def _founded(unit: UUID, founded: Founded | None, by: dict[str, Any]) -> Iterator[Fact]:
    if founded is not None:
        yield UnitRegistered(unit=unit, **dict(founded), **by)
