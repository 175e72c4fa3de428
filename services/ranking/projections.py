"""Ranking's read model: what each event changes in it.

A row belongs to one stream, is changed only by that stream's events, and uses only the event: no clock, no look-up, no
serial number. So the tables depend on nothing but which events were applied, and a rebuild gives the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never, cast, get_args
from uuid import UUID

from contracts.ballots import TieBroken
from contracts.base import Event
from contracts.complaints import ComplaintFiled, ComplaintRejected, ComplaintUpheld, ComplaintWithdrawn
from contracts.ranking import StandingRow, StandingsDrawn, StandingsPublished
from contracts.registry import (
    ClusterFormed,
    ClusterQuotaSet,
    LegalDocumentRecorded,
    RulePackAdopted,
    SeasonOpened,
    StaffFiguresRecorded,
    SuspensionLifted,
    UnitCodeChanged,
    UnitDisqualified,
    UnitRegistered,
    UnitRenamed,
    UnitSuspended,
)
from contracts.scoring import MemberAdmitted, ScoresLocked, ScoresReopened, SelfScoringOpened
from infra.runtime.changes import Change, Patch, Put
from infra.runtime.seen import read_seen
from services.ranking.ballot_rows import VotingFact, rows_of
from services.ranking.complaint_rows import row_of_complaint
from services.ranking.complaints import ComplaintFact

VERSION = 7
NameFact = UnitRegistered | UnitRenamed | UnitCodeChanged
UnitFact = StaffFiguresRecorded | UnitSuspended | SuspensionLifted | UnitDisqualified
SeasonFact = SeasonOpened | RulePackAdopted | ClusterFormed | ClusterQuotaSet | LegalDocumentRecorded
OwnFact = StandingsDrawn | StandingsPublished | ComplaintFact
ScoreFact = SelfScoringOpened | MemberAdmitted | ScoresLocked | ScoresReopened
Handled = NameFact | UnitFact | SeasonFact | ScoreFact | OwnFact | TieBroken | VotingFact
HANDLES: tuple[type[Handled], ...] = get_args(Handled)


def project(event: Event) -> Iterator[Change]:
    """The rows that an event leaves."""
    fact = cast(Handled, event.data)
    if isinstance(fact, VotingFact):
        yield from rows_of(fact)
        return
    match fact:
        case UnitRegistered() | UnitRenamed() | UnitCodeChanged():
            yield from _named(fact)
        case StaffFiguresRecorded() | UnitSuspended() | SuspensionLifted() | UnitDisqualified():
            yield _of_unit(event, fact)
        case SeasonOpened() | RulePackAdopted() | ClusterFormed() | ClusterQuotaSet() | LegalDocumentRecorded():
            yield _of_season(fact)
        case SelfScoringOpened() | MemberAdmitted() | ScoresLocked() | ScoresReopened():
            yield from _of_scores(event, fact)
        case StandingsDrawn():
            yield from _drawn(event, fact)
            yield _link(event, fact, drawing=fact.drawing)
        case StandingsPublished():
            yield from _published(fact)
            yield _link(event, fact, drawing=fact.drawing)
        case ComplaintFiled() | ComplaintWithdrawn() | ComplaintUpheld() | ComplaintRejected():
            yield row_of_complaint(fact)
            yield _link(event, fact, complaint=fact.complaint)
        case TieBroken():
            yield _broken(event, fact)
            yield _link(event, fact)
        case _:
            assert_never(fact)


def _named(fact: NameFact) -> Iterator[Put]:
    key = {"unit": fact.unit, "valid_from": fact.valid_from}
    if isinstance(fact, UnitRegistered | UnitRenamed):
        yield Put("unit_name", key, {"name": fact.name})
    if isinstance(fact, UnitRegistered | UnitCodeChanged):
        yield Put("unit_code", key, {"code": fact.code})


def _of_unit(event: Event, fact: UnitFact) -> Put:
    match fact:
        case StaffFiguresRecorded(unit=unit, on=day, staff=staff, women=women):
            return Put("staff_figures", {"unit": unit, "day": day}, {"staff": staff, "women": women})
        case UnitSuspended(unit=unit, valid_from=day):
            key = {"unit": unit, "version": event.streamversion}
            return Put("suspension_change", key, {"day": day, "suspended": True, "document": fact.document})
        case SuspensionLifted(unit=unit, on=day):
            key = {"unit": unit, "version": event.streamversion}
            return Put("suspension_change", key, {"day": day, "suspended": False, "document": fact.document})
        case UnitDisqualified(unit=unit, season=season, on=day):
            return Put("disqualification", {"unit": unit, "season": season}, {"day": day, "document": fact.document})
    assert_never(fact)


def _of_season(fact: SeasonFact) -> Put:
    match fact:
        case SeasonOpened(season=season, authority=authority, year=year, pack=pack, pack_version=version):
            row = {"authority": authority, "year": year, "pack": pack, "pack_version": version}
            return Put("season", {"season": season}, row)
        case RulePackAdopted():
            return _rule_pack(fact)
        case ClusterFormed():
            row = {
                "season": fact.season,
                "authority": fact.authority,
                "number": fact.number,
                "name": fact.name,
                "kind": fact.kind,
                "level": fact.level,
            }
            return Put("cluster", {"cluster": fact.cluster}, row)
        case ClusterQuotaSet(cluster=cluster, places=places):
            return Put("quota", {"cluster": cluster}, {"places": places})
        case LegalDocumentRecorded(document=document, authority=authority):
            return Put("document", {"document": document}, {"authority": authority})
    assert_never(fact)


def _rule_pack(fact: RulePackAdopted) -> Put:
    rules = fact.ranking
    row = {
        "tie_breaks": [str(step) for step in rules.tie_breaks],
        "women_percent": rules.women_percent,
        "suspended_keep_rank": rules.suspended_keep_rank,
        "reserved_working_days": rules.suspension_reserve_working_days,
        "complaint_working_days": rules.complaint_window_working_days,
        "ballot_quorum": rules.ballot_quorum.model_dump(mode="json") if rules.ballot_quorum else None,
        "cluster_confirmation": rules.cluster_confirmation.model_dump(mode="json") if rules.cluster_confirmation else None,
        "votes": {vote.award.value: vote.threshold.model_dump(mode="json") for vote in fact.awards.votes},
        "calendar": fact.calendar.model_dump(mode="json") if fact.calendar else None,
    }
    return Put("rule_pack", {"authority": fact.authority, "pack": fact.pack, "version": fact.version}, row)


def _broken(event: Event, fact: TieBroken) -> Put:
    row = {"by": fact.by, "act": fact.act, "order": [list(map(str, group)) for group in fact.order], "broken_on": fact.broken_on}
    return Put("tie_broken", {"cluster": fact.cluster, "version": event.streamversion}, row)


def _of_scores(event: Event, fact: ScoreFact) -> Iterator[Change]:
    of = {"cluster": fact.cluster}
    match fact:
        case SelfScoringOpened(leaves=leaves, members=members):
            free: dict[str, list[str]] = {leaf.leaf: [] for leaf in leaves}
            for member in members:
                unit = str(member.unit)
                for leaf in free.keys() & member.not_assigned:
                    free[leaf].append(unit)
            yield Put("scorecard", of, {"leaves": free})
        case MemberAdmitted(unit=unit, not_assigned=free_of):
            yield Put("joined_member", {**of, "unit": unit}, {"not_assigned": list(free_of)})
        case ScoresLocked(season=season, authority=authority, rows=rows):
            row = {"season": season, "authority": authority, "scores": rows, "reopened": False}
            yield Put("locked_scores", of, row)
            yield Put("scores_lock", {**of, "position": event.position}, {"locked_at": event.time})
        case ScoresReopened(complaint=complaint):
            yield Patch("locked_scores", of, {"reopened": True})
            if complaint is not None:
                yield Put("reopened_for", {**of, "complaint": complaint}, {"position": event.position})
        case _:
            assert_never(fact)


def _drawn(event: Event, fact: StandingsDrawn) -> Iterator[Change]:
    of = {"cluster": fact.cluster}
    if fact.drawing == 1:
        yield Put("standing", of, {"season": fact.season, "authority": fact.authority, "drawing": 1})
    else:
        yield Patch("standing", of, {"drawing": fact.drawing})
    row = {
        "drawn_on": fact.drawn_on,
        "pack": fact.pack,
        "pack_version": fact.pack_version,
        "places": fact.places,
        "unresolved": fact.unresolved,
        "warnings": fact.warnings,
        "units": len(fact.rows),
        "ranked": sum(row.rank is not None for row in fact.rows),
        "seen": read_seen(event.seen),
    }
    yield Put("drawing", {**of, "drawing": fact.drawing}, row)
    for place, each in enumerate(fact.rows, start=1):
        yield Put("standing_row", {**of, "drawing": fact.drawing, "place": place}, _row(each))


def _published(fact: StandingsPublished) -> Iterator[Change]:
    yield Patch("standing", {"cluster": fact.cluster}, {"publication": fact.publication})
    row = {
        "drawing": fact.drawing,
        "published_on": fact.published_on,
        "digest": fact.digest,
        "revises": fact.revises,
        "reason": fact.reason,
        "document": fact.document,
        "cause": [str(cause) for cause in fact.cause],
        "complaints": [str(complaint) for complaint in fact.complaints],
    }
    yield Put("publication", {"cluster": fact.cluster, "publication": fact.publication}, row)


def _row(of: StandingRow) -> dict[str, object]:
    return {
        "unit": of.unit,
        "total": of.total,
        "groups": [str(points) for points in of.groups],
        "deductions": of.deductions,
        "late_reports": of.late_reports,
        "staff": of.staff,
        "rank": of.rank,
        "dense": of.dense,
        "decided_by": [str(step) for step in of.decided_by],
        "ineligible": [str(reason) for reason in of.ineligible],
        "reserved": of.reserved,
    }


def _link(event: Event, fact: OwnFact | TieBroken, *, drawing: int | None = None, complaint: UUID | None = None) -> Put:
    row = {
        "log": event.log,
        "type": event.type,
        "stream": event.subject,
        "version": event.streamversion,
        "recorded_at": event.time,
        "effective_at": event.effectivetime,
        "actor": event.actor,
        "cluster": fact.cluster,
        "drawing": drawing,
        "complaint": complaint,
    }
    return Put("fact", {"position": event.position}, row)
