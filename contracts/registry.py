"""What registry says: who exists, who takes part in which cluster, who leads, which rules hold."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.base import (
    ABSENT,
    NONE,
    Authority,
    ClusterId,
    Code,
    Contract,
    CouncilId,
    Count,
    Day,
    DocumentId,
    Fact,
    Flag,
    FlagId,
    Money,
    Name,
    PackId,
    PersonKey,
    Points,
    Rank,
    Ratio,
    SeasonId,
    Text,
    UnitId,
    Version,
    Year,
)
from contracts.rules import (
    AwardCode,
    AwardRules,
    CalendarRules,
    ClusterRules,
    QuotaBase,
    RankingRules,
    ScoringRules,
    SourceKind,
)


class DocumentKind(StrEnum):
    LAW = "law"
    DECREE = "decree"
    CIRCULAR = "circular"
    DIRECTIVE = "directive"
    PLAN = "plan"
    DECISION = "decision"
    RESOLUTION = "resolution"
    SUBMISSION = "submission"
    REPORT = "report"
    MINUTES = "minutes"


class LegalDocumentRecorded(
    Fact,
    type="vn.thidua.registry.legal-document-recorded.v1",
    vi="Ghi nhận văn bản",
    stream="document/{document}",
    effective="issued_on",
):
    """A document (văn bản) that other facts can cite; its number is its issuer's own among those of its kind and year."""

    document: DocumentId
    authority: Authority
    kind: Annotated[DocumentKind, NONE]
    number: Code
    issuer: Name
    issued_on: Day
    abstract: Text


class LegalDocumentValiditySet(
    Fact,
    type="vn.thidua.registry.legal-document-validity-set.v1",
    vi="Ghi hiệu lực của văn bản",
    stream="document/{document}",
    effective="effective_from",
):
    """From which day a document has effect and, where it says so itself, up to which; `effective_to` is the first day without.

    A later statement takes the place of an earlier one. Of a document without one nothing is known but its day of issue.
    """

    document: DocumentId
    authority: Authority
    effective_from: Day
    effective_to: Day | None


class Supersession(StrEnum):
    """What a later document does to an earlier one: the first two end it, the last one leaves the rest in force."""

    REPLACED = "replaced"
    REPEALED = "repealed"
    AMENDED = "amended"


class LegalDocumentSuperseded(
    Fact,
    type="vn.thidua.registry.legal-document-superseded.v1",
    vi="Thay thế, bãi bỏ, sửa đổi văn bản",
    stream="document/{document}",
    effective="valid_from",
    basis="by",
):
    """A document issued later replaces, repeals or amends this one from a day on."""

    document: DocumentId
    authority: Authority
    by: DocumentId
    manner: Annotated[Supersession, NONE]
    valid_from: Day


class PackCopied(Contract):
    """Which version of which pack a draft began as: one that ships, or one that the authority had adopted."""

    pack: PackId
    version: Version
    shipped: Flag


class RulePackDrafted(
    Fact,
    type="vn.thidua.registry.rule-pack-drafted.v1",
    vi="Soạn bộ quy định riêng",
    stream="rule-pack/{authority}.{pack}",
    pack="pack",
):
    """A pack of the authority's own in preparation, as it was copied; a later draft takes the place of an earlier one."""

    authority: Authority
    pack: PackId
    title: Name
    valid_from: Day
    valid_to: Day | None
    copied_from: PackCopied
    scoring: ScoringRules
    ranking: RankingRules
    awards: AwardRules
    clusters: Annotated[ClusterRules | None, ABSENT] = None
    calendar: Annotated[CalendarRules | None, ABSENT] = None


class RulePackFigureChanged(
    Fact,
    type="vn.thidua.registry.rule-pack-figure-changed.v1",
    vi="Sửa một con số của bộ quy định đang soạn",
    stream="rule-pack/{authority}.{pack}",
    pack="pack",
):
    """One figure of the draft, under its dotted name, and what it rests on from now on; `value` is JSON, null takes it out."""

    authority: Authority
    pack: PackId
    figure: Code
    value: Text
    kind: Annotated[SourceKind, NONE]
    basis: Text
    verified: Flag


