"""A unit's honours (thành tích khen thưởng), its own and those of the units that it came from."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter

from contracts.amendments import Ground
from contracts.rules import AwardCode, AwardForm
from infra.runtime.errors import NotFound
from infra.runtime.paging import View
from infra.runtime.sql import Connection
from services.awards.honours import Link, inherited
from services.awards.known_rows import AMENDMENTS
from services.awards.queries import READERS, Anybody, numbered

router = APIRouter(tags=["awards"])


class HonourView(View):
    """One award as it is known publicly, under the name that the unit had then; what was revoked says so."""

    register_number: str
    authority: str
    season: str
    unit_name: str
    award: AwardCode
    form: AwardForm
    decision_number: str | None
    issuer: str | None
    granted_on: date
    is_in_force: bool
    revoked_on: date | None
    revoked_by: str | None
    ground: Ground | None


class PredecessorView(View):
    """A unit that this one came from, and its honours, which stay its own.

    `name` is its last name before `day`, on which it went into `successor`: by merger, split or succession.
    """

    unit: UUID
    name: str | None
    day: date
    manner: str
    successor: UUID
    generation: int
    honours: tuple[HonourView, ...]


class HonoursView(View):
    unit: UUID
    name: str
    own: tuple[HonourView, ...]
    predecessors: tuple[PredecessorView, ...]


@router.get("/units/{unit}/honours")
async def honours(at: Anybody, unit: UUID) -> HonoursView:
    """What a unit was given, and what the units were given that it came from; public facts alone, so for subscribers too."""
    return await honours_of(at.conn, unit, at.caller.authority if at.caller.roles & READERS else None)


async def honours_of(conn: Connection, unit: UUID, authority: str | None) -> HonoursView:
    """The honours of a unit of an authority, or of any; all that is in them is public.

    Raises:
        NotFound: there is no such unit.
    """
    found = await AMENDMENTS.unit_of(conn, unit=unit, authority=authority)
    if found is None:
        raise NotFound(what="unit")
    links = [Link(**dict(row)) for row in await AMENDMENTS.predecessors(conn, unit=unit)]
    given: dict[UUID, list[Any]] = defaultdict(list)
    for row in await AMENDMENTS.honours(conn, units=[unit, *{link.predecessor for link in links}]):
        given[row["unit"]].append(row)
    return HonoursView(
        unit=unit,
        name=found["name"],
        own=_views(given[unit]),
        predecessors=tuple(
            PredecessorView(
                unit=link.predecessor,
                name=link.name,
                day=link.day,
                manner=link.manner,
                successor=link.successor,
                generation=link.generation,
                honours=_views(rows),
            )
            for link, rows in inherited(links, given)
        ),
    )


def _views(rows: list[Any]) -> tuple[HonourView, ...]:
    return tuple(HonourView(**numbered(row)) for row in rows)
