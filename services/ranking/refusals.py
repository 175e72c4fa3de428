"""What ranking refuses of revisions and complaints: a stable code and what to do, in Vietnamese and English."""

from __future__ import annotations

from infra.runtime.errors import Refusal


class UnknownDocuments(Refusal):
    """Documents are cited that registry has not told of."""

    code = "unknown-documents"
    vi = "Văn bản chưa có trong sổ: {documents}. Hãy ghi nhận văn bản (record-legal-document) trước khi viện dẫn."
    en = "These documents are on no record: {documents}. Record them (record-legal-document) before they are cited."


# Revisions


class NothingPublishedYet(Refusal):
    """A first publication revises nothing and needs no reason."""

    code = "nothing-published-yet"
    vi = "Cụm, khối này chưa công bố lần nào nên không có gì để sửa đổi. Hãy công bố mà không nêu lý do sửa đổi."
    en = "Nothing was published of this cluster that could be revised. Publish without a reason for a revision."


class NothingToRevise(Refusal):
    """The drawing says what is published already."""

    code = "nothing-to-revise"
    vi = "Bảng mới giống hệt bản công bố lần {publication}, không có gì để sửa đổi."
    en = "The drawing says the same as publication {publication}: there is nothing to revise."


class RevisionNeedsReason(Refusal):
    """A publication is superseded only by one that says why."""

    code = "revision-needs-reason"
    vi = "Bản này thay thế bản công bố lần {publication} nên phải nêu lý do (reason). Hãy bổ sung lý do rồi công bố."
    en = "This supersedes publication {publication} and has to say why (reason). Add the reason, then publish."


class ComplaintsNotUpheld(Refusal):
    """A revision answers upheld complaints of its own cluster alone."""

    code = "complaints-not-upheld"
    vi = "Các kiến nghị này chưa được chấp nhận hoặc không thuộc cụm, khối này: {complaints}. Hãy bỏ ra khỏi danh sách."
    en = "These complaints were not upheld, or are not of this cluster: {complaints}. Leave them out."


# Complaints


class NothingToComplainOf(Refusal):
    """A complaint is about published standings."""

    code = "nothing-to-complain-of"
    vi = "Bảng xếp hạng của cụm, khối này chưa công bố. Chỉ kiến nghị được về kết quả đã công bố."
    en = "The standings of this cluster are not published. Complaints are about published results alone."


class NotInStandings(Refusal):
    """The unit does not stand in the standings."""

    code = "not-in-standings"
    vi = "Đơn vị {unit} không có trong bảng xếp hạng của cụm, khối này. Hãy kiểm tra đơn vị và cụm, khối."
    en = "Unit {unit} does not stand in the standings of this cluster. Check the unit and the cluster."


class ComplaintTooLate(Refusal):
    """The window of the publication is over."""

    code = "complaint-too-late"
    vi = "Đã hết thời hạn kiến nghị về bản công bố lần {publication}: ngày cuối là {last_day} (24:00 giờ Việt Nam)."
    en = "The window for complaints about publication {publication} is over: its last day was {last_day}, 24:00 in Việt Nam."


class WindowUncountable(Refusal):
    """The season's pack states no calendar, or none for that year, so nobody can say when the window ends."""

    code = "window-uncountable"
    vi = "Bộ quy tắc {pack} không có lịch để tính thời hạn kiến nghị từ ngày {published_on}. Hãy liên hệ cơ quan chủ trì."
    en = "Pack {pack} has no calendar to count the window for complaints from {published_on}. Ask the managing authority."


class LeavesMissing(Refusal):
    """A complaint about points names the leaves."""

    code = "leaves-missing"
    vi = "Kiến nghị về điểm phải nêu mã tiêu chí (leaves). Hãy bổ sung, hoặc chọn căn cứ khác."
    en = "A complaint about points names its leaves. Add them, or choose another ground."


class LeavesNotAsked(Refusal):
    """Only a complaint about points names leaves."""

    code = "leaves-not-asked"
    vi = "Căn cứ «{ground}» không đi với mã tiêu chí. Hãy bỏ tiêu chí, hoặc chọn căn cứ «points»."
    en = "Ground `{ground}` takes no leaves. Leave them out, or choose ground `points`."


class UnknownLeaves(Refusal):
    """The scorecard has no such leaves, or they are not assigned to the unit."""

    code = "unknown-leaves"
    vi = "Bảng tiêu chí không có, hoặc không phân công cho đơn vị này: {leaves}. Hãy kiểm tra mã tiêu chí."
    en = "These are no leaves of the scorecard, or not assigned to this unit: {leaves}. Check the codes."


class ComplaintIdTaken(Refusal):
    """Another complaint has this id."""

    code = "complaint-id-taken"
    vi = "Mã kiến nghị {complaint} đã dùng cho nội dung khác. Hãy dùng mã mới."
    en = "Complaint {complaint} says something else already. Use a new id."


class NoSuchComplaint(Refusal):
    """Nobody has filed a complaint under this id."""

    status = 404
    code = "no-such-complaint"
    vi = "Không có kiến nghị nào mang mã {complaint}. Hãy kiểm tra mã."
    en = "There is no complaint {complaint}. Check the id."


class ComplaintDecided(Refusal):
    """A complaint is decided once."""

    code = "complaint-decided"
    vi = "Kiến nghị này đã được giải quyết ({outcome}) và chỉ giải quyết một lần."
    en = "This complaint was decided ({outcome}), and is decided once."


class ComplaintWasWithdrawn(Refusal):
    """What was withdrawn is not decided."""

    code = "complaint-withdrawn"
    vi = "Đơn vị đã rút kiến nghị này nên không giải quyết nữa. Đơn vị có thể nộp kiến nghị mới nếu còn thời hạn."
    en = "The unit has withdrawn this complaint: it is not decided. A new one may be filed while the window is open."


class UpheldSaysNothing(Refusal):
    """An upheld complaint names leaves to be scored again, or says what else is to be done."""

    code = "upheld-says-nothing"
    vi = "Chấp nhận kiến nghị thì nêu tiêu chí chấm lại (leaves), sổ cộng, trừ phải sửa (ledgers) hoặc việc phải làm (to_do)."
    en = "What is upheld names leaves to score again (leaves), ledgers to correct (ledgers), or what else is to be done (to_do)."


class RejectedSaysTooMuch(Refusal):
    """A rejected complaint has no consequences."""

    code = "rejected-says-too-much"
    vi = "Không chấp nhận kiến nghị thì không nêu đơn vị, tiêu chí, sổ điểm cộng, trừ hay việc phải làm. Hãy bỏ các mục đó."
    en = "What is rejected names no unit, leaves or ledgers, and nothing to be done. Leave these out."


class NothingToReopen(Refusal):
    """The unit's sheet was not complete when the points were locked."""

    code = "nothing-to-reopen"
    vi = "Phiếu của đơn vị {unit} chưa đủ khi khóa điểm nên không mở lại được. Hãy nêu việc phải làm (to_do) thay cho tiêu chí."
    en = "The sheet of unit {unit} was not complete when it was locked: nothing can be reopened. Say what is to be done (to_do)."
