"""People's names and contacts: an ordinary, erasable table; events carry opaque ids alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from contracts.base import NONE, Contract, Name, UnitId
from infra.runtime.decisions import Role
from infra.runtime.errors import NotFound
from infra.runtime.http import Writing, writing
from infra.runtime.sql import queries_of
from services.registry.views import PersonView

QUERIES = queries_of(Path(__file__).parent / "people.sql")
SEES_NAMES = frozenset({Role.BOARD_OFFICER, Role.AUDITOR})
router = APIRouter()


class PersonDetails(Contract, strict=False):
    """What is kept of a person; their authority is that of the officer who enters them.

    Not strict, because the framework has read the JSON before: in its hands the unit's id is text.
    """

    name: Name
    contact: Name | None = None
    unit: Annotated[UnitId | None, NONE] = None


@router.put("/people/{person}")
async def put_person(
    at: Annotated[Writing, Depends(writing(Role.BOARD_OFFICER))], person: UUID, details: PersonDetails
) -> PersonView:
    """Enter a person, or replace what is kept of them; the same again changes nothing."""
    kept = {"person": person, "authority": at.caller.authority, **dict(details)}
    if await QUERIES.put_person(at.conn, **kept) == "INSERT 0 0":
        raise NotFound(what="person")
    return PersonView(**kept)


@router.get("/people/{person}")
async def get_person(at: Annotated[Writing, Depends(writing(*Role))], person: UUID) -> PersonView:
    """One person, for the board and the auditor of the same authority, and for the person themself."""
    row = await QUERIES.person_by_id(at.conn, person=person)
    caller = at.caller
    if row is None or not (caller.person == str(person) or (caller.roles & SEES_NAMES and caller.authority == row["authority"])):
        raise NotFound(what="person")
    return PersonView(**dict(row))


@router.delete("/people/{person}", status_code=204)
async def erase_person(at: Annotated[Writing, Depends(writing(Role.BOARD_OFFICER))], person: UUID) -> None:
    """Forget a person: name and contact are gone for good, the opaque id in the events says nothing any more."""
    if await QUERIES.erase_person(at.conn, person=person, authority=at.caller.authority) == "DELETE 0":
        raise NotFound(what="person")
