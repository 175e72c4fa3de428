"""The standings on A4: the rows in their order, what decided ties, and who may have it."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest

from contracts.examples import changed
from contracts.examples.registry import UNIT_SUSPENDED
from contracts.ranking import Ineligible, ReservedPlace
from services.ranking.remarks import remark_of
from services.ranking.views import RowView
from tests.services.files import file_at
from tests.services.ranking.town import FIVE, TODAY, Town, publish
from tests.services.voice import Voice
from tests.system import System
from tests.workbook.editing import opened


@pytest.fixture
def town(ranking: System, voice: Voice) -> Town:
    return Town(ranking, voice).opens()


def test_the_standings_as_a_table(town: Town) -> None:
    town.locks(*FIVE).drawn()
    town.says(changed(UNIT_SUSPENDED, unit=town.units[1], authority=town.authority, valid_from=TODAY))
    town.drawn(2)
    board, place = town.person("board-officer"), f"/standings/{town.cluster}/table.xlsx"
    answer = file_at(board, place)
    sheet = opened(answer.content)["Xếp hạng"]
    heads = [cell.value.split("\n")[0] for cell in sheet[4]]
    assert heads[-4:] == ["Báo cáo muộn", "Tổng điểm", "Thứ hạng", "Ghi chú"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(5, 9)]
    assert [(row[0], row[1], row[-3], row[-2]) for row in rows] == [
        (1, "Mot", 950, 1),
        (2, "Ba", 930, 2),
        (3, "Bon", 920, 3),
        (4, "Nam", 910, 4),
        (5, "Hai", 940, "–"),
    ]
    assert rows[4][-1] == "Không xếp hạng: đang tạm dừng xét"
    assert "chưa công bố" in sheet["A2"].value
    assert (sheet.page_setup.paperSize, sheet.print_title_rows) == (9, "$4:$4")
    assert file_at(board, place).content == answer.content


def test_units_get_it_once_it_is_published_and_strangers_never(town: Town) -> None:
    town.locks(*FIVE).drawn()
    place = f"/standings/{town.cluster}/table.xlsx"
    officer = town.person("unit-officer", unit=town.units[0])
    assert officer.get(place).status_code == 404
    board = town.person("board-officer")
    board.accepted("publish-standings", publish(town))
    officer.has_seen(board)
    sheet = opened(file_at(officer, place).content)["Xếp hạng"]
    assert "công bố ngày" in sheet["A2"].value
    assert sheet["A11"].value.startswith("Mã băm SHA-256 của kết quả công bố: ")
    assert town.person("board-officer", "a-elsewhere").get(place).status_code == 404
    assert town.person("operator").get(place).status_code == 403
    assert officer.get(place.replace(str(town.cluster), str(uuid.uuid4()))).status_code == 404


def test_a_place_that_is_kept_is_said_beside_the_unit_without_a_rank():
    row = RowView(
        place=5,
        unit=uuid.uuid4(),
        name="Hai",
        code=None,
        total=Decimal(940),
        rank=None,
        dense=None,
        decided_by=(),
        ineligible=(Ineligible.SUSPENDED,),
        groups=(),
        deductions=Decimal(0),
        late_reports=0,
        staff=None,
        reserved=ReservedPlace(rank=2, until=date(2024, 2, 5)),
    )
    assert remark_of(row) == "Không xếp hạng: đang tạm dừng xét; giữ hạng 2 đến hết ngày 05/02/2024"
