"""Complaints about the districts' standings, all invented: one withdrawn, one upheld, one rejected."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from contracts.complaints import (
    ComplaintFiled,
    ComplaintGround,
    ComplaintRejected,
    ComplaintUpheld,
    ComplaintWithdrawn,
)
from contracts.examples.ranking import STANDINGS_PUBLISHED
from contracts.examples.registry import AUTHORITY, CLUSTER, DECISION_661, GIA_RAI, SEASON

COMPLAINT = UUID("018c7d3f-5c00-7000-8008-000000000001")

COMPLAINT_FILED = ComplaintFiled(
    complaint=COMPLAINT,
    cluster=CLUSTER,
    season=SEASON,
    authority=AUTHORITY,
    publication=STANDINGS_PUBLISHED.publication,
    unit=GIA_RAI,
    about=GIA_RAI,
    ground=ComplaintGround.POINTS,
    leaves=("I.1",),
    text="Sản lượng lúa được thẩm định theo số liệu sơ bộ; niên giám thống kê đã có số liệu chính thức.",
    documents=(DECISION_661,),
    filed_on=date(2023, 12, 20),
    last_day=date(2023, 12, 25),
)
COMPLAINT_WITHDRAWN = ComplaintWithdrawn(
    complaint=COMPLAINT, cluster=CLUSTER, reason="Đơn vị đã được giải thích rõ.", withdrawn_on=date(2023, 12, 21)
)
COMPLAINT_UPHELD = ComplaintUpheld(
    complaint=COMPLAINT,
    cluster=CLUSTER,
    authority=AUTHORITY,
    unit=GIA_RAI,
    leaves=("I.1",),
    reason="Số liệu chính thức cao hơn số liệu đã thẩm định.",
    document=DECISION_661,
    decided_on=date(2023, 12, 26),
)
COMPLAINT_REJECTED = ComplaintRejected(
    complaint=COMPLAINT,
    cluster=CLUSTER,
    authority=AUTHORITY,
    reason="Số liệu đã thẩm định là số liệu chính thức.",
    document=DECISION_661,
    decided_on=date(2023, 12, 26),
)
