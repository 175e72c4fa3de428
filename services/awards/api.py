"""Awards' doors and reactors: who may do what, and what a decision has to know of the other services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from contracts.base import Contract, Event
from contracts.heads import HeadSigned
from contracts.procedure import NominationsReleased
from contracts.ranking import StandingsPublished
from contracts.registry import ClusterQuotaSet, QuotaPlaces, SuspensionLifted, UnitDisqualified, UnitSuspended
from infra.runtime.decisions import Caller, Role
from infra.runtime.doors import Door
from infra.runtime.reactor import Reactor
from infra.runtime.reading import Read
from infra.runtime.sql import queries_of
from services.awards.amendment_api import AMENDMENT_DOORS
from services.awards.commands import (
    DraftNominations,
    GrantAwards,
    MakeResultsPublic,
    ReceiveDossiers,
    RepeatHead,
    SignDecision,
)
from services.awards.decision import DECISION
from services.awards.domain import HEAD, PUBLIC_AWARD, decide
from services.awards.flag_doors import FLAG_DOORS
from services.awards.known import Known, Published
from services.awards.known_rows import documents_of, given_beside, packs_of
from services.awards.money import BaseSalary
from services.awards.places import Ranked
from services.awards.procedure_doors import PROCEDURE
from services.awards.register import AWARD
from services.awards.results import PUBLIC_RESULTS
from services.awards.round_commands import AmendNominations, CloseRevisionCase, LeavePlacesEmpty, RoundCommand
from services.awards.rounds import NOMINATION
from services.awards.units import units_in, units_of_authority

QUERIES = queries_of(Path(__file__).parent / "queries.sql")
BOARD = frozenset({Role.BOARD_OFFICER})
NOBODY: Final[frozenset[Role]] = frozenset()
PLACES = TypeAdapter(tuple[QuotaPlaces, ...])


async def known_for_nominations(command: DraftNominations | RoundCommand, _: Caller, read: Read) -> Known:
    """A cluster's published ranks, its quota, and which of its units are suspended or disqualified."""
    row = await QUERIES.published_standings(read.conn, cluster=command.cluster)
    if row is None:
        return Known()
    quota = await QUERIES.quota(read.conn, cluster=command.cluster)
    ranks = await QUERIES.ranks(read.conn, cluster=command.cluster, publication=row["publication"])
    units = await QUERIES.units_of_cluster(read.conn, cluster=command.cluster)
    return Known(
        published=Published(**dict(row), ranked=tuple(Ranked(**dict(rank)) for rank in ranks)),
        places=PLACES.validate_json(quota) if quota else (),
        units=await units_in(read, units),
        put_forward=await QUERIES.is_put_forward(read.conn, cluster=command.cluster),
    )


async def known_for_round(command: LeavePlacesEmpty | AmendNominations, caller: Caller, read: Read) -> Known:
    """The same, and whether the document that the word rests on is on the authority's record."""
    cited = [] if command.document is None else [command.document]
    documents = await QUERIES.known_documents(read.conn, documents=cited, authority=caller.authority)
    known = await known_for_nominations(command, caller, read)
    return replace(known, documents=frozenset(row["document"] for row in documents))


async def known_for_signing(command: SignDecision, caller: Caller, read: Read) -> Known:
    """The authority's packs, base salaries, ranked units, and those of the legal bases that are on its record."""
    salaries = await QUERIES.base_salaries(read.conn, authority=caller.authority)
    return Known(
        units=await units_of_authority(read, caller.authority),
        packs=await packs_of(read, caller.authority),
        base_salaries=tuple(BaseSalary(row["valid_from"], row["amount"]) for row in salaries),
        documents=await documents_of(read, caller, command.bases),
        given=await given_beside(read, command.decision),
    )


async def known_for_granting(_: GrantAwards, caller: Caller, read: Read) -> Known:
    """The authority's ranked units, and which of them are suspended or disqualified."""
    return Known(units=await units_of_authority(read, caller.authority))


COMMANDS = (
    Door(
        command=DraftNominations,
        roles=BOARD,
        streams=lambda c: (NOMINATION.at(c.cluster),),
        decide=decide,
        known=known_for_nominations,
    ),
    Door(
        command=LeavePlacesEmpty,
        roles=BOARD,
        streams=lambda c: (NOMINATION.at(c.cluster),),
        decide=decide,
        known=known_for_round,
    ),
    Door(
        command=AmendNominations,
        roles=BOARD,
        streams=lambda c: (NOMINATION.at(c.cluster),),
        decide=decide,
        known=known_for_round,
    ),
    Door(
        command=CloseRevisionCase,
        roles=BOARD,
        streams=lambda c: (NOMINATION.at(c.cluster), *([DECISION.at(c.decision)] if c.decision else [])),
        decide=decide,
    ),
    *FLAG_DOORS,
    Door(command=ReceiveDossiers, roles=BOARD, streams=lambda c: (NOMINATION.at(c.cluster),), decide=decide),
    *PROCEDURE,
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
"""Board officers act, each for their own authority; nominations and heads come by themselves, nominations where a day alone
changed them by the board."""


async def draft_nominations(event: Event, read: Read) -> Sequence[Contract]:
    """Draft a cluster's nominations from its published standings and its quota, and anew where either, or a unit,
    changed, or their submission was withdrawn.
    """
    match event.data:
        case StandingsPublished(cluster=cluster):
            return [DraftNominations(cluster=cluster)]
        case NominationsReleased(cluster=cluster):
            return [DraftNominations(cluster=cluster)]
        case ClusterQuotaSet(cluster=cluster):
            is_published = await QUERIES.is_published(read.conn, cluster=cluster)
            return [DraftNominations(cluster=cluster)] if is_published else []
        case UnitSuspended(unit=unit) | SuspensionLifted(unit=unit) | UnitDisqualified(unit=unit):
            rounds = await QUERIES.rounds_that_rank(read.conn, unit=unit)
            return [DraftNominations(cluster=row["cluster"]) for row in rounds]
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
    Reactor(
        name="nominations",
        handles=(StandingsPublished, ClusterQuotaSet, UnitSuspended, SuspensionLifted, UnitDisqualified, NominationsReleased),
        react=draft_nominations,
    ),
    Reactor(name="heads", handles=(HeadSigned,), react=repeat_head),
    Reactor(name="results", handles=(StandingsPublished,), react=make_results_public),
)
