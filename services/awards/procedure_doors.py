"""The doors between nomination and grant: who may do what, and what a decision has to know of registry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from contracts.procedure import RecordKind
from contracts.registry import CouncilSeat
from contracts.rules import AwardCode
from infra.runtime.decisions import Caller, Role
from infra.runtime.doors import Door
from infra.runtime.reading import Read
from infra.runtime.sql import queries_of
from services.awards.commands import DraftDecision, PublishDecision, WithdrawDraft
from services.awards.council_votes import RecordCouncilVote, decide_vote
from services.awards.decision import DECISION
from services.awards.domain import decide
from services.awards.dossiers import HandInPapers, RefuseDossier, ReturnDossier, decide_dossier
from services.awards.known import Council, CountedBallot, Figures, Known
from services.awards.known_rows import packs_of
from services.awards.rounds import NOMINATION
from services.awards.steps import AskOpinions, CloseOpinions, ConcludeAppraisal, ReceiveOpinion, decide_step
from services.awards.submission import SUBMISSION
from services.awards.submissions import SubmitNominations, WithdrawSubmission, submit, withdraw
from services.awards.units import units_of_authority

QUERIES = queries_of(Path(__file__).parent / "procedure.sql")
BOARD = frozenset({Role.BOARD_OFFICER})
SEATS = TypeAdapter(tuple[CouncilSeat, ...])


async def known_for_papers(command: HandInPapers, caller: Caller, read: Read) -> Known:
    """The authority's packs, and the unit's records that a dossier may cite."""
    rows = await QUERIES.citable(read.conn, unit=command.unit)
    return Known(
        packs=await packs_of(read, caller.authority),
        records=frozenset((RecordKind(row["kind"]), row["record"], command.unit) for row in rows),
    )


async def known_packs(_: Any, caller: Caller, read: Read) -> Known:
    return Known(packs=await packs_of(read, caller.authority))


async def known_packs_and_units(_: Any, caller: Caller, read: Read) -> Known:
    return Known(packs=await packs_of(read, caller.authority), units=await units_of_authority(read, caller.authority))


async def known_for_submitting(command: SubmitNominations, caller: Caller, read: Read) -> Known:
    """The authority's packs and units, and the complaints of the clusters' results that nobody has decided."""
    rows = await QUERIES.open_complaints(read.conn, clusters=list(command.clusters))
    known = await known_packs_and_units(command, caller, read)
    return replace(known, complaints_open_in=tuple(row["name"] for row in rows))


async def known_for_vote(command: RecordCouncilVote, caller: Caller, read: Read) -> Known:
    """The authority's packs and units, the council, if it is its emulation council, and ranking's ballots that are cited."""
    return Known(
        packs=await packs_of(read, caller.authority),
        units=await units_of_authority(read, caller.authority),
        councils=await _councils(read, command.council, caller.authority),
        ballots=await _ballots(read, caller, [count.ballot for count in command.votes if count.ballot is not None]),
    )


async def _councils(read: Read, council: UUID, authority: str) -> Mapping[UUID, Council]:
    row = await QUERIES.emulation_council(read.conn, council=council, authority=authority)
    if row is None:
        return {}
    seats: dict[date, Mapping[UUID, UUID | None]] = defaultdict(dict)
    for stated in await QUERIES.seats(read.conn, council=council):
        seats[stated["valid_from"]] = {seat.person: seat.unit for seat in SEATS.validate_json(stated["seats"])}
    return {council: Council(row["valid_from"], row["end_day"], seats)}


async def _ballots(read: Read, caller: Caller, ballots: Sequence[UUID]) -> Mapping[UUID, CountedBallot]:
    counted: dict[UUID, dict[UUID, Figures]] = defaultdict(dict)
    for row in await QUERIES.ballot_counts(read.conn, ballots=ballots):
        counted[row["ballot"]][row["unit"]] = Figures(row["yes"], row["no"], row["blank"], row["invalid"])
    return {
        row["ballot"]: CountedBallot(
            cluster=row["cluster"],
            council=row["council"],
            award=None if row["award"] is None else AwardCode(row["award"]),
            is_counted=row["is_counted"],
            counted=counted[row["ballot"]],
        )
        for row in await QUERIES.ballots(read.conn, ballots=ballots, authority=caller.authority)
    }


def _board(command: type, decided: Any, known: Any = None) -> Door:
    """A door of the board on one submission."""
    return Door(command=command, roles=BOARD, streams=lambda c: (SUBMISSION.at(c.submission),), decide=decided, known=known)


PROCEDURE = (
    Door(
        command=HandInPapers,
        roles=BOARD | {Role.UNIT_OFFICER},
        streams=lambda c: (NOMINATION.at(c.cluster),),
        decide=decide_dossier,
        known=known_for_papers,
    ),
    *(
        Door(command=command, roles=BOARD, streams=lambda c: (NOMINATION.at(c.cluster),), decide=decide_dossier)
        for command in (ReturnDossier, RefuseDossier)
    ),
    Door(
        command=SubmitNominations,
        roles=BOARD,
        streams=lambda c: (SUBMISSION.at(c.submission), *map(NOMINATION.at, c.clusters)),
        decide=submit,
        known=known_for_submitting,
    ),
    Door(
        command=WithdrawSubmission,
        roles=BOARD,
        streams=lambda c: (SUBMISSION.at(c.submission), *map(NOMINATION.at, c.clusters)),
        decide=withdraw,
    ),
    _board(AskOpinions, decide_step, known_packs),
    _board(ReceiveOpinion, decide_step),
    _board(CloseOpinions, decide_step),
    _board(ConcludeAppraisal, decide_step),
    _board(RecordCouncilVote, decide_vote, known_for_vote),
    Door(
        command=DraftDecision,
        roles=BOARD,
        streams=lambda c: (DECISION.at(c.decision), *map(SUBMISSION.at, c.submissions)),
        decide=decide,
        known=known_packs_and_units,
    ),
    *(
        Door(command=command, roles=BOARD, streams=lambda c: (DECISION.at(c.decision),), decide=decide)
        for command in (WithdrawDraft, PublishDecision)
    ),
)
