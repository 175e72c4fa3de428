"""The rows that a season's phases leave, who is scored in it, and how its points move."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from contracts.base import Event
from contracts.scoring import (
    FieldScoringAssigned,
    Member,
    MemberAdmitted,
    ScoresLocked,
    ScoresReopened,
    SelfScoringClosed,
    SelfScoringOpened,
    StepDueDaysSet,
    UnitLeftOut,
    UnitScoreChanged,
)
from infra.runtime.changes import Change, Patch, Put
from services.scoring.summaries import OfBoard, OfSeason


def rows_of_board(event: Event, fact: OfBoard) -> Iterator[Change]:
    of = {"cluster": fact.cluster}
    match fact:
        case FieldScoringAssigned():
            row = {"version": fact.version, "branches": list(fact.branches), "document": fact.document}
            yield Put("field_assignment", {**of, "department": fact.department}, {**row, "position": event.position})
        case ScoresReopened():
            yield Patch("scoresheet", of, {"phase": "reopened", "reopening": fact.version})
            sheets = [sheet.model_dump(mode="json") for sheet in fact.sheets]
            said = {name: getattr(fact, name) for name in ("reason", "document", "complaint")}
            ledgers = [str(unit) for unit in fact.ledgers]
            row = {**said, "sheets": sheets, "ledgers": ledgers, "position": event.position}
            yield Put("reopening", {**of, "version": fact.version}, row)
        case StepDueDaysSet(days=days):
            row = {"days": {each.step.value: each.due.isoformat() for each in days}, "position": event.position}
            yield Put("step_due", of, row)
        case _:
            assert_never(fact)


def rows_of_season(event: Event, fact: OfSeason) -> Iterator[Change]:
    of = {"cluster": fact.cluster}
    match fact:
        case SelfScoringOpened():
            yield from _opened(event, fact)
        case MemberAdmitted():
            yield _member(fact, fact.place, fact, signed=True)
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
        yield _member(fact, place, member, signed=member.signed)


def _member(fact: SelfScoringOpened | MemberAdmitted, place: int, member: Member | MemberAdmitted, *, signed: bool) -> Put:
    aims = member.model_dump(mode="json", include={"targets", "not_assigned"})
    return Put("member", {"cluster": fact.cluster, "unit": member.unit}, {"place": place, "signed": signed, **aims})


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
