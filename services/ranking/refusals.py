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


class ScoresNotLocked(Refusal):
    """There is nothing to rank yet."""

    code = "scores-not-locked"
    vi = "Điểm của cụm, khối này chưa khóa. Hãy khóa điểm trước khi xếp hạng."
    en = "The points of this cluster are not locked. Lock them before it is ranked."


class ScoresAreReopened(Refusal):
    """The points were locked and are reopened: what they will be, nobody knows yet."""

    code = "scores-reopened"
    vi = "Điểm của cụm, khối này đang được mở lại. Hãy chờ cơ quan chủ trì khóa lại; bảng xếp hạng sẽ tự lập lại."
    en = "The points of this cluster are reopened. Wait until they are locked again; the standings are then drawn anew."


class SeasonRulesUnknown(Refusal):
    """Registry has not said which rules hold for the season."""

    code = "season-rules-unknown"
    vi = "Năm thi đua {season} chưa mở hoặc chưa có bộ quy tắc. Hãy mở năm thi đua với bộ quy tắc đã ban hành."
    en = "Season {season} is not open, or its rule pack was not adopted. Open it with an adopted pack."


class NothingDrawn(Refusal):
    """There are no standings to publish."""

    code = "nothing-drawn"
    vi = "Cụm, khối này chưa có bảng xếp hạng. Bảng được lập tự động sau khi khóa điểm."
    en = "This cluster has no standings yet. They are drawn by themselves once its points are locked."


class AlreadyPublished(Refusal):
    """This drawing was published; only a later drawing can revise it."""

    code = "already-published"
    vi = "Bảng xếp hạng này đã công bố và không thay đổi được nữa. Chỉ bản lập sau mới có thể công bố thay thế."
    en = "These standings were published and are frozen. Only a later drawing can be published in their place."


class DrawingReplaced(Refusal):
    """A newer drawing than the one named is there."""

    code = "drawing-replaced"
    vi = "Bảng xếp hạng đã được lập lại (lần {current}). Hãy xem bản mới rồi công bố bản đó."
    en = "The standings were drawn anew (drawing {current}). Look at the new drawing and publish that one."


class DrawingOutdated(Refusal):
    """What is known today gives another result than the drawing holds."""

    code = "drawing-outdated"
    vi = "Bảng xếp hạng lần {drawing} không còn đúng với dữ liệu hôm nay. Hãy lập lại (draw-standings) rồi công bố."
    en = "Drawing {drawing} no longer agrees with what is known today. Draw the standings again, then publish."
