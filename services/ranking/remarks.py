"""The remark beside a unit's row where standings are printed: why it holds no rank, or what parted it from others."""

from __future__ import annotations

from services.ranking.summaries import REASONS, STEPS
from services.ranking.views import RowView


def remark_of(row: RowView) -> str:
    if row.rank is None:
        reasons = "Không xếp hạng: " + ", ".join(REASONS[reason][0] for reason in row.ineligible)
        if row.reserved is None:
            return reasons
        return f"{reasons}; giữ hạng {row.reserved.rank} đến hết ngày {row.reserved.until:%d/%m/%Y}"
    return "Bằng điểm, xét " + ", ".join(STEPS[step][0] for step in row.decided_by) if row.decided_by else ""
