"""Registry's read model: what each event changes in it.

A row belongs to one stream, is changed only by that stream's events, and uses only the event: no clock, no look-up, no
serial number. So the tables depend on nothing but which events were applied, and a rebuild gives the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never, cast, get_args
from uuid import UUID

from contracts.base import Event
from contracts.registry import (
    BaseSalarySet,
    ClusterFormed,
    ClusterQuotaSet,
    DeputiesRecognised,
    LeaderRecognised,
    LegalDocumentRecorded,
    RulePackAdopted,
    SeasonOpened,
    StaffFiguresRecorded,
    SuspensionLifted,
    UnitDisqualified,
    UnitRegistered,
    UnitSuspended,
)
from infra.runtime.changes import Put
from services.registry.names import normal_form
from services.registry.summaries import RegistryFact, summary

VERSION = 1
HANDLES: tuple[type[RegistryFact], ...] = get_args(RegistryFact)


def project(event: Event) -> Iterator[Put]:
    """The rows that an event leaves: its own, and its line in the chain of facts."""
    fact = cast(RegistryFact, event.data)
    match fact:
        case LegalDocumentRecorded():
            yield _document(fact)
        case RulePackAdopted():
            yield _rule_pack(fact)
        case BaseSalarySet(authority=authority, valid_from=day, amount=amount, document=document):
            key = {"authority": authority, "valid_from": day}
            yield Put("base_salary", key, {"amount": amount, "document": document})
        case SeasonOpened():
            yield _season(fact)
        case UnitRegistered() | StaffFiguresRecorded() | UnitSuspended() | SuspensionLifted() | UnitDisqualified():
            yield _of_unit(fact)
        case ClusterFormed():
            yield from _cluster(fact)
        case LeaderRecognised(cluster=cluster, valid_from=day, unit=unit, document=document):
            key = {"cluster": cluster, "valid_from": day}
            yield Put("cluster_leader", key, {"unit": unit, "document": document})
        case DeputiesRecognised(cluster=cluster, valid_from=day, units=units):
            yield Put("cluster_deputies", {"cluster": cluster, "valid_from": day}, {"units": [str(u) for u in units]})
        case ClusterQuotaSet(cluster=cluster, places=places, document=document):
            rows = [place.model_dump(mode="json") for place in places]
            key = {"cluster": cluster, "position": event.position}
            yield Put("cluster_quota", key, {"places": rows, "document": document})
        case _:
            assert_never(fact)
    yield from _links(event, fact)


def _document(fact: LegalDocumentRecorded) -> Put:
    row = {
        "authority": fact.authority,
        "kind": fact.kind,
        "number": fact.number,
        "number_normal": fact.number.upper(),
        "issuer": fact.issuer,
        "issuer_normal": normal_form(fact.issuer),
        "issued_on": fact.issued_on,
        "abstract": fact.abstract,
    }
    return Put("document", {"document": fact.document}, row)


def _rule_pack(fact: RulePackAdopted) -> Put:
    row = {
        "version": fact.version,
        "title": fact.title,
        "valid_from": fact.valid_from,
        "valid_to": fact.valid_to,
        "verified": fact.verified,
        "document": fact.document,
        "scoring": fact.scoring.model_dump(mode="json"),
        "ranking": fact.ranking.model_dump(mode="json"),
        "awards": fact.awards.model_dump(mode="json"),
    }
    return Put("rule_pack", {"authority": fact.authority, "pack": fact.pack}, row)


def _season(fact: SeasonOpened) -> Put:
    row = {
        "authority": fact.authority,
        "year": fact.year,
        "pack": fact.pack,
        "pack_version": fact.pack_version,
        "first_day": fact.first_day,
        "end_day": fact.end_day,
    }
    return Put("season", {"season": fact.season}, row)


def _of_unit(
    fact: UnitRegistered | StaffFiguresRecorded | UnitSuspended | SuspensionLifted | UnitDisqualified,
) -> Put:
    match fact:
        case UnitRegistered():
            row = {
                "authority": fact.authority,
                "kind": fact.kind,
                "name": fact.name,
                "name_normal": normal_form(fact.name),
                "code": fact.code,
                "code_normal": fact.code.upper(),
                "parent": fact.parent,
                "valid_from": fact.valid_from,
                "document": fact.document,
            }
            return Put("unit", {"unit": fact.unit}, row)
        case StaffFiguresRecorded():
            key = {"unit": fact.unit, "day": fact.on}
            return Put("staff_figures", key, {"staff": fact.staff, "women": fact.women})
        case UnitSuspended():
            key = {"unit": fact.unit, "valid_from": fact.valid_from}
            return Put("suspension", key, {"ground": fact.ground, "reason": fact.reason, "document": fact.document})
        case SuspensionLifted():
            # A row of its own: which suspension it ends is not in the event, and a projection looks nothing up.
            key = {"unit": fact.unit, "day": fact.on}
            return Put("suspension_lift", key, {"reason": fact.reason, "document": fact.document})
        case UnitDisqualified():
            key = {"unit": fact.unit, "season": fact.season}
            return Put("disqualification", key, {"day": fact.on, "ground": fact.ground, "document": fact.document})
    assert_never(fact)


def _cluster(fact: ClusterFormed) -> Iterator[Put]:
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
    }
    yield Put("cluster", {"cluster": fact.cluster}, row)
    for place, unit in enumerate(fact.members, start=1):
        days = {"valid_from": fact.valid_from, "valid_to": fact.season_end}
        yield Put("cluster_member", {"cluster": fact.cluster, "unit": unit}, {"place": place, **days})


def _links(event: Event, fact: RegistryFact) -> Iterator[Put]:
    vi, en = summary(fact)
    row = {
        "log": event.log,
        "type": event.type,
        "stream": event.subject,
        "version": event.streamversion,
        "recorded_at": event.time,
        "effective_at": event.effectivetime,
        "actor": event.actor,
        "authority": event.authority,
        "document": event.legalbasis,
        "season": vars(fact).get("season"),
        "cluster": vars(fact).get("cluster"),
        "summary_vi": vi,
        "summary_en": en,
    }
    yield Put("fact", {"position": event.position}, row)
    for unit in _units(fact):
        yield Put("fact_about", {"unit": unit, "position": event.position}, {})


def _units(fact: RegistryFact) -> tuple[UUID, ...]:
    match fact:
        case ClusterFormed(members=units) | DeputiesRecognised(units=units):
            return units
        case LeaderRecognised(unit=unit) | UnitRegistered(unit=unit) | StaffFiguresRecorded(unit=unit):
            return (unit,)
        case UnitSuspended(unit=unit) | SuspensionLifted(unit=unit) | UnitDisqualified(unit=unit):
            return (unit,)
        case _:
            return ()
