"""The rows of the work around the season: each fact has rows of its own, so that nothing is looked up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never
from uuid import UUID

from contracts.base import Fact
from contracts.movements import (
    ExemplaryModelConfirmed,
    ExemplaryModelProposed,
    ExemplaryModelPublicised,
    ExemplaryModelWithdrawn,
    InitiativeNotRecognised,
    InitiativeProposed,
    InitiativeRecognised,
    MovementClosed,
    MovementLaunched,
    PlannedTaskCompleted,
    ReviewCalled,
    ReviewConcluded,
    ReviewReportReceived,
    WorkPlanned,
)
from infra.runtime.changes import Put
from services.registry.work.domain import WorkFact
from services.registry.work.initiatives import InitiativeFact
from services.registry.work.models import ModelFact


def project_work(fact: WorkFact, version: int) -> Iterator[Put]:
    """The rows that a fact leaves; `version` is its place in its stream."""
    match fact:
        case WorkPlanned(plan=plan):
            tasks = [task.model_dump(mode="json") for task in fact.tasks]
            row = _columns(fact, "authority", "season", "cluster", "kind", "title", "document")
            yield Put("work_plan", {"plan": plan}, {**row, "tasks": tasks, "stated_at": version})
        case PlannedTaskCompleted(plan=plan, task=task):
            row = _columns(fact, "result", "attended", "document")
            yield Put("planned_task_completion", {"plan": plan, "task": task}, {"completed_on": fact.on, **row})
        case ReviewCalled() | ReviewReportReceived() | ReviewConcluded():
            yield from _review(fact)
        case MovementLaunched(movement=movement, units=units):
            row = _columns(fact, "authority", "name", "aim", "first_day", "end_day", "document")
            yield Put("movement", {"movement": movement}, row)
            for unit in units:
                yield Put("movement_unit", {"movement": movement, "unit": unit}, {})
        case MovementClosed(movement=movement):
            row = {"closed_on": fact.on, **_columns(fact, "results", "document")}
            yield Put("movement_closing", {"movement": movement}, row)
        case InitiativeProposed() | InitiativeRecognised() | InitiativeNotRecognised():
            yield _initiative(fact)
        case ExemplaryModelProposed() | ExemplaryModelConfirmed() | ExemplaryModelPublicised() | ExemplaryModelWithdrawn():
            yield _model(fact, version)
        case _:
            assert_never(fact)


def _review(fact: ReviewCalled | ReviewReportReceived | ReviewConcluded) -> Iterator[Put]:
    match fact:
        case ReviewCalled(review=review, units=units):
            row = _columns(fact, "authority", "season", "cluster", "kind", "reports_due", "document")
            yield Put("review", {"review": review}, row)
            for place, unit in enumerate(units, start=1):
                yield Put("review_unit", {"review": review, "unit": unit}, {"place": place})
        case ReviewReportReceived(review=review, unit=unit):
            yield Put("review_report", {"review": review, "unit": unit}, _columns(fact, "received_at", "document"))
        case ReviewConcluded(review=review):
            row = {"concluded_on": fact.on, **_columns(fact, "conclusion", "minutes")}
            yield Put("review_conclusion", {"review": review}, row)
        case _:
            assert_never(fact)


def _model(fact: ModelFact, version: int) -> Put:
    match fact:
        case ExemplaryModelProposed():
            row = _columns(fact, "authority", "season", "unit", "person", "title", "merits")
            return Put("exemplary_model", {"model": fact.model}, row)
        case ExemplaryModelConfirmed():
            step = {"step": "confirmed", "words": None}
        case ExemplaryModelPublicised(where=where):
            step = {"step": "publicised", "words": where}
        case ExemplaryModelWithdrawn(reason=reason):
            step = {"step": "withdrawn", "words": reason}
        case _:
            assert_never(fact)
    return Put(
        "exemplary_model_step", {"model": fact.model, "version": version}, {"day": fact.on, "document": fact.document, **step}
    )


def _initiative(fact: InitiativeFact) -> Put:
    key = {"initiative": fact.initiative}
    match fact:
        case InitiativeProposed():
            authors = [str(author) for author in fact.authors]
            return Put(
                "initiative", key, {**_columns(fact, "authority", "season", "unit", "title", "abstract"), "authors": authors}
            )
        case InitiativeRecognised():
            row = {"examined_on": fact.on, "recognised": True, **_columns(fact, "scope", "document", "council")}
        case InitiativeNotRecognised():
            row = {"examined_on": fact.on, "recognised": False, **_columns(fact, "reason", "document", "council")}
        case _:
            assert_never(fact)
    return Put("initiative_examination", key, row)


def work_units(fact: WorkFact) -> tuple[UUID, ...]:
    """The units that a fact is about."""
    match fact:
        case WorkPlanned(tasks=tasks):
            return tuple(dict.fromkeys(task.unit for task in tasks if task.unit is not None))
        case ReviewCalled(units=units) | MovementLaunched(units=units):
            return units
        case PlannedTaskCompleted() | ReviewConcluded() | MovementClosed():
            return ()
        case _:
            return (fact.unit,)


def _columns(fact: Fact, *names: str) -> dict[str, object]:
    return {name: getattr(fact, name) for name in names}
