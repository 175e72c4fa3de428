"""Scorecards and targets as files: written in Excel, taken whole or not at all."""

from __future__ import annotations

import uuid
from typing import Any

from tests.services.files import cells, file_at, put
from tests.services.scoring.town import Town
from tests.workbook.editing import edited, opened, saved

NAME = "Bảng tiêu chí"
TREE = [
    ["I", "Kinh tế", 60, "Nhóm"],
    ["I.1", "Thu ngân sách", 40, "Định lượng"],
    ["I.2", "Hồ sơ trễ hạn", 20, "Định lượng (thấp hơn là tốt)"],
    ["II", "Xã hội", 40, "Nhóm"],
    ["II.1", "Không để xảy ra điểm nóng", 30.5, "Định tính"],
    ["II.2", "Mô hình mới", 9.5, "Chấm thẳng", 1.5],
    ["II.3", "Khen, phạt", 0, "Cộng trừ", 10, 5, -20, 30],
]
FIRST = 8
"""The row of the first criterion: 6 holds the headers, 7 the total."""


def path(town: Town) -> str:
    return f"/agreements/{town.cluster}/scorecard.xlsx"


def of_unit(town: Town, place: int = 2) -> str:
    return f"/agreements/{town.cluster}/units/{town.units[place]}/targets.xlsx"


def drafted(town: Town, **typed: Any) -> bytes:
    """The empty template with the tree of this module typed into it."""
    book = opened(file_at(town.board, path(town)).content)
    book[NAME]["C7"] = 100
    for row, criterion in enumerate(TREE, start=FIRST):
        for column, value in enumerate(criterion, start=1):
            book[NAME].cell(row, column).value = value
    for cell, value in typed.items():
        book[NAME][cell] = value
    return saved(book)


def test_a_scorecard_is_written_in_a_file_and_comes_back_in_one(town: Town) -> None:
    """Template, import, export, import: one draft; each kind of leaf with its figures."""
    board, place = town.board, path(town)
    body = drafted(town)
    first = put(board, place, body)
    assert (first.status_code, first.headers["etag"]) == (200, '"1"'), first.text
    card = board.found(f"/agreements/{town.cluster}")["scorecard"]
    assert (card["total"], [root["code"] for root in card["criteria"]]) == (100, ["I", "II"])
    assert [leaf["rule"] for root in card["criteria"] for leaf in root["children"]] == [
        {"kind": "quantitative", "lower_is_better": False},
        {"kind": "quantitative", "lower_is_better": True},
        {"kind": "qualitative"},
        {"kind": "direct", "points_each": "1.5"},
        {"kind": "plus-minus", "points_plus": "10", "points_minus": "5", "lowest": "-20", "highest": "30"},
    ]
    assert card["criteria"][1]["children"][0]["maximum"] == "30.5"
    assert put(board, place, body, if_match='"1"').json()["events"] == []
    exported = file_at(board, place)
    assert exported.headers["etag"] == '"1"'
    assert put(board, place, exported.content, if_match='"1"').json()["events"] == []
    assert put(board, place, edited(body, NAME, B9="Thu"), if_match='"0"').json()["code"] == "stale-version"
    assert (
        board.command("draft-scorecard", {**town.body(), **{k: card[k] for k in ("total", "criteria")}}, if_match=1).json()[
            "events"
        ]
        == []
    )


def test_the_template_offers_the_rules_and_is_open_where_one_writes(town: Town) -> None:
    form = opened(file_at(town.board, path(town)).content)[NAME]
    rules = {str(rule.sqref): (rule.type, rule.formula1) for rule in form.data_validations.dataValidation}
    choices = '"Nhóm,Định lượng,Định lượng (thấp hơn là tốt),Định tính,Chấm thẳng,Cộng trừ"'
    assert rules["D8:D67"] == ("list", choices)
    assert not any(form.cell(FIRST, column).protection.locked for column in range(1, 9))
    assert form.cell(7, 1).protection.locked
    assert form.protection.sheet


