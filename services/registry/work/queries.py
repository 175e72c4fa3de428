"""Queries of the work around the season: plans and what is due, reviews and what is late, movements, models, initiatives."""

from __future__ import annotations

import pathlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Query

from contracts.movements import PlanKind, ReviewKind
from contracts.rules import CalendarRules
from infra.runtime.errors import NotFound
from infra.runtime.http import Reading
from infra.runtime.paging import Listing, Paged
from infra.runtime.sql import queries_of
from services.registry.queries import At, On, Words, of
from services.registry.work.due import DueDays, ReportState
from services.registry.work.views import (
    InitiativeView,
    ModelView,
    MovementView,
    PlanDetail,
    PlanView,
    ReportView,
    ReviewDetail,
    ReviewView,
    StepView,
    TaskView,
)

QUERIES = queries_of(pathlib.Path(__file__).parent / "queries.sql")
WHOLE = {"after": None, "rows": 1000}
DueBy = Annotated[date | None, Query(description="what is due or overdue at the end of this day, and was not done by then")]
router = APIRouter()


@router.get("/work-plans")
async def work_plans(
    at: At, page: Paged, season: Words = None, cluster: UUID | None = None, kind: PlanKind | None = None
) -> Listing[PlanView]:
    """Plans of work and of training, by season."""
    wanted = {"plan": None, "season": season, "cluster": cluster, "kind": kind}
    rows = await QUERIES.work_plans(at.conn, **of(at, page), **wanted)
    return page.listing(rows, lambda row: PlanView(**dict(row)))


@router.get("/work-plans/{plan}")
async def work_plan(at: At, plan: UUID, on: On = None) -> PlanDetail:
    """One plan with its tasks, and where they stand on a day."""
    every = {"season": None, "cluster": None, "kind": None, "authority": at.caller.authority, **WHOLE}
    row = _one(await QUERIES.work_plans(at.conn, plan=plan, **every), "plan")
    tasks = list(await QUERIES.planned_tasks(at.conn, plan=plan, unit=None, due_by=None, **every))
    days = await _due_days(at, tasks)
    return PlanDetail(**dict(row), work=tuple(_task(task, days, on) for task in tasks))


@router.get("/work-plan")
async def planned_tasks(
    at: At,
    page: Paged,
    due: DueBy = None,
    season: Words = None,
    cluster: UUID | None = None,
    kind: PlanKind | None = None,
    unit: UUID | None = None,
) -> Listing[TaskView]:
    """Tasks of all plans by the day on which they are due; with `due` what is due or overdue on that day."""
    wanted = {"plan": None, "season": season, "cluster": cluster, "kind": kind, "unit": unit, "due_by": due}
    rows = list(await QUERIES.planned_tasks(at.conn, **of(at, page), **wanted))
    days = await _due_days(at, rows)
    return page.listing(rows, lambda row: _task(row, days, due))


@router.get("/reviews")
async def reviews(
    at: At, page: Paged, season: Words = None, cluster: UUID | None = None, kind: ReviewKind | None = None
) -> Listing[ReviewView]:
    """Mid-year and year-end reviews, by season."""
    wanted = {"review": None, "season": season, "cluster": cluster, "kind": kind}
    rows = await QUERIES.reviews(at.conn, **of(at, page), **wanted)
    return page.listing(rows, lambda row: ReviewView(**dict(row)))


@router.get("/reviews/{review}")
async def review(at: At, review: UUID, on: On = None) -> ReviewDetail:
    """One review with its reports: in time, late by how many working days, and on a day what is awaited or missing."""
    every = {"season": None, "cluster": None, "kind": None, "authority": at.caller.authority, **WHOLE}
    row = _one(await QUERIES.reviews(at.conn, review=review, **every), "review")
    days = (await _due_days(at, [row]))[row["season"]]
    due_day, by_calendar = days.due_day(row["reports_due"])
    reports = [_report(report, row["reports_due"], days, on) for report in await QUERIES.review_reports(at.conn, review=review)]
    states = [report.state for report in reports]
    return ReviewDetail(
        **dict(row),
        due_day=due_day,
        by_calendar=by_calendar,
        reports=tuple(reports),
        late=states.count(ReportState.LATE),
        missing=states.count(ReportState.MISSING),
    )


