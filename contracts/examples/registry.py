"""Registry's facts: the districts' cluster of Bạc Liêu in 2023, its units, documents and rule pack."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from contracts.registry import (
    AwardPlaces,
    BaseSalarySet,
    ClusterFormed,
    ClusterKind,
    ClusterLevel,
    ClusterMemberJoined,
    ClusterMemberLeft,
    ClusterQuotaSet,
    ClusterShare,
    CouncilChanged,
    CouncilEnded,
    CouncilFormed,
    CouncilKind,
    CouncilRole,
    CouncilSeat,
    DeputiesRecognised,
    DocumentKind,
    LeaderRecognised,
    LeaderRotationSet,
    LegalDocumentRecorded,
    LegalDocumentSuperseded,
    LegalDocumentValiditySet,
    LevelPlacesShared,
    LevelPlacesTaken,
    LevelQuotaSet,
    PackCopied,
    PercentageRule,
    QuotaPlaces,
    Reorganisation,
    RotatingFlagHandedOver,
    RotatingFlagRegistered,
    RulePackAdopted,
    RulePackDrafted,
    RulePackFigureChanged,
    SeasonOpened,
    ShareRounding,
    StaffFiguresRecorded,
    Supersession,
    SuspensionGround,
    SuspensionLifted,
    UnitCodeChanged,
    UnitDisqualified,
    UnitDissolved,
    UnitKind,
    UnitMerged,
    UnitMoved,
    UnitPassed,
    UnitRegistered,
    UnitRenamed,
    UnitRetyped,
    UnitShare,
    UnitSplit,
    UnitSucceeded,
    UnitSuspended,
    UnitTookOver,
)
from contracts.rules import (
    AwardCode,
    AwardForm,
    AwardRules,
    CatalogueEntry,
    NotAssigned,
    QuotaBase,
    RankingRules,
    ScoringRules,
    SourceKind,
    TieBreak,
)

AUTHORITY = "bac-lieu"
SEASON = "bac-lieu.2023"
PACK = "2017"
OWN_PACK = "bac-lieu-2024"
PROVINCE = UUID("01856d3f-5c00-7000-8000-000000000001")
BAC_LIEU, GIA_RAI, HONG_DAN, PHUOC_LONG, VINH_LOI, DONG_HAI, HOA_BINH = MEMBERS = tuple(
    UUID(f"01856d3f-5c00-7000-8001-{number:012}") for number in range(1, 8)
)
"""The seven members of the districts' cluster, in roll order."""
CLUSTER = UUID("0186a1c0-1800-7000-8002-000000000001")
FLAG = UUID("0186a1c0-1800-7000-8004-000000000001")
COUNCIL = UUID("0186a1c0-1800-7000-8005-000000000001")
CHAIR, SECRETARY = (UUID(f"0186a1c0-1800-7000-8006-{number:012}") for number in (1, 2))
DECISION_661 = UUID("01872a4e-9000-7000-8003-000000000661")
DECISION_1352 = UUID("01899c3e-9000-7000-8003-000000001352")
DECREE_91 = UUID("01856d3f-5c00-7000-8003-000000000091")
PLAN = UUID("01856d3f-5c00-7000-8003-000000000005")

