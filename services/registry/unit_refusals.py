"""What registry refuses of units."""

from __future__ import annotations

from infra.runtime.errors import AlreadyClaimed, Refusal


class UnknownUnit(Refusal):
    """No unit was registered under this id."""

    code = "unknown-unit"
    vi = "Chưa có đơn vị {unit}. Kiểm tra lại mã hoặc đăng ký đơn vị trước."
    en = "There is no unit {unit}. Check the id, or register the unit first."


class UnitAlreadyRegistered(Refusal):
    """A unit was registered under this id."""

    code = "unit-already-registered"
    vi = "Đơn vị với mã định danh {unit} đã được đăng ký. Đơn vị khác cần một mã mới."
    en = "A unit with id {unit} is registered already. Give another unit an id of its own."


class UnitNotYetThere(Refusal):
    """The unit does not exist yet on the day in question."""

    code = "unit-not-yet-there"
    vi = "Đơn vị {unit} chỉ có từ ngày {valid_from}, sau ngày {day}. Kiểm tra lại ngày."
    en = "Unit {unit} exists from {valid_from} on, after {day}. Check the day."


class UnitNoMore(Refusal):
    """The unit was merged, split, succeeded or dissolved: it is no more on the day in question."""

    code = "unit-no-more"
    vi = "Đơn vị {unit} không còn từ ngày {ended_on}, trước hoặc đúng ngày {day}. Kiểm tra lại ngày, hoặc dùng đơn vị kế thừa."
    en = "Unit {unit} is no more from {ended_on} on; {day} does not lie before that. Check the day, or name its successor."


class UnitThereLater(Refusal):
    """A fact that is on record needs the unit to be there on the day from which it is to be no more, or behind it."""

    code = "unit-there-later"
    vi = "Đơn vị {unit} không thể kết thúc ngày {day}: sổ còn ghi thay đổi của đơn vị có hiệu lực ngày {last}. Kiểm tra lại ngày."
    en = "Unit {unit} cannot end on {day}: a change of it is on record that holds from {last}. Check the day."


class ChangedThatDay(Refusal):
    """From the same day on, something else was stated."""

    code = "changed-that-day"
    vi = "Từ ngày {valid_from} sổ đã ghi «{stated}» cho đơn vị này. Kiểm tra lại ngày hiệu lực."
    en = "From {valid_from} on, `{stated}` is on record for this unit. Check the day."


class SplitThatDay(Refusal):
    """The unit was split on the same day in another way."""

    code = "split-that-day"
    vi = "Đơn vị đã được chia, tách theo cách khác trong ngày {valid_from}. Kiểm tra lại ngày và các phần."
    en = "The unit was split in another way on {valid_from}. Check the day and the parts."


class PassedToItself(Refusal):
    """The unit would pass to the authority that has it."""

    code = "passed-to-itself"
    vi = "Đơn vị đã thuộc {authority}. Chọn cơ quan chủ trì khác."
    en = "The unit belongs to {authority} already. Name another authority."


class NotAccepted(Refusal):
    """No document of the other authority says that it takes the unit."""

    code = "not-accepted"
    vi = "Văn bản {acceptance} không có trong sổ của {to}. Đề nghị {to} ghi văn bản tiếp nhận đơn vị trước."
    en = "Document {acceptance} is not on record of {to}. Ask {to} to record the document by which it takes the unit first."


class ParentBelow(Refusal):
    """The unit would stand under itself."""

    code = "parent-below"
    vi = "Đơn vị {parent} không thể là cấp trên của {unit}: đó là chính nó hoặc là cấp dưới của nó. Chọn đơn vị khác."
    en = "Unit {parent} cannot stand above {unit}: it is the same, or stands below it. Choose another."


class SuccessorIsThere(Refusal):
    """The unit that lives on is described as if it were new."""

    code = "successor-is-there"
    vi = "Đơn vị {unit} tiếp tục tồn tại, không phải đơn vị mới. Bỏ phần «founded»; đổi tên, đổi mã bằng lệnh riêng."
    en = "Unit {unit} lives on and is not new. Leave out `founded`; rename it or change its code by commands of their own."


class SuccessorNotMerged(Refusal):
    """An older unit is to be the result of a merger without being one of those merged."""

    code = "successor-not-merged"
    vi = "Đơn vị {unit} đã có từ ngày {valid_from}. Hãy ghi cả đơn vị này vào danh sách nhập, hoặc lập đơn vị mới («founded»)."
    en = "Unit {unit} exists since {valid_from}. Name it among the units merged too, or found a new one (`founded`)."


class SharesIncomplete(Refusal):
    """Some of the units merged have shares and others have none."""

    code = "shares-incomplete"
    vi = "Thiếu phần (parts) của đơn vị {unit}. Ghi phần cho mọi đơn vị, hoặc không ghi cho đơn vị nào."
    en = "Unit {unit} has no parts. State them for every unit, or for none."


