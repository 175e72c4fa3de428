"""The stream `scoresheet/<cluster>`: one cluster's season, from opened self-scoring to locked scores.

It is the boundary of consistency, because a unit's points depend on the figures of the others. All that deciding
needs is copied into it when self-scoring opens. The cluster's other stream, its scorecard, is in agreement.py, in the
same order: commands, state, refusals (see refusals.py, here as `no`), decide, evolve.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import reduce
from typing import assert_never
from uuid import UUID

from pydantic import Field

from contracts.base import ClusterId, Contract, Fact, UnitId
from contracts.rules import NotAssigned
from contracts.scoring import (
    LEAVES_MAX,
    Cause,
    Change,
    CrossSheetSubmitted,
    Entry,
    Input,
    Layer,
    Leaf,
    LockedScore,
    Member,
    MovedLeaf,
    ScoresLocked,
    SelfScoringClosed,
    SelfScoringOpened,
    SelfSheetSubmitted,
    SheetAppraised,
    SheetVerified,
    UnitLeftOut,
    UnitScoreChanged,
)
from infra.runtime.decisions import Category, Context, Role
from services.scoring import refusals as no
from services.scoring.agreement import Scorecard
from services.scoring.known import Known, known_of
from services.scoring.points import Entrant, Totals, deductions, is_shared, leaf_points, totals
from services.scoring.scorecard_rules import assigned, leaves_of
from services.scoring.sheet_rules import change_faults, entry_faults, fingerprint_of, in_order, peers_of

# --- commands ---


class OpenSelfScoring(Contract):
    """Begin the cluster's scoring from its closed agreement."""

    cluster: ClusterId


class SubmitSelfSheet(Contract):
    """Hand in the own unit's scoring (tự chấm), whole; again while self-scoring is open."""

    cluster: ClusterId
    unit: UnitId
    entries: tuple[Entry, ...] = Field(min_length=1, max_length=LEAVES_MAX)


class CloseSelfScoring(Contract):
    """End self-scoring; peers are chosen by the roll."""

    cluster: ClusterId


class SubmitCrossSheet(Contract):
    """Hand in a peer's scoring (chấm chéo) of another unit, whole: advice to the leader."""

    cluster: ClusterId
    unit: UnitId
    peer: UnitId
    entries: tuple[Entry, ...] = Field(min_length=1, max_length=LEAVES_MAX)


class VerifySheet(Contract):
    """Verify a unit's sheet (thẩm tra); only what changes is stated, with its reason."""

    cluster: ClusterId
    unit: UnitId
    changes: tuple[Change, ...] = Field(max_length=LEAVES_MAX)


class AppraiseSheet(Contract):
    """Appraise a verified sheet (thẩm định); only what changes is stated, with its reason."""

    cluster: ClusterId
    unit: UnitId
    changes: tuple[Change, ...] = Field(max_length=LEAVES_MAX)


class LockScores(Contract):
    """Lock the points of the cluster (khóa điểm)."""

    cluster: ClusterId


class LeaveOutUnit(Contract):
    """Leave a disqualified unit out; the reactor to registry's disqualification says it, nobody else."""

    cluster: ClusterId
    unit: UnitId


# --- state ---


class Phase(StrEnum):
    NOT_OPEN = "not-open"
    SELF_SCORING = "self-scoring"
    SCORING = "scoring"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Written:
    """One layer of a sheet: its version, 0 for never, and a fingerprint of what it says."""

    version: int = 0
    fingerprint: bytes = b""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One unit's sheet: the inputs that each layer states, and the official points that follow."""

    own: Written = Written()
    cross: Mapping[UUID, Written] = field(default_factory=dict)
    leader: Written = Written()
    board: Written = Written()
    own_inputs: Mapping[str, Input] = field(default_factory=dict)
    leader_inputs: Mapping[str, Input] = field(default_factory=dict)
    board_inputs: Mapping[str, Input] = field(default_factory=dict)
    points: Mapping[str, Decimal] = field(default_factory=dict)
    total: Decimal | None = None
    groups: tuple[Decimal, ...] = ()

    def official(self, leaf: str) -> Input | None:
        """What the last layer says that spoke on the leaf; cross-scores are advice and never count."""
        return self.board_inputs.get(leaf) or self.leader_inputs.get(leaf) or self.own_inputs.get(leaf)

    @property
    def verified_inputs(self) -> dict[str, Input]:
        return {**self.own_inputs, **self.leader_inputs}


