"""What awards refuses of the council's votes, and of a decision that rests on them."""

from __future__ import annotations

from infra.runtime.errors import AlreadyClaimed, Refusal


class CouncilUnknown(Refusal):
    """No emulation council of the authority under this id on that day."""

    code = "council-unknown"
    vi = "Ngày {day} không có Hội đồng Thi đua - Khen thưởng {council} của cơ quan này. Kiểm tra mã và nhiệm kỳ."
    en = "There is no emulation council {council} of this authority on {day}. Check the id and its term."


class NotMembers(Refusal):
    """People who do not sit in the council on that day."""

    code = "not-council-members"
    vi = "Không phải thành viên Hội đồng ngày {day}: {persons}. Xem lại danh sách thành viên."
    en = "These do not sit in the council on {day}: {persons}. Look at its members again."


class NoQuorum(Refusal):
    """Too few are present to vote."""

    code = "no-quorum"
    vi = "Chỉ có mặt {present}/{members} thành viên, chưa đủ {part}/{whole} theo bộ quy tắc {pack}. Hội đồng chưa bỏ phiếu được."
    en = "{present} of {members} members are present, rule pack {pack} asks for {part}/{whole}. The council cannot vote."


class NotSubmitted(Refusal):
    """Nominations that the submission does not have."""

    code = "not-submitted"
    vi = "Tờ trình không có các đề nghị: {nominations}. Xem lại tờ trình."
    en = "The submission has no nominations {nominations}. Look at it again."


class VotedBefore(Refusal):
    """The council has spoken on these nominations."""

    code = "voted-before"
    vi = "Hội đồng đã bỏ phiếu về: {nominations}. Bỏ phiếu lại thì ghi lý do (repeats)."
    en = "The council has voted on: {nominations}. To vote again, state why (repeats)."


class CountsDoNotAddUp(Refusal):
    """More papers than people who could cast one."""

    code = "counts-do-not-add-up"
    vi = "{unit}: {cast} phiếu, nhưng chỉ {voters} người được bỏ (có mặt {present}, không tham gia {recused}). Kiểm lại."
    en = "{unit}: {cast} papers, but {voters} could vote (present {present}, recused {recused}). Count again."


class VotesTakenUp(AlreadyClaimed):
    """A decision rests on the votes as they are."""

    vi = "Đề nghị của cụm, khối {key} đã nằm trong một quyết định. Rút dự thảo trước khi Hội đồng bỏ phiếu lại."
    en = "The nominations of cluster {key} are in a decision. Withdraw its draft before the council votes again."


class NotVoted(Refusal):
    """Nominations on which the council has not voted."""

    code = "not-voted"
    vi = "Hội đồng chưa bỏ phiếu về: {names}. Bộ quy tắc {pack} yêu cầu bỏ phiếu."
    en = "The council has not voted on: {names}. Rule pack {pack} asks for its vote."


class VoteNotReached(Refusal):
    """The vote does not satisfy the pack that decides."""

    code = "vote-not-reached"
    vi = "{name}: {yes} phiếu tán thành trên {base}, chưa đạt ngưỡng của bộ quy tắc {pack} áp dụng cho ngày ký."
    en = "{name}: {yes} of {base} in favour do not reach the threshold of rule pack {pack}, which holds on the day of signing."
