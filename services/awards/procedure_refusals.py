"""What awards refuses between nomination and decision: dossiers, submissions, opinions, drafts, publication."""

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


# Decision


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
