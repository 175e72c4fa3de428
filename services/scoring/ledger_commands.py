"""What the board may ask of a cluster's ledger: entries, and the periodic reports of its units."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.base import NONE, ClusterId, Code, Contract, Day, DocumentId, Moment, Points, Text, UnitId
from contracts.rules import ScaleFigureCode
from contracts.scoring import EntryId, ReportNumber


class EnterLedgerEntry(Contract):
    """Enter a bonus or a deduction (điểm cộng, điểm trừ): by the pack's figure, or with points stated."""

    cluster: ClusterId
    unit: UnitId
    entry: EntryId
    figure: Annotated[ScaleFigureCode | None, NONE] = None
    points: Points | None = None
    ground: Text
    document: DocumentId
    record: Annotated[UUID | None, NONE] = None


class CancelLedgerEntry(Contract):
    """Cancel an entry; it stays readable."""

    cluster: ClusterId
    unit: UnitId
    entry: EntryId
    reason: Text


class SetReportDueDays(Contract):
    """State when the season's periodic reports (báo cáo định kỳ) are due: all of them, in their order."""

    cluster: ClusterId
    due: tuple[Day, ...] = Field(min_length=1, max_length=12)
    document: DocumentId


class Receipt(Contract):
    """When one unit's report was received; `number` is the one that it bears, `reason` why an earlier receipt is corrected."""

    unit: UnitId
    received_at: Moment
    number: Code | None = None
    reason: Text | None = None


class RecordReportReceipts(Contract):
    """Record when units' reports were received, all of them or none; again with a reason to correct one."""

    cluster: ClusterId
    report: ReportNumber
    receipts: tuple[Receipt, ...] = Field(min_length=1, max_length=30)


class ExtendReport(Contract):
    """Give units until a later day for one report."""

    cluster: ClusterId
    units: tuple[UnitId, ...] = Field(min_length=1, max_length=30)
    report: ReportNumber
    due: Day
    reason: Text
    document: DocumentId


class WaiveReport(Contract):
    """Spare units one report."""

    cluster: ClusterId
    units: tuple[UnitId, ...] = Field(min_length=1, max_length=30)
    report: ReportNumber
    reason: Text
    document: DocumentId


LedgerCommand = EnterLedgerEntry | CancelLedgerEntry | SetReportDueDays | RecordReportReceipts | ExtendReport | WaiveReport
