"""What is refused of the work around the season."""

from __future__ import annotations

from infra.runtime.errors import AlreadyClaimed, Refusal


class UnknownRecord(Refusal):
    """No such record was begun under this id."""

    code = "unknown-record"
    vi = "Chưa có bản ghi nào mang mã {record}. Kiểm tra lại mã, hoặc lập bản ghi trước."
    en = "Nothing is on record under {record}. Check the id, or begin it first."


class RecordTaken(Refusal):
    """Another record was begun under this id."""

    code = "record-already-begun"
    vi = "Mã {record} đã dùng cho một bản ghi khác. Bản ghi mới cần một mã mới."
    en = "The id {record} is that of another record. Give a new one an id of its own."


class OtherClusterOrSeason(Refusal):
    """The cluster is not one of the season named."""

    code = "cluster-of-another-season"
    vi = "Cụm, khối {cluster} không thuộc năm thi đua {season}. Kiểm tra lại."
    en = "Cluster {cluster} is not of season {season}. Check both."


class DayToCome(Refusal):
    """Something is said to have happened on a day that has not come."""

    code = "day-to-come"
    vi = "Ngày {day} ở sau hôm nay ({today}). Chỉ ghi việc đã xảy ra."
    en = "The day {day} lies after today ({today}). Record what has happened."


class TaskNamedTwice(Refusal):
    """Two tasks of a plan have one code."""

    code = "task-named-twice"
    vi = "Kế hoạch ghi mã việc {task} hai lần. Mỗi việc một mã."
    en = "The plan has task {task} twice. Give each task a code of its own."


class CompletedTaskMissing(Refusal):
    """A plan that is stated anew leaves out a task that was completed."""

    code = "completed-task-missing"
    vi = "Việc {task} đã hoàn thành, không bỏ khỏi kế hoạch được. Hãy giữ lại việc này."
    en = "Task {task} is completed and cannot leave the plan. Keep it."


class UnknownTask(Refusal):
    """The plan has no such task."""

    code = "unknown-task"
    vi = "Kế hoạch không có việc mã {task}. Kiểm tra lại mã việc."
    en = "The plan has no task {task}. Check its code."


class TaskAlreadyCompleted(Refusal):
    """The task was completed on another day, or with another result."""

    code = "task-already-completed"
    vi = "Việc {task} đã ghi hoàn thành ngày {on}."
    en = "Task {task} is on record as completed on {on}."


class PeopleAtNoSession(Refusal):
    """How many attended is stated of a task that is no training session."""

    code = "people-at-no-session"
    vi = "Số người dự chỉ ghi cho buổi tập huấn. Bỏ số người dự."
    en = "How many attended is stated of training sessions alone. Leave it out."


class NotAskedToReport(Refusal):
    """The unit is none of those that report to the review."""

    code = "not-asked-to-report"
    vi = "Đơn vị {unit} không có trong danh sách báo cáo của hội nghị này."
    en = "Unit {unit} is none of those that report to this review."


class ReportAlreadyReceived(Refusal):
    """The unit's report came in at another moment."""

    code = "report-already-received"
    vi = "Báo cáo của đơn vị {unit} đã nhận lúc {received_at}."
    en = "The report of unit {unit} was received at {received_at}."


class ReceivedInFuture(Refusal):
    """The report is said to have come in at a moment that has not come."""

    code = "received-in-future"
    vi = "Thời điểm nhận {received_at} ở sau lúc này. Kiểm tra lại."
    en = "The moment {received_at} has not come. Check when the report came in."


class ReceiptNotByUnit(Refusal):
    """A unit's officer states when the own report came in."""

    code = "receipt-not-by-unit"
    vi = "Thời điểm nhận do hệ thống ghi khi đơn vị nộp. Bỏ trường received_at."
    en = "When a unit hands in its report is noted as it does so. Leave out received_at."


class AlreadyConcluded(Refusal):
    """The review was held and concluded in another way."""

    code = "review-already-concluded"
    vi = "Hội nghị đã có kết luận ngày {on}."
    en = "The review was concluded on {on}."


class MovementEndsBeforeItBegins(Refusal):
    """A movement would end on or before its first day."""

    code = "movement-ends-before-it-begins"
    vi = "Phong trào kết thúc ngày {end_day}, không sau ngày đầu {first_day}. Kiểm tra lại hai ngày."
    en = "The movement ends on {end_day}, not after its first day {first_day}. Check both days."


class MovementAlreadyClosed(Refusal):
    """The movement was closed on another day, or with other results."""

    code = "movement-already-closed"
    vi = "Phong trào đã kết thúc ngày {on}."
    en = "The movement was closed on {on}."


class ClosedBeforeItBegan(Refusal):
    """The movement would be closed before its first day."""

    code = "movement-closed-before-it-began"
    vi = "Ngày kết thúc {on} trước ngày phát động {first_day}. Kiểm tra lại ngày."
    en = "The movement began on {first_day} and cannot be closed on {on}. Check the day."


class ModelNotConfirmed(Refusal):
    """What is asked needs an exemplary model that was confirmed, on or before the day."""

    code = "model-not-confirmed"
    vi = "Điển hình chưa được công nhận vào ngày {on}. Hãy công nhận trước."
    en = "The exemplary model was not confirmed by {on}. Confirm it first."


class ModelAlreadyConfirmed(Refusal):
    """The exemplary model was confirmed before."""

    code = "model-already-confirmed"
    vi = "Điển hình đã được công nhận ngày {on}."
    en = "The exemplary model was confirmed on {on}."


class ModelWithdrawn(Refusal):
    """The exemplary model was withdrawn."""

    code = "model-withdrawn"
    vi = "Điển hình đã rút từ ngày {on}. Muốn đề nghị lại, hãy lập đề nghị mới."
    en = "The exemplary model was withdrawn on {on}. To propose it again, begin another proposal."


class ConfirmedModelIsTheBoards(Refusal):
    """A unit withdraws an exemplary model that the board has confirmed."""

    code = "confirmed-model-is-the-board-s"
    vi = "Điển hình đã được công nhận; chỉ Ban TĐKT được rút. Hãy đề nghị Ban rút."
    en = "The exemplary model is confirmed; the board alone withdraws it. Ask the board."


class InitiativeAlreadyExamined(Refusal):
    """The council has said its word on the initiative."""

    code = "initiative-already-examined"
    vi = "Sáng kiến đã được Hội đồng xét ngày {on}."
    en = "The council examined the initiative on {on}."


class WorkPlanTaken(AlreadyClaimed):
    """The season has another plan of this kind for the same authority or cluster."""

    vi = "Năm này đã có kế hoạch cùng loại cho {key}. Hãy sửa kế hoạch đó."
    en = "There is another plan of this kind for {key}. State that one anew."


class ReviewTaken(AlreadyClaimed):
    """The season has another review of this kind for the same authority or cluster."""

    vi = "Năm này đã có hội nghị cùng loại cho {key}. Dùng hội nghị đó."
    en = "There is another review of this kind for {key}. Use that one."
