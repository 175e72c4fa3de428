"""What may be asked of a complaint: the commands on the stream `complaint/<complaint>`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from contracts.base import NONE, ClusterId, ComplaintId, Contract, DocumentId, LeafCode, Text, UnitId
from contracts.complaints import ComplaintGround
from contracts.scoring import LEAVES_MAX


class Verdict(StrEnum):
    UPHELD = "upheld"
    REJECTED = "rejected"


def _each_once(units: tuple[UUID, ...]) -> tuple[UUID, ...]:
    if len(set(units)) != len(units):
        raise ValueError("each unit may be named once only")
    return units


class FileComplaint(Contract):
    """Complain of the published standings for one's own unit: about its own place, or that of another member (`about`).

    Ground `points` names leaves of `about`, the others name none. Evidence is cited by documents on record.
    """

    complaint: ComplaintId
    cluster: ClusterId
    unit: UnitId
    about: UnitId
    ground: Annotated[ComplaintGround, NONE]
    leaves: tuple[LeafCode, ...] = Field(default=(), max_length=LEAVES_MAX)
    text: Text
    documents: tuple[DocumentId, ...] = Field(default=(), max_length=10)


class WithdrawComplaint(Contract):
    """Take the own unit's complaint back, while it is not decided."""

    complaint: ComplaintId
    reason: Text


class DecideComplaint(Contract):
    """Decide a complaint, once. Upheld, it names the leaves to reopen, and the unit, where it is not whom it is about, and the
    units whose ledger (bonuses, deductions, late reports) is to be corrected.

    Without leaves and ledgers it says in `to_do` what follows instead.
    """

    complaint: ComplaintId
    cluster: ClusterId
    verdict: Annotated[Verdict, NONE]
    unit: UnitId | None = None
    leaves: tuple[LeafCode, ...] = Field(default=(), max_length=LEAVES_MAX)
    ledgers: Annotated[tuple[UnitId, ...], AfterValidator(_each_once)] = Field(default=(), max_length=30)
    to_do: Text | None = None
    reason: Text
    document: DocumentId


ComplaintCommand = FileComplaint | WithdrawComplaint | DecideComplaint
