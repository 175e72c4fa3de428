"""What is read from other people's files, what is not, and what is said of it."""

import io
import struct
import zipfile
import zlib
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from infra.runtime.errors import Problem
from infra.workbook.entering import Entering, enter
from infra.workbook.problems import CellFault, UnreadableWorkbook, WorkbookFaults, WorkbookTooLarge
from infra.workbook.reading import ROWS_MAX, UNPACKED_BYTES_MAX, read_sheets
from infra.workbook.table import About, Cell, Column, Table
from infra.workbook.writing import written
from tests.workbook.editing import edited, opened, repacked, saved

ABOUT = (About("Biểu · Form", "test.1"),)
COLUMNS = (Column("Mã", "Code", 10), Column("Số liệu", "Figure", 12))
FORM = written(
    [Table(name="Tự chấm", title="T", subtitle="", about=ABOUT, columns=COLUMNS, rows=[(Cell("I.1"), Cell(Decimal("9.95")))])],
    "Bảng",
)


def entering(body: bytes) -> tuple[Entering, list[CellFault]]:
    faults: list[CellFault] = []
    return enter(read_sheets(body, ("Tự chấm",)), "Tự chấm", ABOUT, COLUMNS, faults), faults


def codes(faults: list[CellFault]) -> list[tuple[str, str]]:
    return [(fault.place.cell, fault.code) for fault in faults]


def typed(value: Any, number_format: str | None = None) -> tuple[Entering, list[CellFault]]:
    book = opened(FORM)
    book["Tự chấm"]["B6"] = value
    if number_format:
        book["Tự chấm"]["B6"].number_format = number_format
    return entering(saved(book))


def stored(text: str) -> bytes:
    """The form with a number that is spelled so in the file."""
    return repacked(FORM, lambda _, part: part.replace(b"<v>9.95</v>", f"<v>{text}</v>".encode()))


def test_a_form_comes_back_as_it_went_out():
    form, faults = entering(FORM)
    assert [(form.text(row, 1), form.number(row, 2)) for row in form.rows()] == [("I.1", Decimal("9.95"))]
    assert faults == []


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        (7.1, "7.1"),
        (0.1, "0.1"),
        (250000, "250000"),
        (250000.0, "250000"),
        (1e14, "100000000000000"),
        (1e-4, "0.0001"),
        (123456789012.345, "123456789012.345"),
        (0, "0"),
        (-2, "-2"),
    ],
)
def test_a_number_is_read_as_it_was_typed(stored, read):
    form, faults = typed(stored)
    assert (str(form.number(6, 2)), faults) == (read, [])


def test_excels_longer_spelling_of_a_number_is_the_same_number():
    """Excel stores 7.1 as 7.0999999999999996: the same binary number, whose shortest decimal was typed."""
    form, _ = entering(stored("7.0999999999999996"))
    assert form.number(6, 2) == Decimal("7.1")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("7,5", "comma-decimal"),
        ("1.234,5", "comma-decimal"),
        ("7.5", "number-as-text"),
        ("250000", "number-as-text"),
        ("bảy", "not-a-number"),
        (True, "not-a-number"),
        (date(2026, 5, 7), "day-for-number"),
        ("=B5+1", "formula"),
        ("#REF!", "error-value"),
        (1e15, "not-exact"),
        (1e300, "not-exact"),
    ],
)
def test_what_is_no_number_is_named_with_its_cell(value, code):
    form, faults = typed(value)
    number = form.number(6, 2)
    assert (number, codes(faults)) == (None, [("B6", code)])
    for fault in faults:
        said = fault.to_document()
        assert said["sheet"] == "Tự chấm"
        assert "{" not in said["vi"] + said["en"]


def test_what_a_calculation_left_over_is_named():
    form, faults = entering(stored("0.30000000000000004"))
    assert (form.number(6, 2), codes(faults)) == (None, [("B6", "not-exact")])


def test_a_count_is_whole():
    form, faults = typed(1.5)
    assert (form.count(6, 2), codes(faults)) == (None, [("B6", "not-whole")])
    form, faults = typed(3)
    assert (form.count(6, 2), faults) == (3, [])


@pytest.mark.parametrize("value", [date(2023, 10, 30), "30/10/2023", "2023-10-30", " 30/10/2023 "])
def test_a_day_is_a_date_or_its_text(value):
    form, faults = typed(value)
    assert (form.day(6, 2), faults) == (date(2023, 10, 30), [])


@pytest.mark.parametrize("value", ["31/02/2023", "10/30/2023", 45229, datetime.fromisoformat("2023-10-30T08:30"), "hôm qua"])
def test_what_is_no_day_is_named(value):
    form, faults = typed(value)
    assert (form.day(6, 2), codes(faults)) == (None, [("B6", "not-a-day")])


def test_a_choice_is_one_of_the_list_however_it_is_composed():
    choices = {"Đạt": True, "Không đạt": False}
    for text in ("Không đạt", "KHÔNG ĐẠT", " Không  đạt", "Kho\u0302ng \u0111a\u0323t"):
        form, faults = typed(text)
        assert (form.choice(6, 2, choices), faults) == (False, [])
    form, faults = typed("Có")
    assert form.choice(6, 2, choices) is None
    assert faults[0].to_document()["en"] == "`Có` is not one of: Đạt; Không đạt."


