"""What an event says, in one line for people: Vietnamese and English. The units stand beside it, by their ids."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from contracts.scoring import (
    AgreementClosed,
    AgreementSigned,
    AnnexIssued,
    Cause,
    CouncilWordRecorded,
    CrossSheetSubmitted,
    DeparturePolicy,
    DepartureSettled,
    FieldScoringAssigned,
    Layer,
    LedgerEntryCancelled,
    LedgerEntryEntered,
    MemberAdmitted,
    ReportDueDaysSet,
    ReportExtended,
    ReportReceived,
    ReportsMissed,
    ReportWaived,
    ScorecardDrafted,
    ScorecardIssued,
    ScoreInherited,
    ScoresLocked,
    ScoresReopened,
    SelfScoringClosed,
    SelfScoringOpened,
    SelfSheetSubmitted,
    SheetAppraised,
    SheetExplained,
    SheetFieldScored,
    SheetVerified,
    StepDueDaysSet,
    TargetsSet,
    UnitDeparted,
    UnitLeftOut,
    UnitScoreChanged,
)
from services.scoring.agreement_state import AgreementFact
from services.scoring.agreement_summaries import of_agreement
from services.scoring.ledger import LedgerFact
from services.scoring.ledger_summaries import of_ledger

OfSheet = (
    SelfSheetSubmitted
    | CrossSheetSubmitted
    | SheetVerified
    | SheetExplained
    | SheetFieldScored
    | SheetAppraised
    | CouncilWordRecorded
)
OfSeason = SelfScoringOpened | MemberAdmitted | SelfScoringClosed | UnitLeftOut | UnitScoreChanged | ScoresLocked
OfDeparture = UnitDeparted | DepartureSettled | ScoreInherited
POLICIES = {
    DeparturePolicy.FREEZE: ("giữ nguyên điểm", "its figures stay and count"),
    DeparturePolicy.EXCLUDE: ("loại ra, tính lại cụm, khối", "it is left out and the cluster scored again"),
    DeparturePolicy.INHERIT_WEIGHTED: ("đơn vị kế thừa nhận điểm theo tỷ lệ", "its successor inherits its total by its share"),
    DeparturePolicy.RETURNED: ("đã trở lại, tính như các đơn vị khác", "it has come back and counts like any other"),
}
OfBoard = FieldScoringAssigned | ScoresReopened | StepDueDaysSet
ScoringFact = AgreementFact | OfSheet | LedgerFact | OfSeason | OfDeparture | OfBoard
LAYERS = {
    Layer.SELF: ("tự chấm", "self-scoring"),
    Layer.CROSS: ("chấm chéo", "cross-scoring"),
    Layer.LEADER: ("thẩm tra", "verification"),
    Layer.FIELD: ("chấm điểm chuyên ngành", "field score"),
    Layer.BOARD: ("thẩm định", "appraisal"),
    Layer.COUNCIL: ("ý kiến Hội đồng", "council's word"),
}


def summary(fact: ScoringFact) -> tuple[str, str]:
    """The event in Vietnamese and in English."""
    match fact:
        case ScorecardDrafted() | TargetsSet() | ScorecardIssued() | AnnexIssued() | AgreementSigned() | AgreementClosed():
            return of_agreement(fact)
        case (
            SelfSheetSubmitted()
            | CrossSheetSubmitted()
            | SheetVerified()
            | SheetExplained()
            | SheetFieldScored()
            | SheetAppraised()
            | CouncilWordRecorded()
        ):
            return _of_sheet(fact)
        case UnitDeparted() | DepartureSettled() | ScoreInherited():
            return _of_departure(fact)
        case (
            ReportDueDaysSet()
            | ReportReceived()
            | ReportExtended()
            | ReportWaived()
            | ReportsMissed()
            | LedgerEntryEntered()
            | LedgerEntryCancelled()
        ):
            return of_ledger(fact)
        case FieldScoringAssigned() | ScoresReopened() | StepDueDaysSet():
            return _of_board(fact)
        case SelfScoringOpened() | MemberAdmitted() | SelfScoringClosed() | UnitLeftOut() | UnitScoreChanged() | ScoresLocked():
            return _of_season(fact)
        case _:
            assert_never(fact)


def _of_sheet(fact: OfSheet) -> tuple[str, str]:
    match fact:
        case SelfSheetSubmitted(version=version, entries=entries):
            evidence = sum(len(entry.evidence) for entry in entries)
            return (
                f"Nộp phiếu tự chấm bản {version}: {len(entries)} tiêu chí, {evidence} minh chứng",
                f"Handed in the own sheet, version {version}: {len(entries)} leaves, {evidence} evidences",
            )
        case CrossSheetSubmitted(version=version, entries=entries):
            return (
                f"Chấm chéo bản {version}: {len(entries)} tiêu chí (tham khảo)",
                f"Cross-scored, version {version}: {len(entries)} leaves (advice)",
            )
        case SheetVerified(version=version, changes=changes):
            return (
                f"Thẩm tra bản {version}: sửa {len(changes)} tiêu chí",
                f"Verified, version {version}: {len(changes)} changes",
            )
        case SheetAppraised(version=version, changes=changes):
            return (
                f"Thẩm định bản {version}: sửa {len(changes)} tiêu chí",
                f"Appraised, version {version}: {len(changes)} changes",
            )
        case SheetExplained(version=version, explanations=explanations):
            return (
                f"Giải trình bản {version}: {len(explanations)} tiêu chí",
                f"Explained, version {version}: {len(explanations)} leaves",
            )
        case SheetFieldScored(version=version, changes=changes):
            return (
                f"Chấm điểm chuyên ngành bản {version}: {len(changes)} tiêu chí",
                f"Field score, version {version}: {len(changes)} leaves",
            )
        case CouncilWordRecorded(version=version, changes=changes):
            return (
                f"Ý kiến Hội đồng bản {version}: sửa {len(changes)} tiêu chí",
                f"The council's word, version {version}: {len(changes)} changes",
            )
        case _:
            assert_never(fact)


def _of_season(fact: OfSeason) -> tuple[str, str]:
    match fact:
        case SelfScoringOpened(members=members):
            return f"Mở tự chấm điểm cho {len(members)} đơn vị", f"Opened self-scoring for {len(members)} units"
        case MemberAdmitted(place=place):
            return (
                f"Bổ sung đơn vị vào bảng điểm, thứ tự {place}",
                f"The unit that joined is scored with the others, at place {place}",
            )
        case SelfScoringClosed(missing=missing):
            return (
                f"Kết thúc tự chấm, phân công chấm chéo; {len(missing)} đơn vị không nộp phiếu",
                f"Closed self-scoring and chose the peers; {len(missing)} units handed in no sheet",
            )
        case UnitLeftOut():
            return (
                "Đơn vị không được xét thi đua, không còn tính vào mức cao nhất của cụm, khối",
                "The unit is disqualified and no longer counts for the best of a leaf",
            )
        case UnitScoreChanged(leaves=leaves, total=total, cause=cause):
            vi, en = _cause(cause, own=cause.unit == fact.unit)
            moved = ", ".join(f"{leaf.leaf}: {_points(leaf.old)} → {_points(leaf.new)}" for leaf in leaves[:5])
            more = ", …" if len(leaves) > 5 else ""
            leaf_by_leaf = f" ({moved}{more})" if moved else ""
            return f"Tổng điểm {total}{leaf_by_leaf} do {vi}", f"Total {total}{leaf_by_leaf}, because of {en}"
        case ScoresLocked(rows=rows):
            return f"Khóa điểm của {len(rows)} đơn vị", f"Locked the scores of {len(rows)} units"
        case _:
            assert_never(fact)


def _of_board(fact: OfBoard) -> tuple[str, str]:
    match fact:
        case FieldScoringAssigned(version=version, branches=branches):
            said = ", ".join(branches[:10]) or "–"
            return (
                f"Phân công chấm điểm chuyên ngành bản {version}: {said}",
                f"Assigned field scoring, version {version}: {said}",
            )
        case ScoresReopened(version=version, sheets=sheets, ledgers=ledgers, reason=reason, complaint=complaint):
            vi, en = (" theo kiến nghị được chấp nhận", " for an upheld complaint") if complaint else ("", "")
            units = len({*ledgers, *(sheet.unit for sheet in sheets)})
            return (
                f"Mở lại điểm lần {version} cho {units} đơn vị{vi}: {reason}",
                f"Reopened the scores of {units} units{en}, time {version}: {reason}",
            )
        case StepDueDaysSet(days=days):
            said = ", ".join(f"{each.step} {each.due:%d/%m/%Y}" for each in days)
            return f"Quy định hạn các bước chấm điểm: {said}", f"Set the due days of steps: {said}"
        case _:
            assert_never(fact)


def _of_departure(fact: OfDeparture) -> tuple[str, str]:
    match fact:
        case UnitDeparted(on=day):
            return f"Đơn vị rời cụm, khối từ ngày {day:%d/%m/%Y}", f"The unit is no member from {day:%d/%m/%Y}"
        case DepartureSettled(policy=policy):
            vi, en = POLICIES[policy]
            return f"Đơn vị đã rời: {vi}", f"The departed unit: {en}"
        case ScoreInherited(mean=mean, months_before=before, months_own=own):
            return (
                f"Kế thừa {mean:f} điểm của các đơn vị tiền thân: {before} tháng trước, {own} tháng sau khi tiếp nhận",
                f"Inherited {mean:f} points of its predecessors: {before} months before the takeover, {own} since",
            )
        case _:
            assert_never(fact)


def _cause(cause: Cause, *, own: bool) -> tuple[str, str]:
    if cause.inherited:
        return ("kế thừa điểm của các đơn vị tiền thân", "what it inherited from its predecessors")
    if cause.departure is not None:
        vi, en = POLICIES[cause.departure]
        return f"một đơn vị đã rời: {vi}", f"a unit's departure: {en}"
    if cause.entry is not None:
        return ("điểm cộng, điểm trừ", "an entry of the ledger")
    if cause.reports:
        numbers = ", ".join(str(number) for number in cause.reports)
        return (f"báo cáo định kỳ số {numbers}", f"periodic report {numbers}")
    if cause.layer is None:
        return ("một đơn vị không được xét thi đua", "a unit's disqualification")
    vi, en = LAYERS[cause.layer]
    if own:
        return f"{vi} bản {cause.version}", f"its {en}, version {cause.version}"
    return f"{vi} bản {cause.version} của đơn vị khác", f"another unit's {en}, version {cause.version}"


def _points(points: Decimal | None) -> str:
    return "–" if points is None else f"{points:f}"
