"""Exemplary models (điển hình tiên tiến): proposed by a unit, confirmed by the board, publicised, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, assert_never
from uuid import UUID

from contracts.base import OPAQUE, Contract, Day, DocumentId, Fact, Name, SeasonId, Text, UnitId
from contracts.movements import (
    ExemplaryModelConfirmed,
    ExemplaryModelProposed,
    ExemplaryModelPublicised,
    ExemplaryModelWithdrawn,
    ModelId,
)
from infra.runtime.decisions import Context
from services.registry.requirements import Document, require_document
from services.registry.units import Unit, require_own_unit
from services.registry.work import requirements
from services.registry.work.refusals import (
    ConfirmedModelIsTheBoards,
    ModelAlreadyConfirmed,
    ModelNotConfirmed,
    ModelWithdrawn,
)

if TYPE_CHECKING:
    from services.registry.seasons import Season

# Commands ---------------------------------------------------------------------------------------------------------


class ProposeExemplaryModel(Contract):
    """Propose a unit, or a person of it, as an exemplary model; the text names nobody."""

    model: ModelId
    season: SeasonId
    unit: UnitId
    person: Annotated[UUID | None, OPAQUE] = None
    title: Name
    merits: Text


class ConfirmExemplaryModel(Contract):
    """Confirm an exemplary model that was proposed."""

    model: ModelId
    on: Day
    document: DocumentId


class PubliciseExemplaryModel(Contract):
    """Record where an exemplary model was publicised."""

    model: ModelId
    on: Day
    where: Name
    document: DocumentId | None = None


class WithdrawExemplaryModel(Contract):
    """Withdraw an exemplary model, or the proposal of one, with a reason."""

    model: ModelId
    on: Day
    reason: Text
    document: DocumentId | None = None


ModelCommand = ProposeExemplaryModel | ConfirmExemplaryModel | PubliciseExemplaryModel | WithdrawExemplaryModel
ModelFact = ExemplaryModelProposed | ExemplaryModelConfirmed | ExemplaryModelPublicised | ExemplaryModelWithdrawn

# State ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Model:
    proposed: ExemplaryModelProposed | None = None
    confirmed: ExemplaryModelConfirmed | None = None
    publicised: frozenset[tuple[date, str]] = frozenset()
    withdrawn: ExemplaryModelWithdrawn | None = None


# Decide -----------------------------------------------------------------------------------------------------------


def propose_model(command: ProposeExemplaryModel, context: Context[Any], model: Model, season: Season, unit: Unit) -> list[Fact]:
    requirements.require_season(season, command.season, context)
    requirements.require_board_or(command.unit, context)
    said = ExemplaryModelProposed(authority=season.authority, **vars(command))
    if said == model.proposed:
        return []
    requirements.require_new(model.proposed, command.model)
    require_own_unit(unit, command.unit, context, on=context.today)
    return [said]


def confirm_model(command: ConfirmExemplaryModel, context: Context[Any], model: Model, document: Document) -> list[Fact]:
    proposed = requirements.require_begun(model.proposed, command.model, context)
    requirements.require_past(command.on, context)
    require_document(document, command.document, context, effective=command.on)
    said = ExemplaryModelConfirmed(unit=proposed.unit, **vars(command))
    if said == model.confirmed:
        return []
    if model.confirmed is not None:
        raise ModelAlreadyConfirmed(on=model.confirmed.on)
    if model.withdrawn is not None:
        raise ModelWithdrawn(on=model.withdrawn.on)
    return [said]


def publicise_model(command: PubliciseExemplaryModel, context: Context[Any], model: Model, *documents: Document) -> list[Fact]:
    proposed = requirements.require_begun(model.proposed, command.model, context)
    requirements.require_past(command.on, context)
    requirements.require_cited(documents, command.document, context)
    if model.confirmed is None or command.on < model.confirmed.on:
        raise ModelNotConfirmed(on=command.on)
    if model.withdrawn is not None and command.on >= model.withdrawn.on:
        raise ModelWithdrawn(on=model.withdrawn.on)
    if (command.on, command.where) in model.publicised:
        return []
    return [ExemplaryModelPublicised(unit=proposed.unit, **vars(command))]


def withdraw_model(command: WithdrawExemplaryModel, context: Context[Any], model: Model, *documents: Document) -> list[Fact]:
    proposed = requirements.require_begun(model.proposed, command.model, context)
    requirements.require_board_or(proposed.unit, context)
    requirements.require_past(command.on, context)
    requirements.require_cited(documents, command.document, context)
    said = ExemplaryModelWithdrawn(unit=proposed.unit, **vars(command))
    if said == model.withdrawn:
        return []
    if model.withdrawn is not None:
        raise ModelWithdrawn(on=model.withdrawn.on)
    if model.confirmed is not None and not requirements.is_board(context):
        raise ConfirmedModelIsTheBoards
    if model.confirmed is not None and command.on < model.confirmed.on:
        raise ModelNotConfirmed(on=command.on)
    return [said]


# Evolve -----------------------------------------------------------------------------------------------------------


def evolve_model(state: Model, fact: ModelFact) -> Model:
    match fact:
        case ExemplaryModelProposed():
            return Model(fact)
        case ExemplaryModelConfirmed():
            return replace(state, confirmed=fact)
        case ExemplaryModelPublicised():
            return replace(state, publicised=state.publicised | {(fact.on, fact.where)})
        case ExemplaryModelWithdrawn():
            return replace(state, withdrawn=fact)
    assert_never(fact)
