"""The commands behind the examples of the work around the season, and the documents that these cite."""

from datetime import date

from contracts.examples import changed
from contracts.examples.movements import (
    EXEMPLARY_MODEL_CONFIRMED,
    EXEMPLARY_MODEL_PROPOSED,
    EXEMPLARY_MODEL_PUBLICISED,
    EXEMPLARY_MODEL_WITHDRAWN,
    INITIATIVE_NOT_RECOGNISED,
    INITIATIVE_PROPOSED,
    INITIATIVE_RECOGNISED,
    MINUTES,
    MOVEMENT_CLOSED,
    MOVEMENT_LAUNCHED,
    PLANNED_TASK_COMPLETED,
    REVIEW_CALLED,
    REVIEW_CONCLUDED,
    REVIEW_REPORT_RECEIVED,
    WORK_PLANNED,
)
from contracts.registry import DocumentKind
from services.registry.work.initiatives import DeclineInitiative, ProposeInitiative, RecogniseInitiative
from services.registry.work.models import (
    ConfirmExemplaryModel,
    ProposeExemplaryModel,
    PubliciseExemplaryModel,
    WithdrawExemplaryModel,
)
from services.registry.work.movements import CloseMovement, LaunchMovement
from services.registry.work.plans import CompletePlannedTask, PlanWork, TaskToDo
from services.registry.work.reviews import CallReview, ConcludeReview, ReceiveReviewReport
from tests.services.registry.examples import PLAN_RECORDED, command_of

MINUTES_RECORDED = changed(
    PLAN_RECORDED, document=MINUTES, kind=DocumentKind.MINUTES, number="02/BB-CTĐ", issued_on=date(2023, 6, 23)
)
PLAN_WORK = command_of(PlanWork, WORK_PLANNED, tasks=tuple(TaskToDo(**dict(task)) for task in WORK_PLANNED.tasks))
COMPLETE = command_of(CompletePlannedTask, PLANNED_TASK_COMPLETED)
CALL = command_of(CallReview, REVIEW_CALLED)
RECEIVE = command_of(ReceiveReviewReport, REVIEW_REPORT_RECEIVED)
CONCLUDE = command_of(ConcludeReview, REVIEW_CONCLUDED)
LAUNCH = command_of(LaunchMovement, MOVEMENT_LAUNCHED)
CLOSE = command_of(CloseMovement, MOVEMENT_CLOSED)
PROPOSE_MODEL = command_of(ProposeExemplaryModel, EXEMPLARY_MODEL_PROPOSED)
CONFIRM = command_of(ConfirmExemplaryModel, EXEMPLARY_MODEL_CONFIRMED)
PUBLICISE = command_of(PubliciseExemplaryModel, EXEMPLARY_MODEL_PUBLICISED)
WITHDRAW = command_of(WithdrawExemplaryModel, EXEMPLARY_MODEL_WITHDRAWN)
PROPOSE_INITIATIVE = command_of(ProposeInitiative, INITIATIVE_PROPOSED)
RECOGNISE_INITIATIVE = command_of(RecogniseInitiative, INITIATIVE_RECOGNISED)
DECLINE = command_of(DeclineInitiative, INITIATIVE_NOT_RECOGNISED)
EVERY_WORK_COMMAND = (
    PLAN_WORK, COMPLETE, CALL, RECEIVE, CONCLUDE, LAUNCH, CLOSE, PROPOSE_MODEL, CONFIRM, PUBLICISE, WITHDRAW,
    PROPOSE_INITIATIVE, RECOGNISE_INITIATIVE, DECLINE,
)  # fmt: skip
