"""Clusters and blocks: who takes part, leads and deputises on which day, in which order they lead, which places there are.

Leaders and deputies hold from day to day, the latest day not behind the one asked about; memberships are half-open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from services.registry import refusals
from services.registry.cluster_commands import (
    CarryClusterOver,
    ChangeClusterMembers,
    ClusterCommand,
    FormCluster,
    RecogniseLeaders,
    SetLeaderRotation,
)
from services.registry.requirements import Document, require_distinct, require_document
from services.registry.seasons import Season, require_season
from services.registry.units import ONE_DAY, Unit, require_unit

MEMBERS_MAX = 30
"""What the facts about a whole cluster can hold, here and in other services; a pack may allow less."""
YEAR_DAYS_MAX = 366

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


# Decide -----------------------------------------------------------------------------------------------------------


def decide_cluster(command: ClusterCommand, context: Context[Any], cluster: Cluster, *states: Any) -> list[Fact]:
    match command:
        case FormCluster():
            return _form(command, context, cluster, *states)
        case CarryClusterOver():
            return _carry_over(command, context, cluster, *states)
        case ChangeClusterMembers():
            return _change_members(command, context, cluster, *states)
        case SetLeaderRotation():
            return _set_rotation(command, context, cluster, *states)
        case RecogniseLeaders():
            return _recognise_leaders(command, context, cluster, *states)
    assert_never(command)


def _form(
    command: FormCluster,
    context: Context[Any],
    cluster: Cluster,
    season: Season,
    document: Document,
    *units: Unit,
    **continued: UUID,
) -> list[Fact]:
    require_season(season, command.season, context)
    if cluster.authority:
        raise refusals.ClusterAlreadyFormed(cluster=command.cluster)
    first, end = command.valid_from, command.season_end or season.end_day
    if not season.first_day <= first < season.end_day:
        raise refusals.OutsideSeason(day=first, first_day=season.first_day, end_day=season.end_day)
    if not 0 < (end - first).days <= YEAR_DAYS_MAX:
        raise refusals.ClusterDaysNotAllowed(valid_from=first, season_end=end, days=YEAR_DAYS_MAX)
    require_document(document, command.document, context, effective=first)
    require_distinct(command.members)
    _require_size(len(command.members), season)
    for member, unit in zip(command.members, units, strict=True):
        _require_eligible(unit, member, command.level, context, first)
    said = {**dict(command), **continued, "season_end": end}
    formed = ClusterFormed(authority=season.authority, **{name: said[name] for name in said if name != "rotation"})
    if command.rotation is None:
        return [formed]
    _require_rotation(command.rotation, command.members)
    return [formed, LeaderRotationSet(cluster=command.cluster, units=command.rotation, document=command.document)]


def _carry_over(
    command: CarryClusterOver,
    context: Context[Any],
    cluster: Cluster,
    season: Season,
    document: Document,
    before: Cluster,
    *units: Unit,
) -> list[Fact]:
    require_own_cluster(before, command.continues, context)
    if before.season >= command.season or before.season_end > command.valid_from:
        raise refusals.NotAnEarlierCluster(season=before.season, season_end=before.season_end)
    require_distinct(command.members)
    joined = tuple(unit for unit in command.members if unit not in before.last_members)
    left = tuple(unit for unit in before.last_members if unit not in command.members)
    if (set(joined), set(left)) != (set(command.joined), set(command.left)):
        raise refusals.DifferencesNotStated(joined=list(joined), left=list(left))
    going_on = (*(unit for unit in before.rotation if unit in command.members), *joined) if before.rotation else ()
    form = FormCluster(
        cluster=command.cluster,
        season=command.season,
        number=command.number or before.number,
        name=command.name or before.name,
        kind=before.kind,
        level=before.level,
        members=command.members,
        valid_from=command.valid_from,
        document=command.document,
        season_end=command.season_end,
        rotation=command.rotation or (going_on if len(going_on) > 1 else None),
    )
    line = before.line or command.continues
    return _form(form, context, cluster, season, document, *units, continues=command.continues, line=line)


def _change_members(
    command: ChangeClusterMembers, context: Context[Any], cluster: Cluster, document: Document, *units: Unit
) -> list[Fact]:
    require_own_cluster(cluster, command.cluster, context)
    require_day(cluster, command.valid_from)
    require_document(document, command.document, context, effective=command.valid_from)
    require_distinct((*command.joined, *command.left))
    by: dict[str, Any] = {
        "cluster": command.cluster,
        "season": cluster.season,
        "level": cluster.level,
        "valid_from": command.valid_from,
        "document": command.document,
    }
    facts: list[Fact] = [*_leaving(command, cluster, by)]
    for unit, state in zip(command.joined, units, strict=True):
        if any(stay.first == command.valid_from for stay in cluster.stays.get(unit, ())):
            continue
        _require_eligible(state, unit, cluster.level, context, command.valid_from)
        end = _end_of_joining(cluster, unit, command.valid_from)
        place = cluster.joined + 1 + sum(isinstance(fact, ClusterMemberJoined) for fact in facts)
        facts.append(ClusterMemberJoined(unit=unit, place=place, valid_to=end, **by))
    after = cluster
    for fact in facts:
        assert isinstance(fact, ClusterMemberJoined | ClusterMemberLeft)
        after = evolve_cluster(after, fact)
    if facts and len(after.members_on(command.valid_from)) > MEMBERS_MAX:
        raise refusals.TooManyMembers(members=len(after.members_on(command.valid_from)), most=MEMBERS_MAX)
    return facts


def _leaving(command: ChangeClusterMembers, cluster: Cluster, by: dict[str, Any]) -> Iterator[ClusterMemberLeft]:
    day = command.valid_from
    for unit in command.left:
        stays = cluster.stays.get(unit, ())
        if any(stay.end == day for stay in stays) and day != cluster.season_end:
            continue
        stay = next((stay for stay in stays if stay.first <= day < stay.end), None)
        if stay is None:
            raise refusals.NotAMember(unit=unit)
        if stay.first == day:
            raise refusals.LeavesOnFirstDay(unit=unit, since=stay.first)
        for first, leader in cluster.leaders.items():
            if max(first, day) < min(cluster.term_end(first), stay.end) and unit in (leader, *cluster.deputies.get(first, ())):
                raise refusals.LeadsThere(unit=unit, since=first, day=day)
        yield ClusterMemberLeft(unit=unit, since=stay.first, until=stay.end, **by)


def _end_of_joining(cluster: Cluster, unit: UUID, day: date) -> date:
    stays = cluster.stays.get(unit, ())
    if any(stay.first <= day < stay.end for stay in stays):
        raise refusals.AlreadyAMember(unit=unit)
    return min((stay.first for stay in stays if stay.first > day), default=cluster.season_end)


def _set_rotation(command: SetLeaderRotation, context: Context[Any], cluster: Cluster, document: Document) -> list[Fact]:
    require_own_cluster(cluster, command.cluster, context)
    require_document(document, command.document, context)
    _require_rotation(command.units, cluster.members)
    if command.units == cluster.rotation:
        return []
    return [LeaderRotationSet(**dict(command))]


def _recognise_leaders(command: RecogniseLeaders, context: Context[Any], cluster: Cluster, document: Document) -> list[Fact]:
    require_own_cluster(cluster, command.cluster, context)
    day = command.valid_from
    for unit in (command.leader, *command.deputies):
        if unit not in cluster.members:
            raise refusals.NotAMember(unit=unit)
    if command.leader in command.deputies:
        raise refusals.LeaderIsDeputy(unit=command.leader)
    require_distinct(command.deputies)
    require_day(cluster, day)
    for unit in (command.leader, *command.deputies):
        if not cluster.is_member(unit, day, cluster.term_end(day)):
            raise refusals.NotAMemberThroughout(unit=unit, valid_from=day, valid_to=cluster.term_end(day))
    require_document(document, command.document, context, effective=day)
    if (cluster.leaders.get(day), cluster.deputies.get(day)) == (command.leader, command.deputies):
        return []
    if day in cluster.leaders:
        raise refusals.LeadersAlreadyRecognised(valid_from=day)
    by: dict[str, Any] = {"cluster": command.cluster, "valid_from": day, "document": command.document}
    # Always both, so that a decision that became known late leaves the later ones whole.
    return [LeaderRecognised(unit=command.leader, **by), DeputiesRecognised(units=command.deputies, **by)]


def _require_size(members: int, season: Season) -> None:
    least, most = season.members_min, season.members_max
    if (least is not None and members < least) or (most is not None and members > most):
        raise refusals.ClusterSizeNotAllowed(members=members, least=least, most=most)


def _require_eligible(unit: Unit, named: UUID, level: ClusterLevel, context: Context[Any], day: date) -> None:
    require_unit(unit, named, on=day)
    if level is not ClusterLevel.INTER_PROVINCIAL:
        context.require_authority(unit.authority_on(day))


def _require_rotation(units: Sequence[UUID], members: Sequence[UUID]) -> None:
    require_distinct(units)
    for unit in units:
        if unit not in members:
            raise refusals.NotAMember(unit=unit)


def require_day(cluster: Cluster, day: date) -> None:
    if not cluster.valid_from <= day < cluster.season_end:
        raise refusals.OutsideSeason(day=day, first_day=cluster.valid_from, end_day=cluster.season_end)


def require_own_cluster(cluster: Cluster, named: UUID, context: Context[Any]) -> None:
    if not cluster.authority:
        raise refusals.UnknownCluster(cluster=named)
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
            yield Claim("cluster-number", key, taken=refusals.ClusterNumberTaken, said=said)
            if fact.continues is not None:
                yield Claim("cluster-continued", str(fact.continues), taken=refusals.ClusterContinued)
            for unit in fact.members:
                yield Claim(_scope(fact), str(unit), fact.valid_from, fact.season_end, refusals.UnitInAnotherCluster)
        case ClusterMemberJoined():
            yield Claim(_scope(fact), str(fact.unit), fact.valid_from, fact.valid_to, refusals.UnitInAnotherCluster)
        case ClusterMemberLeft():
            # What the unit is again later in this cluster, under a decision recorded before this one, it remains.
            yield Release(_scope(fact), str(fact.unit), fact.valid_from, fact.until)
        case _:
            return


def _scope(fact: ClusterFormed | ClusterMemberJoined | ClusterMemberLeft) -> str:
    # By year and not by season: an inter-provincial cluster takes units of several authorities.
    return f"member-of-{fact.level}-cluster-{fact.season.rpartition('.')[2]}"
