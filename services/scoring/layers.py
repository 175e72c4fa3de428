"""The layers of a sheet: who states what on a leaf, one after the other, and what that does to the official points.

Cross-scores and explanations give no value; they stand in advice.py. Line departments have field.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never
from uuid import UUID

from contracts.base import Fact
from contracts.rules import OfficialLayer
from contracts.scoring import (
    Change,
    CouncilWordRecorded,
    Entry,
    Input,
    Layer,
    Member,
    SelfSheetSubmitted,
    SheetAppraised,
    SheetVerified,
)
from infra.runtime.decisions import Context, Role
from services.scoring import refusals as no
from services.scoring.bonuses import require_document
from services.scoring.commands import AppraiseSheet, RecordCouncilWord, SubmitSelfSheet, VerifySheet
from services.scoring.evidence_rules import evidence_faults
from services.scoring.known import Known, known_of
from services.scoring.moves import and_moves
from services.scoring.reopening import require_reopened
from services.scoring.season import (
    Phase,
    Scoresheet,
    Written,
    competing_member,
    require_board,
    sheet_to_score,
    with_sheet,
)
from services.scoring.sheet_rules import change_faults, entry_faults, fingerprint_of, in_order

# --- decide ---

LayerCommand = SubmitSelfSheet | VerifySheet | AppraiseSheet | RecordCouncilWord


def decide_layers(command: LayerCommand, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    """Decide what a layer states."""
    match command:
        case SubmitSelfSheet():
            return _submit_own(command, context, season)
        case VerifySheet():
            return _verify(command, context, season)
        case AppraiseSheet():
            return _appraise(command, context, season)
        case RecordCouncilWord():
            return _record_council(command, context, season)
        case _:
            assert_never(command)


def _submit_own(command: SubmitSelfSheet, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    context.require_unit(command.unit)
    member = competing_member(season, command.unit)
    if season.phase is not Phase.SELF_SCORING:
        raise no.ScoresAreLocked if season.was_locked else no.SelfScoringOver
    if not member.signed:
        raise no.NotSigned(unit=str(command.unit))
    require_sound(season, member, command.entries, context)
    before, entries = season.sheet(command.unit).own, in_order(season.leaves, command.entries)
    if before.version and before.fingerprint == fingerprint_of(entries):
        return []
    submitted = SelfSheetSubmitted(cluster=command.cluster, unit=command.unit, version=before.version + 1, entries=entries)
    return and_moves(submitted, evolve_layers(season, submitted), {entry.leaf for entry in entries}, Layer.SELF)


def checked_changes(season: Scoresheet, unit: UUID, layer: OfficialLayer, changes: Sequence[Change]) -> tuple[Change, ...]:
    """What a later layer states, in the order of the scorecard; refused where the layer or a statement does not fit."""
    if changes and layer not in season.layers:
        raise no.LayerNotInRules(layer=layer)
    faults = change_faults(
        season.leaves,
        season.members[unit].not_assigned,
        changes,
        season.sheet(unit).below(layer, season.layers),
        season.leaf_step,
        by_department=layer is OfficialLayer.FIELD,
    )
    if faults:
        raise no.SheetUnsound(faults)
    return in_order(season.leaves, changes)


def touched_by(changes: Sequence[Change], before: Mapping[str, Input]) -> set[str]:
    """The leaves that a new version of a layer can move: what it is silent about falls back to the layer below."""
    return {change.leaf for change in changes} | set(before)


def is_repeat(before: Written, changes: Sequence[Change]) -> bool:
    return bool(before.version) and before.fingerprint == fingerprint_of(changes)


def require_sound(season: Scoresheet, member: Member, entries: Sequence[Entry], context: Context[Known]) -> None:
    """Refuse a whole sheet that is not sound, naming all that is wrong with its entries and their evidence."""
    faults = entry_faults(season.leaves, member.not_assigned, entries, season.leaf_step)
    faults += evidence_faults(season.evidence, entries, context.files)
    if faults:
        raise no.SheetUnsound(faults)


def _verify(command: VerifySheet, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    known = known_of(command, context)
    leader, first_deputy = known.leader_on(context.today), known.first_deputy_on(context.today)
    if leader is None:
        raise no.NoLeader
    verifier = leader if command.unit != leader else first_deputy
    _require_verifier(verifier, command.unit, context, known.authority)
    competing_member(season, command.unit)
    sheet = sheet_to_score(season, command.unit)
    if sheet.board.version:
        raise no.AlreadyAppraised(unit=str(command.unit))
    changes = checked_changes(season, command.unit, OfficialLayer.LEADER, command.changes)
    if is_repeat(sheet.leader, changes):
        return []
    verified = SheetVerified(
        cluster=command.cluster,
        unit=command.unit,
        version=sheet.leader.version + 1,
        verifier=verifier,
        leader=leader,
        first_deputy=first_deputy,
        changes=changes,
    )
    touched = touched_by(changes, sheet.leader_inputs)
    return and_moves(verified, evolve_layers(season, verified), touched, Layer.LEADER)


def _require_verifier(verifier: UUID | None, unit: UUID, context: Context[Known], authority: str) -> None:
    """Refuse unless the caller is whom the rule names: a unit's officer, or the board where the verifier is None."""
    if context.caller.unit == unit:
        raise no.OwnSheet
    if verifier is None:
        if Role.BOARD_OFFICER not in context.caller.roles:
            raise no.NotTheVerifier(verifier="board")
        context.require_authority(authority)
    elif Role.UNIT_OFFICER not in context.caller.roles or context.caller.unit != verifier:
        raise no.NotTheVerifier(verifier=str(verifier))


