"""What awards refuses between nomination and decision: dossiers, submissions, opinions, votes, publication."""

from __future__ import annotations

from infra.runtime.errors import AlreadyClaimed, Refusal

# What a rule pack does not state


class PapersNotStated(Refusal):
    """The pack has no checklist for the award."""

    code = "papers-not-stated"
    vi = "Bộ quy tắc {pack} không nói hồ sơ {award} cần giấy tờ gì. Áp dụng bản mới hơn hoặc thêm awards.dossiers.{award}."
    en = "Rule pack {pack} does not say which papers {award} needs. Adopt a later version or add awards.dossiers.{award}."


class StepNotStated(Refusal):
    """The pack neither asks for a step nor switches it off."""

    code = "step-not-stated"
    vi = "Bộ quy tắc {pack} không nói có cần bước {step} hay không. Áp dụng bản mới hơn hoặc thêm awards.steps.{step}.{level}."
    en = "Rule pack {pack} does not say whether {step} is needed. Adopt a later version or add awards.steps.{step}.{level}."


class VoteNotStated(Refusal):
    """The pack has no threshold for the award."""

    code = "vote-not-stated"
    vi = "Bộ quy tắc {pack} không có ngưỡng phiếu của Hội đồng cho {award}. Áp dụng bản mới hơn hoặc thêm awards.votes.{award}."
    en = "Rule pack {pack} has no threshold of the council for {award}. Adopt a later version or add awards.votes.{award}."


class QuorumNotStated(Refusal):
    """The pack does not say how many of the council must be present."""

    code = "quorum-not-stated"
    vi = "Bộ quy tắc {pack} không nói Hội đồng cần bao nhiêu người có mặt. Áp dụng bản mới hơn hoặc thêm awards.council_quorum."
    en = "Rule pack {pack} does not say the quorum of the council. Adopt a later version or add awards.council_quorum."


# Dossiers


class NotNominated(Refusal):
    """There is no such nomination in the cluster's round."""

    code = "not-nominated"
    vi = "Cụm, khối {cluster} không đề nghị {award} cho đơn vị {unit}. Xem lại danh sách đề nghị."
    en = "Cluster {cluster} does not nominate unit {unit} for {award}. Look at its nominations again."


class UnknownPapers(Refusal):
    """Papers that the checklist does not have."""

    code = "unknown-papers"
    vi = "Hồ sơ {award} không có các giấy tờ: {papers}. Theo bộ quy tắc {pack} cần: {required}."
    en = "The dossier for {award} has no papers {papers}. Rule pack {pack} lists: {required}."


class UnknownRecords(Refusal):
    """Records that registry has not, or not of this unit, or that nobody confirmed."""

    code = "unknown-records"
    vi = "Không có điển hình đã công nhận hoặc sáng kiến đã công nhận của đơn vị này: {records}. Kiểm tra lại mã."
    en = "There is no confirmed model and no recognised initiative of this unit: {records}. Check the ids."


class PapersNotReceived(Refusal):
    """What did not come cannot go back."""

    code = "papers-not-received"
    vi = "Hồ sơ chưa có các giấy tờ: {papers}. Chỉ trả lại giấy tờ đã nhận."
    en = "The dossier does not hold the papers {papers}. Return what was received."


class DossierRefusedBefore(Refusal):
    """A refused dossier is out for the round."""

    code = "dossier-refused-before"
    vi = "Hồ sơ này đã bị từ chối ngày {refused_on}: {reason}. Đề nghị không còn trong đợt này."
    en = "This dossier was refused on {refused_on}: {reason}. The nomination is out for this round."


class NominationsFrozen(Refusal):
    """What was submitted does not change."""

    code = "nominations-frozen"
    vi = "Đề nghị của cụm, khối {cluster} nằm trong tờ trình {submission}. Muốn sửa thì rút tờ trình trước khi Hội đồng bỏ phiếu."
    en = "The nominations of cluster {cluster} are in submission {submission}. Withdraw that before the vote to change them."


# Submission


class DossiersIncomplete(Refusal):
    """Dossiers that lack papers; `lacking` names each."""

    code = "dossiers-incomplete"
    vi = "Hồ sơ còn thiếu: {missing}. Nhận đủ, hoặc từ chối hồ sơ kèm lý do, rồi trình."
    en = "Dossiers lack papers: {missing}. Receive them, or refuse the dossier with a reason, then submit."


