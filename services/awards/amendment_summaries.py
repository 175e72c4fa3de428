"""What an event behind a signature says, in one line for people: Vietnamese and English."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from contracts.amendments import (
    AmendmentCancelled,
    AmendmentKind,
    AmendmentSigned,
    AwardCorrected,
    AwardPaid,
    AwardRevoked,
    DecisionAmended,
    FundAllotted,
    Ground,
    MoneyReturned,
    ObjectReturned,
    RecoveryClosed,
    ReturnDemanded,
)
from services.awards.decision import AmendmentFact

AwardLaterFact = AwardCorrected | AwardRevoked | AwardPaid
RecoveryFact = ReturnDemanded | ObjectReturned | MoneyReturned | RecoveryClosed
LaterFact = AmendmentFact | AwardLaterFact | RecoveryFact | FundAllotted
KINDS = {
    AmendmentKind.CORRECTION: ("đính chính", "corrects"),
    AmendmentKind.CANCELLATION: ("hủy bỏ", "cancels"),
    AmendmentKind.REVOCATION: ("thu hồi", "revokes"),
}
GROUNDS = {
    Ground.FALSE_DECLARATION: "kê khai gian dối",
    Ground.FORGED_PAPERS: "giả mạo giấy tờ",
    Ground.CONTRARY_TO_LAW: "quyết định trái pháp luật",
    Ground.VIOLATION_IN_PERIOD: "có vi phạm trong thời gian tính thành tích",
    Ground.DECISION_CANCELLED: "quyết định bị hủy bỏ",
}


def later_summary(fact: LaterFact) -> tuple[str, str]:
    """The event in Vietnamese and in English."""
    match fact:
        case AmendmentSigned() | DecisionAmended() | AmendmentCancelled():
            return _of_decision(fact)
        case AwardCorrected() | AwardRevoked() | AwardPaid():
            return _of_award(fact)
        case ReturnDemanded() | ObjectReturned() | MoneyReturned() | RecoveryClosed():
            return _of_recovery(fact)
        case FundAllotted(year=year, amount=amount):
            return f"Giao quỹ năm {year}: {dong(amount, '.')} đồng", f"Fund of {year} allotted: {dong(amount, ',')} đồng"
    assert_never(fact)


def _of_decision(fact: AmendmentFact) -> tuple[str, str]:
    if isinstance(fact, AmendmentCancelled):
        day = fact.cancelled_on
        return (
            f"Bị hủy bỏ từ ngày {vi_day(day)}: nội dung đính chính không còn",
            f"Cancelled from {day}: what it corrected is undone",
        )
    vi, en = KINDS[fact.kind]
    match fact:
        case AmendmentSigned(issuer=issuer, number=number, series=series, signed_on=day):
            count = len(fact.corrections) + len(fact.withdrawals) + (fact.rewording is not None)
            return (
                f"{issuer} ký Quyết định số {number}/{series} ngày {vi_day(day)} {vi} {count} mục",
                f"{issuer} signed decision {number}/{series} of {day}, which {en} {count} items",
            )
        case DecisionAmended(amended_on=day):
            count = len(fact.corrected) + len(fact.withdrawn) + (fact.rewording is not None)
            return f"Được {vi} {count} mục từ ngày {vi_day(day)}", f"From {day} another decision {en} {count} items of it"
    assert_never(fact)


def _of_award(fact: AwardLaterFact) -> tuple[str, str]:
    number = fact.register_number
    match fact:
        case AwardCorrected(corrections=corrections, decision_number=by):
            fields = ", ".join(f"{each.field} «{each.old}» → «{each.new}»" for each in corrections)
            return f"Đính chính {number} theo Quyết định số {by}: {fields}", f"{number} corrected by decision {by}: {fields}"
        case AwardRevoked(ground=ground, decision_number=by):
            return (
                f"Thu hồi {number} theo Quyết định số {by}: {GROUNDS[ground]}",
                f"{number} revoked by decision {by}: {ground}",
            )
        case AwardPaid(amount=amount, paid_on=day, voucher=voucher):
            return (
                f"Chi {dong(amount, '.')} đồng cho {number} ngày {vi_day(day)}, chứng từ {voucher}",
                f"{dong(amount, ',')} đồng paid for {number} on {day}, voucher {voucher}",
            )
    assert_never(fact)


def _of_recovery(fact: RecoveryFact) -> tuple[str, str]:
    match fact:
        case ReturnDemanded(due_on=due, with_object=with_object, money=money):
            things_vi, things_en = ("hiện vật và ", "the object and ") if with_object else ("", "")
            return (
                f"Phải nộp lại {things_vi}{dong(money, '.')} đồng chậm nhất ngày {vi_day(due)}",
                f"To be returned by {due}: {things_en}{dong(money, ',')} đồng",
            )
        case ObjectReturned(returned_on=day):
            return f"Đã nộp lại hiện vật ngày {vi_day(day)}", f"The object came back on {day}"
        case MoneyReturned(returned_on=day, amount=amount, left=left):
            return (
                f"Đã nộp lại {dong(amount, '.')} đồng ngày {vi_day(day)}, còn {dong(left, '.')} đồng",
                f"{dong(amount, ',')} đồng came back on {day}, {dong(left, ',')} đồng are left",
            )
        case RecoveryClosed(closed_on=day):
            return f"Thu hồi xong ngày {vi_day(day)}", f"All is back since {day}"
    assert_never(fact)


def dong(amount: int, separator: str) -> str:
    """An amount with its thousands set apart."""
    return f"{amount:,}".replace(",", separator)


def vi_day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
