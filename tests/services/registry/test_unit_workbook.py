"""Units in a file: a template and an export, changed in Excel, taken whole or not at all."""

from __future__ import annotations

import uuid
from typing import Any

from tests.services.files import cells, file_at, put
from tests.services.registry.conftest import World
from tests.workbook.editing import edited, opened, saved

NAME, FIRST = "Đơn vị", 8
"""Row 7 holds the headers, 8 the first unit."""
DAY = "2023-06-01"
PATH = f"/units.xlsx?on={DAY}"


def words(document: dict[str, Any]) -> str:
    year, month, day = document["issued_on"].split("-")
    return f"kế hoạch {document['number']} ngày {day}/{month}/{year}, {document['issuer']}"


def filled(body: bytes, *rows: list[Any], first: int) -> bytes:
    """The list with these rows typed below its units: code, name, kind, parent, day, document."""
    book = opened(body)
    for row, values in enumerate(rows, start=first):
        for column, value in enumerate(values, start=3):
            book[NAME].cell(row, column).value = value
    return saved(book)


def test_units_go_out_and_come_in_as_a_file(world: World) -> None:
    """Template, import, export, change, import: the same file twice changes nothing, on paper and in the log."""
    plan = world.a_document()
    world.tell("record-legal-document", plan)
    board, code = world.board, world.tag
    empty = file_at(board, PATH).content
    of = ["2023-01-15", words(plan)]
    body = filled(
        empty,
        [f"{code}-2", "Trường Mầm non", "trường học", f"{code}-1", *of],
        [f"{code}-1", "Thị xã Giá Rai", "huyện, thị xã, thành phố thuộc tỉnh", None, *of],
        first=FIRST,
    )
    answer = put(board, PATH, body, key="once")
    assert answer.status_code == 200, answer.text
    assert [event["type"].split(".")[3] for event in answer.json()["events"]] == ["unit-registered"] * 2
    assert put(board, PATH, body, key="once").content == answer.content
    assert put(board, PATH, body).json()["events"] == []

    town, school = (
        board.found("/units", on=DAY, code=f"{code}-1")["items"][0],
        board.found("/units", on=DAY, code=f"{code}-2")["items"][0],
    )
    assert (school["parent"], school["kind"], school["valid_from"]) == (town["unit"], "school", "2023-01-15")
    exported = file_at(board, PATH)
    assert exported.headers["content-disposition"].endswith(f'don-vi-{world.authority}-{DAY}.xlsx"')
    assert put(board, PATH, exported.content).json()["events"] == []
    sheet = opened(exported.content)[NAME]
    rows = {sheet.cell(row, 3).value: row for row in (FIRST, FIRST + 1)}
    own = rows[f"{code}-2"]
    assert [cell.value for cell in sheet[own]][:8] == [
        school["unit"], 4, f"{code}-2", "Trường Mầm non", "trường học", f"{code}-1", None, None
    ]  # fmt: skip
    renamed = edited(
        exported.content, NAME, **{f"D{own}": "Trường Mầm non Hoa Sen", f"G{own}": "2023-09-01", f"H{own}": words(plan)}
    )
    assert [e["type"].split(".")[3] for e in put(board, PATH, renamed).json()["events"]] == ["unit-renamed"]
    assert put(board, PATH, renamed).json()["events"] == []
    detail = board.found(f"/units/{school['unit']}")
    assert [row["name"] for row in detail["names"]] == ["Trường Mầm non Hoa Sen", "Trường Mầm non"]
    assert file_at(board, PATH).content != exported.content  # a change more is on record


def test_the_form_offers_kinds_parents_and_documents_and_is_open_where_one_writes(world: World) -> None:
    world.unit()
    book = opened(file_at(world.board, PATH).content)
    form, choices = book[NAME], book["Danh mục"]
    rules = {str(rule.sqref): (rule.type, rule.formula1) for rule in form.data_validations.dataValidation}
    assert rules["E8:E68"] == ("list", "'Danh mục'!$A$5:$A$16")
    assert rules["F8:F68"] == ("list", "$C$8:$C$68")
    assert rules["H8:H68"] == ("list", "'Danh mục'!$B$5:$B$5")
    assert rules["G8:G68"][0] == "date"
    assert [choices.cell(row, 1).value for row in (5, 16)] == ["tỉnh, thành phố", "bệnh viện"]
    assert choices["C5"].value == world.plan
    assert [form.cell(FIRST, column).protection.locked for column in range(1, 9)] == [True, True, *[False] * 6]
    assert (form.protection.sheet, choices.protection.sheet) == (True, True)


