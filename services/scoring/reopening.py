"""Reopening: after the lock a value changes only where the board opened it again by name, with reason and document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from contracts.base import Fact
from contracts.scoring import Change, Input, ScoresReopened
from infra.runtime.decisions import Context
from services.scoring import refusals as no
from services.scoring.bonuses import require_document
from services.scoring.commands import ReopenScores
from services.scoring.faults import Fault
from services.scoring.known import Known
from services.scoring.season import Phase, Reopening, Scoresheet, competing_member, require_board

# --- decide ---


def reopen(command: ReopenScores, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    """Reopen locked scores. The sheets named were complete when they were locked: what was missing then stays missing."""
    require_board(context, season)
    wanted = _leaves(command)
    if season.phase is Phase.REOPENED:
        if wanted == season.reopening.leaves:
            return []
        raise no.AlreadyReopened
    if season.phase is not Phase.LOCKED:
        raise no.ScoresNotLocked
    for sheet in command.sheets:
        competing_member(season, sheet.unit)
        if not season.sheet(sheet.unit).board.version:
            raise no.SheetMissing(unit=str(sheet.unit))
    if faults := list(_faults(command, season)):
        raise no.ReopeningUnsound(faults)
    require_document(context, command, command.document)
    return [
        ScoresReopened(
            cluster=command.cluster,
            version=season.reopening.version + 1,
            sheets=command.sheets,
            reason=command.reason,
            document=command.document,
        )
    ]


def _leaves(said: ReopenScores | ScoresReopened) -> dict[UUID, frozenset[str]]:
    return {sheet.unit: frozenset(sheet.leaves) for sheet in said.sheets}


def _faults(command: ReopenScores, season: Scoresheet) -> Iterator[Fault]:
    for sheet in command.sheets:
        for leaf in sheet.leaves:
            if leaf not in season.leaves:
                yield Fault("unknown-leaf", leaf)
            elif leaf in season.members[sheet.unit].not_assigned:
                yield Fault("leaf-not-assigned", leaf)


def require_reopened(season: Scoresheet, unit: UUID, changes: Sequence[Change], before: Mapping[str, Input]) -> None:
    """Refuse a layer's new version that moves what was locked and not reopened."""
    if season.phase is not Phase.REOPENED:
        return
    after = {change.leaf: change.input for change in changes}
    free = season.reopening.leaves[unit]
    moved = [leaf for leaf in season.leaves if leaf not in free and after.get(leaf) != before.get(leaf)]
    if moved:
        raise no.SheetUnsound([Fault("leaf-not-reopened", leaf) for leaf in moved])


# --- evolve ---


def evolve_reopening(season: Scoresheet, fact: ScoresReopened) -> Scoresheet:
    return replace(season, phase=Phase.REOPENED, reopening=Reopening(fact.version, _leaves(fact)))
