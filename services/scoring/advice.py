"""What is said of a sheet without giving a value: peers' cross-scores, which are advice, and the unit's explanation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from contracts.base import Fact
from contracts.scoring import CrossSheetSubmitted, SheetExplained
from infra.runtime.decisions import Context
from services.scoring import refusals as no
from services.scoring.commands import ExplainSheet, SubmitCrossSheet
from services.scoring.evidence_rules import evidence_faults
from services.scoring.known import Known
from services.scoring.layers import require_sound
from services.scoring.season import Scoresheet, Written, competing_member, sheet_to_score, with_sheet
from services.scoring.sheet_rules import explanation_faults, fingerprint_of, in_order

# --- decide ---

AdviceCommand = SubmitCrossSheet | ExplainSheet


def decide_advice(command: AdviceCommand, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    """Decide what a peer advises, and what the unit explains."""
    match command:
        case SubmitCrossSheet():
            return _submit_cross(command, context, season)
        case ExplainSheet():
            return _explain(command, context, season)
        case _:
            assert_never(command)


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
    require_sound(season, member, command.entries, context)
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


def _explain(command: ExplainSheet, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    context.require_unit(command.unit)
    competing_member(season, command.unit)
    sheet = sheet_to_score(season, command.unit)
    if not sheet.leader.version:
        raise no.NotExplainable(unit=str(command.unit))
    if sheet.board.version:
        raise no.AlreadyAppraised(unit=str(command.unit))
    faults = explanation_faults(command.explanations, sheet.leader_inputs)
    faults += evidence_faults(season.evidence, command.explanations, context.files)
    if faults:
        raise no.SheetUnsound(faults)
    before, explanations = sheet.explained, in_order(season.leaves, command.explanations)
    if before.version and before.fingerprint == fingerprint_of(explanations):
        return []
    return [SheetExplained(cluster=command.cluster, unit=command.unit, version=before.version + 1, explanations=explanations)]


# --- evolve ---

AdviceFact = CrossSheetSubmitted | SheetExplained


def evolve_advice(season: Scoresheet, fact: AdviceFact) -> Scoresheet:
    match fact:
        case CrossSheetSubmitted():
            written = Written(fact.version, fingerprint_of(fact.entries))
            return with_sheet(season, fact.unit, cross={**season.sheet(fact.unit).cross, fact.peer: written})
        case SheetExplained():
            return with_sheet(season, fact.unit, explained=Written(fact.version, fingerprint_of(fact.explanations)))
        case _:
            assert_never(fact)
