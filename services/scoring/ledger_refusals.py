"""What the ledger and the periodic reports refuse."""

from __future__ import annotations

from infra.runtime.errors import Refusal


class FigureNotStated(Refusal):
    """The season's pack says nothing of a figure that is needed: nobody assumes one."""

    code = "figure-not-stated"
    vi = "Bộ quy tắc {pack} của năm thi đua không nêu «{figure}» (thang điểm {scale}). Năm sau hãy áp dụng bản có nêu con số này."
    en = "The season's rule pack {pack} does not state `{figure}` (scale {scale}). Adopt a version that does before the season."


class CalendarNotStated(Refusal):
    """Whether a day is a working day cannot be said."""

    code = "calendar-not-stated"
    vi = "Bộ quy tắc {pack} không có danh mục ngày nghỉ năm {year}, nên không tính được hạn. Hãy chọn ngày trong năm có danh mục."
    en = "Rule pack {pack} lists no holidays of {year}, so no day can be counted. Choose a day of a year that it lists."


class StepsOutOfOrder(Refusal):
    """A later step would be due before an earlier one."""

    status = 422
    code = "steps-out-of-order"
    vi = "Hạn của bước sau không được sớm hơn bước trước: tự chấm, chấm chéo, thẩm tra, giải trình, thẩm định."
    en = "A later step cannot be due before an earlier one: self-score, cross-score, verification, explanation, appraisal."


class DueDaysCount(Refusal):
    """The pack says how many periodic reports a season has."""

    code = "due-days-count"
    vi = "Bộ quy tắc yêu cầu {expected} báo cáo định kỳ một năm. Hãy nêu đủ {expected} ngày, sớm trước muộn sau."
    en = "The rule pack asks for {expected} periodic report(s) a season. State {expected} days, each later than the one before."


class ReportsHaveComeIn(Refusal):
    """Receipts, extensions or waivers rest on the due days that stand."""

    code = "reports-have-come-in"
    vi = "Đã có báo cáo được ghi nhận theo hạn cũ. Hãy gia hạn (extend-report) cho từng đơn vị, kèm lý do và văn bản."
    en = "Reports are on record against these due days. Extend the units' reports instead, with a reason and a document."


class NoDueDays(Refusal):
    """Nobody said when reports are due."""

    code = "no-due-days"
    vi = "Cụm, khối chưa có ngày nộp báo cáo định kỳ. Hãy quy định ngày nộp (set-report-due-days) trước."
    en = "This cluster's periodic reports have no due days yet. Set them first (set-report-due-days)."


class UnknownReport(Refusal):
    """The season has fewer reports."""

    code = "unknown-report"
    vi = "Không có báo cáo định kỳ số {report}; các số có hạn nộp: {reports}."
    en = "There is no periodic report {report}; due days are set for {reports}."


class ReceiptInFuture(Refusal):
    """Nothing is received tomorrow."""

    code = "receipt-in-future"
    vi = "Thời điểm nhận {received_at} sau thời điểm hiện tại. Hãy ghi đúng ngày, giờ nhận (giờ Việt Nam)."
    en = "The receipt time {received_at} has not come yet. State when the report was received."


class ReceiptOnRecord(Refusal):
    """Another receipt of this report is on record."""

    code = "receipt-on-record"
    vi = "Báo cáo {report} của đơn vị {unit} đã ghi nhận lúc {received_at}. Nếu ghi sai, hãy gửi lại kèm lý do (reason)."
    en = "Report {report} of unit {unit} is on record as received at {received_at}. To correct it, state a `reason`."


class UnitTwice(Refusal):
    """One unit has two receipts in one command."""

    status = 422
    code = "unit-twice"
    vi = "Đơn vị {unit} được nêu hai lần. Mỗi đơn vị chỉ nêu một lần cho mỗi báo cáo."
    en = "Unit {unit} is named twice. Name each unit once for a report."


class NotAnExtension(Refusal):
    """The new day is not behind the one that holds."""

    code = "not-an-extension"
    vi = "Hạn mới {due} không muộn hơn hạn đang áp dụng {current} của đơn vị {unit}."
    en = "The new due day {due} is not behind the one that holds for unit {unit}, {current}."


class ReportIsWaived(Refusal):
    """There is nothing to extend."""

    code = "report-waived"
    vi = "Đơn vị {unit} đã được miễn báo cáo {report}, không cần gia hạn."
    en = "Report {report} is waived for unit {unit}; there is nothing to extend."


class UnknownDocument(Refusal):
    """Registry has no such document of this authority."""

    code = "unknown-document"
    vi = "Chưa có văn bản {document} trong sổ đăng ký. Hãy ghi văn bản trước, hoặc thử lại sau nếu vừa ghi."
    en = "Registry has told of no document {document}. Record it first, or try again in a moment if it was just recorded."


class UnknownRecord(Refusal):
    """Registry has no such movement, exemplary model or initiative of this authority."""

    code = "unknown-record"
    vi = (
        "Sổ đăng ký chưa có phong trào, điển hình tiên tiến hay sáng kiến {record}. Hãy ghi nhận trước, hoặc bỏ «record» và chỉ "
        "dẫn văn bản."
    )
    en = (
        "Registry has no movement, exemplary model or initiative {record}. Record it there first, or leave `record` out and cite "
        "the document alone."
    )


class RecordOfAnother(Refusal):
    """The model or initiative is another unit's."""

    code = "record-of-another-unit"
    vi = "Hồ sơ {record} là của đơn vị {unit}. Hãy dẫn hồ sơ của chính đơn vị được cộng điểm."
    en = "Record {record} is that of unit {unit}. Name a record of the unit that gets the points."


class FigureOrPoints(Refusal):
    """An entry takes its points from the pack or states them, one of the two."""

    status = 422
    code = "figure-or-points"
    vi = "Hãy nêu mã trong bộ quy tắc (figure) hoặc số điểm (points), chỉ một trong hai."
    en = "State either the pack's `figure` or `points`, and not both."


class FollowsByItself(Refusal):
    """Reports are deducted from their receipts, and bounds are no entries."""

    code = "follows-by-itself"
    vi = "«{figure}» không ghi tay: điểm trừ báo cáo tự theo ngày nhận, các mức trần tự áp dụng."
    en = "`{figure}` is not entered by hand: late reports follow from their receipts, and bounds cut by themselves."


class PointsBeyondBounds(Refusal):
    """More than all entries together could count."""

    code = "points-beyond-bounds"
    vi = "Điểm của một mục phải khác 0 và từ {lowest} đến {highest}, theo mức trần của bộ quy tắc."
    en = "The points of an entry must not be 0 and lie between {lowest} and {highest}, the pack's caps."


class EntryIdTaken(Refusal):
    """Another entry has this id; entries are never changed."""

    code = "entry-id-taken"
    vi = "Mã {entry} đã dùng cho một mục khác. Mục đã ghi không sửa được: hãy hủy mục đó rồi ghi mục mới với mã mới."
    en = "Entry {entry} says something else already. An entry is never changed: cancel it and enter another with its own id."


class UnknownEntry(Refusal):
    """The unit's ledger has no such entry."""

    status = 404
    code = "unknown-entry"
    vi = "Sổ điểm cộng, điểm trừ của đơn vị {unit} không có mục {entry}."
    en = "The ledger of unit {unit} has no entry {entry}."
