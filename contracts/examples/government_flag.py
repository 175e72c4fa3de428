"""The Government's flag proposed for Phước Long: submitted, carried by the council, proposed upwards; all invented."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from contracts.examples.procedure import DOSSIER_PAPERS_RECEIVED
from contracts.examples.registry import CLUSTER, PACK, PHUOC_LONG, PLAN, SEASON
from contracts.government_flag import (
    CarriedNomination,
    FlagNominee,
    GovernmentFlagReleased,
    GovernmentFlagSubmitted,
    HigherDecisionRecorded,
    ProposalsForwarded,
)
from contracts.rules import AwardCode

FLAG_SUBMISSION = UUID("018ca9c3-0800-7000-8007-000000000017")

GOVERNMENT_FLAG_SUBMITTED = GovernmentFlagSubmitted(
    season=SEASON,
    submission=FLAG_SUBMISSION,
    submitted_on=date(2023, 12, 22),
    nominees=(FlagNominee(cluster=CLUSTER, unit=PHUOC_LONG, papers=DOSSIER_PAPERS_RECEIVED.papers),),
    pack=PACK,
)
GOVERNMENT_FLAG_RELEASED = GovernmentFlagReleased(season=SEASON, submission=FLAG_SUBMISSION, released_on=date(2023, 12, 25))
PROPOSALS_FORWARDED = ProposalsForwarded(
    submission=FLAG_SUBMISSION,
    addressee="Thủ tướng Chính phủ",
    issuer="Ủy ban nhân dân tỉnh Bạc Liêu",
    series="TTr-UBND",
    number=188,
    year=2023,
    forwarded_on=date(2023, 12, 28),
    signer_name="Nguyễn Văn Mẫu",
    signer_title="Chủ tịch",
    carried=(CarriedNomination(cluster=CLUSTER, unit=PHUOC_LONG, award=AwardCode.GOVERNMENT_FLAG, yes=9, base=11),),
    pack=PACK,
)
HIGHER_DECISION_RECORDED = HigherDecisionRecorded(
    submission=FLAG_SUBMISSION, decided_on=date(2024, 5, 20), document=PLAN, given=(PHUOC_LONG,)
)