class NothingToSubmit(Refusal):
    """None of the clusters nominates anybody."""

    code = "nothing-to-submit"
    vi = "Các cụm, khối đã chọn không còn đề nghị nào. Hãy chọn cụm, khối có đề nghị."
    en = "The clusters named nominate nobody. Name clusters with nominations."


class SubmissionIdUsed(Refusal):
    """The id belongs to another submission."""

    code = "submission-issued-before"
    vi = "Mã tờ trình này đã dùng cho một tờ trình khác. Hãy dùng mã mới."
    en = "This submission id was used for another submission. Use a new id."


class SubmissionNotIssued(Refusal):
    """There is no such submission."""

    code = "submission-not-issued"
    vi = "Chưa có tờ trình: {submissions}. Hãy lập tờ trình trước."
    en = "These submissions were not issued: {submissions}. Submit first."


class SubmissionNumberTaken(AlreadyClaimed):
    """A submission's number is unique for its issuer, year and series."""

    vi = "Số tờ trình {key} đã dùng. Kiểm tra lại số, ký hiệu và năm."
    en = "Submission number {key} is used. Check number, series and year."


class OpinionAskedBefore(Refusal):
    """An opinion's id stands for one request."""

    code = "opinion-asked-before"
    vi = "Đã lấy ý kiến với các mã: {opinions}. Mỗi lần hỏi dùng mã mới."
    en = "Opinions were asked under these ids: {opinions}. Use a new id for each request."


class OpinionNotAsked(Refusal):
    """Nobody was asked under this id."""

    code = "opinion-not-asked"
    vi = "Chưa lấy ý kiến nào với mã {opinion}. Ghi việc lấy ý kiến trước."
    en = "No opinion was asked under {opinion}. Record whom you asked first."


class OpinionReceivedBefore(Refusal):
    """The opinion is on record."""

    code = "opinion-received-before"
    vi = "Ý kiến này đã ghi nhận ngày {received_on} và không đổi được nữa."
    en = "This opinion was recorded for {received_on} and cannot be changed."


class NothingAwaited(Refusal):
    """There is no opinion to wait for."""

    code = "nothing-awaited"
    vi = "Không còn ý kiến nào đang chờ, hoặc chưa lấy ý kiến ai."
    en = "No opinion is awaited: all are here, or nobody was asked."


class AppraisedBefore(Refusal):
    """A submission is appraised once."""

    code = "appraised-before"
    vi = "Tờ trình đã có kết luận thẩm định ngày {concluded_on}."
    en = "The submission was appraised on {concluded_on}."


class StepsMissing(Refusal):
    """Steps that the pack asks for were not concluded."""

    code = "steps-missing"
    vi = "Chưa xong các bước bắt buộc theo bộ quy tắc {pack}: {steps}. Hoàn thành rồi làm tiếp."
    en = "Rule pack {pack} asks for steps that are not concluded: {steps}. Conclude them first."


# Council vote


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


# Decision


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


class ClustersNotSubmitted(Refusal):
    """Clusters that none of the submissions puts forward."""

    code = "clusters-not-submitted"
    vi = "Không tờ trình nào đã chọn trình các cụm, khối: {clusters}. Chọn thêm tờ trình hoặc bỏ cụm, khối."
    en = "None of the submissions puts these clusters forward: {clusters}. Name their submission, or leave them out."


class DraftWithoutSubmission(Refusal):
    """The draft dates from before decisions rested on submissions."""

    code = "draft-without-submission"
    vi = "Dự thảo này chưa dựa trên tờ trình nào. Rút dự thảo, lập tờ trình, rồi dự thảo lại."
    en = "This draft rests on no submission. Withdraw it, submit, and draft it anew."


class NothingToWithdraw(Refusal):
    """There is no draft to take back."""

    code = "nothing-to-withdraw"
    vi = "Không có dự thảo nào chưa ký với mã này."
    en = "There is no unsigned draft under this id."


class PublishedBefore(Refusal):
    """A decision is published once."""

    code = "published-before"
    vi = "Quyết định đã công bố ngày {published_on}."
    en = "The decision was published on {published_on}."
