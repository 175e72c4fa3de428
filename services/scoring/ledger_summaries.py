"""What the ledger's events say, in one line for people."""

from __future__ import annotations

from typing import assert_never

from contracts.base import VIETNAM
from contracts.scoring import (
    LedgerEntryCancelled,
    LedgerEntryEntered,
    ReportDueDaysSet,
    ReportExtended,
    ReportReceived,
    ReportsMissed,
    ReportWaived,
)
from services.scoring.ledger import LedgerFact


def of_ledger(fact: LedgerFact) -> tuple[str, str]:
    """The event in Vietnamese and in English."""
    match fact:
        case ReportDueDaysSet(reports=reports):
            days = ", ".join(f"{each.due:%d/%m/%Y}" for each in reports)
            return f"Quy định hạn nộp báo cáo định kỳ: {days}", f"Set the due days of periodic reports: {days}"
        case ReportReceived(report=report, received_at=at, late=late):
            when = f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
            vi, en = ("muộn hạn", "late") if late else ("đúng hạn", "in time")
            return f"Nhận báo cáo {report} lúc {when}, {vi}", f"Received report {report} at {when}, {en}"
        case ReportExtended(report=report, due=due):
            return f"Gia hạn báo cáo {report} đến {due:%d/%m/%Y}", f"Extended report {report} to {due:%d/%m/%Y}"
        case ReportWaived(report=report):
            return f"Miễn báo cáo {report}", f"Waived report {report}"
        case ReportsMissed(reports=numbers):
            missing = ", ".join(str(number) for number in numbers)
            return f"Thiếu báo cáo {missing} khi đóng tự chấm", f"Report {missing} missing when self-scoring closed"
        case LedgerEntryEntered(points=points, ground=ground):
            short = ground if len(ground) <= 120 else f"{ground[:119]}…"
            vi, en = ("Điểm cộng", "Bonus") if points > 0 else ("Điểm trừ", "Deduction")
            return f"{vi} {points:+f}: {short}", f"{en} {points:+f}: {short}"
        case LedgerEntryCancelled():
            return "Hủy một mục điểm cộng, điểm trừ", "Cancelled an entry of the ledger"
        case _:
            assert_never(fact)
