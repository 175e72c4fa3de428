"""What awards says behind a signature: corrections, cancellations, revocations, payments, what is to be returned, the fund."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.awards import ITEMS_MAX, DecisionNumber, Payment, Series
from contracts.base import (
    ABSENT,
    NONE,
    Authority,
    AwardId,
    ClusterId,
    Code,
    Contract,
    Day,
    DecisionId,
    DocumentId,
    Fact,
    Flag,
    Money,
    Name,
    OfficialName,
    PackId,
    Rank,
    Ratio,
    SeasonId,
    Text,
    UnitId,
    Year,
)
from contracts.public import RegisterNumber
from contracts.rules import ABSENT_IF_EMPTY, AwardCode

CORRECTIONS_MAX = 200


class AmendmentKind(StrEnum):
    """What a decision does to another one."""

    CORRECTION = "correction"
    CANCELLATION = "cancellation"
    REVOCATION = "revocation"


class CorrectedField(StrEnum):
    """What of an award can be corrected; never whose it is, what it is, or its number."""

    UNIT_NAME = "unit-name"
    RANK = "rank"
    MULTIPLE = "multiple"
    BASE_SALARY = "base-salary"
    VALUE = "value"
    AMOUNT = "amount"


class CorrectionReason(StrEnum):
    """What kind of mistake was made."""

    SPELLING = "spelling"
    PARTICULARS = "particulars"
    COMPUTATION = "computation"


class Ground(StrEnum):
    """Why an award is no longer in force: the four grounds of the law, or its decision was cancelled."""

    FALSE_DECLARATION = "false-declaration"
    FORGED_PAPERS = "forged-papers"
    CONTRARY_TO_LAW = "contrary-to-law"
    VIOLATION_IN_PERIOD = "violation-in-period"
    DECISION_CANCELLED = "decision-cancelled"


class FieldCorrection(Contract):
    """One field before and after, as it is written on paper; money in whole đồng, without separators."""

    field: Annotated[CorrectedField, NONE]
    old: Name
    new: Name


class Particulars(Contract):
    """What of an award can be corrected, as it stands: `value` is multiple × base salary, `amount` what of it is paid."""

    unit_name: Name
    rank: Rank
    multiple: Ratio
    base_salary: Money
    value: Money
    amount: Money
    payment: Annotated[Payment, NONE]


class AwardCorrection(Contract):
    """What a decision corrects in one award, and all that can be corrected as it stands from now on."""

    award_id: AwardId
    register_number: RegisterNumber
    corrections: tuple[FieldCorrection, ...] = Field(min_length=1, max_length=6)
    reason: Annotated[CorrectionReason, NONE]
    explanation: Text
    now: Particulars


class Withdrawal(Contract):
    """An award that a decision takes away; `title_number` as in its item."""

    award_id: AwardId
    register_number: RegisterNumber
    unit: UnitId
    award: Annotated[AwardCode, NONE]
    title_number: Annotated[Annotated[int, Field(ge=1, le=100), NONE] | None, ABSENT] = None


class Wording(Contract):
    """What of a decision itself can be corrected, as far as it is stated.

    Its number, day and issuer never can: the register's numbers follow from them.
    """

    title: Annotated[Name | None, ABSENT] = None
    signer_name: Annotated[OfficialName | None, ABSENT] = None
    signer_title: Annotated[OfficialName | None, ABSENT] = None
    bases: Annotated[tuple[DocumentId, ...], Field(max_length=50), ABSENT_IF_EMPTY] = ()


class Rewording(Contract):
    """What a decision says of itself, before and after: both state the same."""

    old: Wording
    new: Wording


class AmendmentSigned(
    Fact,
    type="vn.thidua.awards.amendment-signed.v1",
    vi="Ký quyết định đính chính, hủy bỏ, thu hồi",
    stream="decision/{decision}",
    effective="signed_on",
):
    """A signed decision that corrects, cancels or revokes what `amends` decided; like any other it is immutable.

    A correction has `corrections` of items, or a `rewording`; a cancellation or revocation has `withdrawals` and one ground
    for all of them. One that cancels a correcting decision has the corrections that take it back.
    """

    decision: DecisionId
    authority: Authority
    season: SeasonId
    kind: Annotated[AmendmentKind, NONE]
    amends: DecisionId
    issuer: Name
    series: Series
    number: DecisionNumber
    year: Year
    signed_on: Day
    signer_name: OfficialName
    signer_title: OfficialName
    bases: tuple[DocumentId, ...] = Field(min_length=1, max_length=50)
    reason: Text
    ground: Annotated[Annotated[Ground, NONE] | None, ABSENT] = None
    corrections: tuple[AwardCorrection, ...] = Field(default=(), max_length=CORRECTIONS_MAX)
    withdrawals: tuple[Withdrawal, ...] = Field(default=(), max_length=ITEMS_MAX)
    rewording: Annotated[Rewording | None, ABSENT] = None


class AmendedItem(Contract):
    """An item of a decision as it stands after a correction."""

    award_id: AwardId
    register_number: RegisterNumber
    now: Particulars


class DecisionAmended(
    Fact,
    type="vn.thidua.awards.decision-amended.v1",
    vi="Quyết định được đính chính, hủy bỏ, thu hồi",
    stream="decision/{decision}",
    effective="amended_on",
):
    """What another decision, `amended_by`, did to the items of this one.

    `freed` are clusters none of whose items is left: their nominations can go into a new decision.
    """

    decision: DecisionId
    season: SeasonId
    kind: Annotated[AmendmentKind, NONE]
    amended_by: DecisionId
    amended_on: Day
    corrected: tuple[AmendedItem, ...] = Field(default=(), max_length=CORRECTIONS_MAX)
    withdrawn: tuple[Withdrawal, ...] = Field(default=(), max_length=ITEMS_MAX)
    freed: tuple[ClusterId, ...] = Field(default=(), max_length=100)
    rewording: Annotated[Rewording | None, ABSENT] = None


class AmendmentCancelled(
    Fact,
    type="vn.thidua.awards.amendment-cancelled.v1",
    vi="Hủy bỏ quyết định đính chính",
    stream="decision/{decision}",
    effective="cancelled_on",
):
    """This decision, which corrected another, was cancelled by `cancelled_by`: what it corrected stands as before."""

    decision: DecisionId
    cancelled_by: DecisionId
    cancelled_on: Day


class AwardCorrected(
    Fact,
    type="vn.thidua.awards.award-corrected.v1",
    vi="Đính chính khen thưởng",
    stream="award/{award_id}",
    effective="corrected_on",
):
    """An award of the register was corrected by a decision; `now` is all that can be corrected, as it stands."""

    award_id: AwardId
    register_number: RegisterNumber
    decision: DecisionId
    decision_number: Code
    issuer: Name
    corrected_on: Day
    corrections: tuple[FieldCorrection, ...] = Field(min_length=1, max_length=6)
    reason: Annotated[CorrectionReason, NONE]
    explanation: Text
    now: Particulars


class AwardRevoked(
    Fact,
    type="vn.thidua.awards.award-revoked.v1",
    vi="Thu hồi khen thưởng",
    stream="award/{award_id}",
    effective="revoked_on",
):
    """An award is no longer in force from this day; its number stays in the register and is given to no other."""

    award_id: AwardId
    register_number: RegisterNumber
    decision: DecisionId
    decision_number: Code
    issuer: Name
    revoked_on: Day
    ground: Annotated[Ground, NONE]
    explanation: Text


class AwardPaid(
    Fact,
    type="vn.thidua.awards.award-paid.v1",
    vi="Chi tiền thưởng",
    stream="award/{award_id}",
    effective="paid_on",
):
    """The award's money was paid out under this voucher; a second time only what a correction added."""

    award_id: AwardId
    register_number: RegisterNumber
    amount: Money
    paid_on: Day
    voucher: Code


