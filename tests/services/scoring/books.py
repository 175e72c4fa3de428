"""The cluster of the tests with a pack that states everything: its figures, its calendar, its documents."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from contracts.base import VIETNAM, Fact
from contracts.examples import changed
from contracts.examples.registry import CLUSTER, PLAN
from contracts.examples.scoring import REPORT_DUE_DAYS_SET, REPORT_RECEIVED
from contracts.rules import ScaleFigureCode
from contracts.scoring import LedgerEntryEntered, LedgerSums, ReportReceived, UnitScoreChanged
from services.registry.shipped import SHIPPED
from services.scoring.commands import SubmitSelfSheet
from services.scoring.ledger import figures_of
from services.scoring.ledger_commands import EnterLedgerEntry, Receipt, RecordReportReceipts
from tests.services.scoring.cluster import board, entries, knowing, officer
from tests.specification import given

PACK = SHIPPED["2017", 2]
RULES = PACK.scoring
FIGURES = figures_of(RULES.by_scale, 1000)
FULL = knowing(rules=RULES, calendar=PACK.calendar, documents=frozenset({PLAN}))
STATED = tuple(report.stated for report in REPORT_DUE_DAYS_SET.reports)
DUE = REPORT_DUE_DAYS_SET
"""30/04 (a Sunday before a long holiday), 15/07 (a Saturday) and 20/10/2023."""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def keeper(**changes: Any) -> Any:
    """A board officer who knows all of the pack, in November."""
    return board(FULL, **changes)


def receive(unit: UUID, report: int, when: str, *others: UUID, **changes: Any) -> RecordReportReceipts:
    """The receipts of one unit's report, or of several units' at the same time."""
    receipts = tuple(Receipt(**{"unit": each, "received_at": at(when), **changes}) for each in (unit, *others))
    return RecordReportReceipts(cluster=CLUSTER, report=report, receipts=receipts)


def received(unit: UUID, report: int, received_at: str, *, late: bool, due: date | None = None) -> ReportReceived:
    day = due or DUE.reports[report - 1].due
    fact = {"unit": unit, "report": report, "received_at": at(received_at), "due": day, "late": late, "number": None}
    return changed(REPORT_RECEIVED, **fact)


def enter(unit: UUID, number: int = 1, **changes: Any) -> EnterLedgerEntry:
    stated = {"figure": ScaleFigureCode.GOVERNMENT_FLAG} if "points" not in changes else {}
    of = {"cluster": CLUSTER, "unit": unit, "entry": UUID(int=number), "ground": "Cờ thi đua năm 2022.", "document": PLAN}
    return EnterLedgerEntry(**{**of, **stated, **changes})


def entered(unit: UUID, points: str, number: int = 1, **changes: Any) -> LedgerEntryEntered:
    of = {"cluster": CLUSTER, "unit": unit, "entry": UUID(int=number), "ground": "Cờ thi đua năm 2022.", "document": PLAN}
    return LedgerEntryEntered(**{**of, "points": Decimal(points), **changes})


def submit(unit: UUID, **figures: Any) -> SubmitSelfSheet:
    return SubmitSelfSheet(cluster=CLUSTER, unit=unit, entries=entries(**figures))


def handed_in(decide: Any, category: Any, facts: list[Fact], *units: UUID, **figures: Any) -> list[Fact]:
    """These units' own sheets too, by default 600 points each."""
    for unit in units:
        facts = [*facts, *given(category, *facts).when(decide, submit(unit, **figures), officer(unit)).facts]
    return facts


def sums(**points: str) -> LedgerSums:
    """The sums named; all others are 0."""
    return LedgerSums(**{name: Decimal(points.get(name, "0")) for name in LedgerSums.model_fields})


def last_total(facts: Any, unit: UUID) -> Decimal | None:
    totals = [fact.total for fact in facts if isinstance(fact, UnitScoreChanged) and fact.unit == unit]
    return totals[-1] if totals else None
