"""What an event of the work around the season says, in one line for people."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from contracts.base import VIETNAM
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
    PlannedTaskCompleted,
    ReviewCalled,
    ReviewConcluded,
    ReviewKind,
    ReviewReportReceived,
    WorkPlanned,
)
from services.registry.work.domain import WorkFact
from services.registry.work.initiatives import InitiativeFact
from services.registry.work.models import ModelFact

PLANS = {PlanKind.WORK: "kế hoạch công tác", PlanKind.TRAINING: "kế hoạch tập huấn"}
REVIEWS = {ReviewKind.MID_YEAR: "sơ kết", ReviewKind.YEAR_END: "tổng kết"}
SCOPES = {InitiativeScope.UNIT: "cấp cơ sở", InitiativeScope.PROVINCE: "cấp tỉnh", InitiativeScope.NATION: "toàn quốc"}


def work_summary(fact: WorkFact) -> tuple[str, str]:
    """The event in Vietnamese and in English."""
    match fact:
        case WorkPlanned(kind=kind, title=title, tasks=tasks):
            return f"Lập {PLANS[kind]} «{title}», {len(tasks)} việc", f"Stated {kind} plan “{title}”, {len(tasks)} tasks"
        case PlannedTaskCompleted(task=task, on=day):
            return f"Hoàn thành việc {task} ngày {_vi(day)}", f"Completed task {task} on {day}"
        case ReviewCalled(kind=kind, reports_due=day, units=units):
            return (
                f"Tổ chức hội nghị {REVIEWS[kind]}, {len(units)} đơn vị báo cáo trước hết ngày {_vi(day)}",
                f"Called the {kind} review, {len(units)} units report by {day}",
            )
        case ReviewReportReceived(received_at=moment):
            at = moment.astimezone(VIETNAM)
            return f"Nhận báo cáo lúc {at:%H:%M} ngày {_vi(at.date())}", f"Received a report at {at:%H:%M} on {at.date()}"
        case ReviewConcluded(on=day):
            return f"Hội nghị ngày {_vi(day)} đã kết luận", f"The review of {day} was concluded"
        case MovementLaunched(name=name, first_day=day):
            return f"Phát động phong trào «{name}» từ ngày {_vi(day)}", f"Launched movement “{name}” from {day}"
        case MovementClosed(on=day):
            return f"Kết thúc phong trào ngày {_vi(day)}", f"Closed the movement on {day}"
        case InitiativeProposed() | InitiativeRecognised() | InitiativeNotRecognised():
            return _of_initiative(fact)
        case _:  # all that is left: ModelFact, closed below
            return _of_model(fact)


def _of_model(fact: ModelFact) -> tuple[str, str]:
    match fact:
        case ExemplaryModelProposed(title=title):
            return f"Đề nghị điển hình tiên tiến «{title}»", f"Proposed exemplary model “{title}”"
        case ExemplaryModelConfirmed(on=day):
            return f"Công nhận điển hình tiên tiến ngày {_vi(day)}", f"Confirmed the exemplary model on {day}"
        case ExemplaryModelPublicised(on=day, where=where):
            return f"Tuyên truyền điển hình tại «{where}» ngày {_vi(day)}", f"Publicised the model in “{where}” on {day}"
        case ExemplaryModelWithdrawn(on=day):
            return f"Rút điển hình tiên tiến từ ngày {_vi(day)}", f"Withdrew the exemplary model from {day}"
    assert_never(fact)


def _of_initiative(fact: InitiativeFact) -> tuple[str, str]:
    match fact:
        case InitiativeProposed(title=title):
            return f"Đề nghị công nhận sáng kiến «{title}»", f"Proposed initiative “{title}”"
        case InitiativeRecognised(scope=scope, on=day):
            return (
                f"Công nhận sáng kiến, phạm vi {SCOPES[scope]}, ngày {_vi(day)}",
                f"Recognised the initiative for the {scope} on {day}",
            )
        case InitiativeNotRecognised(on=day):
            return f"Không công nhận sáng kiến, ngày {_vi(day)}", f"Did not recognise the initiative on {day}"
    assert_never(fact)


def _vi(day: date) -> str:
    return f"{day:%d/%m/%Y}"
