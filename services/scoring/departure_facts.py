"""Departures as registry tells of them, read from this service's own read model; and the reactor that notes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from contracts.base import Contract, Event
from contracts.registry import ClusterMemberLeft, UnitDissolved, UnitMerged, UnitSplit, UnitSucceeded
from contracts.scoring import DepartureManner, DeparturePolicy
from infra.runtime.reactor import Reactor
from infra.runtime.reading import Read
from infra.runtime.sql import Connection, queries_of
from services.scoring.commands import NoteDeparture
from services.scoring.endings import ending_of
from services.scoring.known import Departed, Heritage, LockedTotal, Predecessor

QUERIES = queries_of(Path(__file__).parent / "departures.sql")


def departed_in(document: str) -> tuple[Departed, ...]:
    """The departures of a cluster's members, from rows of `unit_end` as JSON."""
    return tuple(
        Departed(
            unit=UUID(row["unit"]),
            on=date.fromisoformat(row["day"]),
            manner=DepartureManner(row["manner"]),
            successors=tuple(UUID(unit) for unit in row["successors"]),
            document=UUID(row["document"]),
        )
        for row in orjson.loads(document)
    )


async def read_heritage(connection: Connection, cluster: UUID, unit: UUID, on: date) -> Heritage | None:
    """What a unit took over on a day of its cluster's season, with the locked totals of its predecessors."""
    season = await QUERIES.season_of(connection, cluster=cluster)
    if season is None or not season["first_day"] <= on < season["end_day"]:
        return None
    rows = await QUERIES.predecessors(connection, cluster=cluster, unit=unit, day=on)
    return Heritage(season["first_day"], season["end_day"], tuple(_predecessor(row) for row in rows))


def _predecessor(row: Any) -> Predecessor:
    locked = None
    if row["cluster"] is not None:
        policy = DeparturePolicy(row["departed"]) if row["departed"] else None
        locked = LockedTotal(row["cluster"], row["total"], row["scale"], policy)
    return Predecessor(row["unit"], row["parts"], row["whole"], locked)


async def note_departures(event: Event, read: Read) -> Sequence[Contract]:
    """Make a unit's end known to each of its clusters whose year goes on after that day; that it left, to that cluster."""
    fact = event.data
    if isinstance(fact, ClusterMemberLeft):
        return await _note_withdrawal(fact, read)
    assert isinstance(fact, UnitMerged | UnitSplit | UnitSucceeded | UnitDissolved)
    manner, successors = ending_of(fact)
    if fact.unit in successors:
        return []
    rows = await QUERIES.clusters_on(read.conn, unit=fact.unit, day=fact.valid_from)
    return [
        NoteDeparture(
            cluster=row["cluster"],
            unit=fact.unit,
            on=fact.valid_from,
            manner=manner,
            successors=successors,
            document=fact.document,
        )
        for row in rows
    ]


async def _note_withdrawal(fact: ClusterMemberLeft, read: Read) -> Sequence[Contract]:
    """Nothing where a decision that was recorded meanwhile lets the unit be a member again."""
    row = await QUERIES.withdrawal(read.conn, cluster=fact.cluster, unit=fact.unit)
    if row is None or row["day"] != fact.valid_from:
        return []
    return [
        NoteDeparture(
            cluster=fact.cluster,
            unit=fact.unit,
            on=fact.valid_from,
            manner=DepartureManner.WITHDRAWN,
            successors=(),
            document=fact.document,
        )
    ]


NOTING_DEPARTURES = Reactor(
    name="noting-departures",
    handles=(UnitMerged, UnitSplit, UnitSucceeded, UnitDissolved, ClusterMemberLeft),
    react=note_departures,
)
