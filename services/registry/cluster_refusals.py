"""What registry refuses of clusters and blocks."""

from __future__ import annotations

from infra.runtime.errors import AlreadyClaimed, Refusal


class UnknownCluster(Refusal):
    """No cluster was formed under this id."""

    code = "unknown-cluster"
    vi = "Chưa có cụm, khối {cluster}. Kiểm tra lại mã hoặc thành lập cụm, khối trước."
    en = "There is no cluster {cluster}. Check the id, or form the cluster first."


class ClusterSizeNotAllowed(Refusal):
    """The season's rule pack does not admit a cluster of this size."""

    code = "cluster-size-not-allowed"
    vi = "Cụm, khối có {members} thành viên; bộ quy tắc của năm cho phép từ {least} đến {most}."
    en = "The cluster has {members} members; the season's rule pack allows {least} to {most}."


class OutsideSeason(Refusal):
    """The day lies outside the season's days."""

    code = "outside-season"
    vi = "Ngày {day} nằm ngoài năm thi đua (từ {first_day} đến trước {end_day}). Kiểm tra lại ngày."
    en = "The day {day} lies outside the season (from {first_day} up to, not including, {end_day}). Check the day."


class ClusterAlreadyFormed(Refusal):
    """A cluster was formed under this id."""

    code = "cluster-already-formed"
    vi = "Cụm, khối với mã {cluster} đã được thành lập. Cụm, khối khác cần một mã mới."
    en = "A cluster with id {cluster} is formed already. Give another cluster an id of its own."


class NotAMember(Refusal):
    """The unit is no member of the cluster."""

    code = "not-a-member"
    vi = "Đơn vị {unit} không phải thành viên của cụm, khối này. Chọn một đơn vị thành viên."
    en = "Unit {unit} is no member of this cluster. Choose one that is."


class NotAMemberThroughout(Refusal):
    """The unit is no member of the cluster on one of the days for which it would lead or deputise."""

    code = "not-a-member-throughout"
    vi = "Đơn vị {unit} không là thành viên suốt từ {valid_from} đến trước {valid_to}. Chọn đơn vị khác hoặc ghi trước lần sau."
    en = "Unit {unit} is no member on all days from {valid_from} up to {valid_to}. Choose another, or record who follows first."


class AlreadyAMember(Refusal):
    """The unit is a member of the cluster on that day."""

    code = "already-a-member"
    vi = "Đơn vị {unit} đã là thành viên của cụm, khối này. Bỏ khỏi danh sách bổ sung."
    en = "Unit {unit} is a member of this cluster already. Take it off the list of those who join."


class LeavesOnFirstDay(Refusal):
    """The unit would leave on the very day on which it became a member."""

    code = "leaves-on-first-day"
    vi = "Đơn vị {unit} là thành viên từ ngày {since}, không thể rời ngay ngày đó. Kiểm tra lại ngày."
    en = "Unit {unit} is a member from {since} on and cannot leave on that very day. Check the day."


class LeadsThere(Refusal):
    """The unit that would leave leads or deputises on that day or later."""

    code = "leads-there"
    vi = "Đơn vị {unit} là trưởng hoặc phó từ ngày {since}. Hãy công nhận trưởng, phó khác từ ngày {day} trước."
    en = "Unit {unit} leads or deputises from {since} on. Recognise others from {day} first."


class TooManyMembers(Refusal):
    """With those who join the cluster would have more members than any may have."""

    code = "too-many-members"
    vi = "Cụm, khối sẽ có {members} thành viên, nhiều nhất là {most}. Giảm số đơn vị bổ sung hoặc lập thêm cụm, khối."
    en = "The cluster would have {members} members; {most} is the most. Let fewer join, or form another cluster."


class ClusterDaysNotAllowed(Refusal):
    """The cluster's year ends before it begins, or is longer than a year."""

    code = "cluster-days-not-allowed"
    vi = "Cụm, khối từ {valid_from} đến trước {season_end}: phải sau ngày đầu và không quá {days} ngày. Kiểm tra lại ngày."
    en = "From {valid_from} up to {season_end}: the end must lie behind the first day, by at most {days} days. Check the days."


class NotAnEarlierCluster(Refusal):
    """The cluster that is to be carried over is not one of an earlier season that is over by then."""

    code = "not-an-earlier-cluster"
    vi = "Cụm, khối tiếp nối thuộc năm {season}, kéo dài đến trước {season_end}. Chọn cụm, khối của năm trước đã kết thúc."
    en = "That cluster is one of {season} and lasts up to {season_end}. Choose one of an earlier season that is over."


class DifferencesNotStated(Refusal):
    """What the new roll changes is not what the command says that it changes."""

    code = "differences-not-stated"
    vi = "So với năm trước, danh sách thêm {joined} và bớt {left}. Ghi đúng các đơn vị thêm, bớt hoặc sửa danh sách."
    en = "Against last year the roll adds {joined} and drops {left}. State exactly these, or mend the roll."


class LeaderIsDeputy(Refusal):
    """The leader is named as a deputy too."""

    code = "leader-is-deputy"
    vi = "Đơn vị {unit} không thể vừa là trưởng vừa là phó. Bỏ khỏi danh sách phó hoặc chọn trưởng khác."
    en = "Unit {unit} cannot be leader and deputy at once. Take it off the deputies, or choose another leader."


class LeadersAlreadyRecognised(Refusal):
    """Other leaders were recognised from the same day on."""

    code = "leaders-already-recognised"
    vi = "Đã công nhận trưởng, phó khác từ ngày {valid_from}. Kiểm tra lại ngày hiệu lực."
    en = "Other leaders are recognised from {valid_from} on. Check the day."


class ClusterNumberTaken(AlreadyClaimed):
    """Another cluster of the season and level has this number."""

    vi = "Số thứ tự {key} đã dùng cho một cụm, khối khác cùng cấp trong năm thi đua. Chọn số khác."
    en = "Another cluster of this season and level has number {key}. Choose another."


class UnitInAnotherCluster(AlreadyClaimed):
    """A unit is in at most one cluster of a level and season at any instant."""

    vi = "Đơn vị {key} đã ở trong một cụm, khối khác cùng cấp của năm này. Mỗi đơn vị chỉ tham gia một cụm, khối mỗi cấp."
    en = "Unit {key} is in another cluster of the same level this year. A unit takes part in one cluster a level."


class ClusterContinued(AlreadyClaimed):
    """Another cluster goes on from this one already."""

    vi = "Cụm, khối {key} đã có cụm, khối khác tiếp nối. Chọn cụm, khối khác hoặc thành lập mới."
    en = "Another cluster goes on from cluster {key} already. Choose another, or form a new one."
