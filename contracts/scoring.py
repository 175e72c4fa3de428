"""What scoring says: scorecards, agreements, sheets by layer, and points as facts."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from contracts.base import (
    ABSENT,
    NONE,
    Authority,
    ClusterId,
    Code,
    ComplaintId,
    Contract,
    Count,
    Day,
    DocumentId,
    Fact,
    Figure,
    Flag,
    LeafCode,
    Maximum,
    Moment,
    Name,
    PackId,
    Points,
    Ratio,
    SeasonId,
    Sha256,
    Text,
    UnitId,
    Version,
)
from contracts.rules import ABSENT_IF_EMPTY, EvidenceKind, NotAssigned, OfficialLayer, Rounding, ScaleFigureCode

LEAVES_MAX = 200
EVIDENCE_MAX = 100
"""Of one leaf; a season's rules say how many of these it takes, ten where they are silent."""
MEGABYTE = 1_048_576
EVIDENCE_BYTES_MAX = 1000 * MEGABYTE


class Quantitative(Contract):
    """Actual against target; a unit without a target competes with the others that have none."""

    kind: Annotated[Literal["quantitative"], NONE] = "quantitative"
    lower_is_better: Flag


class Qualitative(Contract):
    """Met or not: the maximum or nothing."""

    kind: Annotated[Literal["qualitative"], NONE] = "qualitative"


class Direct(Contract):
    """So many points for each, up to the maximum."""

    kind: Annotated[Literal["direct"], NONE] = "direct"
    points_each: Maximum


class PlusMinus(Contract):
    """Bonus counts less penalty counts, within bounds; stands outside the sums, its maximum is 0."""

    kind: Annotated[Literal["plus-minus"], NONE] = "plus-minus"
    points_plus: Maximum
    points_minus: Maximum
    lowest: Points
    highest: Points


LeafRule = Annotated[Quantitative | Qualitative | Direct | PlusMinus, Field(discriminator="kind")]


class Criterion(Contract):
    """A node of the tree: either it has children or it is a leaf with a rule. The roots are the groups I, II, III."""

    code: LeafCode
    title: Name
    maximum: Maximum
    rule: LeafRule | None = None
    children: tuple[Criterion, ...] = Field(default=(), max_length=LEAVES_MAX)


class CopiedScorecard(Contract):
    """The scorecard that a draft was copied from."""

    cluster: ClusterId
    version: Version


class ScorecardDrafted(
    Fact, type="vn.thidua.scoring.scorecard-drafted.v1", vi="Soạn bảng tiêu chí", stream="scorecard/{cluster}", pack="pack"
):
    """A version of the cluster's scorecard (bảng tiêu chí); a later draft takes the place of an earlier one.

    The earlier one may have been issued, as long as nobody had signed it. `copied_from` is where it was taken from whole.
    """

    cluster: ClusterId
    authority: Authority
    season: SeasonId
    version: Version
    total: Count
    criteria: tuple[Criterion, ...] = Field(min_length=1, max_length=10)
    pack: PackId
    copied_from: Annotated[CopiedScorecard | None, ABSENT] = None


class TargetsSet(Fact, type="vn.thidua.scoring.targets-set.v1", vi="Giao chỉ tiêu", stream="scorecard/{cluster}"):
    """A unit's targets (chỉ tiêu) and the leaves that are not assigned to it; whole, in place of those before.

    A scorecard that was issued but that nobody has signed yet is no longer issued: its digest does not hold any more.
    """

    cluster: ClusterId
    unit: UnitId
    version: Version
    targets: dict[LeafCode, Figure] = Field(max_length=LEAVES_MAX)
    not_assigned: tuple[LeafCode, ...] = Field(max_length=LEAVES_MAX)


class ScorecardIssued(
    Fact, type="vn.thidua.scoring.scorecard-issued.v1", vi="Ban hành bảng tiêu chí", stream="scorecard/{cluster}"
):
    """Scorecard, assignments and targets as they are to be signed.

    `digest` is the SHA-256 of the canonical JSON (RFC 8785) of `{"total", "criteria", "members"}`: the tree as it was
    drafted, and for each member in roll order `{"unit", "targets", "not_assigned"}`.
    """

    cluster: ClusterId
    version: Version
    digest: Sha256
    members: tuple[UnitId, ...] = Field(min_length=1, max_length=30)