class RulePackAdopted(
    Fact,
    type="vn.thidua.registry.rule-pack-adopted.v1",
    vi="Áp dụng bộ quy định",
    stream="rule-pack/{authority}.{pack}",
    effective="valid_from",
    basis="document",
    pack="pack",
):
    """A rule pack as the authority adopted it, whole; `valid_to` is the first day on which it no longer holds.

    `verified` says that every figure and day of it was compared with the text of the law. A later version takes the
    place of the earlier ones, days included; a season keeps the version that it was opened under. `copied_from` stands
    where the authority drafted the pack itself.
    """

    authority: Authority
    pack: PackId
    version: Version
    title: Name
    valid_from: Day
    valid_to: Day | None
    verified: Flag
    document: DocumentId
    scoring: ScoringRules
    ranking: RankingRules
    awards: AwardRules
    clusters: Annotated[ClusterRules | None, ABSENT] = None
    calendar: Annotated[CalendarRules | None, ABSENT] = None
    copied_from: Annotated[PackCopied | None, ABSENT] = None


class BaseSalarySet(
    Fact,
    type="vn.thidua.registry.base-salary-set.v1",
    vi="Đặt mức lương cơ sở",
    stream="base-salary/{authority}",
    effective="valid_from",
    basis="document",
):
    """The base salary (lương cơ sở) from a day on, until the next day for which one is set."""

    authority: Authority
    amount: Money
    valid_from: Day
    document: DocumentId


class UnitKind(StrEnum):
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    DEPARTMENT = "department"
    PARTY_BODY = "party-body"
    ASSOCIATION = "association"
    ARMED_FORCE = "armed-force"
    CENTRAL_AGENCY = "central-agency"
    BANK = "bank"
    ENTERPRISE = "enterprise"
    SCHOOL = "school"
    HOSPITAL = "hospital"


class UnitRegistered(
    Fact,
    type="vn.thidua.registry.unit-registered.v1",
    vi="Đăng ký đơn vị",
    stream="unit/{unit}",
    effective="valid_from",
    basis="document",
):
    """A unit (đơn vị) under our own immutable id; its name and official code are facts, never its identity."""

    unit: UnitId
    authority: Authority
    kind: Annotated[UnitKind, NONE]
    name: Name
    code: Code
    parent: UnitId | None
    valid_from: Day
    document: DocumentId


class UnitRenamed(
    Fact,
    type="vn.thidua.registry.unit-renamed.v1",
    vi="Đổi tên đơn vị",
    stream="unit/{unit}",
    effective="valid_from",
    basis="document",
):
    """The unit's name from this day on, as the document spells it.

    Decisions may become known out of order: on any day, that name holds whose `valid_from` is the latest one not behind
    it. So do kinds, codes and parents. No two of a unit begin on the same day.
    """

    unit: UnitId
    authority: Authority
    name: Name
    valid_from: Day
    document: DocumentId


class UnitRetyped(
    Fact,
    type="vn.thidua.registry.unit-retyped.v1",
    vi="Đổi loại hình đơn vị",
    stream="unit/{unit}",
    effective="valid_from",
    basis="document",
):
    """What kind of unit it is from this day on; it holds from day to day as names do."""

    unit: UnitId
    authority: Authority
    kind: Annotated[UnitKind, NONE]
    valid_from: Day
    document: DocumentId


class UnitCodeChanged(
    Fact,
    type="vn.thidua.registry.unit-code-changed.v1",
    vi="Đổi mã đơn vị",
    stream="unit/{unit}",
    effective="valid_from",
    basis="document",
):
    """The unit's official code from this day on, in place of `before`, which is free from then.

    `valid_to` is the first day on which, when this was recorded, another code of the unit was known to hold, or the unit
    to be no more.
    """

    unit: UnitId
    authority: Authority
    code: Code
    before: Code
    valid_from: Day
    valid_to: Day | None
    document: DocumentId


class UnitMoved(
    Fact,
    type="vn.thidua.registry.unit-moved.v1",
    vi="Chuyển đơn vị cấp trên",
    stream="unit/{unit}",
    effective="valid_from",
    basis="document",
):
    """The unit that it stands under from this day on, None for nobody; it holds from day to day as names do."""

    unit: UnitId
    authority: Authority
    parent: UnitId | None
    valid_from: Day
    document: DocumentId


class UnitPassed(
    Fact,
    type="vn.thidua.registry.unit-passed.v1",
    vi="Chuyển đơn vị sang cơ quan chủ trì khác",
    stream="unit/{unit}",
    effective="valid_from",
    basis="document",
):
    """The managing authority of the unit from this day on, by decision of the one before it; it holds as names do.

    `acceptance` is the document by which the other takes it."""

    unit: UnitId
    authority: Authority
    to: Authority
    valid_from: Day
    document: DocumentId
    acceptance: DocumentId


