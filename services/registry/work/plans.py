"""Plans of a season: the year's work of an authority or a cluster (kế hoạch công tác), and its training (tập huấn)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Any, assert_never
from uuid import UUID

from pydantic import Field

from contracts.base import NONE, ClusterId, Code, Contract, Count, Day, DocumentId, Fact, Name, SeasonId, Text, UnitId
from contracts.movements import PlanId, PlanKind, PlannedTask, PlannedTaskCompleted, WorkPlanned
from infra.runtime.decisions import Claim, Context, Release
from services.registry.requirements import Document, require_document
from services.registry.work import requirements
from services.registry.work.refusals import (
    CompletedTaskMissing,
    PeopleAtNoSession,
    RecordTaken,
    TaskAlreadyCompleted,
    TaskNamedTwice,
    UnknownTask,
    WorkPlanTaken,
)

if TYPE_CHECKING:
    from services.registry.seasons import Season

# Commands ---------------------------------------------------------------------------------------------------------


class TaskToDo(Contract):
    """A task of a plan, or a training session; without a unit the board answers for it."""

    task: Code
    title: Name
    due: Day
    unit: UnitId | None = None


class PlanWork(Contract):
    """State a season's plan whole, of work or of training, of a cluster or of the authority; or state it anew."""

    plan: PlanId
    season: SeasonId
    cluster: ClusterId | None = None
    kind: Annotated[PlanKind, NONE]
    title: Name
    tasks: Annotated[tuple[TaskToDo, ...], Field(min_length=1, max_length=200)]
    document: DocumentId

    @property
    def units(self) -> tuple[UUID, ...]:
        """Who answers for a task, each once."""
        return tuple(dict.fromkeys(task.unit for task in self.tasks if task.unit is not None))


class CompletePlannedTask(Contract):
    """Record that a task is done, or that a training session was held and how many attended."""

    plan: PlanId
    task: Code
    on: Day
    result: Text
    attended: Count | None = None
    document: DocumentId | None = None


PlanCommand = PlanWork | CompletePlannedTask
PlanFact = WorkPlanned | PlannedTaskCompleted

# State ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plan:
    """`stated` is the plan as it was stated last, `stated_at` that fact's place in the stream of `facts` facts."""

    stated: WorkPlanned | None = None
    stated_at: int = 0
    facts: int = 0
    completed: Mapping[str, PlannedTaskCompleted] = field(default_factory=dict)


# Decide -----------------------------------------------------------------------------------------------------------


def plan_work(
    command: PlanWork, context: Context[Any], plan: Plan, season: Season, document: Document, *others: Any
) -> list[Fact]:
    requirements.require_season(season, command.season, context)
    require_document(document, command.document, context)
    requirements.require_whose(command, context, others)
    _require_codes_once(command)
    tasks = tuple(PlannedTask(**dict(task)) for task in command.tasks)
    said = WorkPlanned(authority=season.authority, **{**vars(command), "tasks": tasks})
    if plan.stated is not None:
        if _whose(plan.stated) != _whose(said):
            raise RecordTaken(record=command.plan)
        for task in plan.completed:
            if task not in {planned.task for planned in tasks}:
                raise CompletedTaskMissing(task=task)
    return [] if said == plan.stated else [said]


def complete_task(command: CompletePlannedTask, context: Context[Any], plan: Plan, *documents: Document) -> list[Fact]:
    stated = requirements.require_begun(plan.stated, command.plan, context)
    task = next((planned for planned in stated.tasks if planned.task == command.task), None)
    if task is None:
        raise UnknownTask(task=command.task)
    requirements.require_board_or(task.unit, context)
    requirements.require_past(command.on, context)
    requirements.require_cited(documents, command.document, context)
    if command.attended is not None and stated.kind is not PlanKind.TRAINING:
        raise PeopleAtNoSession
    said = PlannedTaskCompleted(**vars(command))
    before = plan.completed.get(command.task)
    if before == said:
        return []
    if before is not None:
        raise TaskAlreadyCompleted(task=command.task, on=before.on)
    return [said]


def _whose(plan: WorkPlanned) -> tuple[Any, ...]:
    return plan.authority, plan.season, plan.cluster, plan.kind


def _require_codes_once(command: PlanWork) -> None:
    seen: set[str] = set()
    for task in command.tasks:
        if task.task in seen:
            raise TaskNamedTwice(task=task.task)
        seen.add(task.task)


# Evolve -----------------------------------------------------------------------------------------------------------


def evolve_plan(state: Plan, fact: PlanFact) -> Plan:
    match fact:
        case WorkPlanned():
            place = state.facts + 1
            return replace(state, stated=fact, stated_at=place, facts=place)
        case PlannedTaskCompleted():
            return replace(state, completed={**state.completed, fact.task: fact}, facts=state.facts + 1)
    assert_never(fact)


def plan_claims(fact: WorkPlanned) -> Iterator[Claim | Release]:
    whose = str(fact.cluster or fact.authority)
    key = f"{fact.season} {fact.kind} {whose}"
    yield Release("work-plan", key)  # where it is stated anew
    yield Claim("work-plan", key, taken=WorkPlanTaken, said=whose)
