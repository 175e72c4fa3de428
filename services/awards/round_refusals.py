"""What awards refuses of a cluster's round, each as a fact about the world: a stable code and what to do."""

from __future__ import annotations

from infra.runtime.errors import Refusal


class NoSharedPlaces(Refusal):
    """No units of one rank reach over a border of the award there."""

    code = "no-shared-places"
    vi = "Ở hạng {rank} không có chỗ {award} nào bỏ ngỏ vì bằng hạng. Xem lại các chỗ còn mở (open_places)."
    en = "At rank {rank} no place of {award} is open because units share the rank. Look at the open places again."


class UnknownDocument(Refusal):
    """A document that is not on the authority's record."""

    code = "unknown-document"
    vi = "Văn bản {document} chưa có trong sổ văn bản. Hãy ghi văn bản trước."
    en = "Document {document} is not on record. Record it first."


class NominationsPutForward(Refusal):
    """The nominations were put forward; nothing amends them while they are."""

    code = "nominations-put-forward"
    vi = "Đề nghị của cụm, khối đã trình. Rút tờ trình trước khi Hội đồng bỏ phiếu, hoặc thay đổi bằng quyết định."
    en = (
        "The nominations of this cluster were put forward. Withdraw the submission before the vote, or change them by a decision."
    )


class NominationsOutdated(Refusal):
    """The result was published anew and the nominations are about to follow."""

    code = "nominations-outdated"
    vi = "Kết quả vừa công bố lại (lần {published}), đề nghị đang lập theo lần {drafted}. Chờ lập lại rồi xem trước khi sửa."
    en = "The result was published anew (publication {published}), the nominations rest on {drafted}. Wait for them, then look."


class BeyondQuota(Refusal):
    """More would be nominated for an award than there are places."""

    code = "beyond-quota"
    vi = "Chỉ tiêu {award} của cụm, khối là {places}, không đề nghị {wanted} được. Giảm số đề nghị hoặc giao thêm chỉ tiêu."
    en = "The cluster has {places} places of {award}, not {wanted}. Nominate fewer, or have more places set."


class NominatedTwice(Refusal):
    """A unit would be nominated for one award twice."""

    code = "nominated-twice"
    vi = "Đơn vị được ghi hai lần cho cùng một hình thức: {names}. Mỗi đơn vị chỉ ghi một lần."
    en = "Named twice for the same award: {names}. Name each unit once."


class UnitsNotRanked(Refusal):
    """Units that hold no rank in the published standings."""

    code = "units-not-ranked"
    vi = "Không có hạng trong kết quả đã công bố: {names}. Chỉ đề nghị đơn vị được xếp hạng."
    en = "These hold no rank in the published standings: {names}. Nominate ranked units alone."


class UnitsBelowMinimum(Refusal):
    """Units whose total does not reach the minimum that the quota asks for."""

    code = "units-below-minimum"
    vi = "Chưa đạt điểm tối thiểu {minimum} của {award}: {names}."
    en = "These do not reach {minimum} points, the minimum for {award}: {names}."


class NoSuchCase(Refusal):
    """The cluster has no open case of this number."""

    code = "no-such-case"
    vi = "Cụm, khối không có vụ việc số {case} đang mở. Xem lại danh sách vụ việc."
    en = "The cluster has no open case number {case}. Look at the list of cases again."
