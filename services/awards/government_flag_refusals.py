"""What awards refuses of proposals for the Government's flag, each with its numbers and what to do."""

from __future__ import annotations

from infra.runtime.errors import Refusal


class SeasonUnknown(Refusal):
    """Registry has not opened the season, or its pack is not known."""

    code = "season-unknown"
    vi = "Năm thi đua {season} chưa mở hoặc chưa có bộ quy tắc. Kiểm tra lại."
    en = "Season {season} is not open, or its rule pack is not known. Check it."


class DocumentUnknown(Refusal):
    """The document is not on the authority's record."""

    code = "unknown-document"
    vi = "Văn bản {document} chưa có trong sổ văn bản. Hãy ghi văn bản trước."
    en = "Document {document} is not on record. Record it first."


class PercentNotStated(Refusal):
    """The season's pack does not say how many may be proposed."""

    code = "government-flag-percent-not-stated"
    vi = "Bộ quy tắc {pack} của năm {season} không nêu tỷ lệ đề nghị (awards.government_flag_leaders_percent)."
    en = "Rule pack {pack} of {season} does not say how many may be proposed (awards.government_flag_leaders_percent)."


class NoResult(Refusal):
    """Clusters of which no standings of the season are published."""

    code = "no-published-result"
    vi = "Chưa công bố kết quả năm này của cụm, khối: {clusters}. Hãy công bố trước."
    en = "No result of this season is published of: {clusters}. Publish it first."


class SharedFirstRank(Refusal):
    """Several units share the first rank: a cluster proposes one leader."""

    code = "shared-first-rank"
    vi = "Hạng nhất còn nhiều đơn vị ở: {clusters}. Mỗi cụm, khối chỉ một đơn vị dẫn đầu: hãy bỏ phiếu hoặc bốc thăm trước."
    en = "Several units share the first rank of: {clusters}. A cluster has one leader: break the tie by ballot or lots first."


class StandardNotMet(Refusal):
    """The leader does not meet the standard of the provincial flag."""

    code = "provincial-flag-standard-not-met"
    vi = "Đơn vị dẫn đầu không được đề nghị cờ thi đua của tỉnh ở: {clusters}. Chỉ đề nghị đơn vị đạt tiêu chuẩn cờ của tỉnh."
    en = "The leader is not nominated for the provincial flag in: {clusters}. Propose only who meets that standard."


class TooManyProposed(Refusal):
    """More are proposed than the pack's part of the leaders that meet the standard."""

    code = "too-many-for-government-flag"
    vi = "Đề nghị {wanted} đơn vị, nhiều nhất là {most}: {percent} % của {leaders} đơn vị dẫn đầu đạt tiêu chuẩn, làm tròn xuống."
    en = "{wanted} are proposed, at most {most} may be: {percent} % of {leaders} leaders that meet the standard, rounded down."


class NothingProposed(Refusal):
    """Nobody was proposed whom one could submit."""

    code = "nothing-proposed"
    vi = "Chưa đề nghị đơn vị nào cho năm {season}. Đề nghị trước (propose-for-government-flag)."
    en = "Nobody is proposed for {season}. Propose first (propose-for-government-flag)."


class FlagSubmittedBefore(Refusal):
    """The season's proposal is in a submission."""

    code = "government-flag-submitted-before"
    vi = "Đề nghị của năm này đã nằm trong tờ trình {submission}. Muốn đổi thì rút tờ trình trước khi Hội đồng bỏ phiếu."
    en = "This season's proposal is in submission {submission}. To change it, withdraw that before the council votes."


class NomineesDiffer(Refusal):
    """The submission names other clusters than were proposed."""

    code = "nominees-differ"
    vi = "Trình đủ và đúng các cụm, khối đã đề nghị: {clusters}. Muốn khác thì đề nghị lại trước."
    en = "Submit exactly the clusters that were proposed: {clusters}. For others, propose anew first."


class FlagNotSubmitted(Refusal):
    """The submission is not that of the season's Government flag."""

    code = "government-flag-not-submitted"
    vi = "Tờ trình này không phải của Cờ thi đua của Chính phủ năm {season}. Kiểm tra lại mã."
    en = "This submission is not that of the Government's flag of {season}. Check its id."
