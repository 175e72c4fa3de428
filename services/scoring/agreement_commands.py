"""What may be asked of a cluster's scorecard and its agreement: the commands on the stream `scorecard/<cluster>`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from contracts.base import NONE, ClusterId, Contract, Figure, LeafCode, Sha256, UnitId, Version
from contracts.scoring import LEAVES_MAX, Criterion

TOTAL_MAX = 10_000


class DraftScorecard(Contract):
    """Write the cluster's scorecard (bảng tiêu chí), whole; possible until the first member signs."""

    cluster: ClusterId
    total: Annotated[int, Field(ge=1, le=TOTAL_MAX), NONE]
    criteria: tuple[Criterion, ...] = Field(min_length=1, max_length=10)


class CopyScorecard(Contract):
    """Draft the cluster's scorecard as that of another cluster was drafted last, such as last year's."""

    cluster: ClusterId
    source: ClusterId


class SetTargets(Contract):
    """Set a unit's targets (chỉ tiêu) and the leaves that are not assigned to it, whole."""

    cluster: ClusterId
    unit: UnitId
    targets: dict[LeafCode, Figure] = Field(max_length=LEAVES_MAX)
    not_assigned: tuple[LeafCode, ...] = Field(max_length=LEAVES_MAX)


class IssueScorecard(Contract):
    """Put scorecard, targets and assignments before the members, under one digest."""

    cluster: ClusterId


class SignAgreement(Contract):
    """Sign the agreement (giao ước thi đua) for one's own unit: this version, with this digest."""

    cluster: ClusterId
    unit: UnitId
    version: Version
    digest: Sha256


class CloseAgreement(Contract):
    """Close the agreement once every member has signed."""

    cluster: ClusterId


AgreementCommand = DraftScorecard | SetTargets | IssueScorecard | SignAgreement | CloseAgreement