class AgreementSigned(Fact, type="vn.thidua.scoring.agreement-signed.v1", vi="Ký giao ước thi đua", stream="scorecard/{cluster}"):
    """A member signs the agreement (giao ước thi đua); the signature binds version and digest."""

    cluster: ClusterId
    unit: UnitId
    version: Version
    digest: Sha256


class AnnexIssued(
    Fact, type="vn.thidua.scoring.annex-issued.v1", vi="Ban hành phụ lục giao ước thi đua", stream="scorecard/{cluster}"
):
    """What a unit is to sign that joined after the first signature: its targets under the agreement that stands.

    `digest` is the SHA-256 of the canonical JSON (RFC 8785) of `{"agreement", "unit", "targets", "not_assigned"}`, where
    `agreement` is the digest that the other members sign. Until the unit signs, a later annex takes its place.
    """

    cluster: ClusterId
    unit: UnitId
    version: Version
    targets: dict[LeafCode, Figure] = Field(max_length=LEAVES_MAX)
    not_assigned: tuple[LeafCode, ...] = Field(max_length=LEAVES_MAX)
    digest: Sha256


class AgreementClosed(
    Fact, type="vn.thidua.scoring.agreement-closed.v1", vi="Hoàn tất giao ước thi đua", stream="scorecard/{cluster}"
):
    """Every member that has a leaf to answer for has signed."""

    cluster: ClusterId
    version: Version
    digest: Sha256


class Leaf(Contract):
    """A leaf of the signed scorecard; `group` is the number of the root it stands under, from 1."""

    leaf: LeafCode
    group: Annotated[int, Field(ge=1, le=10), NONE]
    title: Name
    maximum: Maximum
    rule: LeafRule


class Member(Contract):
    """What one unit signed: its targets and the leaves not assigned to it. A unit without any leaf signs nothing."""

    unit: UnitId
    signed: Flag
    targets: dict[LeafCode, Figure] = Field(max_length=LEAVES_MAX)
    not_assigned: tuple[LeafCode, ...] = Field(max_length=LEAVES_MAX)


class EvidenceRules(Contract):
    """What the season's rule pack says of evidence; where it stands, content has to be in the store before it is cited."""

    megabytes_max: Annotated[int, Field(ge=1, le=1000), NONE]
    per_leaf_max: Annotated[int, Field(ge=1, le=EVIDENCE_MAX), NONE]
    kinds: tuple[Annotated[EvidenceKind, NONE], ...] = Field(max_length=8)


LedgerFigures = dict[Annotated[ScaleFigureCode, NONE], Points]


class SelfScoringOpened(
    Fact, type="vn.thidua.scoring.self-scoring-opened.v1", vi="Mở tự chấm", stream="scoresheet/{cluster}", pack="pack"
):
    """The cluster's scoring begins; all that deciding needs is copied here, so that this stream stands alone.

    `ledger` are the pack's figures for bonuses and deductions beside the sheet, on the scorecard's scale.
    A season without `layers` goes by self, leader and board; without `decimal_places` and `rounding` by two places, half
    up; without `leaf_step` nobody states points.
    """

    cluster: ClusterId
    season: SeasonId
    authority: Authority
    scorecard_version: Version
    digest: Sha256
    total: Count
    leaves: tuple[Leaf, ...] = Field(min_length=1, max_length=LEAVES_MAX)
    members: tuple[Member, ...] = Field(min_length=1, max_length=30)
    not_assigned: Annotated[NotAssigned, NONE]
    peers: Annotated[int, Field(ge=0, le=10), NONE]
    pack: PackId
    evidence: Annotated[EvidenceRules | None, ABSENT] = None
    ledger: Annotated[LedgerFigures, ABSENT_IF_EMPTY] = Field(default_factory=dict, max_length=64)
    layers: Annotated[Annotated[tuple[Annotated[OfficialLayer, NONE], ...], Field(max_length=8)] | None, ABSENT] = None
    decimal_places: Annotated[Annotated[int, Field(ge=0, le=2), NONE] | None, ABSENT] = None
    rounding: Annotated[Annotated[Rounding, NONE] | None, ABSENT] = None
    leaf_step: Annotated[Ratio | None, ABSENT] = None


