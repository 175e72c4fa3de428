"""What the queries of the work around the season answer."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from contracts.movements import InitiativeScope, PlanKind, ReviewKind
from infra.runtime.paging import View
from services.registry.work.due import ReportState, TaskState


class PlanView(View):
    """A plan as it was stated last; `version` is what If-Match takes."""

    plan: UUID
    authority: str
    season: str
    cluster: UUID | None
    kind: PlanKind
    title: str
    document: UUID
    version: int
    tasks: int
    completed: int


class TaskView(View):
    """A task of a plan, and where it stands on the day asked about.

    `due_day` is `due` moved on to a working day; `by_calendar` is false where the season's pack has no list for that year,
    so that the day stays as it was stated.
    """

    plan: UUID
    season: str
    cluster: UUID | None
    kind: PlanKind
    task: str
    title: str
    unit: UUID | None
    due: date
    due_day: date
    by_calendar: bool
    state: TaskState | None
    completed_on: date | None
    result: str | None
    attended: int | None
    document: UUID | None


class PlanDetail(PlanView):
    work: tuple[TaskView, ...]


class ReviewView(View):
    """A review; `concluded_on`, `conclusion` and `minutes` once it was held."""

    review: UUID
    authority: str
    season: str
    cluster: UUID | None
    kind: ReviewKind
    reports_due: date
    document: UUID
    units: int
    received: int
    concluded_on: date | None
    conclusion: str | None
    minutes: UUID | None


class ReportView(View):
    """A unit's report; `days_late` in working days, None where the pack lists no calendar for them."""

    unit: UUID
    name: str | None
    received_at: datetime | None
    document: UUID | None
    state: ReportState | None
    days_late: int | None


class ReviewDetail(ReviewView):
    """A review and its reports; without a day only what came in has a state."""

    due_day: date
    by_calendar: bool
    reports: tuple[ReportView, ...]
    late: int
    missing: int


class MovementView(View):
    """A movement; `end_day` is the day behind its last; without units all of the authority take part."""

    movement: UUID
    authority: str
    name: str
    aim: str
    first_day: date
    end_day: date | None
    document: UUID
    units: tuple[UUID, ...]
    closed_on: date | None
    results: str | None
    closing_document: UUID | None


class StepView(View):
    """What became of an exemplary model; `words` say where it was publicised, or why it was withdrawn."""

    step: str
    day: date
    words: str | None
    document: UUID | None


class ModelView(View):
    """An exemplary model: a person (an opaque id) of the unit, or without one the unit itself."""

    model: UUID
    authority: str
    season: str
    unit: UUID
    unit_name: str | None
    person: UUID | None
    title: str
    merits: str
    confirmed_on: date | None
    withdrawn_on: date | None
    steps: tuple[StepView, ...]


class InitiativeView(View):
    """An initiative; `recognised` is None until its council has examined it, `council` where nobody said which one it was."""

    initiative: UUID
    authority: str
    season: str
    unit: UUID
    unit_name: str | None
    authors: tuple[UUID, ...]
    title: str
    abstract: str
    examined_on: date | None
    recognised: bool | None
    scope: InitiativeScope | None
    reason: str | None
    document: UUID | None
    council: UUID | None
    council_name: str | None
