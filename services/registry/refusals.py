"""What registry refuses, each as a fact about the world: a stable code and what to do, in Vietnamese and English."""

from __future__ import annotations

from infra.runtime.errors import AlreadyClaimed, Refusal


class UnknownDocument(Refusal):
    """The legal document cited was never recorded."""

    code = "unknown-document"
    vi = "Chưa có văn bản {document} trong sổ. Hãy ghi văn bản đó trước rồi mới viện dẫn."
    en = "Legal document {document} has not been recorded. Record it first, then cite it."


class UnknownUnit(Refusal):
    """No unit was registered under this id."""

    code = "unknown-unit"
    vi = "Chưa có đơn vị {unit}. Kiểm tra lại mã hoặc đăng ký đơn vị trước."
    en = "There is no unit {unit}. Check the id, or register the unit first."


class UnknownSeason(Refusal):
    """The season was never opened."""

    code = "unknown-season"
    vi = "Năm thi đua {season} chưa được mở. Hãy mở năm thi đua trước."
    en = "Season {season} has not been opened. Open it first."


class UnknownCluster(Refusal):
    """No cluster was formed under this id."""

    code = "unknown-cluster"
    vi = "Chưa có cụm, khối {cluster}. Kiểm tra lại mã hoặc thành lập cụm, khối trước."
    en = "There is no cluster {cluster}. Check the id, or form the cluster first."


class UnknownPack(Refusal):
    """No rule pack of this name ships with the software."""

    code = "unknown-rule-pack"
    vi = "Không có bộ quy tắc {pack}. Các bộ hiện có: {shipped}."
    en = "There is no rule pack {pack}. Those that ship: {shipped}."


class PackNotAdopted(Refusal):
    """The authority has not adopted the rule pack."""

    code = "rule-pack-not-adopted"
    vi = "Bộ quy tắc {pack} chưa được ban hành áp dụng. Hãy áp dụng bộ quy tắc trước."
    en = "Rule pack {pack} has not been adopted. Adopt it first."


class PackAlreadyAdopted(Refusal):
    """The authority adopted this version of the rule pack before, or a later one."""

    code = "rule-pack-already-adopted"
    vi = "Bộ quy tắc {pack} đã áp dụng đến bản {adopted}, bản {version} không áp dụng được nữa. Muốn đổi, hãy soạn bản riêng."
    en = "Rule pack {pack} is adopted up to version {adopted}; version {version} can no longer be. To change it, draft your own."


class NoRulePackDraft(Refusal):
    """Nobody has begun a draft of this pack."""

    code = "no-rule-pack-draft"
    vi = "Chưa có bản soạn của bộ quy tắc {pack}. Hãy chép từ một bộ có sẵn trước."
    en = "There is no draft of rule pack {pack}. Begin one as a copy of another pack first."


class UnknownFigure(Refusal):
    """A rule pack has no figure of this name."""

    code = "unknown-figure"
    vi = "Bộ quy tắc không có con số {figure}. Xem tên các con số trong bản soạn."
    en = "A rule pack has no figure {figure}. The draft shows the names that there are."


class FigureDoesNotFit(Refusal):
    """The value is none that the figure can have."""

    code = "figure-does-not-fit"
    vi = "Giá trị của {figure} không đúng dạng ({reason}). Sửa lại giá trị."
    en = "The value of {figure} does not fit ({reason}). Mend it."


class ClusterSizeNotAllowed(Refusal):
    """The season's rule pack does not admit a cluster of this size."""

    code = "cluster-size-not-allowed"
    vi = "Cụm, khối có {members} thành viên; bộ quy tắc của năm cho phép từ {least} đến {most}."
    en = "The cluster has {members} members; the season's rule pack allows {least} to {most}."


class PackNotValid(Refusal):
    """The rule pack holds on no day of the season's year."""

    code = "rule-pack-not-valid"
    vi = "Bộ quy tắc {pack} không có hiệu lực trong năm {year}. Hãy chọn bộ quy tắc có hiệu lực trong năm đó."
    en = "Rule pack {pack} holds on no day of {year}. Choose one that does."


class DocumentAlreadyRecorded(Refusal):
    """A document was recorded under this id."""

    code = "document-already-recorded"
    vi = "Văn bản với mã {document} đã có trong sổ. Văn bản khác cần một mã mới."
    en = "A document with id {document} is recorded already. Give another document an id of its own."