class Actual(Contract):
    kind: Annotated[Literal["actual"], NONE] = "actual"
    actual: Figure


class Met(Contract):
    kind: Annotated[Literal["met"], NONE] = "met"
    met: Flag


class Times(Contract):
    kind: Annotated[Literal["times"], NONE] = "times"
    times: Count


class PlusMinusTimes(Contract):
    kind: Annotated[Literal["plus-minus-times"], NONE] = "plus-minus-times"
    plus: Count
    minus: Count


class PointsStated(Contract):
    """Points said directly: on a qualitative leaf between met and not met, and in a field score."""

    kind: Annotated[Literal["points"], NONE] = "points"
    points: Points


Input = Annotated[Actual | Met | Times | PlusMinusTimes | PointsStated, Field(discriminator="kind")]
"""What a layer states on a leaf: `Actual` on quantitative ones, `Met` on qualitative, `Times` on direct,
`PlusMinusTimes` on plus/minus leaves. Points are computed from it, but where `PointsStated` says them."""


class Evidence(Contract):
    """A piece of evidence (minh chứng): what it is, and the hash of its content.

    The content lies in the file store if the season's rules say so, else it was declared alone.
    """

    file_name: Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^/\\\x00-\x1f]+$"), NONE]
    size: Annotated[int, Field(ge=1, le=EVIDENCE_BYTES_MAX), NONE]
    sha256: Sha256
    document_number: Code
    document_date: Day
    period_from: Day
    period_to: Day


class Entry(Contract):
    """One leaf of a self or cross sheet."""

    leaf: LeafCode
    input: Input
    evidence: tuple[Evidence, ...] = Field(default=(), max_length=EVIDENCE_MAX)


class Change(Contract):
    """One leaf that a later layer states anew; a leaf it is silent about keeps its value."""

    leaf: LeafCode
    input: Input
    reason: Text


class SelfSheetSubmitted(
    Fact, type="vn.thidua.scoring.self-sheet-submitted.v1", vi="Nộp bảng tự chấm", stream="scoresheet/{cluster}"
):
    """A unit's own scoring (tự chấm): every leaf assigned to it, whole."""

    cluster: ClusterId
    unit: UnitId
    version: Version
    entries: tuple[Entry, ...] = Field(min_length=1, max_length=LEAVES_MAX)


class MemberAdmitted(
    Fact, type="vn.thidua.scoring.member-admitted.v1", vi="Bổ sung đơn vị vào bảng điểm", stream="scoresheet/{cluster}"
):
    """A unit that joined while self-scoring is open has signed its annex: it is scored with the others, at this place."""

    cluster: ClusterId
    unit: UnitId
    place: Annotated[int, Field(ge=1, le=30), NONE]
    targets: dict[LeafCode, Figure] = Field(max_length=LEAVES_MAX)
    not_assigned: tuple[LeafCode, ...] = Field(max_length=LEAVES_MAX)


class Peers(Contract):
    unit: UnitId
    peers: tuple[UnitId, ...] = Field(max_length=10)


class SelfScoringClosed(Fact, type="vn.thidua.scoring.self-scoring-closed.v1", vi="Đóng tự chấm", stream="scoresheet/{cluster}"):
    """Self-scoring ends: who cross-scores whom, and the units that handed in no sheet.

    `closed_at` is there where periodic reports have due days: one that was due and is not there at that instant is missing.
    """

    cluster: ClusterId
    peers: tuple[Peers, ...] = Field(max_length=30)
    missing: tuple[UnitId, ...] = Field(max_length=30)
    closed_at: Annotated[Moment | None, ABSENT] = None


class CrossSheetSubmitted(
    Fact, type="vn.thidua.scoring.cross-sheet-submitted.v1", vi="Nộp bảng chấm chéo", stream="scoresheet/{cluster}"
):
    """A peer's scoring (chấm chéo) of `unit`: advice to the leader, never official."""

    cluster: ClusterId
    unit: UnitId
    peer: UnitId
    version: Version
    entries: tuple[Entry, ...] = Field(min_length=1, max_length=LEAVES_MAX)


