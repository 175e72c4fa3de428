"""What awards refuses behind a signature, each as a fact about the world: a stable code and what to do."""

from __future__ import annotations

from infra.runtime.errors import AlreadyClaimed, Refusal


class ActTooEarly(Refusal):
    """The day lies before the decision that it rests on, or before what was amended last."""

    code = "act-too-early"
    vi = "Ngày {day} sớm hơn ngày {earliest} của quyết định mà việc này dựa vào. Kiểm tra lại ngày."
    en = "{day} lies before {earliest}, the day of the decision that this rests on. Check the day."


class NothingCorrected(Refusal):
    """What is named stands like that already."""

    code = "nothing-corrected"
    vi = "Các nội dung đính chính trùng với nội dung hiện có: {numbers}. Chỉ nêu nội dung cần thay đổi."
    en = "What is to be corrected stands like that already: {numbers}. Name only what changes."


class AmountBeyondValue(Refusal):
    """No more than an award's value can be paid for it."""

    code = "amount-beyond-value"
    vi = "Số tiền {amount} đồng vượt mức thưởng {value} đồng của {number}. Kiểm tra hệ số, mức lương cơ sở, số tiền."
    en = "{amount} đồng is more than the {value} đồng that {number} is worth. Check multiple, base salary and amount."


class NotInForce(Refusal):
    """The awards were revoked, or their items cancelled."""

    code = "award-not-in-force"
    vi = "Không còn hiệu lực: {numbers}. Đã hủy, thu hồi thì không đính chính, thu hồi, tặng lại theo số này hay in bằng."
    en = "No longer in force: {numbers}. What was cancelled or revoked is not corrected, revoked, granted again or printed."


class NotGranted(Refusal):
    """Only what stands in the register can be revoked or paid."""

    code = "award-not-granted"
    vi = "Chưa vào sổ: {awards}. Hãy tặng thưởng trước; mục chưa tặng thì hủy bỏ, không thu hồi."
    en = "These are not in the register: {awards}. Grant them first; what was not granted is cancelled, not revoked."


class DecisionIsThere(Refusal):
    """The id belongs to another decision."""

    code = "decision-is-there"
    vi = "Mã quyết định này đã dùng cho một quyết định khác. Hãy dùng mã mới."
    en = "This decision id was used for another decision. Use a new id."


class PackSilent(Refusal):
    """A pack does not state a figure that is needed; nothing is assumed in its place."""

    code = "pack-silent"
    vi = "Bộ quy tắc {pack} không nêu «{figure}». Hãy ban hành phiên bản có nêu nội dung này rồi thực hiện lại."
    en = "Rule pack {pack} does not state `{figure}`. Adopt a version that does, then do this again."


class CalendarSilent(Refusal):
    """The pack's calendar does not list the year that a period reaches into."""

    code = "calendar-silent"
    vi = "Lịch làm việc của bộ quy tắc {pack} chưa có năm {year}. Hãy ban hành phiên bản có lịch năm đó."
    en = "The calendar of rule pack {pack} does not list {year}. Adopt a version that does."


class SameAwardTwice(Refusal):
    """A decision names a unit twice for the same award."""

    code = "same-award-twice"
    vi = "Quyết định nêu hai lần cùng một hình thức cho: {names}. Bỏ bớt một mục."
    en = "The decision gives the same award twice to: {names}. Leave one of them out."


class AwardGivenBefore(Refusal):
    """Another decision gave the unit this award for the season."""

    code = "award-given-before"
    vi = "Đã được tặng cùng hình thức này cho năm thi đua theo quyết định khác: {names} ({numbers})."
    en = "Another decision gave the same award for the season to: {names} ({numbers})."


class AwardAlreadyGiven(AlreadyClaimed):
    """A unit is given an award once a season."""

    vi = "Đơn vị vừa được tặng cùng hình thức này cho năm thi đua ({key}). Mỗi hình thức chỉ một lần một năm."
    en = "This unit has just been given the same award for the season ({key}). Each award is given once a season."


