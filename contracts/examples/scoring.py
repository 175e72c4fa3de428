"""Scoring's facts: one scorecard with a leaf of each kind, and Phước Long's sheet through all its layers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from contracts.base import VIETNAM
from contracts.examples.registry import (
    AUTHORITY,
    BAC_LIEU,
    CLUSTER,
    DECISION_661,
    DONG_HAI,
    GIA_RAI,
    HOA_BINH,
    HONG_DAN,
    MEMBERS,
    PACK,
    PHUOC_LONG,
    PLAN,
    PROMOTION_CENTRE,
    PROVINCE,
    SEASON,
    VINH_LOI,
)
from contracts.rules import NotAssigned, ScaleFigureCode
from contracts.scoring import (
    Actual,
    AgreementClosed,
    AgreementSigned,
    AnnexIssued,
    Cause,
    Change,
    CouncilWordRecorded,
    Criterion,
    CrossSheetSubmitted,
    DepartureManner,
    DeparturePolicy,
    DepartureSettled,
    Direct,
    Entry,
    Evidence,
    Explanation,
    FieldScoringAssigned,
    InheritedPart,
    Layer,
    Leaf,
    LedgerEntryCancelled,
    LedgerEntryEntered,
    LockedScore,
    Member,
    MemberAdmitted,
    Met,
    MovedLeaf,
    Peers,
    PlusMinus,
    PlusMinusTimes,
    PointsStated,
    Qualitative,
    Quantitative,
    ReopenedSheet,
    ReportDue,
    ReportDueDaysSet,
    ReportExtended,
    ReportReceived,
    ReportsMissed,
    ReportWaived,
    ScorecardDrafted,
    ScorecardIssued,
    ScoreInherited,
    ScoresLocked,
    ScoresReopened,
    ScoringStep,
    SelfScoringClosed,
    SelfScoringOpened,
    SelfSheetSubmitted,
    SheetAppraised,
    SheetExplained,
    SheetFieldScored,
    SheetVerified,
    StepDue,
    StepDueDaysSet,
    TargetsSet,
    Times,
    UnitDeparted,
    UnitLeftOut,
    UnitScoreChanged,
)

DIGEST = sha256(b"the example scorecard with its targets").hexdigest()

GRAIN = Leaf(
    leaf="I.1",
    group=1,
    title="Sản lượng lúa so với kế hoạch",
    maximum=Decimal("700"),
    rule=Quantitative(lower_is_better=False),
)
ORDER = Leaf(leaf="II.1", group=2, title="Giữ vững an ninh, trật tự", maximum=Decimal("200"), rule=Qualitative())
MODELS = Leaf(
    leaf="III.1",
    group=3,
    title="Gương điển hình tiên tiến được nhân rộng",
    maximum=Decimal("100"),
    rule=Direct(points_each=Decimal("12.5")),
)
HONOURS = Leaf(
    leaf="III.2",
    group=3,
    title="Điểm cộng, điểm trừ",
    maximum=Decimal("0"),
    rule=PlusMinus(
        points_plus=Decimal("10"),
        points_minus=Decimal("2"),
        lowest=Decimal("-50"),
        highest=Decimal("30"),
    ),
)
LEAVES = (GRAIN, ORDER, MODELS, HONOURS)

EVIDENCE = Evidence(
    file_name="bao-cao-san-luong-lua-2023.pdf",
    size=482_133,
    sha256=sha256(b"an example report").hexdigest(),
    document_number="214/BC-UBND",
    document_date=date(2023, 10, 30),
    period_from=date(2023, 1, 1),
    period_to=date(2023, 10, 31),
)


def _node(leaf: Leaf) -> Criterion:
    return Criterion(code=leaf.leaf, title=leaf.title, maximum=leaf.maximum, rule=leaf.rule)


SCORECARD_DRAFTED = ScorecardDrafted(
    cluster=CLUSTER,
    authority=AUTHORITY,
    season=SEASON,
    version=1,
    total=1000,
    criteria=(
        Criterion(code="I", title="Nhiệm vụ chuyên môn", maximum=Decimal("700"), children=(_node(GRAIN),)),
        Criterion(code="II", title="Xây dựng Đảng, chính quyền", maximum=Decimal("200"), children=(_node(ORDER),)),
        Criterion(
            code="III",
            title="Tổ chức phong trào thi đua",
            maximum=Decimal("100"),
            children=(_node(MODELS), _node(HONOURS)),
        ),
    ),
    pack=PACK,
)
TARGETS_SET = TargetsSet(cluster=CLUSTER, unit=PHUOC_LONG, version=1, targets={"I.1": Decimal("250000")}, not_assigned=("III.2",))
SCORECARD_ISSUED = ScorecardIssued(cluster=CLUSTER, version=1, digest=DIGEST, members=MEMBERS)
AGREEMENT_SIGNED = AgreementSigned(cluster=CLUSTER, unit=PHUOC_LONG, version=1, digest=DIGEST)
ANNEX_ISSUED = AnnexIssued(
    cluster=CLUSTER,
    unit=PROMOTION_CENTRE,
    version=1,
    targets={"I.1": Decimal("120000")},
    not_assigned=("III.2",),
    digest=sha256(b"an annex to the example agreement").hexdigest(),
)
AGREEMENT_CLOSED = AgreementClosed(cluster=CLUSTER, version=1, digest=DIGEST)
SELF_SCORING_OPENED = SelfScoringOpened(
    cluster=CLUSTER,
    season=SEASON,
    authority=AUTHORITY,
    scorecard_version=1,
    digest=DIGEST,
    total=1000,
    leaves=LEAVES,
    members=tuple(Member(unit=unit, signed=True, targets={"I.1": Decimal("250000")}, not_assigned=()) for unit in MEMBERS),
    not_assigned=NotAssigned.SCALED,
    peers=2,
    pack=PACK,
)
SELF_SHEET_SUBMITTED = SelfSheetSubmitted(
    cluster=CLUSTER,
    unit=PHUOC_LONG,
    version=1,
    entries=(
        Entry(leaf="I.1", input=Actual(actual=Decimal("262500.5")), evidence=(EVIDENCE,)),
        Entry(leaf="II.1", input=Met(met=True)),
        Entry(leaf="III.1", input=Times(times=7)),
        Entry(leaf="III.2", input=PlusMinusTimes(plus=1, minus=0)),
    ),
)
MEMBER_ADMITTED = MemberAdmitted(
    cluster=CLUSTER, unit=PROMOTION_CENTRE, place=8, targets=ANNEX_ISSUED.targets, not_assigned=ANNEX_ISSUED.not_assigned
)
SELF_SCORING_CLOSED = SelfScoringClosed(
    cluster=CLUSTER,
    peers=tuple(
        Peers(unit=unit, peers=(MEMBERS[(place + 1) % 7], MEMBERS[(place + 2) % 7])) for place, unit in enumerate(MEMBERS)
    ),
    missing=(DONG_HAI,),
)
CROSS_SHEET_SUBMITTED = CrossSheetSubmitted(
    cluster=CLUSTER, unit=PHUOC_LONG, peer=HONG_DAN, version=1, entries=SELF_SHEET_SUBMITTED.entries
)
SHEET_VERIFIED = SheetVerified(
    cluster=CLUSTER,
    unit=PHUOC_LONG,
    version=1,
    verifier=GIA_RAI,
    leader=PHUOC_LONG,
    first_deputy=GIA_RAI,
    changes=(Change(leaf="III.1", input=Times(times=6), reason="Một gương điển hình chưa có quyết định công nhận."),),
)
SHEET_APPRAISED = SheetAppraised(
    cluster=CLUSTER,
    unit=PHUOC_LONG,
    version=1,
    changes=(Change(leaf="III.2", input=PlusMinusTimes(plus=1, minus=1), reason="Báo cáo quý III nộp trễ hạn."),),
)
SHEET_EXPLAINED = SheetExplained(
    cluster=CLUSTER,
    unit=PHUOC_LONG,
    version=1,
    explanations=(
        Explanation(leaf="III.1", text="Quyết định công nhận gương thứ bảy ban hành ngày 28/10.", evidence=(EVIDENCE,)),
    ),
)
FIELD_SCORING_ASSIGNED = FieldScoringAssigned(
    cluster=CLUSTER, department=PROVINCE, version=1, branches=("II",), document=DECISION_661
)
SHEET_FIELD_SCORED = SheetFieldScored(
    cluster=CLUSTER,
    unit=PHUOC_LONG,
    department=PROVINCE,
    version=1,
    changes=(Change(leaf="II.1", input=PointsStated(points=Decimal("180.5")), reason="Còn hai vụ việc chưa xử lý xong."),),
)
COUNCIL_WORD_RECORDED = CouncilWordRecorded(
    cluster=CLUSTER,
    unit=PHUOC_LONG,
    version=1,
    changes=(Change(leaf="III.1", input=Times(times=7), reason="Hội đồng công nhận gương điển hình thứ bảy."),),
    document=DECISION_661,
)
SCORES_REOPENED = ScoresReopened(
    cluster=CLUSTER,
    version=1,
    sheets=(ReopenedSheet(unit=PHUOC_LONG, leaves=("I.1",)),),
    reason="Số liệu sản lượng lúa được cơ quan thống kê đính chính.",
    document=DECISION_661,
)
UNIT_LEFT_OUT = UnitLeftOut(cluster=CLUSTER, unit=DONG_HAI)
UNIT_DEPARTED = UnitDeparted(
    cluster=CLUSTER,
    unit=HOA_BINH,
    on=date(2023, 9, 1),
    manner=DepartureManner.MERGED,
    successors=(VINH_LOI,),
    document=PLAN,
)
DEPARTURE_SETTLED = DepartureSettled(
    cluster=CLUSTER,
    unit=HOA_BINH,
    version=1,
    policy=DeparturePolicy.INHERIT_WEIGHTED,
    reason="Sáp nhập giữa năm: Vĩnh Lợi kế thừa kết quả tám tháng đầu năm.",
    document=PLAN,
)
SCORE_INHERITED = ScoreInherited(
    cluster=CLUSTER,
    unit=VINH_LOI,
    version=1,
    on=date(2023, 9, 1),
    predecessors=(
        InheritedPart(unit=HOA_BINH, cluster=CLUSTER, total=Decimal("940.00"), scale=1000, parts=1, of=3),
        InheritedPart(unit=VINH_LOI, cluster=CLUSTER, total=Decimal("925.33"), scale=1000, parts=2, of=3),
    ),
    mean=Decimal("930.22"),
    months_before=8,
    months_own=4,
    reason="Theo tỷ lệ trong quyết định sáp nhập.",
    document=PLAN,
)
STEP_DUE_DAYS_SET = StepDueDaysSet(
    cluster=CLUSTER,
    days=(
        StepDue(step=ScoringStep.SELF_SHEET, stated=date(2023, 11, 10), due=date(2023, 11, 10)),
        StepDue(step=ScoringStep.VERIFICATION, stated=date(2023, 11, 25), due=date(2023, 11, 27)),
    ),
    document=PLAN,
    pack=PACK,
)
REPORT_DUE_DAYS_SET = ReportDueDaysSet(
    cluster=CLUSTER,
    document=PLAN,
    reports=(
        ReportDue(report=1, stated=date(2023, 4, 30), due=date(2023, 5, 4)),
        ReportDue(report=2, stated=date(2023, 7, 15), due=date(2023, 7, 17)),
        ReportDue(report=3, stated=date(2023, 10, 20), due=date(2023, 10, 20)),
    ),
    pack=PACK,
)
REPORT_RECEIVED = ReportReceived(
    cluster=CLUSTER,
    unit=PHUOC_LONG,
    report=2,
    received_at=datetime(2023, 7, 18, 0, 0, tzinfo=VIETNAM),
    due=date(2023, 7, 17),
    late=True,
    number="88/BC-UBND",
)
REPORT_EXTENDED = ReportExtended(
    cluster=CLUSTER,
    unit=PHUOC_LONG,
    report=3,
    stated=date(2023, 10, 28),
    due=date(2023, 10, 30),
    reason="Bão số 4: đường truyền bị gián đoạn nhiều ngày.",
    document=PLAN,
)
REPORT_WAIVED = ReportWaived(
    cluster=CLUSTER, unit=GIA_RAI, report=1, reason="Đơn vị mới kiện toàn lãnh đạo, báo cáo cùng kỳ sau.", document=PLAN
)
REPORTS_MISSED = ReportsMissed(cluster=CLUSTER, unit=DONG_HAI, reports=(1, 3))
LEDGER_ENTRY_ENTERED = LedgerEntryEntered(
    cluster=CLUSTER,
    unit=PHUOC_LONG,
    entry=UUID("01890a5d-ac96-774b-bcce-b302099a8201"),
    figure=ScaleFigureCode.GOVERNMENT_FLAG,
    points=Decimal("15"),
    ground="Cờ thi đua của Chính phủ năm 2022.",
    document=PLAN,
)
LEDGER_ENTRY_CANCELLED = LedgerEntryCancelled(
    cluster=CLUSTER,
    unit=PHUOC_LONG,
    entry=LEDGER_ENTRY_ENTERED.entry,
    reason="Cờ được tặng cho thành tích của năm 2021.",
)
UNIT_SCORE_CHANGED = UnitScoreChanged(
    cluster=CLUSTER,
    unit=PHUOC_LONG,
    cause=Cause(unit=PHUOC_LONG, layer=Layer.LEADER, version=1),
    leaves=(MovedLeaf(leaf="III.1", old=Decimal("87.50"), new=Decimal("75.00")),),
    groups=(Decimal("700.00"), Decimal("200.00"), Decimal("75.00")),
    maximum=Decimal("1000.00"),
    raw=Decimal("975.00"),
    scaled=Decimal("975.00"),
    plus_minus=Decimal("8.00"),
    total=Decimal("983.00"),
)


def _locked(unit: UUID, total: str | None, *groups: str, deductions: str = "0", late_reports: int = 0) -> LockedScore:
    return LockedScore(
        unit=unit,
        signed=True,
        complete=total is not None,
        total=None if total is None else Decimal(total),
        groups=tuple(Decimal(points) for points in groups),
        deductions=Decimal(deductions),
        late_reports=late_reports,
    )


SCORES_LOCKED = ScoresLocked(
    cluster=CLUSTER,
    season=SEASON,
    authority=AUTHORITY,
    rows=(
        _locked(BAC_LIEU, "951.50", "664.00", "200.00", "87.50"),
        _locked(GIA_RAI, "950.00", "662.50", "200.00", "87.50"),
        _locked(HONG_DAN, "950.00", "662.50", "200.00", "87.50"),
        _locked(PHUOC_LONG, "983.00", "700.00", "200.00", "75.00", deductions="2", late_reports=1),
        _locked(VINH_LOI, "925.33", "650.33", "200.00", "75.00"),
        _locked(DONG_HAI, None),
        _locked(HOA_BINH, "940.00", "652.50", "200.00", "87.50"),
    ),
)
