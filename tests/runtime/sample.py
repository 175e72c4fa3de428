"""The smallest service there can be, to try the runtime on: units with a code that only one may have at a time."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, assert_never
from uuid import UUID

from fastapi import APIRouter, Depends

from contracts.base import Code, Contract, Count, Day, Event, Fact, Name, UnitId
from contracts.registry import StaffFiguresRecorded, UnitKind, UnitRegistered, UnitSuspended
from infra.runtime.changes import Change, Patch, Put
from infra.runtime.decisions import Category, Claim, Context, Release, Role
from infra.runtime.doors import Door
from infra.runtime.errors import NotFound, Refusal
from infra.runtime.http import Reading, reading
from infra.runtime.projection import Projection
from infra.runtime.reactor import Reactor
from infra.runtime.reading import Read
from infra.runtime.service import Service, main
from infra.runtime.sql import queries_of

HERE = Path(__file__).parent
QUERIES = queries_of(HERE / "sample.sql")
DOCUMENT = UUID("00000000-0000-4000-8000-000000000001")
POISON = int(os.environ.get("SAMPLE_POISON", "666"))  # a mended release knows none


class Register(Contract):
    """Register a unit."""

    unit: UnitId
    name: Name
    code: Code


class Record(Contract):
    """Record how many people a unit has."""

    unit: UnitId
    on: Day
    staff: Count
    women: Count


class Answer(Contract):
    """What the reactor says to large units: it records one more figure."""

    unit: UnitId
    on: Day


@dataclass(frozen=True, slots=True)
class Unit:
    registered: bool = False
    figures: int = 0
    staff: int = 0


class AlreadyRegistered(Refusal):
    """The unit is registered."""

    code = "already-registered"


class Unregistered(Refusal):
    """The unit is not registered."""

    status = 404
    code = "unknown-unit"


def decide(command: Register | Record | Answer, context: Context[Any], unit: Unit) -> Sequence[Fact]:
    match command:
        case Register():
            if unit.registered:
                raise AlreadyRegistered
            return [
                UnitRegistered(
                    unit=command.unit,
                    authority=context.caller.authority,
                    kind=UnitKind.COMMUNE,
                    name=command.name,
                    code=command.code,
                    parent=None,
                    valid_from=date(2023, 1, 1),
                    document=DOCUMENT,
                )
            ]
        case Record(staff=staff, women=women, on=on):
            if not unit.registered:
                raise Unregistered
            return [StaffFiguresRecorded(unit=command.unit, on=on, staff=staff, women=women)]
        case Answer(on=on):
            return [StaffFiguresRecorded(unit=command.unit, on=on, staff=unit.staff, women=1)]
        case _:
            assert_never(command)


def evolve(unit: Unit, fact: UnitRegistered | StaffFiguresRecorded) -> Unit:
    match fact:
        case UnitRegistered():
            return replace(unit, registered=True)
        case StaffFiguresRecorded():
            return replace(unit, figures=unit.figures + 1, staff=fact.staff)
        case _:
            assert_never(fact)


def claims(fact: Fact) -> Iterable[Claim | Release]:
    if isinstance(fact, UnitRegistered):
        yield Claim("official-code", fact.code, fact.valid_from)


def project(event: Event) -> Iterator[Change]:
    match event.data:
        case UnitRegistered() as fact:
            yield Put(
                "unit",
                {"unit": fact.unit},
                {"authority": fact.authority, "name": fact.name, "code": fact.code, "position": event.position},
            )
        case StaffFiguresRecorded() as fact:
            if fact.women == POISON:
                raise ValueError("poison")
            yield Patch("unit", {"unit": fact.unit}, {"staff": fact.staff, "women": fact.women, "as_of": fact.on})
            yield Put("figure", {"unit": fact.unit, "version": event.streamversion}, {"detail": {"staff": fact.staff}})


UNIT = Category("unit", Unit(), evolve, (UnitRegistered, StaffFiguresRecorded))


async def react(event: Event, read: Read) -> Sequence[Contract]:
    """Answer figures of 1000 people and more, once each."""
    fact = event.data
    assert isinstance(fact, StaffFiguresRecorded)
    known = await QUERIES.unit_by_id(read.conn, unit=fact.unit)
    assert known is not None
    return [Answer(unit=fact.unit, on=fact.on)] if fact.staff >= 1000 and fact.women == 0 else []


router = APIRouter()


@router.get("/units/{unit}")
async def unit(unit: UUID, at: Annotated[Reading, Depends(reading(Role.BOARD_OFFICER))]) -> dict[str, Any]:
    row = await QUERIES.unit_by_id(at.conn, unit=unit)
    if row is None or row["authority"] != at.caller.authority:
        raise NotFound(what="unit")
    return dict(row)


BOARD = frozenset({Role.BOARD_OFFICER})
SERVICE = Service(
    name="registry",
    reads=("registry",),
    categories=(UNIT,),
    doors=(
        Door(Register, BOARD, lambda c: (UNIT.at(c.unit),), decide),
        Door(Record, BOARD, lambda c: (UNIT.at(c.unit),), decide, edited=lambda _, state: state.figures),
        Door(Answer, frozenset(), lambda c: (UNIT.at(c.unit),), decide),
    ),
    claims=claims,
    projection=Projection(
        "sample", 1, (UnitRegistered, StaffFiguresRecorded, UnitSuspended), project, HERE / "sample_tables.sql"
    ),
    router=router,
    reactors=(Reactor("large", (StaffFiguresRecorded,), react),),
)

if __name__ == "__main__":
    sys.exit(main(SERVICE, sys.argv[1:]))
