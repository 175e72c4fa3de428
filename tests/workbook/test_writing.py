"""What a written file is, seen by another library than the one that wrote it."""

import time
from datetime import date
from decimal import Decimal

import pytest

from infra.workbook.table import About, Ask, Cell, Column, Kind, Table
from infra.workbook.writing import written
from tests.workbook.editing import opened

COLUMNS = (Column("Mã", "Code", 10, centred=True), Column("Số liệu", "Figure", 12), Column("Đạt?", "Met?", 12))
YES_NO = Ask(Kind.CHOICE, "Chọn.", choices=("Đạt", "Không đạt"))
NUMBER = Ask(Kind.NUMBER, "Không âm.", most=1000)
ROWS = [
    (Cell("I.1"), Cell(Decimal("9.95"), NUMBER), Cell()),
    (Cell("I.2"), Cell(None, NUMBER), Cell()),
    (Cell("I.3"), Cell(), Cell("Đạt", YES_NO)),
]
FORM = Table(
    name="Tự chấm",
    title="BẢNG TỰ CHẤM",
    subtitle="Thị xã Giá Rai",
    about=(About("Biểu · Form", "test.1"),),
    columns=COLUMNS,
    rows=ROWS,
    form=True,
)


def test_the_same_table_is_the_same_bytes():
    """Left out the fixed date of making: the bytes differ from second to second."""
    first = written([FORM], "Bảng")
    time.sleep(1.1)
    assert written([FORM], "Bảng") == first


def test_headers_and_values_stand_where_they_are_read():
    sheet = opened(written([FORM], "Bảng"))["Tự chấm"]
    assert [sheet["A1"].value, sheet["A2"].value, sheet["B3"].value] == ["BẢNG TỰ CHẤM", "Thị xã Giá Rai", "test.1"]
    assert [cell.value for cell in sheet[FORM.head_row]] == ["Mã\nCode", "Số liệu\nFigure", "Đạt?\nMet?"]
    assert [cell.value for cell in sheet[FORM.head_row + 1]] == ["I.1", 9.95, None]


def test_what_is_asked_is_open_and_the_rest_is_locked():
    sheet = opened(written([FORM], "Bảng"))["Tự chấm"]
    assert sheet.protection.sheet
    open_cells = [cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
    assert open_cells == ["B6", "B7", "C8"]


def test_cells_that_ask_have_a_drop_down_or_bounds():
    rules = {str(rule.sqref): rule for rule in opened(written([FORM], "Bảng"))["Tự chấm"].data_validations.dataValidation}
    assert {where: rule.type for where, rule in rules.items()} == {"B6:B7": "decimal", "C8": "list"}
    assert rules["C8"].formula1 == '"Đạt,Không đạt"'
    assert (rules["B6:B7"].formula1, rules["B6:B7"].formula2, rules["B6:B7"].error) == ("0", "1000", "Không âm.")


def test_on_paper_it_is_a4_with_its_headers_on_each_page():
    sheet = opened(written([FORM], "Bảng"))["Tự chấm"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert (sheet.print_title_rows, sheet.print_area) == ("$5:$5", "'Tự chấm'!$A$1:$C$8")


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (Decimal("0.1"), 0.1),
        (Decimal("123456789012.345"), 123456789012.345),
        (Decimal("9999999999999.99"), 9999999999999.99),
        (Decimal("1234567890123.4567"), "1234567890123.4567"),
        (1_000_000, 1_000_000),
        (date(2023, 10, 30), date(2023, 10, 30)),
        ("=1+1", "=1+1"),
        ("1.2", "1.2"),
    ],
)
def test_a_value_is_stored_as_it_is(value, stored):
    """A number of more digits than a cell keeps is text; text that looks like a formula or a number stays text."""
    table = Table(name="A", title="A", subtitle="", columns=(Column("A", "A", 9),), rows=[(Cell(value),)])
    cell = opened(written([table], "A"))["A"]["A5"]
    assert (cell.value.date() if isinstance(stored, date) else cell.value) == stored
    assert (cell.data_type == "s") == isinstance(stored, str)
