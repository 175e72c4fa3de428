"""What scoring's queries answer."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from contracts.registry import ClusterKind, ClusterLevel
from contracts.rules import NotAssigned, OfficialLayer, Rounding
from contracts.scoring import Criterion, Evidence, Input, Layer, LeafRule, LedgerSums, ReopenedSheet
from infra.runtime.chain import FactView, NextLink
from infra.runtime.paging import View
from services.scoring.season import Phase


class AgreementSummary(View):
    """How far a cluster's agreement has come; version 0 where no scorecard is drafted, no digest where none is issued."""

    cluster: UUID
    season: str
    authority: str
    number: int
    name: str
    kind: ClusterKind
    level: ClusterLevel
    version: int
    digest: str | None
    issued_at: datetime | None
    closed_at: datetime | None
    members: int
    signed: int


class ScorecardVersion(View):
    version: int
    total: int
    pack: str
    drafted_at: datetime
    drafted_by: str


class ScorecardView(ScorecardVersion):
    """One version of a scorecard with its tree."""

    cluster: UUID
    criteria: tuple[Criterion, ...]


class SignatureView(View):
    version: int
    digest: str
    signed_at: datetime
    signed_by: str


class PartyView(View):
    """One member of an agreement; `version` is that of its targets, for If-Match."""

    place: int
    unit: UUID
    name: str | None
    code: str | None
    version: int
    targets: dict[str, str]
    not_assigned: tuple[str, ...]
    signature: SignatureView | None


class AgreementView(View):
    """A cluster's agreement as it stands: what is to be signed, and who has signed."""

    cluster: UUID
    season: str
    authority: str
    number: int
    name: str
    kind: ClusterKind
    level: ClusterLevel
    leader: UUID | None
    first_deputy: UUID | None
    version: int
    digest: str | None
    issued_at: datetime | None
    closed_at: datetime | None
    scorecard: ScorecardView | None
    versions: tuple[ScorecardVersion, ...]
    parties: tuple[PartyView, ...]


class ScoresheetSummary(View):
    """How far a cluster's scoring has come; its own words are None while registry has not been heard on it."""

    cluster: UUID
    season: str
    authority: str
    number: int | None
    name: str | None
    kind: ClusterKind | None
    level: ClusterLevel | None
    phase: Phase
    total: int
    opened_at: datetime
    closed_at: datetime | None
    locked_at: datetime | None
    units: int
    handed_in: int
    verified: int
    appraised: int


class HandedIn(View):
    version: int
    at: datetime


class Verified(HandedIn):
    """`verifier` is the unit that verified, None for the board."""

    verifier: UUID | None


class PeerProgress(View):
    """A peer of a unit; version 0 where it has not cross-scored it yet."""

    unit: UUID
    version: int


class ProgressView(View):
    """What there is of one unit's sheet."""

    unit: UUID
    name: str | None
    code: str | None
    signed: bool
    left_out: bool
    suspended: bool
    own: HandedIn | None
    peers: tuple[PeerProgress, ...]
    verification: Verified | None
    appraisal: HandedIn | None


class SumsView(View):
    """A sheet added up; plus/minus leaves stand in `plus_minus` and `total` alone, `scaled` is rounded once.

    `ledger` are bonuses, deductions and what bounds cut of them, None where there are none; its `points` are in `total`.
    """

    groups: tuple[Decimal, ...]
    maximum: Decimal
    raw: Decimal
    scaled: Decimal
    plus_minus: Decimal
    ledger: LedgerSums | None
    total: Decimal


class LockedView(View):
    """What the lock froze beside the points; a sheet that is not complete has no total then."""

    complete: bool
    deductions: Decimal
    late_reports: int


class TotalsView(View):
    unit: UUID
    name: str | None
    code: str | None
    signed: bool
    left_out: bool
    suspended: bool
    sums: SumsView | None
    total: Decimal | None
    locked: LockedView | None


class EvidenceView(Evidence):
    """A piece of evidence. The flag compares its dates with the season's days."""

    outside_season: bool


class StatementView(View):
    """What one layer states on a leaf; `peer` is the peer of a cross-score, the department of a field score.

    `points` are what the input alone gives; None on quantitative leaves, where they depend on the other units.
    """

    peer: UUID | None
    version: int
    input: Input
    points: Decimal | None
    reason: str | None
    evidence: tuple[EvidenceView, ...]


