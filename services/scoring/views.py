"""What scoring answers on scoresheets."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from contracts.registry import ClusterKind, ClusterLevel
from contracts.rules import NotAssigned, OfficialLayer, Rounding
from contracts.scoring import Evidence, Input, Layer, LeafRule, LedgerSums
from infra.runtime.paging import View
from services.scoring.season import Phase


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
    """A sheet added up; `scaled` is rounded once, `own` adds `plus_minus` and the ledger's `points`.

    `ledger` are bonuses, deductions and what bounds cut of them, None where there are none. `total` is `own`, and where the
    unit inherited, takes that in as well.
    """

    groups: tuple[Decimal, ...]
    maximum: Decimal
    raw: Decimal
    scaled: Decimal
    plus_minus: Decimal
    ledger: LedgerSums | None
    own: Decimal
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
