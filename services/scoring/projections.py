"""Scoring's read model: what each event changes in it.

A row belongs to one stream, is changed only by that stream's events, and uses only the event: no clock, no look-up, no
serial number. So the tables depend on nothing but which events of each log were applied, however the logs were
interleaved, and a rebuild gives the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never, cast, get_args
from uuid import UUID

from contracts.base import Event
from contracts.registry import (
    ClusterFormed,
    DeputiesRecognised,
    LeaderRecognised,
    LegalDocumentRecorded,
    RulePackAdopted,
    SeasonOpened,
    SuspensionLifted,
    UnitDisqualified,
    UnitDissolved,
    UnitMerged,
    UnitRegistered,
    UnitSplit,
    UnitSucceeded,
    UnitSuspended,
    UnitTookOver,
)
from contracts.scoring import (
    AgreementClosed,
    AgreementSigned,
    Change,
    CouncilWordRecorded,
    CrossSheetSubmitted,
    DepartureSettled,
    Entry,
    FieldScoringAssigned,
    Layer,
    LedgerEntryCancelled,
    LedgerEntryEntered,
    ReportDueDaysSet,
    ReportExtended,
    ReportReceived,
    ReportsMissed,
    ReportWaived,
    ScorecardDrafted,
    ScorecardIssued,
    ScoreInherited,
    ScoresLocked,
    ScoresReopened,
    SelfScoringClosed,
    SelfScoringOpened,
    SelfSheetSubmitted,
    SheetAppraised,
    SheetExplained,
    SheetFieldScored,
    SheetVerified,
    TargetsSet,
    UnitDeparted,
    UnitLeftOut,
    UnitScoreChanged,
)
from infra.runtime.changes import Change as RowChange
from infra.runtime.changes import Patch, Put
from services.scoring.leaving_rows import (
    OfSuspension,
    OfUnitsEnd,
    row_of_suspension,
    rows_of_departure,
    rows_of_units_end,
)
from services.scoring.ledger_rows import of_ledger
from services.scoring.summaries import OfAgreement, OfBoard, OfSeason, OfSheet, ScoringFact, summary

VERSION = 8
OfRegistry = (
    LegalDocumentRecorded
    | UnitRegistered
    | SeasonOpened
    | RulePackAdopted
    | ClusterFormed
    | LeaderRecognised
    | DeputiesRecognised
    | UnitDisqualified
    | OfUnitsEnd
    | OfSuspension
)
HANDLES = (*get_args(OfRegistry), *get_args(ScoringFact))
NOBODY = UUID(int=0)
"""The key's `peer` on the layers that have none: a primary key takes no NULL."""


def project(event: Event) -> Iterator[RowChange]:
    """The rows that an event leaves: its own, and, for an event of scoring, its line in the chain of facts."""
    fact = cast(OfRegistry | ScoringFact, event.data)
    match fact:
        case (
            LegalDocumentRecorded()
            | UnitRegistered()
            | SeasonOpened()
            | RulePackAdopted()
            | ClusterFormed()
            | LeaderRecognised()
            | DeputiesRecognised()
            | UnitDisqualified()
        ):
            yield from _of_registry(fact)
            return
        case UnitMerged() | UnitSplit() | UnitSucceeded() | UnitDissolved() | UnitTookOver():
            yield from rows_of_units_end(fact)
            return
        case UnitSuspended() | SuspensionLifted():
            yield row_of_suspension(event, fact)
            return
        case ScorecardDrafted() | TargetsSet() | ScorecardIssued() | AgreementSigned() | AgreementClosed():
            yield from _of_agreement(event, fact)
        case (
            SelfSheetSubmitted()
            | CrossSheetSubmitted()
            | SheetVerified()
            | SheetExplained()
            | SheetFieldScored()
            | SheetAppraised()
            | CouncilWordRecorded()
        ):
            yield from _of_sheet(event, fact)
        case (
            ReportDueDaysSet()
            | ReportReceived()
            | ReportExtended()
            | ReportWaived()
            | ReportsMissed()
            | LedgerEntryEntered()
            | LedgerEntryCancelled()
        ):
            yield from of_ledger(event, fact)
        case FieldScoringAssigned() | ScoresReopened():
            yield from _of_board(event, fact)
        case SelfScoringOpened() | SelfScoringClosed() | UnitLeftOut() | UnitScoreChanged() | ScoresLocked():
            yield from _of_season(event, fact)
        case UnitDeparted() | DepartureSettled() | ScoreInherited():
            yield from rows_of_departure(event, fact)
        case _:
            assert_never(fact)
    yield _link(event, fact)


