"""Periodic reports: due days, receipts, extensions and waivers, and what late or missing ones take from the points.

All of it may be said before self-scoring opens, until the lock, and of a unit whose ledger was reopened; what it costs counts
from the opening on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import assert_never
from uuid import UUID

from contracts.base import VIETNAM, Fact
from contracts.rules import ScaleFigureCode
from contracts.scoring import (
    Cause,
    ReportDue,
    ReportDueDaysSet,
    ReportExtended,
    ReportReceived,
    ReportsMissed,
    ReportWaived,
    SelfScoringClosed,
    UnitDeparted,
    UnitScoreChanged,
)
from contracts.working_days import WorkingDays, YearNotListed, end_of
from infra.runtime.decisions import Context
from services.scoring import ledger_refusals as no
from services.scoring.bonuses import and_ledger_moves, require_document
from services.scoring.known import ClusterFacts, Known, known_of
from services.scoring.ledger import evolve_ledger, figures_of
from services.scoring.ledger_commands import ExtendReport, Receipt, RecordReportReceipts, SetReportDueDays, WaiveReport
from services.scoring.moves import ledger_moves
from services.scoring.refusals import NotAMember, ScoresAreLocked, SelfScoringOver
from services.scoring.reports import ReportStatus
from services.scoring.season import Phase, Scoresheet, require_ledger_open

ReportCommand = SetReportDueDays | RecordReportReceipts | ExtendReport | WaiveReport
NEEDED = (ScaleFigureCode.LATE_REPORT, ScaleFigureCode.MISSING_REPORT, ScaleFigureCode.REPORTS_FLOOR)


def decide_reports(command: ReportCommand, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    """Decide what concerns periodic reports."""
    known = known_of(command, context)
    context.require_authority(known.authority)
    if season.phase is Phase.LOCKED:
        raise ScoresAreLocked
    match command:
        case SetReportDueDays():
            return _set_due_days(command, context, season, known)
        case RecordReportReceipts():
            return _receive(command, context, season, known)
        case ExtendReport():
            return _extend(command, context, season, known)
        case WaiveReport():
            return _waive(command, context, season, known)
        case _:
            assert_never(command)


def _set_due_days(command: SetReportDueDays, context: Context[Known], season: Scoresheet, known: ClusterFacts) -> Sequence[Fact]:
    if season.phase not in (Phase.NOT_OPEN, Phase.SELF_SCORING):
        raise SelfScoringOver
    _require_figures(known)
    if len(command.due) != known.rules.periodic_reports or any(one >= two for one, two in pairwise(command.due)):
        raise no.DueDaysCount(expected=known.rules.periodic_reports)
    due_days = ReportDueDaysSet(
        cluster=command.cluster,
        document=command.document,
        reports=tuple(
            ReportDue(report=number, stated=day, due=moved_on(day, known)) for number, day in enumerate(command.due, start=1)
        ),
        pack=known.pack,
    )
    if season.ledger.stated == command.due:
        return []
    if season.ledger.reports:
        raise no.ReportsHaveComeIn
    require_document(context, command, command.document)
    return [due_days]


def _require_figures(known: ClusterFacts) -> None:
    """What the pack does not state is said now, and not when the first report is late."""
    if known.rules.periodic_reports is None:
        raise no.FigureNotStated(pack=known.pack, figure="scoring.periodic_reports", scale="–")
    for scale in known.rules.scales:
        stated = figures_of(known.rules.by_scale, scale)
        for figure in NEEDED:
            if figure not in stated:
                raise no.FigureNotStated(pack=known.pack, figure=f"scoring.by_scale.{figure}", scale=scale)


def moved_on(day: date, known: ClusterFacts) -> date:
    """The working day that a stated day ends with, by the calendar of the season's pack."""
    try:
        if known.calendar is None:
            raise YearNotListed(day.year)
        return WorkingDays.of(known.calendar).moved_on(day)
    except YearNotListed as unknown:
        raise no.CalendarNotStated(pack=known.pack, year=unknown.year) from unknown


def _receive(command: RecordReportReceipts, context: Context[Known], season: Scoresheet, known: ClusterFacts) -> Sequence[Fact]:
    _require_report(season, command.report)
    _require_members(season, known, [receipt.unit for receipt in command.receipts])
    for unit, times in Counter(receipt.unit for receipt in command.receipts).items():
        if times > 1:
            raise no.UnitTwice(unit=str(unit))
    facts: list[Fact] = []
    for receipt in command.receipts:
        received = _received(command, receipt, context, season)
        if received is not None:
            facts += and_ledger_moves(season, received, _cause(receipt.unit, command.report))
    return facts


