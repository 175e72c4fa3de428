"""What an event says of one unit's place, in one line for people: Vietnamese and English."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from contracts.ranking import Ineligible
from contracts.rules import TieBreak

STEPS = {
    TieBreak.GROUP_ONE: ("điểm nhóm I", "points of group I"),
    TieBreak.GROUP_TWO: ("điểm nhóm II", "points of group II"),
    TieBreak.GROUP_THREE: ("điểm nhóm III", "points of group III"),
    TieBreak.FEWER_DEDUCTIONS: ("tổng điểm trừ ít hơn", "the smaller sum of deductions"),
    TieBreak.NO_LATE_REPORT: ("không nộp báo cáo muộn", "no late report"),
    TieBreak.WOMEN_SHARE: ("tỷ lệ nữ", "the women's share"),
    TieBreak.BALLOT: ("bỏ phiếu kín", "the secret ballot"),
    TieBreak.LOTS: ("rút thăm", "lots"),
}
REASONS = {
    Ineligible.NOT_SIGNED: ("chưa ký giao ước", "the agreement is not signed"),
    Ineligible.INCOMPLETE: ("phiếu điểm chưa đủ", "the sheet is not complete"),
    Ineligible.SUSPENDED: ("đang tạm dừng xét", "suspended"),
    Ineligible.DISQUALIFIED: ("không xét thi đua", "disqualified"),
    Ineligible.DEPARTED: ("đã rời cụm, khối", "departed"),
}


def drawn(drawing: int, place: tuple[str, str]) -> tuple[str, str]:
    """The line of a drawing."""
    return f"Lập bảng xếp hạng lần {drawing}: {place[0]}", f"Standings drawn ({drawing}): {place[1]}"


def published(place: tuple[str, str]) -> tuple[str, str]:
    """The line of a publication."""
    return f"Công bố bảng xếp hạng: {place[0]}", f"Standings published: {place[1]}"


def place_of(
    rank: int | None, total: Decimal | None, decided_by: Sequence[TieBreak], ineligible: Sequence[Ineligible]
) -> tuple[str, str]:
    """Where the unit stands, and why."""
    points = ("chưa có tổng điểm", "no total") if total is None else (f"tổng {_vi(total)} điểm", f"total {total}")
    if rank is None:
        vi, en = _joined([REASONS[reason] for reason in ineligible])
        return f"không xếp hạng ({vi}), {points[0]}", f"no rank ({en}), {points[1]}"
    if not decided_by:
        return f"hạng {rank}, {points[0]}", f"rank {rank}, {points[1]}"
    vi, en = _joined([STEPS[step] for step in decided_by])
    return f"hạng {rank}, {points[0]}, bằng điểm nên xét {vi}", f"rank {rank}, {points[1]}, a tie decided by {en}"


def _joined(pairs: Sequence[tuple[str, str]]) -> tuple[str, str]:
    return ", ".join(vi for vi, _ in pairs), ", ".join(en for _, en in pairs)


def _vi(points: Decimal) -> str:
    return f"{points:f}".replace(".", ",")