OfClusters = (
    LegalDocumentRecorded
    | UnitRegistered
    | SeasonOpened
    | RulePackAdopted
    | ClusterFormed
    | LeaderRecognised
    | DeputiesRecognised
    | UnitDisqualified
)


def _of_registry(fact: OfClusters) -> Iterator[Put]:
    match fact:
        case LegalDocumentRecorded(document=document):
            row = {name: getattr(fact, name) for name in ("authority", "number", "issuer", "issued_on")}
            yield Put("document", {"document": document}, row)
        case UnitRegistered(unit=unit, name=name, code=code):
            yield Put("unit", {"unit": unit}, {"name": name, "code": code})
        case SeasonOpened():
            row = {
                "authority": fact.authority,
                "pack": fact.pack,
                "pack_version": fact.pack_version,
                "first_day": fact.first_day,
                "end_day": fact.end_day,
            }
            yield Put("season", {"season": fact.season}, row)
        case RulePackAdopted(authority=authority, pack=pack, version=version, scoring=rules):
            key = {"authority": authority, "pack": pack, "version": version}
            days = None if fact.calendar is None else fact.calendar.model_dump(mode="json")
            acts = None if fact.clusters is None else fact.clusters.last_leader_acts
            row = {"rules": rules.model_dump(mode="json"), "calendar": days, "last_leader_acts": acts}
            yield Put("rule_pack", key, row)
        case ClusterFormed():
            row = {
                "season": fact.season,
                "authority": fact.authority,
                "number": fact.number,
                "name": fact.name,
                "kind": fact.kind,
                "level": fact.level,
                "continues": fact.continues,
            }
            yield Put("cluster", {"cluster": fact.cluster}, row)
            for place, unit in enumerate(fact.members, start=1):
                yield Put("cluster_member", {"cluster": fact.cluster, "unit": unit}, {"place": place})
        case LeaderRecognised(cluster=cluster, valid_from=day, unit=unit):
            yield Put("cluster_leader", {"cluster": cluster, "valid_from": day}, {"unit": unit})
        case DeputiesRecognised(cluster=cluster, valid_from=day, units=units):
            yield Put("cluster_deputies", {"cluster": cluster, "valid_from": day}, {"units": [str(unit) for unit in units]})
        case UnitDisqualified(unit=unit, season=season, on=day):
            row = {"day": day, "ground": fact.ground, "document": fact.document}
            yield Put("disqualification", {"unit": unit, "season": season}, row)
        case _:
            assert_never(fact)


def _of_agreement(event: Event, fact: OfAgreement) -> Iterator[RowChange]:
    of = {"cluster": fact.cluster}
    withdrawn = {"digest": None, "issued_at": None, "members": None}
    match fact:
        case ScorecardDrafted(version=version):
            now = {"season": fact.season, "authority": fact.authority, "version": version, "closed_at": None}
            yield Put("agreement", of, {**now, **withdrawn})
            row = {
                "total": fact.total,
                "pack": fact.pack,
                "criteria": [criterion.model_dump(mode="json") for criterion in fact.criteria],
                "drafted_at": event.time,
                "drafted_by": event.actor,
            }
            yield Put("scorecard", {**of, "version": version}, row)
        case TargetsSet():
            aims = fact.model_dump(mode="json", include={"targets", "not_assigned"})
            yield Put("targets", {**of, "unit": fact.unit}, {"version": fact.version, **aims})
            yield Patch("agreement", of, withdrawn)
        case ScorecardIssued(digest=digest, members=members):
            issued = {"digest": digest, "issued_at": event.time, "members": [str(unit) for unit in members]}
            yield Patch("agreement", of, issued)
        case AgreementSigned(version=version, digest=digest):
            row = {"version": version, "digest": digest, "signed_at": event.time, "signed_by": event.actor}
            yield Put("signature", {**of, "unit": fact.unit}, row)
        case AgreementClosed():
            yield Patch("agreement", of, {"closed_at": event.time})
        case _:
            assert_never(fact)


