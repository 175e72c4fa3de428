"""Emulation movements (phong trào thi đua): launched by a document with aim, period and units; closed with results."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any, assert_never

from pydantic import Field

from contracts.base import Authority, Contract, Day, DocumentId, Fact, Name, Text, UnitId
from contracts.movements import MovementClosed, MovementId, MovementLaunched
from infra.runtime.decisions import Context
from services.registry.requirements import Document, require_document
from services.registry.units import Unit
from services.registry.work import requirements
from services.registry.work.refusals import ClosedBeforeItBegan, MovementAlreadyClosed, MovementEndsBeforeItBegins

# Commands ---------------------------------------------------------------------------------------------------------


class LaunchMovement(Contract):
    """Launch a movement; without units all of the authority take part."""

    movement: MovementId
    authority: Authority
    name: Name
    aim: Text
    first_day: Day
    end_day: Day | None = None
    units: Annotated[tuple[UnitId, ...], Field(max_length=100)] = ()
    document: DocumentId


class CloseMovement(Contract):
    """Close a movement with its results."""

    movement: MovementId
    on: Day
    results: Text
    document: DocumentId


MovementCommand = LaunchMovement | CloseMovement
MovementFact = MovementLaunched | MovementClosed

# State ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Movement:
    launched: MovementLaunched | None = None
    closed: MovementClosed | None = None


# Decide -----------------------------------------------------------------------------------------------------------


def launch(command: LaunchMovement, context: Context[Any], movement: Movement, document: Document, *units: Unit) -> list[Fact]:
    context.require_authority(command.authority)
    said = MovementLaunched(**vars(command))
    if said == movement.launched:
        return []
    requirements.require_new(movement.launched, command.movement)
    require_document(document, command.document, context, effective=command.first_day)
    if command.end_day is not None and command.end_day <= command.first_day:
        raise MovementEndsBeforeItBegins(first_day=command.first_day, end_day=command.end_day)
    requirements.require_units(units, command.units, context)
    return [said]


def close(command: CloseMovement, context: Context[Any], movement: Movement, document: Document) -> list[Fact]:
    launched = requirements.require_begun(movement.launched, command.movement, context)
    requirements.require_past(command.on, context)
    require_document(document, command.document, context)
    if command.on < launched.first_day:
        raise ClosedBeforeItBegan(on=command.on, first_day=launched.first_day)
    said = MovementClosed(**vars(command))
    if said == movement.closed:
        return []
    if movement.closed is not None:
        raise MovementAlreadyClosed(on=movement.closed.on)
    return [said]


# Evolve -----------------------------------------------------------------------------------------------------------


def evolve_movement(state: Movement, fact: MovementFact) -> Movement:
    match fact:
        case MovementLaunched():
            return Movement(fact)
        case MovementClosed():
            return replace(state, closed=fact)
    assert_never(fact)
