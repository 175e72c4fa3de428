"""What awards refuses, each as a fact about the world: a stable code and what to do, in Vietnamese and English."""

from __future__ import annotations

from infra.runtime.errors import AlreadyClaimed, Refusal


class StandingsNotPublished(Refusal):
    """There is nothing to fill places from."""

    code = "standings-not-published"
    vi = "Bảng xếp hạng của cụm, khối {cluster} chưa công bố. Hãy công bố trước."
    en = "The standings of cluster {cluster} are not published. Publish them first."


class QuotaNotSet(Refusal):
    """Nobody has said how many places the cluster has."""

    code = "quota-not-set"
    vi = "Cụm, khối {cluster} chưa có chỉ tiêu khen thưởng. Hãy giao chỉ tiêu; đề nghị sẽ được lập tự động."
    en = "Cluster {cluster} has no quota. Set one; the nominations are then drafted by themselves."


class NominationsMissing(Refusal):
    """Clusters without drafted nominations."""

    code = "nominations-missing"
    vi = "Chưa có đề nghị khen thưởng của: {clusters}. Đề nghị được lập tự động khi công bố bảng xếp hạng."
    en = "There are no nominations of: {clusters}. They are drafted by themselves when standings are published."


class DossiersMissing(Refusal):
    """Clusters whose dossiers were not received."""

    code = "dossiers-missing"
    vi = "Chưa nhận hồ sơ của: {clusters}. Hãy ghi ngày nhận hồ sơ trước khi dự thảo quyết định."
    en = "The dossiers were not received of: {clusters}. Record their receipt before drafting a decision."


class DossiersReceivedBefore(Refusal):
    """The receipt was recorded, for another day."""

    code = "dossiers-received-before"
    vi = "Hồ sơ của cụm, khối này đã ghi nhận ngày {received_on} và không đổi được nữa."
    en = "The receipt of this cluster's dossiers was recorded for {received_on} and cannot be changed."


class DayTooEarly(Refusal):
    """The day lies before something that it rests on."""

    code = "day-too-early"
    vi = "Ngày {day} sớm hơn ngày {earliest}, ngày của việc mà nó dựa vào. Kiểm tra lại ngày."
    en = "{day} lies before {earliest}, the day of what it rests on. Check the day."


class DayInFuture(Refusal):
    """The day has not come."""

    code = "day-in-future"
    vi = "Ngày {day} chưa tới. Không ghi trước ngày trong tương lai."
    en = "{day} has not come yet. A day in the future cannot be recorded."


class SeasonsDiffer(Refusal):
    """A decision is about one season."""

    code = "seasons-differ"
    vi = "Các cụm, khối thuộc nhiều năm thi đua: {seasons}. Mỗi quyết định chỉ cho một năm."
    en = "These clusters are of several seasons: {seasons}. A decision is about one season."


class NothingToGrant(Refusal):
    """None of the clusters nominates anybody."""

    code = "nothing-to-grant"
    vi = "Các cụm, khối đã chọn không đề nghị đơn vị nào. Hãy chọn cụm, khối có đề nghị."
    en = "The clusters named nominate nobody. Name clusters with nominations."


class TooManyItems(Refusal):
    """A decision has its limits."""

    code = "too-many-items"
    vi = "Quyết định có {count} mục, tối đa {limit}. Hãy chia thành nhiều quyết định."
    en = "The decision would have {count} items, at most {limit} are possible. Make several decisions."


class DecisionDraftedBefore(Refusal):
    """The id belongs to another draft."""

    code = "decision-drafted-before"
    vi = "Mã quyết định này đã dùng cho một dự thảo khác. Hãy dùng mã mới."
    en = "This decision id was used for another draft. Use a new id."


class DecisionNotDrafted(Refusal):
    """There is no draft to sign."""

    code = "decision-not-drafted"
    vi = "Chưa có dự thảo quyết định này. Hãy dự thảo trước khi ký."
    en = "This decision was not drafted. Draft it before it is signed."


class AlreadySigned(Refusal):
    """A signed decision is immutable."""

    code = "already-signed"
    vi = "Quyết định đã ký (số {number}) và không thay đổi được; chỉ quyết định khác mới đính chính hoặc hủy bỏ được."
    en = "The decision was signed (number {number}) and cannot be changed; only another decision can correct it."


class DecisionNotSigned(Refusal):
    """There is nothing to grant under."""

    code = "decision-not-signed"
    vi = "Quyết định chưa ký. Hãy ghi nhận quyết định đã ký trước khi tặng thưởng."
    en = "The decision is not signed. Record the signed decision before granting."


class UnknownBases(Refusal):
    """Legal bases that registry does not have."""

    code = "unknown-bases"
    vi = "Chưa có trong sổ văn bản làm căn cứ: {documents}. Hãy ghi các văn bản đó trước."
    en = "These legal bases were not recorded: {documents}. Record them first."


class UnknownUnits(Refusal):
    """Units that registry has not named yet."""

    code = "unknown-units"
    vi = "Chưa biết tên của đơn vị: {units}. Hãy kiểm tra sổ đơn vị rồi thử lại."
    en = "These units have no name here yet: {units}. Check the registry, then try again."


class UnitsBarred(Refusal):
    """Units to which nothing may be given: suspended or disqualified. Source: Decree 152/2025, Art. 4(4)."""

    code = "units-barred"
    vi = "Không được khen thưởng khi đang tạm dừng xét hoặc không xét thi đua: {names}."
    en = "No award may be given while a unit is suspended or disqualified: {names}."


class PackMissing(Refusal):
    """No adopted rule pack holds on the day that decides."""

    code = "pack-missing"
    vi = "Không có bộ quy tắc nào có hiệu lực ngày {day}. Hãy ban hành bộ quy tắc cho ngày đó."
    en = "No adopted rule pack holds on {day}. Adopt one for that day."


class BaseSalaryMissing(Refusal):
    """No base salary is in force on the decision's day."""

    code = "base-salary-missing"
    vi = "Chưa có mức lương cơ sở áp dụng ngày {day}. Hãy ghi mức lương cơ sở của ngày đó."
    en = "No base salary is in force on {day}. Record the base salary of that day."


class AwardNotComputable(Refusal):
    """The pack has no multiple for the award."""

    code = "award-not-computable"
    vi = "Bộ quy tắc {pack} chưa có hệ số mức thưởng cho {award}. Hãy bổ sung hệ số đã kiểm tra."
    en = "Rule pack {pack} has no multiple for {award}. Enter a verified one first."


class NotInDecision(Refusal):
    """Awards that the decision does not have."""

    code = "not-in-decision"
    vi = "Quyết định không có các mục: {awards}. Xem lại danh sách kèm theo quyết định."
    en = "The decision has no items: {awards}. Look at its annex again."


class AlreadyGranted(Refusal):
    """Awards that stand in the register."""

    code = "already-granted"
    vi = "Đã vào sổ: {numbers}. Mỗi khen thưởng chỉ tặng một lần."
    en = "These stand in the register already: {numbers}. An award is granted once."


class ClusterInAnotherDecision(AlreadyClaimed):
    """A cluster's nominations go into one decision."""

    vi = "Đề nghị của cụm, khối {key} đã nằm trong một quyết định khác. Bỏ cụm, khối này khỏi dự thảo."
    en = "The nominations of cluster {key} are in another decision. Leave the cluster out of this draft."


class DecisionNumberTaken(AlreadyClaimed):
    """A decision's number is unique for its issuer, year and series."""

    vi = "Số quyết định {key} đã dùng. Kiểm tra lại số, ký hiệu và năm."
    en = "Decision number {key} is used. Check number, series and year."
