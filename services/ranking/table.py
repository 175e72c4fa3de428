"""The standings (bảng xếp hạng) as a table on A4, for the conference of the cluster."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from infra.runtime.http import Reading
from infra.workbook.endpoints import ANSWER, answered
from infra.workbook.table import Cell, Column, Table
from services.ranking.queries import At, standing
from services.ranking.remarks import remark_of
from services.ranking.views import RowView, StandingState, StandingView

GROUPS: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
FILE: Final[dict[str, Any]] = {"tags": ["workbooks"], "response_class": Response, "responses": ANSWER}
router = APIRouter()


async def _standing(at: At, cluster: UUID) -> tuple[Reading, StandingView]:
    return at, await standing(at, cluster)


@router.get("/standings/{cluster}/table.xlsx", **FILE)
async def standings_table(cluster: UUID, found: Annotated[tuple[Reading, StandingView], Depends(_standing)]) -> Response:
    """The standings of one cluster, to print."""
    at, view = found
    return await answered(at, tables(view), "Bảng xếp hạng thi đua", f"xep-hang-{cluster}.xlsx")


def tables(view: StandingView) -> list[Table]:
    """The rows in their order, those without a rank behind them, with what decided ties and why there is no rank."""
    groups = max((len(row.groups) for row in view.rows), default=0)
    return [
        Table(
            name="Xếp hạng",
            title="BẢNG XẾP HẠNG THI ĐUA · Standings",
            subtitle=_subtitle(view),
            columns=(
                Column("TT", "No.", 6, centred=True),
                Column("Đơn vị", "Unit", 44),
                *(_points(f"Nhóm {GROUPS[n]}", f"Group {GROUPS[n]}") for n in range(groups)),
                _points("Điểm trừ", "Deductions"),
                Column("Báo cáo muộn", "Late reports", 11, centred=True),
                _points("Tổng điểm", "Total"),
                Column("Thứ hạng", "Rank", 9, centred=True),
                Column("Ghi chú", "Remarks", 34),
            ),
            rows=[_row(number, row, groups) for number, row in enumerate(view.rows, start=1)],
            notes=_notes(view),
        )
    ]


def _subtitle(view: StandingView) -> str:
    state = f"lập lần {view.drawing} ngày {view.drawn_on:%d/%m/%Y}, chưa công bố"
    if view.state is StandingState.PUBLISHED and view.published_on is not None:
        state = f"công bố ngày {view.published_on:%d/%m/%Y}"
    return f"{view.name or view.cluster}, {view.season.rpartition('.')[2]}: {state}"


def _row(number: int, row: RowView, groups: int) -> tuple[Cell, ...]:
    return (
        Cell(number),
        Cell(row.name or str(row.unit)),
        *(Cell(points) for points in row.groups),
        *[Cell()] * (groups - len(row.groups)),
        Cell(row.deductions),
        Cell(row.late_reports),
        Cell(row.total),
        Cell("–" if row.rank is None else row.rank),
        Cell(remark_of(row) or None),
    )


def _notes(view: StandingView) -> tuple[str, ...]:
    ties = f"Còn {len(view.unresolved)} trường hợp bằng điểm chưa phân định." if view.unresolved else None
    digest = f"Mã băm SHA-256 của kết quả công bố: {view.digest}" if view.digest else None
    return tuple(note for note in (ties, digest) if note)


def _points(vi: str, en: str) -> Column:
    return Column(vi, en, 11, centred=True, shown="0.00")