def _of_sheet(event: Event, fact: OfSheet) -> Iterator[Put]:
    match fact:
        case SelfSheetSubmitted(entries=entries):
            yield from _layer(event, fact, Layer.SELF, entries)
        case CrossSheetSubmitted(entries=entries, peer=peer):
            yield from _layer(event, fact, Layer.CROSS, entries, peer=peer)
        case SheetVerified(changes=changes, verifier=verifier):
            yield from _layer(event, fact, Layer.LEADER, changes, verifier=verifier)
        case SheetAppraised(changes=changes):
            yield from _layer(event, fact, Layer.BOARD, changes)
        case SheetFieldScored(changes=changes, department=department):
            yield from _layer(event, fact, Layer.FIELD, changes, peer=department)
        case CouncilWordRecorded(changes=changes, document=document):
            yield from _layer(event, fact, Layer.COUNCIL, changes, document=document)
        case SheetExplained(version=version):
            key = {"cluster": fact.cluster, "unit": fact.unit}
            yield Put("explained", key, {"version": version, "position": event.position})
            for each in fact.explanations:
                row = {"text": each.text, "evidence": each.evidence, "position": event.position}
                yield Put("explanation", {**key, "version": version, "leaf": each.leaf}, row)
        case _:
            assert_never(fact)


def _layer(
    event: Event,
    fact: OfSheet,
    layer: Layer,
    stated: Sequence[Entry] | Sequence[Change],
    *,
    peer: UUID = NOBODY,
    verifier: UUID | None = None,
    document: UUID | None = None,
) -> Iterator[Put]:
    """Every version keeps its own statements: a later one that is silent on a leaf takes none away."""
    position = event.position
    key = {"cluster": fact.cluster, "unit": fact.unit, "layer": layer, "peer": peer}
    yield Put("sheet", key, {"version": fact.version, "position": position, "verifier": verifier, "document": document})
    for each in stated:
        row = {
            "input": each.input,
            "reason": each.reason if isinstance(each, Change) else None,
            "evidence": each.evidence if isinstance(each, Entry) else (),
            "position": position,
        }
        yield Put("statement", {**key, "version": fact.version, "leaf": each.leaf}, row)


def _of_board(event: Event, fact: OfBoard) -> Iterator[RowChange]:
    of = {"cluster": fact.cluster}
    match fact:
        case FieldScoringAssigned():
            row = {"version": fact.version, "branches": list(fact.branches), "document": fact.document}
            yield Put("field_assignment", {**of, "department": fact.department}, {**row, "position": event.position})
        case ScoresReopened():
            yield Patch("scoresheet", of, {"phase": "reopened", "reopening": fact.version})
            sheets = [sheet.model_dump(mode="json") for sheet in fact.sheets]
            said = {name: getattr(fact, name) for name in ("reason", "document", "complaint")}
            row = {**said, "sheets": sheets, "position": event.position}
            yield Put("reopening", {**of, "version": fact.version}, row)
        case _:
            assert_never(fact)