class TitlesJustChanged(AlreadyClaimed):
    """Another decision gave the unit a title at the same moment, which decides how much this one pays."""

    vi = "Một quyết định khác vừa tặng danh hiệu cho đơn vị này ({key}). Hãy ký lại để tính đúng tiền thưởng."
    en = "Another decision has just given this unit a title ({key}). Sign again, so that the money is computed anew."


class AlreadyPaid(Refusal):
    """Nothing is left to be paid for these awards."""

    code = "already-paid"
    vi = "Đã chi đủ tiền thưởng của: {numbers}. Mỗi khen thưởng chỉ chi một lần."
    en = "These awards were paid: {numbers}. An award is paid once."


class NothingToPay(Refusal):
    """No money belongs to these awards."""

    code = "nothing-to-pay"
    vi = "Không có tiền thưởng để chi cho: {numbers} (đơn vị đã nhận danh hiệu cao hơn)."
    en = "No money belongs to: {numbers} (a higher title of the unit is paid)."


class PaidBehindRevocation(Refusal):
    """An award is not paid once it is revoked."""

    code = "paid-behind-revocation"
    vi = "Đã thu hồi trước ngày chi {day}: {numbers}. Không chi tiền cho khen thưởng đã thu hồi."
    en = "Revoked before the day of payment {day}: {numbers}. A revoked award is not paid."


class VoucherUsed(Refusal):
    """The voucher stands for another payment of this award."""

    code = "voucher-used"
    vi = "Chứng từ {voucher} đã ghi cho một khoản khác của khen thưởng này. Kiểm tra lại số chứng từ."
    en = "Voucher {voucher} was recorded for another sum of this award. Check its number."


class NothingToReturn(Refusal):
    """Nobody asked for anything back, or all of it is back."""

    code = "nothing-to-return"
    vi = "Không có gì phải nộp lại cho khen thưởng này. Kiểm tra lại số vào sổ."
    en = "Nothing is to be returned for this award. Check which award it is."


class ReturnsTooMuch(Refusal):
    """More would come back than is owed."""

    code = "returns-too-much"
    vi = "Còn phải nộp lại {left} đồng, ít hơn {amount} đồng. Kiểm tra lại số tiền."
    en = "{left} đồng are left to be returned, less than {amount}. Check the sum."


class ObjectIsBack(Refusal):
    """The return was recorded, for another day."""

    code = "object-is-back"
    vi = "Hiện vật đã ghi nộp lại ngày {returned_on}."
    en = "The object came back on {returned_on}."


class NotACorrection(Refusal):
    """There is no correcting decision under this id."""

    code = "not-a-correction"
    vi = "Mã này không phải quyết định đính chính. Quyết định khen thưởng thì hủy bằng cancel-decision."
    en = "There is no correcting decision under this id. A decision that gives awards is cancelled with cancel-decision."


class WithdrawalStands(Refusal):
    """What was revoked or cancelled is given by a new decision, not put back."""

    code = "withdrawal-stands"
    vi = "Quyết định {number} đã thu hồi hoặc hủy bỏ khen thưởng, không phục hồi được. Muốn tặng lại thì ra quyết định mới."
    en = "Decision {number} took awards away and is not undone. To give them again, sign a new decision."


class CorrectionCancelledBefore(Refusal):
    """A correcting decision is cancelled once."""

    code = "correction-cancelled-before"
    vi = "Quyết định đính chính {number} đã bị hủy bỏ ngày {cancelled_on}."
    en = "Correcting decision {number} was cancelled on {cancelled_on}."


class NotWhatItCorrected(Refusal):
    """A correction is cancelled as a whole."""

    code = "not-what-it-corrected"
    vi = "Quyết định đính chính hủy toàn bộ. Nó đính chính quyết định {decision}, các mục: {awards}."
    en = "A correction is cancelled as a whole. It corrected decision {decision}, awards: {awards}."


class CorrectedSince(Refusal):
    """What the correction made was corrected again."""

    code = "corrected-since"
    vi = "Đã được đính chính tiếp: {numbers}. Hãy đính chính thêm một lần thay cho hủy bỏ."
    en = "These were corrected again since: {numbers}. Correct them once more instead."
