"""What officers ask across sheets: who owes what, how the criteria came out, and units side by side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path as File
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request

from contracts.scoring import Input
from infra.runtime.decisions import Role
from infra.runtime.errors import NotFound
from infra.runtime.http import Reading
from infra.runtime.paging import Listing, Page, Paged, View
from infra.runtime.sql import queries_of
from services.scoring.sight import INSIDERS, At, Season, Seen, day_of

QUERIES = queries_of(File(__file__).parent / "overviews.sql")
OFFICIAL = ("self", "leader", "field", "board", "council")
UNITS_MAX = 30
router = APIRouter()


class Step(StrEnum):
    """What is owed, by the command that pays it."""

    SIGN = "sign"
    SELF_SHEET = "submit-self-sheet"
    CROSS_SHEET = "submit-cross-sheet"
    VERIFICATION = "verify-sheet"
    EXPLANATION = "explain-sheet"
    APPRAISAL = "appraise-sheet"
    DEPARTURE = "settle-departure"
    INHERITANCE = "inherit-score"


class By(StrEnum):
    LEAF = "leaf"
    GROUP = "group"


OneStep = Annotated[Step | None, Query(description="one kind of step")]
Overdue = Annotated[bool | None, Query(description="whether its day is over")]
OneBy = Annotated[By, Query(description="leaves, or groups without their plus/minus leaves")]
Compared = Annotated[list[UUID], Query(min_length=1, max_length=UNITS_MAX, description="units, repeated")]


class WaitingView(View):
    """One step that has not been taken: `unit` is whom it is about, `waits_for` whose officer owes it, None for the board.

    `due` is the working day until which it is expected, if the board named one; nothing happens by itself when it is over.
    """

    cluster: UUID
    season: str
    number: int
    name: str
    step: Step
    unit: UUID
    unit_name: str | None
    unit_code: str | None
    waits_for: UUID | None
    waits_for_name: str | None
    due: date | None
    overdue: bool


class StatisticsView(View):
    """Official points on one leaf (or group, by its number) of a cluster.

    Of `units` to whom it is assigned and that count, `missing` have no points yet; the figures are those of the others.
    Median and mean are rounded once, half up; `maximum` of a group is the most that any unit's leaves can give.
    """

    cluster: UUID
    season: str
    number: int | None
    name: str | None
    key: str
    title: str | None
    kind: str | None
    maximum: Decimal
    units: int
    missing: int
    lowest: Decimal | None
    median: Decimal | None
    mean: Decimal | None
    highest: Decimal | None
    full_marks: int
    at_zero: int


class ComparedUnit(View):
    """One unit on one leaf: what the layer that spoke last of those that are official states, and the points."""

    unit: UUID
    assigned: bool
    target: str | None
    layer: str | None
    input: Input | None
    points: Decimal | None


class ComparedLeaf(View):
    leaf: str
    group: int
    title: str
    maximum: Decimal
    kind: str
    units: tuple[ComparedUnit, ...]


@router.get("/waiting", tags=["scoresheets"])
async def waiting(
    request: Request, at: At, page: Paged, season: Season = None, step: OneStep = None, overdue: Overdue = None
) -> Listing[WaitingView]:
    """What is still owed, overdue first, in all of the authority's clusters; of a unit's officer, what it owes or waits for."""
    today = day_of(request, at)
    everything = bool(at.caller.roles & INSIDERS)
    wanted = {"cluster": None, "season": season, "step": step, "overdue": overdue, "today": today}
    rows = await QUERIES.waiting(at.conn, **_of(at, page), **wanted, whole=everything, everything=everything)
    return page.listing(rows, lambda row: WaitingView(**dict(row)))


@router.get("/scoresheets/{cluster}/waiting", tags=["scoresheets"])
async def waiting_in_cluster(
    at: At, seen: Seen, page: Paged, cluster: UUID, step: OneStep = None, overdue: Overdue = None
) -> Listing[WaitingView]:
    """What is still owed in a cluster, overdue first: all of it for its leader, of the others what concerns the own unit."""
    rows = await QUERIES.waiting(
        at.conn,
        **_of(at, page),
        cluster=cluster,
        season=None,
        step=step,
        overdue=overdue,
        today=seen.today,
        whole=False,
        everything=seen.units is None,
    )
    return page.listing(rows, lambda row: WaitingView(**dict(row)))


@router.get("/statistics", tags=["scoresheets"])
async def statistics(at: At, page: Paged, season: Season = None, by: OneBy = By.LEAF) -> Listing[StatisticsView]:
    """How every criterion came out, in all of the authority's clusters."""
    if not at.caller.roles & INSIDERS:
        raise NotFound(what="statistics of the whole authority")
    rows = await QUERIES.statistics(
        at.conn, cluster=None, authority=at.caller.authority, season=season, by=by, after=page.after_key, rows=page.rows
    )
    return page.listing(rows, lambda row: StatisticsView(**dict(row)))


@router.get("/scoresheets/{cluster}/statistics", tags=["scoresheets"])
async def cluster_statistics(at: At, seen: Seen, page: Paged, cluster: UUID, by: OneBy = By.LEAF) -> Listing[StatisticsView]:
    """How every criterion came out in a cluster: for whoever may see all of it."""
    if seen.units is not None:
        raise NotFound(what="statistics of this cluster")
    rows = await QUERIES.statistics(
        at.conn, cluster=cluster, authority=None, season=None, by=by, after=page.after_key, rows=page.rows
    )
    return page.listing(rows, lambda row: StatisticsView(**dict(row)))


@router.get("/scoresheets/{cluster}/comparison", tags=["scoresheets"])
async def comparison(at: At, seen: Seen, page: Paged, cluster: UUID, unit: Compared) -> Listing[ComparedLeaf]:
    """Units side by side, leaf by leaf; each has to be one that the caller may see."""
    for each in unit:
        seen.require(each)
    rows = await QUERIES.comparison(at.conn, cluster=cluster, units=unit, layers=OFFICIAL, after=page.after_key, rows=page.rows)
    return page.listing(rows, _compared)


def _of(at: Reading, page: Page) -> dict[str, Any]:
    own = at.caller.unit if Role.UNIT_OFFICER in at.caller.roles else None
    return {"authority": at.caller.authority, "unit": own, "after": page.after_key, "rows": page.rows}


def _compared(row: Any) -> ComparedLeaf:
    units = tuple(ComparedUnit.model_validate_json(orjson.dumps(each)) for each in orjson.loads(row["units"]))
    return ComparedLeaf(**dict(row) | {"units": units})
