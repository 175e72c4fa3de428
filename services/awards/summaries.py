"""What an event says, in one line for people: Vietnamese and English."""

from __future__ import annotations

from contracts.awards import AwardGranted, DecisionDrafted, DecisionSigned, DossiersReceived, NominationsDrafted
from contracts.rules import AwardCode
from services.awards.amendment_summaries import LaterFact, dong, later_summary, vi_day

OwnFact = NominationsDrafted | DossiersReceived | DecisionDrafted | DecisionSigned | AwardGranted | LaterFact
AWARDS = {
    AwardCode.GOVERNMENT_FLAG: "Cờ thi đua của Chính phủ",
    AwardCode.PROVINCIAL_FLAG: "Cờ thi đua của tỉnh",
    AwardCode.PROVINCIAL_CERTIFICATE: "Bằng khen của tỉnh",
    AwardCode.PRIME_MINISTER_CERTIFICATE: "Bằng khen của Thủ tướng Chính phủ",
    AwardCode.EXCELLENT_LABOUR_COLLECTIVE: "Tập thể lao động xuất sắc",
    AwardCode.ADVANCED_LABOUR_COLLECTIVE: "Tập thể lao động tiên tiến",
    AwardCode.COMMENDATION_LETTER: "Giấy khen",
}


def summary(fact: OwnFact) -> tuple[str, str]:
    """The event in Vietnamese and in English."""
    match fact:
        case NominationsDrafted(nominations=nominations, open_places=left):
            count, free = len(nominations), sum(places.places for places in left)
            return (
                f"Lập đề nghị từ bảng xếp hạng đã công bố: {count} đề nghị, {free} chỗ còn để trống",
                f"Nominations drafted from the published standings: {count} nominations, {free} places left open",
            )
        case DossiersReceived(received_on=day):
            return f"Nhận hồ sơ ngày {vi_day(day)}", f"Dossiers received on {day}"
        case DecisionDrafted(title=title, proposals=proposals):
            return (
                f"Dự thảo quyết định «{title}» cho {len(proposals)} cụm, khối",
                f"Decision “{title}” drafted for {len(proposals)} clusters",
            )
        case DecisionSigned(issuer=issuer, signed_on=day, items=items, amount=amount):
            number = f"{fact.number}/{fact.series}"
            return (
                f"{issuer} ký Quyết định số {number} ngày {vi_day(day)}: {len(items)} mục, {dong(amount, '.')} đồng",
                f"{issuer} signed decision {number} of {day}: {len(items)} items, {dong(amount, ',')} đồng",
            )
        case AwardGranted(award=award, unit_name=name, register_number=number, amount=amount):
            return (
                f"Tặng {AWARDS[award]} cho {name}, số vào sổ {number}, {dong(amount, '.')} đồng",
                f"{award} granted to {name}, register number {number}, {dong(amount, ',')} đồng",
            )
        case _:
            return later_summary(fact)
