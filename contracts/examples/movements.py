"""The work around the season of 2023 in Bạc Liêu: a plan, a review, a movement, a model and an initiative, all invented."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from contracts.base import VIETNAM
from contracts.examples.registry import AUTHORITY, CLUSTER, GIA_RAI, HONG_DAN, PHUOC_LONG, PLAN, SEASON
from contracts.movements import (
    ExemplaryModelConfirmed,
    ExemplaryModelProposed,
    ExemplaryModelPublicised,
    ExemplaryModelWithdrawn,
    InitiativeNotRecognised,
    InitiativeProposed,
    InitiativeRecognised,
    InitiativeScope,
    MovementClosed,
    MovementLaunched,
    PlanKind,
    PlannedTask,
    PlannedTaskCompleted,
    ReviewCalled,
    ReviewConcluded,
    ReviewKind,
    ReviewReportReceived,
    WorkPlanned,
)

WORK_PLAN = UUID("01856d3f-5c00-7000-8006-000000000001")
REVIEW = UUID("01856d3f-5c00-7000-8006-000000000002")
MOVEMENT = UUID("01856d3f-5c00-7000-8006-000000000003")
MODEL = UUID("01856d3f-5c00-7000-8006-000000000004")
INITIATIVE = UUID("01856d3f-5c00-7000-8006-000000000005")
AUTHOR = UUID("7f0c1e52-93a4-4d0b-8f0e-5b8f6a1c9d21")
MINUTES = UUID("01856d3f-5c00-7000-8003-000000000077")

WORK_PLANNED = WorkPlanned(
    plan=WORK_PLAN,
    authority=AUTHORITY,
    season=SEASON,
    cluster=CLUSTER,
    kind=PlanKind.WORK,
    title="Kế hoạch hoạt động của Cụm thi đua các huyện, thị xã, thành phố năm 2023",
    tasks=(
        PlannedTask(task="1", title="Ký kết giao ước thi đua", due=date(2023, 3, 31)),
        PlannedTask(task="2", title="Báo cáo sơ kết 6 tháng đầu năm", due=date(2023, 6, 10), unit=PHUOC_LONG),
    ),
    document=PLAN,
)
PLANNED_TASK_COMPLETED = PlannedTaskCompleted(
    plan=WORK_PLAN, task="1", on=date(2023, 3, 30), result="Bảy đơn vị đã ký kết giao ước thi đua."
)
REVIEW_CALLED = ReviewCalled(
    review=REVIEW,
    authority=AUTHORITY,
    season=SEASON,
    cluster=CLUSTER,
    kind=ReviewKind.MID_YEAR,
    reports_due=date(2023, 6, 10),
    units=(PHUOC_LONG, GIA_RAI, HONG_DAN),
    document=PLAN,
)
REVIEW_REPORT_RECEIVED = ReviewReportReceived(
    review=REVIEW, unit=GIA_RAI, received_at=datetime(2023, 6, 13, 8, 30, 0, 0, VIETNAM)
)
REVIEW_CONCLUDED = ReviewConcluded(
    review=REVIEW, on=date(2023, 6, 22), conclusion="Thống nhất nhiệm vụ 6 tháng cuối năm.", minutes=MINUTES
)
MOVEMENT_LAUNCHED = MovementLaunched(
    movement=MOVEMENT,
    authority=AUTHORITY,
    name="Bạc Liêu chung sức xây dựng nông thôn mới",
    aim="Thêm các xã đạt chuẩn nông thôn mới nâng cao.",
    first_day=date(2023, 2, 1),
    end_day=date(2026, 1, 1),
    units=(),
    document=PLAN,
)
MOVEMENT_CLOSED = MovementClosed(
    movement=MOVEMENT, on=date(2023, 12, 20), results="Hoàn thành các chỉ tiêu của phong trào.", document=PLAN
)
EXEMPLARY_MODEL_PROPOSED = ExemplaryModelProposed(
    model=MODEL,
    authority=AUTHORITY,
    season=SEASON,
    unit=PHUOC_LONG,
    person=AUTHOR,
    title="Mô hình tôm - lúa giảm chi phí",
    merits="Mô hình được nhân rộng ra ba xã.",
)
EXEMPLARY_MODEL_CONFIRMED = ExemplaryModelConfirmed(model=MODEL, unit=PHUOC_LONG, on=date(2023, 8, 15), document=PLAN)
EXEMPLARY_MODEL_PUBLICISED = ExemplaryModelPublicised(
    model=MODEL, unit=PHUOC_LONG, on=date(2023, 9, 1), where="Chuyên mục Người tốt, việc tốt", document=PLAN
)
EXEMPLARY_MODEL_WITHDRAWN = ExemplaryModelWithdrawn(
    model=MODEL, unit=PHUOC_LONG, on=date(2023, 11, 1), reason="Mô hình không còn được duy trì."
)
INITIATIVE_PROPOSED = InitiativeProposed(
    initiative=INITIATIVE,
    authority=AUTHORITY,
    season=SEASON,
    unit=PHUOC_LONG,
    authors=(AUTHOR,),
    title="Tiếp nhận hồ sơ thi đua qua mạng",
    abstract="Rút ngắn thời gian nhận hồ sơ từ năm ngày còn một ngày.",
)
INITIATIVE_RECOGNISED = InitiativeRecognised(
    initiative=INITIATIVE, unit=PHUOC_LONG, on=date(2023, 10, 20), scope=InitiativeScope.PROVINCE, document=PLAN
)
INITIATIVE_NOT_RECOGNISED = InitiativeNotRecognised(
    initiative=INITIATIVE, unit=PHUOC_LONG, on=date(2023, 10, 20), reason="Giải pháp đã được áp dụng ở nơi khác.", document=PLAN
)
