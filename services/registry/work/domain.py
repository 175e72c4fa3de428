"""The work around the season put together: its commands and facts, `decide_work`, its categories and claims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, assert_never, get_args

from contracts.base import Fact
from contracts.movements import ReviewCalled, WorkPlanned
from infra.runtime.decisions import Category, Claim, Context, Release
from services.registry.work import initiatives, models, movements, plans, reviews
from services.registry.work.initiatives import (
    DeclineInitiative,
    Initiative,
    InitiativeCommand,
    InitiativeFact,
    ProposeInitiative,
    RecogniseInitiative,
)
from services.registry.work.models import (
    ConfirmExemplaryModel,
    Model,
    ModelCommand,
    ModelFact,
    ProposeExemplaryModel,
    PubliciseExemplaryModel,
    WithdrawExemplaryModel,
)
from services.registry.work.movements import CloseMovement, LaunchMovement, Movement, MovementCommand, MovementFact
from services.registry.work.plans import CompletePlannedTask, Plan, PlanCommand, PlanFact, PlanWork
from services.registry.work.reviews import (
    CallReview,
    ConcludeReview,
    ReceiveReviewReport,
    Review,
    ReviewCommand,
    ReviewFact,
)

WorkCommand = PlanCommand | ReviewCommand | MovementCommand | ModelCommand | InitiativeCommand
WorkFact = PlanFact | ReviewFact | MovementFact | ModelFact | InitiativeFact


def decide_work(command: WorkCommand, context: Context[Any], *states: Any) -> list[Fact]:  # noqa: C901 - a table of commands
    """What follows from a command of the work around the season; `states` stand in the order of its door."""
    match command:
        case PlanWork():
            return plans.plan_work(command, context, *states)
        case CompletePlannedTask():
            return plans.complete_task(command, context, *states)
        case CallReview():
            return reviews.call_review(command, context, *states)
        case ReceiveReviewReport():
            return reviews.receive_report(command, context, *states)
        case ConcludeReview():
            return reviews.conclude(command, context, *states)
        case LaunchMovement():
            return movements.launch(command, context, *states)
        case CloseMovement():
            return movements.close(command, context, *states)
        case ProposeExemplaryModel():
            return models.propose_model(command, context, *states)
        case ConfirmExemplaryModel():
            return models.confirm_model(command, context, *states)
        case PubliciseExemplaryModel():
            return models.publicise_model(command, context, *states)
        case WithdrawExemplaryModel():
            return models.withdraw_model(command, context, *states)
        case ProposeInitiative():
            return initiatives.propose_initiative(command, context, *states)
        case RecogniseInitiative() | DeclineInitiative():
            return initiatives.examine(command, context, *states)
    assert_never(command)


WORK_PLAN = Category("work-plan", Plan(), plans.evolve_plan, get_args(PlanFact))
REVIEW = Category("review", Review(), reviews.evolve_review, get_args(ReviewFact))
MOVEMENT = Category("movement", Movement(), movements.evolve_movement, get_args(MovementFact))
MODEL = Category("exemplary-model", Model(), models.evolve_model, get_args(ModelFact))
INITIATIVE = Category("initiative", Initiative(), initiatives.evolve_initiative, get_args(InitiativeFact))
WORK_CATEGORIES = (WORK_PLAN, REVIEW, MOVEMENT, MODEL, INITIATIVE)


def work_claims(fact: Fact) -> Iterator[Claim | Release]:
    """One plan of a kind, and one review of a kind, for an authority or a cluster in a season."""
    match fact:
        case WorkPlanned():
            yield from plans.plan_claims(fact)
        case ReviewCalled():
            yield from reviews.review_claims(fact)
        case _:
            return
