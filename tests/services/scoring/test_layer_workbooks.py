"""Cross-scores, verification and appraisal as files: filled in offline, taken whole or not at all."""

from __future__ import annotations

import uuid
from typing import Any

from tests.services.files import cells, file_at, put
from tests.services.scoring.town import Town, change, entry, sheet
from tests.system import Client
from tests.workbook.editing import edited, opened

CROSS = {"F9": 90, "F10": 10, "F11": "Đạt", "F12": 1, "F13": "Đạt", "F14": 0, "G14": 0}
"""The six leaves of the tests' tree, in their order; row 8 holds the headers."""


def of(town: Town, unit: uuid.UUID, form: str) -> str:
    return f"/scoresheets/{town.cluster}/units/{unit}/{form}.xlsx"


def cross(town: Town, unit: uuid.UUID, peer: uuid.UUID) -> str:
    return of(town, unit, f"peers/{peer}/cross-sheet")


def typed(person: Client, path: str, sheet_name: str, **values: Any) -> bytes:
    return edited(file_at(person, path).content, sheet_name, **values)


class TestCrossScores:
    def test_a_filled_form_is_the_command_and_comes_back_filled(self, town: Town) -> None:
        town.closed()
        third, fourth = town.units[2:]
        officer, place = town.officer(fourth), cross(town, third, fourth)
        empty = file_at(officer, place)
        assert empty.headers["etag"] == '"0"'
        rows = opened(empty.content)["Chấm chéo"]
        assert [rows.cell(row, 8).value for row in range(9, 15)] == ["100", "10", "Đạt", "2 lần", "Đạt", "+0 / -0"]
        key, body = uuid.uuid4().hex, typed(officer, place, "Chấm chéo", **CROSS)
        first = put(officer, place, body, key=key)
        assert (first.status_code, first.headers["etag"]) == (200, '"1"'), first.text
        assert put(officer, place, body, key=key).content == first.content
        assert put(officer, place, body, if_match='"1"').json()["events"] == []
        exported = file_at(officer, place)
        assert put(officer, place, exported.content, if_match='"1"').json()["events"] == []
        assert file_at(officer, place).content == exported.content
        stated = [entry("I.1", "actual", actual="90"), *sheet(times=1)[1:]]
        officer.accepted("submit-cross-sheet", town.cross(third, fourth, stated), if_match=1)
        (said,) = town.sheet_of(third, officer)["leaves"][0]["cross"]
        assert (said["version"], said["input"]["actual"]) == (1, "90")

    def test_cells_that_are_not_right_are_named_and_nothing_is_written(self, town: Town) -> None:
        town.closed()
        third, fourth = town.units[2:]
        officer, place = town.officer(fourth), cross(town, third, fourth)
        wrong = typed(officer, place, "Chấm chéo", **{**CROSS, "F9": "7,5", "F11": "Có", "G14": None})
        answer = put(officer, place, wrong)
        assert cells(answer.json()) == [
            ("Chấm chéo", "F9", "comma-decimal"),
            ("Chấm chéo", "F11", "not-a-choice"),
            ("Chấm chéo", "G14", "value-missing"),
        ]
        less = put(officer, place, typed(officer, place, "Chấm chéo", **{**CROSS, "F10": None}))
        assert cells(less.json(), "faults") == [("Chấm chéo", "F10", "leaf-missing")]
        assert town.sheet_of(third, officer)["leaves"][0]["cross"] == []

    def test_only_for_a_chosen_peer_about_its_unit(self, town: Town) -> None:
        town.closed()
        first, second, third, fourth = town.units
        assert town.board.get(cross(town, third, second)).status_code == 404
        officer, place = town.officer(fourth), cross(town, third, fourth)
        body = typed(officer, place, "Chấm chéo", **CROSS)
        assert put(town.officer(first), place, body).json()["code"] == "foreign-unit"
        other = put(town.officer(first), cross(town, third, first), body).json()
        assert [code for *_, code in cells(other)] == ["other-form", "other-form"]


