"""What registry refuses of councils."""

from __future__ import annotations

from infra.runtime.errors import Refusal


class UnknownCouncil(Refusal):
    """No council was formed under this id."""

    code = "unknown-council"
    vi = "Chưa có hội đồng {council}. Kiểm tra lại mã hoặc thành lập hội đồng trước."
    en = "There is no council {council}. Check the id, or form the council first."


class CouncilAlreadyFormed(Refusal):
    """A council was formed under this id."""

    code = "council-already-formed"
    vi = "Hội đồng với mã {council} đã được thành lập. Hội đồng khác cần một mã mới."
    en = "A council with id {council} is formed already. Give another council an id of its own."


class TermReversed(Refusal):
    """The council's term ends before it begins, or on the day it begins."""

    code = "term-reversed"
    vi = "Nhiệm kỳ kết thúc ngày {valid_to}, không sau ngày bắt đầu {valid_from}. Sửa lại ngày."
    en = "The term ends on {valid_to}, not after {valid_from}, where it begins. Mend the days."


class OutsideTerm(Refusal):
    """The day lies outside the days of the council."""

    code = "outside-term"
    vi = "Ngày {day} nằm ngoài thời gian hoạt động của hội đồng (từ {valid_from} đến trước {end_day}). Kiểm tra lại ngày."
    en = "The day {day} lies outside the days of the council (from {valid_from} up to, not including, {end_day}). Check the day."


class CouncilChangedThatDay(Refusal):
    """From the same day on, other members were stated."""

    code = "council-changed-that-day"
    vi = "Từ ngày {valid_from} sổ đã ghi danh sách hội đồng khác. Kiểm tra lại ngày hiệu lực."
    en = "From {valid_from} on, other members of the council are on record. Check the day."


class CouncilThereLater(Refusal):
    """A change of the council is on record that holds from the day on which it would end, or from a later one."""

    code = "council-there-later"
    vi = "Hội đồng không thể kết thúc ngày {day}: sổ còn ghi thay đổi có hiệu lực ngày {last}. Kiểm tra lại ngày."
    en = "The council cannot end on {day}: a change is on record that holds from {last}. Check the day."


class PersonSeatedTwice(Refusal):
    """The list names a person more than once."""

    code = "person-seated-twice"
    vi = "Người ở dòng {seat} đã có tên ở dòng trên. Mỗi người chỉ ghi một lần."
    en = "The person in line {seat} stands further up already. Name each person once."


class CouncilNeedsOneChair(Refusal):
    """A council has exactly one chair."""

    code = "council-needs-one-chair"
    vi = "Danh sách có {chairs} chủ tịch hội đồng; phải có đúng một."
    en = "The list has {chairs} chairs; there must be exactly one."


class AnotherKindOfCouncil(Refusal):
    """The council named is not of the kind that does this."""

    code = "another-kind-of-council"
    vi = "Hội đồng này thuộc loại {kind}; việc này cần hội đồng loại {needed}. Chọn hội đồng khác."
    en = "This council is of kind {kind}; it takes one of kind {needed}. Name another."