@dataclass(frozen=True, slots=True)
class Scoresheet:
    """One cluster's season. Sheets are replaced one by one; what did not change is shared with the state before."""

    phase: Phase = Phase.NOT_OPEN
    authority: str = ""
    season: str = ""
    total: int = 0
    not_assigned: NotAssigned = NotAssigned.SCALED
    peers_max: int = 0
    leaves: Mapping[str, Leaf] = field(default_factory=dict)
    members: Mapping[UUID, Member] = field(default_factory=dict)
    sheets: Mapping[UUID, Sheet] = field(default_factory=dict)
    peers: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict)
    left_out: frozenset[UUID] = frozenset()

    def sheet(self, unit: UUID) -> Sheet:
        return self.sheets.get(unit, Sheet())

    @property
    def competing(self) -> tuple[UUID, ...]:
        """The members in roll order, without those that were left out."""
        return tuple(unit for unit in self.members if unit not in self.left_out)


# --- decide ---

SeasonCommand = (
    OpenSelfScoring
    | SubmitSelfSheet
    | CloseSelfScoring
    | SubmitCrossSheet
    | VerifySheet
    | AppraiseSheet
    | LockScores
    | LeaveOutUnit
)


def decide_season(
    command: SeasonCommand, context: Context[Known], season: Scoresheet, card: Scorecard | None = None
) -> Sequence[Fact]:
    """Decide what concerns sheets and points; opening alone reads the scorecard too."""
    match command:
        case OpenSelfScoring():
            return _open(command, context, season, card or Scorecard())
        case SubmitSelfSheet():
            return _submit_own(command, context, season)
        case CloseSelfScoring():
            return _close_self_scoring(command, context, season)
        case SubmitCrossSheet():
            return _submit_cross(command, context, season)
        case VerifySheet():
            return _verify(command, context, season)
        case AppraiseSheet():
            return _appraise(command, context, season)
        case LockScores():
            return _lock(command, context, season)
        case LeaveOutUnit():
            return _leave_out(command, season)
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
    )
    gone = [unit for unit in card.issued.members if unit in known.disqualified - season.left_out]
    return [opened, *(UnitLeftOut(cluster=command.cluster, unit=unit) for unit in gone)]


