"""Quotas (chỉ tiêu khen thưởng): a cluster's places by rank, within those that all clusters of its level have together.

A level's stream counts what every cluster of it has. So no two officers can give the same place away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any, assert_never
from uuid import UUID

from contracts.base import Fact
from contracts.registry import (
    AwardPlaces,
    ClusterLevel,
    ClusterQuotaSet,
    ClusterShare,
    LevelPlacesShared,
    LevelPlacesTaken,
    LevelQuotaSet,
    PercentageRule,
    QuotaPlaces,
)
from contracts.rules import AwardCode, QuotaBase
from infra.runtime.decisions import Context
from services.registry import quota_refusals as refusals
from services.registry.apportionment import Sharer, share
from services.registry.cluster_refusals import (
    UnknownCluster,
)
from services.registry.clusters import Cluster, require_own_cluster
from services.registry.quota_commands import QuotaCommand, SetClusterQuota, SetLevelQuota, ShareLevelQuota
from services.registry.requirements import Document, require_document
from services.registry.seasons import Season, require_season
from services.registry.units import ONE_DAY

LevelQuotaFact = LevelQuotaSet | LevelPlacesTaken | LevelPlacesShared

# State ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LevelQuota:
    """The places of a level in a season: how many there are of an award, and how many each cluster has of them."""

    places: tuple[AwardPlaces, ...] = ()
    taken: Mapping[UUID, tuple[AwardPlaces, ...]] = field(default_factory=dict)
    quotas_set: int = 0
    shared: tuple[LevelPlacesShared, ...] = ()

    def taken_of(self, award: AwardCode, taken: Iterable[tuple[AwardPlaces, ...]]) -> int:
        return sum(each.places for places in taken for each in places if each.award is award)


# Decide -----------------------------------------------------------------------------------------------------------


def decide_quota(command: QuotaCommand, context: Context[Any], *states: Any) -> list[Fact]:
    match command:
        case SetClusterQuota():
            return _set_cluster_quota(command, context, *states)
        case SetLevelQuota():
            return _set_level_quota(command, context, *states)
        case ShareLevelQuota():
            return _share(command, context, *states)
    assert_never(command)


def _set_cluster_quota(
    command: SetClusterQuota, context: Context[Any], cluster: Cluster, document: Document, level: LevelQuota | None = None
) -> list[Fact]:
    require_own_cluster(cluster, command.cluster, context)
    require_document(document, command.document, context)
    if level is None:  # it was formed while this was on its way
        raise UnknownCluster(cluster=command.cluster)
    _require_sound(command.places, len(cluster.members_on(_day_within(cluster, context))))
    counted = _counted(command.places)
    _require_within(level, cluster.season, {command.cluster: counted})
    facts: list[Fact] = []
    if command.places != cluster.places:
        facts.append(ClusterQuotaSet(**vars(command)))
    if counted != level.taken.get(command.cluster):
        season, taking = cluster.season, command.cluster
        facts.append(LevelPlacesTaken(season=season, level=cluster.level, cluster=taking, places=counted))
    return facts


def _set_level_quota(
    command: SetLevelQuota, context: Context[Any], level: LevelQuota, season: Season, document: Document
) -> list[Fact]:
    require_season(season, command.season, context)
    require_document(document, command.document, context)
    _require_once(places.award for places in command.places)
    for each in command.places:
        taken = level.taken_of(each.award, level.taken.values())
        if taken > each.places:
            raise refusals.LevelQuotaBelowClusters(season=command.season, award=each.award.value, taken=taken, quota=each.places)
    if command.places == level.places:
        return []
    return [LevelQuotaSet(authority=season.authority, **vars(command))]


def _share(
    command: ShareLevelQuota,
    context: Context[Any],
    level: LevelQuota,
    season: Season,
    document: Document,
    *clusters: Cluster,
) -> list[Fact]:
    require_season(season, command.season, context)
    require_document(document, command.document, context)
    if season.quota_base is None:
        raise refusals.QuotaBaseNotStated(pack=season.pack, season=command.season)
    _require_once(rule.award for rule in command.rules)
    _require_clusters(command, context, clusters)
    members = [_members(cluster, season.quota_base, context) for cluster in clusters]
    shares = tuple(
        ClusterShare(cluster=named, members=count, places=places)
        for named, count, places in zip(command.clusters, members, _places(command.rules, clusters, members), strict=True)
    )
    _require_within(level, command.season, {of.cluster: of.places for of in shares})
    said = {name: value for name, value in dict(command).items() if name != "clusters"}
    shared = LevelPlacesShared(authority=season.authority, shared_on=context.today, base=season.quota_base, shares=shares, **said)
    quotas = [
        ClusterQuotaSet(cluster=of.cluster, places=tuple(_ranges(of.places, command.rules)), document=command.document)
        for of in shares
    ]
    new = [quota for quota, of in zip(quotas, clusters, strict=True) if quota.places != of.places or not of.quotas_set]
    if not new and level.shared and level.shared[-1] == shared.model_copy(update={"shared_on": level.shared[-1].shared_on}):
        return []
    return [shared, *new]


def _places(
    rules: Sequence[PercentageRule], clusters: Sequence[Cluster], members: Sequence[int]
) -> list[tuple[AwardPlaces, ...]]:
    """Each cluster's places, award by award; an award gets of a cluster's ranks what those before it left."""
    given: list[tuple[AwardPlaces, ...]] = [() for _ in clusters]
    for rule in rules:
        left = [count - sum(each.places for each in of) for count, of in zip(members, given, strict=True)]
        sharers = [
            Sharer(cluster.number, count, free if rule.most is None else min(free, rule.most))
            for cluster, count, free in zip(clusters, members, left, strict=True)
        ]
        parts = share(sharers, Fraction(rule.percent), rule.rounding)
        given = [(*of, AwardPlaces(award=rule.award, places=part)) if part else of for of, part in zip(given, parts, strict=True)]
    return given


def _ranges(places: Sequence[AwardPlaces], rules: Sequence[PercentageRule]) -> Iterator[QuotaPlaces]:
    minimum = {rule.award: rule.minimum_total for rule in rules}
    first = 1
    for each in places:
        last = first + each.places - 1
        yield QuotaPlaces(award=each.award, from_rank=first, to_rank=last, minimum_total=minimum[each.award])
        first = last + 1


def _members(cluster: Cluster, base: QuotaBase, context: Context[Any]) -> int:
    match base:
        case QuotaBase.MEMBERS_WHEN_SET:
            return len(cluster.members_on(_day_within(cluster, context)))
        case QuotaBase.MEMBERS_AT_SEASON_START:
            return len(cluster.members_on(cluster.valid_from))
    assert_never(base)


def _day_within(cluster: Cluster, context: Context[Any]) -> date:
    return min(max(context.today, cluster.valid_from), cluster.season_end - ONE_DAY)


def _counted(places: Sequence[QuotaPlaces]) -> tuple[AwardPlaces, ...]:
    return tuple(AwardPlaces(award=each.award, places=each.to_rank - each.from_rank + 1) for each in places)


def _require_sound(places: Sequence[QuotaPlaces], members: int) -> None:
    _require_once(each.award for each in places)
    holders: dict[int, str] = {}
    for each in places:
        award, first, last = each.award.value, each.from_rank, each.to_rank
        if last < first:
            raise refusals.RanksReversed(award=award, from_rank=first, to_rank=last)
        if last > members:
            raise refusals.MorePlacesThanMembers(rank=last, members=members)
        for rank in range(first, last + 1):
            if rank in holders:
                raise refusals.RanksOverlap(rank=rank, first=holders[rank], second=award)
            holders[rank] = award


def _require_once(awards: Iterable[AwardCode]) -> None:
    seen: set[AwardCode] = set()
    for award in awards:
        if award in seen:
            raise refusals.AwardTwiceInQuota(award=award.value)
        seen.add(award)


def _require_clusters(command: ShareLevelQuota, context: Context[Any], clusters: Sequence[Cluster]) -> None:
    for place, (named, cluster) in enumerate(zip(command.clusters, clusters, strict=True)):
        if named in command.clusters[:place]:
            raise refusals.ClusterNamedTwice(cluster=named)
        require_own_cluster(cluster, named, context)
        if (cluster.season, cluster.level) != (command.season, command.level):
            raise refusals.ClusterOfAnotherLevel(cluster=named, season=cluster.season, level=cluster.level.value)


def _require_within(level: LevelQuota, season: str, wanted: Mapping[UUID, tuple[AwardPlaces, ...]]) -> None:
    after = {**level.taken, **wanted}
    for each in level.places:
        taken = level.taken_of(each.award, after.values())
        if taken > each.places:
            raise refusals.MoreThanLevelQuota(season=season, award=each.award.value, quota=each.places, wanted=taken)


# Evolve -----------------------------------------------------------------------------------------------------------


def evolve_level_quota(state: LevelQuota, fact: LevelQuotaFact) -> LevelQuota:
    match fact:
        case LevelQuotaSet(places=places):
            return replace(state, places=places, quotas_set=state.quotas_set + 1)
        case LevelPlacesTaken(cluster=cluster, places=places):
            return replace(state, taken={**state.taken, cluster: places})
        case LevelPlacesShared(shares=shares):
            return replace(state, taken={**state.taken, **{of.cluster: of.places for of in shares}}, shared=(*state.shared, fact))
    assert_never(fact)


def level_key(season: str, level: ClusterLevel) -> str:
    """What names a level's stream behind `level-quota/`."""
    return f"{season}.{level}"
