"""Awards' facts: the provincial flag of Phước Long, from nomination to register."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from contracts.awards import (
    AwardGranted,
    DecisionDrafted,
    DecisionItem,
    DecisionSigned,
    DossiersReceived,
    GovernmentFlagNominee,
    GovernmentFlagProposed,
    Nomination,
    NominationsAmended,
    NominationsDrafted,
    OpenPlaces,
    OpenReason,
    PlacesLeftEmpty,
    Proposal,
    RedraftCause,
    RevisionCaseClosed,
    RevisionCaseOpened,
    RevisionOutcome,
)
from contracts.examples.ranking import STANDINGS_PUBLISHED
from contracts.examples.registry import (
    AUTHORITY,
    BAC_LIEU,
    CLUSTER,
    CLUSTER_QUOTA_SET,
    DECISION_661,
    DECREE_91,
    GIA_RAI,
    HONG_DAN,
    PACK,
    PHUOC_LONG,
    PLAN,
    SEASON,
)
from contracts.rules import AwardCode, AwardForm

DECISION = UUID("018ca9c3-0800-7000-8004-000000002135")
AWARD = UUID("018cafb1-7c00-7000-8005-000000000001")

NOMINATIONS_DRAFTED = NominationsDrafted(
    cluster=CLUSTER,
    season=SEASON,
    authority=AUTHORITY,
    publication=1,
    published_on=STANDINGS_PUBLISHED.published_on,
    standings_digest=STANDINGS_PUBLISHED.digest,
    pack=PACK,
    places=CLUSTER_QUOTA_SET.places,
    nominations=(
        Nomination(unit=PHUOC_LONG, award=AwardCode.PROVINCIAL_FLAG, rank=1),
        Nomination(unit=BAC_LIEU, award=AwardCode.PROVINCIAL_FLAG, rank=2),
    ),
    open_places=(
        OpenPlaces(award=AwardCode.PROVINCIAL_FLAG, places=1, rank=3, reason=OpenReason.SHARED_RANK, units=(GIA_RAI, HONG_DAN)),
    ),
)
PLACES_LEFT_EMPTY = PlacesLeftEmpty(
    cluster=CLUSTER,
    award=AwardCode.PROVINCIAL_FLAG,
    rank=3,
    places=1,
    units=(GIA_RAI, HONG_DAN),
    document=None,
    reason="Hai đơn vị bằng nhau ở mọi tiêu chí phụ; Hội đồng đề nghị không xét chỗ này.",
)
NOMINATIONS_AMENDED = NominationsAmended(
    cluster=CLUSTER,
    drafting=1,
    nominations=NOMINATIONS_DRAFTED.nominations[:1],
    open_places=(
        *NOMINATIONS_DRAFTED.open_places,
        OpenPlaces(award=AwardCode.PROVINCIAL_FLAG, places=1, rank=2, reason=OpenReason.COUNCIL, units=(BAC_LIEU,)),
    ),
    lost=NOMINATIONS_DRAFTED.nominations[1:],
    gained=(),
    document=PLAN,
    reason="Hội đồng họp ngày 21/12/2023 không thống nhất đề nghị đơn vị này.",
)
REVISION_CASE_OPENED = RevisionCaseOpened(
    cluster=CLUSTER,
    season=SEASON,
    authority=AUTHORITY,
    case=1,
    because=RedraftCause.REVISION,
    publication=2,
    published_on=date(2024, 1, 8),
    standings_digest=sha256(b"the example standings, revised").hexdigest(),
    places=CLUSTER_QUOTA_SET.places,
    lost=NOMINATIONS_DRAFTED.nominations[1:],
    gained=(Nomination(unit=GIA_RAI, award=AwardCode.PROVINCIAL_FLAG, rank=2),),
)
REVISION_CASE_CLOSED = RevisionCaseClosed(
    cluster=CLUSTER,
    case=1,
    outcome=RevisionOutcome.STANDS,
    decision=None,
    reason="Cờ đã trao; hai đơn vị đổi hạng trong phạm vi chỉ tiêu.",
)
GOVERNMENT_FLAG_PROPOSED = GovernmentFlagProposed(
    season=SEASON,
    authority=AUTHORITY,
    proposed_on=date(2023, 12, 22),
    pack=PACK,
    pack_version=2,
    percent=20,
    leaders=20,
    most=4,
    nominees=(GovernmentFlagNominee(cluster=CLUSTER, unit=PHUOC_LONG),),
    document=PLAN,
)
DOSSIERS_RECEIVED = DossiersReceived(cluster=CLUSTER, received_on=date(2023, 12, 20))
DECISION_DRAFTED = DecisionDrafted(
    decision=DECISION,
    authority=AUTHORITY,
    season=SEASON,
    title="Quyết định tặng Cờ thi đua của Ủy ban nhân dân tỉnh năm 2023",
    proposals=(
        Proposal(
            cluster=CLUSTER,
            published_on=NOMINATIONS_DRAFTED.published_on,
            received_on=DOSSIERS_RECEIVED.received_on,
            nominations=NOMINATIONS_DRAFTED.nominations,
        ),
    ),
)
ITEM = DecisionItem(
    award_id=AWARD,
    register_number="bac-lieu.2023.2135-QĐ-UBND.001",
    cluster=CLUSTER,
    unit=PHUOC_LONG,
    unit_name="Huyện Phước Long",
    award=AwardCode.PROVINCIAL_FLAG,
    form=AwardForm.TITLE,
    rank=1,
    pack=PACK,
    multiple=Decimal("8"),
    base_salary=1_800_000,
    amount=14_400_000,
)
DECISION_SIGNED = DecisionSigned(
    decision=DECISION,
    authority=AUTHORITY,
    season=SEASON,
    issuer="Chủ tịch Ủy ban nhân dân tỉnh Bạc Liêu",
    series="QĐ-UBND",
    number=2135,
    year=2023,
    signed_on=date(2023, 12, 28),
    signer_name="Nguyễn Văn Mẫu",
    signer_title="Chủ tịch",
    bases=(DECREE_91, DECISION_661),
    items=(ITEM,),
    amount=14_400_000,
)
AWARD_GRANTED = AwardGranted(
    award_id=AWARD,
    register_number=ITEM.register_number,
    authority=AUTHORITY,
    season=SEASON,
    cluster=CLUSTER,
    unit=PHUOC_LONG,
    unit_name=ITEM.unit_name,
    award=ITEM.award,
    form=ITEM.form,
    rank=1,
    decision=DECISION,
    granted_on=DECISION_SIGNED.signed_on,
    pack=PACK,
    multiple=ITEM.multiple,
    base_salary=ITEM.base_salary,
    amount=ITEM.amount,
)
