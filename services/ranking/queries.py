"""Ranking's queries: the board, auditors and the council see drawings; units see what is published; nobody a foreign one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Query, Request
from pydantic import TypeAdapter

from contracts.ballots import TieBroken
from contracts.ranking import (
    Ineligible,
    ReservedPlace,
    StaffFigures,
    StandingsPublished,
    StandingWarning,
    UnresolvedTie,
)
from contracts.registry import QuotaPlaces
from contracts.rules import TieBreak
from infra.runtime.chain import NextLink, Summary
from infra.runtime.decisions import Role
from infra.runtime.errors import NotFound
from infra.runtime.http import Reading, reading, runtime_of
from infra.runtime.paging import Listing, Paged
from infra.runtime.sql import queries_of
from services.ranking.api import calendar_of
from services.ranking.grouped import by_group
from services.ranking.periods import Period
from services.ranking.summaries import broken, drawn, place_of, published
from services.ranking.views import (
    BrokenView,
    Facts,
    PointsState,
    RankedBy,
    RowView,
    StandingFact,
    StandingState,
    StandingSummary,
    StandingView,
)

QUERIES = queries_of(Path(__file__).parent / "queries.sql")
DOCUMENTS: dict[str, TypeAdapter[Any]] = {
    "places": TypeAdapter(tuple[QuotaPlaces, ...]),
    "unresolved": TypeAdapter(tuple[UnresolvedTie, ...]),
    "warnings": TypeAdapter(tuple[StandingWarning, ...]),
}
INSIDERS = frozenset({Role.BOARD_OFFICER, Role.AUDITOR, Role.COUNCIL_MEMBER})
READERS = INSIDERS | {Role.UNIT_OFFICER}

# No control character: PostgreSQL's text cannot hold NUL.
Season = Annotated[str | None, Query(max_length=70, pattern=r"^[^\x00-\x1f\x7f]*$")]
At = Annotated[Reading, Depends(reading(*READERS))]
router = APIRouter(tags=["standings"])


@router.get("/standings")
async def standings(
    at: At,
    page: Paged,
    season: Season = None,
    state: StandingState | None = None,
    is_unresolved: Annotated[bool | None, Query(alias="unresolved")] = None,
) -> Listing[StandingSummary]:
    """The clusters' standings by season and cluster number."""
    rows = await QUERIES.standings(
        at.conn,
        **_of(at),
        season=season,
        is_published=None if state is None else state is StandingState.PUBLISHED,
        is_unresolved=is_unresolved,
        after=page.after_key,
        rows=page.rows,
    )
    return page.listing(rows, lambda row: StandingSummary(**dict(row), state=_state(row)))


@router.get("/standings/{cluster}")
async def standing(at: At, cluster: UUID, by: RankedBy = RankedBy.TOTAL) -> StandingView:
    """The standings of one cluster, row by row: the publication in force, else the last drawing; or ranked by a group."""
    view = await standing_view(at, await found(at, cluster))
    return view if by is RankedBy.TOTAL else view.model_copy(update={"by": by, "rows": by_group(view.rows, by)})


async def standing_view(at: Reading, row: Any) -> StandingView:
    """The view of a publication or a drawing that was found."""
    documents = {name: adapter.validate_json(row[name]) for name, adapter in DOCUMENTS.items()}
    revision = {name: orjson.loads(row[name] or "[]") for name in ("cause", "complaints")}
    broken = await QUERIES.ties_broken(at.conn, cluster=row["cluster"])
    own = {
        "state": _state(row),
        "points": _points(row),
        "complaints_until": _complaints_until(row),
        "rows": await rows_of(at, row["cluster"], row["drawing"]),
        "broken": tuple(BrokenView(**{**dict(act), "order": orjson.loads(act["order"])}) for act in broken),
    }
    return StandingView(**{**dict(row), **documents, **revision, **own})


async def rows_of(at: Reading, cluster: UUID, drawing: int) -> tuple[RowView, ...]:
    """The rows of a drawing, in their order."""
    return tuple(_row(of) for of in await QUERIES.standing_rows(at.conn, cluster=cluster, drawing=drawing))


def _complaints_until(row: Any) -> date | None:
    if row["published_on"] is None or row["complaint_working_days"] is None:
        return None
    return Period(row["complaint_working_days"], calendar_of(row["calendar"])).last_day(row["published_on"])


@router.get("/standings/{cluster}/units/{unit}/facts")
async def unit_facts(request: Request, at: At, cluster: UUID, unit: UUID) -> Facts:
    """How a unit came to its place: each drawing, publication and broken tie, and where its points come from."""
    await found(at, cluster)
    rows = await QUERIES.unit_facts(
        at.conn,
        cluster=cluster,
        unit=unit,
        published_only=_of(at)["published_only"],
        published_type=StandingsPublished.type,
        broken_type=TieBroken.type,
    )
    if not rows:
        raise NotFound(what="unit in these standings")
    scoring = runtime_of(request).settings.url_of("scoring")
    link = NextLink(service="scoring", href=f"{scoring}/scoresheets/{cluster}/units/{unit}/facts")
    return Facts(service="ranking", facts=tuple(_fact(row, unit) for row in rows), next=(link,))


def _of(at: Reading) -> dict[str, Any]:
    return {"authority": at.caller.authority, "published_only": not at.caller.roles & INSIDERS}


async def found(at: Reading, cluster: UUID, *, publication: int | None = None, drawing: int | None = None) -> Any:
    """The standings of a cluster that the caller may see, or the publication or drawing of them that is named.

    Raises:
        NotFound: there are none, or none that the caller may see.
    """
    named = {"publication": publication, "drawing": drawing}
    row = await QUERIES.standing_by_cluster(at.conn, cluster=cluster, **named, **_of(at))
    if row is None:
        raise NotFound(what="standings of this cluster")
    return row


def _state(row: Any) -> StandingState:
    if row["publication"] is None:
        return StandingState.DRAWN
    return StandingState.PUBLISHED if row["publication"] == row["in_force"] else StandingState.SUPERSEDED


def _points(row: Any) -> PointsState:
    if row["reopened"]:
        return PointsState.REOPENED
    return PointsState.CHANGED if row["moved"] else PointsState.AS_DRAWN


def _row(row: Any) -> RowView:
    documents = {name: orjson.loads(row[name]) for name in ("groups", "decided_by", "ineligible")}
    staff = StaffFigures.model_validate_json(row["staff"]) if row["staff"] else None
    reserved = ReservedPlace.model_validate_json(row["reserved"]) if row["reserved"] else None
    return RowView(**{**dict(row), **documents, "staff": staff, "reserved": reserved})


def _fact(row: Any, unit: UUID) -> StandingFact:
    said = {"time": row["recorded_at"], "effective": row["effective_at"]}
    if row["by"] is not None:
        vi, en = broken(TieBreak(row["by"]), str(unit), orjson.loads(row["order"]))
        return StandingFact(**{**dict(row), "decided_by": (row["by"],), "ineligible": ()}, **said, summary=Summary(vi=vi, en=en))
    steps = [TieBreak(step) for step in orjson.loads(row["decided_by"])]
    reasons = [Ineligible(reason) for reason in orjson.loads(row["ineligible"])]
    place = place_of(row["rank"], row["total"], steps, reasons)
    vi, en = published(place) if row["type"] == StandingsPublished.type else drawn(row["drawing"], place)
    return StandingFact(
        **{**dict(row), "decided_by": steps, "ineligible": reasons},
        **said,
        summary=Summary(vi=vi, en=en),
    )