def _of_season(event: Event, fact: OfSeason) -> Iterator[RowChange]:
    of = {"cluster": fact.cluster}
    match fact:
        case SelfScoringOpened():
            yield from _opened(event, fact)
        case SelfScoringClosed(peers=assigned):
            closed = {"phase": "scoring", "closed_at": event.time, "reports_closed_at": fact.closed_at}
            yield Patch("scoresheet", of, closed)
            for each in assigned:
                for place, peer in enumerate(each.peers, start=1):
                    yield Put("peer", {**of, "unit": each.unit, "peer": peer}, {"place": place})
        case UnitLeftOut(unit=unit):
            yield Put("left_out", {**of, "unit": unit}, {"position": event.position})
            yield Put("presence", {**of, "unit": unit, "position": event.position}, {"counts": False})
        case UnitScoreChanged():
            yield from _score_changed(event, fact)
        case ScoresLocked(rows=rows):
            yield Patch("scoresheet", of, {"phase": "locked", "locked_at": event.time})
            yield Put("scores_lock", {**of, "position": event.position}, {"locked_at": event.time})
            for row in rows:
                columns = {
                    "signed": row.signed,
                    "complete": row.complete,
                    "total": row.total,
                    "groups": [f"{points:f}" for points in row.groups],
                    "deductions": row.deductions,
                    "late_reports": row.late_reports,
                    "departed": row.departed,
                }
                yield Put("locked_score", {**of, "unit": row.unit}, columns)
        case _:
            assert_never(fact)


def _opened(event: Event, fact: SelfScoringOpened) -> Iterator[Put]:
    of = {"cluster": fact.cluster}
    row = {
        "season": fact.season,
        "authority": fact.authority,
        "phase": "self-scoring",
        "total": fact.total,
        "scorecard_version": fact.scorecard_version,
        "digest": fact.digest,
        "evidence_kept": fact.evidence is not None,
        "not_assigned": fact.not_assigned,
        "layers": None if fact.layers is None else [str(layer) for layer in fact.layers],
        "decimal_places": fact.decimal_places,
        "rounding": fact.rounding,
        "leaf_step": fact.leaf_step,
        "reopening": 0,
        "opened_at": event.time,
        "closed_at": None,
        "locked_at": None,
        "ledger_figures": {figure.value: f"{points:f}" for figure, points in fact.ledger.items()},
        "reports_closed_at": None,
    }
    yield Put("scoresheet", of, row)
    for place, leaf in enumerate(fact.leaves, start=1):
        columns = {"place": place, "grp": leaf.group, "title": leaf.title, "maximum": leaf.maximum}
        yield Put("leaf", {**of, "leaf": leaf.leaf}, {**columns, "rule": leaf.rule.model_dump(mode="json")})
    for place, member in enumerate(fact.members, start=1):
        aims = member.model_dump(mode="json", include={"targets", "not_assigned"})
        yield Put("member", {**of, "unit": member.unit}, {"place": place, "signed": member.signed, **aims})


def _score_changed(event: Event, fact: UnitScoreChanged) -> Iterator[Put]:
    of = {"cluster": fact.cluster, "unit": fact.unit}
    position = event.position
    sums = {
        "groups": [f"{points:f}" for points in fact.groups],
        "maximum": fact.maximum,
        "raw": fact.raw,
        "scaled": fact.scaled,
        "plus_minus": fact.plus_minus,
        "total": fact.total,
        "ledger": None if fact.ledger is None else fact.ledger.model_dump(mode="json"),
    }
    yield Put("score", of, {**sums, "position": position})
    change = {"command": event.commandid, "unit": fact.unit, "leaves": len(fact.leaves), "total": fact.total}
    yield Put("score_change", {"cluster": fact.cluster, "position": position}, change)
    because = {"cause_unit": fact.cause.unit, "cause_layer": fact.cause.layer, "cause_version": fact.cause.version}
    for moved in fact.leaves:
        key = {**of, "leaf": moved.leaf}
        yield Put("points", key, {"points": moved.new, "position": position})
        yield Put("points_move", {**key, "position": position}, {"old": moved.old, "new": moved.new, **because})


def _link(event: Event, fact: ScoringFact) -> Put:
    vi, en = summary(fact)
    row = {
        "log": event.log,
        "type": event.type,
        "stream": event.subject,
        "version": event.streamversion,
        "recorded_at": event.time,
        "effective_at": event.effectivetime,
        "actor": event.actor,
        "command": event.commandid,
        "cluster": fact.cluster,
        "unit": vars(fact).get("unit"),
        "reason": vars(fact).get("reason") or vars(fact).get("ground"),
        "document": fact.legal_basis,
        "summary_vi": vi,
        "summary_en": en,
    }
    return Put("fact", {"position": event.position}, row)
