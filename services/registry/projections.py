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
    UnitCodeChanged,
    UnitDisqualified,
    UnitDissolved,
    UnitMerged,
    UnitMoved,
    UnitPassed,
    UnitRegistered,
    UnitRenamed,
    UnitRetyped,
    UnitSplit,
    UnitSucceeded,
    UnitSuspended,
    UnitTookOver,
)
from infra.runtime.changes import Patch, Put
from services.registry import cluster_rows, council_rows, flag_rows, quota_rows
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
        yield from _of_life(fact)
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
            yield _of_standing(fact)
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


def _of_life(fact: LifecycleFact) -> Iterator[Put]:
    match fact:
        case UnitRegistered():
            yield Put("unit", {"unit": fact.unit}, {"valid_from": fact.valid_from, "document": fact.document})
            yield from (_authority(fact, fact.authority), _name(fact), _kind(fact), _code(fact), _parent(fact))
        case UnitRenamed():
            yield _name(fact)
        case UnitRetyped():
            yield _kind(fact)
        case UnitCodeChanged():
            yield _code(fact)
        case UnitMoved():
            yield _parent(fact)
        case UnitPassed():
            yield _authority(fact, fact.to)
        case UnitTookOver():
            # Descent is told by those that others descend from: a row has one stream.
            return
        case _:
            yield from _of_end(fact)


def _of_end(fact: UnitMerged | UnitSplit | UnitDissolved | UnitSucceeded) -> Iterator[Put]:
    match fact:
        case UnitMerged(unit=unit, successor=successor, parts=parts, of=whole):
            yield _end(fact, "merged")
            yield _descent(fact, "merger", unit, successor, parts, whole)
        case UnitSplit(unit=unit, shares=shares):
            if fact.code is not None:
                yield _end(fact, "split")
            for share in shares:
                if share.unit != unit:
                    yield _descent(fact, "split", unit, share.unit, share.parts, share.of)
        case UnitDissolved():
            yield _end(fact, "dissolved")
        case UnitSucceeded(unit=unit, successor=successor):
            yield _end(fact, "succeeded")
            yield _descent(fact, "succession", unit, successor, 1, 1)
        case _:
            assert_never(fact)


def _authority(fact: UnitRegistered | UnitPassed, authority: str) -> Put:
    return _from_day("unit_authority", fact, authority=authority)


def _name(fact: UnitRegistered | UnitRenamed) -> Put:
    return _from_day("unit_name", fact, name=fact.name, name_normal=normal_form(fact.name))


def _kind(fact: UnitRegistered | UnitRetyped) -> Put:
    return _from_day("unit_kind", fact, kind=fact.kind)


def _code(fact: UnitRegistered | UnitCodeChanged) -> Put:
    return _from_day("unit_code", fact, code=fact.code, code_normal=fact.code.upper())


def _parent(fact: UnitRegistered | UnitMoved) -> Put:
    return _from_day("unit_parent", fact, parent=fact.parent)


def _from_day(table: str, fact: LifecycleFact, **values: object) -> Put:
    return Put(table, {"unit": fact.unit, "valid_from": fact.valid_from}, {**values, "document": fact.document})


def _end(fact: LifecycleFact, manner: str) -> Put:
    return Put("unit_end", {"unit": fact.unit}, {"day": fact.valid_from, "manner": manner, "document": fact.document})


def _descent(fact: LifecycleFact, manner: str, unit: UUID, successor: UUID, parts: int, whole: int) -> Put:
    key = {"predecessor": unit, "successor": successor, "day": fact.valid_from}
    return Put("descent", key, {"manner": manner, "parts": parts, "whole": whole, "document": fact.document})


def _of_standing(fact: StaffFiguresRecorded | UnitSuspended | SuspensionLifted | UnitDisqualified) -> Put:
    match fact:
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
