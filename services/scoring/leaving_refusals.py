"""What scoring refuses where a unit leaves or inherits, each with what to do."""

from __future__ import annotations

from infra.runtime.errors import Refusal


class NotDeparted(Refusal):
    """Registry has told of no departure of the unit."""

    code = "not-departed"
    vi = "Sổ đăng ký chưa ghi đơn vị {unit} rời cụm, khối này. Hãy ghi nhận việc sáp nhập, chia, giải thể hoặc rời cụm trước."
    en = "Registry has told of no departure of unit {unit}. Record its merger, split, dissolution or leaving there first."


class DepartureToCome(Refusal):
    """The unit is still a member."""

    code = "departure-to-come"
    vi = "Đơn vị {unit} đến ngày {on} mới rời cụm, khối. Hãy quyết định cách tính điểm từ ngày đó."
    en = "Unit {unit} leaves on {on} only. Decide what becomes of its points from that day on."


class UnitHasDeparted(Refusal):
    """The board has decided on the departed unit's points: its sheet is closed."""

    code = "unit-has-departed"
    vi = "Đơn vị {unit} đã rời cụm, khối và đã có quyết định về điểm; phiếu của đơn vị không nhận thêm bước nào."
    en = "Unit {unit} has departed and its points were decided on; its sheet takes no further layer."


class NotReturned(Refusal):
    """Registry does not say that the unit is a member again."""

    code = "not-returned"
    vi = "Sổ đăng ký chưa ghi đơn vị {unit} trở lại cụm, khối này. Hãy ghi nhận việc bổ sung thành viên trước."
    en = "Registry has not told that unit {unit} is a member again. Record there that it joined, then settle its departure."


class DeparturesOpen(Refusal):
    """A unit has left, and nobody has said what becomes of its points."""

    code = "departures-open"
    vi = (
        "Còn {count} đơn vị đã rời cụm, khối mà chưa quyết định cách tính điểm, xem «units». Hãy chọn giữ nguyên, loại ra "
        "hoặc để đơn vị kế thừa (settle-departure), kèm lý do và văn bản, rồi khóa điểm."
    )
    en = (
        "{count} unit(s) have left the cluster and nobody has said what becomes of their points, see `units`. Choose freeze, "
        "exclude or inherit-weighted (settle-departure) with reason and document, then lock."
    )


class NoSuccessor(Refusal):
    """The unit went into no other, so nobody can inherit."""

    code = "no-successor"
    vi = "Đơn vị {unit} không có đơn vị kế thừa. Hãy chọn giữ nguyên hoặc loại ra."
    en = "Unit {unit} has no successor. Choose freeze or exclude."


class NotAppraisedYet(Refusal):
    """What is to be inherited has to be whole: the sheet takes no layer afterwards."""

    code = "not-appraised-yet"
    vi = "Phiếu của đơn vị {unit} chưa thẩm định xong nên chưa có điểm để kế thừa. Hãy thẩm định trước, hoặc chọn cách khác."
    en = "The sheet of unit {unit} is not appraised, so it has no total to inherit. Appraise it first, or choose another policy."


class AlreadyInherited(Refusal):
    """The unit's total was passed on already."""

    code = "already-inherited"
    vi = "Điểm của đơn vị {unit} đã được đơn vị khác kế thừa, không đổi cách tính được nữa."
    en = "The total of unit {unit} was inherited already; what becomes of it can no longer change."


class NoTakeover(Refusal):
    """Registry knows of no unit that the successor took over on that day."""

    code = "no-takeover"
    vi = "Sổ đăng ký không ghi đơn vị {unit} tiếp nhận đơn vị nào vào ngày {on} trong năm thi đua."
    en = "Registry knows of nothing that unit {unit} took over on {on} within the season."


class NotPredecessors(Refusal):
    """Units were named that the successor did not take over, or nobody is left to inherit from."""

    code = "not-predecessors"
    vi = "Danh sách «without» có đơn vị không phải tiền thân, hoặc không còn tiền thân nào để kế thừa: {units}."
    en = "`without` names units that are no predecessors, or leaves nobody to inherit from: {units}."


class PredecessorsWithoutTotal(Refusal):
    """A predecessor has no locked total."""

    code = "predecessors-without-total"
    vi = (
        "Còn {count} tiền thân chưa có điểm đã khóa để kế thừa, xem «units». Hãy khóa điểm cụm, khối cũ (cùng cụm: thẩm định và "
        "chọn kế thừa), hoặc nêu trong «without» những đơn vị không tính."
    )
    en = (
        "{count} predecessor(s) have no locked total to inherit, see `units`. Lock their clusters (in the same cluster: appraise "
        "them and settle on inherit-weighted), or name in `without` those that do not count."
    )


class NoFullMonth(Refusal):
    """Neither before nor since the takeover lies a full month of the season."""

    code = "no-full-month"
    vi = "Trước và sau ngày {on} đều không có tháng nào trọn trong năm thi đua nên không chia được theo tháng."
    en = "Neither before {on} nor since lies a full month of the season, so there is nothing to weight by."


class InheritanceOpen(Refusal):
    """A successor has not been given what it is to inherit."""

    code = "inheritance-open"
    vi = "Còn {count} đơn vị phải kế thừa điểm của tiền thân, xem «units». Hãy thực hiện (inherit-score) rồi khóa điểm."
    en = "{count} unit(s) have yet to inherit from their predecessors, see `units`. Do it (inherit-score), then lock."