def _received(
    command: RecordReportReceipts, receipt: Receipt, context: Context[Known], season: Scoresheet
) -> ReportReceived | None:
    """None where just this is on record."""
    at, before = receipt.received_at.astimezone(VIETNAM), season.ledger.report(receipt.unit, command.report)
    if at > context.at:
        raise no.ReceiptInFuture(received_at=at.isoformat())
    if before.received_at == at:
        return None
    if before.received_at is not None and receipt.reason is None:
        raise no.ReceiptOnRecord(unit=str(receipt.unit), report=command.report, received_at=before.received_at.isoformat())
    due = season.ledger.due_of(receipt.unit, command.report)
    return ReportReceived(
        cluster=command.cluster,
        unit=receipt.unit,
        report=command.report,
        received_at=at,
        due=due,
        late=at >= end_of(due),
        number=receipt.number,
        reason=receipt.reason,
    )


def _extend(command: ExtendReport, context: Context[Known], season: Scoresheet, known: ClusterFacts) -> Sequence[Fact]:
    _require_report(season, command.report)
    _require_members(season, known, command.units)
    require_document(context, command, command.document)
    due, facts = moved_on(command.due, known), []
    for unit in dict.fromkeys(command.units):
        report, current = season.ledger.report(unit, command.report), season.ledger.due_of(unit, command.report)
        if report.waived:
            raise no.ReportIsWaived(unit=str(unit), report=command.report)
        if report.due == due:
            continue
        if due <= current:
            raise no.NotAnExtension(unit=str(unit), due=due.isoformat(), current=current.isoformat())
        extended = ReportExtended(
            cluster=command.cluster,
            unit=unit,
            report=command.report,
            stated=command.due,
            due=due,
            reason=command.reason,
            document=command.document,
        )
        facts += and_ledger_moves(season, extended, _cause(unit, command.report))
    return facts


def _waive(command: WaiveReport, context: Context[Known], season: Scoresheet, known: ClusterFacts) -> Sequence[Fact]:
    _require_report(season, command.report)
    _require_members(season, known, command.units)
    require_document(context, command, command.document)
    facts: list[Fact] = []
    for unit in dict.fromkeys(command.units):
        if season.ledger.report(unit, command.report).waived:
            continue
        waived = ReportWaived(
            cluster=command.cluster,
            unit=unit,
            report=command.report,
            reason=command.reason,
            document=command.document,
        )
        facts += and_ledger_moves(season, waived, _cause(unit, command.report))
    return facts


def _cause(unit: UUID, *reports: int) -> Cause:
    return Cause(unit=unit, layer=None, version=None, reports=reports)


def _require_report(season: Scoresheet, report: int) -> None:
    if not season.ledger.due:
        raise no.NoDueDays
    if report not in season.ledger.due:
        raise no.UnknownReport(report=report, reports=f"1-{len(season.ledger.due)}")


def _require_members(season: Scoresheet, known: ClusterFacts, units: Iterable[UUID]) -> None:
    """Before the opening registry says who is a member; a disqualified unit's reports are kept like anybody's."""
    members = known.members if season.phase is Phase.NOT_OPEN else season.members
    for unit in units:
        if unit not in members:
            raise NotAMember(unit=str(unit))
        require_ledger_open(season, unit)


def released(departed: Sequence[UnitDeparted], season: Scoresheet) -> list[UnitScoreChanged]:
    """What becomes known late of a unit's end takes back: reports that were due when it was no more."""
    facts: list[UnitScoreChanged] = []
    for fact in () if season.was_locked else departed:
        after = replace(season, ledger=season.ledger.without(fact.unit, fact.on))
        numbers = [n for n in after.ledger.due if after.ledger.status(fact.unit, n) is ReportStatus.NOT_OWED]
        facts += ledger_moves(season, after, fact.cluster, fact.unit, _cause(fact.unit, *numbers))
    return facts


def missed(closed: SelfScoringClosed, season: Scoresheet) -> list[Fact]:
    """What the closing of self-scoring finds missing: once for every unit that lacks reports, and what it costs."""
    after = replace(season, ledger=replace(season.ledger, closed_at=closed.closed_at))
    facts: list[Fact] = []
    for unit in season.members:
        missing = tuple(n for n in after.ledger.due if after.ledger.status(unit, n) is ReportStatus.MISSING)
        if missing:
            fact = ReportsMissed(cluster=closed.cluster, unit=unit, reports=missing)
            then = replace(after, ledger=evolve_ledger(after.ledger, fact))
            facts += [fact, *ledger_moves(season, then, closed.cluster, unit, _cause(unit, *missing))]
    return facts
