"""What scoring answers on agreements."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from contracts.registry import ClusterKind, ClusterLevel
from contracts.scoring import CopiedScorecard, Criterion
from infra.runtime.paging import View


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
    """A version of a scorecard; `copied_from` is the other cluster's that it was copied from, if it was."""

    version: int
    total: int
    pack: str
    copied_from: CopiedScorecard | None
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
    """One member of an agreement; `version` is that of its targets, for If-Match.

    `annex` is the digest that it signs, where it joined after the first signature.
    """

    place: int
    unit: UUID
    name: str | None
    code: str | None
    version: int
    targets: dict[str, str]
    not_assigned: tuple[str, ...]
    annex: str | None
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
