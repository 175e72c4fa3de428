"""Awards' doors and reactors: who may do what, and what a decision has to know of the other services."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter

from contracts.base import Contract, Event
from contracts.heads import HeadSigned
from contracts.ranking import StandingsPublished
from contracts.registry import ClusterQuotaSet, QuotaPlaces
from infra.runtime.decisions import Caller, Role
from infra.runtime.doors import Door
from infra.runtime.reactor import Reactor
from infra.runtime.reading import Read
from infra.runtime.sql import queries_of
from services.awards.amendment_api import AMENDMENT_DOORS
from services.awards.commands import (
    DraftDecision,
    DraftNominations,
    GrantAwards,
    MakeResultsPublic,
    ReceiveDossiers,
    RepeatHead,
    SignDecision,
)
from services.awards.decision import DECISION
from services.awards.domain import HEAD, NOMINATION, PUBLIC_AWARD, decide
from services.awards.known import Known, Published, SuspensionChange, Unit
from services.awards.known_rows import documents_of, given_beside, packs_of
from services.awards.money import BaseSalary
from services.awards.places import Ranked
from services.awards.register import AWARD
from services.awards.results import PUBLIC_RESULTS

QUERIES = queries_of(Path(__file__).parent / "queries.sql")
BOARD = frozenset({Role.BOARD_OFFICER})
NOBODY: Final[frozenset[Role]] = frozenset()
PLACES = TypeAdapter(tuple[QuotaPlaces, ...])


async def known_for_nominations(command: DraftNominations, _: Caller, read: Read) -> Known:
    """A cluster's published ranks, its quota, and which of its units are suspended or disqualified."""
    row = await QUERIES.published_standings(read.conn, cluster=command.cluster)
    if row is None:
        return Known()
    quota = await QUERIES.quota(read.conn, cluster=command.cluster)
    ranks = await QUERIES.ranks(read.conn, cluster=command.cluster, publication=row["publication"])
    units = await QUERIES.units_of_cluster(read.conn, cluster=command.cluster)
    return Known(
        published=Published(**dict(row), ranked=tuple(Ranked(r["unit"], r["rank"]) for r in ranks)),
        places=PLACES.validate_json(quota) if quota else (),
        units=await _units(read, units),
    )


async def known_for_signing(command: SignDecision, caller: Caller, read: Read) -> Known:
    """The authority's packs, base salaries, ranked units, and those of the legal bases that are on its record."""
    salaries = await QUERIES.base_salaries(read.conn, authority=caller.authority)
    return Known(
        units=await _units(read, await QUERIES.units_of_authority(read.conn, authority=caller.authority)),
        packs=await packs_of(read, caller.authority),
        base_salaries=tuple(BaseSalary(row["valid_from"], row["amount"]) for row in salaries),
        documents=await documents_of(read, caller, command.bases),
        given=await given_beside(read, command.decision),
    )


async def known_for_granting(_: GrantAwards, caller: Caller, read: Read) -> Known:
    """The authority's ranked units, and which of them are suspended or disqualified."""
    return Known(units=await _units(read, await QUERIES.units_of_authority(read.conn, authority=caller.authority)))


async def _units(read: Read, rows: Sequence[Any]) -> Mapping[UUID, Unit]:
    units = [row["unit"] for row in rows]
    suspensions: dict[UUID, list[SuspensionChange]] = defaultdict(list)
    for row in await QUERIES.suspension_changes(read.conn, units=units):
        suspensions[row["unit"]].append(SuspensionChange(row["day"], row["suspended"]))
    disqualified: dict[UUID, dict[str, Any]] = defaultdict(dict)
    for row in await QUERIES.disqualifications(read.conn, units=units):
        disqualified[row["unit"]][row["season"]] = row["day"]
    names: dict[UUID, dict[date, str]] = defaultdict(dict)
    for row in await QUERIES.unit_names(read.conn, units=units):
        names[row["unit"]][row["valid_from"]] = row["name"]
    return {
        row["unit"]: Unit(row["name"], tuple(suspensions[row["unit"]]), disqualified[row["unit"]], names[row["unit"]])
        for row in rows
    }


COMMANDS = (
    Door(
        command=DraftNominations,
        roles=NOBODY,
        streams=lambda c: (NOMINATION.at(c.cluster),),
        decide=decide,
        known=known_for_nominations,
    ),
    Door(command=ReceiveDossiers, roles=BOARD, streams=lambda c: (NOMINATION.at(c.cluster),), decide=decide),
    Door(
        command=DraftDecision,
        roles=BOARD,
        streams=lambda c: (DECISION.at(c.decision), *map(NOMINATION.at, c.clusters)),
        decide=decide,
    ),
    Door(
        command=SignDecision,
        roles=BOARD,
        streams=lambda c: (DECISION.at(c.decision),),
        decide=decide,
        known=known_for_signing,
        reads_own=True,
    ),
    Door(
        command=GrantAwards,
        roles=BOARD,
        streams=lambda c: (DECISION.at(c.decision), *map(AWARD.at, c.awards), *map(PUBLIC_AWARD.at, c.awards)),
        decide=decide,
        known=known_for_granting,
    ),
    *AMENDMENT_DOORS,
    Door(command=RepeatHead, roles=NOBODY, streams=lambda c: (HEAD.at(c.log_id),), decide=decide),
    Door(command=MakeResultsPublic, roles=NOBODY, streams=lambda c: (PUBLIC_RESULTS.at(c.cluster),), decide=decide),
)
"""Board officers act, each for their own authority; nominations and heads come by themselves."""


async def draft_nominations(event: Event, read: Read) -> Sequence[Contract]:
    """Draft a cluster's nominations once its standings are published and its quota is set, whichever comes last."""
    match event.data:
        case StandingsPublished(cluster=cluster):
            return [DraftNominations(cluster=cluster)]
        case ClusterQuotaSet(cluster=cluster):
            is_to_nominate = await QUERIES.is_to_nominate(read.conn, cluster=cluster)
            return [DraftNominations(cluster=cluster)] if is_to_nominate else []
    raise TypeError(f"the reactor does not handle {type(event.data).__name__}")


async def repeat_head(event: Event, _: Read) -> Sequence[Contract]:
    """Repeat a signed head, so that other agencies keep it."""
    match event.data:
        case HeadSigned() as head:
            return [RepeatHead(**dict(head))]
    raise TypeError(f"the reactor does not handle {type(event.data).__name__}")


async def make_results_public(event: Event, _: Read) -> Sequence[Contract]:
    """Tell other agencies that standings were published, and by which digest they know them."""
    match event.data:
        case StandingsPublished() as fact:
            said = {name: getattr(fact, name) for name in MakeResultsPublic.model_fields if name != "units"}
            return [MakeResultsPublic(**said, units=len(fact.rows))]
    raise TypeError(f"the reactor does not handle {type(event.data).__name__}")


REACTORS = (
    Reactor(name="nominations", handles=(StandingsPublished, ClusterQuotaSet), react=draft_nominations),
    Reactor(name="heads", handles=(HeadSigned,), react=repeat_head),
    Reactor(name="results", handles=(StandingsPublished,), react=make_results_public),
)