class SheetVerified(Fact, type="vn.thidua.scoring.sheet-verified.v1", vi="Thẩm tra bảng điểm", stream="scoresheet/{cluster}"):
    """The leader's verification (thẩm tra), the first deputy's or the board's on the leader's own sheet.

    `verifier` is the unit that verified, None for the board; `leader` and `first_deputy` are what registry said then.
    """

    cluster: ClusterId
    unit: UnitId
    version: Version
    verifier: UnitId | None
    leader: UnitId
    first_deputy: UnitId | None
    changes: tuple[Change, ...] = Field(max_length=LEAVES_MAX)


class SheetAppraised(Fact, type="vn.thidua.scoring.sheet-appraised.v1", vi="Thẩm định bảng điểm", stream="scoresheet/{cluster}"):
    """The board's appraisal (thẩm định)."""

    cluster: ClusterId
    unit: UnitId
    version: Version
    changes: tuple[Change, ...] = Field(max_length=LEAVES_MAX)


class Explanation(Contract):
    """What a unit says to a leaf that the leader changed: text and evidence, never a value."""

    leaf: LeafCode
    text: Text
    evidence: tuple[Evidence, ...] = Field(default=(), max_length=EVIDENCE_MAX)


class SheetExplained(Fact, type="vn.thidua.scoring.sheet-explained.v1", vi="Giải trình bảng điểm", stream="scoresheet/{cluster}"):
    """A unit's explanation (giải trình) after its verification; whole, in place of the version before."""

    cluster: ClusterId
    unit: UnitId
    version: Version
    explanations: tuple[Explanation, ...] = Field(min_length=1, max_length=LEAVES_MAX)


class FieldScoringAssigned(
    Fact,
    type="vn.thidua.scoring.field-scoring-assigned.v1",
    vi="Phân công chấm điểm chuyên ngành",
    stream="scoresheet/{cluster}",
    basis="document",
):
    """Which branches and leaves a line department (sở, ngành) may score; whole, in place of those before, maybe none."""

    cluster: ClusterId
    department: UnitId
    version: Version
    branches: tuple[LeafCode, ...] = Field(max_length=LEAVES_MAX)
    document: DocumentId


class SheetFieldScored(
    Fact, type="vn.thidua.scoring.sheet-field-scored.v1", vi="Chấm điểm chuyên ngành", stream="scoresheet/{cluster}"
):
    """A line department's field score of a unit on the leaves assigned to it, between the leader and the board."""

    cluster: ClusterId
    unit: UnitId
    department: UnitId
    version: Version
    changes: tuple[Change, ...] = Field(max_length=LEAVES_MAX)


class CouncilWordRecorded(
    Fact,
    type="vn.thidua.scoring.council-word-recorded.v1",
    vi="Ý kiến của Hội đồng về điểm",
    stream="scoresheet/{cluster}",
    basis="document",
):
    """The council's word on a unit's sheet, before the lock; the document is the minutes (biên bản) it stands in."""

    cluster: ClusterId
    unit: UnitId
    version: Version
    changes: tuple[Change, ...] = Field(max_length=LEAVES_MAX)
    document: DocumentId


class ReopenedSheet(Contract):
    """The leaves of a unit that may change again."""

    unit: UnitId
    leaves: tuple[LeafCode, ...] = Field(min_length=1, max_length=LEAVES_MAX)


class ScoresReopened(
    Fact,
    type="vn.thidua.scoring.scores-reopened.v1",
    vi="Mở lại điểm đã khóa",
    stream="scoresheet/{cluster}",
    basis="document",
):
    """Locked points may change again on the leaves named, by the board's or the council's word, until the next lock.

    Of the units in `ledgers` bonuses, deductions and receipts of reports may be corrected too.
    Other units' points may move with them, where the best of a leaf changes. `complaint` is the upheld one that
    reopened them; it may come while others are open, which then stay so.
    """

    cluster: ClusterId
    version: Version
    sheets: tuple[ReopenedSheet, ...] = Field(max_length=30)
    reason: Text
    document: DocumentId
    complaint: Annotated[ComplaintId | None, ABSENT] = None
    ledgers: Annotated[tuple[UnitId, ...], Field(max_length=30), ABSENT_IF_EMPTY] = ()


