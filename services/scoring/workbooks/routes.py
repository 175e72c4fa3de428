"""Scoring's workbooks over HTTP: `GET` gives the file, `PUT` takes it back through the door of its command."""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from contracts.scoring import Layer
from infra.runtime.http import bearer
from infra.runtime.openapi import COMMAND_ANSWERS
from infra.workbook.endpoints import ANSWER, answered, of_workbook, taken
from services.scoring.api import COMMANDS
from services.scoring.commands import SubmitSelfSheet
from services.scoring.queries import At, Seen, unit_sheet
from services.scoring.workbooks import own_sheet

DOORS: Final = {door.command: door for door in COMMANDS}
FILE: Final[dict[str, Any]] = {"tags": ["workbooks"], "response_class": Response, "responses": ANSWER}
COMMAND: Final[dict[str, Any]] = {
    "tags": ["workbooks"],
    "response_class": Response,
    "responses": COMMAND_ANSWERS,
    "openapi_extra": of_workbook(),
    "dependencies": [Depends(bearer)],
}
router = APIRouter()


@router.get("/scoresheets/{cluster}/units/{unit}/self-sheet.xlsx", **FILE)
async def self_sheet_form(at: At, seen: Seen, cluster: UUID, unit: UUID) -> Response:
    """The self-score sheet to fill in, with what was handed in so far."""
    sheet = await unit_sheet(at, seen, cluster, unit)
    version = next((layer.version for layer in sheet.layers if layer.layer is Layer.SELF), 0)
    return await answered(at, own_sheet.tables(sheet), "Bảng tự chấm điểm thi đua", f"tu-cham-{unit}.xlsx", version)


@router.put("/scoresheets/{cluster}/units/{unit}/self-sheet.xlsx", **COMMAND)
async def submit_self_sheet(request: Request, cluster: UUID, unit: UUID) -> Response:
    """Hand in the filled self-score sheet: the command `submit-self-sheet`."""
    return await taken(request, DOORS[SubmitSelfSheet], partial(own_sheet.entered, cluster, unit))
