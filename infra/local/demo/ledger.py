"""What stands beside the sheets: when each unit's periodic reports came, and who has a bonus for what (scoring)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final
from uuid import UUID

from contracts.base import VIETNAM
from infra.local.demo.ids import YEAR, document_id, id_of
from infra.local.demo.plan import BOARD, Command, Phase, command, side_by_side
from infra.local.demo.points import Book
from infra.local.demo.units import CHANCE, Cluster, Unit, clusters

DUE: Final = (date(YEAR, 5, 31), date(YEAR, 7, 15), date(YEAR, 10, 20))
"""As the board states them; 15 July is a Saturday, so that report is due on Monday the 17th."""
DUE_TO_COUNT: Final = (date(YEAR, 5, 31), date(YEAR, 7, 17), date(YEAR, 10, 20))
RECORDED: Final = (date(YEAR, 6, 15), date(YEAR, 8, 1), date(YEAR, 11, 1))
LATE: Final = 42
MISSING: Final = 5
"""Of 175 × 3 reports: eight per cent late, one per cent missing."""
UNTOUCHED: Final = frozenset({2, 3, 4, 6, 12, 13})
"""The clusters of the story's ties, where nothing beside the sheets may part the tied units."""
FIGURES: Final = {"government-flag": 15, "ministry-flag": 10}
GROUNDS: Final = {
    "government-flag": "Được tặng Cờ thi đua của Chính phủ năm 2022 (dữ liệu mẫu).",
    "ministry-flag": "Được tặng Cờ thi đua của bộ, ngành trung ương năm 2022 (dữ liệu mẫu).",
}
SETS: Final = (("government-flag", "ministry-flag", "ministry-flag"), *(("government-flag",),) * 4, *(("ministry-flag",),) * 8)
"""The bonuses of thirteen units; the first has 35 points, of which the cap leaves 30."""


@dataclass(frozen=True, slots=True)
class Bonus:
    """A bonus by a figure of the rule pack."""

    cluster: Cluster
    unit: Unit
    number: int
    figure: str


@cache
def books() -> dict[UUID, Book]:
    """What stands beside the sheet of each unit, as points are worked out from it."""
    late, missing = _not_in_time()
    return {
        unit.id: Book(
            late=sum((unit.id, number) in late for number in (1, 2, 3)),
            missing=sum((unit.id, number) in missing for number in (1, 2, 3)),
            bonuses=tuple(FIGURES[bonus.figure] for bonus in _bonuses() if bonus.unit.id == unit.id),
        )
        for cluster in clusters()
        for unit in cluster.units
    }


@cache
def _not_in_time() -> tuple[frozenset[tuple[UUID, int]], frozenset[tuple[UUID, int]]]:
    """The reports that come late, and those that never come."""
    every = [(unit.id, number) for unit in _touched() for number in (1, 2, 3)]
    drawn = sorted(every, key=lambda report: (CHANCE.below(10**9, "report", *report), str(report[0])))
    return frozenset(drawn[:LATE]), frozenset(drawn[LATE : LATE + MISSING])


def _touched() -> list[Unit]:
    return [unit for cluster in clusters() if cluster.number not in UNTOUCHED for unit in cluster.units]


@cache
def _bonuses() -> tuple[Bonus, ...]:
    of = {unit.id: cluster for cluster in clusters() for unit in cluster.units}
    drawn = sorted(_touched(), key=lambda unit: CHANCE.below(10**9, "bonus", unit.code))
    return tuple(
        Bonus(of[unit.id], unit, number, figure)
        for unit, figures in zip(drawn, SETS, strict=False)
        for number, figure in enumerate(figures, start=1)
    )


def due_days() -> Phase:
    """April: when the season's reports are due."""
    return Phase(
        "report-due-days",
        "Hạn nộp báo cáo định kỳ / due days of periodic reports",
        date(YEAR, 4, 10),
        side_by_side(
            command(
                "scoring",
                "set-report-due-days",
                BOARD,
                cluster.number,
                cluster=cluster.id,
                due=DUE,
                document=document_id("reports"),
            )
            for cluster in clusters()
        ),
    )


def reports(number: int) -> Phase:
    """The receipts of one report, cluster by cluster."""
    return Phase(
        f"reports-{number}",
        f"Nhận báo cáo định kỳ số {number} / receipts of periodic report {number}",
        RECORDED[number - 1],
        side_by_side(_receipts(cluster, number) for cluster in clusters()),
    )


def _receipts(cluster: Cluster, number: int) -> Command:
    late, missing = _not_in_time()
    return command(
        "scoring",
        "record-report-receipts",
        BOARD,
        cluster.number,
        number,
        cluster=cluster.id,
        report=number,
        receipts=[
            {"unit": unit.id, "received_at": _received_at(unit, number, is_late=(unit.id, number) in late)}
            for unit in cluster.units
            if (unit.id, number) not in missing
        ],
    )


def _received_at(unit: Unit, number: int, *, is_late: bool) -> str:
    about = ("receipt", unit.code, number)
    days = CHANCE.between(1, 9, *about) if is_late else -CHANCE.between(0, 6, *about)
    day = DUE_TO_COUNT[number - 1] + timedelta(days=days)
    return datetime.combine(day, time(CHANCE.between(8, 16, "hour", *about), 30), VIETNAM).isoformat()


def bonuses() -> Phase:
    """November: bonuses with their grounds."""
    return Phase(
        "bonuses",
        "Điểm cộng có căn cứ / bonuses with their grounds",
        date(YEAR, 11, 7),
        side_by_side(
            command(
                "scoring",
                "enter-ledger-entry",
                BOARD,
                bonus.unit.code,
                bonus.number,
                cluster=bonus.cluster.id,
                unit=bonus.unit.id,
                entry=id_of("bonus", bonus.unit.code, bonus.number),
                figure=bonus.figure,
                ground=GROUNDS[bonus.figure],
                document=document_id("flags-2022"),
            )
            for bonus in _bonuses()
        ),
    )
