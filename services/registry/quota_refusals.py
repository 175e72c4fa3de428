"""What registry refuses of quotas, each as a fact about the world: a stable code and what to do, in two languages."""

from __future__ import annotations

from infra.runtime.errors import Refusal


class AwardTwiceInQuota(Refusal):
    """An award stands in the quota more than once."""

    code = "award-twice-in-quota"
    vi = "Chỉ tiêu ghi {award} hai lần. Gộp lại thành một dòng."
    en = "The quota names {award} twice. Make it one line."


class RanksReversed(Refusal):
    """A range of ranks ends before it begins."""

    code = "ranks-reversed"
    vi = "Chỉ tiêu {award}: hạng cuối {to_rank} nhỏ hơn hạng đầu {from_rank}. Sửa lại khoảng hạng."
    en = "Quota of {award}: the last rank {to_rank} comes before the first, {from_rank}. Mend the range."


class RanksOverlap(Refusal):
    """Two awards claim the same rank."""

    code = "ranks-overlap"
    vi = "Hạng {rank} vừa thuộc {first} vừa thuộc {second}. Các khoảng hạng không được trùng nhau."
    en = "Rank {rank} goes to both {first} and {second}. Ranges must not overlap."


class MorePlacesThanMembers(Refusal):
    """The quota reaches beyond the cluster's members."""

    code = "more-places-than-members"
    vi = "Chỉ tiêu đến hạng {rank} nhưng cụm, khối chỉ có {members} thành viên. Giảm số chỉ tiêu."
    en = "The quota reaches rank {rank}, but the cluster has {members} members. Give fewer places."


class MoreThanLevelQuota(Refusal):
    """The clusters of a level would have more places than the level has."""

    code = "more-than-level-quota"
    vi = (
        "Cấp này năm {season} có {quota} chỉ tiêu {award}, các cụm, khối sẽ có tất cả {wanted}. Giảm chỉ tiêu của cụm, khối, "
        "hoặc giao lại tổng chỉ tiêu của cấp theo văn bản."
    )
    en = (
        "This level has {quota} places of {award} in {season}, its clusters would have {wanted}. Give the cluster fewer, or set "
        "the level's quota anew by its document."
    )


class LevelQuotaBelowClusters(Refusal):
    """The level would have fewer places than its clusters were given."""

    code = "level-quota-below-clusters"
    vi = "Các cụm, khối cấp này năm {season} đã được giao {taken} chỉ tiêu {award}, nhiều hơn {quota}. Giảm của cụm, khối trước."
    en = "The clusters of this level have {taken} places of {award} in {season}, more than {quota}. Give them fewer first."


class ClusterOfAnotherLevel(Refusal):
    """A cluster of another season or level is named."""

    code = "cluster-of-another-level"
    vi = "Cụm, khối {cluster} thuộc năm {season}, cấp {level}. Mỗi lần phân bổ chỉ cho một năm và một cấp."
    en = "Cluster {cluster} is of season {season}, level {level}. Places are shared within one season and level."


class ClusterNamedTwice(Refusal):
    """A list of clusters names one of them more than once."""

    code = "cluster-named-twice"
    vi = "Danh sách ghi cụm, khối {cluster} hai lần. Mỗi cụm, khối chỉ ghi một lần."
    en = "The list names cluster {cluster} twice. Name each cluster once."


class QuotaBaseNotStated(Refusal):
    """The season's rule pack does not say whose number a percentage is taken of."""

    code = "quota-base-not-stated"
    vi = (
        "Bộ quy tắc {pack} của năm {season} không nêu tỷ lệ tính trên số thành viên nào (awards.quota_base). Hãy giao chỉ tiêu "
        "theo hạng cho từng cụm, khối."
    )
    en = (
        "Rule pack {pack} of {season} does not say whose number a percentage is taken of (awards.quota_base). Set each "
        "cluster's quota by rank."
    )
