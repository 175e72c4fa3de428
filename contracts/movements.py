"""What registry says of the work around the season: plans, reviews, movements, exemplary models, initiatives."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.base import (
    ABSENT,
    NONE,
    Authority,
    ClusterId,
    Code,
    Contract,
    CouncilId,
    Count,
    Day,
    DocumentId,
    Fact,
    Moment,
    Name,
    Person,
    SeasonId,
    Text,
    UnitId,
)

PlanId = Annotated[UUID, NONE]
ReviewId = Annotated[UUID, NONE]
MovementId = Annotated[UUID, NONE]
ModelId = Annotated[UUID, NONE]
InitiativeId = Annotated[UUID, NONE]
OfCluster = Annotated[ClusterId | None, ABSENT]
"""The cluster that a record is about; absent where it is the whole authority's."""
Cited = Annotated[DocumentId | None, ABSENT]


class PlanKind(StrEnum):
    WORK = "work"
    TRAINING = "training"


class PlannedTask(Contract):
    """A task of a plan, or a training session; `unit` answers for it, the board itself where it is absent."""

    task: Code
    title: Name
    due: Day
    unit: Annotated[UnitId | None, ABSENT] = None


class WorkPlanned(
    Fact,
    type="vn.thidua.registry.work-planned.v1",
    vi="Lập kế hoạch công tác, tập huấn",
    stream="work-plan/{plan}",
    basis="document",
):
    """A year's plan of work or of training (tập huấn), whole; a later statement takes the place of an earlier one."""

    plan: PlanId
    authority: Authority
    season: SeasonId
    cluster: OfCluster = None
    kind: Annotated[PlanKind, NONE]
    title: Name
    tasks: tuple[PlannedTask, ...] = Field(min_length=1, max_length=200)
    document: DocumentId


class PlannedTaskCompleted(
    Fact,
    type="vn.thidua.registry.planned-task-completed.v1",
    vi="Hoàn thành việc trong kế hoạch",
    stream="work-plan/{plan}",
    effective="on",
    basis="document",
):
    """A task of the plan is done, or its training session was held, with so many people."""

    plan: PlanId
    task: Code
    on: Day
    result: Text
    attended: Annotated[Count | None, ABSENT] = None
    document: Cited = None


class ReviewKind(StrEnum):
    MID_YEAR = "mid-year"
    YEAR_END = "year-end"


class ReviewCalled(
    Fact, type="vn.thidua.registry.review-called.v1", vi="Tổ chức sơ kết, tổng kết", stream="review/{review}", basis="document"
):
    """A mid-year review (sơ kết) or year-end review (tổng kết): which units report to it, and until when."""

    review: ReviewId
    authority: Authority
    season: SeasonId
    cluster: OfCluster = None
    kind: Annotated[ReviewKind, NONE]
    reports_due: Day
    units: tuple[UnitId, ...] = Field(min_length=1, max_length=100)
    document: DocumentId


class ReviewReportReceived(
    Fact,
    type="vn.thidua.registry.review-report-received.v1",
    vi="Nhận báo cáo sơ kết, tổng kết",
    stream="review/{review}",
    basis="document",
):
    """A unit's report to the review came in at this moment; whether that is late, the season's calendar says."""

    review: ReviewId
    unit: UnitId
    received_at: Moment
    document: Cited = None


class ReviewConcluded(
    Fact,
    type="vn.thidua.registry.review-concluded.v1",
    vi="Kết luận hội nghị sơ kết, tổng kết",
    stream="review/{review}",
    effective="on",
    basis="minutes",
):
    """The review was held on this day; its minutes (biên bản) are a legal document."""

    review: ReviewId
    on: Day
    conclusion: Text
    minutes: DocumentId


class MovementLaunched(
    Fact,
    type="vn.thidua.registry.movement-launched.v1",
    vi="Phát động phong trào thi đua",
    stream="movement/{movement}",
    effective="first_day",
    basis="document",
):
    """An emulation movement (phong trào thi đua) and who takes part: these units, or with none named all of the authority.

    `end_day` is the day behind its last, None where the document sets none.
    """

    movement: MovementId
    authority: Authority
    name: Name
    aim: Text
    first_day: Day
    end_day: Day | None
    units: tuple[UnitId, ...] = Field(max_length=100)
    document: DocumentId


