"""The stream `scoresheet/<cluster>`: one cluster's season, from opened self-scoring to locked scores.

It is the boundary of consistency, because a unit's points depend on the figures of the others. All that deciding
needs is copied into it when self-scoring opens. Here is the way to whoever decides what: each concern has a module with
its own decide and evolve. The cluster's other stream, its scorecard, is in agreement.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never, get_args

from contracts.base import Fact
from contracts.scoring import (
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
    UnitDeparted,
    UnitLeftOut,
    UnitScoreChanged,
)
from infra.runtime.decisions import Category, Context
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
from services.scoring.due_days import evolve_step_due, set_step_due_days
from services.scoring.inheritance import evolve_inheritance, inherit_score
from services.scoring.keeping import decide_ledger
from services.scoring.known import Known
from services.scoring.leaving import LeavingFact, evolve_leaving, leave_out, note_departure, settle_departure
from services.scoring.ledger import LedgerFact, evolve_ledger
from services.scoring.ledger_commands import (
    CancelLedgerEntry,
    EnterLedgerEntry,
    ExtendReport,
    LedgerCommand,
    RecordReportReceipts,
    SetReportDueDays,
    WaiveReport,
)
from services.scoring.moves import evolve_moved
from services.scoring.phases import PhaseCommand, PhaseFact, decide_phases, evolve_phases
from services.scoring.reopening import evolve_reopening, reopen, reopen_for_complaint
from services.scoring.reporting import released
from services.scoring.season import Scoresheet
from services.scoring.sheets import SheetCommand, SheetFact, decide_sheets, evolve_sheets

# Commands stand in commands.py, the state in season.py, refusals in refusals.py.

# --- decide ---

LeavingCommand = LeaveOutUnit | NoteDeparture | SettleDeparture | InheritScore
ReopeningCommand = ReopenScores | ReopenForComplaint
SeasonCommand = PhaseCommand | SetStepDueDays | LedgerCommand | SheetCommand | ReopeningCommand | LeavingCommand


def decide_season(
    command: SeasonCommand, context: Context[Known], season: Scoresheet, card: Scorecard | None = None
) -> Sequence[Fact]:
    """Decide what concerns sheets and points; opening alone reads the scorecard too."""
    match command:
        case OpenSelfScoring() | CloseSelfScoring() | LockScores():
            return decide_phases(command, context, season, card)
        case (
            EnterLedgerEntry()
            | CancelLedgerEntry()
            | SetReportDueDays()
            | RecordReportReceipts()
            | ExtendReport()
            | WaiveReport()
        ):
            return decide_ledger(command, context, season)
        case (
            SubmitSelfSheet()
            | SubmitCrossSheet()
            | VerifySheet()
            | ExplainSheet()
            | AssignFieldScoring()
            | FieldScoreSheet()
            | AppraiseSheet()
            | RecordCouncilWord()
        ):
            return decide_sheets(command, context, season)
        case SetStepDueDays():
            return set_step_due_days(command, context, season)
        case ReopenScores():
            return reopen(command, context, season)
        case ReopenForComplaint():
            return reopen_for_complaint(command, season)
        case LeaveOutUnit() | NoteDeparture() | SettleDeparture() | InheritScore():
            return _decide_leaving(command, context, season)
        case _:
            assert_never(command)


def _decide_leaving(command: LeavingCommand, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    match command:
        case LeaveOutUnit():
            return leave_out(command, season)
        case NoteDeparture():
            departed = note_departure(command, season)
            return [*departed, *released(departed, season)]
        case SettleDeparture():
            return settle_departure(command, context, season)
        case InheritScore():
            return inherit_score(command, context, season)
        case _:
            assert_never(command)


# --- evolve ---

SeasonFact = (
    PhaseFact | SheetFact | LedgerFact | LeavingFact | ScoreInherited | UnitScoreChanged | ScoresReopened | StepDueDaysSet
)


def evolve_season(season: Scoresheet, fact: SeasonFact) -> Scoresheet:
    match fact:
        case SelfScoringOpened() | MemberAdmitted() | SelfScoringClosed() | ScoresLocked():
            return evolve_phases(season, fact)
        case (
            SelfSheetSubmitted()
            | CrossSheetSubmitted()
            | SheetVerified()
            | SheetExplained()
            | FieldScoringAssigned()
            | SheetFieldScored()
            | SheetAppraised()
            | CouncilWordRecorded()
        ):
            return evolve_sheets(season, fact)
        case (
            ReportDueDaysSet()
            | ReportReceived()
            | ReportExtended()
            | ReportWaived()
            | ReportsMissed()
            | LedgerEntryEntered()
            | LedgerEntryCancelled()
        ):
            return replace(season, ledger=evolve_ledger(season.ledger, fact))
        case UnitLeftOut() | UnitDeparted() | DepartureSettled():
            return evolve_leaving(season, fact)
        case ScoreInherited():
            return evolve_inheritance(season, fact)
        case UnitScoreChanged():
            return evolve_moved(season, fact)
        case ScoresReopened():
            return evolve_reopening(season, fact)
        case StepDueDaysSet():
            return evolve_step_due(season, fact)
        case _:
            assert_never(fact)


SCORESHEET = Category("scoresheet", Scoresheet(), evolve_season, get_args(SeasonFact))
