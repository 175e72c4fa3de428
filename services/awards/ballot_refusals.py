"""What awards refuses of a council's vote that cites a secret ballot of ranking's."""

from __future__ import annotations

from infra.runtime.errors import Refusal


class BallotNotCounted(Refusal):
    """The ballot is unknown here, or nobody has counted it."""

    code = "ballot-not-counted"
    vi = "{unit}: cuộc bỏ phiếu {ballot} chưa có hoặc chưa kiểm phiếu. Kiểm phiếu trước (dịch vụ xếp hạng), hoặc bỏ mã này."
    en = "{unit}: ballot {ballot} is unknown or not counted. Count it first (ranking), or leave it out."


class BallotOnOthers(Refusal):
    """The ballot was held by another council, or on another unit, award or cluster, or did not ask yes or no."""

    code = "ballot-on-others"
    vi = "Cuộc bỏ phiếu {ballot} không phải của Hội đồng này về {award} cho {unit}. Kiểm tra lại mã."
    en = "Ballot {ballot} is not this council's on {award} for {unit}. Check its id."


class BallotCountDiffers(Refusal):
    """The ballot was counted otherwise than the session says."""

    code = "ballot-count-differs"
    vi = (
        "{unit}: ghi {yes} tán thành, {no} không, {blank} trắng, {invalid} không hợp lệ, nhưng cuộc bỏ phiếu {ballot} kiểm được"
        " {counted_yes}, {counted_no}, {counted_blank}, {counted_invalid}. Ghi đúng kết quả kiểm phiếu."
    )
    en = (
        "{unit}: {yes} yes, {no} no, {blank} blank, {invalid} invalid are stated, but ballot {ballot} was counted"
        " {counted_yes}, {counted_no}, {counted_blank}, {counted_invalid}. State what was counted."
    )