def test_each_cell_of_a_scorecard_that_is_not_right_is_named(town: Town) -> None:
    board, place = town.board, path(town)
    for what, typed, expected in (
        ("a total in text", {"C7": "100"}, [("C7", "number-as-text")]),
        ("a parent below", {"A8": "IX", "A9": "I.1"}, [("A9", "parent-missing"), ("A10", "parent-missing")]),
        ("a code that is a number", {"A9": 1.2}, [("A9", "number-for-text"), ("A9", "row-without-code")]),
        ("a rule of nobody", {"D9": "Tự do", "B10": None}, [("D9", "not-a-choice"), ("B10", "value-missing")]),
        ("a figure too many, one missing", {"E9": 1, "E13": None}, [("E9", "not-asked"), ("E13", "value-missing")]),
        ("two places", {"C9": 40.25}, [("C9", "string_pattern_mismatch")]),
        ("no code by its shape", {"A13": "II.2!"}, [("A13", "string_pattern_mismatch")]),
    ):
        answer = put(board, place, drafted(town, **typed))
        assert (answer.status_code, answer.json()["code"]) == (422, "workbook-faults"), what
        assert cells(answer.json()) == [(NAME, *each) for each in expected], what
    answer = put(board, place, drafted(town, C9=40.3, G14=5))
    assert answer.json()["code"] == "scorecard-unsound"
    assert cells(answer.json(), "faults") == [(NAME, "A9", "maximum-off-step"), (NAME, "A14", "plus-minus-bounds")]
    assert board.found(f"/agreements/{town.cluster}")["version"] == 0
    assert put(town.officer(town.units[2]), place, drafted(town)).json()["code"] == "role-not-allowed"


def test_targets_are_set_in_a_file_and_stand_in_the_clusters_table(town: Town) -> None:
    """Import, export, import: one fact; and on the table of the cluster what is not assigned, and what has no target."""
    leader, third = town.drafted().officer(town.leader), town.units[2]
    form = file_at(leader, of_unit(town))
    assert form.headers["etag"] == '"0"'
    sheet = opened(form.content)["Chỉ tiêu"]
    assert [cell.value for cell in sheet[8]] == ["I.1", "Tiêu chí I.1", "Định lượng", 40, "Có", None]
    rules = {str(rule.sqref): rule.type for rule in sheet.data_validations.dataValidation}
    assert rules == {"E8:E13": "list", "F8:F9": "decimal"}
    body = edited(form.content, "Chỉ tiêu", F8=120.5, E10="Không")
    assert put(leader, of_unit(town), body).status_code == 200
    party = leader.found(f"/agreements/{town.cluster}")["parties"][2]
    assert (party["targets"], party["not_assigned"]) == ({"I.1": "120.5"}, ["II.1"])
    assert put(leader, of_unit(town), body, if_match='"1"').json()["events"] == []
    assert put(leader, of_unit(town), file_at(leader, of_unit(town)).content, if_match='"1"').json()["events"] == []
    member = town.officer(town.units[3])
    table = opened(file_at(member, f"/agreements/{town.cluster}/targets.xlsx").content)["Chỉ tiêu"]
    assert [cell.value for cell in table[4]][4:] == ["Mot\nMot", "Hai\nHai", "Ba\nBa", "Bon\nBon"]
    assert [[cell.value for cell in row] for row in table.iter_rows(5, 7, 5, 8)] == [
        [None, None, 120.5, None],
        [None] * 4,
        [None, None, "không giao", None],
    ]
    assert not table.protection.sheet
    assert put(member, of_unit(town), body, if_match='"1"').json()["code"] == "not-leader"
    assert town.officer(uuid.uuid4()).get(of_unit(town)).status_code == 404
    assert leader.get(of_unit(town).replace(str(third), str(uuid.uuid4()))).status_code == 404


def test_each_cell_of_targets_that_is_not_right_is_named(town: Town) -> None:
    leader = town.drafted().officer(town.leader)
    form = file_at(leader, of_unit(town)).content
    wrong = edited(form, "Chỉ tiêu", F8="1.200,5", E9=None, E10="Chưa", A11="II.1")
    answer = put(leader, of_unit(town), wrong)
    assert cells(answer.json()) == [
        ("Chỉ tiêu", "F8", "comma-decimal"),
        ("Chỉ tiêu", "E9", "value-missing"),
        ("Chỉ tiêu", "E10", "not-a-choice"),
        ("Chỉ tiêu", "A11", "code-twice"),
    ]
    answer = put(leader, of_unit(town), edited(form, "Chỉ tiêu", F8=0, F10=5, A13="IX.1", E13="Không"))
    assert answer.json()["code"] == "targets-unsound"
    assert cells(answer.json(), "faults") == [
        ("Chỉ tiêu", "F8", "target-zero"),
        ("Chỉ tiêu", "F10", "target-without-figure"),
        ("Chỉ tiêu", "F13", "unknown-leaf"),
    ]
    answer = put(leader, of_unit(town), edited(form, "Chỉ tiêu", F8=-5, F9=0.12345))
    assert [each[1:] for each in cells(answer.json())] == [("F8", "string_pattern_mismatch"), ("F9", "string_pattern_mismatch")]
    assert leader.found(f"/agreements/{town.cluster}")["parties"][2]["version"] == 0
