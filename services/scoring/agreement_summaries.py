"""What the agreement's events say, in one line for people."""

from __future__ import annotations

from typing import assert_never

from contracts.scoring import (
    AgreementClosed,
    AgreementSigned,
    AnnexIssued,
    ScorecardDrafted,
    ScorecardIssued,
    TargetsSet,
)
from services.scoring.agreement_state import AgreementFact


def of_agreement(fact: AgreementFact) -> tuple[str, str]:
    """The event in Vietnamese and in English."""
    match fact:
        case ScorecardDrafted(version=version, total=total, copied_from=source) if source is not None:
            return (
                f"Soạn bảng tiêu chí {total} điểm, bản {version}, sao chép bản {source.version} của cụm, khối khác",
                f"Drafted the scorecard of {total} points, version {version}, from another cluster's version {source.version}",
            )
        case ScorecardDrafted(version=version, total=total):
            return (
                f"Soạn bảng tiêu chí {total} điểm, bản {version}",
                f"Drafted the scorecard of {total} points, version {version}",
            )
        case TargetsSet(targets=targets, not_assigned=not_assigned):
            return (
                f"Giao {len(targets)} chỉ tiêu; {len(not_assigned)} tiêu chí không phân công",
                f"Set {len(targets)} targets; {len(not_assigned)} leaves not assigned",
            )
        case ScorecardIssued(version=version, digest=digest):
            return (
                f"Ban hành bảng tiêu chí bản {version}, mã băm {digest[:12]}…",
                f"Issued the scorecard, version {version}, digest {digest[:12]}…",
            )
        case AnnexIssued(targets=targets, not_assigned=not_assigned, digest=digest):
            return (
                f"Ban hành phụ lục giao ước: {len(targets)} chỉ tiêu, {len(not_assigned)} tiêu chí không phân công, mã băm "
                f"{digest[:12]}…",
                f"Issued an annex: {len(targets)} targets, {len(not_assigned)} leaves not assigned, digest {digest[:12]}…",
            )
        case AgreementSigned(version=version, digest=digest):
            return (
                f"Ký giao ước thi đua, bản {version}, mã băm {digest[:12]}…",
                f"Signed the agreement, version {version}, digest {digest[:12]}…",
            )
        case AgreementClosed():
            return "Khép giao ước thi đua", "Closed the agreement"
        case _:
            assert_never(fact)
