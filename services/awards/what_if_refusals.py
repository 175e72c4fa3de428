"""What awards refuses to suppose, each with what to do: a question that makes no sense has no answer."""

from __future__ import annotations

from infra.runtime.errors import Refusal


class NothingSupposed(Refusal):
    """Nothing differs from what is so."""

    code = "nothing-supposed"
    vi = "Chưa nêu giả định nào. Hãy nêu chỉ tiêu khác (quota), bộ quy tắc khác (pack) hoặc bảng xếp hạng giả định (standings)."
    en = "Nothing is supposed. State another quota (quota), another rule pack (pack) or supposed standings (standings)."


class ClusterNotInSeason(Refusal):
    """A cluster is named that the season does not have."""

    code = "cluster-not-in-season"
    vi = "Năm thi đua không có cụm, khối: {clusters}. Kiểm tra lại mã."
    en = "The season has no such clusters: {clusters}. Check the ids."


class SupposedRanksReversed(Refusal):
    """A supposed range of ranks ends before it begins."""

    code = "supposed-ranks-reversed"
    vi = "Chỉ tiêu giả định {award}: hạng cuối {to_rank} nhỏ hơn hạng đầu {from_rank}. Sửa lại khoảng hạng."
    en = "Supposed quota of {award}: the last rank {to_rank} comes before the first, {from_rank}. Mend the range."


class SupposedRanksOverlap(Refusal):
    """With the supposed line in it, a cluster's quota gives a rank two awards."""

    code = "supposed-ranks-overlap"
    vi = "Với chỉ tiêu giả định, hạng {rank} của {cluster} vừa thuộc {first} vừa thuộc {second}. Hãy nêu cả hai chỉ tiêu."
    en = "With the supposed quota, rank {rank} of {cluster} goes to both {first} and {second}. State both awards."


class PackNotAdopted(Refusal):
    """A rule pack is supposed that the authority never adopted."""

    code = "rule-pack-not-adopted"
    vi = "Cơ quan chưa áp dụng bộ quy tắc {pack}; đã áp dụng: {adopted}."
    en = "The authority never adopted rule pack {pack}; it adopted: {adopted}."
