"""Awards' queries: the board, auditors and the council see how awards come about; units the register; others one number."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as InPath

from contracts.rules import AwardCode
from infra.runtime.chain import FactView, NextLink, Summary
from infra.runtime.decisions import Role
from infra.runtime.errors import NotFound
from infra.runtime.http import Reading, reading, runtime_of
from infra.runtime.paging import Listing, Page, Paged
from infra.runtime.sql import queries_of
from services.awards.views import (
    AwardSum,
    AwardView,
    BasisView,
    DecisionClusterView,
    DecisionSubmissionView,
    DecisionSum,
    DecisionSummary,
    DecisionView,
    Facts,
    ItemView,
    SeasonSummary,
)

QUERIES = queries_of(Path(__file__).parent / "queries.sql")
INSIDERS = frozenset({Role.BOARD_OFFICER, Role.AUDITOR, Role.COUNCIL_MEMBER})
READERS = INSIDERS | {Role.UNIT_OFFICER}

Inside = Annotated[Reading, Depends(reading(*INSIDERS))]
At = Annotated[Reading, Depends(reading(*READERS))]
Anybody = Annotated[Reading, Depends(reading(*READERS, Role.SUBSCRIBER))]
# No control character: PostgreSQL's text cannot hold NUL.
Season = Annotated[str | None, Query(max_length=70, pattern=r"^[^\x00-\x1f\x7f]*$")]
OneSeason = Annotated[str, InPath(max_length=70, pattern=r"^[^\x00-\x1f\x7f]+$")]
Number = Annotated[str, InPath(max_length=140, pattern=r"^[^\x00-\x1f\x7f]+$", description="the award's register number")]
router = APIRouter(tags=["awards"])


@router.get("/decisions")
async def decisions(at: Inside, page: Paged, season: Season = None) -> Listing[DecisionSummary]:
    """Decisions by season, day and number; drafts behind the signed ones."""
    return page.listing(await QUERIES.decisions(at.conn, **page_of(at, page), season=season), _decision)


@router.get("/decisions/{decision}")
async def decision(at: Inside, decision: UUID) -> DecisionView:
    """One decision with its clusters and items."""
    row = await QUERIES.decision_by_id(at.conn, decision=decision, authority=at.caller.authority)
    if row is None:
        raise NotFound(what="decision")
    clusters = await QUERIES.decision_clusters(at.conn, decision=decision)
    submissions = await QUERIES.decision_submissions(at.conn, decision=decision)
    items = await QUERIES.decision_items(at.conn, decision=decision)
    now = None if row["bases_now"] is None else await bases_of(at, row["bases_now"])
    return DecisionView(
        **{**dict(row), "bases": await bases_of(at, row["bases"] or "[]"), "bases_now": now},
        decision_number=_number(row),
        submissions=tuple(
            DecisionSubmissionView(**dict(of), submission_number=f"{of['number']}/{of['series']}") for of in submissions
        ),
        clusters=tuple(DecisionClusterView(**dict(of)) for of in clusters),
        items=tuple(ItemView(**dict(item)) for item in items),
    )


async def bases_of(at: Reading, stored: str) -> tuple[BasisView, ...]:
    """The legal bases kept in a column, in their order."""
    order = [UUID(basis) for basis in orjson.loads(stored)]
    found = {basis["document"]: basis for basis in await QUERIES.documents_by_id(at.conn, documents=order)}
    return tuple(BasisView(**dict(found[basis])) for basis in order if basis in found)


@router.get("/awards")
async def awards(
    at: At,
    page: Paged,
    season: Season = None,
    award: AwardCode | None = None,
    cluster: UUID | None = None,
    unit: UUID | None = None,
    decision: UUID | None = None,
) -> Listing[AwardView]:
    """The register by day and number."""
    wanted = {"season": season, "award": award, "cluster": cluster, "unit": unit, "decision": decision}
    return page.listing(await QUERIES.awards(at.conn, **page_of(at, page), **wanted), _award)


@router.get("/units/{unit}/awards")
async def unit_awards(at: At, page: Paged, unit: UUID, season: Season = None) -> Listing[AwardView]:
    """What one unit was given."""
    if not await QUERIES.is_unit_of(at.conn, unit=unit, authority=at.caller.authority):
        raise NotFound(what="unit")
    wanted = {"season": season, "award": None, "cluster": None, "unit": unit, "decision": None}
    return page.listing(await QUERIES.awards(at.conn, **page_of(at, page), **wanted), _award)


@router.get("/awards/{number}/facts")
async def award_facts(request: Request, at: At, number: Number) -> Facts:
    """The chain of facts behind one award, from nomination on, and where its rank and unit come from."""
    row = await found_award(at, number, at.caller.authority)
    acts = [f"decision/{act['decision']}" for act in await QUERIES.award_states(at.conn, award_id=row["award_id"])]
    streams = [f"award/{row['award_id']}", f"recovery/{row['award_id']}", f"nomination/{row['cluster']}", *acts]
    if submission := await QUERIES.submission_of_cluster(at.conn, cluster=row["cluster"]):
        streams.append(f"submission/{submission}")
    settings = runtime_of(request).settings
    standing = f"{settings.url_of('ranking')}/standings/{row['cluster']}/units/{row['unit']}/facts"
    cluster = f"{settings.url_of('registry')}/clusters/{row['cluster']}/facts?unit={row['unit']}"
    return Facts(
        service="awards",
        award=_award(row),
        facts=tuple(_fact(fact) for fact in await QUERIES.facts(at.conn, streams=streams)),
        next=(NextLink(service="ranking", href=standing), NextLink(service="registry", href=cluster)),
    )


@router.get("/seasons/{season}/summary")
async def season_summary(at: At, season: OneSeason, on: date | None = None) -> SeasonSummary:
    """What a season gave, by award and by decision: what is in force now, or was on a day."""
    if not await QUERIES.is_season_of(at.conn, season=season, authority=at.caller.authority):
        raise NotFound(what="season")
    by_award = [AwardSum(**dict(row)) for row in await QUERIES.sums_by_award(at.conn, season=season, on=on)]
    by_decision = await QUERIES.sums_by_decision(at.conn, season=season, on=on)
    return SeasonSummary(
        season=season,
        awards=sum(of.count for of in by_award),
        amount=sum(of.amount for of in by_award),
        by_award=tuple(by_award),
        by_decision=tuple(DecisionSum(**numbered(row)) for row in by_decision),
    )


def page_of(at: Reading, page: Page) -> dict[str, Any]:
    """What a listing of the caller's authority asks its statement for."""
    return {"authority": at.caller.authority, "after": page.after_key, "rows": page.rows}


async def award_of_authority(at: Reading, number: str) -> AwardView:
    """One award of the caller's authority, whole."""
    return _award(await found_award(at, number, at.caller.authority))


async def found_award(at: Reading, number: str, authority: str | None) -> Any:
    """One award's row, of this authority or of any."""
    row = await QUERIES.award_by_number(at.conn, register_number=number, authority=authority)
    if row is None:
        raise NotFound(what="award")
    return row


def _number(row: Any) -> str | None:
    return f"{row['number']}/{row['series']}" if row["number"] else None


def numbered(row: Any) -> dict[str, Any]:
    """A row with its decision's number as it is written."""
    return {**dict(row), "decision_number": _number(row)}


def _decision(row: Any) -> DecisionSummary:
    return DecisionSummary(**numbered(row))


def _award(row: Any) -> AwardView:
    return AwardView(**numbered(row))


def _fact(row: Any) -> FactView:
    return FactView(
        **dict(row),
        time=row["recorded_at"],
        effective=row["effective_at"],
        summary=Summary(vi=row["summary_vi"], en=row["summary_en"]),
    )
