"""Registry's facts, read from this service's own read model; and the reactors to what cannot wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from contracts.base import Contract, Event
from contracts.complaints import ComplaintUpheld
from contracts.registry import UnitDisqualified
from contracts.rules import CalendarRules, ScoringRules
from infra.runtime.reactor import Reactor
from infra.runtime.reading import Read
from infra.runtime.sql import Connection, queries_of
from services.scoring.commands import LeaveOutUnit, ReopenForComplaint
from services.scoring.departure_facts import departed_in
from services.scoring.known import ClusterFacts, Record

QUERIES = queries_of(Path(__file__).parent / "queries.sql")


async def read_cluster(connection: Connection, cluster: UUID) -> ClusterFacts | None:
    """What registry says of a cluster; None while it, its season or its rule pack has not been heard of."""
    row = await QUERIES.cluster_facts(connection, cluster=cluster)
    if row is None:
        return None
    return ClusterFacts(
        cluster=row["cluster"],
        season=row["season"],
        authority=row["authority"],
        members=_units(row["members"]),
        pack=row["pack"],
        rules=_rules(row["rules"]),
        leaders=tuple((date.fromisoformat(day), UUID(unit)) for day, unit in orjson.loads(row["leaders"])),
        deputies=tuple(
            (date.fromisoformat(day), tuple(UUID(unit) for unit in units)) for day, units in orjson.loads(row["deputies"])
        ),
        disqualified=frozenset(_units(row["disqualified"])),
        departures=departed_in(row["departures"]),
        heirs=frozenset(_units(row["heirs"])),
        calendar=None if row["calendar"] is None else _calendar(row["calendar"]),
        last_leader=row["last_leader"],
        first_day=row["first_day"],
        end_day=row["end_day"],
    )


async def read_citing(connection: Connection, cluster: UUID, document: UUID | None) -> ClusterFacts | None:
    """What registry says of a cluster, and whether it knows the document that a command cites."""
    facts = await read_cluster(connection, cluster)
    if facts is None or document is None:
        return facts
    known = await QUERIES.is_document_of(connection, document=document, authority=facts.authority)
    return replace(facts, documents=frozenset({document})) if known else facts


async def read_record(connection: Connection, facts: ClusterFacts, record: UUID) -> ClusterFacts:
    """What is known of the cluster, and of the record that a command names, if the authority has it."""
    row = await QUERIES.record_by_id(connection, record=record, authority=facts.authority)
    return facts if row is None else replace(facts, record=Record(row["record"], row["unit"]))


@lru_cache(maxsize=64)
def _rules(document: str) -> ScoringRules:
    """The rules of a pack, which every command of a cluster reads: the same text is the same rules."""
    return ScoringRules.model_validate_json(document)


@lru_cache(maxsize=64)
def _calendar(document: str) -> CalendarRules:
    return CalendarRules.model_validate_json(document)


def _units(document: Any) -> tuple[UUID, ...]:
    return tuple(UUID(unit) for unit in orjson.loads(document))


async def leave_out(event: Event, read: Read) -> Sequence[Contract]:
    """Leave a disqualified unit out of the clusters that it belongs to in that season."""
    assert isinstance(event.data, UnitDisqualified)
    rows = await QUERIES.clusters_of(read.conn, unit=event.data.unit, season=event.data.season)
    return [LeaveOutUnit(cluster=row["cluster"], unit=event.data.unit) for row in rows]


async def reopen_for_complaint(event: Event, _: Read) -> Sequence[Contract]:
    """Reopen the leaves and the ledgers that an upheld complaint names, if it names any."""
    upheld = event.data
    assert isinstance(upheld, ComplaintUpheld)
    if not upheld.leaves and not upheld.ledgers:
        return []
    return [ReopenForComplaint(**{name: getattr(upheld, name) for name in ReopenForComplaint.model_fields})]


REOPENING = Reactor(name="complaints", handles=(ComplaintUpheld,), react=reopen_for_complaint)
LEAVING_OUT = Reactor(name="leaving-out", handles=(UnitDisqualified,), react=leave_out)
