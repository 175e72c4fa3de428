"""A sheet that is stated whole as a form, a unit's own or a peer's: the unit's leaves and their evidence, out and back in.

The way back needs the file alone: the decision says whether what it states fits the scorecard of today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from contracts.scoring import EVIDENCE_BYTES_MAX, Evidence
from infra.workbook.endpoints import Entered, require_right
from infra.workbook.entering import Entering, enter
from infra.workbook.problems import CellFault, Place
from infra.workbook.reading import read_sheets
from infra.workbook.table import About, Ask, Cell, Column, Kind, Table, head_row
from services.scoring.views import LeafView, SheetView, StatementView
from services.scoring.workbooks.inputs import Columns, asked, stated_in
from services.scoring.workbooks.words import about, input_words, rule_word, whose

EVIDENCE: Final = "Minh chứng"
SPARE: Final = 100
"""Empty rows for evidence yet to be declared."""

CODE, TITLE, RULE, MAXIMUM, TARGET, RESULT, PENALTIES = range(1, 8)
AT: Final = Columns(RULE, RESULT, PENALTIES)
SCORE_COLUMNS: Final = (
    Column("Mã", "Code", 18, centred=True),
    Column("Tiêu chí", "Criterion", 58),
    Column("Cách chấm", "Rule", 20, centred=True),
    Column("Điểm tối đa", "Maximum", 11, centred=True),
    Column("Chỉ tiêu", "Target", 14, centred=True),
    Column("Kết quả, số lần, số lần cộng", "Result, count, bonus count", 18, centred=True),
    Column("Số lần trừ", "Penalty count", 12, centred=True),
)
OWN_STATEMENT: Final = Column("Đơn vị tự chấm", "Stated by the unit", 16, centred=True)
EVIDENCE_COLUMNS: Final = (
    Column("Mã tiêu chí", "Criterion", 18, centred=True),
    Column("Tên tệp", "File name", 36),
    Column("Kích thước (byte)", "Size (bytes)", 14, centred=True),
    Column("Mã băm SHA-256", "SHA-256", 40),
    Column("Số văn bản", "Document number", 20, centred=True),
    Column("Ngày văn bản", "Document date", 14, centred=True),
    Column("Từ ngày", "Period from", 14, centred=True),
    Column("Đến ngày", "Period to", 14, centred=True),
)


@dataclass(frozen=True, slots=True)
class Form:
    """What the form is called, and its columns."""

    name: str
    sheet: str
    title: str
    columns: tuple[Column, ...]


OWN: Final = Form("scoring.self-sheet.1", "Tự chấm", "BẢNG TỰ CHẤM ĐIỂM THI ĐUA · Self-score sheet", SCORE_COLUMNS)
CROSS: Final = Form(
    "scoring.cross-sheet.1", "Chấm chéo", "BẢNG CHẤM CHÉO ĐIỂM THI ĐUA · Cross-score sheet", (*SCORE_COLUMNS, OWN_STATEMENT)
)


def tables(sheet: SheetView, peer: UUID | None = None) -> list[Table]:
    """The form for the leaves that are assigned to a unit, filled with what it has handed in, or what its peer has."""
    form = OWN if peer is None else CROSS
    leaves = [leaf for leaf in sheet.leaves if leaf.assigned]
    lines = about(form.name, sheet.cluster, sheet.unit, peer)
    first = head_row(len(lines)) + 1
    listed = f"='{form.sheet}'!$A${first}:$A${first + len(leaves) - 1}"
    evidence = [(leaf.leaf, found) for leaf in leaves if (said := _said(leaf, peer)) for found in said.evidence]
    spare: list[tuple[str, Evidence | None]] = [("", None)] * SPARE
    return [
        Table(
            name=form.sheet,
            title=form.title,
            subtitle=whose(sheet),
            about=lines,
            columns=form.columns,
            rows=[_score_row(leaf, peer) for leaf in leaves],
            form=True,
        ),
        Table(
            name=EVIDENCE,
            title="MINH CHỨNG · Evidence",
            subtitle=whose(sheet),
            about=lines,
            columns=EVIDENCE_COLUMNS,
            rows=[_evidence_row(listed, *each) for each in [*evidence, *spare]],
            form=True,
        ),
    ]


def _said(leaf: LeafView, peer: UUID | None) -> StatementView | None:
    return leaf.own if peer is None else next((said for said in leaf.cross if said.peer == peer), None)


def _score_row(leaf: LeafView, peer: UUID | None) -> tuple[Cell, ...]:
    word, said = rule_word(leaf.rule), _said(leaf, peer)
    target = None if leaf.target is None else Decimal(leaf.target)
    own = () if peer is None else (Cell(input_words(leaf.own.input if leaf.own else None) or None),)
    cells = asked(word, said.input if said else None)
    return (Cell(leaf.leaf), Cell(leaf.title), Cell(word), Cell(leaf.maximum), Cell(target), *cells, *own)


def _evidence_row(listed: str, leaf: str, found: Evidence | None) -> tuple[Cell, ...]:
    names = ("file_name", "size", "sha256", "document_number", "document_date", "period_from", "period_to")
    values = [None] * len(names) if found is None else [getattr(found, name) for name in names]
    text, day = Ask(Kind.TEXT), Ask(Kind.DAY, "Ngày/tháng/năm.")
    size = Ask(Kind.COUNT, "Số byte của tệp.", most=EVIDENCE_BYTES_MAX)
    code = Ask(Kind.CHOICE, "Chọn mã tiêu chí.", listed=listed)
    asks = (text, size, text, text, day, day, day)
    return (Cell(leaf or None, code), *(Cell(value, ask) for value, ask in zip(values, asks, strict=True)))


def entered(cluster: UUID, unit: UUID, peer: UUID | None, body: bytes) -> Entered:
    """The command `SubmitSelfSheet` that a file says, or with a peer `SubmitCrossSheet`.

    Raises:
        UnreadableWorkbook, WorkbookTooLarge, WorkbookFaults: it says none.
    """
    form = OWN if peer is None else CROSS
    sheets = read_sheets(body, (form.sheet, EVIDENCE))
    faults: list[CellFault] = []
    lines: tuple[About, ...] = about(form.name, cluster, unit, peer)
    scores = enter(sheets, form.sheet, lines, form.columns, faults)
    proofs = enter(sheets, EVIDENCE, lines, EVIDENCE_COLUMNS, faults)
    require_right(faults)
    found: dict[str, Any] = {}
    by = {} if peer is None else {"peer": str(peer)}
    taken = Entered({"cluster": str(cluster), "unit": str(unit), **by, "entries": []}, Place(form.sheet), {}, {})
    for row in scores.rows():
        _enter_score(scores, row, found, taken)
    for row in proofs.rows():
        _enter_evidence(proofs, row, found, taken)
    require_right(faults)
    return taken


def _enter_score(scores: Entering, row: int, found: dict[str, Any], taken: Entered) -> None:
    code = scores.text(row, CODE)
    if code is None:
        scores.fault(row, CODE, "row-without-code")
        return
    if code in taken.named:
        scores.fault(row, CODE, "code-twice", given=code)
        return
    taken.named[code] = scores.place(row, RESULT)
    stated = stated_in(scores, row, AT)
    if stated is None:
        return
    place = f"/entries/{len(found)}"
    taken.places[place] = scores.place(row, CODE)
    taken.places[f"{place}/input"] = scores.place(row, RESULT)
    taken.places[f"{place}/input/plus-minus-times/minus"] = scores.place(row, PENALTIES)
    found[code] = {"leaf": code, "input": stated, "evidence": []}
    taken.document["entries"].append(found[code])


def _enter_evidence(proofs: Entering, row: int, found: dict[str, Any], taken: Entered) -> None:
    code = proofs.text(row, 1)
    if code is None:
        proofs.fault(row, 1, "row-without-code")
        return
    if code not in taken.named:
        proofs.fault(row, 1, "code-unknown", given=code)
        return
    read: dict[str, Any] = {
        "file_name": proofs.text(row, 2),
        "size": proofs.count(row, 3),
        "sha256": proofs.text(row, 4),
        "document_number": proofs.text(row, 5),
        "document_date": proofs.day(row, 6),
        "period_from": proofs.day(row, 7),
        "period_to": proofs.day(row, 8),
    }
    for column, (name, value) in enumerate(read.items(), start=2):
        if value is None and proofs.blank(row, column):
            proofs.fault(row, column, "value-missing")
        if isinstance(value, date):
            read[name] = value.isoformat()
    if code not in found:
        return
    place = f"/entries/{list(found).index(code)}/evidence"
    number = len(found[code]["evidence"])
    found[code]["evidence"].append(read)
    taken.places[place] = proofs.place(row, 1)
    for column, name in enumerate(read, start=2):
        taken.places[f"{place}/{number}/{name}"] = proofs.place(row, column)