def _submit_own(command: SubmitSelfSheet, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    context.require_unit(command.unit)
    member = _member(season, command.unit)
    if season.phase is not Phase.SELF_SCORING:
        raise no.ScoresAreLocked if season.phase is Phase.LOCKED else no.SelfScoringOver
    if not member.signed:
        raise no.NotSigned(unit=str(command.unit))
    if faults := entry_faults(season.leaves, member.not_assigned, command.entries):
        raise no.SheetUnsound(faults)
    before, entries = season.sheet(command.unit).own, in_order(season.leaves, command.entries)
    if before.version and before.fingerprint == fingerprint_of(entries):
        return []
    submitted = SelfSheetSubmitted(cluster=command.cluster, unit=command.unit, version=before.version + 1, entries=entries)
    return _and_scores(season, submitted, {entry.leaf for entry in entries}, Layer.SELF)


def _close_self_scoring(command: CloseSelfScoring, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    _board(context, season)
    if season.phase is Phase.SCORING:
        return []
    if season.phase is Phase.LOCKED:
        raise no.ScoresAreLocked
    return [
        SelfScoringClosed(
            cluster=command.cluster,
            peers=peers_of(season.competing, season.sheets, season.peers_max),
            missing=tuple(unit for unit in season.members if unit not in season.sheets),
        )
    ]


def _submit_cross(command: SubmitCrossSheet, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    context.require_unit(command.peer)
    if command.peer == command.unit:
        raise no.OwnSheet
    _member(season, command.peer)
    member, sheet = _member(season, command.unit), _sheet_to_score(season, command.unit)
    if command.peer not in season.peers.get(command.unit, ()):
        raise no.NotAPeer(unit=str(command.unit))
    if sheet.leader.version:
        raise no.AlreadyVerified(unit=str(command.unit))
    if faults := entry_faults(season.leaves, member.not_assigned, command.entries):
        raise no.SheetUnsound(faults)
    before, entries = sheet.cross.get(command.peer, Written()), in_order(season.leaves, command.entries)
    if before.version and before.fingerprint == fingerprint_of(entries):
        return []
    return [
        CrossSheetSubmitted(
            cluster=command.cluster,
            unit=command.unit,
            peer=command.peer,
            version=before.version + 1,
            entries=entries,
        )
    ]


def _verify(command: VerifySheet, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    known = known_of(command, context)
    leader, first_deputy = known.leader_on(context.today), known.first_deputy_on(context.today)
    if leader is None:
        raise no.NoLeader
    verifier = leader if command.unit != leader else first_deputy
    _require_verifier(verifier, command.unit, context, known.authority)
    member, sheet = _member(season, command.unit), _sheet_to_score(season, command.unit)
    if sheet.board.version:
        raise no.AlreadyAppraised(unit=str(command.unit))
    if faults := change_faults(season.leaves, member.not_assigned, command.changes, sheet.own_inputs):
        raise no.SheetUnsound(faults)
    changes = in_order(season.leaves, command.changes)
    if sheet.leader.version and sheet.leader.fingerprint == fingerprint_of(changes):
        return []
    verified = SheetVerified(
        cluster=command.cluster,
        unit=command.unit,
        version=sheet.leader.version + 1,
        verifier=verifier,
        leader=leader,
        first_deputy=first_deputy,
        changes=changes,
    )
    # What the version before had changed and this one is silent about falls back to the layer below.
    touched = {change.leaf for change in changes} | set(sheet.leader_inputs)
    return _and_scores(season, verified, touched, Layer.LEADER)


def _require_verifier(verifier: UUID | None, unit: UUID, context: Context[Known], authority: str) -> None:
    """Refuse unless the caller is whom the rule names: a unit's officer, or the board where the verifier is None."""
    if verifier is None:
        if Role.BOARD_OFFICER not in context.caller.roles:
            raise no.OwnSheet if context.caller.unit == unit else no.NotTheVerifier(verifier="board")
        context.require_authority(authority)
    elif Role.UNIT_OFFICER not in context.caller.roles or context.caller.unit != verifier:
        raise no.OwnSheet if context.caller.unit == unit else no.NotTheVerifier(verifier=str(verifier))


def _appraise(command: AppraiseSheet, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    _board(context, season)
    member, sheet = _member(season, command.unit), _sheet_to_score(season, command.unit)
    if not sheet.leader.version:
        raise no.NotVerified(unit=str(command.unit))
    if faults := change_faults(season.leaves, member.not_assigned, command.changes, sheet.verified_inputs):
        raise no.SheetUnsound(faults)
    changes = in_order(season.leaves, command.changes)
    if sheet.board.version and sheet.board.fingerprint == fingerprint_of(changes):
        return []
    appraised = SheetAppraised(cluster=command.cluster, unit=command.unit, version=sheet.board.version + 1, changes=changes)
    touched = {change.leaf for change in changes} | set(sheet.board_inputs)
    return _and_scores(season, appraised, touched, Layer.BOARD)


def _lock(command: LockScores, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    known = known_of(command, context)
    _board(context, season)
    if season.phase is Phase.LOCKED:
        return []
    if season.phase is not Phase.SCORING:
        raise no.SelfScoringNotOver
    facts: list[Fact] = []
    for unit in season.members:
        # The reactor may not have come so far; after the lock it would be too late.
        if unit in known.disqualified:
            left = _leave_out(LeaveOutUnit(cluster=command.cluster, unit=unit), season)
            facts.extend(left)
            season = reduce(evolve_season, left, season)
    unfinished = [unit for unit in season.competing if unit in season.sheets and not season.sheets[unit].board.version]
    if unfinished:
        raise no.SheetsUnfinished(count=len(unfinished), units=[str(unit) for unit in unfinished])
    rows = tuple(_locked(season, member) for member in season.members.values())
    return [
        *facts,
        ScoresLocked(cluster=command.cluster, season=season.season, authority=season.authority, rows=rows),
    ]


def _locked(season: Scoresheet, member: Member) -> LockedScore:
    sheet = season.sheet(member.unit)
    complete = bool(sheet.own.version and sheet.board.version)
    leaves = assigned(season.leaves.values(), member.not_assigned) if complete else ()
    stated = {leaf.leaf: found for leaf in leaves if (found := sheet.official(leaf.leaf))}
    return LockedScore(
        unit=member.unit,
        signed=member.signed,
        complete=complete,
        total=sheet.total if complete else None,
        groups=sheet.groups if complete else (),
        deductions=deductions(leaves, stated),
        late_reports=0,
    )


def _leave_out(command: LeaveOutUnit, season: Scoresheet) -> Sequence[SeasonFact]:
    """Also before self-scoring opens: its decision was made from a moment that may be older than this one."""
    if season.phase is Phase.LOCKED:
        raise no.ScoresAreLocked
    if command.unit in season.left_out:
        return []
    left = UnitLeftOut(cluster=command.cluster, unit=command.unit)
    shared = {code for code, leaf in season.leaves.items() if is_shared(leaf.rule)}
    return _and_scores(season, left, shared, None)


def _board(context: Context[Known], season: Scoresheet) -> None:
    if season.phase is Phase.NOT_OPEN:
        raise no.ScoringNotOpen
    context.require_authority(season.authority)


def _member(season: Scoresheet, unit: UUID) -> Member:
    if season.phase is Phase.NOT_OPEN:
        raise no.ScoringNotOpen
    if unit not in season.members:
        raise no.NotAMember(unit=str(unit))
    if unit in season.left_out:
        raise no.UnitIsLeftOut(unit=str(unit))
    return season.members[unit]


def _sheet_to_score(season: Scoresheet, unit: UUID) -> Sheet:
    """The sheet that a later layer speaks about."""
    if season.phase is Phase.SELF_SCORING:
        raise no.SelfScoringNotOver
    if season.phase is Phase.LOCKED:
        raise no.ScoresAreLocked
    if unit not in season.sheets:
        raise no.SheetMissing(unit=str(unit))
    return season.sheets[unit]


# Points: after each change of official values, for every unit that it moved.

SheetFact = SelfSheetSubmitted | SheetVerified | SheetAppraised | UnitLeftOut


def _and_scores(season: Scoresheet, fact: SheetFact, touched: set[str], layer: Layer | None) -> list[SeasonFact]:
    """The fact, and what it does to the official points of the leaves it touches."""
    version = None if isinstance(fact, UnitLeftOut) else fact.version
    cause = Cause(unit=fact.unit, layer=layer, version=version)
    return [fact, *_moves(evolve_season(season, fact), fact.cluster, fact.unit, touched, cause)]


def _moves(season: Scoresheet, cluster: UUID, unit: UUID, touched: set[str], cause: Cause) -> Iterable[UnitScoreChanged]:
    moved: dict[UUID, list[MovedLeaf]] = {}
    for code, leaf in season.leaves.items():
        if code not in touched:
            continue
        # On the other kinds a unit's points hang on its own input alone.
        for each, points in _scored(season, leaf, season.members if is_shared(leaf.rule) else (unit,)):
            old = season.sheets[each].points.get(code)
            if points != old:
                moved.setdefault(each, []).append(MovedLeaf(leaf=code, old=old, new=points))
    return [_score_changed(season, cluster, each, moved[each], cause) for each in season.members if each in moved]


def _scored(season: Scoresheet, leaf: Leaf, units: Iterable[UUID]) -> Iterable[tuple[UUID, Decimal]]:
    scored, entrants = [], []
    for unit in units:
        if unit in season.sheets and (stated := season.sheets[unit].official(leaf.leaf)):
            scored.append(unit)
            target = season.members[unit].targets.get(leaf.leaf)
            entrants.append(Entrant(stated, target, unit not in season.left_out))
    return zip(scored, leaf_points(leaf, entrants), strict=True)


def _score_changed(season: Scoresheet, cluster: UUID, unit: UUID, moved: Sequence[MovedLeaf], cause: Cause) -> UnitScoreChanged:
    added = _added_up(season, unit, _after(season.sheets[unit].points, moved))
    return UnitScoreChanged(
        cluster=cluster,
        unit=unit,
        cause=cause,
        leaves=tuple(moved),
        groups=added.groups,
        maximum=added.maximum,
        raw=added.raw,
        scaled=added.scaled,
        plus_minus=added.plus_minus,
        total=added.total,
    )


def _added_up(season: Scoresheet, unit: UUID, points: Mapping[str, Decimal]) -> Totals:
    return totals(
        assigned(season.leaves.values(), season.members[unit].not_assigned),
        points,
        groups=max(leaf.group for leaf in season.leaves.values()),
        scale=season.total,
        not_assigned=season.not_assigned,
    )


def _after(points: Mapping[str, Decimal], moved: Iterable[MovedLeaf]) -> dict[str, Decimal]:
    return {**points, **{each.leaf: each.new for each in moved if each.new is not None}}


# --- evolve ---

SeasonFact = (
    SelfScoringOpened
    | SelfSheetSubmitted
    | SelfScoringClosed
    | CrossSheetSubmitted
    | SheetVerified
    | SheetAppraised
    | UnitLeftOut
    | UnitScoreChanged
    | ScoresLocked
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
            )
        case SelfSheetSubmitted():
            inputs = {entry.leaf: entry.input for entry in fact.entries}
            own = Written(fact.version, fingerprint_of(fact.entries))
            return _with(season, fact.unit, own=own, own_inputs=inputs)
        case SelfScoringClosed():
            return replace(season, phase=Phase.SCORING, peers={each.unit: each.peers for each in fact.peers})
        case CrossSheetSubmitted():
            written = Written(fact.version, fingerprint_of(fact.entries))
            return _with(season, fact.unit, cross={**season.sheet(fact.unit).cross, fact.peer: written})
        case SheetVerified():
            inputs = {change.leaf: change.input for change in fact.changes}
            leader = Written(fact.version, fingerprint_of(fact.changes))
            return _with(season, fact.unit, leader=leader, leader_inputs=inputs)
        case SheetAppraised():
            inputs = {change.leaf: change.input for change in fact.changes}
            board = Written(fact.version, fingerprint_of(fact.changes))
            return _with(season, fact.unit, board=board, board_inputs=inputs)
        case UnitLeftOut():
            return replace(season, left_out=season.left_out | {fact.unit})
        case UnitScoreChanged():
            points = _after(season.sheet(fact.unit).points, fact.leaves)
            return _with(season, fact.unit, points=points, total=fact.total, groups=fact.groups)
        case ScoresLocked():
            return replace(season, phase=Phase.LOCKED)
        case _:
            assert_never(fact)


def _with(season: Scoresheet, unit: UUID, **changes: object) -> Scoresheet:
    sheet = replace(season.sheet(unit), **changes)  # type: ignore[arg-type]  # dataclass fields by name
    return replace(season, sheets={**season.sheets, unit: sheet})


SCORESHEET = Category(
    "scoresheet",
    Scoresheet(),
    evolve_season,
    (
        SelfScoringOpened,
        SelfSheetSubmitted,
        SelfScoringClosed,
        CrossSheetSubmitted,
        SheetVerified,
        SheetAppraised,
        UnitLeftOut,
        UnitScoreChanged,
        ScoresLocked,
    ),
)
