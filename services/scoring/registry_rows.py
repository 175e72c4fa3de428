"""The rows that registry's facts leave in scoring's read model: documents, units by name, seasons, packs, clusters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from contracts.registry import (
    ClusterFormed,
    ClusterMemberJoined,
    ClusterMemberLeft,
    DeputiesRecognised,
    LeaderRecognised,
    LegalDocumentRecorded,
    RulePackAdopted,
    SeasonOpened,
    UnitCodeChanged,
    UnitDisqualified,
    UnitRegistered,
    UnitRenamed,
)
from infra.runtime.changes import Change, Patch, Put

OfUnits = UnitRegistered | UnitRenamed | UnitCodeChanged | UnitDisqualified
OfClusters = ClusterFormed | ClusterMemberJoined | ClusterMemberLeft | LeaderRecognised | DeputiesRecognised
OfSeasons = LegalDocumentRecorded | SeasonOpened | RulePackAdopted


def rows_of_unit(fact: OfUnits) -> Iterator[Put]:
    """A unit by its names and codes, each from its day on; whether it is out of a season."""
    match fact:
        case UnitRegistered(unit=unit, valid_from=day, name=name, code=code):
            yield Put("unit_name", {"unit": unit, "valid_from": day}, {"name": name})
            yield Put("unit_code", {"unit": unit, "valid_from": day}, {"code": code})
        case UnitRenamed(unit=unit, valid_from=day, name=name):
            yield Put("unit_name", {"unit": unit, "valid_from": day}, {"name": name})
        case UnitCodeChanged(unit=unit, valid_from=day, code=code):
            yield Put("unit_code", {"unit": unit, "valid_from": day}, {"code": code})
        case UnitDisqualified(unit=unit, season=season, on=day):
            row = {"day": day, "ground": fact.ground, "document": fact.document}
            yield Put("disqualification", {"unit": unit, "season": season}, row)
        case _:
            assert_never(fact)


def row_of_season(fact: OfSeasons) -> Put:
    match fact:
        case LegalDocumentRecorded(document=document):
            row = {name: getattr(fact, name) for name in ("authority", "number", "issuer", "issued_on")}
            return Put("document", {"document": document}, row)
        case SeasonOpened():
            row = {
                "authority": fact.authority,
                "pack": fact.pack,
                "pack_version": fact.pack_version,
                "first_day": fact.first_day,
                "end_day": fact.end_day,
            }
            return Put("season", {"season": fact.season}, row)
        case RulePackAdopted(authority=authority, pack=pack, version=version, scoring=rules):
            key = {"authority": authority, "pack": pack, "version": version}
            days = None if fact.calendar is None else fact.calendar.model_dump(mode="json")
            acts = None if fact.clusters is None else fact.clusters.last_leader_acts
            row = {"rules": rules.model_dump(mode="json"), "calendar": days, "last_leader_acts": acts}
            return Put("rule_pack", key, row)
        case _:
            assert_never(fact)


def rows_of_cluster(fact: OfClusters) -> Iterator[Change]:
    """A cluster, whoever was ever a member of it with each stretch of that, and who leads from when on."""
    of = {"cluster": fact.cluster}
    match fact:
        case ClusterFormed():
            yield from _formed(fact)
        case ClusterMemberJoined(unit=unit, valid_from=day, valid_to=end):
            yield Put("cluster_member", {**of, "unit": unit}, {"place": fact.place})
            yield Put("cluster_stay", {**of, "unit": unit, "valid_from": day}, {"valid_to": end})
        case ClusterMemberLeft(unit=unit, since=first, valid_from=day):
            left = {"valid_to": day, "left_by": fact.document}
            yield Patch("cluster_stay", {**of, "unit": unit, "valid_from": first}, left)
        case LeaderRecognised(valid_from=day, unit=unit):
            yield Put("cluster_leader", {**of, "valid_from": day}, {"unit": unit})
        case DeputiesRecognised(valid_from=day, units=units):
            yield Put("cluster_deputies", {**of, "valid_from": day}, {"units": [str(unit) for unit in units]})
        case _:
            assert_never(fact)


def _formed(fact: ClusterFormed) -> Iterator[Put]:
    of = {"cluster": fact.cluster}
    row = {
        "season": fact.season,
        "authority": fact.authority,
        "number": fact.number,
        "name": fact.name,
        "kind": fact.kind,
        "level": fact.level,
        "valid_from": fact.valid_from,
        "season_end": fact.season_end,
        "continues": fact.continues,
    }
    yield Put("cluster", of, row)
    for place, unit in enumerate(fact.members, start=1):
        yield Put("cluster_member", {**of, "unit": unit}, {"place": place})
        stay = {**of, "unit": unit, "valid_from": fact.valid_from}
        yield Put("cluster_stay", stay, {"valid_to": fact.season_end})
