"""The self-score sheet as a file: filled in by a unit, taken whole or not at all."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from infra.runtime.http import BODY_BYTES_MAX
from tests.services.files import cells, file_at, put
from tests.services.scoring.town import EVIDENCE, Town, entry, sheet
from tests.workbook.editing import edited, opened, saved

FILLED = {"F8": 100, "F9": 10.5, "F10": "Đạt", "F11": 2, "F12": "Không đạt", "F13": 1, "G13": 0}
"""The six leaves of the tests' tree, in their order; row 7 holds the headers."""
PROOF = ["I.1", "bao-cao.pdf", 4711, "ab" * 32, "214/BC-UBND", date(2023, 10, 30), "01/01/2023", "2023-10-31"]


def path(town: Town, place: int = 2) -> str:
    return f"/scoresheets/{town.cluster}/units/{town.units[place]}/self-sheet.xlsx"


def filled(town: Town, **cells: Any) -> bytes:
    body = edited(file_at(town.officer(town.units[2]), path(town)).content, "Tự chấm", **{**FILLED, **cells})
    book = opened(body)
    for column, value in enumerate(PROOF, start=1):
        book["Minh chứng"].cell(8, column).value = value
    return saved(book)


def test_a_filled_form_is_the_command_and_comes_back_filled(town: Town) -> None:
    """Export, fill in, import, export: the same values; and the same bytes as often as nothing changes."""
    officer, place = town.opened().officer(town.units[2]), path(town)
    empty = file_at(officer, place)
    assert empty.headers["etag"] == '"0"'
    key, body = uuid.uuid4().hex, filled(town)
    first = put(officer, place, body, key=key)
    assert (first.status_code, first.headers["etag"]) == (200, '"1"'), first.text
    assert [event["type"].split(".")[3] for event in first.json()["events"]] == ["self-sheet-submitted", "unit-score-changed"]
    stated = town.sheet_of(town.units[2], officer)["leaves"]
    assert [leaf["own"]["input"] for leaf in stated] == [
        {"kind": "actual", "actual": "100"},
        {"kind": "actual", "actual": "10.5"},
        {"kind": "met", "met": True},
        {"kind": "times", "times": 2},
        {"kind": "met", "met": False},
        {"kind": "plus-minus-times", "plus": 1, "minus": 0},
    ]
    assert stated[0]["own"]["evidence"] == [EVIDENCE | {"outside_season": False}]

    again = put(officer, place, body, key=key)
    assert (again.status_code, again.content) == (200, first.content)
    assert put(officer, place, filled(town, F8=1), key=key).json()["code"] == "idempotency-key-reused"
    assert put(officer, place, body).json()["code"] == "version-required"
    assert put(officer, place, body, if_match='"0"').json()["code"] == "stale-version"
    exported = file_at(officer, place)
    assert exported.headers["etag"] == '"1"'
    assert put(officer, place, body, if_match='"1"').json()["events"] == []
    assert put(officer, place, exported.content, if_match='"1"').json()["events"] == []
    assert file_at(officer, place).content == exported.content


def test_the_form_holds_the_units_leaves_and_asks_for_what_each_takes(town: Town) -> None:
    third = town.units[2]
    town.drafted().board.accepted("set-targets", town.targets(third, "III.1", **{"I.1": "120.5"}))
    town.board.accepted("issue-scorecard", town.body())
    for unit in town.units:
        town.officer(unit).accepted("sign-agreement", town.signature(unit))
    town.board.accepted("close-agreement", town.body())
    town.board.accepted("open-self-scoring", town.body())
    form = opened(file_at(town.officer(third), path(town)).content)["Tự chấm"]
    rows = [[cell.value for cell in row] for row in form.iter_rows(8, 12, 1, 5)]
    assert rows == [
        ["I.1", "Tiêu chí I.1", "Định lượng", 40, 120.5],
        ["I.2", "Tiêu chí I.2", "Định lượng (thấp hơn là tốt)", 20, None],
        ["II.1", "Tiêu chí II.1", "Định tính", 20.5, None],
        ["II.2", "Tiêu chí II.2", "Chấm thẳng", 9.5, None],
        ["III.2", "Tiêu chí III.2", "Cộng trừ", 0, None],
    ]
    asked = {str(rule.sqref): rule.type for rule in form.data_validations.dataValidation}
    assert asked == {"F8:F9": "decimal", "F10": "list", "F11:F12": "whole", "G12": "whole"}
    assert [cell.coordinate for row in form.iter_rows() for cell in row if not cell.protection.locked] == [
        *(f"F{row}" for row in range(8, 13)),
        "G12",
    ]