@router.get("/movements")
async def movements(at: At, page: Paged, unit: UUID | None = None, on: On = None) -> Listing[MovementView]:
    """Emulation movements by first day; those that a unit takes part in, and that go on on a day, if these are given."""
    rows = await QUERIES.movements(at.conn, **of(at, page), movement=None, unit=unit, day=on)
    return page.listing(rows, lambda row: MovementView(**dict(row)))


@router.get("/movements/{movement}")
async def movement(at: At, movement: UUID) -> MovementView:
    """One movement."""
    authority = at.caller.authority
    rows = await QUERIES.movements(at.conn, movement=movement, unit=None, day=None, authority=authority, **WHOLE)
    return MovementView(**dict(_one(rows, "movement")))


@router.get("/exemplary-models")
async def exemplary_models(
    at: At, page: Paged, season: Words = None, unit: UUID | None = None, on: On = None
) -> Listing[ModelView]:
    """Exemplary models, proposed ones too; with `on` those that are confirmed and not withdrawn on that day."""
    rows = list(await QUERIES.exemplary_models(at.conn, **of(at, page), model=None, season=season, unit=unit, day=on))
    steps = await _steps(at, rows)
    return page.listing(rows, lambda row: ModelView(**dict(row), steps=tuple(steps[row["model"]])))


@router.get("/exemplary-models/{model}")
async def exemplary_model(at: At, model: UUID) -> ModelView:
    """One exemplary model, and what became of it."""
    whose = {"season": None, "unit": None, "day": None, "authority": at.caller.authority, **WHOLE}
    row = _one(await QUERIES.exemplary_models(at.conn, model=model, **whose), "exemplary model")
    return ModelView(**dict(row), steps=tuple((await _steps(at, [row]))[model]))


@router.get("/initiatives")
async def initiatives(
    at: At, page: Paged, season: Words = None, unit: UUID | None = None, recognised: bool | None = None
) -> Listing[InitiativeView]:
    """Initiatives, with what their council said."""
    wanted = {"initiative": None, "season": season, "unit": unit, "recognised": recognised}
    return page.listing(await QUERIES.initiatives(at.conn, **of(at, page), **wanted), _initiative)


@router.get("/initiatives/{initiative}")
async def initiative(at: At, initiative: UUID) -> InitiativeView:
    """One initiative."""
    whose = {"season": None, "unit": None, "recognised": None, "authority": at.caller.authority, **WHOLE}
    return _initiative(_one(await QUERIES.initiatives(at.conn, initiative=initiative, **whose), "initiative"))


def _one(rows: Iterable[Any], what: str) -> Any:
    for row in rows:
        return row
    raise NotFound(what=what)


async def _due_days(at: Reading, rows: Iterable[Any]) -> Mapping[str, DueDays]:
    """How each season of the rows counts: by the calendar of its frozen pack."""
    seasons = sorted({row["season"] for row in rows})
    stated = {row["season"]: row["calendar"] for row in await QUERIES.calendars(at.conn, seasons=seasons)}
    rules = {season: CalendarRules.model_validate_json(calendar) for season, calendar in stated.items()}
    return {season: DueDays.of(rules.get(season)) for season in seasons}


def _task(row: Any, days: Mapping[str, DueDays], on: date | None) -> TaskView:
    season = days[row["season"]]
    due_day, by_calendar = season.due_day(row["due"])
    state = None if on is None else season.task(row["due"], row["completed_on"], on)
    return TaskView(**dict(row), due_day=due_day, by_calendar=by_calendar, state=state)


def _report(row: Any, due: date, days: DueDays, on: date | None) -> ReportView:
    received = row["received_at"]
    state = days.report(due, received, on)
    late = days.days_late(due, received) if state is ReportState.LATE and received is not None else None
    return ReportView(**dict(row), state=state, days_late=0 if state is ReportState.IN_TIME else late)


async def _steps(at: Reading, rows: Iterable[Any]) -> Mapping[UUID, list[StepView]]:
    steps: dict[UUID, list[StepView]] = defaultdict(list)
    for step in await QUERIES.exemplary_model_steps(at.conn, models=[row["model"] for row in rows]):
        steps[step["model"]].append(StepView(**dict(step)))
    return steps


def _initiative(row: Any) -> InitiativeView:
    return InitiativeView(**{**dict(row), "authors": orjson.loads(row["authors"])})
