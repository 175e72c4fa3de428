"""Ranking's doors and reactor: who may draw, publish and complain, and what a decision has to know of other services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from pydantic import TypeAdapter

from contracts.ballots import TieBroken
from contracts.base import Contract, Event
from contracts.ranking import StaffFigures
from contracts.registry import (
    ClusterQuotaSet,
    QuotaPlaces,
    StaffFiguresRecorded,
    SuspensionLifted,
    UnitDisqualified,
    UnitSuspended,
)
from contracts.rules import CalendarRules, TieBreak
from contracts.scoring import LockedScore, ScoresLocked
from contracts.working_days import WorkingDays
from infra.runtime.decisions import Caller, Role
from infra.runtime.doors import Door
from infra.runtime.reactor import Reactor
from infra.runtime.reading import Read
from infra.runtime.sql import queries_of
from services.ranking import ballot_doors
from services.ranking.complaining import decide_complaint
from services.ranking.complaint_commands import DecideComplaint, FileComplaint, WithdrawComplaint
from services.ranking.complaints import COMPLAINT
from services.ranking.domain import Command, DrawStandings, PublishStandings, decide
from services.ranking.known import Known, Locked, Rules, SuspensionChange
from services.ranking.periods import Period
from services.ranking.standing import STANDING

QUERIES = queries_of(Path(__file__).parent / "queries.sql")
BOARD = frozenset({Role.BOARD_OFFICER})
UNIT = frozenset({Role.UNIT_OFFICER})
SCORES = TypeAdapter(tuple[LockedScore, ...])
PLACES = TypeAdapter(tuple[QuotaPlaces, ...])


async def known(command: Command, _: Caller, read: Read) -> Known:
    """All that an order rests on: points, rules, quota, figures and eligibility of the cluster's units; what is cited."""
    scores = await QUERIES.locked_scores(read.conn, cluster=command.cluster)
    if scores is None:
        return Known()
    locked = Locked(scores["season"], scores["authority"], SCORES.validate_json(scores["scores"]), reopened=scores["reopened"])
    units = [score.unit for score in locked.rows]
    season = await QUERIES.season_rules(read.conn, season=locked.season)
    quota = await QUERIES.quota(read.conn, cluster=command.cluster)
    cites = command.document if isinstance(command, PublishStandings) else None
    complaints = await QUERIES.reopened_for(read.conn, cluster=command.cluster)
    return Known(
        locked=locked,
        rules=_rules(season) if season else None,
        places=PLACES.validate_json(quota) if quota else (),
        figures=await _figures(read, units, season["year"]) if season else {},
        suspensions=await _suspensions(read, units),
        disqualified_on={
            row["unit"]: row["day"] for row in await QUERIES.disqualifications(read.conn, season=locked.season, units=units)
        },
        complaints=tuple(row["complaint"] for row in complaints),
        documents=await _documents(read, [cites] if cites else [], locked.authority),
    )


async def known_of_complaint(command: FileComplaint | DecideComplaint, _: Caller, read: Read) -> Known:
    """What a complaint is judged by: the window, the scorecard's leaves, the locked points, the documents cited."""
    scores = await QUERIES.locked_scores(read.conn, cluster=command.cluster)
    if scores is None:
        return Known()
    season = await QUERIES.season_rules(read.conn, season=scores["season"])
    leaves = await QUERIES.scorecard(read.conn, cluster=command.cluster)
    cites = command.documents if isinstance(command, FileComplaint) else (command.document,)
    return Known(
        locked=Locked(scores["season"], scores["authority"], SCORES.validate_json(scores["scores"])),
        rules=_rules(season) if season else None,
        documents=await _documents(read, cites, scores["authority"]),
        leaves={row["leaf"]: frozenset(row["units"]) for row in leaves},
    )


