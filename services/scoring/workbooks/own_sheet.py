"""The self-score sheet (bảng tự chấm) as a form: the unit's leaves and their evidence, out and back in.

The way back needs the file alone: the decision says whether what it states fits the scorecard of today.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from contracts.scoring import EVIDENCE_BYTES_MAX, Actual, Evidence, Input, Met, PlusMinusTimes, PointsStated, Times
from infra.workbook.endpoints import Entered, require_right
from infra.workbook.entering import Entering, enter
from infra.workbook.problems import CellFault, Place
from infra.workbook.reading import read_sheets
from infra.workbook.table import Ask, Cell, Column, Kind, Table, head_row
from services.scoring.views import LeafView, SheetView
from services.scoring.workbooks.words import (
    DIRECT,
    LOWER,
    MET,
    PLUS_MINUS,
    QUALITATIVE,
    QUANTITATIVE,
    about,
    met_word,
    rule_word,
    whose,
)

FORM: Final = "scoring.self-sheet.1"
SCORES: Final = "Tự chấm"
EVIDENCE: Final = "Minh chứng"
SPARE: Final = 100
"""Empty rows for evidence yet to be declared."""

CODE, TITLE, RULE, MAXIMUM, TARGET, RESULT, PENALTIES = range(1, 8)
SCORE_COLUMNS: Final = (
    Column("Mã", "Code", 18, centred=True),
    Column("Tiêu chí", "Criterion", 58),
    Column("Cách chấm", "Rule", 20, centred=True),
    Column("Điểm tối đa", "Maximum", 11, centred=True),
    Column("Chỉ tiêu", "Target", 14, centred=True),
    Column("Kết quả, số lần, số lần cộng", "Result, count, bonus count", 18, centred=True),
    Column("Số lần trừ", "Penalty count", 12, centred=True),
)
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
NUMBER: Final = Ask(Kind.NUMBER, "Số thực hiện, không âm, nhiều nhất 4 chữ số thập phân.", most=10**13)
COUNT: Final = Ask(Kind.COUNT, "Số lần, số nguyên từ 0.")
YES_NO: Final = Ask(Kind.CHOICE, "Chọn Đạt hoặc Không đạt.", choices=tuple(MET))


def tables(sheet: SheetView) -> list[Table]:
    """The form for the leaves that are assigned to a unit, filled with what it has handed in."""
    leaves = [leaf for leaf in sheet.leaves if leaf.assigned]
    lines = about(FORM, sheet.cluster, sheet.unit)
    first = head_row(len(lines)) + 1
    listed = f"='{SCORES}'!$A${first}:$A${first + len(leaves) - 1}"
    evidence = [(leaf.leaf, found) for leaf in leaves if leaf.own for found in leaf.own.evidence]
    spare: list[tuple[str, Evidence | None]] = [("", None)] * SPARE
    return [
        Table(
            name=SCORES,
            title="BẢNG TỰ CHẤM ĐIỂM THI ĐUA · Self-score sheet",
            subtitle=whose(sheet),
            about=lines,
            columns=SCORE_COLUMNS,
            rows=[_score_row(leaf) for leaf in leaves],
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


def _score_row(leaf: LeafView) -> tuple[Cell, ...]:
    word = rule_word(leaf.rule)
    target = None if leaf.target is None else Decimal(leaf.target)
    result, penalties = _asked(word, leaf.own.input if leaf.own else None)
    return (Cell(leaf.leaf), Cell(leaf.title), Cell(word), Cell(leaf.maximum), Cell(target), result, penalties)


def _asked(word: str, stated: Input | None) -> tuple[Cell, Cell]:
    match stated:
        case Actual(actual=actual):
            return Cell(actual, NUMBER), Cell()
        case Met(met=met):
            return Cell(met_word(met=met), YES_NO), Cell()
        case Times(times=times):
            return Cell(times, COUNT), Cell()
        case PlusMinusTimes(plus=plus, minus=minus):
            return Cell(plus, COUNT), Cell(minus, COUNT)
        case PointsStated() | None:
            # The form has no column for points: left blank it asks again, and a file cannot change them unseen.
            asked = {QUALITATIVE: YES_NO, DIRECT: COUNT, PLUS_MINUS: COUNT}.get(word, NUMBER)
            return Cell(None, asked), Cell(None, COUNT if word == PLUS_MINUS else None)


def _evidence_row(listed: str, leaf: str, found: Evidence | None) -> tuple[Cell, ...]:
    names = ("file_name", "size", "sha256", "document_number", "document_date", "period_from", "period_to")
    values = [None] * len(names) if found is None else [getattr(found, name) for name in names]
    text, day = Ask(Kind.TEXT), Ask(Kind.DAY, "Ngày/tháng/năm.")
    size = Ask(Kind.COUNT, "Số byte của tệp.", most=EVIDENCE_BYTES_MAX)
    code = Ask(Kind.CHOICE, "Chọn mã tiêu chí.", listed=listed)
    asks = (text, size, text, text, day, day, day)
    return (Cell(leaf or None, code), *(Cell(value, ask) for value, ask in zip(values, asks, strict=True)))


def entered(cluster: UUID, unit: UUID, body: bytes) -> Entered:
    """The command `SubmitSelfSheet` that a file says.

    Raises:
        UnreadableWorkbook, WorkbookTooLarge, WorkbookFaults: it says none.
    """
    sheets = read_sheets(body, (SCORES, EVIDENCE))
    faults: list[CellFault] = []
    lines = about(FORM, cluster, unit)
    scores = enter(sheets, SCORES, lines, SCORE_COLUMNS, faults)
    proofs = enter(sheets, EVIDENCE, lines, EVIDENCE_COLUMNS, faults)
    require_right(faults)
    found: dict[str, Any] = {}
    taken = Entered({"cluster": str(cluster), "unit": str(unit), "entries": []}, Place(SCORES), {}, {})
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
    stated = _stated(scores, row, scores.text(row, RULE))
    if stated is None:
        return
    place = f"/entries/{len(found)}"
    taken.places[place] = scores.place(row, CODE)
    taken.places[f"{place}/input"] = scores.place(row, RESULT)
    taken.places[f"{place}/input/plus-minus-times/minus"] = scores.place(row, PENALTIES)
    found[code] = {"leaf": code, "input": stated, "evidence": []}
    taken.document["entries"].append(found[code])


def _stated(scores: Entering, row: int, word: str | None) -> dict[str, Any] | None:
    """What is stated on a row; None where nothing is, or nothing that can be read."""
    if word != PLUS_MINUS:
        scores.refuse_entry(row, PENALTIES)
    if word in (QUANTITATIVE, LOWER):
        actual = scores.number(row, RESULT)
        return None if actual is None else {"kind": "actual", "actual": f"{actual:f}"}
    if word == QUALITATIVE:
        met = scores.choice(row, RESULT, MET)
        return None if met is None else {"kind": "met", "met": met}
    if word == DIRECT:
        times = scores.count(row, RESULT)
        return None if times is None else {"kind": "times", "times": times}
    if word == PLUS_MINUS:
        return _both_counts(scores, row)
    kinds = "; ".join((QUANTITATIVE, LOWER, QUALITATIVE, DIRECT, PLUS_MINUS))
    scores.fault(row, RULE, "not-a-choice", given=word or "", choices=kinds)
    return None


def _both_counts(scores: Entering, row: int) -> dict[str, Any] | None:
    plus, minus = scores.count(row, RESULT), scores.count(row, PENALTIES)
    if plus is not None and minus is None and scores.blank(row, PENALTIES):
        scores.fault(row, PENALTIES, "value-missing")
    if minus is not None and plus is None and scores.blank(row, RESULT):
        scores.fault(row, RESULT, "value-missing")
    return None if plus is None or minus is None else {"kind": "plus-minus-times", "plus": plus, "minus": minus}


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
