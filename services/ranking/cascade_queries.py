"""The cascade report: every unit that moved between two standings, why, and where scoring tells which change did it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request

from contracts.ranking import Ineligible, ReservedPlace, RevisionCause
from infra.runtime.chain import NextLink, Summary
from infra.runtime.errors import NotFound
from infra.runtime.http import Reading, runtime_of
from infra.runtime.paging import View
from services.ranking.cascade import Move, MoveCause, moves
from services.ranking.publications import Inside, Number
from services.ranking.queries import INSIDERS, QUERIES, At, found, rows_of
from services.ranking.summaries import moved

OtherPublication = Annotated[int | None, Query(ge=1, le=10**9, description="the publication to compare with")]
OF_REGISTRY = frozenset({MoveCause.SUSPENDED, MoveCause.CLEARED, MoveCause.DISQUALIFIED})
router = APIRouter(tags=["standings"])


class Compared(View):
    """One of the two standings; `publication` is None for a drawing that was not published."""

    publication: int | None
    drawing: int


class MovedUnit(View):
    """A unit whose total, rank or reserved place differs, with what moved it.

    `documents` are those that a suspension, its end or a disqualification rests on, for those who see drawings.
    """

    unit: UUID
    name: str | None
    total_before: Decimal | None
    total_after: Decimal | None
    rank_before: int | None
    rank_after: int | None
    reserved_before: ReservedPlace | None
    reserved_after: ReservedPlace | None
    ineligible_before: tuple[Ineligible, ...]
    ineligible_after: tuple[Ineligible, ...]
    causes: tuple[MoveCause, ...]
    documents: tuple[UUID, ...]
    summary: Summary


class ScoringSpan(View):
    """The locks in scoring's log that the two standings rest on: what moved points, did so between them."""

    since: int
    until: int


class CascadeView(View):
    """What parts two standings: why the later one was published, and every unit that moved.

    `next` leads to scoring's changes between the two locks, each with its own report of leaves and units.
    """

    cluster: UUID
    before: Compared
    after: Compared
    reason: str | None
    document: UUID | None
    cause: tuple[RevisionCause, ...]
    complaints: tuple[UUID, ...]
    scoring: ScoringSpan | None
    units: tuple[MovedUnit, ...]
    next: tuple[NextLink, ...]


@router.get("/standings/{cluster}/publications/{publication}/cascade")
async def cascade_of_publication(
    request: Request, at: At, cluster: UUID, publication: Number, against: OtherPublication = None
) -> CascadeView:
    """Whom a publication moved, compared with the one that it revises, or with another."""
    after = await found(at, cluster, publication=publication)
    if against is None and publication == 1:
        raise NotFound(what="publication before the first one")
    before = await found(at, cluster, publication=against or publication - 1)
    return await _cascade(request, at, before, after)


@router.get("/standings/{cluster}/drawings/{drawing}/cascade")
async def cascade_of_drawing(
    request: Request, at: Inside, cluster: UUID, drawing: Number, against: OtherPublication = None
) -> CascadeView:
    """Whom a drawing would move if it were published, compared with the publication in force, or with another."""
    after, before = await found(at, cluster, drawing=drawing), await found(at, cluster, publication=against)
    if before["publication"] is None:
        raise NotFound(what="publication of this cluster")
    return await _cascade(request, at, before, after)


async def _cascade(request: Request, at: Reading, before: Any, after: Any) -> CascadeView:
    cluster = after["cluster"]
    pair = [await rows_of(at, cluster, each["drawing"]) for each in (before, after)]
    moved_units = moves(*pair)
    documents = await _documents(at, after, moved_units) if at.caller.roles & INSIDERS else {}
    span = await _span(at, before, after)
    scoring = runtime_of(request).settings.url_of("scoring")
    href = f"{scoring}/scoresheets/{cluster}/changes?since={span.since}&until={span.until}" if span else ""
    return CascadeView(
        cluster=cluster,
        before=Compared(**dict(before)),
        after=Compared(**dict(after)),
        reason=after["reason"],
        document=after["document"],
        cause=orjson.loads(after["cause"] or "[]"),
        complaints=orjson.loads(after["complaints"] or "[]"),
        scoring=span,
        units=tuple(_unit(each, documents.get(each.unit, ())) for each in moved_units),
        next=(NextLink(service="scoring", href=href),) if span else (),
    )


async def _span(at: Reading, before: Any, after: Any) -> ScoringSpan | None:
    """The two locks, if they are two."""
    since, until = [
        await QUERIES.lock_behind(at.conn, cluster=each["cluster"], seen=orjson.loads(each["seen"]).get("scoring", 0))
        for each in (before, after)
    ]
    return ScoringSpan(since=since, until=until) if since is not None and until is not None and since < until else None


async def _documents(at: Reading, after: Any, moved_units: Sequence[Move]) -> dict[UUID, tuple[UUID, ...]]:
    units = [each.unit for each in moved_units if OF_REGISTRY.intersection(each.causes)]
    rows = await QUERIES.eligibility_documents(at.conn, units=units, season=after["season"], day=after["drawn_on"])
    causes = {each.unit: set(each.causes) for each in moved_units}
    cited: dict[UUID, tuple[UUID, ...]] = {}
    for row in rows:
        rests_on = {MoveCause.DISQUALIFIED} if row["disqualified"] else {MoveCause.SUSPENDED, MoveCause.CLEARED}
        if rests_on & causes[row["unit"]]:
            cited[row["unit"]] = (*cited.get(row["unit"], ()), row["document"])
    return cited


def _unit(move: Move, documents: tuple[UUID, ...]) -> MovedUnit:
    was, row = move.before, move.after
    vi, en = moved(was.rank if was else None, row.rank, was.total if was else None, row.total)
    return MovedUnit(
        unit=move.unit,
        name=row.name,
        total_before=was.total if was else None,
        total_after=row.total,
        rank_before=was.rank if was else None,
        rank_after=row.rank,
        reserved_before=was.reserved if was else None,
        reserved_after=row.reserved,
        ineligible_before=was.ineligible if was else (),
        ineligible_after=row.ineligible,
        causes=move.causes,
        documents=documents,
        summary=Summary(vi=vi, en=en),
    )
