"""The stream `scoresheet/<cluster>`: one cluster's season, from opened self-scoring to locked scores.

It is the boundary of consistency, because a unit's points depend on the figures of the others. All that deciding
needs is copied into it when self-scoring opens. Here are its phases, and the way to whoever decides the rest: each
concern has a module with its own decide and evolve. The cluster's other stream, its scorecard, is in agreement.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import assert_never, get_args

from contracts.base import VIETNAM, Fact
from contracts.rules import Rounding
from contracts.scoring import (
    CouncilWordRecorded,
    CrossSheetSubmitted,
    DepartureSettled,
    FieldScoringAssigned,
    LedgerEntryCancelled,
    LedgerEntryEntered,
    LockedScore,
    Member,
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
    UnitDeparted,
    UnitLeftOut,
    UnitScoreChanged,
)
from infra.runtime.decisions import Category, Context
from services.scoring import refusals as no
from services.scoring.agreement import Scorecard
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
    SettleDeparture,
    SubmitCrossSheet,
    SubmitSelfSheet,
    VerifySheet,
)
from services.scoring.evidence_rules import rules_of
from services.scoring.inheritance import evolve_inheritance, inherit_score
from services.scoring.keeping import decide_ledger
from services.scoring.known import ClusterFacts, Known, known_of
from services.scoring.leaving import (
    LeavingFact,
    departed_unheard,
    evolve_leaving,
    leave_out,
    note_departure,
    require_departures_settled,
    settle_departure,
)
from services.scoring.ledger import Ledger, LedgerFact, evolve_ledger, figures_of, late_reports_of, penalties_of
from services.scoring.ledger_commands import (
    CancelLedgerEntry,
    EnterLedgerEntry,
    ExtendReport,
    LedgerCommand,
    RecordReportReceipts,
    SetReportDueDays,
    WaiveReport,
)
from services.scoring.moves import after
from services.scoring.points import PLACES, Precision, deductions
from services.scoring.reopening import evolve_reopening, reopen, reopen_for_complaint
from services.scoring.reporting import missed, released
from services.scoring.scorecard_rules import assigned, leaves_of
from services.scoring.season import LAYERS_UNSTATED, Phase, Scoresheet, require_board, with_sheet
from services.scoring.sheet_rules import peers_of
from services.scoring.sheets import SheetCommand, SheetFact, decide_sheets, evolve_sheets

# Commands stand in commands.py, the state in season.py, refusals in refusals.py (here as `no`).

# --- decide ---

LeavingCommand = LeaveOutUnit | NoteDeparture | SettleDeparture | InheritScore
ReopeningCommand = ReopenScores | ReopenForComplaint
SeasonCommand = OpenSelfScoring | LedgerCommand | SheetCommand | CloseSelfScoring | LockScores | ReopeningCommand | LeavingCommand


def decide_season(
    command: SeasonCommand, context: Context[Known], season: Scoresheet, card: Scorecard | None = None
) -> Sequence[Fact]:
    """Decide what concerns sheets and points; opening alone reads the scorecard too."""
    match command:
        case OpenSelfScoring():
            return _open(command, context, season, card or Scorecard())
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
        case CloseSelfScoring():
            return _close_self_scoring(command, context, season)
        case LockScores():
            return _lock(command, context, season)
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


def _open(command: OpenSelfScoring, context: Context[Known], season: Scoresheet, card: Scorecard) -> Sequence[Fact]:
    known = known_of(command, context)
    context.require_authority(known.authority)
    if season.phase is Phase.SELF_SCORING:
        return []
    if season.phase is not Phase.NOT_OPEN:
        raise no.SelfScoringOver
    if card.issued is None or not card.closed:
        raise no.AgreementNotClosed
    opened = SelfScoringOpened(
        cluster=command.cluster,
        season=card.season,
        authority=card.authority,
        scorecard_version=card.issued.version,
        digest=card.issued.digest,
        total=card.total,
        leaves=leaves_of(card.criteria),
        members=tuple(
            Member(
                unit=unit,
                signed=unit in card.signed,
                targets=dict(assignment.targets),
                not_assigned=assignment.not_assigned,
            )
            for unit, assignment in card.assignments(card.issued.members).items()
        ),
        not_assigned=known.rules.not_assigned,
        peers=known.rules.peers,
        pack=card.pack,
        evidence=rules_of(known.rules),
        ledger=figures_of(known.rules.by_scale, card.total),
        layers=known.rules.layers,
        decimal_places=known.rules.decimal_places,
        rounding=known.rules.rounding,
        leaf_step=known.rules.leaf_step,
    )
    gone = [unit for unit in card.issued.members if unit in known.disqualified - season.left_out]
    return [
        opened,
        *(UnitLeftOut(cluster=command.cluster, unit=unit) for unit in gone),
        *departed_unheard(known, season, card.issued.members),
    ]


def _close_self_scoring(command: CloseSelfScoring, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    require_board(context, season)
    if season.phase is Phase.SCORING:
        return []
    if season.was_locked:
        raise no.ScoresAreLocked
    closed = SelfScoringClosed(
        cluster=command.cluster,
        peers=peers_of(season.competing, season.sheets, season.peers_max),
        missing=tuple(unit for unit in season.members if unit not in season.sheets),
        closed_at=context.at.astimezone(VIETNAM) if season.ledger.due else None,
    )
    return [closed, *missed(closed, season)]


def _lock(command: LockScores, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    known = known_of(command, context)
    require_board(context, season)
    if season.phase is Phase.LOCKED:
        return []
    if season.phase not in (Phase.SCORING, Phase.REOPENED):
        raise no.SelfScoringNotOver
    # After the first lock nobody's leaving moves what was locked: only what was reopened by name does.
    facts = [] if season.was_locked else _leaving_unheard(command, known, season)
    season = reduce(evolve_season, facts, season)
    if not season.was_locked:
        require_departures_settled(context, known, season)
    unfinished = [unit for unit in season.competing if unit in season.sheets and not season.sheets[unit].board.version]
    if unfinished:
        raise no.SheetsUnfinished(count=len(unfinished), units=[str(unit) for unit in unfinished])
    rows = tuple(_locked(season, member) for member in season.members.values())
    return [
        *facts,
        ScoresLocked(cluster=command.cluster, season=season.season, authority=season.authority, rows=rows),
    ]


def _leaving_unheard(command: LockScores, known: ClusterFacts, season: Scoresheet) -> list[SeasonFact]:
    """What registry has told of and the reactors have not come to; after the lock it would be too late."""
    facts: list[SeasonFact] = []
    for unit in season.members:
        if unit in known.disqualified:
            left = leave_out(LeaveOutUnit(cluster=command.cluster, unit=unit), season)
            facts.extend(left)
            season = reduce(evolve_season, left, season)
    return [*facts, *departed_unheard(known, season, season.members)]


def _locked(season: Scoresheet, member: Member) -> LockedScore:
    sheet = season.sheet(member.unit)
    complete = bool(sheet.own.version and sheet.board.version)
    departure = season.departures.units.get(member.unit)
    leaves = assigned(season.leaves.values(), member.not_assigned) if complete else ()
    stated = {leaf.leaf: found for leaf in leaves if (found := season.official(member.unit, leaf.leaf))}
    return LockedScore(
        unit=member.unit,
        signed=member.signed,
        complete=complete,
        total=sheet.total if complete else None,
        groups=sheet.groups if complete else (),
        deductions=deductions(leaves, stated) + penalties_of(season.ledger, member.unit),
        late_reports=late_reports_of(season.ledger, member.unit),
        departed=departure.policy if departure else None,
    )


# --- evolve ---

SeasonFact = (
    SheetFact
    | LedgerFact
    | SelfScoringOpened
    | SelfScoringClosed
    | LeavingFact
    | ScoreInherited
    | UnitScoreChanged
    | ScoresLocked
    | ScoresReopened
)


def evolve_season(season: Scoresheet, fact: SeasonFact) -> Scoresheet:
    match fact:
        case SelfScoringOpened():
            return replace(
                season,
                phase=Phase.SELF_SCORING,
                authority=fact.authority,
                season=fact.season,
                total=fact.total,
                not_assigned=fact.not_assigned,
                peers_max=fact.peers,
                leaves={leaf.leaf: leaf for leaf in fact.leaves},
                members={member.unit: member for member in fact.members},
                evidence=fact.evidence,
                ledger=replace(season.ledger, figures=fact.ledger),
                layers=LAYERS_UNSTATED if fact.layers is None else fact.layers,
                precision=Precision(
                    PLACES if fact.decimal_places is None else fact.decimal_places, fact.rounding or Rounding.HALF_UP
                ),
                leaf_step=fact.leaf_step,
            )
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
        case SelfScoringClosed():
            peers = {each.unit: each.peers for each in fact.peers}
            ledger = replace(season.ledger, closed_at=fact.closed_at)
            return replace(season, phase=Phase.SCORING, peers=peers, ledger=ledger)
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
            return replace(evolve_leaving(season, fact), ledger=_ledger_after(season, fact))
        case ScoreInherited():
            return evolve_inheritance(season, fact)
        case UnitScoreChanged():
            points = after(season.sheet(fact.unit).points, fact.leaves)
            return with_sheet(season, fact.unit, points=points, total=fact.total, groups=fact.groups)
        case ScoresLocked():
            return replace(season, phase=Phase.LOCKED, reopening=season.reopening.closed)
        case ScoresReopened():
            return evolve_reopening(season, fact)
        case _:
            assert_never(fact)


def _ledger_after(season: Scoresheet, fact: LeavingFact) -> Ledger:
    """After the lock a departure is a notice, and what was locked stays."""
    if isinstance(fact, UnitDeparted) and not season.was_locked:
        return season.ledger.without(fact.unit, fact.on)
    return season.ledger


SCORESHEET = Category("scoresheet", Scoresheet(), evolve_season, get_args(SeasonFact))
