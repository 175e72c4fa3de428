"""Scoring's read model: what each event changes in it.

A row belongs to one stream, is changed only by that stream's events, and uses only the event: no clock, no look-up, no
serial number. So the tables depend on nothing but which events of each log were applied, however the logs were
interleaved, and a rebuild gives the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never, cast, get_args

from contracts.base import Event
from contracts.movements import (
    ExemplaryModelConfirmed,
    ExemplaryModelProposed,
    ExemplaryModelWithdrawn,
    InitiativeNotRecognised,
    InitiativeProposed,
    InitiativeRecognised,
    MovementLaunched,
)
from contracts.registry import (
    ClusterFormed,
    ClusterMemberJoined,
    ClusterMemberLeft,
    DeputiesRecognised,
    LeaderRecognised,
    LegalDocumentRecorded,
    RulePackAdopted,
    SeasonOpened,
    SuspensionLifted,
    UnitCodeChanged,
    UnitDisqualified,
    UnitDissolved,
    UnitMerged,
    UnitRegistered,
    UnitRenamed,
    UnitSplit,
    UnitSucceeded,
    UnitSuspended,
    UnitTookOver,
)
from contracts.scoring import (
    AgreementClosed,
    AgreementSigned,
    AnnexIssued,
    CouncilWordRecorded,
    CrossSheetSubmitted,
    DepartureSettled,
    FieldScoringAssigned,
    LedgerEntryCancelled,
    LedgerEntryEntered,
    MemberAdmitted,
    ReportDueDaysSet,
    ReportExtended,
    ReportReceived,
    ReportsMissed,
    ReportWaived,
    ScorecardDrafted,
    ScorecardIssued,
    ScoreInherited,
    ScoresLocked,
    ScoresReopened,
    SelfScoringClosed,
    SelfScoringOpened,
    SelfSheetSubmitted,
    SheetAppraised,
    SheetExplained,
    SheetFieldScored,
    SheetVerified,
    StepDueDaysSet,
    TargetsSet,
    UnitDeparted,
    UnitLeftOut,
    UnitScoreChanged,
)
from infra.runtime.changes import Change, Put
from services.scoring.agreement_rows import rows_of_agreement
from services.scoring.leaving_rows import (
    OfSuspension,
    OfUnitsEnd,
    row_of_suspension,
    rows_of_departure,
    rows_of_units_end,
)
from services.scoring.ledger_rows import of_ledger
from services.scoring.record_rows import OfRecords, row_of_record
from services.scoring.registry_rows import OfClusters, OfSeasons, OfUnits, row_of_season, rows_of_cluster, rows_of_unit
from services.scoring.season_rows import rows_of_board, rows_of_season
from services.scoring.sheet_rows import rows_of_sheet
from services.scoring.summaries import ScoringFact, summary

VERSION = 9
OfRegistry = OfSeasons | OfUnits | OfClusters | OfRecords | OfUnitsEnd | OfSuspension
HANDLES = (*get_args(OfRegistry), *get_args(ScoringFact))


def project(event: Event) -> Iterator[Change]:
    """The rows that an event leaves: its own, and, for an event of scoring, its line in the chain of facts."""
    fact = cast(OfRegistry | ScoringFact, event.data)
    if isinstance(fact, ScoringFact):
        yield from _of_scoring(event, fact)
        yield _link(event, fact)
        return
    match fact:
        case LegalDocumentRecorded() | SeasonOpened() | RulePackAdopted():
            yield row_of_season(fact)
        case UnitRegistered() | UnitRenamed() | UnitCodeChanged() | UnitDisqualified():
            yield from rows_of_unit(fact)
        case ClusterFormed() | ClusterMemberJoined() | ClusterMemberLeft() | LeaderRecognised() | DeputiesRecognised():
            yield from rows_of_cluster(fact)
        case (
            MovementLaunched()
            | ExemplaryModelProposed()
            | ExemplaryModelConfirmed()
            | ExemplaryModelWithdrawn()
            | InitiativeProposed()
            | InitiativeRecognised()
            | InitiativeNotRecognised()
        ):
            yield row_of_record(fact)
        case UnitMerged() | UnitSplit() | UnitSucceeded() | UnitDissolved() | UnitTookOver():
            yield from rows_of_units_end(fact)
        case UnitSuspended() | SuspensionLifted():
            yield row_of_suspension(event, fact)
        case _:
            assert_never(fact)


def _of_scoring(event: Event, fact: ScoringFact) -> Iterator[Change]:
    match fact:
        case ScorecardDrafted() | TargetsSet() | ScorecardIssued() | AnnexIssued() | AgreementSigned() | AgreementClosed():
            yield from rows_of_agreement(event, fact)
        case (
            SelfSheetSubmitted()
            | CrossSheetSubmitted()
            | SheetVerified()
            | SheetExplained()
            | SheetFieldScored()
            | SheetAppraised()
            | CouncilWordRecorded()
        ):
            yield from rows_of_sheet(event, fact)
        case (
            ReportDueDaysSet()
            | ReportReceived()
            | ReportExtended()
            | ReportWaived()
            | ReportsMissed()
            | LedgerEntryEntered()
            | LedgerEntryCancelled()
        ):
            yield from of_ledger(event, fact)
        case FieldScoringAssigned() | ScoresReopened() | StepDueDaysSet():
            yield from rows_of_board(event, fact)
        case SelfScoringOpened() | MemberAdmitted() | SelfScoringClosed() | UnitLeftOut() | UnitScoreChanged() | ScoresLocked():
            yield from rows_of_season(event, fact)
        case UnitDeparted() | DepartureSettled() | ScoreInherited():
            yield from rows_of_departure(event, fact)
        case _:
            assert_never(fact)


def _link(event: Event, fact: ScoringFact) -> Put:
    vi, en = summary(fact)
    row = {
        "log": event.log,
        "type": event.type,
        "stream": event.subject,
        "version": event.streamversion,
        "recorded_at": event.time,
        "effective_at": event.effectivetime,
        "actor": event.actor,
        "command": event.commandid,
        "cluster": fact.cluster,
        "unit": vars(fact).get("unit"),
        "reason": vars(fact).get("reason") or vars(fact).get("ground"),
        "document": fact.legal_basis,
        "summary_vi": vi,
        "summary_en": en,
    }
    return Put("fact", {"position": event.position}, row)