class UnitShare(Contract):
    """A unit and its share: `parts` of `of`, an exact fraction."""

    unit: UnitId
    parts: Annotated[int, Field(ge=1, le=1_000_000), NONE]
    of: Annotated[int, Field(ge=1, le=32_000_000), NONE]


class Reorganisation(StrEnum):
    """How units become others."""

    MERGER = "merger"
    SPLIT = "split"
    SUCCESSION = "succession"


class UnitMerged(
    Fact,
    type="vn.thidua.registry.unit-merged.v1",
    vi="Nhập đơn vị",
    stream="unit/{unit}",
    effective="valid_from",
    basis="document",
):
    """The unit is no more from this day: it went into `successor`, of which it makes `parts` of `of`.

    Where the decision states no shares, the units merged count equally. `code` is free from this day.
    """

    unit: UnitId
    authority: Authority
    successor: UnitId
    parts: Annotated[int, Field(ge=1, le=1_000_000), NONE]
    of: Annotated[int, Field(ge=1, le=32_000_000), NONE]
    code: Code
    valid_from: Day
    document: DocumentId


class UnitSplit(
    Fact,
    type="vn.thidua.registry.unit-split.v1",
    vi="Chia, tách đơn vị",
    stream="unit/{unit}",
    effective="valid_from",
    basis="document",
):
    """The unit is split on this day: which share of it went to which unit; together they are the whole.

    Where it stands among them itself, it lives on with that share (tách) and `code` is None; else it is no more (chia),
    and `code` is free from this day.
    """

    unit: UnitId
    authority: Authority
    shares: tuple[UnitShare, ...] = Field(min_length=2, max_length=32)
    code: Code | None
    valid_from: Day
    document: DocumentId


class UnitDissolved(
    Fact,
    type="vn.thidua.registry.unit-dissolved.v1",
    vi="Giải thể đơn vị",
    stream="unit/{unit}",
    effective="valid_from",
    basis="document",
):
    """The unit is no more from this day, and no other takes its place; `code` is free from this day."""

    unit: UnitId
    authority: Authority
    code: Code
    valid_from: Day
    document: DocumentId


class UnitSucceeded(
    Fact,
    type="vn.thidua.registry.unit-succeeded.v1",
    vi="Đơn vị có đơn vị kế thừa",
    stream="unit/{unit}",
    effective="valid_from",
    basis="document",
):
    """The unit is no more from this day, and `successor` takes its place; `code` is free from this day."""

    unit: UnitId
    authority: Authority
    successor: UnitId
    code: Code
    valid_from: Day
    document: DocumentId


class UnitTookOver(
    Fact,
    type="vn.thidua.registry.unit-took-over.v1",
    vi="Tiếp nhận đơn vị khác",
    stream="unit/{unit}",
    effective="valid_from",
    basis="document",
):
    """The unit takes over from others on this day; what their own facts say of it is said here from its side.

    Of a merger `predecessors` are all units merged, the unit itself among them where it lived before, with the share
    that each makes of it. Of a split it is the unit that was split, with the share of it that came here.
    """

    unit: UnitId
    authority: Authority
    manner: Annotated[Reorganisation, NONE]
    predecessors: tuple[UnitShare, ...] = Field(min_length=1, max_length=32)
    valid_from: Day
    document: DocumentId


class StaffFiguresRecorded(
    Fact, type="vn.thidua.registry.staff-figures-recorded.v1", vi="Ghi số người của đơn vị", stream="unit/{unit}", effective="on"
):
    """How many people, and of these how many women, a unit had on a day."""

    unit: UnitId
    on: Day
    staff: Count
    women: Count


class SuspensionGround(StrEnum):
    DISCIPLINE = "discipline"
    INSPECTION = "inspection"
    COMPLAINT = "complaint"
    PRESS = "press-reported-corruption"


class UnitSuspended(
    Fact,
    type="vn.thidua.registry.unit-suspended.v1",
    vi="Tạm dừng xét đơn vị",
    stream="unit/{unit}",
    effective="valid_from",
    basis="document",
):
    """No award is given or proposed from this day until the suspension (tạm dừng xét) is lifted."""

    unit: UnitId
    authority: Authority
    ground: Annotated[SuspensionGround, NONE]
    reason: Text
    valid_from: Day
    document: DocumentId


