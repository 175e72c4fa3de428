"""What awards' queries answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from contracts.amendments import Ground
from contracts.awards import Payment
from contracts.registry import DocumentKind
from contracts.rules import AwardCode, AwardForm
from infra.runtime.chain import FactView, NextLink
from infra.runtime.paging import View


class DecisionSummary(View):
    """A decision in a list; a draft has no number, day and amount yet. `granted` counts the awards in the register."""

    decision: UUID
    authority: str
    season: str
    title: str
    nominations: int
    issuer: str | None
    decision_number: str | None
    signed_on: date | None
    amount: int | None
    published_on: date | None
    granted: int


class DecisionClusterView(View):
    cluster: UUID
    number: int | None
    name: str | None
    published_on: date
    received_on: date


class DecisionSubmissionView(View):
    submission: UUID
    submission_number: str
    submitted_on: date


class ItemView(View):
    """An item as it was signed: `amount` is what is paid of its `value`, `payment` why, `paid_beside` the title paid instead.

    `amount_now` is what a correction made of that; `corrected_by` and `withdrawn_by` are the last decision that corrected
    it and the one that cancelled or revoked it.
    """

    award_id: UUID
    register_number: str
    cluster: UUID
    unit: UUID
    unit_name: str
    award: AwardCode
    form: AwardForm
    rank: int
    pack: str
    multiple: Decimal
    base_salary: int
    value: int
    payment: Payment
    paid_beside: UUID | None
    amount: int
    is_granted: bool
    amount_now: int
    corrected_by: UUID | None
    withdrawn_by: UUID | None


class BasisView(View):
    document: UUID
    kind: DocumentKind
    number: str
    issuer: str
    issued_on: date
    abstract: str


class DecisionView(DecisionSummary):
    """A decision whole: before its signature the clusters alone, after it every item with its money.

    What another decision corrected in it stands beside it, as `…_now`.
    """

    signer_name: str | None
    signer_title: str | None
    published_where: str | None
    bases: tuple[BasisView, ...]
    title_now: str | None
    signer_name_now: str | None
    signer_title_now: str | None
    bases_now: tuple[BasisView, ...] | None
    submissions: tuple[DecisionSubmissionView, ...]
    clusters: tuple[DecisionClusterView, ...]
    items: tuple[ItemView, ...]


class PublicAwardView(View):
    """What everybody may know of an award, as it stands; once revoked, since when, by which decision, on which ground."""

    register_number: str
    authority: str
    season: str
    unit: UUID
    unit_name: str
    award: AwardCode
    form: AwardForm
    decision_number: str
    issuer: str
    granted_on: date
    amount: int
    is_in_force: bool
    revoked_on: date | None
    revoked_by: str | None
    ground: Ground | None


class AwardView(PublicAwardView):
    """An award of the register, with where it came from and how its money was computed."""

    award_id: UUID
    cluster: UUID
    cluster_name: str | None
    rank: int
    decision: UUID
    pack: str
    multiple: Decimal
    base_salary: int
    value: int
    payment: Payment


class AwardSum(View):
    award: AwardCode
    form: AwardForm
    count: int
    amount: int


class DecisionSum(View):
    """What a decision came to when it was signed, what of it was entered in the register, and what of that is in force."""

    decision: UUID
    decision_number: str
    issuer: str
    signed_on: date
    items: int
    amount: int
    granted: int
    granted_amount: int
    in_force: int
    in_force_amount: int


class SeasonSummary(View):
    """A season's awards in force: how many, and for how much."""

    season: str
    awards: int
    amount: int
    by_award: tuple[AwardSum, ...]
    by_decision: tuple[DecisionSum, ...]


class Facts(View):
    """Awards' links in the chain of facts behind one award, in the order of its log."""

    service: str
    award: AwardView
    facts: tuple[FactView, ...]
    next: tuple[NextLink, ...]
