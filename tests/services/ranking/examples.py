"""What the tests of ranking build from: they change one field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from contracts.ranking import StaffFigures
from contracts.registry import QuotaPlaces
from contracts.rules import AwardCode, TieBreak
from contracts.scoring import LockedScore
from services.ranking.known import Known, Locked, Rules

DAY = date(2023, 12, 31)
SEASON = "bac-lieu.2023"
CLUSTER = UUID("018c0000-0000-7000-8000-0000000000c1")
STEPS = tuple(TieBreak)
FLAGS = QuotaPlaces(award=AwardCode.PROVINCIAL_FLAG, from_rank=1, to_rank=3)
CERTIFICATE = QuotaPlaces(award=AwardCode.PROVINCIAL_CERTIFICATE, from_rank=4, to_rank=4)
RULES = Rules(pack="2017", pack_version=1, tie_breaks=STEPS, women_percent=70)


def unit(number: int) -> UUID:
    return UUID(int=number)


def figures(staff: int, women: int) -> StaffFigures:
    return StaffFigures(on=DAY, staff=staff, women=women)


def score(number: int, total: str | None, *groups: str, **changes: object) -> LockedScore:
    values: dict[str, object] = {
        "unit": unit(number),
        "signed": True,
        "complete": total is not None,
        "total": None if total is None else Decimal(total),
        "groups": tuple(Decimal(group) for group in groups),
        "deductions": Decimal(0),
        "late_reports": 0,
    }
    return LockedScore(**{**values, **changes})  # type: ignore[arg-type]


def locked(*rows: LockedScore) -> Locked:
    return Locked(season=SEASON, authority="bac-lieu", rows=rows)


FIVE = locked(*(score(n, total) for n, total in enumerate(["950.00", "940.00", "930.00", "920.00", "910.00"], start=1)))


def known(scores: Locked | None = FIVE, **changes: object) -> Known:
    values: dict[str, object] = {"locked": scores, "rules": RULES, "places": (FLAGS, CERTIFICATE)}
    return Known(**{**values, **changes})  # type: ignore[arg-type]