class UnitLeftOut(
    Fact, type="vn.thidua.scoring.unit-left-out.v1", vi="Đơn vị không còn được tính", stream="scoresheet/{cluster}"
):
    """A disqualified unit (không xét thi đua) no longer counts when the best of a leaf is sought.

    Its sheet stays as it is and goes on being computed, as if it competed, so that its record remains readable.
    """

    cluster: ClusterId
    unit: UnitId


class DepartureManner(StrEnum):
    """How a member came to be one no more: what registry said of the unit, or of the cluster."""

    MERGED = "merged"
    SPLIT = "split"
    SUCCEEDED = "succeeded"
    DISSOLVED = "dissolved"
    WITHDRAWN = "withdrawn"


class UnitDeparted(
    Fact,
    type="vn.thidua.scoring.unit-departed.v1",
    vi="Đơn vị rời cụm, khối",
    stream="scoresheet/{cluster}",
    effective="on",
    basis="document",
):
    """A member is no more from this day, or has left the cluster; `successors` are the units that it went into.

    It moves no points: the board says what becomes of them (`DepartureSettled`). Said after the lock it is a notice.
    """

    cluster: ClusterId
    unit: UnitId
    on: Day
    manner: Annotated[DepartureManner, NONE]
    successors: tuple[UnitId, ...] = Field(max_length=32)
    document: DocumentId


class DeparturePolicy(StrEnum):
    """What becomes of a departed unit's points: they stay and count, are left out, or pass on to its successor.

    `returned` where it is a member again: then nothing became of them.
    """

    FREEZE = "freeze"
    EXCLUDE = "exclude"
    INHERIT_WEIGHTED = "inherit-weighted"
    RETURNED = "returned"


class DepartureSettled(
    Fact,
    type="vn.thidua.scoring.departure-settled.v1",
    vi="Quyết định cách tính điểm đơn vị đã rời",
    stream="scoresheet/{cluster}",
    basis="document",
):
    """The board's word on a departed unit; a later version takes the place of the one before.

    Frozen figures stay as they are and go on counting for the best of a leaf. Excluded and inherited ones are left out
    of it, which re-scores the cluster; in every case the sheet takes no further layer.
    """

    cluster: ClusterId
    unit: UnitId
    version: Version
    policy: Annotated[DeparturePolicy, NONE]
    reason: Text
    document: DocumentId


class InheritedPart(Contract):
    """One predecessor: its locked total on its own scale, and the weight that the decision gives it, `parts` of `of`."""

    unit: UnitId
    cluster: ClusterId
    total: Points
    scale: Count
    parts: Annotated[int, Field(ge=1, le=1_000_000), NONE]
    of: Annotated[int, Field(ge=1, le=32_000_000), NONE]


class ScoreInherited(
    Fact,
    type="vn.thidua.scoring.score-inherited.v1",
    vi="Kế thừa điểm của đơn vị tiền thân",
    stream="scoresheet/{cluster}",
    effective="on",
    basis="document",
):
    """A successor opens with the weighted mean of its predecessors' locked totals, on its own scale, rounded once.

    Its own months are scored afresh. From then its total is `(months_before · mean + months_own · own) / (months_before
    + months_own)`, rounded once; months are full ones, before and since the day of the takeover.
    """

    cluster: ClusterId
    unit: UnitId
    version: Version
    on: Day
    predecessors: tuple[InheritedPart, ...] = Field(min_length=1, max_length=32)
    mean: Points
    months_before: Annotated[int, Field(ge=0, le=24), NONE]
    months_own: Annotated[int, Field(ge=0, le=24), NONE]
    reason: Text
    document: DocumentId


ReportNumber = Annotated[int, Field(ge=1, le=12), NONE]
"""Which of the season's periodic reports (báo cáo định kỳ), from 1."""
EntryId = Annotated[UUID, NONE]