class DocumentNotYetIssued(Refusal):
    """The document is dated in the future."""

    code = "document-not-yet-issued"
    vi = "Văn bản đề ngày {issued_on}, sau hôm nay ({today}). Kiểm tra lại ngày ban hành."
    en = "The document is dated {issued_on}, after today ({today}). Check its date."


class EffectiveBeforeDocument(Refusal):
    """An act would hold before the document that decides it was issued."""

    code = "effective-before-document"
    vi = "Ngày hiệu lực {effective} trước ngày ban hành văn bản ({issued_on}). Kiểm tra lại ngày hoặc văn bản."
    en = "It would hold from {effective}, before its document was issued ({issued_on}). Check the day or the document."


class BaseSalaryAlreadySet(Refusal):
    """Another base salary was set from the same day on."""

    code = "base-salary-already-set"
    vi = "Từ ngày {valid_from} đã có mức lương cơ sở {amount} đồng. Kiểm tra lại ngày hiệu lực."
    en = "From {valid_from} the base salary is already set to {amount} đồng. Check the day it holds from."


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


class SeasonAlreadyOpened(Refusal):
    """The season was opened before."""

    code = "season-already-opened"
    vi = "Năm thi đua {season} đã được mở với bộ quy tắc {pack}; bộ quy tắc của năm không thay đổi nữa."
    en = "Season {season} was opened under rule pack {pack}, which is frozen for it."


class SeasonTooFarAhead(Refusal):
    """The season lies further ahead than next year."""

    code = "season-too-far-ahead"
    vi = "Năm {year} còn quá xa; chỉ mở được đến năm {latest}. Kiểm tra lại năm thi đua."
    en = "The year {year} is too far ahead; seasons can be opened up to {latest}. Check the year."


class OutsideSeason(Refusal):
    """The day lies outside the season's days."""

    code = "outside-season"
    vi = "Ngày {day} nằm ngoài năm thi đua (từ {first_day} đến trước {end_day}). Kiểm tra lại ngày."
    en = "The day {day} lies outside the season (from {first_day} up to, not including, {end_day}). Check the day."


class ClusterAlreadyFormed(Refusal):
    """A cluster was formed under this id."""

    code = "cluster-already-formed"
    vi = "Cụm, khối với mã {cluster} đã được thành lập. Cụm, khối khác cần một mã mới."
    en = "A cluster with id {cluster} is formed already. Give another cluster an id of its own."


class NotAMember(Refusal):
    """The unit is no member of the cluster."""

    code = "not-a-member"
    vi = "Đơn vị {unit} không phải thành viên của cụm, khối này. Chọn một đơn vị thành viên."
    en = "Unit {unit} is no member of this cluster. Choose one that is."


class NotAMemberThroughout(Refusal):
    """The unit is no member of the cluster on one of the days for which it would lead or deputise."""

    code = "not-a-member-throughout"
    vi = "Đơn vị {unit} không là thành viên suốt từ {valid_from} đến trước {valid_to}. Chọn đơn vị khác hoặc ghi trước lần sau."
    en = "Unit {unit} is no member on all days from {valid_from} up to {valid_to}. Choose another, or record who follows first."


class AlreadyAMember(Refusal):
    """The unit is a member of the cluster on that day."""

    code = "already-a-member"
    vi = "Đơn vị {unit} đã là thành viên của cụm, khối này. Bỏ khỏi danh sách bổ sung."
    en = "Unit {unit} is a member of this cluster already. Take it off the list of those who join."


class LeavesOnFirstDay(Refusal):
    """The unit would leave on the very day on which it became a member."""

    code = "leaves-on-first-day"
    vi = "Đơn vị {unit} là thành viên từ ngày {since}, không thể rời ngay ngày đó. Kiểm tra lại ngày."
    en = "Unit {unit} is a member from {since} on and cannot leave on that very day. Check the day."


class LeadsThere(Refusal):
    """The unit that would leave leads or deputises on that day or later."""

    code = "leads-there"
    vi = "Đơn vị {unit} là trưởng hoặc phó từ ngày {since}. Hãy công nhận trưởng, phó khác từ ngày {day} trước."
    en = "Unit {unit} leads or deputises from {since} on. Recognise others from {day} first."


