"""Queries of what was published, and of drawings: every publication stays readable as it was, with its digest."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Path

from contracts.ranking import RevisionCause, StandingsPublished
from infra.runtime.http import Reading, reading
from infra.runtime.paging import View
from services.ranking.queries import INSIDERS, QUERIES, At, found, standing_view
from services.ranking.views import StandingState, StandingView

Number = Annotated[int, Path(ge=1, le=10**9)]
Inside = Annotated[Reading, Depends(reading(*INSIDERS))]
router = APIRouter(tags=["standings"])


class PublicationView(View):
    """One publication: the digest of what it says, its place in the log, and what it revised for which reason."""

    publication: int
    state: StandingState
    drawing: int
    published_on: date
    digest: str
    revises: int | None
    reason: str | None
    document: UUID | None
    cause: tuple[RevisionCause, ...]
    complaints: tuple[UUID, ...]
    log: str
    position: int
    time: datetime
    actor: str


class Publications(View):
    """All publications of a cluster's standings, the first one first; the last is in force."""

    cluster: UUID
    publications: tuple[PublicationView, ...]


@router.get("/standings/{cluster}/publications")
async def publications(at: At, cluster: UUID) -> Publications:
    """Every publication of a cluster's standings, with its digest."""
    await found(at, cluster)
    rows = await QUERIES.publications(
        at.conn, cluster=cluster, authority=at.caller.authority, published_type=StandingsPublished.type
    )
    return Publications(cluster=cluster, publications=tuple(_publication(row) for row in rows))


@router.get("/standings/{cluster}/publications/{publication}")
async def publication(at: At, cluster: UUID, publication: Number) -> StandingView:
    """The standings as they were published then, row by row."""
    return await standing_view(at, await found(at, cluster, publication=publication))


@router.get("/standings/{cluster}/drawings/{drawing}")
async def drawing(at: Inside, cluster: UUID, drawing: Number) -> StandingView:
    """The standings as they were drawn then, published or not; for those who see drawings."""
    return await standing_view(at, await found(at, cluster, drawing=drawing))


def _publication(row: Any) -> PublicationView:
    in_force = row["publication"] == row["in_force"]
    own = {
        "state": StandingState.PUBLISHED if in_force else StandingState.SUPERSEDED,
        "time": row["recorded_at"],
        **{name: orjson.loads(row[name]) for name in ("cause", "complaints")},
    }
    return PublicationView(**{**dict(row), **own})