class ReturnDemanded(
    Fact,
    type="vn.thidua.awards.return-demanded.v1",
    vi="Yêu cầu nộp lại hiện vật, tiền thưởng",
    stream="recovery/{award_id}",
    effective="demanded_on",
    pack="pack",
):
    """On the strength of a decision the unit has to return the object, money, or both, up to `due_on`.

    The day is the last of the pack's working days for it; nothing happens by itself when it passes.
    """

    award_id: AwardId
    register_number: RegisterNumber
    authority: Authority
    unit: UnitId
    decision: DecisionId
    demanded_on: Day
    due_on: Day
    pack: PackId
    with_object: Flag
    money: Money


class ObjectReturned(
    Fact,
    type="vn.thidua.awards.object-returned.v1",
    vi="Nộp lại hiện vật khen thưởng",
    stream="recovery/{award_id}",
    effective="returned_on",
):
    """The object (flag, certificate) came back."""

    award_id: AwardId
    returned_on: Day


class MoneyReturned(
    Fact,
    type="vn.thidua.awards.money-returned.v1",
    vi="Nộp lại tiền thưởng",
    stream="recovery/{award_id}",
    effective="returned_on",
):
    """Money came back under this voucher; `left` is what is still to be returned."""

    award_id: AwardId
    amount: Money
    left: Money
    returned_on: Day
    voucher: Code


class RecoveryClosed(
    Fact,
    type="vn.thidua.awards.recovery-closed.v1",
    vi="Kết thúc việc thu hồi",
    stream="recovery/{award_id}",
    effective="closed_on",
):
    """Object and money are back; nothing is left to be returned."""

    award_id: AwardId
    closed_on: Day


class FundAllotted(
    Fact,
    type="vn.thidua.awards.fund-allotted.v1",
    vi="Giao quỹ thi đua, khen thưởng",
    stream="fund/{authority}.{year}",
    basis="document",
):
    """The authority's fund (quỹ thi đua, khen thưởng) of a year is this much; it takes the place of what was allotted before."""

    authority: Authority
    year: Year
    amount: Money
    document: DocumentId
