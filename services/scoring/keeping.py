"""The keeping of the ledger: the way to whoever decides entries, and to whoever decides reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from contracts.base import Fact
from infra.runtime.decisions import Context
from services.scoring.bonuses import decide_entries
from services.scoring.known import Known
from services.scoring.ledger_commands import (
    CancelLedgerEntry,
    EnterLedgerEntry,
    ExtendReport,
    LedgerCommand,
    RecordReportReceipts,
    SetReportDueDays,
    WaiveReport,
)
from services.scoring.reporting import decide_reports
from services.scoring.season import Scoresheet


def decide_ledger(command: LedgerCommand, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    """Decide what concerns the ledger beside the sheets."""
    match command:
        case EnterLedgerEntry() | CancelLedgerEntry():
            return decide_entries(command, context, season)
        case SetReportDueDays() | RecordReportReceipts() | ExtendReport() | WaiveReport():
            return decide_reports(command, context, season)
        case _:
            assert_never(command)
