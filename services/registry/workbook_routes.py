"""Registry's workbook over HTTP: `GET` gives the units of a day, `PUT` takes the list back as the command `enter-units`."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from infra.runtime.http import caller_of
from infra.runtime.sql import queries_of
from infra.workbook.endpoints import GIVEN, TAKEN, answered, taken
from services.registry.api import COMMANDS
from services.registry.queries import QUERIES as UNITS
from services.registry.queries import At, views
from services.registry.unit_list import LINES_MAX, EnterUnits
from services.registry.unit_refusals import (
    UnitListTooLong,
)
from services.registry.unit_workbook import Citable, entered, tables
from services.registry.views import (
    UnitView,
)

QUERIES = queries_of(Path(__file__).parent / "workbook.sql")
DOCUMENTS_MAX: Final = 1_000
"""The drop-down offers the latest; an older one is cited by a command of its own."""
DOOR: Final = next(door for door in COMMANDS if door.command is EnterUnits)
On = Annotated[date, Query(description="the day of the list")]
router = APIRouter()


@router.get("/units.xlsx", **GIVEN)
async def unit_list(at: At, on: On) -> Response:
    """The authority's units on a day, to print, to change and to add to."""
    authority = at.caller.authority
    wanted = {"name": None, "code": None, "kind": None, "parent": None}
    rows = await UNITS.units(at.conn, authority=authority, after=None, rows=LINES_MAX + 1, **wanted, day=on)
    if len(rows) > LINES_MAX:
        raise UnitListTooLong(most=LINES_MAX)
    units = views(UnitView, rows)
    changes = {row["unit"]: row["changes"] for row in await QUERIES.changes(at.conn, units=[unit.unit for unit in units])}
    documents = await QUERIES.latest_documents(at.conn, authority=authority, rows=DOCUMENTS_MAX)
    made = tables(authority, on, units, changes, views(Citable, documents))
    return await answered(at, made, "Danh sách đơn vị", f"don-vi-{authority}-{on}.xlsx")


@router.put("/units.xlsx", **TAKEN)
async def enter_units(request: Request, on: On) -> Response:
    """Enter the list that the file holds: the command `enter-units`."""
    caller = await caller_of(request)
    return await taken(request, DOOR, partial(entered, caller.authority, on))
