"""Verification and appraisal as forms: what holds on each leaf, what it is changed to, and why; a silent row changes nothing.

The way back needs the file alone: the decision says whether what it states fits the scorecard of today.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from contracts.rules import OfficialLayer
from contracts.scoring import Input, PointsStated, Qualitative
from infra.workbook.endpoints import Entered, require_right
from infra.workbook.entering import Entering, enter
from infra.workbook.problems import CellFault, Place
from infra.workbook.reading import read_sheets
from infra.workbook.table import Ask, Cell, Column, Kind, Table
from services.scoring.views import LeafView, SheetView, StatementView
from services.scoring.workbooks.inputs import Columns, asked, stated_in
from services.scoring.workbooks.words import about, input_words, rule_word, whose

CODE, TITLE, RULE, MAXIMUM, TARGET, HOLDS, RESULT, PENALTIES, POINTS, REASON = range(1, 11)
COLUMNS: Final = (
    Column("Mã", "Code", 14, centred=True),
    Column("Tiêu chí", "Criterion", 50),
    Column("Cách chấm", "Rule", 18, centred=True),
    Column("Điểm tối đa", "Maximum", 10, centred=True),
    Column("Chỉ tiêu", "Target", 12, centred=True),
    Column("Đang tính", "What holds", 14, centred=True),
    Column("Sửa thành: kết quả, số lần, số lần cộng", "Changed to: result, count, bonus count", 18, centred=True),
    Column("Số lần trừ", "Penalty count", 10, centred=True),
    Column("Hoặc điểm (định tính)", "Or points (qualitative)", 12, centred=True),
    Column("Lý do", "Reason", 40),
)
AT: Final = Columns(RULE, RESULT, PENALTIES)
STATED: Final = Ask(Kind.NUMBER, "Điểm từ 0 đến điểm tối đa, khi không ghi Đạt hay Không đạt.", most=10_000)
WHY: Final = Ask(Kind.TEXT, "Mỗi thay đổi phải có lý do.")


@dataclass(frozen=True, slots=True)
class Form:
    """Which layer the form is for, and how it is called."""

    name: str
    sheet: str
    title: str
    layer: OfficialLayer


VERIFICATION: Final = Form("scoring.verification.1", "Thẩm tra", "BẢNG THẨM TRA · Verification", OfficialLayer.LEADER)
APPRAISAL: Final = Form("scoring.appraisal.1", "Thẩm định", "BẢNG THẨM ĐỊNH · Appraisal", OfficialLayer.BOARD)


def tables(sheet: SheetView, form: Form) -> list[Table]:
    """The form for the leaves that are assigned to a unit, filled with what the layer has changed so far."""
    return [
        Table(
            name=form.sheet,
            title=form.title,
            subtitle=f"{whose(sheet)}. Chỉ ghi những gì thay đổi, kèm lý do; dòng để trống là giữ nguyên.",
            about=about(form.name, sheet.cluster, sheet.unit),
            columns=COLUMNS,
            rows=[_row(sheet, leaf, form.layer) for leaf in sheet.leaves if leaf.assigned],
            form=True,
        )
    ]


def _row(sheet: SheetView, leaf: LeafView, layer: OfficialLayer) -> tuple[Cell, ...]:
    word, said = rule_word(leaf.rule), _statement(leaf, layer)
    result, penalties = asked(word, said.input if said else None)
    return (
        Cell(leaf.leaf),
        Cell(leaf.title),
        Cell(word),
        Cell(leaf.maximum),
        Cell(None if leaf.target is None else Decimal(leaf.target)),
        Cell(input_words(_holding(sheet, leaf, layer)) or None),
        result,
        penalties,
        Cell(_points(said), STATED if isinstance(leaf.rule, Qualitative) else None),
        Cell(said.reason if said else None, WHY),
    )


def _statement(leaf: LeafView, layer: OfficialLayer) -> StatementView | None:
    found: StatementView | None = getattr(leaf, "own" if layer is OfficialLayer.SELF else layer.value)
    return found


def _holding(sheet: SheetView, leaf: LeafView, layer: OfficialLayer) -> Input | None:
    """What holds on a leaf without this layer: the last word of those before it."""
    layers = sheet.official_layers
    before = layers[: layers.index(layer)] if layer in layers else layers
    return next((said.input for each in reversed(before) if (said := _statement(leaf, each))), None)


def _points(said: StatementView | None) -> Decimal | None:
    return said.input.points if said and isinstance(said.input, PointsStated) else None


def entered(cluster: UUID, unit: UUID, form: Form, body: bytes) -> Entered:
    """The command `VerifySheet` or `AppraiseSheet` that a file says.

    Raises:
        UnreadableWorkbook, WorkbookTooLarge, WorkbookFaults: it says none.
    """
    faults: list[CellFault] = []
    found = enter(read_sheets(body, (form.sheet,)), form.sheet, about(form.name, cluster, unit), COLUMNS, faults)
    require_right(faults)
    taken = Entered({"cluster": str(cluster), "unit": str(unit), "changes": []}, Place(form.sheet), {}, {})
    for row in found.rows():
        _enter(found, row, taken)
    require_right(faults)
    return taken


def _enter(found: Entering, row: int, taken: Entered) -> None:
    code = found.text(row, CODE)
    if code is None or code in taken.named:
        found.fault(row, CODE, "row-without-code" if code is None else "code-twice", given=code)
        return
    taken.named[code] = found.place(row, RESULT)
    stated, reason = _stated(found, row), found.text(row, REASON)
    if all(found.blank(row, column) for column in (RESULT, PENALTIES, POINTS)):
        if reason is not None:
            found.fault(row, RESULT, "value-missing")
        return
    if found.blank(row, REASON):
        found.fault(row, REASON, "value-missing")
    if stated is None:
        return
    changes = taken.document["changes"]
    place = f"/changes/{len(changes)}"
    taken.places[place] = found.place(row, CODE)
    taken.places[f"{place}/input"] = found.place(row, RESULT)
    taken.places[f"{place}/input/plus-minus-times/minus"] = found.place(row, PENALTIES)
    taken.places[f"{place}/input/points"] = found.place(row, POINTS)
    taken.places[f"{place}/reason"] = found.place(row, REASON)
    changes.append({"leaf": code, "input": stated, "reason": reason})


def _stated(found: Entering, row: int) -> dict[str, Any] | None:
    """What the row states: an input of its kind, or points."""
    points = found.number(row, POINTS)
    if points is None:
        return stated_in(found, row, AT)
    found.refuse_entry(row, RESULT, PENALTIES)
    return {"kind": "points", "points": f"{points:f}"}
