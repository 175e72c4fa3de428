"""What may be asked of a cluster's season: the commands on the stream `scoresheet/<cluster>`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from contracts.base import NONE, ClusterId, ComplaintId, Contract, Day, DocumentId, LeafCode, Text, UnitId
from contracts.scoring import (
    LEAVES_MAX,
    Change,
    DepartureManner,
    DeparturePolicy,
    Entry,
    Explanation,
    ReopenedSheet,
    ScoringStep,
)


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


class ExplainSheet(Contract):
    """Explain the own sheet after its verification (giải trình): text and evidence on what the leader changed, whole."""

    cluster: ClusterId
    unit: UnitId
    explanations: tuple[Explanation, ...] = Field(min_length=1, max_length=LEAVES_MAX)


class AssignFieldScoring(Contract):
    """Say which branches and leaves a line department may score, whole; no branch takes them back."""

    cluster: ClusterId
    department: UnitId
    branches: tuple[LeafCode, ...] = Field(max_length=LEAVES_MAX)
    document: DocumentId


class FieldScoreSheet(Contract):
    """Score a unit on the leaves assigned to one's line department, whole; points may be stated directly."""

    cluster: ClusterId
    unit: UnitId
    department: UnitId
    changes: tuple[Change, ...] = Field(max_length=LEAVES_MAX)


class RecordCouncilWord(Contract):
    """Record what the council says of an appraised sheet, whole; only what changes is stated, with its reason."""

    cluster: ClusterId
    unit: UnitId
    changes: tuple[Change, ...] = Field(max_length=LEAVES_MAX)
    document: DocumentId


class ReopenScores(Contract):
    """Reopen locked scores: which leaves of whom may change and whose ledgers, why, and by which document."""

    cluster: ClusterId
    sheets: tuple[ReopenedSheet, ...] = Field(default=(), max_length=30)
    ledgers: tuple[UnitId, ...] = Field(default=(), max_length=30)
    reason: Text
    document: DocumentId


class ReopenForComplaint(Contract):
    """Reopen what an upheld complaint names; the reactor to ranking's decision says it, nobody else."""

    cluster: ClusterId
    complaint: ComplaintId
    unit: UnitId
    leaves: tuple[LeafCode, ...] = Field(max_length=LEAVES_MAX)
    ledgers: tuple[UnitId, ...] = Field(default=(), max_length=30)
    reason: Text
    document: DocumentId


class SetStepDueDays(Contract):
    """State until when the layers of the sheets are expected, whole: they warn, and move nothing."""

    cluster: ClusterId
    days: dict[Annotated[ScoringStep, NONE], Day] = Field(min_length=1, max_length=5)
    document: DocumentId


class LockScores(Contract):
    """Lock the points of the cluster (khóa điểm)."""

    cluster: ClusterId


class LeaveOutUnit(Contract):
    """Leave a disqualified unit out; the reactor to registry's disqualification says it, nobody else."""

    cluster: ClusterId
    unit: UnitId


class NoteDeparture(Contract):
    """Take note that a member has left; the reactor to registry's word says it, nobody else."""

    cluster: ClusterId
    unit: UnitId
    on: Day
    manner: Annotated[DepartureManner, NONE]
    successors: tuple[UnitId, ...] = Field(max_length=32)
    document: DocumentId


class SettleDeparture(Contract):
    """Decide what becomes of a departed unit's points: freeze, exclude, or inherit-weighted."""

    cluster: ClusterId
    unit: UnitId
    policy: Annotated[DeparturePolicy, NONE]
    reason: Text
    document: DocumentId


class InheritScore(Contract):
    """Let a successor open with what the units had that it took over on this day; `without` names those that do not count."""

    cluster: ClusterId
    unit: UnitId
    on: Day
    without: tuple[UnitId, ...] = Field(default=(), max_length=32)
    reason: Text
    document: DocumentId
