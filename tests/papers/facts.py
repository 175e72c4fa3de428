"""Facts for the shipped templates, as services give them, from plain to unkind."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

LONGEST = ("Trung tâm Dịch vụ việc làm và Bảo trợ xã hội tổng hợp & Công tác nữ, " * 5)[:299] + "»"
"""As long as a unit's name may be, with what XML has to escape."""


def entry(place: int, unit: str = "", amount: int | None = 14_400_000) -> dict[str, Any]:
    return {
        "place": place,
        "unit": unit or f"Ủy ban nhân dân xã Vĩnh Phú Tây số {place}",
        "cluster": "Cụm thi đua các xã, thị trấn huyện Phước Long",
        "amount": amount,
        "register_number": f"bac-lieu.2023.2901-QĐ-UBND.{place:03}",
        "rank": place % 3 + 1,
    }


def group(roman: str, award: str, each: int | None, places: range, **changes: Any) -> dict[str, Any]:
    entries = [{**entry(place, amount=each), **changes} for place in places]
    return {"roman": roman, "award": award, "each": each, "entries": entries, "count": len(entries)}


def basis(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "Nghị định",
        "number": "91/2017/NĐ-CP",
        "issued_on": date(2017, 7, 31),
        "issuer": "Chính phủ",
        "about": "Quy định chi tiết thi hành một số điều của Luật Thi đua, khen thưởng",
        **changes,
    }