class ScoringStep(StrEnum):
    """Steps of a season that can have a due day, by the command that takes them."""

    SELF_SHEET = "submit-self-sheet"
    CROSS_SHEET = "submit-cross-sheet"
    VERIFICATION = "verify-sheet"
    EXPLANATION = "explain-sheet"
    APPRAISAL = "appraise-sheet"


class StepDue(Contract):
    """A step's due day as it was stated, and the working day that it ends with: the same, or the next one."""

    step: Annotated[ScoringStep, NONE]
    stated: Day
    due: Day


class StepDueDaysSet(
    Fact,
    type="vn.thidua.scoring.step-due-days-set.v1",
    vi="Quy định hạn các bước chấm điểm",
    stream="scoresheet/{cluster}",
    pack="pack",
    basis="document",
):
    """Until when the layers of the cluster's sheets are expected, whole, in place of the days before.

    They warn and move nothing: no step is taken, or refused, by a date.
    """

    cluster: ClusterId
    days: tuple[StepDue, ...] = Field(min_length=1, max_length=5)
    document: DocumentId
    pack: PackId


class ReportDue(Contract):
    """A report's due day as it was stated, and the working day that it ends with: the same, or the next one."""

    report: ReportNumber
    stated: Day
    due: Day


class ReportDueDaysSet(
    Fact,
    type="vn.thidua.scoring.report-due-days-set.v1",
    vi="Quy định ngày nộp báo cáo định kỳ",
    stream="scoresheet/{cluster}",
    pack="pack",
    basis="document",
):
    """When the cluster's periodic reports are due, all of the season's together; counted by the calendar of its pack."""

    cluster: ClusterId
    document: DocumentId
    reports: tuple[ReportDue, ...] = Field(min_length=1, max_length=12)
    pack: PackId


class ReportReceived(Fact, type="vn.thidua.scoring.report-received.v1", vi="Nhận báo cáo định kỳ", stream="scoresheet/{cluster}"):
    """When a unit's periodic report was received; `late` as it was judged then, against the day `due`, 24:00.

    Stated again it takes the place of the receipt before, for a `reason`. `number` is the number that the report bears.
    """

    cluster: ClusterId
    unit: UnitId
    report: ReportNumber
    received_at: Moment
    due: Day
    late: Flag
    number: Annotated[Code | None, ABSENT] = None
    reason: Annotated[Text | None, ABSENT] = None


class ReportExtended(
    Fact,
    type="vn.thidua.scoring.report-extended.v1",
    vi="Gia hạn báo cáo định kỳ",
    stream="scoresheet/{cluster}",
    basis="document",
):
    """One unit has until a later day to hand in a report."""

    cluster: ClusterId
    unit: UnitId
    report: ReportNumber
    stated: Day
    due: Day
    reason: Text
    document: DocumentId


class ReportWaived(
    Fact,
    type="vn.thidua.scoring.report-waived.v1",
    vi="Miễn báo cáo định kỳ",
    stream="scoresheet/{cluster}",
    basis="document",
):
    """One unit need not hand in a report; late or missing, it costs nothing."""

    cluster: ClusterId
    unit: UnitId
    report: ReportNumber
    reason: Text
    document: DocumentId


class ReportsMissed(Fact, type="vn.thidua.scoring.reports-missed.v1", vi="Thiếu báo cáo định kỳ", stream="scoresheet/{cluster}"):
    """Reports of a unit that were due and not there when the cluster's self-scoring closed, by their numbers."""

    cluster: ClusterId
    unit: UnitId
    reports: tuple[ReportNumber, ...] = Field(min_length=1, max_length=12)


class LedgerEntryEntered(
    Fact,
    type="vn.thidua.scoring.ledger-entry-entered.v1",
    vi="Ghi điểm cộng, điểm trừ",
    stream="scoresheet/{cluster}",
    basis="document",
):
    """A bonus, or below zero a deduction (điểm cộng, điểm trừ), beside the sheet; never changed, only cancelled.

    `figure` names the entry of the pack that its points come from; without one the board stated them. `record` is what
    it rests on: a movement, an exemplary model or an initiative of registry.
    """

    cluster: ClusterId
    unit: UnitId
    entry: EntryId
    figure: Annotated[Annotated[ScaleFigureCode, NONE] | None, ABSENT] = None
    points: Points
    ground: Text
    document: DocumentId
    record: Annotated[Annotated[UUID, NONE] | None, ABSENT] = None


