"""Read an .xlsx file from somebody else, by openpyxl, within bounds; what is no workbook is said so.

A file is unpacked up to a size that it cannot lie about, its XML holds no entities (defusedxml), its rows are read one
by one up to a limit, and no cell is ever computed: a formula is a fault, not its last result.
"""

from __future__ import annotations

import io
import threading
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from defusedxml.ElementTree import iterparse

from infra.runtime.errors import Problem
from infra.runtime.observability import logger
from infra.workbook.problems import CellFault, Place, UnreadableWorkbook, WorkbookTooLarge

UNPACKED_BYTES_MAX: Final = 16 * 1024 * 1024
PARTS_MAX: Final = 200
ROWS_MAX: Final = 2_000
COLUMNS_MAX: Final = 40
OLE: Final = b"\xd0\xcf\x11\xe0"
"""How an old .xls begins, and an .xlsx that is locked by a password."""
LOG = logger("workbook")
_ONE_AT_A_TIME: Final = threading.Lock()
"""One file is read at a time: warnings are silenced for the whole process, and memory is bounded by one file."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a cell holds: openpyxl's value, and its kind: n(umber), s(tring), b(oolean), d(ate), e(rror), f(ormula)."""

    value: Any
    kind: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet as it came: its cells that are not blank, by row and column from 1."""

    name: str
    cells: dict[tuple[int, int], Found]
    merged: tuple[str, ...]
    last_row: int

    def place(self, row: int, column: int) -> Place:
        from openpyxl.utils import get_column_letter

        return Place(self.name, f"{get_column_letter(column)}{row}")

    def merges(self) -> list[CellFault]:
        return [CellFault(Place(self.name, ref.partition(":")[0]), "merged-cells", {"given": ref}) for ref in self.merged]


def read_sheets(body: bytes, names: tuple[str, ...]) -> dict[str, Sheet]:
    """The worksheets of these names, as far as there are.

    Raises:
        UnreadableWorkbook: it is no .xlsx file, or a broken one.
        WorkbookTooLarge: it is more than `UNPACKED_BYTES_MAX` or `ROWS_MAX`.
    """
    if body.startswith(OLE):
        raise UnreadableWorkbook(reason="định dạng .xls cũ hoặc có mật khẩu / old .xls format, or a password")
    if not body.startswith(b"PK"):
        raise UnreadableWorkbook(reason="không phải .xlsx / not .xlsx")
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that openpyxl leaves out; none of them is a cell
        try:
            with zipfile.ZipFile(io.BytesIO(body)) as packed:
                _require_small(packed)
                return {sheet.name: sheet for sheet in _sheets(body, packed, names)}
        except Problem:
            raise
        except Exception as error:
            # A broken file breaks the reader in a dozen ways of its own; whatever it is, the file is what is wrong.
            LOG.info("workbook.unreadable", error=repr(error))
            raise UnreadableWorkbook(reason=f"hỏng / broken: {type(error).__name__}") from error


def _require_small(packed: zipfile.ZipFile) -> None:
    """Refuse a bomb by what its parts say of their size; zipfile reads no part further than that."""
    parts = packed.infolist()
    if len(parts) > PARTS_MAX:
        raise WorkbookTooLarge(what=f"{len(parts)} phần / parts", limit=PARTS_MAX)
    if len({part.filename for part in parts}) < len(parts):
        raise UnreadableWorkbook(reason="một phần có hai lần / a part is there twice")
    if (size := sum(part.file_size for part in parts)) > UNPACKED_BYTES_MAX:
        raise WorkbookTooLarge(what=f"{size} byte", limit=UNPACKED_BYTES_MAX)


def _sheets(body: bytes, packed: zipfile.ZipFile, names: tuple[str, ...]) -> Iterator[Sheet]:
    import openpyxl  # with the first file: a service that reads none keeps its 13 MB

    # Read-only: otherwise openpyxl makes an object of every cell of a merged range, however large somebody says it is.
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=False, keep_links=False)
    try:
        for sheet in book.worksheets:
            if sheet.title not in names:
                continue
            sheet.reset_dimensions()  # they are somebody's word
            yield _sheet(sheet, _merged(packed, sheet))
    finally:
        book.close()


def _sheet(sheet: Any, merged: tuple[str, ...]) -> Sheet:
    cells: dict[tuple[int, int], Found] = {}
    last = 0
    for row, found in enumerate(sheet.iter_rows(max_col=COLUMNS_MAX), start=1):
        if row > ROWS_MAX:
            raise WorkbookTooLarge(what=f"«{sheet.title}»: {row} dòng / rows", limit=ROWS_MAX)
        for column, cell in enumerate(found, start=1):
            if cell.value is not None and not (isinstance(cell.value, str) and not cell.value.strip()):
                cells[row, column] = Found(cell.value, cell.data_type)
                last = row
    return Sheet(sheet.title, cells, merged, last)


def _merged(packed: zipfile.ZipFile, sheet: Any) -> tuple[str, ...]:
    part: str = sheet._worksheet_path  # noqa: SLF001 - nothing public tells in which part a worksheet lies
    with packed.open(part.lstrip("/")) as source:
        found = []
        for _, element in iterparse(source):
            if element.tag.endswith("}mergeCell"):
                found.append(element.get("ref", ""))
            element.clear()
        return tuple(found)
