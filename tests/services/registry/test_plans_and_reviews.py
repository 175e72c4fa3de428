"""Plans of the season's work and training, and its reviews: what is due, what came in, who may say so."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from contracts.base import VIETNAM
from contracts.examples import changed
from contracts.examples.movements import (
    PLANNED_TASK_COMPLETED,
    REVIEW_CALLED,
    REVIEW_CONCLUDED,
    REVIEW_REPORT_RECEIVED,
    WORK_PLANNED,
)
from contracts.examples.registry import CLUSTER_FORMED, DONG_HAI, GIA_RAI, HONG_DAN, PHUOC_LONG, SEASON_OPENED, UNIT_REGISTERED
from contracts.movements import PlanKind, PlannedTask
from infra.runtime.decisions import Claim, Release, Role
from infra.runtime.errors import ForeignAuthority, ForeignUnit
from services.registry.cluster_refusals import (
    NotAMember,
    UnknownCluster,
)
from services.registry.domain import CLUSTER, DOCUMENT, SEASON, UNIT, claims, decide
from services.registry.refusals import (
    UnknownDocument,
    UnknownSeason,
)
from services.registry.shipped import SHIPPED
from services.registry.unit_refusals import (
    UnitNamedTwice,
    UnknownUnit,
)
from services.registry.work.domain import REVIEW, WORK_PLAN
from services.registry.work.due import DueDays, ReportState, TaskState
from services.registry.work.plans import TaskToDo
from services.registry.work.refusals import (
    AlreadyConcluded,
    CompletedTaskMissing,
    DayToCome,
    NotAskedToReport,
    OtherClusterOrSeason,
    PeopleAtNoSession,
    ReceiptNotByUnit,
    ReceivedInFuture,
    RecordTaken,
    ReportAlreadyReceived,
    TaskAlreadyCompleted,
    TaskNamedTwice,
    UnknownRecord,
    UnknownTask,
)
from tests.services.registry.examples import ELSEWHERE, NOBODY, PLAN_RECORDED, but
from tests.services.registry.work_examples import CALL, COMPLETE, CONCLUDE, MINUTES_RECORDED, PLAN_WORK, RECEIVE
from tests.specification import Given, context, given

TODAY = context("2023-12-01T08:00")


def officer(unit, at="2023-12-01T08:00"):
    return context(at, role=Role.UNIT_OFFICER, unit=unit)


def around(*first) -> Given:
    """A record of the season's districts' cluster, with the streams that its command reads."""
    return given(*first).also(SEASON, SEASON_OPENED).also(DOCUMENT, PLAN_RECORDED).also(CLUSTER, CLUSTER_FORMED)


def test_a_cluster_has_a_yearly_plan_with_tasks_and_due_dates():
    around(WORK_PLAN).when(decide, PLAN_WORK).then(WORK_PLANNED)
    around(WORK_PLAN, WORK_PLANNED).when(decide, PLAN_WORK).then()
    anew = changed(WORK_PLANNED, title="Kế hoạch bổ sung")
    around(WORK_PLAN, WORK_PLANNED).when(decide, but(PLAN_WORK, title="Kế hoạch bổ sung")).then(anew)


def test_an_authority_has_a_plan_for_units_of_its_own():
    whole = but(PLAN_WORK, cluster=None)
    of_authority = given(WORK_PLAN).also(SEASON, SEASON_OPENED).also(DOCUMENT, PLAN_RECORDED)
    of_authority.also(UNIT, UNIT_REGISTERED).when(decide, whole).then(changed(WORK_PLANNED, cluster=None))
    of_authority.also(UNIT).when(decide, whole).then_rejected(UnknownUnit, unit=PHUOC_LONG)
    foreign = changed(UNIT_REGISTERED, authority=ELSEWHERE)
    of_authority.also(UNIT, foreign).when(decide, whole).then_rejected(ForeignAuthority)


def test_a_plan_is_refused_that_does_not_fit_its_season_or_itself():
    around(WORK_PLAN).when(decide, PLAN_WORK, context(authority=ELSEWHERE)).then_rejected(ForeignAuthority)
    twice = but(PLAN_WORK, tasks=(PLAN_WORK.tasks[0], PLAN_WORK.tasks[0]))
    around(WORK_PLAN).when(decide, twice).then_rejected(TaskNamedTwice, task="1")
    stranger = but(PLAN_WORK, tasks=(TaskToDo(task="1", title="Việc", due=date(2023, 5, 5), unit=NOBODY),))
    around(WORK_PLAN).when(decide, stranger).then_rejected(NotAMember, unit=NOBODY)
    nowhere = given(WORK_PLAN).also(SEASON).also(DOCUMENT, PLAN_RECORDED).also(CLUSTER, CLUSTER_FORMED)
    nowhere.when(decide, PLAN_WORK).then_rejected(UnknownSeason)
    unformed = given(WORK_PLAN).also(SEASON, SEASON_OPENED).also(DOCUMENT, PLAN_RECORDED).also(CLUSTER)
    unformed.when(decide, PLAN_WORK).then_rejected(UnknownCluster)
    uncited = given(WORK_PLAN).also(SEASON, SEASON_OPENED).also(DOCUMENT).also(CLUSTER, CLUSTER_FORMED)
    uncited.when(decide, PLAN_WORK).then_rejected(UnknownDocument)
    last_year = changed(CLUSTER_FORMED, season="bac-lieu.2022", season_end=date(2023, 1, 1))
    elsewhere = given(WORK_PLAN).also(SEASON, SEASON_OPENED).also(DOCUMENT, PLAN_RECORDED).also(CLUSTER, last_year)
    elsewhere.when(decide, PLAN_WORK).then_rejected(OtherClusterOrSeason)
    training = but(PLAN_WORK, kind=PlanKind.TRAINING)
    around(WORK_PLAN, WORK_PLANNED).when(decide, training).then_rejected(RecordTaken)


def test_a_plan_that_is_stated_anew_keeps_what_was_done():
    done = around(WORK_PLAN, WORK_PLANNED, PLANNED_TASK_COMPLETED)
    rest = but(PLAN_WORK, tasks=PLAN_WORK.tasks[1:])
    done.when(decide, rest).then_rejected(CompletedTaskMissing, task="1")
    around(WORK_PLAN, WORK_PLANNED).when(decide, rest).then(changed(WORK_PLANNED, tasks=WORK_PLANNED.tasks[1:]))


def test_there_is_one_plan_of_a_kind_for_a_cluster_and_season():
    release, claim = claims(WORK_PLANNED)
    key = f"bac-lieu.2023 work {WORK_PLANNED.cluster}"
    assert release == Release("work-plan", key)  # so that the same plan may be stated anew
    assert claim == Claim("work-plan", key)
    assert [*claims(changed(WORK_PLANNED, cluster=None, kind=PlanKind.TRAINING))][1].key == "bac-lieu.2023 training bac-lieu"
    assert [*claims(REVIEW_CALLED)] == [Claim("review", f"bac-lieu.2023 mid-year {REVIEW_CALLED.cluster}")]


def test_a_training_plan_has_sessions_held():
    sessions = changed(WORK_PLANNED, kind=PlanKind.TRAINING, tasks=(PlannedTask(task="1", title="Lớp 1", due=date(2023, 5, 5)),))
    held = but(COMPLETE, attended=35)
    given(WORK_PLAN, sessions).when(decide, held, TODAY).then(changed(PLANNED_TASK_COMPLETED, attended=35))
    given(WORK_PLAN, WORK_PLANNED).when(decide, held, TODAY).then_rejected(PeopleAtNoSession)


def test_a_task_is_done_once_by_the_board_or_by_the_unit_that_answers_for_it():
    plan, done = given(WORK_PLAN, WORK_PLANNED), PLANNED_TASK_COMPLETED
    plan.when(decide, COMPLETE, TODAY).then(done)
    plan.when(decide, COMPLETE, officer(PHUOC_LONG)).then_rejected(ForeignUnit)  # the board answers for it
    own = but(COMPLETE, task="2")
    plan.when(decide, own, officer(PHUOC_LONG)).then(changed(done, task="2"))
    plan.when(decide, own, officer(GIA_RAI)).then_rejected(ForeignUnit)
    given(WORK_PLAN, WORK_PLANNED, done).when(decide, COMPLETE, TODAY).then()
    another = but(COMPLETE, on=date(2023, 4, 1))
    given(WORK_PLAN, WORK_PLANNED, done).when(decide, another, TODAY).then_rejected(TaskAlreadyCompleted, on=done.on)
    plan.when(decide, but(COMPLETE, task="3"), TODAY).then_rejected(UnknownTask)
    plan.when(decide, COMPLETE, context("2023-03-29T08:00")).then_rejected(DayToCome)
    given(WORK_PLAN).when(decide, COMPLETE, TODAY).then_rejected(UnknownRecord)
    plan.when(decide, COMPLETE, replace(TODAY, caller=replace(TODAY.caller, authority=ELSEWHERE))).then_rejected(ForeignAuthority)
    cited = but(COMPLETE, document=PLAN_RECORDED.document)
    plan.also(DOCUMENT).when(decide, cited, TODAY).then_rejected(UnknownDocument)
    plan.also(DOCUMENT, PLAN_RECORDED).when(decide, cited, TODAY).then(changed(done, document=PLAN_RECORDED.document))


def test_a_review_names_the_units_that_report_to_it():
    around(REVIEW).when(decide, CALL).then(REVIEW_CALLED)
    around(REVIEW, REVIEW_CALLED).when(decide, CALL).then()
    around(REVIEW, REVIEW_CALLED).when(decide, but(CALL, reports_due=date(2023, 6, 11))).then_rejected(RecordTaken)
    around(REVIEW).when(decide, but(CALL, units=(NOBODY,))).then_rejected(NotAMember)
    around(REVIEW).when(decide, but(CALL, units=(GIA_RAI, GIA_RAI))).then_rejected(UnitNamedTwice)
    whole = given(REVIEW).also(SEASON, SEASON_OPENED).also(DOCUMENT, PLAN_RECORDED)
    one = but(CALL, cluster=None, units=(PHUOC_LONG,))
    whole.also(UNIT, UNIT_REGISTERED).when(decide, one).then(changed(REVIEW_CALLED, cluster=None, units=(PHUOC_LONG,)))


def test_a_report_comes_in_once_from_the_unit_itself_or_by_the_board_s_word():
    review = given(REVIEW, REVIEW_CALLED)
    review.when(decide, RECEIVE, TODAY).then(REVIEW_REPORT_RECEIVED)
    now = officer(GIA_RAI, "2023-06-12T16:59")
    own = but(RECEIVE, received_at=None)
    received = changed(REVIEW_REPORT_RECEIVED, received_at=now.at)
    review.when(decide, own, now).then(received)
    review.when(decide, RECEIVE, officer(GIA_RAI)).then_rejected(ReceiptNotByUnit)
    review.when(decide, own, officer(HONG_DAN)).then_rejected(ForeignUnit)
    review.when(decide, but(own, unit=DONG_HAI), officer(DONG_HAI)).then_rejected(NotAskedToReport)
    review.when(decide, RECEIVE, context("2023-06-13T08:29")).then_rejected(ReceivedInFuture)
    given(REVIEW).when(decide, RECEIVE, TODAY).then_rejected(UnknownRecord)
    there = given(REVIEW, REVIEW_CALLED, received)
    there.when(decide, own, officer(GIA_RAI)).then()  # handed in again: the first moment counts
    there.when(decide, RECEIVE, TODAY).then_rejected(ReportAlreadyReceived, received_at=now.at)


def test_a_review_is_concluded_once_with_its_minutes():
    review = given(REVIEW, REVIEW_CALLED).also(DOCUMENT, MINUTES_RECORDED)
    review.when(decide, CONCLUDE, TODAY).then(REVIEW_CONCLUDED)  # minutes are issued behind the day
    given(REVIEW, REVIEW_CALLED).also(DOCUMENT).when(decide, CONCLUDE, TODAY).then_rejected(UnknownDocument)
    concluded = given(REVIEW, REVIEW_CALLED, REVIEW_CONCLUDED).also(DOCUMENT, MINUTES_RECORDED)
    concluded.when(decide, CONCLUDE, TODAY).then()
    concluded.when(decide, but(CONCLUDE, conclusion="Khác."), TODAY).then_rejected(AlreadyConcluded)
    review.when(decide, CONCLUDE, context("2023-06-21T08:00")).then_rejected(DayToCome)
    late = given(REVIEW, REVIEW_CALLED, REVIEW_CONCLUDED)
    late.when(decide, RECEIVE, TODAY).then(REVIEW_REPORT_RECEIVED)  # late is late, and still received


CALENDAR = DueDays.of(SHIPPED["2017", 2].calendar)
SATURDAY, MONDAY = date(2023, 6, 10), date(2023, 6, 12)


def at(day: date, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM)


def test_a_due_day_that_is_no_working_day_moves_on_to_the_next():
    assert CALENDAR.due_day(SATURDAY) == (MONDAY, True)
    assert CALENDAR.due_day(date(2023, 4, 29)) == (date(2023, 5, 4), True)  # a weekend, two holidays, a day off in lieu
    assert DueDays.of(None).due_day(SATURDAY) == (SATURDAY, False)
    assert CALENDAR.due_day(date(2030, 6, 8)) == (date(2030, 6, 8), False)  # COMPLETE listed that year


@pytest.mark.parametrize(
    ("received", "state", "days"),
    [
        (at(SATURDAY), ReportState.IN_TIME, 0),
        (at(MONDAY, 23, 59), ReportState.IN_TIME, 0),
        (at(MONDAY, 23, 59) + timedelta(minutes=1), ReportState.LATE, 1),
        (at(date(2023, 6, 17)), ReportState.LATE, 4),
    ],
)
def test_a_report_is_late_behind_24_00_of_its_last_working_day(received, state, days):
    assert CALENDAR.report(SATURDAY, received, None) is state
    if state is ReportState.LATE:
        assert CALENDAR.days_late(SATURDAY, received) == days
    assert DueDays.of(None).days_late(SATURDAY, received) is None


def test_a_report_is_missing_once_its_due_day_has_passed_without_it():
    def state(on, received=None):
        return CALENDAR.report(SATURDAY, received, on)

    assert state(None) is None
    assert state(SATURDAY) is ReportState.AWAITED
    assert state(MONDAY) is ReportState.MISSING  # at its end, at 24:00
    assert state(MONDAY, at(date(2023, 6, 13))) is ReportState.MISSING  # as it stood on that day
    assert state(date(2023, 6, 13), at(date(2023, 6, 13))) is ReportState.LATE


def test_a_task_is_due_until_its_day_has_passed_and_then_overdue():
    def state(on, completed_on=None):
        return CALENDAR.task(SATURDAY, completed_on, on)

    assert [state(day) for day in (SATURDAY, MONDAY, date(2023, 6, 13))] == [TaskState.DUE, TaskState.DUE, TaskState.OVERDUE]
    assert state(MONDAY, MONDAY) is TaskState.COMPLETED
    assert state(date(2023, 6, 14), date(2023, 6, 13)) is TaskState.COMPLETED_LATE
    assert state(date(2023, 6, 13), date(2023, 6, 14)) is TaskState.OVERDUE
