"""Tables of points for A4: a unit's sheet with every layer, and a cluster's totals for its conference."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Final

from infra.workbook.table import Cell, Column, Table
from services.scoring.agreement_views import AgreementView
from services.scoring.views import LeafView, SheetView, StatementView, TotalsView
from services.scoring.workbooks.words import cluster_words, figure, input_words, rule_word, whose

GROUPS: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
CENTRED: Final = 11
LATER: Final = {
    "leader": ("Thẩm tra", "Leader"),
    "field": ("Chấm ngành", "Field score"),
    "board": ("Thẩm định", "Board"),
    "council": ("Hội đồng", "Council"),
}
ALWAYS: Final = ("leader", "board")
"""The layers behind self and cross, in their order; the others are shown where they spoke."""


def layers(sheet: SheetView) -> list[Table]:
    """A unit's sheet, every layer of every leaf side by side; field scores and the council's word where there are any."""
    peers = max((len(leaf.cross) for leaf in sheet.leaves), default=0)
    crosses = tuple(_narrow(f"Chấm chéo {n}", f"Cross {n}") for n in range(1, peers + 1))
    later = tuple(name for name in LATER if name in ALWAYS or any(getattr(leaf, name) for leaf in sheet.leaves))
    return [
        Table(
            name="Bảng điểm",
            title="BẢNG ĐIỂM THI ĐUA QUA CÁC BƯỚC · Scoresheet, every layer",
            subtitle=whose(sheet),
            columns=(
                Column("Mã", "Code", 12, centred=True),
                Column("Tiêu chí", "Criterion", 46),
                Column("Cách chấm", "Rule", 18, centred=True),
                _narrow("Điểm tối đa", "Maximum"),
                _narrow("Chỉ tiêu", "Target"),
                _narrow("Tự chấm", "Self"),
                *crosses,
                *(_narrow(*LATER[name]) for name in later),
                Column("Lý do thay đổi, giải trình", "Reasons, explanation", 34),
                _points("Điểm", "Points"),
            ),
            rows=[_layers_row(leaf, peers, later) for leaf in sheet.leaves],
            notes=_sums(sheet),
        )
    ]


def _layers_row(leaf: LeafView, peers: int, later: Sequence[str]) -> tuple[Cell, ...]:
    target = None if leaf.target is None else Decimal(leaf.target)
    return (
        Cell(leaf.leaf),
        Cell(leaf.title),
        Cell(rule_word(leaf.rule) if leaf.assigned else "Không phân công"),
        Cell(leaf.maximum),
        Cell(target),
        Cell(_words(leaf.own)),
        *(Cell(_words(cross)) for cross, _ in zip_longest(leaf.cross, range(peers))),
        *(Cell(_words(getattr(leaf, name))) for name in later),
        Cell(_reasons(leaf)),
        Cell(leaf.points),
    )


def _reasons(leaf: LeafView) -> str | None:
    """Why each later layer changed what stood, and what the unit said to it."""
    said = [
        leaf.leader and leaf.leader.reason,
        leaf.explanation and f"Giải trình: {leaf.explanation.text}",
        *(each and each.reason for each in (leaf.field, leaf.board, leaf.council)),
    ]
    return "\n".join(text for text in said if text) or None


def _sums(sheet: SheetView) -> tuple[str, ...]:
    if sheet.sums is None:
        return ()
    sums = sheet.sums
    groups = "; ".join(f"nhóm {GROUPS[n]}: {figure(points)}" for n, points in enumerate(sums.groups))
    return (
        f"Điểm theo nhóm: {groups}. Cộng {figure(sums.raw)} trên tối đa {figure(sums.maximum)}.",
        f"Quy đổi theo thang {sheet.total}: {figure(sums.scaled)}. Cộng, trừ: {figure(sums.plus_minus)}. "
        + (f"Sổ thưởng, phạt: {figure(sums.ledger.points)}. " if sums.ledger else "")
        + (f"Tự đạt: {figure(sums.own)}. Tổng, gồm phần kế thừa" if sums.total != sums.own else "Tổng")
        + f": {figure(sums.total)}.",
    )


def totals(agreement: AgreementView, rows: Sequence[TotalsView]) -> list[Table]:
    """The totals of a cluster in roll order, as a table to print."""
    groups = max((len(row.sums.groups) for row in rows if row.sums), default=0)
    return [
        Table(
            name="Tổng hợp điểm",
            title="BẢNG TỔNG HỢP ĐIỂM THI ĐUA · Totals",
            subtitle=cluster_words(agreement),
            columns=(
                Column("TT", "No.", 6, centred=True),
                Column("Đơn vị", "Unit", 44),
                *(_points(f"Nhóm {GROUPS[n]}", f"Group {GROUPS[n]}") for n in range(groups)),
                _points("Điểm đạt", "Raw"),
                _points("Tối đa", "Maximum"),
                _points("Quy đổi", "Scaled"),
                _points("Cộng, trừ", "Plus/minus"),
                _points("Sổ thưởng, phạt", "Ledger"),
                _points("Tổng điểm", "Total"),
                Column("Ghi chú", "Remarks", 22),
            ),
            rows=[_totals_row(number, row, groups) for number, row in enumerate(rows, start=1)],
            notes=("Thứ tự theo danh sách cụm, khối; thứ hạng do bảng xếp hạng xác định.",),
        )
    ]


def _totals_row(number: int, row: TotalsView, groups: int) -> tuple[Cell, ...]:
    sums = row.sums
    points = [*(sums.groups if sums else ())]
    shown: list[Decimal | None] = [*points, *[None] * (groups - len(points))]
    ledger = sums.ledger.points if sums and sums.ledger else None
    shown += [sums.raw, sums.maximum, sums.scaled, sums.plus_minus, ledger] if sums else [None] * 5
    return (
        Cell(number),
        Cell(row.name or str(row.unit)),
        *(Cell(value) for value in shown),
        Cell(row.total),
        Cell(_remark(row)),
    )


def _remark(row: TotalsView) -> str | None:
    remarks = (
        (not row.signed, "chưa ký giao ước"),
        (row.left_out, "không được tính"),
        (row.locked is not None and not row.locked.complete, "phiếu chưa đủ"),
    )
    return "; ".join(text for applies, text in remarks if applies) or None


def _words(stated: StatementView | None) -> str | None:
    return None if stated is None else input_words(stated.input)


def _narrow(vi: str, en: str) -> Column:
    return Column(vi, en, CENTRED, centred=True)


def _points(vi: str, en: str) -> Column:
    return Column(vi, en, CENTRED, centred=True, shown="0.00")
