"""Behind a signature: the flag of Phước Long is paid, its unit's name corrected, revoked a year later, and all returned."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from contracts.amendments import (
    AmendedItem,
    AmendmentCancelled,
    AmendmentKind,
    AmendmentSigned,
    AwardCorrected,
    AwardCorrection,
    AwardPaid,
    AwardRevoked,
    CorrectedField,
    CorrectionReason,
    DecisionAmended,
    FieldCorrection,
    FundAllotted,
    Ground,
    MoneyReturned,
    ObjectReturned,
    Particulars,
    RecoveryClosed,
    ReturnDemanded,
)
from contracts.awards import Payment
from contracts.examples.awards import AWARD_GRANTED, DECISION_SIGNED
from contracts.examples.registry import DECREE_91, PLAN

CORRECTION = UUID("018d3a1c-1800-7000-8004-000000000107")
REVOCATION = UUID("018ff2b1-2000-7000-8004-000000001201")
NOW = Particulars(
    unit_name="Ủy ban nhân dân huyện Phước Long",
    rank=AWARD_GRANTED.rank,
    multiple=AWARD_GRANTED.multiple,
    base_salary=AWARD_GRANTED.base_salary,
    value=AWARD_GRANTED.amount,
    amount=AWARD_GRANTED.amount,
    payment=Payment.WHOLE,
)
CORRECTED = AwardCorrection(
    award_id=AWARD_GRANTED.award_id,
    register_number=AWARD_GRANTED.register_number,
    corrections=(FieldCorrection(field=CorrectedField.UNIT_NAME, old=AWARD_GRANTED.unit_name, new=NOW.unit_name),),
    reason=CorrectionReason.SPELLING,
    explanation="Tên đơn vị ghi chưa đầy đủ.",
    now=NOW,
)
AMENDMENT_SIGNED = AmendmentSigned(
    decision=CORRECTION,
    authority=DECISION_SIGNED.authority,
    season=DECISION_SIGNED.season,
    kind=AmendmentKind.CORRECTION,
    amends=DECISION_SIGNED.decision,
    issuer=DECISION_SIGNED.issuer,
    series=DECISION_SIGNED.series,
    number=107,
    year=2024,
    signed_on=date(2024, 1, 24),
    signer_name=DECISION_SIGNED.signer_name,
    signer_title=DECISION_SIGNED.signer_title,
    bases=(DECREE_91,),
    reason="Đính chính tên đơn vị trong danh sách kèm theo Quyết định số 2135/QĐ-UBND.",
    corrections=(CORRECTED,),
)
AMENDMENT_CANCELLED = AmendmentCancelled(
    decision=CORRECTION, cancelled_by=UUID("018d5a1c-1800-7000-8004-000000000131"), cancelled_on=date(2024, 2, 2)
)
DECISION_AMENDED = DecisionAmended(
    decision=DECISION_SIGNED.decision,
    season=DECISION_SIGNED.season,
    kind=AmendmentKind.CORRECTION,
    amended_by=CORRECTION,
    amended_on=AMENDMENT_SIGNED.signed_on,
    corrected=(AmendedItem(award_id=CORRECTED.award_id, register_number=CORRECTED.register_number, now=NOW),),
)
AWARD_CORRECTED = AwardCorrected(
    award_id=CORRECTED.award_id,
    register_number=CORRECTED.register_number,
    decision=CORRECTION,
    decision_number="107/QĐ-UBND",
    issuer=AMENDMENT_SIGNED.issuer,
    corrected_on=AMENDMENT_SIGNED.signed_on,
    corrections=CORRECTED.corrections,
    reason=CORRECTED.reason,
    explanation=CORRECTED.explanation,
    now=NOW,
)
AWARD_PAID = AwardPaid(
    award_id=AWARD_GRANTED.award_id,
    register_number=AWARD_GRANTED.register_number,
    amount=AWARD_GRANTED.amount,
    paid_on=date(2024, 1, 30),
    voucher="UNC-12/2024",
)
AWARD_REVOKED = AwardRevoked(
    award_id=AWARD_GRANTED.award_id,
    register_number=AWARD_GRANTED.register_number,
    decision=REVOCATION,
    decision_number="1201/QĐ-UBND",
    issuer=DECISION_SIGNED.issuer,
    revoked_on=date(2024, 6, 7),
    ground=Ground.FALSE_DECLARATION,
    explanation="Báo cáo thành tích kê khai không đúng số liệu giải ngân.",
)
RETURN_DEMANDED = ReturnDemanded(
    award_id=AWARD_GRANTED.award_id,
    register_number=AWARD_GRANTED.register_number,
    authority=AWARD_GRANTED.authority,
    unit=AWARD_GRANTED.unit,
    decision=REVOCATION,
    demanded_on=AWARD_REVOKED.revoked_on,
    due_on=date(2024, 6, 28),
    pack="2024",
    with_object=True,
    money=AWARD_PAID.amount,
)
OBJECT_RETURNED = ObjectReturned(award_id=AWARD_GRANTED.award_id, returned_on=date(2024, 6, 18))
MONEY_RETURNED = MoneyReturned(
    award_id=AWARD_GRANTED.award_id, amount=AWARD_PAID.amount, left=0, returned_on=date(2024, 6, 20), voucher="PT-31/2024"
)
RECOVERY_CLOSED = RecoveryClosed(award_id=AWARD_GRANTED.award_id, closed_on=MONEY_RETURNED.returned_on)
FUND_ALLOTTED = FundAllotted(authority=AWARD_GRANTED.authority, year=2023, amount=1_000_000_000, document=PLAN)
