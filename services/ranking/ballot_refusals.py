"""What ranking refuses of ballots, and of all that breaks a tie."""

from __future__ import annotations

from infra.runtime.errors import AlreadyClaimed, Refusal


class UnknownBallot(Refusal):
    """No ballot was called under this id, or it is another cluster's."""

    code = "unknown-ballot"
    vi = "Chưa có cuộc bỏ phiếu {ballot} (ở cụm, khối này). Kiểm tra lại mã."
    en = "There is no ballot {ballot} (of this cluster). Check the id."


class BallotAlreadyCalled(Refusal):
    """A ballot was called under this id."""

    code = "ballot-already-called"
    vi = "Cuộc bỏ phiếu {ballot} đã được lập. Cuộc bỏ phiếu khác cần một mã mới."
    en = "Ballot {ballot} was called already. Give another ballot an id of its own."


class TieNotUnresolved(Refusal):
    """These units share no rank that people have to break."""

    code = "tie-not-unresolved"
    vi = (
        "Các đơn vị này không phải là một nhóm đồng hạng cần phân định: chỉ bỏ phiếu, rút thăm khi đồng hạng nhất hoặc đồng "
        "hạng vắt qua ranh giới chỉ tiêu. Xem mục «unresolved» của bảng xếp hạng."
    )
    en = (
        "These units are no tie that has to be broken: ballot and lots are for the first rank and for ties over a quota's "
        "border. See `unresolved` of the standings."
    )


class StepNotInPack(Refusal):
    """The season's rule pack knows no such step."""

    code = "step-not-in-pack"
    vi = "Bộ quy tắc {pack} (bản {version}) của năm thi đua không có bước «{step}» (ranking.tie_breaks)."
    en = "The season's rule pack {pack} (version {version}) has no step `{step}` (ranking.tie_breaks)."


class PackFigureMissing(Refusal):
    """The season's rule pack does not state a figure that is needed."""

    code = "pack-figure-missing"
    vi = "Bộ quy tắc {pack} (bản {version}) không nêu {figure}. Năm thi đua cần một bản có số này."
    en = "Rule pack {pack} (version {version}) does not state {figure}. The season needs a version that does."


class ConfirmedForWhat(Refusal):
    """A council confirms candidates for an award, by the threshold of that award."""

    code = "award-missing"
    vi = "Hội đồng bỏ phiếu cho hình thức khen thưởng nào? Hãy nêu «award»: ngưỡng phiếu tính theo đó."
    en = "Which award does the council vote on? Name `award`: the threshold is that award's."


class NotACandidate(Refusal):
    """Only who holds a rank in the standings can be confirmed."""

    code = "not-a-candidate"
    vi = "Đơn vị {unit} không có thứ hạng trong bảng xếp hạng của cụm, khối này, hoặc ghi hai lần."
    en = "Unit {unit} holds no rank in the standings of this cluster, or stands there twice."


class UnknownCouncil(Refusal):
    """There is no such council of this authority on the day."""

    code = "unknown-council"
    vi = "Hội đồng {council} không có hoặc không còn hoạt động trong ngày {day}."
    en = "There is no council {council} of this authority on {day}."


class NobodyMayVote(Refusal):
    """Everybody of the electorate is recused."""

    code = "nobody-may-vote"
    vi = "Mọi thành viên đều thuộc các đơn vị được bỏ phiếu nên không ai có quyền bỏ phiếu. Hãy giao cho một hội đồng."
    en = "All who would vote belong to the units voted on, so nobody may. Let a council vote."


class TieAlreadyVotedOn(Refusal):
    """A ballot was held on this tie; equal votes go to lots."""

    code = "tie-already-voted-on"
    vi = "Nhóm đồng hạng này đã được bỏ phiếu ({act}). Số phiếu bằng nhau thì rút thăm, không bỏ phiếu lại."
    en = "A ballot was held on this tie ({act}). Equal votes go to lots, not to another ballot."


class ActUnderWay(AlreadyClaimed):
    """Another ballot, or lots, are under way for the same tie."""

    code = "act-under-way"
    vi = "Nhóm đồng hạng này đang có một cuộc bỏ phiếu hoặc rút thăm khác. Hãy chờ kết quả hoặc hủy cuộc đó."
    en = "Another ballot, or lots, are under way for this tie. Wait for the result, or cancel that one."


class BallotAlreadyOpened(Refusal):
    """The ballot has been opened, counted or cancelled."""

    code = "ballot-already-opened"
    vi = "Cuộc bỏ phiếu này đã mở rồi."
    en = "This ballot was opened already."


class BallotNotOpen(Refusal):
    """The ballot is not open."""

    code = "ballot-not-open"
    vi = "Cuộc bỏ phiếu này chưa mở. Hãy mở (open-ballot) với danh sách có mặt."
    en = "This ballot is not open. Open it (open-ballot) with those who attend."


class BallotIsCounted(Refusal):
    """The ballot was counted."""

    code = "ballot-counted"
    vi = "Cuộc bỏ phiếu này đã kiểm phiếu xong; kết quả không thay đổi được."
    en = "This ballot was counted; its result stands."


class BallotIsCancelled(Refusal):
    """The ballot was cancelled."""

    code = "ballot-cancelled"
    vi = "Cuộc bỏ phiếu này đã bị hủy. Hãy lập cuộc bỏ phiếu mới."
    en = "This ballot was cancelled. Call a new one."


