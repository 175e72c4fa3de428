"""Entries of the ledger: who enters what for which reason, and what that does to the unit's points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import assert_never
from uuid import UUID

from contracts.base import Fact
from contracts.rules import ScaleFigureCode
from contracts.scoring import Cause, LedgerEntryCancelled, LedgerEntryEntered
from infra.runtime.decisions import Context
from services.scoring import ledger_refusals as no
from services.scoring.known import ClusterFacts, Known, known_of
from services.scoring.ledger import LedgerFact, evolve_ledger
from services.scoring.ledger_commands import CancelLedgerEntry, EnterLedgerEntry
from services.scoring.moves import ledger_moves
from services.scoring.season import Scoresheet, competing_member, require_board, require_ledger_open

BY_HAND = frozenset({ScaleFigureCode.MINISTRY_FLAG, ScaleFigureCode.GOVERNMENT_FLAG})
"""The figures that are entries; the others follow from receipts, or are bounds."""


def decide_entries(command: EnterLedgerEntry | CancelLedgerEntry, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    """Decide what concerns entries, from the opening of self-scoring to the lock, and where the ledger was reopened."""
    require_board(context, season)
    competing_member(season, command.unit)
    require_ledger_open(season, command.unit)
    match command:
        case EnterLedgerEntry():
            return _enter(command, context, season)
        case CancelLedgerEntry():
            return _cancel(command, season)
        case _:
            assert_never(command)


def require_document(context: Context[Known], command: object, document: UUID) -> None:
    """Refuse what cites a document that registry has not told of."""
    if document not in known_of(command, context).documents:  # type: ignore[arg-type]  # every command has a cluster
        raise no.UnknownDocument(document=str(document))


def _enter(command: EnterLedgerEntry, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    known = known_of(command, context)
    entered = LedgerEntryEntered(
        cluster=command.cluster,
        unit=command.unit,
        entry=command.entry,
        figure=command.figure,
        points=_points(command, season, known.pack),
        ground=command.ground,
        document=command.document,
        record=command.record,
    )
    if (there := season.ledger.entries.get(command.entry)) is not None:
        if there.fact != entered or there.cancelled:
            raise no.EntryIdTaken(entry=str(command.entry))
        return []
    require_document(context, command, command.document)
    _require_record(command, known)
    return and_ledger_moves(season, entered, Cause(unit=command.unit, layer=None, version=None, entry=command.entry))


def _require_record(command: EnterLedgerEntry, known: ClusterFacts) -> None:
    """Refuse an entry that rests on what registry has no record of, or on another unit's."""
    if command.record is None:
        return
    if known.record is None or known.record.record != command.record:
        raise no.UnknownRecord(record=str(command.record))
    if known.record.unit not in (None, command.unit):
        raise no.RecordOfAnother(record=str(command.record), unit=str(known.record.unit))


def _points(command: EnterLedgerEntry, season: Scoresheet, pack: str) -> Decimal:
    figures = season.ledger.figures
    if (command.figure is None) == (command.points is None):
        raise no.FigureOrPoints
    if command.figure is not None:
        if command.figure not in BY_HAND:
            raise no.FollowsByItself(figure=command.figure)
        return _stated(figures.get(command.figure), command.figure, season, pack)
    lowest = _stated(figures.get(ScaleFigureCode.DEDUCTION_CAP), ScaleFigureCode.DEDUCTION_CAP, season, pack)
    highest = _stated(figures.get(ScaleFigureCode.BONUS_CAP), ScaleFigureCode.BONUS_CAP, season, pack)
    assert command.points is not None
    if not command.points or not lowest <= command.points <= highest:
        raise no.PointsBeyondBounds(lowest=f"{lowest:f}", highest=f"{highest:f}")
    return command.points


def _stated(figure: Decimal | None, code: ScaleFigureCode, season: Scoresheet, pack: str) -> Decimal:
    if figure is None:
        raise no.FigureNotStated(pack=pack, figure=f"scoring.by_scale.{code}", scale=season.total)
    return figure


def _cancel(command: CancelLedgerEntry, season: Scoresheet) -> Sequence[Fact]:
    there = season.ledger.entries.get(command.entry)
    if there is None or there.fact.unit != command.unit:
        raise no.UnknownEntry(unit=str(command.unit), entry=str(command.entry))
    if there.cancelled:
        return []
    cancelled = LedgerEntryCancelled(cluster=command.cluster, unit=command.unit, entry=command.entry, reason=command.reason)
    return and_ledger_moves(season, cancelled, Cause(unit=command.unit, layer=None, version=None, entry=command.entry))


def and_ledger_moves(season: Scoresheet, fact: LedgerFact, cause: Cause) -> list[Fact]:
    """The fact, and what it does to the unit's points."""
    after = replace(season, ledger=evolve_ledger(season.ledger, fact))
    return [fact, *ledger_moves(season, after, fact.cluster, cause.unit, cause)]
