"""Clusters and blocks: who takes part, leads and deputises on which day, in which order they lead, which places there are.

Leaders and deputies hold from day to day, the latest day not behind the one asked about; memberships are half-open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, assert_never
from uuid import UUID

from contracts.base import Fact
from contracts.registry import (
    ClusterFormed,
    ClusterKind,
    ClusterLevel,
    ClusterMemberJoined,
    ClusterMemberLeft,
    ClusterQuotaSet,
    DeputiesRecognised,
    LeaderRecognised,
    LeaderRotationSet,
    QuotaPlaces,
)
from infra.runtime.decisions import Claim, Context, Release
from services.registry import cluster_refusals
from services.registry.units import ONE_DAY

ClusterFact = (
    ClusterFormed
    | ClusterMemberJoined
    | ClusterMemberLeft
    | LeaderRotationSet
    | LeaderRecognised
    | DeputiesRecognised
    | ClusterQuotaSet
)

# State ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stay:
    """A membership: its first day, and the day behind its last."""

    first: date
    end: date


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster; `members` are all who ever were, in roll order, `joined` counts their memberships."""

    authority: str = ""
    season: str = ""
    number: int = 0
    name: str = ""
    kind: ClusterKind = ClusterKind.CLUSTER
    level: ClusterLevel = ClusterLevel.PROVINCIAL
    valid_from: date = date.max
    season_end: date = date.max
    line: UUID | None = None
    members: tuple[UUID, ...] = ()
    joined: int = 0
    stays: Mapping[UUID, tuple[Stay, ...]] = field(default_factory=dict)
    leaders: Mapping[date, UUID] = field(default_factory=dict)
    deputies: Mapping[date, tuple[UUID, ...]] = field(default_factory=dict)
    rotation: tuple[UUID, ...] = ()
    rotations_set: int = 0
    places: tuple[QuotaPlaces, ...] = ()
    quotas_set: int = 0

    def members_on(self, day: date) -> tuple[UUID, ...]:
        return tuple(unit for unit in self.members if self.is_member(unit, day, day + ONE_DAY))

    def is_member(self, unit: UUID, first: date, end: date) -> bool:
        """Tell whether the unit is a member on all days from `first` up to, not including, `end`."""
        return any(stay.first <= first and end <= stay.end for stay in self.stays.get(unit, ()))

    def term_end(self, day: date) -> date:
        """The day behind the term of leader and deputies that begins on a day."""
        return min((first for first in self.leaders if first > day), default=self.season_end)

    @property
    def last_members(self) -> tuple[UUID, ...]:
        return self.members_on(self.season_end - ONE_DAY)


# What a decision may require of it --------------------------------------------------------------------------------


def require_day(cluster: Cluster, day: date) -> None:
    if not cluster.valid_from <= day < cluster.season_end:
        raise cluster_refusals.OutsideSeason(day=day, first_day=cluster.valid_from, end_day=cluster.season_end)


def require_own_cluster(cluster: Cluster, named: UUID, context: Context[Any]) -> None:
    if not cluster.authority:
        raise cluster_refusals.UnknownCluster(cluster=named)
    context.require_authority(cluster.authority)


# Evolve -----------------------------------------------------------------------------------------------------------


def evolve_cluster(state: Cluster, fact: ClusterFact) -> Cluster:
    match fact:
        case ClusterFormed():
            return _formed(fact)
        case ClusterMemberJoined(unit=unit):
            stays = (*state.stays.get(unit, ()), Stay(fact.valid_from, fact.valid_to))
            members = state.members if unit in state.members else (*state.members, unit)
            return replace(state, members=members, joined=state.joined + 1, stays={**state.stays, unit: stays})
        case ClusterMemberLeft(unit=unit):
            stays = tuple(
                replace(stay, end=fact.valid_from) if stay.first == fact.since else stay for stay in state.stays.get(unit, ())
            )
            return replace(state, stays={**state.stays, unit: stays})
        case LeaderRotationSet():
            return replace(state, rotation=fact.units, rotations_set=state.rotations_set + 1)
        case LeaderRecognised():
            return replace(state, leaders={**state.leaders, fact.valid_from: fact.unit})
        case DeputiesRecognised():
            return replace(state, deputies={**state.deputies, fact.valid_from: fact.units})
        case ClusterQuotaSet():
            return replace(state, places=fact.places, quotas_set=state.quotas_set + 1)
    assert_never(fact)


def _formed(fact: ClusterFormed) -> Cluster:
    return Cluster(
        authority=fact.authority,
        season=fact.season,
        number=fact.number,
        name=fact.name,
        kind=fact.kind,
        level=fact.level,
        valid_from=fact.valid_from,
        season_end=fact.season_end,
        line=fact.line or fact.cluster,
        members=fact.members,
        joined=len(fact.members),
        stays={unit: (Stay(fact.valid_from, fact.season_end),) for unit in fact.members},
    )


# Claims -----------------------------------------------------------------------------------------------------------


def cluster_claims(fact: Fact) -> Iterator[Claim | Release]:
    """A number a level and season, one cluster a unit, level and season at any instant, one cluster that goes on from one."""
    match fact:
        case ClusterFormed():
            key, said = f"{fact.season}: {fact.level} {fact.number}", str(fact.number)
            yield Claim("cluster-number", key, taken=cluster_refusals.ClusterNumberTaken, said=said)
            if fact.continues is not None:
                yield Claim("cluster-continued", str(fact.continues), taken=cluster_refusals.ClusterContinued)
            for unit in fact.members:
                yield Claim(_scope(fact), str(unit), fact.valid_from, fact.season_end, cluster_refusals.UnitInAnotherCluster)
        case ClusterMemberJoined():
            yield Claim(_scope(fact), str(fact.unit), fact.valid_from, fact.valid_to, cluster_refusals.UnitInAnotherCluster)
        case ClusterMemberLeft():
            # What the unit is again later in this cluster, under a decision recorded before this one, it remains.
            yield Release(_scope(fact), str(fact.unit), fact.valid_from, fact.until)
        case _:
            return


def _scope(fact: ClusterFormed | ClusterMemberJoined | ClusterMemberLeft) -> str:
    # By year and not by season: an inter-provincial cluster takes units of several authorities.
    return f"member-of-{fact.level}-cluster-{fact.season.rpartition('.')[2]}"