LEGAL_DOCUMENT_RECORDED = LegalDocumentRecorded(
    document=DECISION_661,
    authority=AUTHORITY,
    kind=DocumentKind.DECISION,
    number="661/QĐ-UBND",
    issuer="Ủy ban nhân dân tỉnh Bạc Liêu",
    issued_on=date(2023, 4, 20),
    abstract="Công nhận cụm trưởng, cụm phó, khối trưởng, khối phó các cụm, khối thi đua năm 2023.",
)
LEGAL_DOCUMENT_VALIDITY_SET = LegalDocumentValiditySet(
    document=DECISION_661, authority=AUTHORITY, effective_from=date(2023, 4, 20), effective_to=date(2024, 1, 1)
)
LEGAL_DOCUMENT_SUPERSEDED = LegalDocumentSuperseded(
    document=DECISION_661,
    authority=AUTHORITY,
    by=DECISION_1352,
    manner=Supersession.AMENDED,
    valid_from=date(2023, 8, 1),
)
RULE_PACK_ADOPTED = RulePackAdopted(
    authority=AUTHORITY,
    pack=PACK,
    version=1,
    title="Bộ quy tắc theo Nghị định 91/2017/NĐ-CP",
    valid_from=date(2017, 10, 1),
    valid_to=date(2024, 1, 1),
    verified=False,
    document=DECREE_91,
    scoring=ScoringRules(
        scales=(100, 1000),
        leaf_step=Decimal("0.5"),
        not_assigned=NotAssigned.SCALED,
        peers=2,
        basis="Quy chế hoạt động của các cụm, khối thi đua; chọn của phần mềm nơi văn bản không nêu.",
    ),
    ranking=RankingRules(
        tie_breaks=(
            TieBreak.GROUP_ONE,
            TieBreak.GROUP_TWO,
            TieBreak.GROUP_THREE,
            TieBreak.FEWER_DEDUCTIONS,
            TieBreak.NO_LATE_REPORT,
            TieBreak.WOMEN_SHARE,
            TieBreak.BALLOT,
            TieBreak.LOTS,
        ),
        women_percent=70,
        complaint_window_working_days=5,
        basis="Ưu tiên tập thể có từ 70 % nữ theo luật; thứ tự còn lại do phần mềm chọn.",
    ),
    awards=AwardRules(
        catalogue=(
            CatalogueEntry(
                award=AwardCode.PROVINCIAL_FLAG,
                form=AwardForm.TITLE,
                multiple=Decimal("8"),
                basis="Nghị định 91/2017/NĐ-CP",
            ),
            CatalogueEntry(
                award=AwardCode.PROVINCIAL_CERTIFICATE,
                form=AwardForm.REWARD,
                multiple=Decimal("2"),
                basis="Nghị định 91/2017/NĐ-CP",
            ),
            CatalogueEntry(
                award=AwardCode.GOVERNMENT_FLAG,
                form=AwardForm.TITLE,
                multiple=None,
                basis="Chưa đối chiếu với văn bản.",
            ),
        ),
        money_rounded_up_to=10_000,
        basis="Mức tiền thưởng làm tròn lên mười nghìn đồng.",
    ),
)
RULE_PACK_DRAFTED = RulePackDrafted(
    authority=AUTHORITY,
    pack=OWN_PACK,
    title="Bộ quy tắc riêng của tỉnh Bạc Liêu năm 2024",
    valid_from=date(2024, 1, 1),
    valid_to=date(2025, 1, 1),
    copied_from=PackCopied(pack=PACK, version=1, shipped=False),
    scoring=RULE_PACK_ADOPTED.scoring,
    ranking=RULE_PACK_ADOPTED.ranking,
    awards=RULE_PACK_ADOPTED.awards,
)
RULE_PACK_FIGURE_CHANGED = RulePackFigureChanged(
    authority=AUTHORITY,
    pack=OWN_PACK,
    figure="scoring.peers",
    value="3",
    kind=SourceKind.REGULATION,
    basis="Quy chế hoạt động của các cụm, khối thi đua của tỉnh: ba đơn vị chấm chéo.",
    verified=True,
)
BASE_SALARY_SET = BaseSalarySet(authority=AUTHORITY, amount=1_800_000, valid_from=date(2023, 7, 1), document=DECREE_91)
UNIT_REGISTERED = UnitRegistered(
    unit=PHUOC_LONG,
    authority=AUTHORITY,
    kind=UnitKind.DISTRICT,
    name="Huyện Phước Long",
    code="957",
    parent=PROVINCE,
    valid_from=date(2023, 1, 1),
    document=PLAN,
)
OLD_PHUOC_LONG, VINH_PHU_TAY, VINH_PHUOC, CHAU_HUNG, CHAU_HUNG_A, TOURISM_CENTRE, PROMOTION_CENTRE = (
    UUID(f"01856d3f-5c00-7000-8004-{number:012}") for number in range(1, 8)
)
"""Communes of the reorganisation of 2025 and of a split, and two centres."""
RESOLUTION_1655 = UUID("01977b1e-9800-7000-8003-000000001655")
FIRST_OF_JULY = date(2025, 7, 1)
UNIT_RENAMED = UnitRenamed(unit=HOA_BINH, authority=AUTHORITY, name="Huyện Hoà Bình", valid_from=date(2023, 9, 1), document=PLAN)
UNIT_RETYPED = UnitRetyped(
    unit=GIA_RAI, authority=AUTHORITY, kind=UnitKind.DEPARTMENT, valid_from=date(2023, 9, 1), document=PLAN
)
UNIT_CODE_CHANGED = UnitCodeChanged(
    unit=PHUOC_LONG,
    authority=AUTHORITY,
    code="957A",
    before="957",
    valid_from=date(2023, 9, 1),
    valid_to=None,
    document=PLAN,
)
UNIT_MOVED = UnitMoved(unit=PHUOC_LONG, authority=AUTHORITY, parent=None, valid_from=date(2023, 9, 1), document=PLAN)
UNIT_PASSED = UnitPassed(
    unit=PHUOC_LONG,
    authority=AUTHORITY,
    to="ca-mau",
    valid_from=date(2023, 9, 1),
    document=PLAN,
    acceptance=UUID("01856d3f-5c00-7000-8003-000000000096"),
)
UNIT_MERGED = UnitMerged(
    unit=OLD_PHUOC_LONG,
    authority=AUTHORITY,
    successor=VINH_PHUOC,
    parts=1,
    of=2,
    code="31876",
    valid_from=FIRST_OF_JULY,
    document=RESOLUTION_1655,
)
UNIT_SPLIT = UnitSplit(
    unit=CHAU_HUNG,
    authority=AUTHORITY,
    shares=(UnitShare(unit=CHAU_HUNG, parts=7, of=12), UnitShare(unit=CHAU_HUNG_A, parts=5, of=12)),
    code=None,
    valid_from=date(2023, 9, 1),
    document=PLAN,
)
UNIT_DISSOLVED = UnitDissolved(
    unit=PHUOC_LONG, authority=AUTHORITY, code="957", valid_from=FIRST_OF_JULY, document=RESOLUTION_1655
)
UNIT_SUCCEEDED = UnitSucceeded(
    unit=TOURISM_CENTRE,
    authority=AUTHORITY,
    successor=PROMOTION_CENTRE,
    code="MAU-TTDL",
    valid_from=date(2023, 9, 1),
    document=PLAN,
)
UNIT_TOOK_OVER = UnitTookOver(
    unit=VINH_PHUOC,
    authority=AUTHORITY,
    manner=Reorganisation.MERGER,
    predecessors=(UnitShare(unit=VINH_PHU_TAY, parts=1, of=2), UnitShare(unit=OLD_PHUOC_LONG, parts=1, of=2)),
    valid_from=FIRST_OF_JULY,
    document=RESOLUTION_1655,
)
STAFF_FIGURES_RECORDED = StaffFiguresRecorded(unit=PHUOC_LONG, on=date(2023, 12, 31), staff=96, women=41)
UNIT_SUSPENDED = UnitSuspended(
    unit=HOA_BINH,
    authority=AUTHORITY,
    ground=SuspensionGround.COMPLAINT,
    reason="Đang xác minh đơn tố cáo về kết quả giải ngân.",
    valid_from=date(2023, 11, 6),
    document=PLAN,
)
SUSPENSION_LIFTED = SuspensionLifted(
    unit=HOA_BINH,
    authority=AUTHORITY,
    on=date(2023, 12, 4),
    reason="Kết luận xác minh: không có vi phạm.",
    document=PLAN,
)
UNIT_DISQUALIFIED = UnitDisqualified(
    unit=DONG_HAI,
    authority=AUTHORITY,
    season=SEASON,
    on=date(2023, 12, 11),
    ground="Tập thể lãnh đạo bị kỷ luật trong năm.",
    document=PLAN,
)
SEASON_OPENED = SeasonOpened(
    season=SEASON,
    authority=AUTHORITY,
    year=2023,
    pack=PACK,
    pack_version=1,
    first_day=date(2023, 1, 1),
    end_day=date(2024, 1, 1),
)
CLUSTER_FORMED = ClusterFormed(
    cluster=CLUSTER,
    season=SEASON,
    authority=AUTHORITY,
    number=1,
    name="Cụm thi đua các huyện, thị xã, thành phố",
    kind=ClusterKind.CLUSTER,
    level=ClusterLevel.PROVINCIAL,
    members=MEMBERS,
    valid_from=date(2023, 2, 15),
    season_end=date(2024, 1, 1),
    document=PLAN,
)
LEADER_RECOGNISED = LeaderRecognised(cluster=CLUSTER, unit=PHUOC_LONG, valid_from=date(2023, 4, 20), document=DECISION_661)
DEPUTIES_RECOGNISED = DeputiesRecognised(cluster=CLUSTER, units=(GIA_RAI,), valid_from=date(2023, 4, 20), document=DECISION_661)
CLUSTER_QUOTA_SET = ClusterQuotaSet(
    cluster=CLUSTER,
    places=(
        QuotaPlaces(award=AwardCode.PROVINCIAL_FLAG, from_rank=1, to_rank=3),
        QuotaPlaces(award=AwardCode.PROVINCIAL_CERTIFICATE, from_rank=4, to_rank=4),
    ),
    document=PLAN,
)
LEVEL_QUOTA_SET = LevelQuotaSet(
    season=SEASON,
    authority=AUTHORITY,
    level=ClusterLevel.PROVINCIAL,
    places=(AwardPlaces(award=AwardCode.PROVINCIAL_FLAG, places=39),),
    document=PLAN,
)
LEVEL_PLACES_TAKEN = LevelPlacesTaken(
    season=SEASON,
    level=ClusterLevel.PROVINCIAL,
    cluster=CLUSTER,
    places=(
        AwardPlaces(award=AwardCode.PROVINCIAL_FLAG, places=3),
        AwardPlaces(award=AwardCode.PROVINCIAL_CERTIFICATE, places=1),
    ),
)
LEVEL_PLACES_SHARED = LevelPlacesShared(
    season=SEASON,
    authority=AUTHORITY,
    level=ClusterLevel.PROVINCIAL,
    shared_on=date(2023, 3, 14),
    base=QuotaBase.MEMBERS_WHEN_SET,
    rules=(
        PercentageRule(
            award=AwardCode.PROVINCIAL_FLAG, percent=Decimal("37.5"), rounding=ShareRounding.LARGEST_REMAINDER, most=3
        ),
    ),
    shares=(ClusterShare(cluster=CLUSTER, members=7, places=(AwardPlaces(award=AwardCode.PROVINCIAL_FLAG, places=2),)),),
    document=PLAN,
)
CLUSTER_MEMBER_JOINED = ClusterMemberJoined(
    cluster=CLUSTER,
    season=SEASON,
    level=ClusterLevel.PROVINCIAL,
    unit=PROMOTION_CENTRE,
    place=8,
    valid_from=date(2023, 7, 1),
    valid_to=date(2024, 1, 1),
    document=DECISION_661,
)
CLUSTER_MEMBER_LEFT = ClusterMemberLeft(
    cluster=CLUSTER,
    season=SEASON,
    level=ClusterLevel.PROVINCIAL,
    unit=HOA_BINH,
    since=date(2023, 2, 15),
    until=date(2024, 1, 1),
    valid_from=date(2023, 7, 1),
    document=DECISION_661,
)
LEADER_ROTATION_SET = LeaderRotationSet(
    cluster=CLUSTER, units=(PHUOC_LONG, GIA_RAI, HONG_DAN, VINH_LOI, DONG_HAI, HOA_BINH, BAC_LIEU), document=DECISION_661
)
ROTATING_FLAG_REGISTERED = RotatingFlagRegistered(
    flag=FLAG,
    authority=AUTHORITY,
    line=CLUSTER,
    cluster=CLUSTER,
    name="Cờ luân lưu Cụm thi đua các huyện, thị xã, thành phố",
    holder=None,
    valid_from=date(2023, 2, 15),
    document=PLAN,
)
ROTATING_FLAG_HANDED_OVER = RotatingFlagHandedOver(
    flag=FLAG,
    authority=AUTHORITY,
    cluster=CLUSTER,
    hands=None,
    takes=PHUOC_LONG,
    on=date(2023, 4, 20),
    document=DECISION_661,
    minutes=PLAN,
)
COUNCIL_FORMED = CouncilFormed(
    council=COUNCIL,
    authority=AUTHORITY,
    kind=CouncilKind.BLOCK,
    name="Hội đồng Thi đua - Khen thưởng Khối thi đua các doanh nghiệp",
    cluster=CLUSTER,
    seats=(
        CouncilSeat(person=CHAIR, unit=PHUOC_LONG, role=CouncilRole.CHAIR),
        CouncilSeat(person=SECRETARY, unit=GIA_RAI, role=CouncilRole.SECRETARY),
    ),
    valid_from=date(2023, 2, 15),
    valid_to=None,
    document=PLAN,
)
COUNCIL_CHANGED = CouncilChanged(
    council=COUNCIL,
    authority=AUTHORITY,
    seats=(
        CouncilSeat(person=SECRETARY, unit=GIA_RAI, role=CouncilRole.CHAIR),
        CouncilSeat(person=CHAIR, unit=PHUOC_LONG, role=CouncilRole.MEMBER),
    ),
    valid_from=date(2023, 7, 24),
    document=DECISION_1352,
)
COUNCIL_ENDED = CouncilEnded(council=COUNCIL, authority=AUTHORITY, valid_from=date(2023, 12, 1), document=DECISION_1352)
