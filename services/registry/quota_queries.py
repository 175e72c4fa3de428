"""Queries of a level's quota: how many places there are, which cluster has how many of them, how they were shared out."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import TypeAdapter

from contracts.registry import AwardPlaces, ClusterLevel, ClusterShare, PercentageRule
from contracts.rules import AwardCode, QuotaBase
from infra.runtime.errors import NotFound
from infra.runtime.paging import View
from services.registry.queries import QUERIES, At

PLACES: TypeAdapter[tuple[AwardPlaces, ...]] = TypeAdapter(tuple[AwardPlaces, ...])
RULES: TypeAdapter[tuple[PercentageRule, ...]] = TypeAdapter(tuple[PercentageRule, ...])
SHARES: TypeAdapter[tuple[ClusterShare, ...]] = TypeAdapter(tuple[ClusterShare, ...])
SeasonPath = Annotated[str, Path(max_length=70, pattern=r"^[^\x00-\x1f\x7f]+$")]
router = APIRouter()


class LevelAwardView(View):
    """An award's places: of the level (None: no bound was set), and those that its clusters have together."""

    award: AwardCode
    places: int | None
    taken: int


class LevelClusterView(View):
    """What one cluster has of its level's places."""

    cluster: UUID
    number: int
    name: str
    places: tuple[AwardPlaces, ...]


class SharingView(View):
    """An act that shared places out: by which rules, and how many members and places each cluster was counted with."""

    shared_on: date
    base: QuotaBase
    rules: tuple[PercentageRule, ...]
    shares: tuple[ClusterShare, ...]
    document: UUID


class LevelQuotaView(View):
    """A level's quota; `version` and `sharings_version` are what If-Match takes for setting it and for sharing it out."""

    season: str
    level: ClusterLevel
    version: int
    sharings_version: int
    document: UUID | None
    awards: tuple[LevelAwardView, ...]
    clusters: tuple[LevelClusterView, ...]
    sharing: SharingView | None


@router.get("/seasons/{season}/level-quotas/{level}")
async def level_quota(at: At, season: SeasonPath, level: ClusterLevel) -> LevelQuotaView:
    """The places of a level in a season, and who has them; `sharing` is the last act that shared some out."""
    if not await QUERIES.is_season_of(at.conn, season=season, authority=at.caller.authority):
        raise NotFound(what="season")
    of = {"season": season, "level": level}
    quotas = await QUERIES.level_quotas(at.conn, **of)
    sharings = await QUERIES.level_shares(at.conn, **of)
    clusters = [_cluster(row) for row in await QUERIES.level_places(at.conn, **of)]
    bounds = {each.award: each.places for each in PLACES.validate_json(quotas[0]["places"])} if quotas else {}
    taken = Counter[AwardCode]()
    for cluster in clusters:
        taken.update({each.award: each.places for each in cluster.places})
    awards = [award for award in AwardCode if award in bounds or award in taken]
    return LevelQuotaView(
        season=season,
        level=level,
        version=len(quotas),
        sharings_version=len(sharings),
        document=quotas[0]["document"] if quotas else None,
        awards=tuple(LevelAwardView(award=award, places=bounds.get(award), taken=taken[award]) for award in awards),
        clusters=tuple(clusters),
        sharing=_sharing(sharings[0]) if sharings else None,
    )


def _cluster(row: Any) -> LevelClusterView:
    return LevelClusterView(**{**dict(row), "places": PLACES.validate_json(row["places"])})


def _sharing(row: Any) -> SharingView:
    parts = {"rules": RULES.validate_json(row["rules"]), "shares": SHARES.validate_json(row["shares"])}
    return SharingView(**{**dict(row), **parts})