class TestVerificationAndAppraisal:
    def test_what_is_changed_is_the_command_and_comes_back_filled(self, town: Town) -> None:
        town.closed()
        third = town.units[2]
        leader, place = town.officer(town.leader), of(town, third, "verification")
        form = opened(file_at(leader, place).content)["Thẩm tra"]
        assert [form.cell(row, 6).value for row in range(8, 14)] == ["100", "10", "Đạt", "2 lần", "Đạt", "+0 / -0"]
        body = typed(
            leader, place, "Thẩm tra", G8=80, J8="Số liệu chưa đủ.", I10=10.5, J10="Mới đạt một nửa.", G13=0, H13=1, J13="Trễ."
        )
        answer = put(leader, place, body)
        assert (answer.status_code, answer.headers["etag"]) == (200, '"1"'), answer.text
        leaves = town.sheet_of(third)["leaves"]
        said = {leaf["leaf"]: (leaf["leader"]["input"], leaf["leader"]["reason"]) for leaf in leaves if leaf["leader"]}
        assert said == {
            "I.1": ({"kind": "actual", "actual": "80"}, "Số liệu chưa đủ."),
            "II.1": ({"kind": "points", "points": "10.5"}, "Mới đạt một nửa."),
            "III.2": ({"kind": "plus-minus-times", "plus": 0, "minus": 1}, "Trễ."),
        }
        exported = file_at(leader, place).content
        assert put(leader, place, exported, if_match='"1"').json()["events"] == []
        assert file_at(leader, place).content == exported

        board, appraisal = town.board, of(town, third, "appraisal")
        form = opened(file_at(board, appraisal).content)["Thẩm định"]
        assert [form.cell(row, 6).value for row in (8, 10, 13)] == ["80", "10,5 điểm", "+0 / -1"]
        answer = put(board, appraisal, typed(board, appraisal, "Thẩm định", G8=85, J8="Có thêm biên bản."))
        assert answer.headers["etag"] == '"1"', answer.text
        assert town.sheet_of(third)["leaves"][0]["board"]["input"]["actual"] == "85"

    def test_an_empty_form_verifies_without_a_change(self, town: Town) -> None:
        town.closed()
        third = town.units[2]
        leader, place = town.officer(town.leader), of(town, third, "verification")
        answer = put(leader, place, file_at(leader, place).content).json()
        assert [event["type"].split(".")[3] for event in answer["events"]] == ["sheet-verified"]

    def test_cells_that_are_not_right_are_named_and_nothing_is_written(self, town: Town) -> None:
        town.closed()
        third = town.units[2]
        leader, place = town.officer(town.leader), of(town, third, "verification")
        wrong = {"G8": 80, "J9": "Thừa.", "G10": "Đạt", "I10": 5, "J10": "Hai giá trị.", "G11": 1.5, "J11": "Lẻ.", "H12": 1}
        answer = put(leader, place, typed(leader, place, "Thẩm tra", **wrong))
        assert answer.json()["code"] == "workbook-faults"
        assert cells(answer.json()) == [
            ("Thẩm tra", "J8", "value-missing"),
            ("Thẩm tra", "G9", "value-missing"),
            ("Thẩm tra", "G10", "not-asked"),
            ("Thẩm tra", "G11", "not-whole"),
            ("Thẩm tra", "H12", "not-asked"),
            ("Thẩm tra", "J12", "value-missing"),
        ]
        same = put(leader, place, typed(leader, place, "Thẩm tra", G8=100, J8="Như cũ."))
        assert cells(same.json(), "faults") == [("Thẩm tra", "G8", "nothing-changed")]
        assert town.sheet_of(third)["leaves"][0]["leader"] is None

    def test_the_way_in_is_the_commands(self, town: Town) -> None:
        town.closed()
        second, third = town.units[1:3]
        leader, place = town.officer(town.leader), of(town, third, "verification")
        body = file_at(leader, place).content
        assert put(town.officer(second), place, body).json()["code"] == "not-the-verifier"
        assert put(leader, of(town, third, "appraisal"), body).json()["code"] == "role-not-allowed"
        assert put(town.board, of(town, third, "appraisal"), body).json()["code"] == "workbook-faults"
        assert put(leader, of(town, second, "verification"), body).json()["code"] == "workbook-faults"
        assert town.officer(uuid.uuid4()).get(place).status_code == 404

    def test_the_form_is_locked_but_for_what_it_asks(self, town: Town) -> None:
        town.closed()
        leader = town.officer(town.leader)
        form = opened(file_at(leader, of(town, town.units[2], "verification")).content)["Thẩm tra"]
        assert form.protection.sheet
        free = {cell.coordinate for row in form.iter_rows() for cell in row if not cell.protection.locked}
        assert free == {*(f"{column}{row}" for row in range(8, 14) for column in "GJ"), "H13", "I10", "I12"}
        asked = {str(rule.sqref): rule.type for rule in form.data_validations.dataValidation}
        assert asked["G10"] == "list"


def test_json_and_file_are_one_command(town: Town) -> None:
    town.closed()
    third = town.units[2]
    leader, place = town.officer(town.leader), of(town, third, "verification")
    body = typed(leader, place, "Thẩm tra", G11=1, J11="Minh chứng chưa đủ.")
    leader.accepted("verify-sheet", town.changes(third, change("II.2", "times", times=1)), if_match=0)
    assert put(leader, place, body, if_match='"1"').json()["events"] == []
