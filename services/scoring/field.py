"""Line departments (sở, ngành): which branches the board lets them score beforehand, and their field scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from contracts.base import Fact
from contracts.rules import OfficialLayer
from contracts.scoring import FieldScoringAssigned, Layer, SheetFieldScored
from infra.runtime.decisions import Context
from services.scoring import refusals as no
from services.scoring.bonuses import require_document
from services.scoring.commands import AssignFieldScoring, FieldScoreSheet
from services.scoring.faults import Fault
from services.scoring.known import Known
from services.scoring.layers import checked_changes, is_repeat, touched_by
from services.scoring.moves import and_moves
from services.scoring.season import (
    Department,
    Scoresheet,
    Written,
    competing_member,
    require_board,
    sheet_to_score,
    with_sheet,
)
from services.scoring.sheet_rules import fingerprint_of

# --- decide ---

FieldCommand = AssignFieldScoring | FieldScoreSheet


def decide_field(command: FieldCommand, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    """Decide who may give field scores, and what they say."""
    match command:
        case AssignFieldScoring():
            return _assign(command, context, season)
        case FieldScoreSheet():
            return _score(command, context, season)
        case _:
            assert_never(command)


def _assign(command: AssignFieldScoring, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    require_board(context, season)
    if season.was_locked:
        raise no.ScoresAreLocked
    if OfficialLayer.FIELD not in season.layers:
        raise no.LayerNotInRules(layer=OfficialLayer.FIELD)
    before, branches = season.department(command.department), tuple(sorted(set(command.branches)))
    if faults := list(_assignment_faults(command, season)):
        raise no.FieldUnsound(faults)
    if before.branches == branches:
        return []
    require_document(context, command, command.document)
    return [
        FieldScoringAssigned(
            cluster=command.cluster,
            department=command.department,
            version=before.version + 1,
            branches=branches,
            document=command.document,
        )
    ]


def _assignment_faults(command: AssignFieldScoring, season: Scoresheet) -> Iterator[Fault]:
    wanted = Department(branches=command.branches)
    for branch in command.branches:
        if not any(Department(branches=(branch,)).scores(leaf) for leaf in season.leaves):
            yield Fault("unknown-branch", branch)
    for leaf in season.leaves:
        for other, assigned in season.departments.items():
            if other != command.department and wanted.scores(leaf) and assigned.scores(leaf):
                yield Fault("leaf-taken", leaf, {"department": str(other)})
        if not wanted.scores(leaf) and _has_scored(command, season, leaf):
            yield Fault("leaf-scored", leaf)


def _has_scored(command: AssignFieldScoring, season: Scoresheet, leaf: str) -> bool:
    return any(leaf in sheet.field_inputs.get(command.department, ()) for sheet in season.sheets.values())


def _score(command: FieldScoreSheet, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    context.require_unit(command.department)
    if command.department == command.unit:
        raise no.OwnSheet
    competing_member(season, command.unit)
    department, sheet = season.department(command.department), sheet_to_score(season, command.unit)
    if not department.branches:
        raise no.NotAssignedToDepartment
    if not sheet.leader.version:
        raise no.NotVerified(unit=str(command.unit))
    if sheet.board.version:
        raise no.AlreadyAppraised(unit=str(command.unit))
    if faults := [Fault("leaf-not-yours", each.leaf) for each in command.changes if not department.scores(each.leaf)]:
        raise no.SheetUnsound(faults)
    changes = checked_changes(season, command.unit, OfficialLayer.FIELD, command.changes)
    before = sheet.fields.get(command.department, Written())
    if is_repeat(before, changes):
        return []
    scored = SheetFieldScored(
        cluster=command.cluster,
        unit=command.unit,
        department=command.department,
        version=before.version + 1,
        changes=changes,
    )
    touched = touched_by(changes, sheet.field_inputs.get(command.department, {}))
    return and_moves(scored, evolve_field(season, scored), touched, Layer.FIELD)


# --- evolve ---

FieldFact = FieldScoringAssigned | SheetFieldScored


def evolve_field(season: Scoresheet, fact: FieldFact) -> Scoresheet:
    match fact:
        case FieldScoringAssigned():
            department = Department(fact.version, fact.branches)
            return replace(season, departments={**season.departments, fact.department: department})
        case SheetFieldScored():
            sheet, inputs = season.sheet(fact.unit), {change.leaf: change.input for change in fact.changes}
            written = Written(fact.version, fingerprint_of(fact.changes))
            return with_sheet(
                season,
                fact.unit,
                fields={**sheet.fields, fact.department: written},
                field_inputs={**sheet.field_inputs, fact.department: inputs},
            )
        case _:
            assert_never(fact)
