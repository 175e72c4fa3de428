"""What scoring refuses, each as a fact about the world: a stable code and what to do, in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Sequence

from infra.runtime.errors import Refusal
from services.scoring.faults import Fault


class UnknownCluster(Refusal):
    """Registry has not told us of this cluster, nor of the season and rule pack that it belongs to."""

    status = 404
    code = "unknown-cluster"
    vi = "Chưa có cụm, khối {cluster} trong sổ đăng ký. Kiểm tra lại mã, hoặc thử lại sau nếu vừa thành lập."
    en = "Registry has told of no cluster {cluster}. Check the id, or try again in a moment if it was just formed."


class NotAMember(Refusal):
    """The unit does not belong to the cluster."""

    code = "not-a-member"
    vi = "Đơn vị {unit} không thuộc cụm, khối này."
    en = "Unit {unit} is not a member of this cluster."


class Unsound(Refusal):
    """Base of the refusals that list everything that is wrong, each fault with its own code, place and sentences."""

    status = 422

    def __init__(self, faults: Sequence[Fault], **fields: object) -> None:
        super().__init__(count=len(faults), faults=[fault.to_document() for fault in faults], **fields)


class AgreementNotClosed(Refusal):
    """Scoring begins from a closed agreement."""

    code = "agreement-not-closed"
    vi = "Giao ước chưa khép lại. Hãy thu đủ chữ ký và khép giao ước trước."
    en = "The agreement is not closed. Gather the signatures and close it first."


class ScoringNotOpen(Refusal):
    """The cluster's self-scoring was never opened."""

    code = "scoring-not-open"
    vi = "Cụm, khối này chưa mở tự chấm điểm."
    en = "Self-scoring has not been opened for this cluster."


class SelfScoringOver(Refusal):
    """Self-scoring is closed."""

    code = "self-scoring-over"
    vi = "Thời gian tự chấm đã kết thúc."
    en = "Self-scoring is over."


class SelfScoringNotOver(Refusal):
    """This step comes after the end of self-scoring."""

    code = "self-scoring-not-over"
    vi = "Tự chấm chưa kết thúc. Hãy chờ cơ quan chủ trì kết thúc tự chấm."
    en = "Self-scoring is not over yet. Wait for the board to close it."


class ScoresAreLocked(Refusal):
    """After the lock nothing changes any more, unless it was reopened."""

    code = "scores-locked"
    vi = "Điểm đã khóa. Muốn sửa, cơ quan chủ trì phải mở lại điểm (reopen-scores), có lý do và văn bản."
    en = "The scores are locked. To change them the board has to reopen them (reopen-scores), with reason and document."


class NotSigned(Refusal):
    """The unit has not signed the agreement, so it has no sheet."""

    code = "not-signed"
    vi = "Đơn vị {unit} không ký giao ước nên không chấm điểm."
    en = "Unit {unit} did not sign the agreement, so it has no sheet."


class UnitIsLeftOut(Refusal):
    """The unit was disqualified."""

    code = "unit-left-out"
    vi = "Đơn vị {unit} không được xét thi đua trong năm này."
    en = "Unit {unit} is out of this season's emulation."


class SheetMissing(Refusal):
    """The unit handed in no sheet of its own, so nobody can score it."""

    code = "sheet-missing"
    vi = "Đơn vị {unit} chưa nộp phiếu tự chấm."
    en = "Unit {unit} has handed in no sheet of its own."


class SheetUnsound(Unsound):
    """Entries or changes that do not fit the scorecard or what is assigned to the unit."""

    code = "sheet-unsound"
    vi = "Phiếu chấm có {count} chỗ chưa đúng, xem «faults». Hãy sửa rồi nộp lại."
    en = "The sheet has {count} fault(s), each named in `faults`. Mend them and hand it in again."


class OwnSheet(Refusal):
    """Nobody scores, verifies or appraises their own unit, in whatever role."""

    status = 403
    code = "own-sheet"
    vi = "Không ai được chấm, thẩm tra hay thẩm định đơn vị của mình. Hãy để người khác làm việc này."
    en = "Nobody scores, verifies or appraises their own unit. Let somebody else do it."


class NotAPeer(Refusal):
    """The unit was not chosen to cross-score the other."""

    status = 403
    code = "not-a-peer"
    vi = "Đơn vị của bạn không được phân công chấm chéo đơn vị {unit}."
    en = "Your unit was not assigned to cross-score unit {unit}."


