"""Agreements: how far they have come, the scorecard in each version, who has signed what."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter
from fastapi import Path as InPath
from pydantic import TypeAdapter

from contracts.scoring import CopiedScorecard, Criterion
from infra.runtime.errors import NotFound
from infra.runtime.paging import Listing, Paged
from services.scoring.agreement_views import (
    AgreementSummary,
    AgreementView,
    PartyView,
    ScorecardVersion,
    ScorecardView,
    SignatureView,
)
from services.scoring.facts import QUERIES
from services.scoring.sight import At, Season, Seen, of

CRITERIA = TypeAdapter(tuple[Criterion, ...])
OneVersion = Annotated[int, InPath(ge=1, le=10**9)]
router = APIRouter()


@router.get("/agreements", tags=["agreements"])
async def agreements(at: At, page: Paged, season: Season = None) -> Listing[AgreementSummary]:
    """Clusters and how far their agreements have come, by season, level and number."""
    rows = await QUERIES.agreements(at.conn, **of(at, page), season=season)
    return page.listing(rows, lambda row: AgreementSummary(**dict(row)))


@router.get("/agreements/{cluster}", tags=["agreements"])
async def agreement(at: At, seen: Seen, cluster: UUID) -> AgreementView:
    """One cluster's agreement: the tree, the targets, the digest, and who has signed."""
    row = await QUERIES.agreement_by_cluster(at.conn, cluster=cluster)
    card = await QUERIES.scorecard_by_version(at.conn, cluster=cluster, version=row["version"])
    versions = await QUERIES.scorecard_versions(at.conn, cluster=cluster)
    parties = await QUERIES.parties(at.conn, cluster=cluster, day=seen.day)
    return AgreementView(
        **dict(row),
        leader=seen.leader,
        first_deputy=seen.first_deputy,
        scorecard=None if card is None else _scorecard(card),
        versions=tuple(ScorecardVersion(**dict(each) | {"copied_from": _copied(each)}) for each in versions),
        parties=tuple(_party(each) for each in parties),
    )


@router.get("/agreements/{cluster}/versions/{version}", tags=["agreements"])
async def scorecard_version(at: At, _: Seen, cluster: UUID, version: OneVersion) -> ScorecardView:
    """One version of a cluster's scorecard, with its tree."""
    row = await QUERIES.scorecard_by_version(at.conn, cluster=cluster, version=version)
    if row is None:
        raise NotFound(what="version of this scorecard")
    return _scorecard(row)


def _scorecard(row: Any) -> ScorecardView:
    said = {"criteria": CRITERIA.validate_json(row["criteria"]), "copied_from": _copied(row)}
    return ScorecardView(**{**dict(row), **said})


def _copied(row: Any) -> CopiedScorecard | None:
    return None if row["copied_from"] is None else CopiedScorecard.model_validate_json(row["copied_from"])


def _party(row: Any) -> PartyView:
    signature = None
    if row["signed_version"] is not None:
        signature = SignatureView(
            version=row["signed_version"],
            digest=row["signed_digest"],
            signed_at=row["signed_at"],
            signed_by=row["signed_by"],
        )
    aims = {name: orjson.loads(row[name]) for name in ("targets", "not_assigned")}
    return PartyView(**{**dict(row), **aims}, signature=signature)
