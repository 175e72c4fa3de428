"""What is decided of units: a table of their commands; figures, suspensions and disqualifications stand here themselves."""

from __future__ import annotations

from typing import Any, assert_never

from contracts.base import Fact
from contracts.registry import StaffFiguresRecorded, SuspensionLifted, UnitDisqualified, UnitSuspended
from infra.runtime.decisions import Context
from infra.runtime.errors import ForeignAuthority
from services.registry import lineage, unit_changes, unit_list, unit_refusals
from services.registry.requirements import Document, require_document
from services.registry.seasons import Season, require_season
from services.registry.unit_commands import (
    ChangeUnitCode,
    DisqualifyUnit,
    DissolveUnit,
    LiftSuspension,
    MergeUnits,
    MoveUnit,
    PassUnit,
    RecordStaffFigures,
    RegisterUnit,
    RenameUnit,
    RetypeUnit,
    SplitUnit,
    SucceedUnit,
    SuspendUnit,
    UnitCommand,
)
from services.registry.unit_list import EnterUnits
from services.registry.units import ONE_DAY, Unit, held_between, require_own_unit, require_unit


def decide_unit(command: UnitCommand | EnterUnits, context: Context[Any], *states: Any) -> list[Fact]:  # noqa: C901 - a table of commands
    match command:
        case RegisterUnit():
            return unit_changes.register(command, context, *states)
        case RenameUnit():
            return unit_changes.rename(command, context, *states)
        case RetypeUnit():
            return unit_changes.retype(command, context, *states)
        case ChangeUnitCode():
            return unit_changes.change_code(command, context, *states)
        case MoveUnit():
            return unit_changes.move(command, context, *states)
        case PassUnit():
            return unit_changes.pass_on(command, context, *states)
        case EnterUnits():
            return unit_list.enter(command, context, *states)
        case MergeUnits():
            return lineage.merge(command, context, *states)
        case SplitUnit():
            return lineage.split(command, context, *states)
        case DissolveUnit():
            return lineage.dissolve(command, context, *states)
        case SucceedUnit():
            return lineage.succeed(command, context, *states)
        case RecordStaffFigures():
            return _record_figures(command, context, *states)
        case SuspendUnit():
            return _suspend(command, context, *states)
        case LiftSuspension():
            return _lift(command, context, *states)
        case DisqualifyUnit():
            return _disqualify(command, context, *states)
    assert_never(command)


def _record_figures(command: RecordStaffFigures, context: Context[Any], unit: Unit) -> list[Fact]:
    require_own_unit(unit, command.unit, context, on=command.on)
    if command.on > context.today:
        raise unit_refusals.FiguresInFuture(day=command.on, today=context.today)
    if command.women > command.staff:
        raise unit_refusals.WomenExceedStaff(women=command.women, staff=command.staff)
    if unit.figures.get(command.on) == (command.staff, command.women):
        return []
    return [StaffFiguresRecorded(**vars(command))]


def _suspend(command: SuspendUnit, context: Context[Any], unit: Unit, document: Document) -> list[Fact]:
    require_own_unit(unit, command.unit, context, on=command.valid_from)
    require_document(document, command.document, context, effective=command.valid_from)
    if unit.suspended_since is not None:
        raise unit_refusals.AlreadySuspended(since=unit.suspended_since)
    if command.valid_from < unit.lifted_on:
        raise unit_refusals.SuspensionsOverlap(lifted_on=unit.lifted_on, valid_from=command.valid_from)
    return [UnitSuspended(authority=context.caller.authority, **vars(command))]


def _lift(command: LiftSuspension, context: Context[Any], unit: Unit, document: Document) -> list[Fact]:
    require_own_unit(unit, command.unit, context, on=min(command.on, unit.ended_on - ONE_DAY))
    require_document(document, command.document, context, effective=command.on)
    if unit.suspended_since is None:
        raise unit_refusals.NotSuspended
    if command.on <= unit.suspended_since:
        raise unit_refusals.LiftBeforeSuspension(on=command.on, since=unit.suspended_since)
    return [SuspensionLifted(authority=context.caller.authority, **vars(command))]


def _disqualify(command: DisqualifyUnit, context: Context[Any], unit: Unit, season: Season, document: Document) -> list[Fact]:
    # What a unit did may come to light when it is no more, or has passed to another authority, in a season in which it was there.
    require_unit(unit, command.unit, on=min(command.on, unit.ended_on - ONE_DAY))
    require_season(season, command.season, context)
    if unit.ended_on <= season.first_day:
        raise unit_refusals.UnitNoMore(unit=command.unit, ended_on=unit.ended_on, day=season.first_day)
    if context.caller.authority not in held_between(max(season.first_day, unit.valid_from), season.end_day, unit.authorities):
        raise ForeignAuthority(authority=unit.authority_on(season.first_day))
    require_document(document, command.document, context, effective=command.on)
    if command.season in unit.disqualified:
        raise unit_refusals.AlreadyDisqualified(season=command.season)
    if command.on < season.first_day:  # a violation may come to light after the season's end, never before its start
        raise unit_refusals.DisqualifiedBeforeSeason(on=command.on, first_day=season.first_day)
    return [UnitDisqualified(authority=context.caller.authority, **vars(command))]