class NotOnTheRoll(Refusal):
    """Somebody is said to attend who is not on the roll, or twice."""

    code = "not-on-the-roll"
    vi = "«{voter}» không có trong danh sách bỏ phiếu hoặc được ghi hai lần."
    en = "`{voter}` is not on the roll of this ballot, or is named twice."


class QuorumNotReached(Refusal):
    """Too few of the roll attend."""

    code = "quorum-not-reached"
    vi = "Có mặt {present}/{roll}, chưa đủ {part}/{whole} số người trong danh sách (cần ít nhất {needed}). Không mở được."
    en = "{present} of {roll} attend, fewer than {part}/{whole} of the roll (at least {needed}). It cannot be opened."


class CommitteeTwice(Refusal):
    """The counting committee names somebody twice."""

    code = "committee-twice"
    vi = "Ban kiểm phiếu ghi trùng một người. Hãy sửa lại danh sách."
    en = "The counting committee names somebody twice. Mend the list."


class SealNeeded(Refusal):
    """An electronic ballot has no key to seal papers to, or an unusable one."""

    code = "seal-needed"
    vi = "Bỏ phiếu điện tử cần khóa công khai X25519 của ban kiểm phiếu («seal», 64 ký tự hexa); xem README của ranking."
    en = "An electronic ballot needs the committee's X25519 public key (`seal`, 64 hexadecimal digits); see ranking's README."


class SealOnPaper(Refusal):
    """A ballot on paper is given a key."""

    code = "seal-on-paper"
    vi = "Bỏ phiếu bằng giấy không dùng khóa. Bỏ trường «seal»."
    en = "A ballot on paper uses no key. Leave `seal` out."


class WrongMethod(Refusal):
    """Papers are counted by hand, electronic ones by closing the ballot."""

    code = "wrong-method"
    vi = "Cuộc bỏ phiếu này theo hình thức {method}: phiếu giấy dùng record-paper-count, điện tử dùng cast-vote, close-ballot."
    en = "This ballot is by {method}: on paper use record-paper-count, electronically cast-vote and close-ballot."


class MayNotVote(Refusal):
    """The caller is not on the roll of this ballot."""

    status = 403
    code = "may-not-vote"
    vi = "Bạn không có tên trong danh sách bỏ phiếu của cuộc này; không bỏ phiếu thay người khác."
    en = "You are not on the roll of this ballot; nobody votes for another."


class DidNotAttend(Refusal):
    """The voter was not there when the ballot was opened."""

    code = "did-not-attend"
    vi = "Bạn không có mặt khi mở bỏ phiếu nên không bỏ phiếu được trong cuộc này."
    en = "You were not attending when the ballot was opened, so you cannot vote in it."


class AlreadyVoted(Refusal):
    """This voter has voted."""

    code = "already-voted"
    vi = "Phiếu của bạn (hoặc của đơn vị bạn) đã có trong hòm phiếu; mỗi người, mỗi đơn vị một phiếu."
    en = "You (or your unit) have voted already: one vote each. What is in the box stays there."


class PaperDoesNotFit(Refusal):
    """The paper is not one of this ballot: another kind, another candidate, the own unit, one left out or twice."""

    code = "paper-does-not-fit"
    vi = (
        "Phiếu không đúng mẫu: phiếu phân định ghi một đơn vị đồng hạng hoặc để trống; phiếu thông qua trả lời mỗi ứng viên "
        "một lần, trừ đơn vị của mình."
    )
    en = (
        "The paper does not fit: on a tie it names one of the tied units or none; a confirmation answers once on each "
        "candidate but the own unit."
    )


class WrongKey(Refusal):
    """The private key does not belong to the seal of this ballot."""

    code = "wrong-key"
    vi = "Khóa này không khớp với khóa công khai đã niêm phong hòm phiếu. Hãy dùng đúng khóa của ban kiểm phiếu."
    en = "This key does not belong to the public key that the papers are sealed to. Use the committee's."


class BoxDoesNotAgree(Refusal):
    """The box does not hold one good paper for each vote."""

    code = "box-does-not-agree"
    vi = (
        "Hòm phiếu có {papers} phiếu đọc được, trong khi sổ ghi {expected}. Nếu vừa có người bỏ phiếu, hãy thử lại; nếu vẫn "
        "vậy thì hòm phiếu đã mất hoặc bị sửa: hủy cuộc bỏ phiếu (cancel-ballot) và tổ chức lại."
    )
    en = (
        "The box holds {papers} good papers, the log says {expected}. If somebody has just voted, try again; if it stays so, "
        "the box was lost or tampered with: cancel the ballot (cancel-ballot) and hold it again."
    )


class CountDoesNotFit(Refusal):
    """The committee's figures cannot be those of this ballot."""

    code = "count-does-not-fit"
    vi = "Số liệu kiểm phiếu không khớp ở {where}: tổng {cast} phiếu nhưng chỉ có thể có tối đa {most}."
    en = "The count does not fit at {where}: {cast} papers, where there can be at most {most}."


class CountOfOthers(Refusal):
    """The count does not name what was voted on, each once."""

    code = "count-of-others"
    vi = "Kết quả kiểm phiếu phải nêu đúng các đơn vị được bỏ phiếu, mỗi đơn vị một lần."
    en = "The count has to name what was voted on, each unit once."


class UnknownMinutes(Refusal):
    """The minutes are not on registry's record."""

    code = "unknown-minutes"
    vi = "Chưa có văn bản {document} trong sổ của cơ quan. Hãy ghi nhận biên bản trước hoặc bỏ trường «minutes»."
    en = "Document {document} is not on the authority's record. Record the minutes first, or leave `minutes` out."
