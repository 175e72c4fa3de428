"""What the facts of a cluster change in the read model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never
from uuid import UUID

from contracts.registry import (
    ClusterFormed,
    ClusterMemberJoined,
    ClusterMemberLeft,
    ClusterQuotaSet,
    DeputiesRecognised,
    LeaderRecognised,
    LeaderRotationSet,
)
from infra.runtime.changes import Patch, Put
from services.registry.clusters import ClusterFact
from services.registry.names import normal_form


def rows_of(fact: ClusterFact, position: int) -> Iterator[Put | Patch]:
    """The rows of a fact; `position` tells what was set later from what was set before."""
    cluster = fact.cluster
    match fact:
        case ClusterFormed():
            yield from _formed(fact)
        case ClusterMemberJoined(unit=unit, valid_from=day, valid_to=end, place=place):
            yield Put("cluster_member", {"cluster": cluster, "unit": unit, "valid_from": day}, {"place": place, "valid_to": end})
        case ClusterMemberLeft(unit=unit, since=first, valid_from=day):
            yield Patch("cluster_member", {"cluster": cluster, "unit": unit, "valid_from": first}, {"valid_to": day})
        case LeaderRotationSet(units=units, document=document):
            row = {"units": [str(unit) for unit in units], "document": document}
            yield Put("cluster_rotation", {"cluster": cluster, "position": position}, row)
        case LeaderRecognised(valid_from=day, unit=unit, document=document):
            yield Put("cluster_leader", {"cluster": cluster, "valid_from": day}, {"unit": unit, "document": document})
        case DeputiesRecognised(valid_from=day, units=units):
            yield Put("cluster_deputies", {"cluster": cluster, "valid_from": day}, {"units": [str(unit) for unit in units]})
        case ClusterQuotaSet(places=places, document=document):
            rows = [place.model_dump(mode="json") for place in places]
            yield Put("cluster_quota", {"cluster": cluster, "position": position}, {"places": rows, "document": document})
        case _:
            assert_never(fact)


def _formed(fact: ClusterFormed) -> Iterator[Put]:
    row = {
        "season": fact.season,
        "authority": fact.authority,
        "number": fact.number,
        "name": fact.name,
        "name_normal": normal_form(fact.name),
        "kind": fact.kind,
        "level": fact.level,
        "valid_from": fact.valid_from,
        "season_end": fact.season_end,
        "document": fact.document,
        "continues": fact.continues,
        "line": fact.line or fact.cluster,
    }
    yield Put("cluster", {"cluster": fact.cluster}, row)
    for place, unit in enumerate(fact.members, start=1):
        key = {"cluster": fact.cluster, "unit": unit, "valid_from": fact.valid_from}
        yield Put("cluster_member", key, {"place": place, "valid_to": fact.season_end})


def units_of(fact: ClusterFact) -> tuple[UUID, ...]:
    """The units that a fact is about."""
    match fact:
        case ClusterFormed(members=units) | DeputiesRecognised(units=units) | LeaderRotationSet(units=units):
            return units
        case ClusterMemberJoined(unit=unit) | ClusterMemberLeft(unit=unit) | LeaderRecognised(unit=unit):
            return (unit,)
        case ClusterQuotaSet():
            return ()
    assert_never(fact)
