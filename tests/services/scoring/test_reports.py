"""Periodic reports: deducted from the receipt time (DOMAIN: "Late reports are deducted from the receipt time")."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from contracts.examples import changed
from contracts.examples.registry import BAC_LIEU, CLUSTER, DONG_HAI, MEMBERS, PLAN, PROVINCE
from contracts.examples.scoring import (
    AGREEMENT_CLOSED,
    AGREEMENT_SIGNED,
    SCORECARD_DRAFTED,
    SCORECARD_ISSUED,
    SCORES_LOCKED,
    SHEET_APPRAISED,
    SHEET_VERIFIED,
    UNIT_DEPARTED,
)
from contracts.rules import ScaleFigureCode
from contracts.scoring import (
    Cause,
    ReportDue,
    ReportExtended,
    ReportReceived,
    ReportsMissed,
    ReportWaived,
    SelfScoringClosed,
    UnitDeparted,
    UnitScoreChanged,
)
from infra.runtime.errors import ForeignAuthority
from services.scoring import ledger_refusals as no
from services.scoring import refusals
from services.scoring.agreement import SCORECARD
from services.scoring.commands import CloseSelfScoring, LockScores, NoteDeparture, OpenSelfScoring
from services.scoring.domain import SCORESHEET, decide_season
from services.scoring.ledger_commands import ExtendReport, SetReportDueDays, WaiveReport
from services.scoring.reports import Report, ReportStatus, status_of
from tests.services.scoring.books import (
    DUE,
    FIGURES,
    FULL,
    RULES,
    STATED,
    at,
    handed_in,
    keeper,
    last_total,
    receive,
    received,
    sums,
)
from tests.services.scoring.cluster import KNOWN, board, knowing, member, opened
from tests.specification import fold, given

A, B = BAC_LIEU, DONG_HAI
OPENED = opened(member(A), member(B), ledger=FIGURES)
CLOSE = CloseSelfScoring(cluster=CLUSTER)
SET = SetReportDueDays(cluster=CLUSTER, due=STATED, document=PLAN)
CLOSED_AT = "2023-11-06T08:00"


def history(*units):
    """Due days are set, self-scoring is open, and these units have handed in a sheet of 600 points."""
    return handed_in(decide_season, SCORESHEET, [DUE, OPENED], *units)


def after(facts, *commands, **context):
    facts = list(facts)
    for command in commands:
        facts += given(SCORESHEET, *facts).when(decide_season, command, keeper(**context)).facts
    return facts


def all_in_time(*units):
    """The reports of these units, each on the morning of its due day."""
    return [receive(unit, each.report, f"{each.due}T09:00") for unit in units for each in DUE.reports]


def extend(report: int, due: str, *units, **changes):
    of = {"cluster": CLUSTER, "units": units or (A,), "report": report, "reason": "Bão số 4.", "document": PLAN}
    return ExtendReport(**{**of, "due": date.fromisoformat(due), **changes})


def waive(report: int, *units, **changes):
    of = {"cluster": CLUSTER, "units": units or (A,), "report": report, "reason": "Mới kiện toàn.", "document": PLAN}
    return WaiveReport(**{**of, **changes})


def status(facts, unit, report):
    return fold(SCORESHEET, facts).ledger.status(unit, report)


class TestDueDays:
    def test_a_due_day_that_is_no_working_day_moves_on_to_the_next(self):
        """30/04/2023 is a Sunday in a holiday that lasts to Wednesday; 15/07 a Saturday; 20/10 a Friday."""
        given(SCORESHEET).when(decide_season, SET, keeper()).then(DUE)
        assert [(str(each.stated), str(each.due)) for each in DUE.reports] == [
            ("2023-04-30", "2023-05-04"),
            ("2023-07-15", "2023-07-17"),
            ("2023-10-20", "2023-10-20"),
        ]

    @pytest.mark.parametrize("due", [STATED[:2], tuple(reversed(STATED)), (STATED[0],) * 3])
    def test_three_periodic_reports_a_unit_and_season(self, due):
        refused = given(SCORESHEET).when(decide_season, SetReportDueDays(cluster=CLUSTER, due=due, document=PLAN), keeper())
        refused.then_rejected(no.DueDaysCount, expected=3)

    def test_a_year_without_a_list_is_refused_with_what_to_do(self):
        far = tuple(day.replace(year=2033) for day in STATED)
        refused = given(SCORESHEET).when(decide_season, SetReportDueDays(cluster=CLUSTER, due=far, document=PLAN), keeper())
        refused.then_rejected(no.CalendarNotStated, year=2033, pack="2017")
        without = board(replace(FULL, calendar=None))
        given(SCORESHEET).when(decide_season, SET, without).then_rejected(no.CalendarNotStated, year=2023)

    def test_what_an_old_pack_does_not_state_is_said_and_not_assumed(self):
        old = board(knowing(documents=frozenset({PLAN})))
        assert KNOWN.rules.periodic_reports is None
        refused = given(SCORESHEET).when(decide_season, SET, old)
        refused.then_rejected(no.FigureNotStated, figure="scoring.periodic_reports")
        some = RULES.model_copy(update={"by_scale": RULES.by_scale[:-6]})
        refused = given(SCORESHEET).when(decide_season, SET, board(replace(FULL, rules=some)))
        refused.then_rejected(no.FigureNotStated, figure="scoring.by_scale.reports-floor", scale=100)

    def test_again_is_nothing_and_others_take_their_place_while_nothing_came_in(self):
        given(SCORESHEET, DUE).when(decide_season, SET, keeper()).then()
        later = (*STATED[:2], date(2023, 10, 27))
        command = SetReportDueDays(cluster=CLUSTER, due=later, document=PLAN)
        facts = given(SCORESHEET, DUE).when(decide_season, command, keeper()).facts
        assert facts[0].reports[2] == ReportDue(report=3, stated=date(2023, 10, 27), due=date(2023, 10, 27))
        one = received(A, 1, "2023-05-04T08:00", late=False)
        given(SCORESHEET, DUE, one).when(decide_season, command, keeper()).then_rejected(no.ReportsHaveComeIn)

    def test_not_after_self_scoring_and_by_the_managing_authority_alone(self):
        closed = after(history(A), CLOSE)
        other = SetReportDueDays(cluster=CLUSTER, due=(*STATED[:2], date(2023, 10, 27)), document=PLAN)
        given(SCORESHEET, *closed).when(decide_season, other, keeper()).then_rejected(refusals.SelfScoringOver)
        given(SCORESHEET).when(decide_season, SET, keeper(authority="ca-mau")).then_rejected(ForeignAuthority)
        given(SCORESHEET).when(decide_season, SET, board(known=None)).then_rejected(refusals.UnknownCluster)
        unknown = SET.model_copy(update={"document": PROVINCE})
        given(SCORESHEET).when(decide_season, unknown, keeper()).then_rejected(no.UnknownDocument)


class TestReceipts:
    @pytest.mark.parametrize(
        ("received_at", "late"),
        [("2023-07-17T23:59:59", False), ("2023-07-18T00:00", True), ("2023-07-15T10:00", False)],
    )
    def test_a_period_ends_with_its_last_working_day_at_24_00(self, received_at, late):
        facts = given(SCORESHEET, DUE).when(decide_season, receive(A, 2, received_at), keeper()).facts
        assert facts == (received(A, 2, received_at, late=late),)

    def test_the_receipt_time_is_that_of_viet_nam(self):
        """17:00 in London is 24:00 in Bạc Liêu."""
        utc = receive(A, 2, "2023-07-17T00:00", received_at=datetime(2023, 7, 17, 17, 0, tzinfo=UTC))
        (fact,) = given(SCORESHEET, DUE).when(decide_season, utc, keeper()).facts
        assert (fact.late, fact.received_at.isoformat()) == (True, "2023-07-18T00:00:00+07:00")

    @pytest.mark.parametrize("received_at", ["2023-07-18T00:00", "2023-10-30T08:00"])
    def test_two_less_however_late(self, received_at):
        facts = after(history(A), receive(A, 2, received_at))
        assert (last_total(facts, A), facts[-1].ledger) == (598, sums(reports="-2", points="-2"))
        assert facts[-1].cause == Cause(unit=A, layer=None, version=None, reports=(2,))

    def test_a_report_in_time_costs_nothing_and_moves_nothing(self):
        facts = given(SCORESHEET, *history(A)).when(decide_season, receive(A, 2, "2023-07-17T08:00"), keeper()).facts
        assert [type(fact) for fact in facts] == [ReportReceived]

    def test_late_before_the_opening_it_counts_with_the_first_sheet(self):
        facts = after([DUE], receive(A, 1, "2023-05-05T00:00"))
        assert [type(fact).__name__ for fact in facts] == ["ReportDueDaysSet", "ReportReceived"]
        assert last_total(handed_in(decide_season, SCORESHEET, [*facts, OPENED], A), A) == 598

    def test_all_units_of_a_report_at_once_or_none(self):
        facts = given(SCORESHEET, *history(A, B)).when(decide_season, receive(A, 2, "2023-07-18T00:00", B), keeper()).facts
        assert [type(fact) for fact in facts] == [ReportReceived, UnitScoreChanged] * 2
        assert [fact.total for fact in facts[1::2]] == [598, 598]
        for wrong, why in ((PROVINCE, refusals.NotAMember), (A, no.UnitTwice)):
            refused = given(SCORESHEET, DUE).when(decide_season, receive(A, 2, "2023-07-18T00:00", wrong), keeper())
            refused.then_rejected(why)

    def test_again_is_nothing_and_another_time_needs_a_reason(self):
        facts = after(history(A), receive(A, 2, "2023-07-18T08:00"))
        given(SCORESHEET, *facts).when(decide_season, receive(A, 2, "2023-07-18T08:00"), keeper()).then()
        other = receive(A, 2, "2023-07-17T08:00")
        given(SCORESHEET, *facts).when(decide_season, other, keeper()).then_rejected(no.ReceiptOnRecord)
        corrected = receive(A, 2, "2023-07-17T08:00", reason="Dấu công văn đến ghi ngày 17.")
        facts = after(facts, corrected)
        assert (last_total(facts, A), status(facts, A, 2)) == (600, ReportStatus.IN_TIME)

    def test_nothing_is_received_in_the_future_and_nothing_unknown(self):
        future = given(SCORESHEET, DUE).when(decide_season, receive(A, 3, "2023-11-06T08:01"), keeper())
        future.then_rejected(no.ReceiptInFuture)
        given(SCORESHEET, DUE).when(decide_season, receive(A, 4, "2023-05-04T08:00"), keeper()).then_rejected(no.UnknownReport)
        given(SCORESHEET).when(decide_season, receive(A, 1, "2023-05-04T08:00"), keeper()).then_rejected(no.NoDueDays)
        stranger = given(SCORESHEET, DUE).when(decide_season, receive(PROVINCE, 1, "2023-05-04T08:00"), keeper())
        stranger.then_rejected(refusals.NotAMember)


class TestMissing:
    def test_five_less_for_what_is_not_there_when_self_scoring_closes(self):
        facts = after(history(A, B), *all_in_time(B), *all_in_time(A)[:2])
        closed = given(SCORESHEET, *facts).when(decide_season, CLOSE, keeper()).facts
        assert [type(fact) for fact in closed] == [SelfScoringClosed, ReportsMissed, UnitScoreChanged]
        assert closed[0].closed_at == at(CLOSED_AT)
        assert closed[1] == ReportsMissed(cluster=CLUSTER, unit=A, reports=(3,))
        assert (closed[2].total, closed[2].cause.reports) == (595, (3,))

    def test_of_a_unit_without_a_sheet_it_is_said_too(self):
        closed = after(history(A), *all_in_time(A), CLOSE)
        assert closed[-1] == ReportsMissed(cluster=CLUSTER, unit=B, reports=(1, 2, 3))

    def test_what_comes_after_the_closing_stays_missing(self):
        facts = after(history(A), *all_in_time(A)[:2], CLOSE)
        late = given(SCORESHEET, *facts).when(decide_season, receive(A, 3, "2023-11-07T08:00"), keeper(at="2023-11-08T08:00"))
        assert [type(fact) for fact in late.facts] == [ReportReceived]
        assert status([*facts, *late.facts], A, 3) is ReportStatus.MISSING

    def test_what_was_there_but_recorded_afterwards_is_late_or_in_time(self):
        facts = after(history(A), *all_in_time(A)[:2], CLOSE)
        assert last_total(facts, A) == 595
        assert last_total(after(facts, receive(A, 3, "2023-10-21T08:00")), A) == 598
        assert last_total(after(facts, receive(A, 3, "2023-10-20T08:00")), A) == 600

    def test_without_due_days_nothing_is_missing(self):
        facts = given(SCORESHEET, *handed_in(decide_season, SCORESHEET, [OPENED], A)).when(decide_season, CLOSE, keeper()).facts
        assert [type(fact) for fact in facts] == [SelfScoringClosed]
        assert facts[0].closed_at is None

    def test_a_unit_that_is_no_more_on_the_due_day_owes_nothing(self):
        """Merged on 1 September: its third report is not owed; the second was, and is missing."""
        gone = changed(UNIT_DEPARTED, unit=A, on=date(2023, 9, 1), successors=(B,))
        facts = after([*history(A), gone], receive(A, 1, "2023-05-04T08:00"), CLOSE)
        assert [status(facts, A, report).value for report in (1, 2, 3)] == ["in-time", "missing", "not-owed"]
        assert last_total(facts, A) == 595

    def test_an_end_that_becomes_known_late_gives_back_what_a_missing_report_took(self):
        facts = after(history(A), *all_in_time(A)[:2], CLOSE)
        assert last_total(facts, A) == 595
        note = NoteDeparture(**dict(changed(UNIT_DEPARTED, unit=A, on=date(2023, 9, 1), successors=(B,))))
        said = given(SCORESHEET, *facts).when(decide_season, note, keeper()).facts
        assert [type(fact) for fact in said] == [UnitDeparted, UnitScoreChanged]
        assert (said[1].total, said[1].cause.reports) == (600, (3,))

    def test_what_is_not_due_yet_is_not_missing(self):
        facts = after(history(A), *all_in_time(A)[:2], extend(3, "2023-11-30"), CLOSE)
        assert status(facts, A, 3) is ReportStatus.OPEN
        assert last_total(facts, A) == 600


class TestFloor:
    def test_late_and_missing_reports_take_twenty_at_most(self):
        """With the figures of the pack three reports take 15 at most, so here a missing one costs 9."""
        dearer = changed(OPENED, ledger={**FIGURES, ScaleFigureCode.MISSING_REPORT: Decimal(-9)})
        facts = after(handed_in(decide_season, SCORESHEET, [DUE, dearer], A), CLOSE)
        found = next(fact for fact in facts if isinstance(fact, UnitScoreChanged) and fact.cause.reports)
        assert found.ledger == sums(reports="-27", reports_cut="7", points="-20")
        assert found.total == 580

    def test_all_three_missing_take_fifteen(self):
        assert last_total(after(history(A), CLOSE), A) == 585


class TestExtensionsAndWaivers:
    def test_an_extension_moves_on_to_a_working_day_and_undoes_lateness(self):
        """28/10/2023 is a Saturday."""
        facts = after(history(A), receive(A, 3, "2023-10-30T16:00"))
        assert last_total(facts, A) == 598
        extended = given(SCORESHEET, *facts).when(decide_season, extend(3, "2023-10-28"), keeper()).facts
        assert isinstance(extended[0], ReportExtended)
        assert (str(extended[0].stated), str(extended[0].due)) == ("2023-10-28", "2023-10-30")
        assert (extended[1].total, extended[1].ledger) == (600, None)

    def test_several_units_at_once_each_with_its_own_fact(self):
        facts = given(SCORESHEET, DUE).when(decide_season, extend(3, "2023-10-27", A, B, A), keeper()).facts
        assert [fact.unit for fact in facts] == [A, B]

    def test_later_than_the_day_that_holds_and_again_is_nothing(self):
        early = given(SCORESHEET, DUE).when(decide_season, extend(3, "2023-10-20"), keeper())
        early.then_rejected(no.NotAnExtension, due="2023-10-20", current="2023-10-20")
        facts = after([DUE], extend(3, "2023-10-27"))
        given(SCORESHEET, *facts).when(decide_season, extend(3, "2023-10-27"), keeper()).then()
        far = given(SCORESHEET, DUE).when(decide_season, extend(3, "2040-10-20"), keeper())
        far.then_rejected(no.CalendarNotStated, year=2040)

    def test_a_waiver_takes_the_deduction_back_and_again_is_nothing(self):
        facts = after(history(A), *all_in_time(A)[:2], CLOSE)
        waived = given(SCORESHEET, *facts).when(decide_season, waive(3), keeper()).facts
        assert isinstance(waived[0], ReportWaived)
        assert waived[1].total == 600
        given(SCORESHEET, *facts, *waived).when(decide_season, waive(3), keeper()).then()
        given(SCORESHEET, *facts, *waived).when(decide_season, extend(3, "2023-11-30"), keeper()).then_rejected(no.ReportIsWaived)

    def test_both_cite_a_document_and_name_members(self):
        for command in (extend(3, "2023-10-27", document=PROVINCE), waive(3, document=PROVINCE)):
            given(SCORESHEET, DUE).when(decide_season, command, keeper()).then_rejected(no.UnknownDocument)
        for command in (extend(3, "2023-10-27", PROVINCE), waive(3, PROVINCE)):
            given(SCORESHEET, DUE).when(decide_season, command, keeper()).then_rejected(refusals.NotAMember)


class TestLock:
    DONE = tuple(changed(layer, unit=A, changes=()) for layer in (SHEET_VERIFIED, SHEET_APPRAISED))

    def test_the_lock_counts_late_and_missing_reports_and_what_they_took(self):
        facts = after(history(A), receive(A, 1, "2023-05-04T08:00"), receive(A, 2, "2023-08-01T08:00"), CLOSE)
        locked = given(SCORESHEET, *facts, *self.DONE).when(decide_season, LockScores(cluster=CLUSTER), keeper()).facts[-1]
        row = next(row for row in locked.rows if row.unit == A)
        assert (row.total, row.deductions, row.late_reports) == (593, 7, 2)

    @pytest.mark.parametrize("command", [SET, receive(A, 1, "2023-05-04T08:00"), extend(3, "2023-10-27"), waive(3)])
    def test_after_the_lock_nothing_moves(self, command):
        refused = given(SCORESHEET, DUE, OPENED, SCORES_LOCKED).when(decide_season, command, keeper())
        refused.then_rejected(refusals.ScoresAreLocked)


def test_the_opening_freezes_the_figures_of_the_packs_scale(agreed):
    (start,) = given(SCORESHEET, DUE).also(*agreed).when(decide_season, OpenSelfScoring(cluster=CLUSTER), keeper()).facts
    assert start.ledger == FIGURES
    (old,) = given(SCORESHEET).also(*agreed).when(decide_season, OpenSelfScoring(cluster=CLUSTER), board()).facts
    assert b"ledger" not in old.to_json()


@pytest.fixture
def agreed():
    signed = (changed(AGREEMENT_SIGNED, unit=unit) for unit in MEMBERS)
    return (SCORECARD, SCORECARD_DRAFTED, SCORECARD_ISSUED, *signed, AGREEMENT_CLOSED)


@pytest.mark.parametrize(
    ("report", "closed_at", "now", "expected"),
    [
        (Report(), None, "2023-10-20T23:59", ReportStatus.OPEN),
        (Report(), None, "2023-10-21T00:00", ReportStatus.OVERDUE),
        (Report(due=date(2023, 10, 30)), None, "2023-10-21T00:00", ReportStatus.OPEN),
        (Report(waived=True), "2023-11-06T08:00", "2023-11-07T00:00", ReportStatus.WAIVED),
        (Report(), "2023-10-21T00:00", "2023-11-07T00:00", ReportStatus.MISSING),
        (Report(), "2023-10-20T23:59", "2023-10-20T23:59", ReportStatus.OPEN),
    ],
)
def test_how_a_report_stands_on_a_day(report, closed_at, now, expected):
    assert status_of(report, date(2023, 10, 20), at(closed_at) if closed_at else None, at(now)) is expected
