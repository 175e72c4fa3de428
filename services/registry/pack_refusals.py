"""What keeps a rule pack from being adopted: two of its entries that cannot both hold, each case in its own words."""

from __future__ import annotations

from infra.runtime.errors import Refusal


class Contradiction(Refusal):
    """Two entries of the pack contradict each other."""


class ValidityReversed(Contradiction):
    """The pack ends before it begins, or on the day it begins."""

    code = "rule-pack-validity-reversed"
    vi = "Bộ quy tắc hết hiệu lực ngày {valid_to}, không sau ngày bắt đầu {valid_from}. Sửa lại ngày."
    en = "The pack ends on {valid_to}, not after {valid_from}, where it begins. Mend the days."


class FigureWithoutBasis(Contradiction):
    """A figure does not say what it rests on, or a basis belongs to no figure."""

    code = "rule-pack-figure-without-basis"
    vi = "{figure}: con số và căn cứ không đi đôi. Ghi đúng một căn cứ cho mỗi con số."
    en = "{figure}: figure and basis do not go together. Give each figure one basis."


class ScaleTwice(Contradiction):
    """A scale is named twice."""

    code = "rule-pack-scale-twice"
    vi = "Thang điểm {scale} ghi hai lần. Bỏ bớt một."
    en = "Scale {scale} is named twice. Take one out."


class LeafStepDoesNotDivide(Contradiction):
    """Points in steps of this size do not make up the scale."""

    code = "rule-pack-leaf-step-does-not-divide"
    vi = "Bước điểm {step} không chia hết thang {scale}, hoặc lẻ hơn 0,1. Chọn bước khác."
    en = "Steps of {step} do not divide scale {scale}, or are finer than 0.1. Choose another step."


class LayerTwice(Contradiction):
    """A layer of scoring stands in the order twice."""

    code = "rule-pack-layer-twice"
    vi = "Lớp chấm điểm {layer} ghi hai lần. Mỗi lớp chỉ đứng một chỗ."
    en = "Layer {layer} stands in the order twice. Give each layer one place."


class SelfLayerNotFirst(Contradiction):
    """A layer would speak before the unit itself."""

    code = "rule-pack-self-layer-not-first"
    vi = "Thứ tự các lớp phải bắt đầu bằng tự chấm, không phải {first}."
    en = "The layers must begin with self-scoring, not with {first}."


class TieBreakTwice(Contradiction):
    """A tie-break stands in the order twice."""

    code = "rule-pack-tie-break-twice"
    vi = "Tiêu chí phụ {step} ghi hai lần. Bỏ bớt một."
    en = "Tie-break {step} is named twice. Take one out."


class LotsBeforeBallot(Contradiction):
    """Lots, which leave no tie, stand before the ballot."""

    code = "rule-pack-lots-before-ballot"
    vi = "Rút thăm đứng trước bỏ phiếu kín nên bỏ phiếu không bao giờ diễn ra. Để rút thăm sau cùng."
    en = "Lots stand before the ballot, which would never be held. Put lots last."


class ComputedStepAfterBallot(Contradiction):
    """A step that is computed stands behind one that people take."""

    code = "rule-pack-computed-step-after-ballot"
    vi = "Tiêu chí phụ {step} do máy tính đứng sau bỏ phiếu hoặc rút thăm. Đưa lên trước."
    en = "Tie-break {step} is computed and stands behind ballot or lots. Put it before them."


class PercentOverHundred(Contradiction):
    """A percentage is more than the whole."""

    code = "rule-pack-percent-over-hundred"
    vi = "{figure}: {percent} % lớn hơn 100 %. Sửa lại tỷ lệ."
    en = "{figure}: {percent} % is more than 100 %. Mend it."


class ShareOverWhole(Contradiction):
    """A quorum or threshold asks for more than everybody."""

    code = "rule-pack-share-over-whole"
    vi = "{figure}: đòi hỏi {part}/{whole}, nhiều hơn tất cả. Sửa lại tỷ lệ."
    en = "{figure}: it asks for {part} of {whole}, more than everybody. Mend it."


class ThresholdOutOfReach(Contradiction):
    """A threshold asks for more than all votes."""

    code = "rule-pack-threshold-out-of-reach"
    vi = "{figure}: «hơn» toàn bộ số phiếu thì không bao giờ đạt. Chọn «từ» hoặc tỷ lệ nhỏ hơn."
    en = "{figure}: more than all votes can never be reached. Say `at least`, or a smaller share."


class QuorumOfNone(Contradiction):
    """A quorum is reached by nobody."""

    code = "rule-pack-quorum-of-none"
    vi = "{figure}: số người tối thiểu là 0 thì không ai có mặt cũng đủ. Nêu tỷ lệ lớn hơn 0."
    en = "{figure}: a quorum of 0 is met with nobody there. State a share above 0."


class ThresholdOfNone(Contradiction):
    """A threshold is reached without a vote."""

    code = "rule-pack-threshold-of-none"
    vi = "{figure}: ngưỡng 0 thì không cần phiếu nào. Nêu tỷ lệ lớn hơn 0."
    en = "{figure}: a threshold of 0 takes no vote at all. State a share above 0."


class AwardTwice(Contradiction):
    """An award stands in the catalogue twice."""

    code = "rule-pack-award-twice"
    vi = "Danh mục ghi {award} hai lần. Mỗi danh hiệu, hình thức chỉ một dòng."
    en = "The catalogue names {award} twice. Give each award one line."


class EntryTwice(Contradiction):
    """Two entries of a list are about the same."""

    code = "rule-pack-entry-twice"
    vi = "{figure} ghi hai lần. Bỏ bớt một."
    en = "{figure} is stated twice. Take one out."