async def _documents(read: Read, cited: Sequence[UUID], authority: str) -> frozenset[UUID]:
    if not cited:
        return frozenset()
    rows = await QUERIES.known_documents(read.conn, documents=list(cited), authority=authority)
    return frozenset(row["document"] for row in rows)


def _rules(row: Any) -> Rules:
    calendar = calendar_of(row["calendar"])
    return Rules(
        pack=row["pack"],
        pack_version=row["version"],
        tie_breaks=tuple(TieBreak(step) for step in orjson.loads(row["tie_breaks"])),
        women_percent=row["women_percent"],
        suspended_keep_rank=bool(row["suspended_keep_rank"]),
        reserving=Period(row["reserved_working_days"], calendar),
        complaining=Period(row["complaint_working_days"], calendar),
    )


@lru_cache(maxsize=64)
def calendar_of(document: str | None) -> WorkingDays | None:
    """The days to count by; the same text is the same calendar."""
    return None if document is None else WorkingDays.of(CalendarRules.model_validate_json(document))


async def _figures(read: Read, units: Sequence[UUID], year: int) -> Mapping[UUID, StaffFigures]:
    rows = await QUERIES.latest_figures(read.conn, units=units, day=date(year, 12, 31))
    return {row["unit"]: StaffFigures(on=row["day"], staff=row["staff"], women=row["women"]) for row in rows}


async def _suspensions(read: Read, units: Sequence[UUID]) -> Mapping[UUID, tuple[SuspensionChange, ...]]:
    rows = await QUERIES.suspension_changes(read.conn, units=units)
    return {
        unit: tuple(SuspensionChange(row["day"], row["suspended"]) for row in changes)
        for unit, changes in groupby(rows, key=lambda row: row["unit"])
    }


COMMANDS = (
    Door(command=DrawStandings, roles=BOARD, streams=lambda c: (STANDING.at(c.cluster),), decide=decide, known=known),
    Door(
        command=PublishStandings,
        roles=BOARD,
        streams=lambda c: (STANDING.at(c.cluster), *map(COMPLAINT.at, c.complaints)),
        decide=decide,
        known=known,
    ),
    Door(
        command=FileComplaint,
        roles=UNIT,
        streams=lambda c: (COMPLAINT.at(c.complaint), STANDING.at(c.cluster)),
        decide=decide_complaint,
        known=known_of_complaint,
    ),
    Door(command=WithdrawComplaint, roles=UNIT, streams=lambda c: (COMPLAINT.at(c.complaint),), decide=decide_complaint),
    Door(
        command=DecideComplaint,
        roles=BOARD,
        streams=lambda c: (COMPLAINT.at(c.complaint),),
        decide=decide_complaint,
        known=known_of_complaint,
    ),
    *ballot_doors.COMMANDS,
)
"""Standings are drawn by themselves; the board draws again where a day alone changed them, publishes, and decides."""


async def draw_standings(event: Event, read: Read) -> Sequence[Contract]:
    """Draw what an event may have changed, where points are locked: what is published stands, and may be revised."""
    match event.data:
        case ScoresLocked(cluster=cluster) | ClusterQuotaSet(cluster=cluster) | TieBroken(cluster=cluster):
            is_to_redraw = await QUERIES.is_to_redraw(read.conn, cluster=cluster)
            return [DrawStandings(cluster=cluster)] if is_to_redraw else []
        case (
            UnitSuspended(unit=unit) | SuspensionLifted(unit=unit) | UnitDisqualified(unit=unit) | StaffFiguresRecorded(unit=unit)
        ):
            clusters = await QUERIES.clusters_to_redraw(read.conn, unit=unit)
            return [DrawStandings(cluster=row["cluster"]) for row in clusters]
    raise TypeError(f"the reactor does not handle {type(event.data).__name__}")


STANDINGS = Reactor(
    name="standings",
    handles=(ScoresLocked, ClusterQuotaSet, TieBroken, UnitSuspended, SuspensionLifted, UnitDisqualified, StaffFiguresRecorded),
    react=draw_standings,
)
