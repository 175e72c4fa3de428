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


def broken(by: TieBreak, unit: str, order: Sequence[Sequence[str]]) -> tuple[str, str]:
    """The line of a tie that people or lots broke, for one of its units."""
    before = next(place for place, group in enumerate(order) if unit in group)
    number, count = 1 + sum(map(len, order[:before])), sum(map(len, order))
    return (
        f"Phân định đồng hạng bằng {STEPS[by][0]}: thứ {number} trong {count} đơn vị",
        f"The tie was broken by {STEPS[by][1]}: number {number} of {count} units",
    )


def place_of(
    rank: int | None, total: Decimal | None, decided_by: Sequence[TieBreak], ineligible: Sequence[Ineligible]
) -> tuple[str, str]:
    """Where the unit stands, and why."""
    points = ("chưa có tổng điểm", "no total") if total is None else (f"tổng {in_vietnamese(total)} điểm", f"total {total}")
    if rank is None:
        vi, en = _joined([REASONS[reason] for reason in ineligible])
        return f"không xếp hạng ({vi}), {points[0]}", f"no rank ({en}), {points[1]}"
    if not decided_by:
        return f"hạng {rank}, {points[0]}", f"rank {rank}, {points[1]}"
    vi, en = _joined([STEPS[step] for step in decided_by])
    return f"hạng {rank}, {points[0]}, bằng điểm nên xét {vi}", f"rank {rank}, {points[1]}, a tie decided by {en}"


def moved(
    rank_before: int | None, rank_after: int | None, total_before: Decimal | None, total_after: Decimal | None
) -> tuple[str, str]:
    """How a unit moved from one standing to another."""
    rank = _moved(rank_before, rank_after)
    totals = (total_before, total_after)
    vi = _moved(*("–" if total is None else in_vietnamese(total) for total in totals))
    return f"Hạng {rank}; tổng {vi} điểm", f"Rank {rank}; total {_moved(*totals)}"


def _moved(before: object, after: object) -> str:
    shown = ["–" if each is None else str(each) for each in (before, after)]
    return shown[0] if shown[0] == shown[1] else " → ".join(shown)


def _joined(pairs: Sequence[tuple[str, str]]) -> tuple[str, str]:
    return ", ".join(vi for vi, _ in pairs), ", ".join(en for _, en in pairs)


def in_vietnamese(points: Decimal) -> str:
    """Points as people write them: `951,50`."""
    return f"{points:f}".replace(".", ",")
