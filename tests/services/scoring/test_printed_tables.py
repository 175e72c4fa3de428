"""Tables of points for the conference: what stands in them, and how they come onto A4."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest

from contracts.scoring import Direct, Times
from services.scoring.views import ExplanationView, LeafView, SheetView, StatementView
from services.scoring.workbooks.printed import layers
from tests.services.files import file_at
from tests.services.scoring.town import Town, change
from tests.services.voice import Voice
from tests.system import System
from tests.workbook.editing import opened


@pytest.fixture(scope="module")
def season(scoring: System, voice: Voice) -> Town:
    """Locked scores of four units; the third had one of its two counts taken by the leader, and II.1 by the board."""
    town = Town(scoring, voice).founded().closed("100", "50", "25", "80")
    third = town.units[2]
    peer = town.officer(town.units[3])
    peer.accepted("submit-cross-sheet", town.cross(third, town.units[3]))
    for unit in town.units:
        taken = [change("II.2", "times", "Một lần chưa có xác nhận.", times=1)] if unit == third else []
        town.verifier(unit).accepted("verify-sheet", town.changes(unit, *taken))
    for unit in town.units:
        taken = [change("II.1", "met", "Chưa đạt.", met=False)] if unit == third else []
        town.board.accepted("appraise-sheet", town.changes(unit, *taken))
    town.board.accepted("lock-scores", town.body())
    return town


def test_totals_stand_in_roll_order_on_a_page_of_a4(season: Town) -> None:
    answer = file_at(season.board, f"/scoresheets/{season.cluster}/totals.xlsx")
    sheet = opened(answer.content)["Tổng hợp điểm"]
    assert sheet["A1"].value == "BẢNG TỔNG HỢP ĐIỂM THI ĐUA · Totals"
    assert [cell.value.split("\n")[0] for cell in sheet[4]] == [
        *("TT", "Đơn vị", "Nhóm I", "Nhóm II", "Nhóm III", "Điểm đạt", "Tối đa", "Quy đổi", "Cộng, trừ"),
        *("Sổ thưởng, phạt", "Tổng điểm", "Ghi chú"),
    ]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(5, 8, 1, 12)]
    assert rows[0] == [1, "Mot", 60, 23.5, 10, 93.5, 100, 93.5, 0, None, 93.5, None]
    assert rows[2] == [3, "Ba", 30, 1.5, 10, 41.5, 100, 41.5, 0, None, 41.5, None]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.print_title_rows, sheet.print_area) == ("$4:$4", "'Tổng hợp điểm'!$A$1:$L$10")
    assert "registry" in {part.partition("@")[0] for part in answer.headers["thidua-seen"].split(",")}
    assert file_at(season.board, f"/scoresheets/{season.cluster}/totals.xlsx").content == answer.content


def test_a_sheet_shows_every_layer_with_its_reasons_and_sums(season: Town) -> None:
    third = season.units[2]
    sheet = opened(file_at(season.officer(third), f"/scoresheets/{season.cluster}/units/{third}/layers.xlsx").content)[
        "Bảng điểm"
    ]
    assert [cell.value.split("\n")[0] for cell in sheet[4]][5:] == [
        *("Tự chấm", "Chấm chéo 1", "Thẩm tra", "Thẩm định", "Lý do thay đổi, giải trình", "Điểm"),
    ]
    rows = {row[0].value: [cell.value for cell in row[5:]] for row in sheet.iter_rows(5, 10)}
    assert rows["I.1"] == ["25", "100", None, None, None, 10]
    assert rows["II.1"] == ["Đạt", "Đạt", None, "Không đạt", "Chưa đạt.", 0]
    assert rows["II.2"] == ["2 lần", "1 lần", "1 lần", None, "Một lần chưa có xác nhận.", 1.5]
    assert sheet["A12"].value == "Điểm theo nhóm: nhóm I: 30,00; nhóm II: 1,50; nhóm III: 10,00. Cộng 41,50 trên tối đa 100,00."
    assert sheet["A13"].value == "Quy đổi theo thang 100: 41,50. Cộng, trừ: 0,00. Tổng: 41,50."


def test_a_member_sees_its_own_row_and_those_it_cross_scores_and_strangers_nothing(season: Town) -> None:
    third, place = season.units[2], f"/scoresheets/{season.cluster}/totals.xlsx"
    sheet = opened(file_at(season.officer(third), place).content)["Tổng hợp điểm"]
    assert [cell.value for cell in sheet["B"]][4:] == ["Mot", "Hai", "Ba", None, None]
    for stranger in (season.officer(uuid.uuid4()), season.person("board-officer", "a-elsewhere")):
        assert stranger.get(place).status_code == 404
        assert stranger.get(f"/scoresheets/{season.cluster}/units/{third}/layers.xlsx").status_code == 404
    assert season.person("operator").get(place).json()["code"] == "role-not-allowed"


def test_the_councils_word_and_the_explanation_stand_where_there_are_any() -> None:
    def said(times: int, reason: str | None = None) -> StatementView:
        return StatementView(peer=None, version=1, input=Times(times=times), points=None, reason=reason, evidence=())

    leaf = LeafView.model_construct(
        leaf="I.1",
        title="Mô hình",
        maximum=Decimal(10),
        rule=Direct(points_each=Decimal(1)),
        assigned=True,
        target=None,
        points=Decimal("3.00"),
        own=said(5),
        cross=(said(5),),
        leader=said(2, "Thiếu."),
        explanation=ExplanationView.model_construct(text="Đã bổ sung."),
        field=None,
        board=None,
        council=said(3, "Chấp nhận."),
    )
    sheet = SheetView.model_construct(unit=uuid.uuid4(), name="Ba", code="3", season="a.2023", leaves=(leaf,), sums=None)
    (table,) = layers(sheet)
    assert [column.vi for column in table.columns][5:] == [
        *("Tự chấm", "Chấm chéo 1", "Thẩm tra", "Thẩm định", "Hội đồng", "Lý do thay đổi, giải trình", "Điểm"),
    ]
    assert [cell.value for cell in table.rows[0]][5:] == [
        *("5 lần", "5 lần", "2 lần", None, "3 lần", "Thiếu.\nGiải trình: Đã bổ sung.\nChấp nhận.", Decimal("3.00")),
    ]
