"""Ranking's doors and reactor: who may draw and publish, and what a decision has to know of the other services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
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
from contracts.rules import TieBreak
from contracts.scoring import LockedScore, ScoresLocked
from infra.runtime.decisions import Caller, Role
from infra.runtime.doors import Door
from infra.runtime.reactor import Reactor
from infra.runtime.reading import Read
from infra.runtime.sql import queries_of
from services.ranking import ballot_doors
from services.ranking.domain import (
    STANDING,
    Command,
    DrawStandings,
    Known,
    Locked,
    PublishStandings,
    Rules,
    SuspensionChange,
    decide,
)

QUERIES = queries_of(Path(__file__).parent / "queries.sql")
BOARD = frozenset({Role.BOARD_OFFICER})
SCORES = TypeAdapter(tuple[LockedScore, ...])
PLACES = TypeAdapter(tuple[QuotaPlaces, ...])


async def known(command: Command, _: Caller, read: Read) -> Known:
    """All that an order rests on: points, rules, quota, figures and eligibility of the cluster's units."""
    scores = await QUERIES.locked_scores(read.conn, cluster=command.cluster)
    if scores is None:
        return Known()
    locked = Locked(scores["season"], scores["authority"], SCORES.validate_json(scores["scores"]), reopened=scores["reopened"])
    units = [score.unit for score in locked.rows]
    season = await QUERIES.season_rules(read.conn, season=locked.season)
    quota = await QUERIES.quota(read.conn, cluster=command.cluster)
    return Known(
        locked=locked,
        rules=_rules(season) if season else None,
        places=PLACES.validate_json(quota) if quota else (),
        figures=await _figures(read, units, season["year"]) if season else {},
        suspensions=await _suspensions(read, units),
        disqualified_on={
            row["unit"]: row["day"] for row in await QUERIES.disqualifications(read.conn, season=locked.season, units=units)
        },
    )


def _rules(row: Any) -> Rules:
    steps = tuple(TieBreak(step) for step in orjson.loads(row["tie_breaks"]))
    return Rules(row["pack"], row["version"], steps, row["women_percent"])


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
    Door(command=PublishStandings, roles=BOARD, streams=lambda c: (STANDING.at(c.cluster),), decide=decide, known=known),
    *ballot_doors.COMMANDS,
)
"""Standings are drawn by themselves; the board draws again where a day alone changed them, and publishes."""


async def draw_standings(event: Event, read: Read) -> Sequence[Contract]:
    """Draw what an event may have changed: a cluster whose points are locked and whose standings are not published."""
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
