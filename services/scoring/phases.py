"""The phases of a cluster's season: opened, self-scoring closed, locked. Each copies or gathers what the next rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import assert_never

from contracts.base import VIETNAM, Fact
from contracts.rules import Rounding
from contracts.scoring import (
    LockedScore,
    Member,
    MemberAdmitted,
    ScoresLocked,
    SelfScoringClosed,
    SelfScoringOpened,
    UnitLeftOut,
    UnitScoreChanged,
)
from infra.runtime.decisions import Context
from services.scoring import refusals as no
from services.scoring.agreement_state import Scorecard
from services.scoring.commands import CloseSelfScoring, LeaveOutUnit, LockScores, OpenSelfScoring
from services.scoring.evidence_rules import rules_of
from services.scoring.joining import member_of
from services.scoring.known import ClusterFacts, Known, known_of
from services.scoring.leaving import LeavingFact, departed_unheard, evolve_leaving, leave_out, require_departures_settled
from services.scoring.ledger import figures_of, late_reports_of, penalties_of
from services.scoring.moves import evolve_moved
from services.scoring.points import PLACES, Precision, deductions
from services.scoring.reporting import missed
from services.scoring.scorecard_rules import assigned, leaves_of
from services.scoring.season import LAYERS_UNSTATED, Phase, Scoresheet, require_board
from services.scoring.sheet_rules import peers_of

PhaseCommand = OpenSelfScoring | CloseSelfScoring | LockScores
PhaseFact = SelfScoringOpened | MemberAdmitted | SelfScoringClosed | ScoresLocked

# --- decide ---


def decide_phases(command: PhaseCommand, context: Context[Known], season: Scoresheet, card: Scorecard | None) -> Sequence[Fact]:
    """Decide what leads from one phase to the next; opening alone reads the scorecard too."""
    match command:
        case OpenSelfScoring():
            return _open(command, context, season, card or Scorecard())
        case CloseSelfScoring():
            return _close_self_scoring(command, context, season)
        case LockScores():
            return _lock(command, context, season)
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
    # Who joined after the first signature comes behind the others, once it has signed its annex.
    roll = (*card.issued.members, *(unit for unit in card.annexes if unit in card.signed))
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
            for unit, assignment in card.assignments(roll).items()
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
    gone = [unit for unit in roll if unit in known.disqualified - season.left_out]
    return [
        opened,
        *(UnitLeftOut(cluster=command.cluster, unit=unit) for unit in gone),
        *departed_unheard(known, season, roll),
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
    season = reduce(_without, facts, season)
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


def _leaving_unheard(command: LockScores, known: ClusterFacts, season: Scoresheet) -> list[LeavingFact | UnitScoreChanged]:
    """What registry has told of and the reactors have not come to; after the lock it would be too late."""
    facts: list[LeavingFact | UnitScoreChanged] = []
    for unit in season.members:
        if unit in known.disqualified:
            left = leave_out(LeaveOutUnit(cluster=command.cluster, unit=unit), season)
            facts.extend(left)
            season = reduce(_without, left, season)
    return [*facts, *departed_unheard(known, season, season.members)]


def _without(season: Scoresheet, fact: LeavingFact | UnitScoreChanged) -> Scoresheet:
    """The season once a unit has left, and what that moved."""
    return evolve_moved(season, fact) if isinstance(fact, UnitScoreChanged) else evolve_leaving(season, fact)


def _locked(season: Scoresheet, member: Member) -> LockedScore:
    sheet = season.sheet(member.unit)
    complete = bool(sheet.own.version and sheet.board.version)
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
        departed=season.departures.policy_of(member.unit),
    )


# --- evolve ---


def evolve_phases(season: Scoresheet, fact: PhaseFact) -> Scoresheet:
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
        case MemberAdmitted():
            return replace(season, members={**season.members, fact.unit: member_of(fact)})
        case SelfScoringClosed():
            peers = {each.unit: each.peers for each in fact.peers}
            ledger = replace(season.ledger, closed_at=fact.closed_at)
            return replace(season, phase=Phase.SCORING, peers=peers, ledger=ledger)
        case ScoresLocked():
            return replace(season, phase=Phase.LOCKED, reopening=season.reopening.closed)
        case _:
            assert_never(fact)
