"""The rows that the ledger's events leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from contracts.base import Contract, Event
from contracts.scoring import (
    LedgerEntryCancelled,
    LedgerEntryEntered,
    ReportDueDaysSet,
    ReportExtended,
    ReportReceived,
    ReportsMissed,
    ReportWaived,
)
from infra.runtime.changes import Change, Patch, Put
from services.scoring.ledger import LedgerFact


def of_ledger(event: Event, fact: LedgerFact) -> Iterator[Change]:
    """The rows of due days, reports and entries; a later statement takes the place of an earlier one."""
    of, position = {"cluster": fact.cluster}, {"position": event.position}
    match fact:
        case ReportDueDaysSet(reports=reports):
            for each in reports:
                yield Put("report_due", {**of, "report": each.report}, {"stated": each.stated, "due": each.due})
        case ReportReceived():
            yield Put("report_receipt", _report(fact), {**_columns(fact, "received_at", "number", "reason"), **position})
        case ReportExtended():
            row = _columns(fact, "stated", "due", "reason", "document")
            yield Put("report_extension", _report(fact), {**row, **position})
        case ReportWaived():
            yield Put("report_waiver", _report(fact), {**_columns(fact, "reason", "document"), **position})
        case ReportsMissed(unit=unit, reports=numbers):
            for report in numbers:
                yield Put("report_missed", {**of, "unit": unit, "report": report}, position)
        case LedgerEntryEntered(unit=unit, entry=entry):
            row = _columns(fact, "figure", "points", "ground", "document", "record")
            open_entry = {"cancelled_position": None, "cancel_reason": None}
            yield Put("ledger_entry", {**of, "unit": unit, "entry": entry}, {**row, **position, **open_entry})
        case LedgerEntryCancelled(unit=unit, entry=entry, reason=reason):
            cancelled = {"cancelled_position": event.position, "cancel_reason": reason}
            yield Patch("ledger_entry", {**of, "unit": unit, "entry": entry}, cancelled)
        case _:
            assert_never(fact)


def _report(fact: ReportReceived | ReportExtended | ReportWaived) -> dict[str, object]:
    return _columns(fact, "cluster", "unit", "report")


def _columns(fact: Contract, *names: str) -> dict[str, object]:
    return {name: getattr(fact, name) for name in names}
