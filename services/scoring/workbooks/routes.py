"""Scoring's workbooks over HTTP: `GET` gives the file, `PUT` takes it back through the door of its command."""

from __future__ import annotations

from functools import partial
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from contracts.scoring import Layer
from infra.runtime.errors import NotFound
from infra.runtime.paging import Page
from infra.workbook.endpoints import GIVEN, TAKEN, answered, taken
from services.scoring.agreement import DraftScorecard, SetTargets
from services.scoring.api import COMMANDS
from services.scoring.commands import SubmitSelfSheet
from services.scoring.queries import At, Seen, agreement, totals, unit_sheet
from services.scoring.views import AgreementView, PartyView
from services.scoring.workbooks import own_sheet, printed, scorecard, targets

DOORS: Final = {door.command: door for door in COMMANDS}
MEMBERS_MAX: Final = 100
"""More than a cluster has members."""
router = APIRouter()


@router.get("/agreements/{cluster}/scorecard.xlsx", **GIVEN)
async def scorecard_form(at: At, seen: Seen, cluster: UUID) -> Response:
    """The cluster's scorecard to write or to change, as it was drafted last."""
    found = await agreement(at, seen, cluster)
    tables = scorecard.tables(found)
    return await answered(at, tables, "Bảng tiêu chí thi đua", f"bang-tieu-chi-{cluster}.xlsx", found.version)


@router.put("/agreements/{cluster}/scorecard.xlsx", **TAKEN)
async def draft_scorecard(request: Request, cluster: UUID) -> Response:
    """Draft the scorecard that the file holds: the command `draft-scorecard`."""
    return await taken(request, DOORS[DraftScorecard], partial(scorecard.entered, cluster))


@router.get("/agreements/{cluster}/targets.xlsx", **GIVEN)
async def targets_table(at: At, seen: Seen, cluster: UUID) -> Response:
    """The targets of all members side by side, to print."""
    found = await agreement(at, seen, cluster)
    return await answered(at, targets.table(found), "Chỉ tiêu thi đua", f"chi-tieu-{cluster}.xlsx")


@router.get("/agreements/{cluster}/units/{unit}/targets.xlsx", **GIVEN)
async def targets_form(at: At, seen: Seen, cluster: UUID, unit: UUID) -> Response:
    """A unit's targets to set or to change."""
    found = await agreement(at, seen, cluster)
    party = _party(found, unit)
    return await answered(at, targets.form(found, party), "Giao chỉ tiêu thi đua", f"chi-tieu-{unit}.xlsx", party.version)


@router.put("/agreements/{cluster}/units/{unit}/targets.xlsx", **TAKEN)
async def set_targets(request: Request, cluster: UUID, unit: UUID) -> Response:
    """Set the targets that the file holds: the command `set-targets`."""
    return await taken(request, DOORS[SetTargets], partial(targets.entered, cluster, unit))


@router.get("/scoresheets/{cluster}/totals.xlsx", **GIVEN)
async def totals_table(request: Request, at: At, seen: Seen, cluster: UUID) -> Response:
    """The totals in roll order, to print: of the units whose sheets the caller may see."""
    found = await agreement(at, seen, cluster)
    rows = await totals(at, seen, Page(request, limit=MEMBERS_MAX, after=None), cluster)
    return await answered(at, printed.totals(found, rows.items), "Tổng hợp điểm thi đua", f"tong-hop-{cluster}.xlsx")


@router.get("/scoresheets/{cluster}/units/{unit}/layers.xlsx", **GIVEN)
async def layers_table(at: At, seen: Seen, cluster: UUID, unit: UUID) -> Response:
    """A unit's scoresheet with every layer of every leaf, to print."""
    sheet = await unit_sheet(at, seen, cluster, unit)
    return await answered(at, printed.layers(sheet), "Bảng điểm thi đua", f"bang-diem-{unit}.xlsx")


@router.get("/scoresheets/{cluster}/units/{unit}/self-sheet.xlsx", **GIVEN)
async def self_sheet_form(at: At, seen: Seen, cluster: UUID, unit: UUID) -> Response:
    """The self-score sheet to fill in, with what was handed in so far."""
    sheet = await unit_sheet(at, seen, cluster, unit)
    version = next((layer.version for layer in sheet.layers if layer.layer is Layer.SELF), 0)
    return await answered(at, own_sheet.tables(sheet), "Bảng tự chấm điểm thi đua", f"tu-cham-{unit}.xlsx", version)


@router.put("/scoresheets/{cluster}/units/{unit}/self-sheet.xlsx", **TAKEN)
async def submit_self_sheet(request: Request, cluster: UUID, unit: UUID) -> Response:
    """Hand in the filled self-score sheet: the command `submit-self-sheet`."""
    return await taken(request, DOORS[SubmitSelfSheet], partial(own_sheet.entered, cluster, unit))


def _party(found: AgreementView, unit: UUID) -> PartyView:
    for party in found.parties:
        if party.unit == unit:
            return party
    raise NotFound(what="unit in this cluster")
