"""What an event says, in one line for people: Vietnamese and English."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from contracts.registry import (
    AwardPlaces,
    BaseSalarySet,
    ClusterFormed,
    ClusterKind,
    ClusterLevel,
    ClusterMemberJoined,
    ClusterMemberLeft,
    ClusterQuotaSet,
    DeputiesRecognised,
    DocumentKind,
    LeaderRecognised,
    LeaderRotationSet,
    LegalDocumentRecorded,
    LegalDocumentSuperseded,
    LegalDocumentValiditySet,
    LevelPlacesShared,
    LevelPlacesTaken,
    LevelQuotaSet,
    QuotaPlaces,
    RulePackAdopted,
    RulePackDrafted,
    RulePackFigureChanged,
    SeasonOpened,
    StaffFiguresRecorded,
    Supersession,
    SuspensionLifted,
    UnitDisqualified,
    UnitSuspended,
)
from contracts.rules import AwardCode
from services.registry import council_rows, flag_rows
from services.registry.clusters import ClusterFact
from services.registry.councils import CouncilFact
from services.registry.documents import DocumentFact
from services.registry.flags import FlagFact
from services.registry.quotas import LevelQuotaFact
from services.registry.unit_summaries import in_vietnamese, of_life, of_standing
from services.registry.units import ONE_DAY, LifecycleFact
from services.registry.work.domain import WorkFact
from services.registry.work.summaries import work_summary

RegistryFact = (
    DocumentFact
    | RulePackDrafted
    | RulePackFigureChanged
    | RulePackAdopted
    | BaseSalarySet
    | LifecycleFact
    | StaffFiguresRecorded
    | UnitSuspended
    | SuspensionLifted
    | UnitDisqualified
    | SeasonOpened
    | ClusterFact
    | FlagFact
    | CouncilFact
    | LevelQuotaFact
    | WorkFact
)

DOCUMENTS = {
    DocumentKind.LAW: "luật",
    DocumentKind.DECREE: "nghị định",
    DocumentKind.CIRCULAR: "thông tư",
    DocumentKind.DIRECTIVE: "chỉ thị",
    DocumentKind.PLAN: "kế hoạch",
    DocumentKind.DECISION: "quyết định",
    DocumentKind.RESOLUTION: "nghị quyết",
    DocumentKind.SUBMISSION: "tờ trình",
    DocumentKind.REPORT: "báo cáo",
    DocumentKind.MINUTES: "biên bản",
}
SUPERSESSIONS = {
    Supersession.REPLACED: "thay thế",
    Supersession.REPEALED: "bãi bỏ",
    Supersession.AMENDED: "sửa đổi, bổ sung",
}
KINDS = {ClusterKind.CLUSTER: "cụm", ClusterKind.BLOCK: "khối"}
LEVELS = {
    ClusterLevel.PROVINCIAL: "cấp tỉnh",
    ClusterLevel.DELEGATED: "theo phân cấp",
    ClusterLevel.INTER_PROVINCIAL: "liên tỉnh",
}
AWARDS = {
    AwardCode.GOVERNMENT_FLAG: "Cờ thi đua của Chính phủ",
    AwardCode.PROVINCIAL_FLAG: "Cờ thi đua của tỉnh",
    AwardCode.PROVINCIAL_CERTIFICATE: "Bằng khen của tỉnh",
    AwardCode.PRIME_MINISTER_CERTIFICATE: "Bằng khen của Thủ tướng Chính phủ",
    AwardCode.EXCELLENT_LABOUR_COLLECTIVE: "Tập thể lao động xuất sắc",
    AwardCode.ADVANCED_LABOUR_COLLECTIVE: "Tập thể lao động tiên tiến",
    AwardCode.COMMENDATION_LETTER: "Giấy khen",
}

VALUE_SHOWN = 120


def summary(fact: RegistryFact) -> tuple[str, str]:  # noqa: C901 - a table of facts
    """The event in Vietnamese and in English; its units stand beside it, by their ids."""
    if isinstance(fact, WorkFact):
        return work_summary(fact)
    if isinstance(fact, ClusterFact):
        return _of_cluster(fact)
    if isinstance(fact, FlagFact):
        return flag_rows.summary_of(fact)
    if isinstance(fact, CouncilFact):
        return council_rows.summary_of(fact)
    if isinstance(fact, LevelQuotaFact):
        return _of_level(fact)
    match fact:
        case LegalDocumentRecorded() | LegalDocumentValiditySet() | LegalDocumentSuperseded():
            return _of_document(fact)
        case RulePackDrafted() | RulePackFigureChanged() | RulePackAdopted():
            return _of_pack(fact)
        case BaseSalarySet(amount=amount, valid_from=day):
            return (
                f"Lương cơ sở {_dong(amount, '.')} đồng từ ngày {in_vietnamese(day)}",
                f"Base salary {_dong(amount, ',')} đồng from {day}",
            )
        case SeasonOpened(year=year, pack=pack):
            return f"Mở năm thi đua {year} theo bộ quy tắc {pack}", f"Opened season {year} under rule pack {pack}"
        case StaffFiguresRecorded() | UnitSuspended() | SuspensionLifted() | UnitDisqualified():
            return of_standing(fact)
        case _:  # all that is left: LifecycleFact, closed below
            return of_life(fact)


def _of_document(fact: DocumentFact) -> tuple[str, str]:
    match fact:
        case LegalDocumentRecorded(kind=kind, number=number, issuer=issuer, issued_on=day):
            return (
                f"Ghi {DOCUMENTS[kind]} số {number} ngày {in_vietnamese(day)} của {issuer}",
                f"Recorded {kind} {number} of {day} by {issuer}",
            )
        case LegalDocumentValiditySet(effective_from=day, effective_to=date() as end):
            last = end - ONE_DAY
            return (
                f"Văn bản có hiệu lực từ ngày {in_vietnamese(day)} đến ngày {in_vietnamese(last)}",
                f"The document has effect from {day} to {last}",
            )
        case LegalDocumentValiditySet(effective_from=day):
            return f"Văn bản có hiệu lực từ ngày {in_vietnamese(day)}", f"The document has effect from {day}"
        case LegalDocumentSuperseded(manner=manner, valid_from=day):
            return (
                f"Văn bản được văn bản khác {SUPERSESSIONS[manner]} từ ngày {in_vietnamese(day)}",
                f"The document was {manner} by another from {day}",
            )
    assert_never(fact)


def _of_pack(fact: RulePackDrafted | RulePackFigureChanged | RulePackAdopted) -> tuple[str, str]:
    match fact:
        case RulePackDrafted(pack=pack, copied_from=copied):
            return (
                f"Soạn bộ quy tắc {pack}, chép từ bộ {copied.pack}, bản {copied.version}",
                f"Drafted rule pack {pack} as a copy of {copied.pack}, version {copied.version}",
            )
        case RulePackFigureChanged(pack=pack, figure=figure, value=value):
            short = value if len(value) <= VALUE_SHOWN else f"{value[:VALUE_SHOWN]}…"
            return (
                f"Sửa bộ quy tắc {pack} đang soạn: {figure} = {short}",
                f"Changed the draft of rule pack {pack}: {figure} = {short}",
            )
        case RulePackAdopted(pack=pack, version=version, title=title):
            return f"Áp dụng bộ quy tắc {pack}, bản {version}: {title}", f"Adopted rule pack {pack}, version {version}"
    assert_never(fact)


def _of_cluster(fact: ClusterFact) -> tuple[str, str]:
    match fact:
        case ClusterFormed(kind=kind, number=number, name=name, level=level, members=members):
            day = fact.valid_from
            vi = f"{KINDS[kind]} số {number} ({LEVELS[level]}) «{name}», {len(members)} đơn vị"
            return (
                f"Thành lập {vi}, từ ngày {in_vietnamese(day)}",
                f"Formed {kind} {number} ({level}) “{name}”, {len(members)} members, from {day}",
            )
        case ClusterMemberJoined(valid_from=day):
            return f"Bổ sung thành viên từ ngày {in_vietnamese(day)}", f"A member joined, from {day}"
        case ClusterMemberLeft(valid_from=day):
            return f"Thành viên rời cụm, khối từ ngày {in_vietnamese(day)}", f"A member left, from {day}"
        case LeaderRotationSet(units=units):
            return (
                f"Xác định thứ tự luân phiên làm trưởng của {len(units)} đơn vị",
                f"Set the order in which {len(units)} units lead",
            )
        case LeaderRecognised(valid_from=day):
            return f"Công nhận đơn vị trưởng từ ngày {in_vietnamese(day)}", f"Recognised the leader from {day}"
        case DeputiesRecognised(units=units, valid_from=day):
            return (
                f"Công nhận {len(units)} đơn vị phó từ ngày {in_vietnamese(day)}",
                f"Recognised {len(units)} deputies from {day}",
            )
        case ClusterQuotaSet(places=places):
            vi = "; ".join(f"{AWARDS[p.award]}: hạng {_ranks(p)}" for p in places)
            en = "; ".join(f"{p.award}: ranks {_ranks(p)}" for p in places)
            return (f"Giao chỉ tiêu: {vi}", f"Set the quota: {en}") if places else ("Không có chỉ tiêu", "No places")
    assert_never(fact)


def _of_level(fact: LevelQuotaFact) -> tuple[str, str]:
    where = LEVELS[fact.level]
    match fact:
        case LevelQuotaSet(places=places):
            vi, en = _counted(places)
            return f"Giao tổng chỉ tiêu {where}: {vi}", f"Set the quota of the {fact.level} level: {en}"
        case LevelPlacesTaken(places=places):
            vi, en = _counted(places)
            return f"Tính vào tổng chỉ tiêu {where}: {vi}", f"Counted against the quota of the {fact.level} level: {en}"
        case LevelPlacesShared(shares=shares):
            return (
                f"Phân bổ chỉ tiêu {where} theo tỷ lệ cho {len(shares)} cụm, khối",
                f"Shared places of the {fact.level} level among {len(shares)} clusters by percentage",
            )
    assert_never(fact)


def _counted(places: tuple[AwardPlaces, ...]) -> tuple[str, str]:
    vi = "; ".join(f"{AWARDS[each.award]} {each.places}" for each in places)
    en = "; ".join(f"{each.award} {each.places}" for each in places)
    return vi or "không", en or "none"


def _dong(amount: int, separator: str) -> str:
    return f"{amount:,}".replace(",", separator)


def _ranks(places: QuotaPlaces) -> str:
    one = places.from_rank == places.to_rank
    return str(places.from_rank) if one else f"{places.from_rank}-{places.to_rank}"