def test_a_code_that_excel_made_a_number_is_named():
    form, faults = entering(edited(FORM, "Tự chấm", A6=1.2))
    assert (form.text(6, 1), codes(faults)) == (None, [("A6", "number-for-text")])


def test_a_moved_column_another_form_and_merged_cells_are_named():
    assert codes(entering(edited(FORM, "Tự chấm", B5="Khác"))[1]) == [("B5", "header-changed")]
    assert codes(entering(edited(FORM, "Tự chấm", B3="test.2"))[1]) == [("B3", "other-form")]
    book = opened(FORM)
    book["Tự chấm"].merge_cells("A7:B9")
    faults = entering(saved(book))[1]
    assert [(fault.place.cell, fault.fields) for fault in faults] == [("A7", {"given": "A7:B9"})]
    with pytest.raises(WorkbookFaults, match="1 fault"):
        enter(read_sheets(FORM, ("Minh chứng",)), "Minh chứng", ABOUT, COLUMNS, [])


def lying_bomb() -> bytes:
    """A worksheet of 20 MB of blanks that says of itself to be small."""
    real = b"<a>" + b" " * (20 * 1024 * 1024)
    body = bytearray(repacked(FORM, lambda name, part: real if name == "xl/worksheets/sheet1.xml" else part))
    small, crc = struct.pack("<I", 1000), struct.pack("<I", zlib.crc32(real[:1000]))
    for found in (struct.pack("<I", len(real)),):
        while (at := body.find(found)) >= 0:
            body[at : at + 4] = small
    while (at := body.find(struct.pack("<I", zlib.crc32(real)))) >= 0:
        body[at : at + 4] = crc
    return bytes(body)


def huge_merge() -> bytes:
    book = opened(FORM)
    book["Tự chấm"].merge_cells("A7:B8")
    return repacked(saved(book), lambda _, part: part.replace(b'"A7:B8"', b'"A7:XFD1048576"'))


def far_cell() -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.add_worksheet("Tự chấm").write(1_048_575, 16_383, 1)
    book.close()
    return target.getvalue()


def entities() -> bytes:
    evil = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet>&b;</worksheet>'
    return repacked(FORM, lambda name, part: evil if name == "xl/worksheets/sheet1.xml" else part)


def old_excel() -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


def without(wanted: str) -> bytes:
    return repacked(FORM, lambda name, part: None if name == wanted else part)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        pytest.param(lambda: b"", UnreadableWorkbook, id="nothing"),
        pytest.param(lambda: b"a;b;c\n1;2;3\n", UnreadableWorkbook, id="CSV"),
        pytest.param(lambda: b"%PDF-1.7", UnreadableWorkbook, id="PDF"),
        pytest.param(old_excel, UnreadableWorkbook, id="XLS"),
        pytest.param(lambda: FORM[:-100], UnreadableWorkbook, id="cut off"),
        pytest.param(lambda: b"PK" + bytes(1000), UnreadableWorkbook, id="no zip"),
        pytest.param(lambda: without("xl/workbook.xml"), UnreadableWorkbook, id="no workbook"),
        pytest.param(entities, UnreadableWorkbook, id="entities"),
        pytest.param(lying_bomb, UnreadableWorkbook, id="a bomb that lies"),
        pytest.param(far_cell, WorkbookTooLarge, id="a cell far away"),
        pytest.param(lambda: edited(FORM, "Tự chấm", **{f"A{ROWS_MAX + 1}": "x"}), WorkbookTooLarge, id="rows"),
        pytest.param(
            lambda: repacked(FORM, lambda n, p: p + b" " * UNPACKED_BYTES_MAX if "sheet1" in n else p),
            WorkbookTooLarge,
            id="bomb",
        ),
    ],
)
def test_what_is_no_workbook_is_refused_with_what_to_do(body, problem: type[Problem]):
    with pytest.raises(problem) as refused:
        read_sheets(body(), ("Tự chấm",))
    said = refused.value.to_document()
    assert "{" not in said["vi"] + said["en"]


def test_a_merge_of_all_cells_costs_nothing():
    """Left out read-only: openpyxl makes an object of each of seventeen thousand million cells."""
    assert codes(entering(huge_merge())[1]) == [("A7", "merged-cells")]


def test_a_part_that_is_there_twice_is_refused():
    target = io.BytesIO(FORM)
    with zipfile.ZipFile(target, "a") as packed, pytest.warns(UserWarning, match="Duplicate"):
        packed.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")
    with pytest.raises(UnreadableWorkbook, match="twice"):
        read_sheets(target.getvalue(), ("Tự chấm",))


def test_other_worksheets_are_left_alone():
    book = openpyxl.load_workbook(io.BytesIO(FORM))
    book.create_sheet("Nháp")["A1"] = "=1+1"
    assert set(read_sheets(saved(book), ("Tự chấm",))) == {"Tự chấm"}
    assert read_sheets(without("xl/worksheets/sheet1.xml"), ("Tự chấm",)) == {}
