"""The layers of a sheet: who states what on a leaf, one after the other, and what that does to the official points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never
from uuid import UUID

from contracts.base import Fact
from contracts.scoring import CrossSheetSubmitted, Entry, Layer, Member, SelfSheetSubmitted, SheetAppraised, SheetVerified
from infra.runtime.decisions import Context, Role
from services.scoring import refusals as no
from services.scoring.commands import AppraiseSheet, SubmitCrossSheet, SubmitSelfSheet, VerifySheet
from services.scoring.evidence_rules import evidence_faults
from services.scoring.known import Known, known_of
from services.scoring.moves import and_moves
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

LayerCommand = SubmitSelfSheet | SubmitCrossSheet | VerifySheet | AppraiseSheet


def decide_layers(command: LayerCommand, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    """Decide what a layer states."""
    match command:
        case SubmitSelfSheet():
            return _submit_own(command, context, season)
        case SubmitCrossSheet():
            return _submit_cross(command, context, season)
        case VerifySheet():
            return _verify(command, context, season)
        case AppraiseSheet():
            return _appraise(command, context, season)
        case _:
            assert_never(command)


def _submit_own(command: SubmitSelfSheet, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    context.require_unit(command.unit)
    member = competing_member(season, command.unit)
    if season.phase is not Phase.SELF_SCORING:
        raise no.ScoresAreLocked if season.phase is Phase.LOCKED else no.SelfScoringOver
    if not member.signed:
        raise no.NotSigned(unit=str(command.unit))
    _require_sound(season, member, command.entries, context)
    before, entries = season.sheet(command.unit).own, in_order(season.leaves, command.entries)
    if before.version and before.fingerprint == fingerprint_of(entries):
        return []
    submitted = SelfSheetSubmitted(cluster=command.cluster, unit=command.unit, version=before.version + 1, entries=entries)
    return and_moves(submitted, evolve_layers(season, submitted), {entry.leaf for entry in entries}, Layer.SELF)


def _submit_cross(command: SubmitCrossSheet, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    context.require_unit(command.peer)
    if command.peer == command.unit:
        raise no.OwnSheet
    competing_member(season, command.peer)
    member, sheet = competing_member(season, command.unit), sheet_to_score(season, command.unit)
    if command.peer not in season.peers.get(command.unit, ()):
        raise no.NotAPeer(unit=str(command.unit))
    if sheet.leader.version:
        raise no.AlreadyVerified(unit=str(command.unit))
    _require_sound(season, member, command.entries, context)
    before, entries = sheet.cross.get(command.peer, Written()), in_order(season.leaves, command.entries)
    if before.version and before.fingerprint == fingerprint_of(entries):
        return []
    return [
        CrossSheetSubmitted(
            cluster=command.cluster,
            unit=command.unit,
            peer=command.peer,
            version=before.version + 1,
            entries=entries,
        )
    ]


def _require_sound(season: Scoresheet, member: Member, entries: Sequence[Entry], context: Context[Known]) -> None:
    """Refuse a whole sheet that is not sound, naming all that is wrong with its entries and their evidence."""
    faults = entry_faults(season.leaves, member.not_assigned, entries)
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
    member, sheet = competing_member(season, command.unit), sheet_to_score(season, command.unit)
    if sheet.board.version:
        raise no.AlreadyAppraised(unit=str(command.unit))
    if faults := change_faults(season.leaves, member.not_assigned, command.changes, sheet.own_inputs):
        raise no.SheetUnsound(faults)
    changes = in_order(season.leaves, command.changes)
    if sheet.leader.version and sheet.leader.fingerprint == fingerprint_of(changes):
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
    # What the version before had changed and this one is silent about falls back to the layer below.
    touched = {change.leaf for change in changes} | set(sheet.leader_inputs)
    return and_moves(verified, evolve_layers(season, verified), touched, Layer.LEADER)


def _require_verifier(verifier: UUID | None, unit: UUID, context: Context[Known], authority: str) -> None:
    """Refuse unless the caller is whom the rule names: a unit's officer, or the board where the verifier is None."""
    if verifier is None:
        if Role.BOARD_OFFICER not in context.caller.roles:
            raise no.OwnSheet if context.caller.unit == unit else no.NotTheVerifier(verifier="board")
        context.require_authority(authority)
    elif Role.UNIT_OFFICER not in context.caller.roles or context.caller.unit != verifier:
        raise no.OwnSheet if context.caller.unit == unit else no.NotTheVerifier(verifier=str(verifier))


def _appraise(command: AppraiseSheet, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    require_board(context, season)
    member, sheet = competing_member(season, command.unit), sheet_to_score(season, command.unit)
    if not sheet.leader.version:
        raise no.NotVerified(unit=str(command.unit))
    if faults := change_faults(season.leaves, member.not_assigned, command.changes, sheet.verified_inputs):
        raise no.SheetUnsound(faults)
    changes = in_order(season.leaves, command.changes)
    if sheet.board.version and sheet.board.fingerprint == fingerprint_of(changes):
        return []
    appraised = SheetAppraised(cluster=command.cluster, unit=command.unit, version=sheet.board.version + 1, changes=changes)
    touched = {change.leaf for change in changes} | set(sheet.board_inputs)
    return and_moves(appraised, evolve_layers(season, appraised), touched, Layer.BOARD)


# --- evolve ---

LayerFact = SelfSheetSubmitted | CrossSheetSubmitted | SheetVerified | SheetAppraised


def evolve_layers(season: Scoresheet, fact: LayerFact) -> Scoresheet:
    match fact:
        case SelfSheetSubmitted():
            inputs = {entry.leaf: entry.input for entry in fact.entries}
            own = Written(fact.version, fingerprint_of(fact.entries))
            return with_sheet(season, fact.unit, own=own, own_inputs=inputs)
        case CrossSheetSubmitted():
            written = Written(fact.version, fingerprint_of(fact.entries))
            return with_sheet(season, fact.unit, cross={**season.sheet(fact.unit).cross, fact.peer: written})
        case SheetVerified():
            inputs = {change.leaf: change.input for change in fact.changes}
            leader = Written(fact.version, fingerprint_of(fact.changes))
            return with_sheet(season, fact.unit, leader=leader, leader_inputs=inputs)
        case SheetAppraised():
            inputs = {change.leaf: change.input for change in fact.changes}
            board = Written(fact.version, fingerprint_of(fact.changes))
            return with_sheet(season, fact.unit, board=board, board_inputs=inputs)
        case _:
            assert_never(fact)