def decision(count: int = 60, **changes: Any) -> dict[str, Any]:
    """A signed decision of so many awards."""
    flags = range(1, count - count // 4 + 1)
    return {
        "title": "Quyết định 2901/QĐ-UBND",
        "body_lines": ["Ủy ban nhân dân", "tỉnh Bạc Liêu"],
        "deciding": "Chủ tịch Ủy ban nhân dân tỉnh Bạc Liêu",
        "place": "Bạc Liêu",
        "draft": False,
        "number": "2901/QĐ-UBND",
        "signed_on": date(2023, 12, 28),
        "signer_name": "Nguyễn Văn Mẫu",
        "signer_title": "Chủ tịch",
        "signs_for": None,
        "abstract": "Tặng cờ thi đua, bằng khen năm 2023 cho 13 cụm, khối cấp tỉnh",
        "year": "2023",
        "bases": [basis(), basis(kind="Quyết định", number="662/QĐ-UBND", issuer="Ủy ban nhân dân tỉnh Bạc Liêu", about="")],
        "submissions": [basis(kind="Tờ trình", number="412/TTr-SNV", issuer="Sở Nội vụ", issued_on=date(2023, 12, 22))],
        "groups": [
            group("I", "Cờ thi đua của Ủy ban nhân dân tỉnh", 14_400_000, flags),
            group("II", "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh", 3_600_000, range(flags.stop, count + 1)),
        ],
        "awards": "Cờ thi đua của Ủy ban nhân dân tỉnh, Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh",
        "count": count,
        "amount": 702_000_000,
        **changes,
    }


def draft(count: int = 60) -> dict[str, Any]:
    """The same before its signature: nothing is known of number, day, body, signer and money."""
    unknown = ("deciding", "place", "number", "signed_on", "signer_name", "signer_title", "amount")
    groups = [group("I", "Cờ thi đua của Ủy ban nhân dân tỉnh", None, range(1, count + 1), register_number="")]
    return decision(count, **dict.fromkeys(unknown), draft=True, body_lines=[], bases=[], submissions=[], groups=groups)


def submission(count: int = 24, **changes: Any) -> dict[str, Any]:
    return {
        "title": "Tờ trình 412/TTr-SNV",
        "issuer": "Sở Nội vụ tỉnh Bạc Liêu",
        "body_lines": ["Sở Nội vụ", "tỉnh Bạc Liêu"],
        "place": "Bạc Liêu",
        "addressee": "Ủy ban nhân dân tỉnh Bạc Liêu",
        "number": "412/TTr-SNV",
        "day": date(2023, 12, 22),
        "abstract": "Đề nghị tặng cờ thi đua, bằng khen năm 2023",
        "year": "2023",
        "groups": [group("I", "Cờ thi đua của Ủy ban nhân dân tỉnh", None, range(1, count + 1))],
        "count": count,
        "signer_name": "Nguyễn Văn Mẫu",
        "signer_title": "Phó Giám đốc",
        "signs_for": "Giám đốc",
        **changes,
    }


def certificate(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Bằng khen bac-lieu.2023.2901-QĐ-UBND.040",
        "body_lines": ["Ủy ban nhân dân", "tỉnh Bạc Liêu"],
        "deciding": "Chủ tịch Ủy ban nhân dân tỉnh Bạc Liêu",
        "place": "Bạc Liêu",
        "object": "Bằng khen",
        "unit": "Ủy ban nhân dân xã Vĩnh Phú Tây, huyện Phước Long",
        "cluster": "Cụm thi đua các xã, thị trấn huyện Phước Long",
        "year": "2023",
        "number": "2901/QĐ-UBND",
        "signed_on": date(2024, 1, 5),
        "signer_name": "Nguyễn Văn Mẫu",
        "signer_title": "Chủ tịch",
        "signs_for": None,
        "register_number": "bac-lieu.2023.2901-QĐ-UBND.040",
        **changes,
    }


def standing_row(place: int, **changes: Any) -> dict[str, Any]:
    return {
        "place": place,
        "unit": f"Sở Nông nghiệp và Phát triển nông thôn {place}",
        "groups": "645,50 / 187,00 / 88,25",
        "deductions": "2,00",
        "late_reports": 1,
        "total": f"{930 - place},75",
        "rank": place,
        "remark": "Bằng điểm, xét điểm nhóm I, tổng điểm trừ ít hơn" if place == 2 else "",
        **changes,
    }


def standings(count: int = 13, **changes: Any) -> dict[str, Any]:
    rows = [standing_row(place) for place in range(1, count)]
    rows.append(standing_row(count, rank=None, remark="Không xếp hạng: đang tạm dừng xét"))
    return {
        "title": "Bảng xếp hạng",
        "draft": False,
        "year": "2023",
        "cluster": "Khối thi đua các sở kinh tế - kỹ thuật",
        "leader_title": "Khối trưởng",
        "day": date(2023, 12, 20),
        "drawn_on": date(2023, 12, 18),
        "groups": "I/II/III",
        "rows": rows,
        "proposals": [
            {"award": "Cờ thi đua của Ủy ban nhân dân tỉnh", "units": [row["unit"] for row in rows[:3]]},
            {"award": "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh", "units": []},
        ],
        "unresolved": [],
        "digest": "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
        **changes,
    }


def ballot(**changes: Any) -> dict[str, Any]:
    """A counted ballot that confirms candidates."""
    return {
        "title": "Biên bản kiểm phiếu",
        "cluster": "Khối thi đua các sở kinh tế - kỹ thuật",
        "abstract": "Bỏ phiếu kín bình xét Cờ thi đua của Ủy ban nhân dân tỉnh năm 2023",
        "day": date(2023, 12, 14),
        "opened_at": datetime(2023, 12, 14, 1, 30, tzinfo=UTC),
        "counted_at": datetime(2023, 12, 14, 2, 5, tzinfo=UTC),
        "venue": "Hội trường Sở Công Thương",
        "method": "bỏ phiếu kín bằng phiếu giấy",
        "committee": [1, 2, 3],
        "voters": "các đơn vị thành viên, mỗi đơn vị một phiếu",
        "members": 8,
        "roll": 8,
        "present": 7,
        "absent": 1,
        "needed": 6,
        "quorum": "2/3",
        "handed_out": 7,
        "cast": 7,
        "answers": [
            {"unit": f"Sở số {n}", "yes": 5, "no": 1, "blank": 1, "invalid": 0, "result": "Thông qua"} for n in range(1, 4)
        ],
        "votes": [],
        "conclusions": ["Sở số 1: 5 tán thành, 1 không tán thành; 5/7, cần trên 1/2 số có mặt: được thông qua."],
        **changes,
    }


AMENDED = {"number": "2135/QĐ-UBND", "signed_on": date(2023, 12, 28), "issuer": "Ủy ban nhân dân tỉnh Bạc Liêu"}


def amendment(kind: str, count: int = 2, **changes: Any) -> dict[str, Any]:
    """A signed decision that amends another, in so many places."""
    corrects = kind in {"correction", "undoing"}
    whole = {
        **{name: value for name, value in decision(0).items() if name not in {"groups", "count", "amount", "year", "awards"}},
        "kind": kind,
        "number": "107/QĐ-UBND",
        "abstract": "đính chính Quyết định số 2135/QĐ-UBND ngày 28/12/2023",
        "amended": AMENDED,
        "reason": "Theo kết luận kiểm tra hồ sơ.",
        "ground": "kê khai gian dối" if kind == "revocation" else None,
        "changes": [
            {"place": n, "what": f"Tên tập thể tại số vào sổ {n:03d}", "old": "Huyện Phước Long", "new": "UBND huyện Phước Long"}
            for n in range(1, count * corrects + 1)
        ],
        "awards": "" if corrects else "Cờ thi đua của Ủy ban nhân dân tỉnh",
        "withdrawn": [
            {
                "place": n,
                "unit": f"Đơn vị thứ {n}",
                "award": "Cờ thi đua của Ủy ban nhân dân tỉnh",
                "register_number": f"bac-lieu.2023.2135-QĐ-UBND.{n:03d}",
            }
            for n in range(1, count * (not corrects) + 1)
        ],
        "due_on": date(2024, 6, 28) if kind == "revocation" else None,
        "money": 14_400_000 * count if kind == "revocation" else 0,
    }
    return {**whole, **changes}
