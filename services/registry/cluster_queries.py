"""Queries of clusters: the roll, who leads, what to look at, and what a cluster would be if it went on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Query
from pydantic import TypeAdapter

from contracts.registry import ClusterKind, ClusterLevel, QuotaPlaces
from contracts.rules import ClusterRules
from infra.runtime.errors import NotFound
from infra.runtime.http import Reading
from infra.runtime.paging import Listing, Paged
from services.registry.carrying_over import Difference, acting_leader, differences, next_leader, proposed_roll
from services.registry.cluster_views import (
    CarryOver,
    ClusterDetail,
    ClusterView,
    DifferenceView,
    LeadersBefore,
    LeadersView,
    MemberView,
    QuotaView,
    RotationView,
    SuccessorView,
    TermView,
)
from services.registry.cluster_warnings import of_size, warnings_of
from services.registry.document_views import (
    Facts,
)
from services.registry.fates import fates_of
from services.registry.names import normal_form
from services.registry.queries import QUERIES, At, On, Words, facts, found, of, view, views
from services.registry.units import ONE_DAY

PLACES = TypeAdapter(tuple[QuotaPlaces, ...])
Day = Annotated[date | None, Query(alias="on", description="the day on which it would go on")]
router = APIRouter()


@router.get("/clusters")
async def clusters(
    at: At,
    page: Paged,
    season: Words = None,
    name: Words = None,
    kind: ClusterKind | None = None,
    level: ClusterLevel | None = None,
    unit: UUID | None = None,
    on: On = None,
) -> Listing[ClusterView]:
    """Clusters and blocks by season, level and number; those that `unit` takes part in if it is given."""
    wanted = {"season": season, "name": name and normal_form(name), "kind": kind, "level": level, "unit": unit}
    return page.listing(await QUERIES.clusters(at.conn, **of(at, page), **wanted, day=on), view(ClusterView))


@router.get("/clusters/{cluster}")
async def cluster(at: At, cluster: UUID, on: On = None) -> ClusterDetail:
    """One cluster: its members and its leader and deputies on a day (without one: all, and the last), its quota.

    Its warnings are those of the day, without one of its last.
    """
    row = await _found(at, cluster, on)
    day = on or row["season_end"] - ONE_DAY
    roll = views(MemberView, await QUERIES.cluster_members(at.conn, cluster=cluster, day=on))
    members = [member for member in roll if member.valid_from <= day < member.valid_to]
    leaders = await _leaders(at, row, day, members)
    rotations = await QUERIES.cluster_rotations(at.conn, cluster=cluster)
    return ClusterDetail(
        **dict(row),
        roll=roll,
        leaders=leaders,
        rotation=_rotation(rotations),
        quota=_quota(await QUERIES.cluster_quotas(at.conn, cluster=cluster)),
        warnings=warnings_of(members, leaders.in_force, leaders.acting, _rules(row), day),
    )


@router.get("/clusters/{cluster}/carry-over")
async def carry_over(at: At, cluster: UUID, on: Day = None) -> CarryOver:
    """What would change if the cluster went on on a day, and what `CarryClusterOver` would take; nothing is written.

    Once another cluster goes on from it, what that one changed.
    """
    row = await _found(at, cluster, None)
    last_day, day = row["season_end"] - ONE_DAY, on or row["season_end"]
    last_roll = await QUERIES.cluster_members(at.conn, cluster=cluster, day=last_day)
    before = {member["unit"]: member["valid_from"] for member in last_roll}
    stand = differences(before, day, fates_of(await QUERIES.fates(at.conn, units=[*before], day=day)))
    roll = proposed_roll(stand)
    if row["continued_by"] is not None:
        roll = await _first_roll(at, row["continued_by"])
    terms = await QUERIES.cluster_leaders(at.conn, cluster=cluster)
    units = [*{*before, *proposed_roll(stand)}]
    names = {row["unit"]: row["name"] for row in await QUERIES.names_of(at.conn, units=units, days=[day] * len(units))}
    rotation = _rotation(await QUERIES.cluster_rotations(at.conn, cluster=cluster))
    return CarryOver(
        cluster=cluster,
        on=day,
        continued_by=row["continued_by"],
        differences=tuple(_difference(each, names) for each in stand),
        members=roll,
        joined=tuple(unit for unit in roll if unit not in before),
        left=tuple(unit for unit in before if unit not in roll),
        leaders=_leaders_before(terms, stand, rotation),
        warnings=tuple(of_size(len(roll), _rules(row))),
    )


@router.get("/clusters/{cluster}/facts")
async def cluster_facts(at: At, page: Paged, cluster: UUID, unit: UUID | None = None) -> Facts:
    """The events of a cluster and its season; with `unit` those that concern this member, and its own beside them."""
    row = await _found(at, cluster, None)
    if unit is not None and not await QUERIES.is_member(at.conn, cluster=cluster, unit=unit):
        raise NotFound(what="member of this cluster")
    wanted = {"cluster": cluster, "season": row["season"], "unit": unit}
    return facts(page, await QUERIES.cluster_facts(at.conn, **of(at, page), **wanted))


async def _found(at: Reading, cluster: UUID, on: date | None) -> Any:
    return await found(QUERIES.cluster_by_id(at.conn, cluster=cluster, authority=at.caller.authority, day=on), "cluster")


async def _leaders(at: Reading, row: Any, day: date, members: Sequence[MemberView]) -> LeadersView:
    terms = [_term(term) for term in await QUERIES.cluster_leaders(at.conn, cluster=row["cluster"])]
    in_force = next((term for term in terms if term.valid_from <= day), None)
    acting = None
    if in_force is None and row["continues"] is not None:
        rules, last = _rules(row), await QUERIES.cluster_leaders(at.conn, cluster=row["continues"])
        acts = rules is not None and bool(rules.last_leader_acts)
        acting = acting_leader(last[0]["leader"] if last else None, [m.unit for m in members], last_leader_acts=acts)
    return LeadersView(version=len(terms), in_force=in_force, acting=acting, terms=tuple(terms))


async def _first_roll(at: Reading, cluster: UUID) -> tuple[UUID, ...]:
    rows = await QUERIES.cluster_members(at.conn, cluster=cluster, day=None)
    first = min(row["valid_from"] for row in rows)
    return tuple(row["unit"] for row in rows if row["valid_from"] == first)


def _leaders_before(terms: Sequence[Any], stand: Sequence[Difference], rotation: RotationView) -> LeadersBefore:
    last = _term(terms[0]) if terms else None
    became = {each.unit: each.became for each in stand}
    leader = last.leader if last else None
    return LeadersBefore(
        leader=leader,
        deputies=last.deputies if last else (),
        next_by_rotation=next_leader(rotation.units, leader, became),
    )


def _difference(difference: Difference, names: dict[UUID, str | None]) -> DifferenceView:
    return DifferenceView(
        unit=difference.unit,
        name=names.get(difference.unit),
        stays=difference.stays,
        became=tuple(SuccessorView(unit=unit, name=names.get(unit)) for unit in difference.became),
    )


def _rules(row: Any) -> ClusterRules | None:
    return None if row["rules"] is None else ClusterRules.model_validate_json(row["rules"])


def _term(row: Any) -> TermView:
    return TermView(**{**dict(row), "deputies": orjson.loads(row["deputies"])})


def _rotation(set_so_far: Sequence[Any]) -> RotationView:
    if not set_so_far:
        return RotationView(version=0, units=(), document=None)
    last = set_so_far[0]
    return RotationView(version=len(set_so_far), units=orjson.loads(last["units"]), document=last["document"])


def _quota(set_so_far: Sequence[Any]) -> QuotaView:
    if not set_so_far:
        return QuotaView(version=0, places=(), document=None)
    last = set_so_far[0]
    return QuotaView(version=len(set_so_far), places=PLACES.validate_json(last["places"]), document=last["document"])