class ExplanationView(View):
    """What the unit says to a leaf that the leader changed."""

    version: int
    text: str
    evidence: tuple[EvidenceView, ...]
    time: datetime
    actor: str
    log: str
    position: int


class LeafView(View):
    """One leaf with all its layers; the last that spoke of the season's official layers is official, named by
    `official_layer`. Cross-scores are advice.
    """

    leaf: str
    group: int
    title: str
    maximum: Decimal
    rule: LeafRule
    assigned: bool
    target: str | None
    points: Decimal | None
    own: StatementView | None
    cross: tuple[StatementView, ...]
    leader: StatementView | None
    explanation: ExplanationView | None
    field: StatementView | None
    board: StatementView | None
    council: StatementView | None
    official_layer: OfficialLayer | None


class LayerView(View):
    """One layer in its current version, which If-Match takes; and where it stands in the log."""

    layer: Layer
    peer: UUID | None
    version: int
    verifier: UUID | None
    document: UUID | None
    time: datetime
    actor: str
    log: str
    position: int


class SheetView(View):
    """A unit's scoresheet, every layer of every leaf side by side.

    `evidence_kept` says that the content of its evidence can be read, not its hash alone.
    """

    cluster: UUID
    season: str
    phase: Phase
    total: int
    not_assigned_rule: NotAssigned
    evidence_kept: bool
    official_layers: tuple[OfficialLayer, ...]
    decimal_places: int
    rounding: Rounding
    leaf_step: Decimal | None
    unit: UUID
    name: str | None
    code: str | None
    signed: bool
    left_out: bool
    suspended: bool
    layers: tuple[LayerView, ...]
    leaves: tuple[LeafView, ...]
    sums: SumsView | None
    locked: LockedView | None


class StatedFact(StatementView):
    """What a version of a layer stated on a leaf, who entered it, and where it stands in the log."""

    layer: Layer
    log: str
    position: int
    time: datetime
    actor: str
    href: str


class CauseView(View):
    """The sheet that moved the points; without a layer, that the unit was left out. `href` leads to its own chain."""

    unit: UUID
    layer: Layer | None
    version: int | None
    href: str


class MoveFact(View):
    """How the official points moved, and why."""

    old: Decimal | None
    new: Decimal | None
    cause: CauseView
    log: str
    position: int
    time: datetime
    actor: str


class LeafChain(View):
    """One leaf of a unit: everything that was ever stated on it, with its evidence, and how its points moved."""

    leaf: str
    group: int
    title: str
    maximum: Decimal
    rule: LeafRule
    points: Decimal | None
    statements: tuple[StatedFact, ...]
    moves: tuple[MoveFact, ...]


class Facts(View):
    """Scoring's link in a chain of facts, in the order of its log; `more` is the cursor to further facts."""

    service: str
    facts: tuple[FactView, ...]
    leaf: LeafChain | None
    next: tuple[NextLink, ...]
    more: str | None


class DepartmentView(View):
    """Which branches and leaves a line department may score."""

    department: UUID
    name: str | None
    version: int
    branches: tuple[str, ...]
    document: UUID
    time: datetime
    actor: str
    log: str
    position: int


class ReopeningView(View):
    """Locked points were opened again: whose leaves, why, by which document; for which upheld complaint, if for one."""

    version: int
    sheets: tuple[ReopenedSheet, ...]
    reason: str
    document: UUID
    complaint: UUID | None
    time: datetime
    actor: str
    log: str
    position: int


class LockView(View):
    time: datetime
    actor: str
    log: str
    position: int


class LateMove(View):
    """Points that moved after the first lock: whose sheet moved them, the reason given, and the reopening before."""

    unit: UUID
    name: str | None
    leaf: str
    old: Decimal | None
    new: Decimal | None
    cause_unit: UUID
    cause_layer: Layer | None
    cause_version: int | None
    reason: str | None
    reopening: int | None
    time: datetime
    actor: str
    log: str
    position: int


class AfterLockView(View):
    """What happened to a cluster's points since they were first locked; `next` is the cursor to further moves."""

    cluster: UUID
    phase: Phase
    locks: tuple[LockView, ...]
    reopenings: tuple[ReopeningView, ...]
    moves: tuple[LateMove, ...]
    next: str | None