class FiguresInFuture(Refusal):
    """Staff figures are stated for a day that has not come."""

    code = "figures-in-future"
    vi = "Số liệu tính đến ngày {day}, sau hôm nay ({today}). Chỉ ghi số liệu của ngày đã qua hoặc hôm nay."
    en = "The figures are for {day}, after today ({today}). Record those of today or a day before."


class WomenExceedStaff(Refusal):
    """More women than people are stated."""

    code = "women-exceed-staff"
    vi = "Số nữ ({women}) nhiều hơn tổng số người ({staff}). Kiểm tra lại số liệu."
    en = "There are more women ({women}) than staff ({staff}). Check the figures."


class AlreadySuspended(Refusal):
    """A suspension of the unit holds that was not lifted."""

    code = "already-suspended"
    vi = "Đơn vị đang tạm dừng xét từ ngày {since}. Muốn tạm dừng lại, hãy kết thúc lần trước đã."
    en = "The unit is suspended since {since}. Lift that suspension before another begins."


class SuspensionsOverlap(Refusal):
    """The suspension would begin before the one before it was lifted."""

    code = "suspensions-overlap"
    vi = "Lần tạm dừng trước kéo dài đến trước ngày {lifted_on}; lần mới không thể bắt đầu ngày {valid_from}."
    en = "The suspension before lasted until {lifted_on}; another cannot begin on {valid_from}."


class NotSuspended(Refusal):
    """There is no suspension to lift."""

    code = "not-suspended"
    vi = "Đơn vị không bị tạm dừng xét, không có gì để kết thúc."
    en = "The unit is not suspended; there is nothing to lift."


class LiftBeforeSuspension(Refusal):
    """The suspension would be lifted before it began, or on its first day."""

    code = "lift-before-suspension"
    vi = "Ngày kết thúc {on} phải sau ngày bắt đầu tạm dừng ({since}). Kiểm tra lại ngày."
    en = "The lift on {on} must come after the suspension's first day ({since}). Check the day."


class AlreadyDisqualified(Refusal):
    """The unit is out of this season already."""

    code = "already-disqualified"
    vi = "Đơn vị đã có quyết định không xét thi đua năm {season}."
    en = "The unit is already disqualified in season {season}."


class DisqualifiedBeforeSeason(Refusal):
    """The disqualification is dated before the season begins."""

    code = "disqualified-before-season"
    vi = "Ngày {on} trước ngày đầu của năm thi đua ({first_day}). Kiểm tra lại ngày hoặc năm thi đua."
    en = "The day {on} lies before the season's first ({first_day}). Check the day or the season."


class UnitNamedTwice(Refusal):
    """A list of units names one of them more than once."""

    code = "unit-named-twice"
    vi = "Danh sách ghi đơn vị {unit} hai lần. Mỗi đơn vị chỉ ghi một lần."
    en = "The list names unit {unit} twice. Name each unit once."


class UnitCodeTaken(AlreadyClaimed):
    """Another unit has this official code on these days."""

    vi = (
        "Mã {key} đang là mã của một đơn vị khác trong những ngày này. Kiểm tra lại mã và ngày hiệu lực; nếu đơn vị kia đã "
        "đổi mã hoặc kết thúc, hãy ghi việc đó trước."
    )
    en = (
        "Code {key} belongs to another unit on these days. Check the code and the day from which it holds; if the other unit "
        "gave it up or ended, record that first."
    )


class UnitsNotEntered(Refusal):
    """Lines of a list of units are refused; nothing of it was written."""

    code = "units-not-entered"
    vi = "Danh sách có {count} chỗ chưa đúng, xem «faults». Chưa ghi gì cả; hãy sửa rồi gửi lại cả danh sách."
    en = "The list has {count} fault(s), each named in `faults`. Nothing was written; mend them and send all of it again."


class ListedDayMissing(Refusal):
    """A line is new or differs, and does not say from when."""

    code = "listed-day-missing"
    vi = "Dòng này mới hoặc có thay đổi nhưng chưa ghi từ ngày nào. Hãy ghi ngày."
    en = "This line is new or differs, and does not say from which day. State the day."


class ListedDocumentMissing(Refusal):
    """A line is new or differs, and cites no document."""

    code = "listed-document-missing"
    vi = "Dòng này mới hoặc có thay đổi nhưng chưa ghi văn bản. Hãy chọn văn bản."
    en = "This line is new or differs, and cites no document. Choose one."


class UnitChangedSince(Refusal):
    """The unit was changed after the list was made."""

    code = "unit-changed-since"
    vi = "Đơn vị {unit} đã có thay đổi khác sau khi lập danh sách. Tải lại danh sách rồi sửa trên bản mới."
    en = "Unit {unit} was changed after the list was made. Download it again and edit the new one."


class UnitListTooLong(Refusal):
    """There are more units than a list holds."""

    code = "unit-list-too-long"
    vi = "Có hơn {most} đơn vị, nhiều hơn một danh sách. Hãy dùng từng lệnh riêng."
    en = "There are more than {most} units, which is more than a list holds. Use the commands one by one."