class AlreadyVerified(Refusal):
    """Cross-scoring of a sheet ends with its verification."""

    code = "already-verified"
    vi = "Phiếu của đơn vị {unit} đã thẩm tra, không chấm chéo nữa."
    en = "The sheet of unit {unit} has been verified; cross-scoring it is over."


class NoLeader(Refusal):
    """Registry names no leader for the cluster on this day, or one that is no member any more."""

    code = "no-leader"
    vi = "Cụm, khối chưa có cụm trưởng, khối trưởng, hoặc đơn vị ấy không còn là thành viên. Hãy công nhận đơn vị khác trước."
    en = "This cluster has no leader, or one that is no member any more. Recognise another first."


class NotTheVerifier(Refusal):
    """Somebody else verifies this sheet."""

    status = 403
    code = "not-the-verifier"
    vi = "Phiếu này do {verifier} thẩm tra: cụm trưởng; phiếu của cụm trưởng thì cụm phó thứ nhất, không có thì cơ quan chủ trì."
    en = "This sheet is verified by {verifier}: the leader, for the leader's own sheet the first deputy, else the board."


class AlreadyAppraised(Refusal):
    """The board has appraised the sheet: the leader's word is spoken."""

    code = "already-appraised"
    vi = "Phiếu của đơn vị {unit} đã được thẩm định, không sửa thẩm tra được nữa."
    en = "The sheet of unit {unit} has been appraised; its verification can no longer change."


class NotVerified(Refusal):
    """Appraisal comes after verification."""

    code = "not-verified"
    vi = "Phiếu của đơn vị {unit} chưa được thẩm tra."
    en = "The sheet of unit {unit} has not been verified yet."


class SheetsUnfinished(Refusal):
    """Sheets that were handed in have not come to their end."""

    code = "sheets-unfinished"
    vi = "Còn {count} phiếu chưa thẩm tra, thẩm định xong, xem «units»."
    en = "{count} sheet(s) are not verified and appraised yet, see `units`."


class EvidenceNotUploaded(Refusal):
    """The sheet names the file by its hash alone: the season did not ask for its content."""

    status = 404
    code = "evidence-not-uploaded"
    vi = "Minh chứng này chỉ được khai trên bảng, chưa có tệp trong kho. Hãy hỏi đơn vị lấy bản gốc."
    en = "This evidence was declared on the sheet alone; its content was not uploaded. Ask the unit for the original."


class LayerNotInRules(Refusal):
    """The season's rule pack knows no such layer."""

    code = "layer-not-in-rules"
    vi = "Bộ quy tắc của năm thi đua không có lớp chấm «{layer}»."
    en = "The season's rule pack has no layer `{layer}`."


class NotExplainable(Refusal):
    """An explanation comes between verification and appraisal."""

    code = "not-verified-yet"
    vi = "Phiếu của đơn vị {unit} chưa được thẩm tra nên chưa có gì để giải trình."
    en = "The sheet of unit {unit} has not been verified, so there is nothing to explain yet."


class NotAppraised(Refusal):
    """The council speaks after the board."""

    code = "not-appraised"
    vi = "Phiếu của đơn vị {unit} chưa được thẩm định. Hội đồng cho ý kiến sau khi thẩm định."
    en = "The sheet of unit {unit} has not been appraised. The council speaks after the board."


class CouncilHasSpoken(Refusal):
    """The council has spoken on the sheet: the board's word is spoken."""

    code = "council-has-spoken"
    vi = "Hội đồng đã có ý kiến về phiếu của đơn vị {unit}, không sửa thẩm định được nữa."
    en = "The council has spoken on the sheet of unit {unit}; its appraisal can no longer change."


class FieldUnsound(Unsound):
    """Branches that cannot be assigned to a line department."""

    code = "field-unsound"
    vi = "Phân công chấm điểm chuyên ngành có {count} chỗ chưa đúng, xem «faults»."
    en = "The assignment to the department has {count} fault(s), each named in `faults`."


class NotAssignedToDepartment(Refusal):
    """The department was assigned nothing to score in this cluster."""

    status = 403
    code = "department-not-assigned"
    vi = "Ngành của bạn chưa được phân công chấm điểm ở cụm, khối này."
    en = "Your department was not assigned anything to score in this cluster."
