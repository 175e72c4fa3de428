"""The doors of the work around the season: the board's, and a unit's officer's for what the own unit proposes or hands in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from contracts.base import Contract
from infra.runtime.decisions import Role, Stream
from infra.runtime.doors import Door
from services.registry.domain import CLUSTER, COUNCIL, DOCUMENT, SEASON, UNIT, decide
from services.registry.work.domain import INITIATIVE, MODEL, MOVEMENT, REVIEW, WORK_PLAN
from services.registry.work.initiatives import DeclineInitiative, ProposeInitiative, RecogniseInitiative
from services.registry.work.models import (
    ConfirmExemplaryModel,
    ProposeExemplaryModel,
    PubliciseExemplaryModel,
    WithdrawExemplaryModel,
)
from services.registry.work.movements import CloseMovement, LaunchMovement
from services.registry.work.plans import CompletePlannedTask, Plan, PlanWork
from services.registry.work.reviews import CallReview, ConcludeReview, ReceiveReviewReport

BOARD = frozenset({Role.BOARD_OFFICER})
BOARD_AND_UNITS = frozenset({Role.BOARD_OFFICER, Role.UNIT_OFFICER})


def _door(
    command: type[Contract],
    streams: Callable[[Any], tuple[Stream, ...]],
    roles: frozenset[Role] = BOARD,
    edited: Callable[[Any, Any], int] | None = None,
) -> Door:
    return Door(command=command, roles=roles, streams=streams, decide=decide, edited=edited)


def _document(cited: UUID | None) -> tuple[Stream, ...]:
    return () if cited is None else (DOCUMENT.at(cited),)


def _council(named: UUID | None) -> tuple[Stream, ...]:
    return () if named is None else (COUNCIL.at(named),)


def _of_season(c: PlanWork | CallReview) -> tuple[Stream, ...]:
    # Whoever is a member is no stranger: what a cluster does needs the cluster, what the authority does each unit.
    whose = map(UNIT.at, c.units) if c.cluster is None else (CLUSTER.at(c.cluster),)
    return (SEASON.at(c.season), DOCUMENT.at(c.document), *whose)


def _stated(_: PlanWork, plan: Plan) -> int:
    return plan.stated_at


WORK_DOORS = (
    _door(PlanWork, lambda c: (WORK_PLAN.at(c.plan), *_of_season(c)), edited=_stated),
    _door(CompletePlannedTask, lambda c: (WORK_PLAN.at(c.plan), *_document(c.document)), BOARD_AND_UNITS),
    _door(CallReview, lambda c: (REVIEW.at(c.review), *_of_season(c))),
    _door(ReceiveReviewReport, lambda c: (REVIEW.at(c.review), *_document(c.document)), BOARD_AND_UNITS),
    _door(ConcludeReview, lambda c: (REVIEW.at(c.review), DOCUMENT.at(c.minutes))),
    _door(LaunchMovement, lambda c: (MOVEMENT.at(c.movement), DOCUMENT.at(c.document), *map(UNIT.at, c.units))),
    _door(CloseMovement, lambda c: (MOVEMENT.at(c.movement), DOCUMENT.at(c.document))),
    _door(ProposeExemplaryModel, lambda c: (MODEL.at(c.model), SEASON.at(c.season), UNIT.at(c.unit)), BOARD_AND_UNITS),
    _door(ConfirmExemplaryModel, lambda c: (MODEL.at(c.model), DOCUMENT.at(c.document))),
    _door(PubliciseExemplaryModel, lambda c: (MODEL.at(c.model), *_document(c.document))),
    _door(WithdrawExemplaryModel, lambda c: (MODEL.at(c.model), *_document(c.document)), BOARD_AND_UNITS),
    _door(ProposeInitiative, lambda c: (INITIATIVE.at(c.initiative), SEASON.at(c.season), UNIT.at(c.unit)), BOARD_AND_UNITS),
    _door(RecogniseInitiative, lambda c: (INITIATIVE.at(c.initiative), DOCUMENT.at(c.document), *_council(c.council))),
    _door(DeclineInitiative, lambda c: (INITIATIVE.at(c.initiative), DOCUMENT.at(c.document), *_council(c.council))),
)