class TooManyMembers(Refusal):
    """With those who join the cluster would have more members than any may have."""

    code = "too-many-members"
    vi = "Cụm, khối sẽ có {members} thành viên, nhiều nhất là {most}. Giảm số đơn vị bổ sung hoặc lập thêm cụm, khối."
    en = "The cluster would have {members} members; {most} is the most. Let fewer join, or form another cluster."


class ClusterDaysNotAllowed(Refusal):
    """The cluster's year ends before it begins, or is longer than a year."""

    code = "cluster-days-not-allowed"
    vi = "Cụm, khối từ {valid_from} đến trước {season_end}: phải sau ngày đầu và không quá {days} ngày. Kiểm tra lại ngày."
    en = "From {valid_from} up to {season_end}: the end must lie behind the first day, by at most {days} days. Check the days."


class NotAnEarlierCluster(Refusal):
    """The cluster that is to be carried over is not one of an earlier season that is over by then."""

    code = "not-an-earlier-cluster"
    vi = "Cụm, khối tiếp nối thuộc năm {season}, kéo dài đến trước {season_end}. Chọn cụm, khối của năm trước đã kết thúc."
    en = "That cluster is one of {season} and lasts up to {season_end}. Choose one of an earlier season that is over."


class DifferencesNotStated(Refusal):
    """What the new roll changes is not what the command says that it changes."""

    code = "differences-not-stated"
    vi = "So với năm trước, danh sách thêm {joined} và bớt {left}. Ghi đúng các đơn vị thêm, bớt hoặc sửa danh sách."
    en = "Against last year the roll adds {joined} and drops {left}. State exactly these, or mend the roll."


class UnitNamedTwice(Refusal):
    """A list of units names one of them more than once."""

    code = "unit-named-twice"
    vi = "Danh sách ghi đơn vị {unit} hai lần. Mỗi đơn vị chỉ ghi một lần."
    en = "The list names unit {unit} twice. Name each unit once."


class LeaderIsDeputy(Refusal):
    """The leader is named as a deputy too."""

    code = "leader-is-deputy"
    vi = "Đơn vị {unit} không thể vừa là trưởng vừa là phó. Bỏ khỏi danh sách phó hoặc chọn trưởng khác."
    en = "Unit {unit} cannot be leader and deputy at once. Take it off the deputies, or choose another leader."


class LeadersAlreadyRecognised(Refusal):
    """Other leaders were recognised from the same day on."""

    code = "leaders-already-recognised"
    vi = "Đã công nhận trưởng, phó khác từ ngày {valid_from}. Kiểm tra lại ngày hiệu lực."
    en = "Other leaders are recognised from {valid_from} on. Check the day."


class DocumentNumberTaken(AlreadyClaimed):
    """Another document has this kind, number, issuer and year."""

    vi = "Đã có văn bản khác mang cùng loại, số, cơ quan ban hành và năm ({key}). Kiểm tra lại số văn bản."
    en = "Another document has the same kind, number, issuer and year ({key}). Check the number."


class AnotherPackInForce(AlreadyClaimed):
    """The days of two rule packs of one authority overlap."""

    vi = "Trong những ngày này {key} đã có một bộ quy tắc khác đang hiệu lực. Kiểm tra lại ngày hiệu lực."
    en = "Another rule pack of {key} is in force on some of these days. Check from when to when each is valid."


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


class ClusterNumberTaken(AlreadyClaimed):
    """Another cluster of the season and level has this number."""

    vi = "Số thứ tự {key} đã dùng cho một cụm, khối khác cùng cấp trong năm thi đua. Chọn số khác."
    en = "Another cluster of this season and level has number {key}. Choose another."


class UnitInAnotherCluster(AlreadyClaimed):
    """A unit is in at most one cluster of a level and season at any instant."""

    vi = "Đơn vị {key} đã ở trong một cụm, khối khác cùng cấp của năm này. Mỗi đơn vị chỉ tham gia một cụm, khối mỗi cấp."
    en = "Unit {key} is in another cluster of the same level this year. A unit takes part in one cluster a level."


class ClusterContinued(AlreadyClaimed):
    """Another cluster goes on from this one already."""

    vi = "Cụm, khối {key} đã có cụm, khối khác tiếp nối. Chọn cụm, khối khác hoặc thành lập mới."
    en = "Another cluster goes on from cluster {key} already. Choose another, or form a new one."


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