class SuspensionLifted(
    Fact,
    type="vn.thidua.registry.suspension-lifted.v1",
    vi="Thôi tạm dừng xét",
    stream="unit/{unit}",
    effective="on",
    basis="document",
):
    """The suspension ends on this day; the unit is considered again."""

    unit: UnitId
    authority: Authority
    on: Day
    reason: Text
    document: DocumentId


class UnitDisqualified(
    Fact,
    type="vn.thidua.registry.unit-disqualified.v1",
    vi="Không xét thi đua",
    stream="unit/{unit}",
    effective="on",
    basis="document",
):
    """The unit is out of the season's emulation (không xét thi đua) for the ground named."""

    unit: UnitId
    authority: Authority
    season: SeasonId
    on: Day
    ground: Text
    document: DocumentId


class SeasonOpened(
    Fact,
    type="vn.thidua.registry.season-opened.v1",
    vi="Mở năm thi đua",
    stream="season/{season}",
    effective="first_day",
    pack="pack",
):
    """A year of emulation (năm thi đua) and the rule pack that is frozen for it; `end_day` is the day behind its last.

    The pack's bounds on the size of a cluster are copied here, for whoever forms one, and whose number the percentage of a
    quota is taken of.
    """

    season: SeasonId
    authority: Authority
    year: Year
    pack: PackId
    pack_version: Version
    first_day: Day
    end_day: Day
    members_min: Annotated[Count | None, ABSENT] = None
    members_max: Annotated[Count | None, ABSENT] = None
    quota_base: Annotated[Annotated[QuotaBase, NONE] | None, ABSENT] = None


class ClusterKind(StrEnum):
    CLUSTER = "cluster"
    BLOCK = "block"


class ClusterLevel(StrEnum):
    PROVINCIAL = "provincial"
    DELEGATED = "delegated"
    INTER_PROVINCIAL = "inter-provincial"


class ClusterFormed(
    Fact,
    type="vn.thidua.registry.cluster-formed.v1",
    vi="Lập cụm, khối",
    stream="cluster/{cluster}",
    effective="valid_from",
    basis="document",
):
    """A cluster or block of one season, its members in roll order. `season_end` bounds the membership.

    It may lie behind the season's own end, where the cluster's year is another (a school year). `continues` is the
    cluster of an earlier season that this one carries over, `line` the first of them all.
    """

    cluster: ClusterId
    season: SeasonId
    authority: Authority
    number: Annotated[int, Field(ge=1, le=999), NONE]
    name: Name
    kind: Annotated[ClusterKind, NONE]
    level: Annotated[ClusterLevel, NONE]
    members: tuple[UnitId, ...] = Field(min_length=3, max_length=30)
    valid_from: Day
    season_end: Day
    document: DocumentId
    continues: Annotated[ClusterId | None, ABSENT] = None
    line: Annotated[ClusterId | None, ABSENT] = None


class ClusterMemberJoined(
    Fact,
    type="vn.thidua.registry.cluster-member-joined.v1",
    vi="Bổ sung thành viên cụm, khối",
    stream="cluster/{cluster}",
    effective="valid_from",
    basis="document",
):
    """A unit is a member from this day up to, not including, `valid_to`; `place` is its own in the roll."""

    cluster: ClusterId
    season: SeasonId
    level: Annotated[ClusterLevel, NONE]
    unit: UnitId
    place: Annotated[int, Field(ge=1, le=9999), NONE]
    valid_from: Day
    valid_to: Day
    document: DocumentId


class ClusterMemberLeft(
    Fact,
    type="vn.thidua.registry.cluster-member-left.v1",
    vi="Thành viên rời cụm, khối",
    stream="cluster/{cluster}",
    effective="valid_from",
    basis="document",
):
    """A unit is a member no more from this day on; it had been one from `since`, and would have been up to `until`."""

    cluster: ClusterId
    season: SeasonId
    level: Annotated[ClusterLevel, NONE]
    unit: UnitId
    since: Day
    until: Day
    valid_from: Day
    document: DocumentId


