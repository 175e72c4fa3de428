"""Take exact values from a worksheet's cells; each that is not right is noted, and reading goes on.

A number is read by the shortest decimal that its binary form stands for (`repr`): what somebody typed, up to fifteen
digits, comes back as it was typed, and 7.1 is 7.1 although Excel may store 7.0999999999999996.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any, Final, TypeVar

from infra.workbook.problems import CellFault, Place, faulty
from infra.workbook.reading import Found, Sheet
from infra.workbook.table import ABOUT_ROW, About, Column, head_row
from infra.workbook.writing import DIGITS_MAX

Chosen = TypeVar("Chosen")
COMMA: Final = re.compile(r"[-+]?[0-9.]*,[0-9]+")
DIGITS: Final = re.compile(r"[-+]?[0-9][0-9.]*")
DAYS: Final = (
    re.compile(r"(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})"),
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"),
)
GIVEN_MAX: Final = 60
CHOICES_SAID_MAX: Final = 20


class Entering:
    """One worksheet while it is read: cells by row and column from 1, and what is wrong with them."""

    def __init__(self, sheet: Sheet, about: Sequence[About], columns: Sequence[Column], faults: list[CellFault]) -> None:
        """Check first that it is the form that is expected, about what it is expected to be about."""
        self._sheet = sheet
        self._head = head_row(len(about))
        self._width = len(columns)
        self.faults = faults
        self.faults += sheet.merges()
        for row, line in enumerate(about, start=ABOUT_ROW):
            self._expect(row, 2, line.value, "other-form")
        for column, each in enumerate(columns, start=1):
            self._expect(self._head, column, each.header, "header-changed")

    def rows(self) -> Iterator[int]:
        """The rows below the headers that hold anything in the form's columns."""
        for row in range(self._head + 1, self._sheet.last_row + 1):
            if any((row, column) in self._sheet.cells for column in range(1, self._width + 1)):
                yield row

    def place(self, row: int, column: int) -> Place:
        return self._sheet.place(row, column)

    def blank(self, row: int, column: int) -> bool:
        return (row, column) not in self._sheet.cells

    def fault(self, row: int, column: int, code: str, **fields: Any) -> None:
        self.faults.append(CellFault(self.place(row, column), code, fields))

    def refuse_entry(self, row: int, *columns: int) -> None:
        """Note each of these cells that is not empty."""
        for column in columns:
            if not self.blank(row, column):
                self.fault(row, column, "not-asked")

    def text(self, row: int, column: int) -> str | None:
        """The text of a cell without blanks at its ends, None where there is none."""
        match found := self._found(row, column):
            case None:
                return None
            case Found(str() as text, _):
                return unicodedata.normalize("NFC", text.strip())
            case _:
                self.fault(row, column, "number-for-text", given=_said(found.value))
                return None

    def number(self, row: int, column: int) -> Decimal | None:
        """The exact number of a cell, None where there is none."""
        match found := self._found(row, column):
            case None:
                return None
            case Found(bool(), _):
                self.fault(row, column, "not-a-number", given=_said(found.value))
            case Found(int() | float() as stored, _):
                return self._exact(row, column, stored)
            case Found(str() as text, _):
                self.fault(row, column, _numeric_fault(text.strip()), given=_said(text.strip()))
            case Found(date() | time(), _):
                self.fault(row, column, "day-for-number", given=_said(found.value))
            case _:
                self.fault(row, column, "not-a-number", given=_said(found.value))
        return None

    def _exact(self, row: int, column: int, stored: float) -> Decimal | None:
        number = Decimal(repr(stored))
        if not number.is_finite() or number.adjusted() >= DIGITS_MAX or len(number.normalize().as_tuple().digits) > DIGITS_MAX:
            self.fault(row, column, "not-exact", given=_said(stored))
            return None
        return Decimal(f"{number.normalize():f}")

    def count(self, row: int, column: int) -> int | None:
        """The whole number of a cell, None where there is none."""
        number = self.number(row, column)
        if number is not None and number != number.to_integral_value():
            self.fault(row, column, "not-whole", given=f"{number:f}")
            return None
        return None if number is None else int(number)

    def day(self, row: int, column: int) -> date | None:
        """The day of a cell, typed as a date or as 30/10/2023; None where there is none."""
        match found := self._found(row, column):
            case None:
                return None
            case Found(datetime() as moment, _) if moment.time() == time():
                return moment.date()
            case Found(str() as text, _) if day := _day_of(text.strip()):
                return day
            case _:
                self.fault(row, column, "not-a-day", given=_said(found.value))
                return None

    def choice(self, row: int, column: int, choices: Mapping[str, Chosen]) -> Chosen | None:
        """What a cell's entry of the drop-down stands for, None where there is none."""
        found = self._found(row, column)
        if found is None:
            return None
        said = _folded(found.value) if isinstance(found.value, str) else None
        for text, meant in choices.items():
            if _folded(text) == said:
                return meant
        self.fault(row, column, "not-a-choice", given=_said(found.value), choices="; ".join(islice(choices, CHOICES_SAID_MAX)))
        return None

    def _found(self, row: int, column: int) -> Found | None:
        """A cell that holds a plain value; a formula or an error is noted."""
        found = self._sheet.cells.get((row, column))
        if found is None:
            return None
        if found.kind == "f":
            self.fault(row, column, "formula")
            return None
        if found.kind == "e":
            self.fault(row, column, "error-value", given=_said(found.value))
            return None
        return found

    def _expect(self, row: int, column: int, expected: str, code: str) -> None:
        found = self._sheet.cells.get((row, column))
        given = "" if found is None else str(found.value)
        if _folded(given) != _folded(expected):
            self.fault(row, column, code, given=_said(given), expected=_said(expected))


def enter(
    sheets: Mapping[str, Sheet], name: str, about: Sequence[About], columns: Sequence[Column], faults: list[CellFault]
) -> Entering:
    """Begin to read a worksheet.

    Raises:
        WorkbookFaults: there is none of this name.
    """
    if name not in sheets:
        raise faulty([CellFault(Place(name), "sheet-missing", {"sheet": name}).to_document()])
    return Entering(sheets[name], about, columns, faults)


def _numeric_fault(text: str) -> str:
    if COMMA.fullmatch(text):
        return "comma-decimal"
    return "number-as-text" if DIGITS.fullmatch(text) else "not-a-number"


def _day_of(text: str) -> date | None:
    for shape in DAYS:
        if found := shape.fullmatch(text):
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                return None
    return None


def _folded(text: str) -> str:
    """One spelling of texts that look the same: composed letters, single blanks, no capitals."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _said(value: object) -> str:
    text = value.strftime("%d/%m/%Y") if isinstance(value, date) else " ".join(str(value).split())
    return text if len(text) <= GIVEN_MAX else text[: GIVEN_MAX - 1] + "…"
