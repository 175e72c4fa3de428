"""The ledger beside the sheet (điểm cộng, điểm trừ): entries, reports, and what they come to. Pure and exact.

It is added to the total after scaling, at face value. A cap cuts the sum of the entries, never an entry; the floor of
reports cuts what they take together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import assert_never
from uuid import UUID

from contracts.rules import ScaleFigure, ScaleFigureCode
from contracts.scoring import (
    LedgerEntryCancelled,
    LedgerEntryEntered,
    LedgerSums,
    ReportDueDaysSet,
    ReportExtended,
    ReportReceived,
    ReportsMissed,
    ReportWaived,
)
from services.scoring.reports import Report, ReportStatus, status_of

NOTHING = Decimal(0)
COSTS = {
    ReportStatus.LATE: ScaleFigureCode.LATE_REPORT,
    ReportStatus.MISSING: ScaleFigureCode.MISSING_REPORT,
}
"""What a pack deducts, by how a report stands; the other ones cost nothing."""


@dataclass(frozen=True, slots=True)
class Entered:
    """An entry as it was entered; cancelled, it counts no longer."""

    fact: LedgerEntryEntered
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of one cluster's season; `figures` are the pack's for the scorecard's scale, from the opening on."""

    figures: Mapping[ScaleFigureCode, Decimal] = field(default_factory=dict)
    due: Mapping[int, date] = field(default_factory=dict)
    stated: tuple[date, ...] = ()
    closed_at: datetime | None = None
    reports: Mapping[tuple[UUID, int], Report] = field(default_factory=dict)
    entries: Mapping[UUID, Entered] = field(default_factory=dict)
    gone: Mapping[UUID, date] = field(default_factory=dict)

    def report(self, unit: UUID, number: int) -> Report:
        return self.reports.get((unit, number), Report())

    def due_of(self, unit: UUID, number: int) -> date:
        """The working day with which the unit's report is due, its own where it has one."""
        return self.report(unit, number).due or self.due[number]

    def status(self, unit: UUID, number: int) -> ReportStatus:
        return status_of(self.report(unit, number), self.due[number], self.closed_at, gone=self.gone.get(unit))

    def without(self, unit: UUID, on: date) -> Ledger:
        """The ledger once the unit is no more from a day on."""
        return replace(self, gone={**self.gone, unit: on})

    def again_with(self, unit: UUID) -> Ledger:
        """The ledger once the unit is a member again: it owes what the others owe."""
        return replace(self, gone={each: day for each, day in self.gone.items() if each != unit})


LedgerFact = (
    ReportDueDaysSet | ReportReceived | ReportExtended | ReportWaived | ReportsMissed | LedgerEntryEntered | LedgerEntryCancelled
)


def evolve_ledger(ledger: Ledger, fact: LedgerFact) -> Ledger:
    match fact:
        case ReportDueDaysSet(reports=reports):
            return replace(
                ledger,
                due={report.report: report.due for report in reports},
                stated=tuple(report.stated for report in reports),
            )
        case ReportReceived(received_at=at):
            return _with(ledger, fact, received_at=at)
        case ReportExtended(due=due):
            return _with(ledger, fact, due=due)
        case ReportWaived():
            return _with(ledger, fact, waived=True)
        case ReportsMissed():
            return ledger  # it follows from the closing, and is said for whoever reads the log
        case LedgerEntryEntered(entry=entry):
            return replace(ledger, entries={**ledger.entries, entry: Entered(fact)})
        case LedgerEntryCancelled(entry=entry):
            cancelled = replace(ledger.entries[entry], cancelled=True)
            return replace(ledger, entries={**ledger.entries, entry: cancelled})
        case _:
            assert_never(fact)


def _with(ledger: Ledger, fact: ReportReceived | ReportExtended | ReportWaived, **changes: object) -> Ledger:
    changed = replace(ledger.report(fact.unit, fact.report), **changes)  # type: ignore[arg-type]  # dataclass fields by name
    return replace(ledger, reports={**ledger.reports, (fact.unit, fact.report): changed})


def figures_of(by_scale: Iterable[ScaleFigure], scale: int) -> dict[ScaleFigureCode, Decimal]:
    """A pack's figures for scorecards of one scale."""
    return {stated.figure: stated.points for stated in by_scale if stated.scale == scale}


def sums_of(ledger: Ledger, unit: UUID) -> LedgerSums | None:
    """What the ledger gives a unit; None where it neither gives nor takes anything."""
    entered = list(_entered(ledger, unit))
    bonuses = sum((points for points in entered if points > 0), NOTHING)
    deductions = sum((points for points in entered if points < 0), NOTHING)
    reports = sum(_report_costs(ledger, unit), NOTHING)
    if not (bonuses or deductions or reports):
        return None
    bonuses_cut = _beyond(bonuses, ledger.figures.get(ScaleFigureCode.BONUS_CAP))
    reports_cut = _beyond(reports, ledger.figures.get(ScaleFigureCode.REPORTS_FLOOR))
    taken = deductions + reports + reports_cut
    deductions_cut = _beyond(taken, ledger.figures.get(ScaleFigureCode.DEDUCTION_CAP))
    return LedgerSums(
        bonuses=bonuses,
        bonuses_cut=bonuses_cut,
        deductions=deductions,
        reports=reports,
        reports_cut=reports_cut,
        deductions_cut=deductions_cut,
        points=bonuses - bonuses_cut + taken + deductions_cut,
    )


def penalties_of(ledger: Ledger, unit: UUID) -> Decimal:
    """All that the ledger takes from a unit at face value, before any bound: never negative."""
    sums = sums_of(ledger, unit)
    return NOTHING if sums is None else -(sums.deductions + sums.reports)


def late_reports_of(ledger: Ledger, unit: UUID) -> int:
    """How many reports came late or are missing."""
    return sum(1 for number in ledger.due if ledger.status(unit, number) in COSTS)


def _entered(ledger: Ledger, unit: UUID) -> Iterator[Decimal]:
    for entry in ledger.entries.values():
        if entry.fact.unit == unit and not entry.cancelled:
            yield entry.fact.points


def _report_costs(ledger: Ledger, unit: UUID) -> Iterator[Decimal]:
    """Nothing before the opening, which copies the pack's figures: there is no sheet yet that could lose points."""
    for number in ledger.due:
        if ledger.figures and (cost := COSTS.get(ledger.status(unit, number))):
            yield ledger.figures[cost]


def _beyond(points: Decimal, bound: Decimal | None) -> Decimal:
    """By how much a sum exceeds its bound, on the bound's side of zero; a pack need not bound it."""
    if bound is None:
        return NOTHING
    return max(NOTHING, points - bound if bound >= 0 else bound - points)
