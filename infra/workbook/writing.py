"""Write tables as an .xlsx file, by XlsxWriter: the same tables are the same bytes, on each machine and at each hour."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from infra.workbook.table import ABOUT_ROW, Ask, Cell, Column, Kind, Table, Value

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

DIGITS_MAX: Final = 15
"""So many decimal digits a cell's binary number gives back unchanged; what has more is written as text."""
A4: Final = 9
MADE: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""What the file says of when it was made: always the same, or the same table would be other bytes every second."""
LINE_HEIGHT: Final = 16.5
WIDTH_OF_A_LETTER: Final = 1.15
"""Of the font's, in widths of a column's unit, with room for wider fonts in its place."""
FONT: Final = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
OPEN: Final = {"locked": False, "bg_color": "#FFF9DB"}
FIRST_DAY: Final = date(1900, 3, 1)
LAST_DAY: Final = date(2199, 12, 31)


def written(tables: Sequence[Table], title: str) -> bytes:
    """The tables as one file, each a worksheet, in this order."""
    import xlsxwriter  # with the first file: a service that writes none keeps its 6 MB

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "author": "Thi Đua", "created": MADE})
    styles = _Styles(book)
    for table in tables:
        _write(book.add_worksheet(table.name), table, styles)
    book.close()
    return target.getvalue()


class _Styles:
    """Formats, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **given: Any) -> Format:
        key = tuple(sorted(given.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({**FONT, **given})
        return self._made[key]

    def of(self, cell: Cell, column: Column) -> Format:
        given: dict[str, Any] = {"border": 1, "text_wrap": True}
        if column.centred:
            given["align"] = "center"
        if isinstance(cell.value, date) or (cell.ask and cell.ask.kind is Kind.DAY):
            given["num_format"] = "dd/mm/yyyy"
        elif cell.ask and cell.ask.kind in (Kind.TEXT, Kind.CHOICE):
            given["num_format"] = "@"  # or a code such as 1.2 would become a number, or a day
        elif isinstance(cell.value, Decimal):
            given["num_format"] = column.shown
        return self.get(**given, **(OPEN if cell.ask else {}))


def _write(sheet: Worksheet, table: Table, styles: _Styles) -> None:
    sheet.write_string(0, 0, table.title, styles.get(bold=True, font_size=14))
    sheet.write_string(1, 0, table.subtitle, styles.get(italic=True))
    for place, about in enumerate(table.about, start=ABOUT_ROW - 1):
        sheet.write_string(place, 0, about.label, styles.get(font_size=9, font_color="#666666"))
        sheet.write_string(place, 1, about.value, styles.get(font_size=9, font_color="#666666"))
    top = table.head_row - 1
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
        head = styles.get(bold=True, border=1, text_wrap=True, align="center", bg_color="#E8EEF7")
        sheet.write_string(top, place, column.header, head)
    sheet.set_row(top, _height([(column.header, column.width) for column in table.columns]))
    for row, cells in enumerate(table.rows, start=top + 1):
        sheet.set_row(row, _height([(cell.value, column.width) for cell, column in zip(cells, table.columns, strict=True)]))
        for place, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
            _write_cell(sheet, row, place, cell, styles.of(cell, column))
    last = top + max((n for n, cells in enumerate(table.rows, start=1) if any(c.value is not None for c in cells)), default=1)
    for row, note in enumerate(table.notes, start=last + 2):
        sheet.write_string(row, 0, note, styles.get(italic=True, font_size=10))
    _validations(sheet, table, top + 1)
    if table.form:
        sheet.protect("", {"format_columns": True, "format_rows": True})
    _on_paper(sheet, table, top, last + (len(table.notes) + 1 if table.notes else 0))


def _height(texts: Sequence[tuple[Value, int]]) -> float:
    """The height of a row, in points, that shows its longest text whole: not every program finds it on its own."""
    return 3 + LINE_HEIGHT * max(_lines(str(value), width) for value, width in texts)


def _lines(text: str, width: int) -> int:
    return sum(max(1, math.ceil(len(line) * WIDTH_OF_A_LETTER / width)) for line in text.split("\n"))


def _write_cell(sheet: Worksheet, row: int, place: int, cell: Cell, style: Format) -> None:
    match cell.value:
        case None:
            sheet.write_blank(row, place, None, style)
        case Decimal() as number if len(number.normalize().as_tuple().digits) > DIGITS_MAX:
            sheet.write_string(row, place, f"{number:f}", style)
        case int() | Decimal() as number:
            # As a Decimal: of a float XlsxWriter writes sixteen digits, and 9.95 would stand in the file as 9.949999999999999.
            sheet.write(row, place, Decimal(number), style)
        case date() as day:
            sheet.write(row, place, day, style)
        case str() as text:
            sheet.write_string(row, place, text, style)


def _validations(sheet: Worksheet, table: Table, first: int) -> None:
    """One rule for each run of cells below one another that ask for the same."""
    for place in range(len(table.columns)):
        asked = [cells[place].ask for cells in table.rows]
        begin = 0
        for row in range(1, len(asked) + 1):
            if row < len(asked) and asked[row] == asked[begin]:
                continue
            if (ask := asked[begin]) is not None and (rule := _rule(ask)):
                sheet.data_validation(first + begin, place, first + row - 1, place, rule)
            begin = row


def _rule(ask: Ask) -> dict[str, Any]:
    said = {"error_title": "Không đúng", "error_message": ask.hint, "input_message": ask.hint} if ask.hint else {}
    match ask.kind:
        case Kind.NUMBER:
            return {"validate": "decimal", "criteria": "between", "minimum": ask.least, "maximum": ask.most, **said}
        case Kind.COUNT:
            return {"validate": "integer", "criteria": "between", "minimum": ask.least, "maximum": ask.most, **said}
        case Kind.DAY:
            return {"validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": LAST_DAY, **said}
        case Kind.CHOICE:
            return {"validate": "list", "source": ask.listed or list(ask.choices), **said}
        case Kind.TEXT:
            return {"validate": "any", "input_message": ask.hint} if ask.hint else {}


def _on_paper(sheet: Worksheet, table: Table, top: int, last: int) -> None:
    sheet.set_paper(A4)
    if table.landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.7)
    sheet.repeat_rows(top)
    sheet.freeze_panes(top + 1, 0)
    sheet.print_area(0, 0, max(last, top + 1), len(table.columns) - 1)
    sheet.set_footer('&L&"Times New Roman"&9Thi Đua&R&"Times New Roman"&9Trang &P/&N')
