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
    LegalDocumentRecorded,
    LegalDocumentSuperseded,
    LegalDocumentValiditySet,
    LevelPlacesShared,
    LevelPlacesTaken,
    LevelQuotaSet,
    RulePackAdopted,
    RulePackDrafted,
    RulePackFigureChanged,
    SeasonOpened,
    StaffFiguresRecorded,
    SuspensionLifted,
    UnitDisqualified,
    UnitMerged,
    UnitSplit,
    UnitSucceeded,
    UnitSuspended,
    UnitTookOver,
)
from infra.runtime.changes import Patch, Put
from services.registry import cluster_rows, council_rows, flag_rows, quota_rows, unit_rows
from services.registry.clusters import ClusterFact
from services.registry.councils import CouncilFact
from services.registry.documents import DocumentFact
from services.registry.figures import PARTS
from services.registry.flags import FlagFact
from services.registry.names import normal_form
from services.registry.quotas import LevelQuotaFact
from services.registry.summaries import RegistryFact, summary
from services.registry.units import LifecycleFact
from services.registry.work.domain import WorkFact
from services.registry.work.projections import project_work, work_units

VERSION = 9
HANDLES: tuple[type[RegistryFact], ...] = get_args(RegistryFact)


def project(event: Event) -> Iterator[Put | Patch]:
    """The rows that an event leaves: its own, and its line in the chain of facts."""
    fact = cast(RegistryFact, event.data)
    yield from _links(event, fact)
    if isinstance(fact, LifecycleFact):
        yield from unit_rows.of_life(fact)
        return
    if isinstance(fact, WorkFact):
        yield from project_work(fact, event.streamversion)
        return
    if isinstance(fact, LevelQuotaFact):
        yield from quota_rows.rows_of(fact, event.position)
        return
    if isinstance(fact, ClusterFact | FlagFact | CouncilFact):
        yield from _of_clusters(fact, event.position)
        return
    match fact:
        case LegalDocumentRecorded() | LegalDocumentValiditySet() | LegalDocumentSuperseded():
            yield _document(fact, event.streamversion)
        case RulePackDrafted() | RulePackFigureChanged() | RulePackAdopted():
            yield _rule_pack(fact, event.streamversion)
        case BaseSalarySet(authority=authority, valid_from=day, amount=amount, document=document):
            key = {"authority": authority, "valid_from": day}
            yield Put("base_salary", key, {"amount": amount, "document": document})
        case SeasonOpened():
            yield _season(fact)
        case StaffFiguresRecorded() | UnitSuspended() | SuspensionLifted() | UnitDisqualified():
            yield unit_rows.of_standing(fact)
        case _:
            assert_never(fact)


def _of_clusters(fact: ClusterFact | FlagFact | CouncilFact, position: int) -> Iterator[Put | Patch]:
    if isinstance(fact, ClusterFact):
        yield from cluster_rows.rows_of(fact, position)
    elif isinstance(fact, FlagFact):
        yield from flag_rows.rows_of(fact)
    else:
        yield from council_rows.rows_of(fact)


def _document(fact: DocumentFact, version: int) -> Put:
    match fact:
        case LegalDocumentRecorded():
            return _recorded(fact)
        case LegalDocumentValiditySet(document=document, effective_from=begins, effective_to=ends):
            key = {"document": document, "stated_at": version}
            return Put("document_validity", key, {"effective_from": begins, "effective_to": ends})
        case LegalDocumentSuperseded(document=document, by=by, manner=manner, valid_from=day):
            return Put("document_supersession", {"document": document, "by": by}, {"manner": manner, "valid_from": day})
    assert_never(fact)


def _recorded(fact: LegalDocumentRecorded) -> Put:
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


def _rule_pack(fact: RulePackDrafted | RulePackFigureChanged | RulePackAdopted, version: int) -> Put:
    whose = {"authority": fact.authority, "pack": fact.pack}
    match fact:
        case RulePackDrafted():
            return Put("rule_pack_draft", {**whose, "drafted_at": version}, _rules(fact))
        case RulePackFigureChanged():
            row = {name: getattr(fact, name) for name in ("figure", "value", "kind", "basis", "verified")}
            return Put("rule_pack_draft_change", {**whose, "changed_at": version}, row)
        case RulePackAdopted():
            row = {"verified": fact.verified, "document": fact.document, "adopted_at": version}
            return Put("rule_pack", {**whose, "version": fact.version}, {**_rules(fact), **row})
    assert_never(fact)


def _rules(fact: RulePackDrafted | RulePackAdopted) -> dict[str, object]:
    said = fact.model_dump(mode="json", include={*PARTS, "copied_from"})
    return {"title": fact.title, "valid_from": fact.valid_from, "valid_to": fact.valid_to, **said}


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


def _links(event: Event, fact: RegistryFact) -> Iterator[Put]:
    vi, en = summary(fact)
    # The work around the season is no link in the chain of an award: it stands beside the units that it is about.
    of = {} if isinstance(fact, WorkFact) else vars(fact)
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
        "season": of.get("season"),
        "cluster": of.get("cluster"),
        "summary_vi": vi,
        "summary_en": en,
    }
    yield Put("fact", {"position": event.position}, row)
    for unit in _units(fact):
        yield Put("fact_about", {"unit": unit, "position": event.position}, {})


def _units(fact: RegistryFact) -> tuple[UUID, ...]:
    if isinstance(fact, WorkFact):
        return work_units(fact)
    if isinstance(fact, ClusterFact):
        return cluster_rows.units_of(fact)
    if isinstance(fact, FlagFact):
        return flag_rows.units_of(fact)
    if isinstance(fact, CouncilFact):
        return council_rows.units_of(fact)
    match fact:
        case UnitMerged(unit=unit, successor=successor) | UnitSucceeded(unit=unit, successor=successor):
            return unit, successor
        case UnitSplit(unit=unit, shares=shares) | UnitTookOver(unit=unit, predecessors=shares):
            return tuple(dict.fromkeys((unit, *(share.unit for share in shares))))
        case LegalDocumentRecorded() | LegalDocumentValiditySet() | LegalDocumentSuperseded():
            return ()
        case BaseSalarySet() | SeasonOpened() | LevelQuotaSet() | LevelPlacesTaken() | LevelPlacesShared():
            return ()
        case RulePackDrafted() | RulePackFigureChanged() | RulePackAdopted():
            return ()
        case _:
            return (fact.unit,)
