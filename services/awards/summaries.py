"""What an event says, in one line for people: Vietnamese and English."""

from __future__ import annotations

from typing import assert_never, get_args

from typing_extensions import TypeIs

from contracts.awards import (
    AwardGranted,
    DecisionDrafted,
    DecisionSigned,
    DossiersReceived,
    GovernmentFlagProposed,
    NominationsAmended,
    NominationsDrafted,
    PlacesLeftEmpty,
    RedraftCause,
    RevisionCaseClosed,
    RevisionCaseOpened,
    RevisionOutcome,
)
from contracts.base import Fact
from contracts.government_flag import GovernmentFlagReleased, GovernmentFlagSubmitted
from contracts.rules import AwardCode
from services.awards.amendment_summaries import LaterFact, dong, later_summary, vi_day
from services.awards.government_flag import FlagFact
from services.awards.procedure_rows import ProcedureFact
from services.awards.procedure_summaries import summary_of
from services.awards.rounds import RoundFact

OwnFact = RoundFact | ProcedureFact | FlagFact | DecisionDrafted | DecisionSigned | AwardGranted | LaterFact
_OWN = frozenset(get_args(OwnFact))
CAUSES = {
    RedraftCause.REVISION: ("kết quả công bố lại", "the result was published anew"),
    RedraftCause.QUOTA: ("chỉ tiêu thay đổi", "another quota was set"),
    RedraftCause.ELIGIBILITY: ("điều kiện của đơn vị thay đổi", "who may be given an award changed"),
}
OUTCOMES = {
    RevisionOutcome.STANDS: ("giữ nguyên", "what was put forward stands"),
    RevisionOutcome.DECIDED: ("xử lý bằng quyết định khác", "another decision settles it"),
    RevisionOutcome.AGREES_AGAIN: ("kết quả mới lại khớp", "the result agrees with it again"),
    RevisionOutcome.SUBMISSION_WITHDRAWN: ("rút tờ trình", "the submission was withdrawn"),
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


def is_own(fact: Fact) -> TypeIs[OwnFact]:
    """Say whether awards recorded it; `isinstance` would ask forty classes one by one."""
    return type(fact) in _OWN


def summary(fact: OwnFact) -> tuple[str, str]:
    """The event in Vietnamese and in English."""
    if isinstance(fact, RoundFact):
        return _of_round(fact)
    if isinstance(fact, ProcedureFact):
        return summary_of(fact)
    if isinstance(fact, FlagFact):
        return _of_flag(fact)
    match fact:
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


def _of_round(fact: RoundFact) -> tuple[str, str]:
    match fact:
        case NominationsDrafted():
            return _drafted(fact)
        case NominationsAmended(lost=lost, gained=gained, reason=reason):
            return (
                f"Hội đồng quyết định khác: bớt {len(lost)}, thêm {len(gained)} đề nghị. {reason}",
                f"The council decided otherwise: {len(lost)} nominations fewer, {len(gained)} more. {reason}",
            )
        case PlacesLeftEmpty(award=award, places=places, rank=rank, units=units, reason=reason):
            return (
                f"Để trống {places} chỗ {AWARDS[award]} vì {len(units)} đơn vị cùng hạng {rank}. {reason}",
                f"{places} places of {award} stay empty: {len(units)} units share rank {rank}. {reason}",
            )
        case DossiersReceived(received_on=day):
            return f"Nhận hồ sơ ngày {vi_day(day)}", f"Dossiers received on {day}"
        case RevisionCaseOpened(case=case, because=because, lost=lost, gained=gained):
            vi, en = CAUSES[because]
            return (
                f"Mở vụ việc số {case} vì {vi}: {len(lost)} đề nghị không còn, {len(gained)} đề nghị mới theo kết quả",
                f"Case {case} opened, because {en}: the result no longer gives {len(lost)}, and gives {len(gained)} others",
            )
        case RevisionCaseClosed(case=case, outcome=outcome, reason=reason):
            vi, en = OUTCOMES[outcome]
            said = "" if reason is None else f". {reason}"
            return f"Đóng vụ việc số {case}: {vi}{said}", f"Case {case} closed: {en}{said}"
    assert_never(fact)


def _of_flag(fact: FlagFact) -> tuple[str, str]:
    match fact:
        case GovernmentFlagProposed(nominees=nominees, most=most, leaders=leaders):
            count = len(nominees)
            return (
                f"Đề nghị Cờ thi đua của Chính phủ cho {count} đơn vị, nhiều nhất {most} trong {leaders} đơn vị dẫn đầu",
                f"{count} units proposed for the Government's flag, of at most {most} of {leaders} leaders",
            )
        case GovernmentFlagSubmitted(nominees=nominees, submitted_on=day):
            count = len(nominees)
            return (
                f"Trình đề nghị Cờ thi đua của Chính phủ cho {count} đơn vị ngày {vi_day(day)}",
                f"{count} units submitted for the Government's flag on {day}",
            )
        case GovernmentFlagReleased(released_on=day):
            return (
                f"Rút đề nghị Cờ thi đua của Chính phủ khỏi tờ trình ngày {vi_day(day)}",
                f"The Government's flag was taken out of its submission on {day}",
            )
    assert_never(fact)


def _drafted(fact: NominationsDrafted) -> tuple[str, str]:
    count, free = len(fact.nominations), sum(places.places for places in fact.open_places)
    vi = f"Lập đề nghị từ bảng xếp hạng đã công bố: {count} đề nghị, {free} chỗ còn để trống"
    en = f"Nominations drafted from the published standings: {count} nominations, {free} places left open"
    if fact.because is None:
        return vi, en
    cause_vi, cause_en = CAUSES[fact.because]
    lost, gained = len(fact.lost), len(fact.gained)
    anew = f"anew because {cause_en}: {lost} lost, {gained} gained"
    return f"{vi}; lập lại vì {cause_vi}: bớt {lost}, thêm {gained}", f"{en}; {anew}"
