"""Scoring's doors: which role may bring which command, the streams that it reads, and what it has to know of registry.

Whether a unit's officer is the leader's or the first deputy's is no role: registry says it, and the decision asks.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from typing import Any

from contracts.base import Contract
from infra.runtime.decisions import Caller, Role, Stream
from infra.runtime.doors import Door
from infra.runtime.reading import Read
from services.scoring.agreement import SCORECARD, decide_agreement, decide_copy
from services.scoring.agreement_commands import (
    CloseAgreement,
    CopyScorecard,
    DraftScorecard,
    IssueScorecard,
    SetTargets,
    SignAgreement,
)
from services.scoring.agreement_state import Scorecard
from services.scoring.commands import (
    AppraiseSheet,
    AssignFieldScoring,
    CloseSelfScoring,
    ExplainSheet,
    FieldScoreSheet,
    InheritScore,
    LeaveOutUnit,
    LockScores,
    NoteDeparture,
    OpenSelfScoring,
    RecordCouncilWord,
    ReopenForComplaint,
    ReopenScores,
    SetStepDueDays,
    SettleDeparture,
    SubmitCrossSheet,
    SubmitSelfSheet,
    VerifySheet,
)
from services.scoring.departure_facts import read_heritage
from services.scoring.departures import Departure
from services.scoring.domain import SCORESHEET, decide_season
from services.scoring.evidence_rules import cited
from services.scoring.facts import read_citing, read_cluster, read_record
from services.scoring.known import Known
from services.scoring.ledger_commands import (
    CancelLedgerEntry,
    EnterLedgerEntry,
    ExtendReport,
    RecordReportReceipts,
    SetReportDueDays,
    WaiveReport,
)
from services.scoring.season import Scoresheet, Written

BOARD = frozenset({Role.BOARD_OFFICER})
UNIT = frozenset({Role.UNIT_OFFICER})
LINE = frozenset({Role.LINE_OFFICER})
COUNCIL = frozenset({Role.COUNCIL_MEMBER})
NOBODY: frozenset[Role] = frozenset()
"""For reactors alone."""


async def _of_registry(command: Any, _: Caller, read: Read) -> Known:
    return await read_cluster(read.conn, command.cluster)


async def _of_heir(command: InheritScore, _: Caller, read: Read) -> Known:
    facts = await read_cluster(read.conn, command.cluster)
    return facts and replace(facts, heritage=await read_heritage(read.conn, command.cluster, command.unit, command.on))


async def _citing(command: Any, _: Caller, read: Read) -> Known:
    return await read_citing(read.conn, command.cluster, getattr(command, "document", None))


async def _of_entry(command: EnterLedgerEntry, _: Caller, read: Read) -> Known:
    facts = await read_citing(read.conn, command.cluster, command.document)
    return facts if facts is None or command.record is None else await read_record(read.conn, facts, command.record)


def _card(command: Any) -> tuple[Stream, ...]:
    return (SCORECARD.at(command.cluster),)


def _both_cards(command: CopyScorecard) -> tuple[Stream, ...]:
    """A card copied onto itself is one stream; the decision refuses it."""
    cards = dict.fromkeys((command.cluster, command.source))
    return tuple(SCORECARD.at(cluster) for cluster in cards)


def _card_and_season(command: Any) -> tuple[Stream, ...]:
    return (SCORECARD.at(command.cluster), SCORESHEET.at(command.cluster))


def _season(command: Any) -> tuple[Stream, ...]:
    return (SCORESHEET.at(command.cluster),)


def _agreement(
    command: type[Contract],
    roles: frozenset[Role],
    *,
    streams: Callable[[Any], tuple[Stream, ...]] = _card,
    asks_registry: bool = True,
    edited: Callable[[Any, Any], int] | None = None,
) -> Door:
    known = _of_registry if asks_registry else None
    return Door(command=command, roles=roles, streams=streams, decide=decide_agreement, known=known, edited=edited)


def _scores(
    command: type[Contract],
    roles: frozenset[Role],
    *,
    streams: Callable[[Any], tuple[Stream, ...]] = _season,
    asks_registry: bool = False,
    edited: Callable[[Any, Any], int] | None = None,
    cites: Callable[[Any], Collection[str]] | None = None,
) -> Door:
    known = _of_registry if asks_registry else None
    return Door(command=command, roles=roles, streams=streams, decide=decide_season, known=known, edited=edited, cites=cites)


def _cites(command: type[Contract], roles: frozenset[Role], *, edited: Callable[[Any, Any], int] | None = None) -> Door:
    """A command that cites a document, if it names one: registry has to know it."""
    return Door(command=command, roles=roles, streams=_season, decide=decide_season, known=_citing, edited=edited)


def _card_version(_: DraftScorecard | CopyScorecard, card: Scorecard) -> int:
    return card.version


def _targets_version(command: SetTargets, card: Scorecard) -> int:
    return card.assignment(command.unit).version


def _own_version(command: SubmitSelfSheet, season: Scoresheet) -> int:
    return season.sheet(command.unit).own.version


def _cross_version(command: SubmitCrossSheet, season: Scoresheet) -> int:
    return season.sheet(command.unit).cross.get(command.peer, Written()).version


def _leader_version(command: VerifySheet, season: Scoresheet) -> int:
    return season.sheet(command.unit).leader.version


def _board_version(command: AppraiseSheet, season: Scoresheet) -> int:
    return season.sheet(command.unit).board.version


def _departure_version(command: SettleDeparture, season: Scoresheet) -> int:
    return season.departures.units.get(command.unit, Departure(date.max)).version


def _inheritance_version(command: InheritScore, season: Scoresheet) -> int:
    said = season.departures.heirs.get(command.unit)
    return said.version if said else 0


def _explained_version(command: ExplainSheet, season: Scoresheet) -> int:
    return season.sheet(command.unit).explained.version


def _department_version(command: AssignFieldScoring, season: Scoresheet) -> int:
    return season.department(command.department).version


def _field_version(command: FieldScoreSheet, season: Scoresheet) -> int:
    return season.sheet(command.unit).fields.get(command.department, Written()).version


def _council_version(command: RecordCouncilWord, season: Scoresheet) -> int:
    return season.sheet(command.unit).council.version


COMMANDS = (
    _agreement(DraftScorecard, BOARD, edited=_card_version),
    Door(
        command=CopyScorecard,
        roles=BOARD,
        streams=_both_cards,
        decide=decide_copy,
        known=_of_registry,
        edited=_card_version,
    ),
    _agreement(SetTargets, BOARD | UNIT, streams=_card_and_season, edited=_targets_version),
    _agreement(IssueScorecard, BOARD),
    _agreement(SignAgreement, UNIT, streams=_card_and_season, asks_registry=False),
    _agreement(CloseAgreement, BOARD),
    _scores(
        OpenSelfScoring,
        BOARD,
        streams=lambda command: (SCORESHEET.at(command.cluster), SCORECARD.at(command.cluster)),
        asks_registry=True,
    ),
    _scores(SubmitSelfSheet, UNIT, edited=_own_version, cites=cited),
    _scores(CloseSelfScoring, BOARD),
    _scores(SubmitCrossSheet, UNIT, edited=_cross_version, cites=cited),
    _scores(VerifySheet, BOARD | UNIT, asks_registry=True, edited=_leader_version),
    _scores(AppraiseSheet, BOARD, edited=_board_version),
    _scores(ExplainSheet, UNIT, edited=_explained_version, cites=cited),
    _cites(AssignFieldScoring, BOARD, edited=_department_version),
    _scores(FieldScoreSheet, LINE, edited=_field_version),
    _cites(RecordCouncilWord, BOARD | COUNCIL, edited=_council_version),
    _scores(LockScores, BOARD, asks_registry=True),
    *(
        _cites(command, BOARD)
        for command in (SetReportDueDays, RecordReportReceipts, ExtendReport, WaiveReport, CancelLedgerEntry, SetStepDueDays)
    ),
    Door(command=EnterLedgerEntry, roles=BOARD, streams=_season, decide=decide_season, known=_of_entry),
    _cites(ReopenScores, BOARD),
    _scores(ReopenForComplaint, NOBODY),
    _scores(LeaveOutUnit, NOBODY),
    _scores(NoteDeparture, NOBODY),
    _scores(SettleDeparture, BOARD, asks_registry=True, edited=_departure_version),
    Door(
        command=InheritScore,
        roles=BOARD,
        streams=_season,
        decide=decide_season,
        known=_of_heir,
        edited=_inheritance_version,
    ),
)