class LedgerEntryCancelled(
    Fact,
    type="vn.thidua.scoring.ledger-entry-cancelled.v1",
    vi="Hủy điểm cộng, điểm trừ",
    stream="scoresheet/{cluster}",
):
    """An entry of the ledger no longer counts; it stays readable."""

    cluster: ClusterId
    unit: UnitId
    entry: EntryId
    reason: Text


class LedgerSums(Contract):
    """What the ledger gives a unit: face values, what each bound cut of them, and in `points` what is left.

    `bonuses` and the three `…_cut` are never below zero, `deductions` (those entered) and `reports` never above. The floor
    cuts `reports`, then the cap of deductions both together.
    """

    bonuses: Points
    bonuses_cut: Points
    deductions: Points
    reports: Points
    reports_cut: Points
    deductions_cut: Points
    points: Points


class MovedLeaf(Contract):
    """Points of one leaf before and after; None before the leaf had any."""

    leaf: LeafCode
    old: Points | None
    new: Points | None


class Layer(StrEnum):
    SELF = "self"
    CROSS = "cross"
    LEADER = "leader"
    FIELD = "field"
    BOARD = "board"
    COUNCIL = "council"


class Cause(Contract):
    """What moved the points: a version of one layer of a unit's sheet; without a layer, that the unit was left out.

    `departure` says that it had departed, and what the board decided then; absent where it was disqualified.
    `inherited` says that its total took in what it inherited; `entry` and `reports` that its ledger changed.
    """

    unit: UnitId
    layer: Annotated[Layer | None, NONE]
    version: Annotated[Version | None, NONE]
    departure: Annotated[Annotated[DeparturePolicy | None, NONE], ABSENT] = None
    inherited: Annotated[Flag | None, ABSENT] = None
    entry: Annotated[EntryId | None, ABSENT] = None
    reports: Annotated[tuple[ReportNumber, ...], Field(max_length=12), ABSENT_IF_EMPTY] = ()


class UnitScoreChanged(
    Fact, type="vn.thidua.scoring.unit-score-changed.v1", vi="Điểm của đơn vị thay đổi", stream="scoresheet/{cluster}"
):
    """The official points of one unit, as one change left them; a change says it for every unit that it moved.

    `groups` are the unscaled points of the groups I, II, III, `raw` is their sum; `maximum` is what the assigned
    leaves could give; `scaled` is the sheet on the full scale, rounded once; plus/minus leaves stand in none of
    these, `total` adds them and the `ledger` at face value; where the unit inherited, the total takes that in as well. A
    ledger that gives and takes nothing is absent.
    """

    cluster: ClusterId
    unit: UnitId
    cause: Cause
    leaves: tuple[MovedLeaf, ...] = Field(max_length=LEAVES_MAX)
    groups: tuple[Points, ...] = Field(max_length=10)
    maximum: Points
    raw: Points
    scaled: Points
    plus_minus: Points
    total: Points
    ledger: Annotated[LedgerSums | None, ABSENT] = None


class LockedScore(Contract):
    """One unit's end result. A unit whose sheet is not complete has no total.

    `deductions` is what the penalties of the plus/minus leaves and the deductions of the ledger come to, before any bound:
    never negative, smaller is better. `late_reports` counts periodic reports that came late or are missing. `departed` is
    what was decided on a unit that has left; absent for all others.
    """

    unit: UnitId
    signed: Flag
    complete: Flag
    total: Points | None
    groups: tuple[Points, ...] = Field(max_length=10)
    deductions: Figure
    late_reports: Count
    departed: Annotated[Annotated[DeparturePolicy | None, NONE], ABSENT] = None


class ScoresLocked(Fact, type="vn.thidua.scoring.scores-locked.v1", vi="Khóa điểm", stream="scoresheet/{cluster}"):
    """The board locks the points (khóa điểm) of a cluster; ranking begins from here."""

    cluster: ClusterId
    season: SeasonId
    authority: Authority
    rows: tuple[LockedScore, ...] = Field(min_length=1, max_length=30)
