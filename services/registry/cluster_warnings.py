"""What an officer should look at in a cluster; a warning moves nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from contracts.rules import ClusterRules
from services.registry.cluster_views import MemberView, TermView, WarningView


def warnings_of(
    members: Sequence[MemberView], leaders: TermView | None, acting: UUID | None, rules: ClusterRules | None, day: date
) -> tuple[WarningView, ...]:
    """The warnings of a cluster on a day; figures are those of the season's frozen rule pack."""
    return (*of_size(len(members), rules), *_of_ends(members, day), *_of_leaders(members, leaders, acting, day))


def of_size(members: int, rules: ClusterRules | None) -> Iterator[WarningView]:
    """Beyond what the pack allows, or beyond what is usual."""
    if rules is None:
        return
    least, most = rules.members_min, rules.members_max
    usual_least, usual_most = rules.usual_members_min, rules.usual_members_max
    if least is not None and members < least:
        yield _warning(
            "fewer-members-than-allowed",
            f"Chỉ còn {members} thành viên; khi thành lập bộ quy tắc yêu cầu từ {least}. Vẫn chấm điểm, xếp hạng số còn lại.",
            f"Only {members} members are left; to be formed a cluster needs {least}. Those left are scored and ranked.",
        )
    elif usual_least is not None and members < usual_least:
        yield _warning(
            "fewer-members-than-usual",
            f"Có {members} thành viên, ít hơn mức thường thấy ({usual_least}). Xem có cần ghép cụm, khối.",
            f"{members} members are fewer than usual ({usual_least}). See whether clusters should be put together.",
        )
    if most is not None and members > most:
        yield _warning(
            "more-members-than-allowed",
            f"Có {members} thành viên; khi thành lập bộ quy tắc cho phép đến {most}. Xem có cần tách cụm, khối.",
            f"{members} members; to be formed a cluster may have {most}. See whether it should be divided.",
        )
    elif usual_most is not None and members > usual_most:
        yield _warning(
            "more-members-than-usual",
            f"Có {members} thành viên, nhiều hơn mức thường thấy ({usual_most}). Xem có cần tách cụm, khối.",
            f"{members} members are more than usual ({usual_most}). See whether the cluster should be divided.",
        )


def _of_ends(members: Sequence[MemberView], day: date) -> Iterator[WarningView]:
    for member in members:
        if member.ended_on is not None and member.ended_on <= day:
            yield _warning(
                "member-is-no-more",
                f"Thành viên «{member.name}» không còn từ ngày {member.ended_on:%d/%m/%Y}. Ghi quyết định cho đơn vị rời cụm, "
                "khối và bổ sung đơn vị kế thừa.",
                f"Member “{member.name}” is no more from {member.ended_on}. Record the decision by which it leaves and its "
                "successor joins.",
                unit=member.unit,
            )
        elif member.passed_on is not None and member.passed_on <= day:
            yield _warning(
                "member-passed-on",
                f"Thành viên «{member.name}» thuộc cơ quan chủ trì khác từ ngày {member.passed_on:%d/%m/%Y}. "
                "Nếu có quyết định cho đơn vị rời cụm, khối, hãy ghi.",
                f"Member “{member.name}” belongs to another authority from {member.passed_on}. Record the decision by which it "
                "leaves, if there is one.",
                unit=member.unit,
            )


def _of_leaders(members: Sequence[MemberView], leaders: TermView | None, acting: UUID | None, day: date) -> Iterator[WarningView]:
    if leaders is None:
        if acting is None:
            yield _warning(
                "no-leader",
                "Chưa công nhận đơn vị trưởng. Hãy ghi quyết định công nhận.",
                "No leader is recognised. Record who is.",
            )
        else:
            yield _warning(
                "last-leader-acts",
                "Năm nay chưa công nhận đơn vị trưởng; đơn vị trưởng năm trước đang điều hành.",
                "No leader is recognised this year yet; last year's leader acts.",
                unit=acting,
            )
        return
    there = {member.unit for member in members if member.ended_on is None or day < member.ended_on}
    for unit in (leaders.leader, *leaders.deputies):
        if unit not in there:
            yield _warning(
                "leader-is-gone",
                "Đơn vị trưởng hoặc phó không còn là thành viên. Hãy công nhận trưởng, phó khác.",
                "A leader or deputy is no member any more. Recognise others.",
                unit=unit,
            )


def _warning(code: str, vi: str, en: str, **about: Any) -> WarningView:
    return WarningView(code=code, vi=vi, en=en, **about)