class MovementClosed(
    Fact,
    type="vn.thidua.registry.movement-closed.v1",
    vi="Kết thúc phong trào thi đua",
    stream="movement/{movement}",
    effective="on",
    basis="document",
):
    """The movement is closed, with its results."""

    movement: MovementId
    on: Day
    results: Text
    document: DocumentId


class ExemplaryModelProposed(
    Fact,
    type="vn.thidua.registry.exemplary-model-proposed.v1",
    vi="Đề nghị điển hình tiên tiến",
    stream="exemplary-model/{model}",
):
    """A unit proposes itself, or a person of its own, as an exemplary model (điển hình tiên tiến)."""

    model: ModelId
    authority: Authority
    season: SeasonId
    unit: UnitId
    person: Annotated[Person | None, ABSENT] = None
    title: Name
    merits: Text


class ExemplaryModelConfirmed(
    Fact,
    type="vn.thidua.registry.exemplary-model-confirmed.v1",
    vi="Công nhận điển hình tiên tiến",
    stream="exemplary-model/{model}",
    effective="on",
    basis="document",
):
    """The board confirms the exemplary model."""

    model: ModelId
    unit: UnitId
    on: Day
    document: DocumentId


class ExemplaryModelPublicised(
    Fact,
    type="vn.thidua.registry.exemplary-model-publicised.v1",
    vi="Tuyên truyền điển hình tiên tiến",
    stream="exemplary-model/{model}",
    effective="on",
    basis="document",
):
    """The exemplary model was publicised somewhere; each time is a fact of its own."""

    model: ModelId
    unit: UnitId
    on: Day
    where: Name
    document: Cited = None


class ExemplaryModelWithdrawn(
    Fact,
    type="vn.thidua.registry.exemplary-model-withdrawn.v1",
    vi="Rút điển hình tiên tiến",
    stream="exemplary-model/{model}",
    effective="on",
    basis="document",
):
    """It is an exemplary model no longer from this day, or is no longer proposed as one."""

    model: ModelId
    unit: UnitId
    on: Day
    reason: Text
    document: Cited = None


class InitiativeScope(StrEnum):
    """How far an initiative's use reaches."""

    UNIT = "unit"
    PROVINCE = "province"
    NATION = "nation"


class InitiativeProposed(
    Fact,
    type="vn.thidua.registry.initiative-proposed.v1",
    vi="Đề nghị công nhận sáng kiến",
    stream="initiative/{initiative}",
):
    """A unit puts an initiative (sáng kiến) before its council; its authors are opaque ids."""

    initiative: InitiativeId
    authority: Authority
    season: SeasonId
    unit: UnitId
    authors: tuple[Person, ...] = Field(max_length=10)
    title: Name
    abstract: Text


class InitiativeRecognised(
    Fact,
    type="vn.thidua.registry.initiative-recognised.v1",
    vi="Công nhận sáng kiến",
    stream="initiative/{initiative}",
    effective="on",
    basis="document",
):
    """The council that examines initiatives recognised it, for this scope, by the document named; `council` where it is told."""

    initiative: InitiativeId
    unit: UnitId
    on: Day
    scope: Annotated[InitiativeScope, NONE]
    document: DocumentId
    council: Annotated[CouncilId | None, ABSENT] = None


class InitiativeNotRecognised(
    Fact,
    type="vn.thidua.registry.initiative-not-recognised.v1",
    vi="Không công nhận sáng kiến",
    stream="initiative/{initiative}",
    effective="on",
    basis="document",
):
    """The council that examines initiatives did not recognise it, and why."""

    initiative: InitiativeId
    unit: UnitId
    on: Day
    reason: Text
    document: DocumentId
    council: Annotated[CouncilId | None, ABSENT] = None
