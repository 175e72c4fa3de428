"""The units of an authority on a day as a form: to print, to change, to add to; out and back in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from contracts.registry import DocumentKind
from infra.workbook.endpoints import Entered, require_right
from infra.workbook.entering import Entering, enter
from infra.workbook.problems import CellFault, Place, WorkbookTooLarge
from infra.workbook.reading import read_sheets
from infra.workbook.table import About, Ask, Cell, Column, Kind, Table, head_row
from services.registry.summaries import DOCUMENTS
from services.registry.unit_list import LINES_MAX
from services.registry.unit_summaries import UNIT_KINDS
from services.registry.views import (
    UnitView,
)

FORM: Final = "registry.units.1"
NAME: Final = "Đơn vị"
CHOICES: Final = "Danh mục"
SPARE: Final = 60
"""Empty rows for units yet to be written."""
UNITS: Final = uuid5(NAMESPACE_URL, "urn:thidua:registry:unit-list")
"""The id of a new unit comes from its authority, code and first day, so that the same file names the same unit."""

ID, CHANGES, CODE, TITLE, KIND, PARENT, FROM, DOCUMENT = range(1, 9)
COLUMNS: Final = (
    Column("Mã định danh (hệ thống ghi)", "Id, given by the system", 38),
    Column("Số thay đổi", "Changes", 9, centred=True),
    Column("Mã đơn vị", "Official code", 14, centred=True),
    Column("Tên đơn vị", "Name", 46),
    Column("Loại hình", "Kind", 26),
    Column("Mã cấp trên", "Parent's code", 14, centred=True),
    Column("Từ ngày", "From", 13, centred=True),
    Column("Văn bản", "Document", 46),
)
CHOICE_COLUMNS: Final = (
    Column("Loại hình", "Kind", 40),
    Column("Văn bản", "Document", 70),
    Column("Mã văn bản (hệ thống ghi)", "Document's id", 38),
)
KINDS: Final = {word: kind for kind, word in UNIT_KINDS.items()}
FIELDS: Final = {
    "unit": CODE,
    "code": CODE,
    "name": TITLE,
    "kind": KIND,
    "parent": PARENT,
    "valid_from": FROM,
    "document": DOCUMENT,
}


@dataclass(frozen=True, slots=True)
class Citable:
    """A document that a line may cite."""

    document: UUID
    kind: DocumentKind
    number: str
    issuer: str
    issued_on: date

    @property
    def words(self) -> str:
        return f"{DOCUMENTS[self.kind]} {self.number} ngày {self.issued_on:%d/%m/%Y}, {self.issuer}"


def about(authority: str, on: date) -> tuple[About, ...]:
    """What a list is about; the reader refuses a file that is about something else."""
    return (
        About("Biểu · Form", FORM),
        About("Cơ quan chủ trì · Authority", authority),
        About("Tính đến ngày · As of", on.isoformat()),
    )


def tables(
    authority: str, on: date, units: Sequence[UnitView], changes: Mapping[UUID, int], documents: Sequence[Citable]
) -> list[Table]:
    """The form with the units of the day, and behind it what its drop-downs offer."""
    head = about(authority, on)
    first, last = head_row(len(head)) + 1, head_row(len(head)) + len(units) + SPARE
    offered = head_row(0) + 1
    asked = (
        Ask(Kind.TEXT, "Mã chính thức của đơn vị."),
        Ask(Kind.TEXT, "Tên như trong văn bản."),
        Ask(Kind.CHOICE, "Chọn loại hình.", listed=f"='{CHOICES}'!$A${offered}:$A${offered + len(KINDS) - 1}"),
        Ask(Kind.CHOICE, "Mã của đơn vị cấp trên trong danh sách này; để trống nếu không có.", listed=f"=$C${first}:$C${last}"),
        Ask(Kind.DAY, "Ngày có hiệu lực của dòng mới hoặc của thay đổi."),
        Ask(Kind.CHOICE, "Văn bản quyết định.", listed=f"='{CHOICES}'!$B${offered}:$B${offered + max(len(documents), 1) - 1}"),
    )
    codes = {unit.unit: unit.code for unit in units}
    rows = [
        (
            Cell(str(unit.unit)),
            Cell(changes[unit.unit]),
            *(Cell(value, ask) for value, ask in zip(_values(unit, codes), asked, strict=True)),
        )
        for unit in units
    ]
    empty = (Cell(), Cell(), *(Cell(None, ask) for ask in asked))
    choices = zip_longest(KINDS, (each.words for each in documents), (str(each.document) for each in documents))
    return [
        Table(
            name=NAME,
            title="DANH SÁCH ĐƠN VỊ · Units",
            subtitle=f"Tính đến ngày {on:%d/%m/%Y}. Dòng mới hoặc có thay đổi phải có ngày và văn bản.",
            about=head,
            columns=COLUMNS,
            rows=[*rows, *[empty] * SPARE],
            form=True,
        ),
        Table(
            name=CHOICES,
            title="DANH MỤC · Choices",
            subtitle="Các lựa chọn của trang tính trước",
            columns=CHOICE_COLUMNS,
            rows=[tuple(map(Cell, row)) for row in choices],
            form=True,
        ),
    ]


def _values(unit: UnitView, codes: Mapping[UUID, str]) -> tuple[str | None, ...]:
    # A parent of another authority is in no list of this one: it is named by its id.
    parent = None if unit.parent is None else codes.get(unit.parent, str(unit.parent))
    return unit.code, unit.name, UNIT_KINDS[unit.kind], parent, None, None


def entered(authority: str, on: date, body: bytes) -> Entered:
    """The command `EnterUnits` that a file says.

    Raises:
        UnreadableWorkbook, WorkbookTooLarge, WorkbookFaults: it says none.
    """
    faults: list[CellFault] = []
    sheets = read_sheets(body, (NAME, CHOICES))
    form = enter(sheets, NAME, about(authority, on), COLUMNS, faults)
    offered = enter(sheets, CHOICES, (), CHOICE_COLUMNS, faults)
    require_right(faults)
    documents = {text: offered.text(row, 3) for row in offered.rows() if (text := offered.text(row, 2))}
    rows = [row for row in form.rows() if not form.blank(row, CODE) or _has_entry(form, row)]
    lines = [_line(form, row, authority, documents) for row in rows]
    _require_distinct(form, rows, lines)
    by_code = {line["code"]: line["unit"] for line in lines}
    for row, line in zip(rows, lines, strict=True):
        line["parent"] = _parent(form, row, line["parent"], by_code)
    if len(lines) > LINES_MAX:
        raise WorkbookTooLarge(what=f"{len(lines)} đơn vị / units", limit=LINES_MAX)
    require_right(faults)
    places = {
        f"/lines/{place}/{field}": form.place(row, column) for place, row in enumerate(rows) for field, column in FIELDS.items()
    }
    named = {**places, **{line["code"]: form.place(row, CODE) for row, line in zip(rows, lines, strict=True)}}
    return Entered({"authority": authority, "on": on.isoformat(), "lines": lines}, Place(NAME), places, named)


def _has_entry(form: Entering, row: int) -> bool:
    return any(not form.blank(row, column) for column in (ID, TITLE, KIND, PARENT, FROM, DOCUMENT))


def _line(form: Entering, row: int, authority: str, documents: Mapping[str, str | None]) -> dict[str, Any]:
    for column in (CODE, TITLE, KIND):
        if form.blank(row, column):
            form.fault(row, column, "value-missing")
    code, day, kind = form.text(row, CODE), form.day(row, FROM), form.choice(row, KIND, KINDS)
    unit = form.text(row, ID)
    if unit is None:
        if form.blank(row, FROM):
            form.fault(row, FROM, "value-missing")
        unit = str(uuid5(UNITS, f"{authority}/{(code or '').upper()}/{day}"))
    return {
        "unit": unit,
        "kind": kind,
        "name": form.text(row, TITLE),
        "code": code,
        "parent": form.text(row, PARENT),
        "valid_from": None if day is None else day.isoformat(),
        "document": form.choice(row, DOCUMENT, documents),
        "changes": form.count(row, CHANGES),
    }


def _require_distinct(form: Entering, rows: Sequence[int], lines: Sequence[Mapping[str, Any]]) -> None:
    seen: set[str] = set()
    for row, line in zip(rows, lines, strict=True):
        for column, value in ((CODE, (line["code"] or "").upper()), (ID, line["unit"])):
            if value and value in seen and not form.blank(row, column):
                form.fault(row, column, "code-twice", given=value)
            seen.add(value)


def _parent(form: Entering, row: int, said: str | None, by_code: Mapping[str, str]) -> str | None:
    """The id of the unit whose code stands in the cell; a unit that is not in the list is named by its id itself."""
    if said is None or said in by_code:
        return None if said is None else by_code[said]
    try:
        return str(UUID(said))
    except ValueError:
        form.fault(row, PARENT, "code-unknown", given=said)
        return None
