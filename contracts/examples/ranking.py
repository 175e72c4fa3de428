"""Ranking's facts: the districts' cluster, with a tie at rank 3 and two units without a rank."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from contracts.examples.registry import (
    AUTHORITY,
    BAC_LIEU,
    CLUSTER,
    CLUSTER_QUOTA_SET,
    DONG_HAI,
    GIA_RAI,
    HOA_BINH,
    HONG_DAN,
    PACK,
    PHUOC_LONG,
    SEASON,
    STAFF_FIGURES_RECORDED,
    VINH_LOI,
)
from contracts.examples.scoring import SCORES_LOCKED
from contracts.ranking import (
    Caution,
    Ineligible,
    StaffFigures,
    StandingRow,
    StandingsDrawn,
    StandingsPublished,
    StandingWarning,
    UnresolvedTie,
)
from contracts.rules import AwardCode

LOCKED = {row.unit: row for row in SCORES_LOCKED.rows}
PLACED = {PHUOC_LONG: (1, 1), BAC_LIEU: (2, 2), GIA_RAI: (3, 3), HONG_DAN: (3, 3), VINH_LOI: (5, 4)}
BARRED = {HOA_BINH: Ineligible.SUSPENDED, DONG_HAI: Ineligible.INCOMPLETE}
FIGURES = StaffFigures(on=STAFF_FIGURES_RECORDED.on, staff=STAFF_FIGURES_RECORDED.staff, women=STAFF_FIGURES_RECORDED.women)

ROWS = tuple(
    StandingRow(
        unit=unit,
        total=LOCKED[unit].total,
        groups=LOCKED[unit].groups,
        deductions=LOCKED[unit].deductions,
        late_reports=LOCKED[unit].late_reports,
        staff=FIGURES if unit == PHUOC_LONG else None,
        rank=PLACED[unit][0] if unit in PLACED else None,
        dense=PLACED[unit][1] if unit in PLACED else None,
        decided_by=(),
        ineligible=(BARRED[unit],) if unit in BARRED else (),
    )
    for unit in (*PLACED, *BARRED)
)
TIE = UnresolvedTie(rank=3, units=(GIA_RAI, HONG_DAN), awards=(AwardCode.PROVINCIAL_FLAG,))

STANDINGS_DRAWN = StandingsDrawn(
    cluster=CLUSTER,
    season=SEASON,
    authority=AUTHORITY,
    drawing=1,
    drawn_on=date(2023, 12, 15),
    pack=PACK,
    pack_version=1,
    places=CLUSTER_QUOTA_SET.places,
    rows=ROWS,
    unresolved=(TIE,),
    warnings=(StandingWarning(caution=Caution.NO_STAFF_FIGURES, units=(GIA_RAI, HONG_DAN)),),
)
STANDINGS_PUBLISHED = StandingsPublished(
    cluster=CLUSTER,
    season=SEASON,
    authority=AUTHORITY,
    publication=1,
    drawing=1,
    published_on=date(2023, 12, 18),
    pack=PACK,
    pack_version=1,
    places=STANDINGS_DRAWN.places,
    rows=STANDINGS_DRAWN.rows,
    unresolved=STANDINGS_DRAWN.unresolved,
    digest=sha256(b"the example standings").hexdigest(),
)