WRONG: dict[str, tuple[dict[str, Any], list[tuple[str, str, str]]]] = {
    "every cell at once": (
        {"F8": "7,5", "F9": date(2026, 5, 7), "F10": "Có", "F11": 1.5, "F12": "=1=1", "F13": "ba", "G8": 1},
        [
            ("Tự chấm", "G8", "not-asked"),
            ("Tự chấm", "F8", "comma-decimal"),
            ("Tự chấm", "F9", "day-for-number"),
            ("Tự chấm", "F10", "not-a-choice"),
            ("Tự chấm", "F11", "not-whole"),
            ("Tự chấm", "F12", "formula"),
            ("Tự chấm", "F13", "not-a-number"),
        ],
    ),
    "beyond what the command takes": (
        {"F8": -1, "F9": 0.00001, "F11": -2},
        [
            ("Tự chấm", "F8", "string_pattern_mismatch"),
            ("Tự chấm", "F9", "string_pattern_mismatch"),
            ("Tự chấm", "F11", "greater_than_equal"),
        ],
    ),
    "another unit's file": ({"B5": str(uuid.uuid4())}, [("Tự chấm", "B5", "other-form")]),
    "a code twice": ({"A9": "I.1"}, [("Tự chấm", "A9", "code-twice")]),
    "half of a pair": ({"G13": None}, [("Tự chấm", "G13", "value-missing")]),
}


def test_every_cell_that_is_not_right_is_named_and_nothing_is_written(town: Town) -> None:
    officer = town.opened().officer(town.units[2])
    for what, (changed, expected) in WRONG.items():
        answer = put(officer, path(town), filled(town, **changed))
        assert (answer.status_code, answer.json()["code"]) == (422, "workbook-faults"), what
        assert cells(answer.json()) == expected, what
    assert town.sheet_of(town.units[2], officer)["layers"] == []


def test_what_the_decision_refuses_is_named_by_cell_too(town: Town) -> None:
    """A leaf left empty, one that the scorecard does not have, and one whose kind somebody changed."""
    officer = town.opened().officer(town.units[2])
    answer = put(officer, path(town), filled(town, F9=None, C11="Định tính", F11="Đạt", A12="IX.9"))
    assert (answer.status_code, answer.json()["code"]) == (422, "sheet-unsound")
    assert cells(answer.json(), "faults") == [
        ("Tự chấm", "F11", "wrong-input"),
        ("Tự chấm", "F12", "unknown-leaf"),
        ("Tự chấm", "F9", "leaf-missing"),
        ("Tự chấm", "", "leaf-missing"),
    ]
    assert town.sheet_of(town.units[2], officer)["layers"] == []


def test_evidence_is_checked_cell_by_cell(town: Town) -> None:
    officer = town.opened().officer(town.units[2])
    for row, column, value, expected in (
        (8, 1, "IX.9", ("A8", "code-unknown")),
        (8, 1, None, ("A8", "row-without-code")),
        (8, 3, None, ("C8", "value-missing")),
        (8, 4, "xyz", ("D8", "string_pattern_mismatch")),
        (8, 6, "31/02/2023", ("F8", "not-a-day")),
        (8, 2, "tệp\u202efdp.exe", ("B8", "hidden_character")),
    ):
        book = opened(filled(town))
        book["Minh chứng"].cell(row, column).value = value
        answer = put(officer, path(town), saved(book)).json()
        assert cells(answer) == [("Minh chứng", *expected)], (row, column, answer)


def test_the_way_in_is_the_commands(town: Town) -> None:
    """The same roles and units, a key, the content type, and a body within bounds."""
    officer, place = town.opened().officer(town.units[2]), path(town)
    body = filled(town)
    assert put(town.board, place, body).json()["code"] == "role-not-allowed"
    assert put(town.officer(town.units[1]), place, body).json()["code"] == "foreign-unit"
    assert put(officer, place, body, **{"Idempotency-Key": ""}).json()["code"] == "idempotency-key-missing"
    assert put(officer, place, body, **{"Content-Type": "text/csv"}).json()["code"] == "not-xlsx"
    assert put(officer, place, b"PK" + bytes(100)).json()["code"] == "unreadable-workbook"
    assert put(officer, place, bytes(BODY_BYTES_MAX + 1)).json()["code"] == "body-too-large"
    assert put(officer, path(town, 1), body).json()["code"] == "workbook-faults"
    for stranger in (town.officer(uuid.uuid4()), town.officer(town.units[3]), town.person("board-officer", "a-elsewhere")):
        assert stranger.get(place).status_code == 404


def test_figures_come_through_exactly(town: Town) -> None:
    """What is typed, what is stated, and what the next export holds are one figure."""
    officer = town.opened().officer(town.units[2])
    body = filled(town)
    for version, grain in enumerate((9.95, 0.1, 123456789012.345, 9999999999999, 7.0999999999999996)):
        body = edited(body, "Tự chấm", F8=grain)
        assert put(officer, path(town), body, if_match=f'"{version}"').status_code == 200
        assert town.sheet_of(town.units[2], officer)["leaves"][0]["own"]["input"]["actual"] == repr(grain)
        body = file_at(officer, path(town)).content
        assert put(officer, path(town), body, if_match=f'"{version + 1}"').json()["events"] == []


def test_json_and_file_are_one_command(town: Town) -> None:
    officer = town.opened().officer(town.units[2])
    stated = sheet("100", "10.5", plus=1)
    stated[4] = entry("III.1", "met", met=False)
    officer.accepted("submit-self-sheet", town.own(town.units[2], stated))
    assert put(officer, path(town), filled(town), if_match='"1"').json()["events"] == []
