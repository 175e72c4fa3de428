"""What an event of a unit says, in one line for people: Vietnamese and English."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from contracts.registry import (
    Reorganisation,
    StaffFiguresRecorded,
    SuspensionGround,
    SuspensionLifted,
    UnitCodeChanged,
    UnitDisqualified,
    UnitDissolved,
    UnitKind,
    UnitMerged,
    UnitMoved,
    UnitPassed,
    UnitRegistered,
    UnitRenamed,
    UnitRetyped,
    UnitSplit,
    UnitSucceeded,
    UnitSuspended,
    UnitTookOver,
)
from services.registry.units import LifecycleFact

GROUNDS = {
    SuspensionGround.DISCIPLINE: "đang xem xét kỷ luật",
    SuspensionGround.INSPECTION: "đang thanh tra, kiểm tra, điều tra",
    SuspensionGround.COMPLAINT: "đang xác minh khiếu nại, tố cáo",
    SuspensionGround.PRESS: "đang xác minh nội dung báo chí nêu",
}
UNIT_KINDS = {
    UnitKind.PROVINCE: "tỉnh, thành phố",
    UnitKind.DISTRICT: "huyện, thị xã, thành phố thuộc tỉnh",
    UnitKind.COMMUNE: "xã, phường, thị trấn",
    UnitKind.DEPARTMENT: "sở, ban, ngành",
    UnitKind.PARTY_BODY: "cơ quan Đảng",
    UnitKind.ASSOCIATION: "đoàn thể, hội",
    UnitKind.ARMED_FORCE: "lực lượng vũ trang",
    UnitKind.CENTRAL_AGENCY: "cơ quan trung ương",
    UnitKind.BANK: "ngân hàng",
    UnitKind.ENTERPRISE: "doanh nghiệp",
    UnitKind.SCHOOL: "trường học",
    UnitKind.HOSPITAL: "bệnh viện",
}
REORGANISATIONS = {
    Reorganisation.MERGER: ("do nhập đơn vị", "by merger"),
    Reorganisation.SPLIT: ("do chia, tách đơn vị", "by split"),
    Reorganisation.SUCCESSION: ("do kế thừa", "by succession"),
}


def of_life(fact: LifecycleFact) -> tuple[str, str]:
    day = fact.valid_from
    vi, en = _what_became(fact)
    return f"{vi}, từ ngày {in_vietnamese(day)}", f"{en}, from {day}"


def _what_became(fact: LifecycleFact) -> tuple[str, str]:  # noqa: C901 - one line a fact
    match fact:
        case UnitRegistered(name=name, code=code):
            return f"Đăng ký đơn vị «{name}», mã {code}", f"Registered unit “{name}”, code {code}"
        case UnitRenamed(name=name):
            return f"Đổi tên thành «{name}»", f"Renamed “{name}”"
        case UnitRetyped(kind=kind):
            return f"Đổi loại hình thành {UNIT_KINDS[kind]}", f"Became a unit of kind {kind}"
        case UnitCodeChanged(before=before, code=code):
            return f"Đổi mã {before} thành {code}", f"Changed code {before} to {code}"
        case UnitMoved(parent=None):
            return "Không còn trực thuộc đơn vị nào", "Stands under no other unit"
        case UnitMoved():
            return "Chuyển sang trực thuộc đơn vị khác", "Stands under another unit"
        case UnitPassed(to=to):
            return f"Chuyển sang cơ quan chủ trì {to}", f"Passed to managing authority {to}"
        case UnitMerged(parts=parts, of=whole):
            return f"Nhập vào đơn vị khác, phần {parts}/{whole}", f"Merged into another unit, share {parts}/{whole}"
        case UnitSplit(shares=shares, code=None):
            return f"Tách thành {len(shares)} đơn vị, giữ lại một phần", f"Split into {len(shares)} units, one of them itself"
        case UnitSplit(shares=shares):
            return f"Chia thành {len(shares)} đơn vị", f"Split into {len(shares)} units and ended"
        case UnitDissolved():
            return "Giải thể", "Dissolved"
        case UnitSucceeded():
            return "Kết thúc, có đơn vị kế thừa", "Ended; another unit succeeds it"
        case UnitTookOver(manner=manner, predecessors=predecessors):
            vi, en = REORGANISATIONS[manner]
            return f"Tiếp nhận từ {len(predecessors)} đơn vị {vi}", f"Took over from {len(predecessors)} units {en}"
    assert_never(fact)


def of_standing(
    fact: StaffFiguresRecorded | UnitSuspended | SuspensionLifted | UnitDisqualified,
) -> tuple[str, str]:
    match fact:
        case StaffFiguresRecorded(on=day, staff=staff, women=women):
            return (
                f"Có {staff} người, trong đó {women} nữ, tính đến ngày {in_vietnamese(day)}",
                f"{staff} people, {women} of them women, on {day}",
            )
        case UnitSuspended(ground=ground, valid_from=day):
            return f"Tạm dừng xét từ ngày {in_vietnamese(day)}: {GROUNDS[ground]}", f"Suspended from {day}: {ground}"
        case SuspensionLifted(on=day):
            return f"Kết thúc tạm dừng xét từ ngày {in_vietnamese(day)}", f"Suspension lifted on {day}"
        case UnitDisqualified(season=season, on=day):
            return (
                f"Không xét thi đua năm {season.rpartition('.')[2]}, từ ngày {in_vietnamese(day)}",
                f"Disqualified in season {season} on {day}",
            )
    assert_never(fact)


def in_vietnamese(day: date) -> str:
    return f"{day:%d/%m/%Y}"
