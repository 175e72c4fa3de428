"""What awards refuses of submissions that were taken back, or that went to the Government."""

from __future__ import annotations

from infra.runtime.errors import AlreadyClaimed, Refusal

# Taken back


class SubmissionTakenBack(Refusal):
    """Nothing is done on a submission that was withdrawn."""

    code = "submission-withdrawn"
    vi = "Tờ trình này đã rút ngày {withdrawn_on}: {reason}. Hãy lập tờ trình mới."
    en = "This submission was withdrawn on {withdrawn_on}: {reason}. Submit anew."


class VotedOn(Refusal):
    """The council has spoken on the submission."""

    code = "submission-voted-on"
    vi = "Hội đồng đã bỏ phiếu về tờ trình này nên không rút được nữa. Cần sửa thì ghi lần bỏ phiếu lại (repeats)."
    en = "The council has voted on this submission: it cannot be withdrawn. What is wrong is voted on again (repeats)."


class WithdrawnAsAWhole(Refusal):
    """A submission is taken back with all of its clusters."""

    code = "submission-withdrawn-as-a-whole"
    vi = "Tờ trình rút toàn bộ. Hãy nêu đủ các cụm, khối của nó: {clusters}."
    en = "A submission is withdrawn as a whole. Name all of its clusters: {clusters}."


class WithdrawFlagInstead(Refusal):
    """The submission is one for the Government's flag."""

    code = "submission-is-for-the-government"
    vi = "Tờ trình này đề nghị Cờ thi đua của Chính phủ. Rút bằng withdraw-government-flag."
    en = "This submission is for the Government's flag. Use withdraw-government-flag."


class SubmissionTakenUp(AlreadyClaimed):
    """A decision rests on the submission."""

    vi = "Đề nghị của cụm, khối {key} đã nằm trong một quyết định. Rút dự thảo trước khi rút tờ trình."
    en = "The nominations of cluster {key} are in a decision. Withdraw its draft before the submission."


# Proposed to the Government


class DecidedByGovernment(Refusal):
    """No decision here gives what the Government gives."""

    code = "decided-by-government"
    vi = "Tờ trình {numbers} đề nghị Cờ thi đua của Chính phủ: tỉnh không quyết định. Trình lên bằng forward-proposals."
    en = "Submission {numbers} is for the Government's flag: no decision here gives it. Propose it with forward-proposals."


class DecidedHere(Refusal):
    """The province itself decides on this submission."""

    code = "decided-here"
    vi = "Tờ trình này do tỉnh quyết định. Dự thảo quyết định bằng draft-decision."
    en = "This submission is decided here. Draft the decision with draft-decision."


class ForwardedBefore(Refusal):
    """What was proposed to the Government stands."""

    code = "forwarded-before"
    vi = "Đã trình Chính phủ theo số {number} ngày {forwarded_on}, không đổi được nữa."
    en = "It was proposed to the Government under {number} on {forwarded_on} and cannot be changed."


class NobodyCarried(Refusal):
    """The council carried none of the nominations."""

    code = "nobody-carried"
    vi = "Hội đồng không thông qua đề nghị nào của tờ trình này, không có gì để trình Chính phủ."
    en = "The council carried none of this submission's nominations: there is nothing to propose to the Government."


class NotForwarded(Refusal):
    """Nothing was proposed yet on which the Government could have decided."""

    code = "not-forwarded"
    vi = "Tờ trình này chưa trình Chính phủ. Ghi việc trình trước (forward-proposals)."
    en = "This submission was not proposed to the Government. Record that first (forward-proposals)."


class NotProposed(Refusal):
    """The Government is said to have given the award to units that were not proposed."""

    code = "not-proposed"
    vi = "Không có trong đề nghị đã trình Chính phủ: {names}. Kiểm tra lại quyết định."
    en = "These were not proposed to the Government: {names}. Check its decision."


class HigherDecisionBefore(Refusal):
    """The Government's decision is on record."""

    code = "higher-decision-recorded-before"
    vi = "Đã ghi nhận quyết định của Chính phủ ngày {decided_on}."
    en = "The Government's decision of {decided_on} is on record."
