"""Scoresheets: how far they have come, their totals, and every layer of a unit's sheet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter

from infra.runtime.decisions import Role
from infra.runtime.errors import NotFound
from infra.runtime.paging import Listing, Paged
from services.scoring.facts import QUERIES
from services.scoring.season import Phase
from services.scoring.shown import (
    explanation_of,
    layer_of,
    leaf_of,
    locked_of,
    progress_of,
    rules_of,
    sums_of,
    totals_of,
)
from services.scoring.sight import At, Season, Seen, of, within
from services.scoring.views import DepartmentView, ProgressView, ScoresheetSummary, SheetView, TotalsView

router = APIRouter()


@router.get("/scoresheets", tags=["scoresheets"])
async def scoresheets(at: At, page: Paged, season: Season = None, phase: Phase | None = None) -> Listing[ScoresheetSummary]:
    """Clusters whose scoring has begun, by season, level and number."""
    department = at.caller.unit if Role.LINE_OFFICER in at.caller.roles else None
    rows = await QUERIES.scoresheets(at.conn, **of(at, page), season=season, phase=phase, department=department)
    return page.listing(rows, lambda row: ScoresheetSummary(**dict(row)))


@router.get("/scoresheets/{cluster}/progress", tags=["scoresheets"])
async def progress(at: At, seen: Seen, page: Paged, cluster: UUID) -> Listing[ProgressView]:
    """Who has handed in what, in roll order: of the units whose sheets the caller may see."""
    rows = await QUERIES.progress(at.conn, **within(seen, page), cluster=cluster, today=seen.today, day=seen.day)
    return page.listing(rows, progress_of)


@router.get("/scoresheets/{cluster}/totals", tags=["scoresheets"])
async def totals(at: At, seen: Seen, page: Paged, cluster: UUID) -> Listing[TotalsView]:
    """The totals in roll order: of the units whose sheets the caller may see. Who comes first is for ranking to say."""
    rows = await QUERIES.totals(at.conn, **within(seen, page), cluster=cluster, today=seen.today, day=seen.day)
    return page.listing(rows, totals_of)


@router.get("/scoresheets/{cluster}/units/{unit}", tags=["scoresheets"])
async def unit_sheet(at: At, seen: Seen, cluster: UUID, unit: UUID) -> SheetView:
    """A unit's scoresheet: every layer of every leaf side by side, with reasons, evidence and official points."""
    seen.require(unit)
    season = await QUERIES.scoresheet_by_cluster(at.conn, cluster=cluster)
    member = await QUERIES.member_by_unit(at.conn, cluster=cluster, unit=unit, today=seen.today, day=seen.day)
    if season is None or member is None:
        raise NotFound(what="scoresheet")
    rows = await QUERIES.leaves(at.conn, cluster=cluster, unit=unit, leaf=None)
    by_leaf: dict[str, list[Any]] = {row["leaf"]: [] for row in rows}
    for stated in await QUERIES.statements(at.conn, cluster=cluster, unit=unit):
        by_leaf[stated["leaf"]].append(stated)
    targets, not_assigned = orjson.loads(member["targets"]), orjson.loads(member["not_assigned"])
    said = await QUERIES.explanation_of(at.conn, cluster=cluster, unit=unit)
    explanations = {row["leaf"]: explanation_of(row, season) for row in said}
    return SheetView(
        **{**rules_of(season), **{name: member[name] for name in ("unit", "name", "code", "signed", "left_out", "suspended")}},
        layers=tuple(layer_of(row) for row in await QUERIES.layers(at.conn, cluster=cluster, unit=unit)),
        leaves=tuple(
            leaf_of(row, by_leaf[row["leaf"]], targets, not_assigned, season, explanations.get(row["leaf"])) for row in rows
        ),
        sums=sums_of(member),
        locked=locked_of(member),
    )


@router.get("/scoresheets/{cluster}/departments", tags=["scoresheets"])
async def departments(at: At, seen: Seen, cluster: UUID) -> tuple[DepartmentView, ...]:
    """The line departments that score in a cluster, and which branches and leaves are theirs."""
    rows = await QUERIES.departments_of(at.conn, cluster=cluster, day=seen.day)
    return tuple(_department(row) for row in rows)


def _department(row: Any) -> DepartmentView:
    return DepartmentView(**{**dict(row), "branches": orjson.loads(row["branches"])}, time=row["recorded_at"])