class LeaderRotationSet(
    Fact,
    type="vn.thidua.registry.leader-rotation-set.v1",
    vi="Xác định thứ tự luân phiên làm trưởng",
    stream="cluster/{cluster}",
    basis="document",
):
    """The order in which members lead year by year, beginning again behind the last; a later one takes its place."""

    cluster: ClusterId
    units: tuple[UnitId, ...] = Field(min_length=2, max_length=60)
    document: DocumentId


class LeaderRecognised(
    Fact,
    type="vn.thidua.registry.leader-recognised.v1",
    vi="Công nhận cụm trưởng, khối trưởng",
    stream="cluster/{cluster}",
    effective="valid_from",
    basis="document",
):
    """The member that leads (cụm trưởng, khối trưởng) from this day on, until the day of the next recognition.

    Decisions may become known out of order: on any day, that recognition holds whose `valid_from` is the latest one
    not behind it. No two of a cluster begin on the same day.
    """

    cluster: ClusterId
    unit: UnitId
    valid_from: Day
    document: DocumentId


class DeputiesRecognised(
    Fact,
    type="vn.thidua.registry.deputies-recognised.v1",
    vi="Công nhận cụm phó, khối phó",
    stream="cluster/{cluster}",
    effective="valid_from",
    basis="document",
):
    """The deputies (cụm phó, khối phó), the first deputy first; they hold from day to day as leaders do.

    Stated with every leader, by the same decision: an empty list says that there is none from this day on.
    """

    cluster: ClusterId
    units: tuple[UnitId, ...] = Field(max_length=10)
    valid_from: Day
    document: DocumentId


class QuotaPlaces(Contract):
    """The ranks, both included, that an award goes to; with `minimum_total` to units of so many points or more alone."""

    award: Annotated[AwardCode, NONE]
    from_rank: Rank
    to_rank: Rank
    minimum_total: Annotated[Points | None, ABSENT] = None


class ClusterQuotaSet(
    Fact,
    type="vn.thidua.registry.cluster-quota-set.v1",
    vi="Giao chỉ tiêu khen thưởng của cụm, khối",
    stream="cluster/{cluster}",
    basis="document",
):
    """How many places of which award a cluster has, by rank; set before its standings are drawn.

    An award stands once, no two ranges overlap, and no rank lies beyond the number of members. A later one takes the
    place of all the places before. There are none where a cluster's share of its level came to nothing.
    """

    cluster: ClusterId
    places: tuple[QuotaPlaces, ...] = Field(max_length=8)
    document: DocumentId


class AwardPlaces(Contract):
    """How many places of an award there are."""

    award: Annotated[AwardCode, NONE]
    places: Count


class LevelQuotaSet(
    Fact,
    type="vn.thidua.registry.level-quota-set.v1",
    vi="Giao tổng chỉ tiêu của cấp",
    stream="level-quota/{season}.{level}",
    basis="document",
):
    """How many places of an award all clusters of a level have together, at most; an award that is not named has no bound.

    A later one takes the place of all before.
    """

    season: SeasonId
    authority: Authority
    level: Annotated[ClusterLevel, NONE]
    places: tuple[AwardPlaces, ...] = Field(min_length=1, max_length=8)
    document: DocumentId


class LevelPlacesTaken(
    Fact,
    type="vn.thidua.registry.level-places-taken.v1",
    vi="Tính chỉ tiêu của cụm, khối vào tổng của cấp",
    stream="level-quota/{season}.{level}",
):
    """What one cluster has of its level's places from now on; what its own quota says is counted here."""

    season: SeasonId
    level: Annotated[ClusterLevel, NONE]
    cluster: ClusterId
    places: tuple[AwardPlaces, ...] = Field(max_length=8)


class ShareRounding(StrEnum):
    """What becomes of the fractions when places are a percentage of members."""

    FLOOR = "floor"
    CEIL = "ceil"
    LARGEST_REMAINDER = "largest-remainder"


class PercentageRule(Contract):
    """An award's places as a percentage of a cluster's members, at most `most` a cluster.

    By largest remainder all clusters together get the whole part of the percentage of all members. What `most` cuts is
    shared out again among the others.
    """

    award: Annotated[AwardCode, NONE]
    percent: Ratio
    rounding: Annotated[ShareRounding, NONE]
    most: Annotated[Count | None, ABSENT] = None
    minimum_total: Annotated[Points | None, ABSENT] = None


class ClusterShare(Contract):
    """How many members of a cluster were counted, and the places that it got."""

    cluster: ClusterId
    members: Count
    places: tuple[AwardPlaces, ...] = Field(max_length=8)


