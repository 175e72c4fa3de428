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
from services.scoring.agreement_commands import DraftScorecard, SetTargets
from services.scoring.agreement_queries import agreement
from services.scoring.agreement_views import AgreementView, PartyView
from services.scoring.api import COMMANDS
from services.scoring.commands import AppraiseSheet, SubmitCrossSheet, SubmitSelfSheet, VerifySheet
from services.scoring.facts import QUERIES
from services.scoring.queries import totals, unit_sheet
from services.scoring.sight import At, Seen
from services.scoring.views import SheetView
from services.scoring.workbooks import change_sheet, printed, scorecard, targets, whole_sheet
from services.scoring.workbooks.change_sheet import APPRAISAL, VERIFICATION

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
    tables = whole_sheet.tables(sheet)
    return await answered(at, tables, "Bảng tự chấm điểm thi đua", f"tu-cham-{unit}.xlsx", _version(sheet, Layer.SELF))


@router.put("/scoresheets/{cluster}/units/{unit}/self-sheet.xlsx", **TAKEN)
async def submit_self_sheet(request: Request, cluster: UUID, unit: UUID) -> Response:
    """Hand in the filled self-score sheet: the command `submit-self-sheet`."""
    return await taken(request, DOORS[SubmitSelfSheet], partial(whole_sheet.entered, cluster, unit, None))


@router.get("/scoresheets/{cluster}/units/{unit}/peers/{peer}/cross-sheet.xlsx", **GIVEN)
async def cross_sheet_form(at: At, seen: Seen, cluster: UUID, unit: UUID, peer: UUID) -> Response:
    """The cross-score sheet of a peer to fill in, with what the unit states itself, and what the peer has handed in so far."""
    sheet = await unit_sheet(at, seen, cluster, unit)
    if all(row["unit"] != unit for row in await QUERIES.peers_with(at.conn, cluster=cluster, peer=peer)):
        raise NotFound(what="peer of this unit")
    tables = whole_sheet.tables(sheet, peer)
    version = _version(sheet, Layer.CROSS, peer)
    return await answered(at, tables, "Bảng chấm chéo điểm thi đua", f"cham-cheo-{unit}-{peer}.xlsx", version)


@router.put("/scoresheets/{cluster}/units/{unit}/peers/{peer}/cross-sheet.xlsx", **TAKEN)
async def submit_cross_sheet(request: Request, cluster: UUID, unit: UUID, peer: UUID) -> Response:
    """Hand in the filled cross-score sheet: the command `submit-cross-sheet`."""
    return await taken(request, DOORS[SubmitCrossSheet], partial(whole_sheet.entered, cluster, unit, peer))


@router.get("/scoresheets/{cluster}/units/{unit}/verification.xlsx", **GIVEN)
async def verification_form(at: At, seen: Seen, cluster: UUID, unit: UUID) -> Response:
    """A unit's sheet to verify: what it states, and what the verifier has changed so far."""
    sheet = await unit_sheet(at, seen, cluster, unit)
    tables = change_sheet.tables(sheet, VERIFICATION)
    return await answered(at, tables, "Bảng thẩm tra điểm thi đua", f"tham-tra-{unit}.xlsx", _version(sheet, Layer.LEADER))


@router.put("/scoresheets/{cluster}/units/{unit}/verification.xlsx", **TAKEN)
async def verify_sheet(request: Request, cluster: UUID, unit: UUID) -> Response:
    """Verify a unit's sheet by the file: the command `verify-sheet`."""
    return await taken(request, DOORS[VerifySheet], partial(change_sheet.entered, cluster, unit, VERIFICATION))


@router.get("/scoresheets/{cluster}/units/{unit}/appraisal.xlsx", **GIVEN)
async def appraisal_form(at: At, seen: Seen, cluster: UUID, unit: UUID) -> Response:
    """A unit's verified sheet to appraise: what holds, and what the board has changed so far."""
    sheet = await unit_sheet(at, seen, cluster, unit)
    tables = change_sheet.tables(sheet, APPRAISAL)
    return await answered(at, tables, "Bảng thẩm định điểm thi đua", f"tham-dinh-{unit}.xlsx", _version(sheet, Layer.BOARD))


@router.put("/scoresheets/{cluster}/units/{unit}/appraisal.xlsx", **TAKEN)
async def appraise_sheet(request: Request, cluster: UUID, unit: UUID) -> Response:
    """Appraise a unit's sheet by the file: the command `appraise-sheet`."""
    return await taken(request, DOORS[AppraiseSheet], partial(change_sheet.entered, cluster, unit, APPRAISAL))


def _version(sheet: SheetView, layer: Layer, peer: UUID | None = None) -> int:
    """The version of a layer that is edited, for If-Match; 0 where it has not spoken."""
    return next((each.version for each in sheet.layers if each.layer is layer and each.peer == peer), 0)


def _party(found: AgreementView, unit: UUID) -> PartyView:
    for party in found.parties:
        if party.unit == unit:
            return party
    raise NotFound(what="unit in this cluster")