def _appraise(command: AppraiseSheet, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    require_board(context, season)
    if context.caller.unit == command.unit:
        raise no.OwnSheet
    competing_member(season, command.unit)
    sheet = sheet_to_score(season, command.unit)
    if not sheet.leader.version:
        raise no.NotVerified(unit=str(command.unit))
    if sheet.council.version:
        raise no.CouncilHasSpoken(unit=str(command.unit))
    changes = checked_changes(season, command.unit, OfficialLayer.BOARD, command.changes)
    require_reopened(season, command.unit, changes, sheet.board_inputs)
    if is_repeat(sheet.board, changes):
        return []
    appraised = SheetAppraised(cluster=command.cluster, unit=command.unit, version=sheet.board.version + 1, changes=changes)
    touched = touched_by(changes, sheet.board_inputs)
    return and_moves(appraised, evolve_layers(season, appraised), touched, Layer.BOARD)


def _record_council(command: RecordCouncilWord, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    """By a member of the council, or by the board from the council's minutes; a member is silent on the own unit."""
    require_board(context, season)
    if context.caller.unit == command.unit:
        raise no.OwnSheet
    if OfficialLayer.COUNCIL not in season.layers:
        raise no.LayerNotInRules(layer=OfficialLayer.COUNCIL)
    competing_member(season, command.unit)
    sheet = sheet_to_score(season, command.unit)
    if not sheet.board.version:
        raise no.NotAppraised(unit=str(command.unit))
    changes = checked_changes(season, command.unit, OfficialLayer.COUNCIL, command.changes)
    require_reopened(season, command.unit, changes, sheet.council_inputs)
    if is_repeat(sheet.council, changes):
        return []
    require_document(context, command, command.document)
    spoke = CouncilWordRecorded(
        cluster=command.cluster,
        unit=command.unit,
        version=sheet.council.version + 1,
        changes=changes,
        document=command.document,
    )
    touched = touched_by(changes, sheet.council_inputs)
    return and_moves(spoke, evolve_layers(season, spoke), touched, Layer.COUNCIL)


# --- evolve ---

LayerFact = SelfSheetSubmitted | SheetVerified | SheetAppraised | CouncilWordRecorded


def evolve_layers(season: Scoresheet, fact: LayerFact) -> Scoresheet:
    match fact:
        case SelfSheetSubmitted():
            inputs = {entry.leaf: entry.input for entry in fact.entries}
            own = Written(fact.version, fingerprint_of(fact.entries))
            return with_sheet(season, fact.unit, own=own, own_inputs=inputs)
        case SheetVerified():
            inputs = {change.leaf: change.input for change in fact.changes}
            leader = Written(fact.version, fingerprint_of(fact.changes))
            return with_sheet(season, fact.unit, leader=leader, leader_inputs=inputs)
        case SheetAppraised():
            inputs = {change.leaf: change.input for change in fact.changes}
            board = Written(fact.version, fingerprint_of(fact.changes))
            return with_sheet(season, fact.unit, board=board, board_inputs=inputs)
        case CouncilWordRecorded():
            inputs = {change.leaf: change.input for change in fact.changes}
            council = Written(fact.version, fingerprint_of(fact.changes))
            return with_sheet(season, fact.unit, council=council, council_inputs=inputs)
        case _:
            assert_never(fact)
