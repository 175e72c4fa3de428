"""Councils (hội đồng): the emulation council, the initiative council, a block's own; who sits in them from when to when.

All seats are stated together and hold until the next statement's day, so that decisions may become known in any order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Any, assert_never
from uuid import UUID

from pydantic import Field

from contracts.base import NONE, Authority, ClusterId, Contract, CouncilId, Day, DocumentId, Fact, Name
from contracts.registry import CouncilChanged, CouncilEnded, CouncilFormed, CouncilKind, CouncilRole, CouncilSeat
from infra.runtime.decisions import Context
from services.registry import council_refusals as refusals
from services.registry.clusters import Cluster, require_own_cluster
from services.registry.requirements import Document, require_document
from services.registry.units import Unit, require_unit

Seats = Annotated[tuple[CouncilSeat, ...], Field(min_length=1, max_length=60)]

# Commands ---------------------------------------------------------------------------------------------------------


class FormCouncil(Contract):
    """Form a council by decision, with all who sit in it; a block's own names its cluster.

    `valid_to` is the first day behind its term, None where no end is set.
    """

    council: CouncilId
    authority: Authority
    kind: Annotated[CouncilKind, NONE]
    name: Name
    cluster: ClusterId | None
    seats: Seats
    valid_from: Day
    valid_to: Day | None
    document: DocumentId


class ChangeCouncil(Contract):
    """State who sits in a council from a day on (kiện toàn), all of them."""

    council: CouncilId
    seats: Seats
    valid_from: Day
    document: DocumentId


class EndCouncil(Contract):
    """Let a council be no more from a day on."""

    council: CouncilId
    valid_from: Day
    document: DocumentId


CouncilCommand = FormCouncil | ChangeCouncil | EndCouncil
CouncilFact = CouncilFormed | CouncilChanged | CouncilEnded


def units_of(command: FormCouncil | ChangeCouncil) -> tuple[UUID, ...]:
    """The units whose people sit in the council, each once."""
    return tuple(dict.fromkeys(seat.unit for seat in command.seats if seat.unit is not None))


# State ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Council:
    """A council; `end` is the first day without it, by its term or by decision. `seats` stand by their first day."""

    authority: str = ""
    kind: CouncilKind = CouncilKind.EMULATION
    valid_from: date = date.max
    end: date = date.max
    ended: bool = False
    seats: Mapping[date, tuple[CouncilSeat, ...]] = field(default_factory=dict)


# Decide -----------------------------------------------------------------------------------------------------------


def decide_council(command: CouncilCommand, context: Context[Any], council: Council, *states: Any) -> list[Fact]:
    match command:
        case FormCouncil():
            return _form(command, context, council, *states)
        case ChangeCouncil():
            return _change(command, context, council, *states)
        case EndCouncil():
            return _end(command, context, council, *states)
    assert_never(command)


def _form(command: FormCouncil, context: Context[Any], council: Council, document: Document, *others: Any) -> list[Fact]:
    context.require_authority(command.authority)
    if council.authority:
        raise refusals.CouncilAlreadyFormed(council=command.council)
    if command.valid_to is not None and command.valid_to <= command.valid_from:
        raise refusals.TermReversed(valid_from=command.valid_from, valid_to=command.valid_to)
    require_document(document, command.document, context, effective=command.valid_from)
    units: Sequence[Unit] = others
    if command.cluster is not None:
        cluster: Cluster = others[0]
        require_own_cluster(cluster, command.cluster, context)
        units = others[1:]
    _require_seats(command, units)
    return [CouncilFormed(**vars(command))]


def _change(command: ChangeCouncil, context: Context[Any], council: Council, document: Document, *units: Unit) -> list[Fact]:
    day = command.valid_from
    _require_own(council, command.council, context)
    if not council.valid_from <= day < council.end:
        raise refusals.OutsideTerm(day=day, valid_from=council.valid_from, end_day=council.end)
    require_document(document, command.document, context, effective=day)
    _require_seats(command, units)
    if council.seats.get(day) == command.seats:
        return []
    if day in council.seats:
        raise refusals.CouncilChangedThatDay(valid_from=day)
    return [CouncilChanged(authority=council.authority, **vars(command))]


def _end(command: EndCouncil, context: Context[Any], council: Council, document: Document) -> list[Fact]:
    day = command.valid_from
    _require_own(council, command.council, context)
    require_document(document, command.document, context, effective=day)
    if council.ended and council.end == day:
        return []
    if not council.valid_from < day < council.end:
        raise refusals.OutsideTerm(day=day, valid_from=council.valid_from, end_day=council.end)
    if (last := max(council.seats)) >= day:
        raise refusals.CouncilThereLater(day=day, last=last)
    return [CouncilEnded(authority=council.authority, **vars(command))]


def require_council(council: Council, named: UUID | None, context: Context[Any], kind: CouncilKind, day: date) -> None:
    """Refuse a council that is unknown, another authority's, of another kind, or not there on the day."""
    _require_own(council, named, context)
    if council.kind is not kind:
        raise refusals.AnotherKindOfCouncil(kind=council.kind, needed=kind)
    if not council.valid_from <= day < council.end:
        raise refusals.OutsideTerm(day=day, valid_from=council.valid_from, end_day=council.end)


def _require_own(council: Council, named: UUID | None, context: Context[Any]) -> None:
    if not council.authority:
        raise refusals.UnknownCouncil(council=named)
    context.require_authority(council.authority)


def _require_seats(command: FormCouncil | ChangeCouncil, units: Sequence[Unit]) -> None:
    people = [seat.person for seat in command.seats]
    for place, person in enumerate(people):
        if person in people[:place]:
            raise refusals.PersonSeatedTwice(seat=place + 1)
    chairs = sum(seat.role is CouncilRole.CHAIR for seat in command.seats)
    if chairs != 1:
        raise refusals.CouncilNeedsOneChair(chairs=chairs)
    for named, unit in zip(units_of(command), units, strict=True):
        require_unit(unit, named, on=command.valid_from)


# Evolve -----------------------------------------------------------------------------------------------------------


def evolve_council(state: Council, fact: CouncilFact) -> Council:
    match fact:
        case CouncilFormed():
            end = fact.valid_to or date.max
            return Council(fact.authority, fact.kind, fact.valid_from, end, seats={fact.valid_from: fact.seats})
        case CouncilChanged():
            return replace(state, seats={**state.seats, fact.valid_from: fact.seats})
        case CouncilEnded():
            return replace(state, end=fact.valid_from, ended=True)
    assert_never(fact)