class LevelPlacesShared(
    Fact,
    type="vn.thidua.registry.level-places-shared.v1",
    vi="Phân bổ chỉ tiêu theo tỷ lệ",
    stream="level-quota/{season}.{level}",
    effective="shared_on",
    basis="document",
):
    """One act that gave clusters of a level their places by percentage of their members; each has its own quota set by it.

    The ranks of a cluster go to the awards in the order of `rules`.
    """

    season: SeasonId
    authority: Authority
    level: Annotated[ClusterLevel, NONE]
    shared_on: Day
    base: Annotated[QuotaBase, NONE]
    rules: tuple[PercentageRule, ...] = Field(min_length=1, max_length=8)
    shares: tuple[ClusterShare, ...] = Field(min_length=1, max_length=100)
    document: DocumentId


class RotatingFlagRegistered(
    Fact,
    type="vn.thidua.registry.rotating-flag-registered.v1",
    vi="Đăng ký cờ luân lưu",
    stream="rotating-flag/{flag}",
    effective="valid_from",
    basis="document",
):
    """The rotating flag (cờ luân lưu) of a cluster and of all that go on from it, `line` being the first of them.

    `holder` has it on the first day that is told of, None being the managing authority.
    """

    flag: FlagId
    authority: Authority
    line: ClusterId
    cluster: ClusterId
    name: Name
    holder: UnitId | None
    valid_from: Day
    document: DocumentId


class RotatingFlagHandedOver(
    Fact,
    type="vn.thidua.registry.rotating-flag-handed-over.v1",
    vi="Bàn giao cờ luân lưu",
    stream="rotating-flag/{flag}",
    effective="on",
    basis="document",
):
    """The flag passes on this day from one unit to another, None being the managing authority.

    Between two such days, what becomes of the unit that took it becomes of the custody: whoever it was merged into or
    was succeeded by holds the flag from that day; where it was split, or dissolved without successor, the managing
    authority does. `minutes` is the paper (biên bản) that both signed.
    """

    flag: FlagId
    authority: Authority
    cluster: ClusterId
    hands: UnitId | None
    takes: UnitId | None
    on: Day
    document: DocumentId
    minutes: DocumentId


class CouncilKind(StrEnum):
    EMULATION = "emulation"
    INITIATIVE = "initiative"
    BLOCK = "block"


class CouncilRole(StrEnum):
    CHAIR = "chair"
    VICE_CHAIR = "vice-chair"
    SECRETARY = "secretary"
    MEMBER = "member"


class CouncilSeat(Contract):
    """Who sits in a council, by the person's opaque id, for which unit (None: for the authority itself), and as what."""

    person: PersonKey
    unit: UnitId | None
    role: Annotated[CouncilRole, NONE]


class CouncilFormed(
    Fact,
    type="vn.thidua.registry.council-formed.v1",
    vi="Thành lập hội đồng",
    stream="council/{council}",
    effective="valid_from",
    basis="document",
):
    """A council (hội đồng) and who sits in it from this day; its term ends on `valid_to`, the first day without it."""

    council: CouncilId
    authority: Authority
    kind: Annotated[CouncilKind, NONE]
    name: Name
    cluster: ClusterId | None
    seats: tuple[CouncilSeat, ...] = Field(min_length=1, max_length=60)
    valid_from: Day
    valid_to: Day | None
    document: DocumentId


class CouncilChanged(
    Fact,
    type="vn.thidua.registry.council-changed.v1",
    vi="Kiện toàn hội đồng",
    stream="council/{council}",
    effective="valid_from",
    basis="document",
):
    """Who sits in the council from this day on, all of them, until the day of the next change.

    Decisions may become known out of order: on any day, that one holds whose `valid_from` is the latest not behind it.
    No two of a council begin on the same day.
    """

    council: CouncilId
    authority: Authority
    seats: tuple[CouncilSeat, ...] = Field(min_length=1, max_length=60)
    valid_from: Day
    document: DocumentId


class CouncilEnded(
    Fact,
    type="vn.thidua.registry.council-ended.v1",
    vi="Kết thúc hoạt động hội đồng",
    stream="council/{council}",
    effective="valid_from",
    basis="document",
):
    """The council is no more from this day, before or without the end of a term."""

    council: CouncilId
    authority: Authority
    valid_from: Day
    document: DocumentId