def test_each_cell_that_is_not_right_is_named_and_nothing_is_entered(world: World) -> None:
    plan = world.a_document()
    world.tell("record-legal-document", plan)
    unit = world.unit(name="Xã Hòa Bình", code=f"{world.tag}-0")
    board, of = world.board, ["2023-01-15", words(plan)]
    listed = file_at(board, PATH).content
    good = [f"{world.tag}-1", "Xã Vĩnh Lộc", "xã, phường, thị trấn", None, *of]

    def told(*rows: list[Any], found: str = "errors", **typed: Any) -> list[tuple[str, str]]:
        answer = put(board, PATH, edited(filled(listed, *rows, first=FIRST + 1), NAME, **typed))
        assert answer.status_code in {409, 422}, answer.text
        return [(cell, code) for sheet, cell, code in cells(answer.json(), found) if sheet == NAME]

    assert told([None, *good[1:]], [good[0], None, "thôn", "X", "31/02/2023", "Quyết định nào đó"]) == [
        ("C9", "value-missing"),
        ("D10", "value-missing"),
        ("G10", "not-a-day"),
        ("E10", "not-a-choice"),
        ("H10", "not-a-choice"),
        ("F10", "code-unknown"),
    ]
    assert told(good, [good[0].upper(), "Xã khác", *good[2:]]) == [("C10", "code-twice")]
    assert told([good[0], "x" * 301, *good[2:]]) == [("D9", "string_too_long")]
    assert told([*good[:4], None, None]) == [("G9", "value-missing")]
    assert told(good, D8="Xã Hoà Bình", found="faults") == [("G8", "listed-day-missing")]
    assert told([*good[:5], None], found="faults") == [("H9", "listed-document-missing")]
    early = {"D8": "Xã khác", "G8": "2022-12-31", "H8": words(plan)}
    assert told(good, **early, found="faults") == [("G8", "unit-not-yet-there")]
    world.tell("rename-unit", {"unit": unit, "name": "Phường", "valid_from": "2024-01-01", "document": world.plan})
    since = {"D8": "Xã khác", "G8": "2023-09-01", "H8": words(plan)}
    assert told(good, **since, found="faults") == [("C8", "unit-changed-since")]
    assert [row["name"] for row in board.found("/units")["items"]] == ["Phường"]


def test_a_code_that_another_unit_has_is_named_by_its_cell(world: World, neighbour: World) -> None:
    theirs = neighbour.unit(code=f"{world.tag}-9")
    assert theirs
    plan = world.a_document()
    world.tell("record-legal-document", plan)
    row = [f"{world.tag}-9", "Xã Vĩnh Lộc", "xã, phường, thị trấn", None, "2023-01-15", words(plan)]
    problem = put(world.board, PATH, filled(file_at(world.board, PATH).content, row, first=FIRST)).json()
    assert (problem["code"], problem["sheet"], problem["cell"]) == ("already-claimed", NAME, "C8")


def test_a_file_is_for_its_day_its_authority_and_the_board(world: World, neighbour: World) -> None:
    world.unit()
    listed = file_at(world.board, PATH).content
    other_day = put(world.board, "/units.xlsx?on=2023-06-02", listed)
    assert cells(other_day.json()) == [(NAME, "B5", "other-form")]
    assert cells(put(neighbour.board, PATH, listed).json()) == [(NAME, "B4", "other-form")]
    for persona in ("auditor", "unit-officer", "council-member"):
        person = world.someone(persona, unit=world.units[0])
        assert file_at(person, PATH).status_code == 200
        assert put(person, PATH, listed).json()["code"] == "role-not-allowed"
    assert world.board.get("/units.xlsx").json()["code"] == "invalid-input"
    assert put(world.board, "/units.xlsx?on=x", listed).json()["code"] == "invalid-input"
    assert put(world.board, PATH, b"PK").json()["code"] == "unreadable-workbook"
    assert uuid.UUID(opened(listed)[NAME]["A8"].value) == uuid.UUID(world.units[0])
