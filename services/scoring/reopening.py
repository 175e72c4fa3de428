"""Reopening: after the lock leaves and ledgers change only where they were opened again by name, with reason and document.

The board reopens locked points; an upheld complaint reopens what it names, also while other leaves are open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from contracts.base import Fact
from contracts.scoring import Change, Input, ReopenedSheet, ScoresReopened
from infra.runtime.decisions import Context
from services.scoring import refusals as no
from services.scoring.bonuses import require_document
from services.scoring.commands import ReopenForComplaint, ReopenScores
from services.scoring.faults import Fault
from services.scoring.known import Known
from services.scoring.reopening_refusals import AlreadyReopened, NothingToReopen, ReopeningUnsound, ScoresNotLocked
from services.scoring.season import Phase, Reopening, Scoresheet, competing_member, require_board

# --- decide ---


def reopen(command: ReopenScores, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    """Reopen locked scores. The sheets named were complete when they were locked: what was missing then stays missing."""
    require_board(context, season)
    if not command.sheets and not command.ledgers:
        raise NothingToReopen
    if season.phase is Phase.REOPENED:
        if (_leaves(command), frozenset(command.ledgers)) == (season.reopening.leaves, season.reopening.ledgers):
            return []
        raise AlreadyReopened
    if season.phase is not Phase.LOCKED:
        raise ScoresNotLocked
    _require_reopenable(command.sheets, command.ledgers, season)
    require_document(context, command, command.document)
    return [
        ScoresReopened(
            cluster=command.cluster,
            version=season.reopening.version + 1,
            sheets=command.sheets,
            reason=command.reason,
            document=command.document,
            ledgers=command.ledgers,
        )
    ]


def reopen_for_complaint(command: ReopenForComplaint, season: Scoresheet) -> Sequence[Fact]:
    """Reopen what an upheld complaint names; what is open already stays open with its own reason."""
    if command.complaint in season.reopening.complaints:
        return []
    if not season.was_locked:
        raise ScoresNotLocked
    sheets = (ReopenedSheet(unit=command.unit, leaves=command.leaves),) if command.leaves else ()
    _require_reopenable(sheets, command.ledgers, season)
    return [
        ScoresReopened(
            cluster=command.cluster,
            version=season.reopening.version + 1,
            sheets=sheets,
            reason=command.reason,
            document=command.document,
            complaint=command.complaint,
            ledgers=command.ledgers,
        )
    ]


def _require_reopenable(sheets: Iterable[ReopenedSheet], ledgers: Iterable[UUID], season: Scoresheet) -> None:
    for unit in ledgers:
        competing_member(season, unit)
    for sheet in sheets:
        competing_member(season, sheet.unit)
        if not season.sheet(sheet.unit).board.version:
            raise no.SheetMissing(unit=str(sheet.unit))
    if faults := list(_faults(sheets, season)):
        raise ReopeningUnsound(faults)


def _leaves(said: ReopenScores | ScoresReopened) -> dict[UUID, frozenset[str]]:
    return {sheet.unit: frozenset(sheet.leaves) for sheet in said.sheets}


def _faults(sheets: Iterable[ReopenedSheet], season: Scoresheet) -> Iterator[Fault]:
    for sheet in sheets:
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
    open_before, reopened = season.reopening.leaves, _leaves(fact)
    leaves = {**open_before, **{unit: codes | open_before.get(unit, frozenset()) for unit, codes in reopened.items()}}
    ledgers = season.reopening.ledgers | set(fact.ledgers)
    complaints = season.reopening.complaints | ({fact.complaint} if fact.complaint else set())
    return replace(season, phase=Phase.REOPENED, reopening=Reopening(fact.version, leaves, ledgers, complaints))