class VoteOnUnknownAward(Contradiction):
    """A threshold is stated for an award that the catalogue does not have."""

    code = "rule-pack-vote-on-unknown-award"
    vi = "Có ngưỡng phiếu cho {award} nhưng danh mục không có. Thêm vào danh mục hoặc bỏ ngưỡng."
    en = "There is a threshold for {award}, which the catalogue does not have. Add it there, or take the threshold out."


class DossierOfUnknownAward(Contradiction):
    """Papers are stated for an award that the catalogue does not have."""

    code = "rule-pack-dossier-of-unknown-award"
    vi = "Có danh mục hồ sơ cho {award} nhưng danh mục khen thưởng không có. Thêm vào danh mục hoặc bỏ hồ sơ."
    en = "There is a list of papers for {award}, which the catalogue does not have. Add it there, or take the list out."


class PaperTwice(Contradiction):
    """A dossier lists one paper twice."""

    code = "rule-pack-paper-twice"
    vi = "Hồ sơ của {award} ghi giấy tờ {paper} hai lần. Giữ lại một lần."
    en = "The dossier for {award} lists the paper {paper} twice. Keep one."


class StepNotSwitched(Contradiction):
    """What is no step before a decision cannot be switched on or off."""

    code = "rule-pack-step-not-switched"
    vi = "Bước {step} không nằm trước quyết định nên không bật, tắt được. Bỏ mục này; thời hạn đặt ở awards.deadlines."
    en = "The step {step} does not come before a decision, so it is not switched. Take the entry out; its days are a deadline."


class ScaleUnknown(Contradiction):
    """A figure is stated for a scale that the pack does not admit."""

    code = "rule-pack-scale-unknown"
    vi = "{figure}: thang {scale} không nằm trong các thang của bộ quy tắc. Thêm thang hoặc bỏ con số."
    en = "{figure}: the pack has no scale {scale}. Add the scale, or take the figure out."


class ScaleLeftOut(Contradiction):
    """A figure is stated for one scale and not for another."""

    code = "rule-pack-scale-left-out"
    vi = "{figure} chưa có giá trị cho thang {scale}. Ghi giá trị cho mọi thang."
    en = "{figure} has no value for scale {scale}. State one for every scale."


class DeductionAboveZero(Contradiction):
    """What is deducted, or what bounds deductions, would add points."""

    code = "rule-pack-deduction-above-zero"
    vi = "{figure}: {points} lớn hơn 0; mức trừ và mức sàn phải nhỏ hơn hoặc bằng 0."
    en = "{figure}: {points} is above 0; deductions and floors are 0 or less."


class BonusBelowZero(Contradiction):
    """A bonus, or the cap of bonuses, would take points away."""

    code = "rule-pack-bonus-below-zero"
    vi = "{figure}: {points} nhỏ hơn 0; mức cộng và mức trần phải lớn hơn hoặc bằng 0."
    en = "{figure}: {points} is below 0; bonuses and their cap are 0 or more."


class BoundBelowEntry(Contradiction):
    """A single entry goes beyond the bound of their sum."""

    code = "rule-pack-bound-below-entry"
    vi = "{bound} là {limit}, nhưng riêng {entry} đã là {points}. Nới mức chặn hoặc giảm mục đó."
    en = "{bound} is {limit}, but {entry} alone is {points}. Widen the bound, or lower the entry."


class LateWorseThanMissing(Contradiction):
    """A late report costs more than one that never came."""

    code = "rule-pack-late-worse-than-missing"
    vi = "Thang {scale}: nộp muộn trừ {late}, nặng hơn không nộp ({missing}). Sửa lại mức trừ."
    en = "Scale {scale}: a late report costs {late}, more than a missing one ({missing}). Mend them."


class SizesReversed(Contradiction):
    """The least number of members is more than the most, or the usual sizes lie outside those allowed."""

    code = "rule-pack-sizes-reversed"
    vi = "Số thành viên không khớp: {smaller} là {least}, {larger} là {most}. Sửa lại cho đúng thứ tự."
    en = "Sizes do not fit: {smaller} is {least} and {larger} is {most}. Put them in order."


class WeekdaysWrong(Contradiction):
    """A weekday is named twice, or none is."""

    code = "rule-pack-weekdays-wrong"
    vi = "Các ngày làm việc trong tuần ({weekdays}) phải có ít nhất một ngày và không ghi trùng."
    en = "The weekdays worked ({weekdays}) must be at least one, and none of them twice."


class DayOutsideYear(Contradiction):
    """A day stands in the list of another year."""

    code = "rule-pack-day-outside-year"
    vi = "Ngày {day} nằm trong danh mục năm {year}. Chuyển sang đúng năm."
    en = "{day} stands in the list of {year}. Move it to its own year."


class HolidayTwice(Contradiction):
    """Two holidays name the same day."""

    code = "rule-pack-holiday-twice"
    vi = "Ngày nghỉ {day} ghi hai lần. Bỏ bớt một."
    en = "{day} is a holiday twice. Take one out."


class MakeUpDayOff(Contradiction):
    """A make-up day is a holiday too."""

    code = "rule-pack-make-up-day-is-holiday"
    vi = "Ngày {day} vừa là ngày nghỉ vừa là ngày làm bù. Chọn một."
    en = "{day} is a holiday and a make-up day at once. Choose one."


class MakeUpDayWorkedAnyway(Contradiction):
    """A make-up day is a working day without being made up."""

    code = "rule-pack-make-up-day-is-working-day"
    vi = "Ngày làm bù {day} vốn đã là ngày làm việc, hoặc ghi hai lần. Kiểm tra lại."
    en = "Make-up day {day} is a working day as it is, or stands there twice. Check it."
