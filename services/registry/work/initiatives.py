"""Initiatives (sáng kiến): put before their council by a unit, examined, recognised with a scope or not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, assert_never

from pydantic import Field

from contracts.base import NONE, Contract, CouncilId, Day, DocumentId, Fact, Name, Person, SeasonId, Text, UnitId
from contracts.movements import (
    InitiativeId,
    InitiativeNotRecognised,
    InitiativeProposed,
    InitiativeRecognised,
    InitiativeScope,
)
from contracts.registry import CouncilKind
from infra.runtime.decisions import Context
from services.registry.councils import Council, require_council
from services.registry.requirements import Document, require_document
from services.registry.units import Unit, require_own_unit
from services.registry.work import requirements
from services.registry.work.refusals import InitiativeAlreadyExamined

if TYPE_CHECKING:
    from services.registry.seasons import Season

# Commands ---------------------------------------------------------------------------------------------------------


class ProposeInitiative(Contract):
    """Put an initiative before its council; authors are people's opaque ids, and the text names nobody."""

    initiative: InitiativeId
    season: SeasonId
    unit: UnitId
    authors: Annotated[tuple[Person, ...], Field(max_length=10)] = ()
    title: Name
    abstract: Text


class RecogniseInitiative(Contract):
    """Record that its council recognised an initiative, and for which scope."""

    initiative: InitiativeId
    on: Day
    scope: Annotated[InitiativeScope, NONE]
    document: DocumentId
    council: CouncilId | None = None


class DeclineInitiative(Contract):
    """Record that its council did not recognise an initiative, and why."""

    initiative: InitiativeId
    on: Day
    reason: Text
    document: DocumentId
    council: CouncilId | None = None


InitiativeCommand = ProposeInitiative | RecogniseInitiative | DeclineInitiative
InitiativeFact = InitiativeProposed | InitiativeRecognised | InitiativeNotRecognised

# State ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Initiative:
    proposed: InitiativeProposed | None = None
    examined: InitiativeRecognised | InitiativeNotRecognised | None = None


# Decide -----------------------------------------------------------------------------------------------------------


def propose_initiative(
    command: ProposeInitiative, context: Context[Any], initiative: Initiative, season: Season, unit: Unit
) -> list[Fact]:
    requirements.require_season(season, command.season, context)
    requirements.require_board_or(command.unit, context)
    said = InitiativeProposed(authority=season.authority, **vars(command))
    if said == initiative.proposed:
        return []
    requirements.require_new(initiative.proposed, command.initiative)
    require_own_unit(unit, command.unit, context, on=context.today)
    return [said]


def examine(
    command: RecogniseInitiative | DeclineInitiative,
    context: Context[Any],
    initiative: Initiative,
    document: Document,
    *councils: Council,
) -> list[Fact]:
    proposed = requirements.require_begun(initiative.proposed, command.initiative, context)
    requirements.require_past(command.on, context)
    require_document(document, command.document, context)
    for council in councils:
        require_council(council, command.council, context, CouncilKind.INITIATIVE, command.on)
    kind = InitiativeRecognised if isinstance(command, RecogniseInitiative) else InitiativeNotRecognised
    said = kind(unit=proposed.unit, **vars(command))
    if said == initiative.examined:
        return []
    if initiative.examined is not None:
        raise InitiativeAlreadyExamined(on=initiative.examined.on)
    return [said]


# Evolve -----------------------------------------------------------------------------------------------------------


def evolve_initiative(state: Initiative, fact: InitiativeFact) -> Initiative:
    match fact:
        case InitiativeProposed():
            return Initiative(fact)
        case InitiativeRecognised() | InitiativeNotRecognised():
            return replace(state, examined=fact)
    assert_never(fact)
