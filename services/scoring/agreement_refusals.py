"""What is refused of a scorecard and its agreement, each with what to do."""

from __future__ import annotations

from infra.runtime.errors import Refusal
from services.scoring.refusals import Unsound


class NotLeader(Refusal):
    """Only the board or the cluster's leader sets targets."""

    status = 403
    code = "not-leader"
    vi = "Chỉ cơ quan chủ trì hoặc cụm trưởng, khối trưởng được giao chỉ tiêu."
    en = "Only the managing authority or the cluster's leader sets targets."


class NoScorecard(Refusal):
    """Nothing was drafted for the cluster yet."""

    code = "no-scorecard"
    vi = "Cụm, khối này chưa có bảng tiêu chí. Hãy soạn bảng tiêu chí trước."
    en = "This cluster has no scorecard yet. Draft one first."


class ScorecardUnsound(Unsound):
    """The tree is no scorecard, or its sums disagree."""

    code = "scorecard-unsound"
    vi = "Bảng tiêu chí có {count} chỗ chưa đúng, xem «faults». Hãy sửa rồi gửi lại."
    en = "The scorecard has {count} fault(s), each named in `faults`. Mend them and send it again."


class TargetsUnsound(Unsound):
    """A unit's targets do not fit the scorecard."""

    code = "targets-unsound"
    vi = "Chỉ tiêu của đơn vị {unit} có {count} chỗ chưa đúng, xem «faults». Hãy giao lại chỉ tiêu."
    en = "The targets of unit {unit} have {count} fault(s), each named in `faults`. Set them again."


class AssignedToNobody(Refusal):
    """A leaf that no member has to answer for stops the issue."""

    code = "assigned-to-nobody"
    vi = "Có tiêu chí không phân công cho đơn vị nào: {leaves}. Hãy phân công hoặc bỏ tiêu chí đó."
    en = "No unit has to answer for: {leaves}. Assign these leaves, or take them out."


class AgreementFrozen(Refusal):
    """A member has signed: scorecard, targets and assignments stand."""

    code = "agreement-frozen"
    vi = "Đã có đơn vị ký giao ước: bảng tiêu chí, chỉ tiêu và phân công không được sửa nữa."
    en = "A member has signed the agreement: its scorecard, targets and assignments can no longer change."


class NotIssued(Refusal):
    """There is nothing to sign yet, or what was issued has been changed since."""

    code = "not-issued"
    vi = "Bảng tiêu chí chưa được ban hành (hoặc đã sửa sau khi ban hành). Hãy ban hành trước."
    en = "The scorecard is not issued, or was changed after it was issued. Issue it first."


class OtherVersionIssued(Refusal):
    """What the unit wants to sign is not what was issued."""

    code = "other-version-issued"
    vi = "Bản ban hành hiện nay là phiên bản {version} với mã băm {digest}. Hãy xem lại rồi ký đúng bản đó."
    en = "What is issued now is version {version} with digest {digest}. Read it, then sign that one."


class NothingAssigned(Refusal):
    """A unit without a single leaf has nothing to sign."""

    code = "nothing-assigned"
    vi = "Đơn vị không được phân công tiêu chí nào nên không ký giao ước."
    en = "No leaf is assigned to the unit, so it has nothing to sign."


class NothingToCopy(Refusal):
    """The other cluster has no scorecard, or is this one."""

    code = "nothing-to-copy"
    vi = "Cụm, khối {source} chưa có bảng tiêu chí để sao chép, hoặc chính là cụm, khối này. Hãy chọn cụm, khối khác."
    en = "Cluster {source} has no scorecard to copy, or is this cluster itself. Name another one."


class JoinedTooLate(Refusal):
    """A unit that joins after self-scoring is scored in no layer."""

    code = "joined-too-late"
    vi = "Tự chấm của cụm, khối đã đóng: đơn vị {unit} vào sau nên không được chấm điểm trong năm này."
    en = "Self-scoring of this cluster is closed: unit {unit} joined too late to be scored in this season."


class TooManyParties(Refusal):
    """A scoresheet has an end, and who has left still stands on it."""

    code = "too-many-parties"
    vi = "Bảng điểm của cụm, khối đã có {most} đơn vị, kể cả đơn vị đã rời; không bổ sung được nữa."
    en = "The cluster's scoresheet holds {most} units, those that left included; it takes no more."


class SignaturesMissing(Refusal):
    """Members that have a leaf to answer for have not signed."""

    code = "signatures-missing"
    vi = "Còn {count} đơn vị chưa ký giao ước, xem «units»."
    en = "{count} unit(s) have not signed the agreement yet, see `units`."
