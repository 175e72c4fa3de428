"""How clusters are formed, carried over and changed by decision: who takes part, who leads and in which order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, assert_never
from uuid import UUID

from contracts.base import Fact
from contracts.registry import (
    ClusterFormed,
    ClusterLevel,
    ClusterMemberJoined,
    ClusterMemberLeft,
    DeputiesRecognised,
    LeaderRecognised,
    LeaderRotationSet,
)
from infra.runtime.decisions import Context
from services.registry import cluster_refusals
from services.registry.cluster_commands import (
    CarryClusterOver,
    ChangeClusterMembers,
    ClusterCommand,
    FormCluster,
    RecogniseLeaders,
    SetLeaderRotation,
)
from services.registry.clusters import Cluster, evolve_cluster, require_day, require_own_cluster
from services.registry.requirements import Document, require_distinct, require_document
from services.registry.seasons import Season, require_season
from services.registry.units import Unit, require_unit

MEMBERS_MAX = 30
"""What the facts about a whole cluster can hold, here and in other services; a pack may allow less."""
YEAR_DAYS_MAX = 366


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
        raise cluster_refusals.ClusterAlreadyFormed(cluster=command.cluster)
    first, end = command.valid_from, command.season_end or season.end_day
    if not season.first_day <= first < season.end_day:
        raise cluster_refusals.OutsideSeason(day=first, first_day=season.first_day, end_day=season.end_day)
    if not 0 < (end - first).days <= YEAR_DAYS_MAX:
        raise cluster_refusals.ClusterDaysNotAllowed(valid_from=first, season_end=end, days=YEAR_DAYS_MAX)
    require_document(document, command.document, context, effective=first)
    require_distinct(command.members)
    _require_size(len(command.members), season)
    for member, unit in zip(command.members, units, strict=True):
        _require_eligible(unit, member, command.level, context, first)
    said = {**vars(command), **continued, "season_end": end}
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
        raise cluster_refusals.NotAnEarlierCluster(season=before.season, season_end=before.season_end)
    require_distinct(command.members)
    joined = tuple(unit for unit in command.members if unit not in before.last_members)
    left = tuple(unit for unit in before.last_members if unit not in command.members)
    if (set(joined), set(left)) != (set(command.joined), set(command.left)):
        raise cluster_refusals.DifferencesNotStated(joined=list(joined), left=list(left))
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
        raise cluster_refusals.TooManyMembers(members=len(after.members_on(command.valid_from)), most=MEMBERS_MAX)
    return facts


def _leaving(command: ChangeClusterMembers, cluster: Cluster, by: dict[str, Any]) -> Iterator[ClusterMemberLeft]:
    day = command.valid_from
    for unit in command.left:
        stays = cluster.stays.get(unit, ())
        if any(stay.end == day for stay in stays) and day != cluster.season_end:
            continue
        stay = next((stay for stay in stays if stay.first <= day < stay.end), None)
        if stay is None:
            raise cluster_refusals.NotAMember(unit=unit)
        if stay.first == day:
            raise cluster_refusals.LeavesOnFirstDay(unit=unit, since=stay.first)
        for first, leader in cluster.leaders.items():
            if max(first, day) < min(cluster.term_end(first), stay.end) and unit in (leader, *cluster.deputies.get(first, ())):
                raise cluster_refusals.LeadsThere(unit=unit, since=first, day=day)
        yield ClusterMemberLeft(unit=unit, since=stay.first, until=stay.end, **by)


def _end_of_joining(cluster: Cluster, unit: UUID, day: date) -> date:
    stays = cluster.stays.get(unit, ())
    if any(stay.first <= day < stay.end for stay in stays):
        raise cluster_refusals.AlreadyAMember(unit=unit)
    return min((stay.first for stay in stays if stay.first > day), default=cluster.season_end)


def _set_rotation(command: SetLeaderRotation, context: Context[Any], cluster: Cluster, document: Document) -> list[Fact]:
    require_own_cluster(cluster, command.cluster, context)
    require_document(document, command.document, context)
    _require_rotation(command.units, cluster.members)
    if command.units == cluster.rotation:
        return []
    return [LeaderRotationSet(**vars(command))]


def _recognise_leaders(command: RecogniseLeaders, context: Context[Any], cluster: Cluster, document: Document) -> list[Fact]:
    require_own_cluster(cluster, command.cluster, context)
    day = command.valid_from
    for unit in (command.leader, *command.deputies):
        if unit not in cluster.members:
            raise cluster_refusals.NotAMember(unit=unit)
    if command.leader in command.deputies:
        raise cluster_refusals.LeaderIsDeputy(unit=command.leader)
    require_distinct(command.deputies)
    require_day(cluster, day)
    for unit in (command.leader, *command.deputies):
        if not cluster.is_member(unit, day, cluster.term_end(day)):
            raise cluster_refusals.NotAMemberThroughout(unit=unit, valid_from=day, valid_to=cluster.term_end(day))
    require_document(document, command.document, context, effective=day)
    if (cluster.leaders.get(day), cluster.deputies.get(day)) == (command.leader, command.deputies):
        return []
    if day in cluster.leaders:
        raise cluster_refusals.LeadersAlreadyRecognised(valid_from=day)
    by: dict[str, Any] = {"cluster": command.cluster, "valid_from": day, "document": command.document}
    # Always both, so that a decision that became known late leaves the later ones whole.
    return [LeaderRecognised(unit=command.leader, **by), DeputiesRecognised(units=command.deputies, **by)]


def _require_size(members: int, season: Season) -> None:
    least, most = season.members_min, season.members_max
    if (least is not None and members < least) or (most is not None and members > most):
        raise cluster_refusals.ClusterSizeNotAllowed(members=members, least=least, most=most)


def _require_eligible(unit: Unit, named: UUID, level: ClusterLevel, context: Context[Any], day: date) -> None:
    require_unit(unit, named, on=day)
    if level is not ClusterLevel.INTER_PROVINCIAL:
        context.require_authority(unit.authority_on(day))


def _require_rotation(units: Sequence[UUID], members: Sequence[UUID]) -> None:
    require_distinct(units)
    for unit in units:
        if unit not in members:
            raise cluster_refusals.NotAMember(unit=unit)
