"""The standings and the minutes of their review on paper: what they say, and who may have them."""

from __future__ import annotations

import pytest

from contracts.examples import changed
from contracts.examples.registry import UNIT_SUSPENDED
from tests.services.papers import paper_at
from tests.services.ranking.town import FIVE, TODAY, Town, publish
from tests.services.voice import Voice
from tests.system import System


@pytest.fixture
def town(ranking: System, voice: Voice) -> Town:
    return Town(ranking, voice).opens()


def test_standings_and_minutes_are_drafts_until_they_are_published(town: Town) -> None:
    town.locks(*FIVE).drawn()
    town.says(changed(UNIT_SUSPENDED, unit=town.units[1], authority=town.authority, valid_from=TODAY))
    name = town.drawn(2)["name"]
    board, place = town.person("board-officer"), f"/standings/{town.cluster}"
    for said in paper_at(board, f"{place}/paper", f"Bảng xếp hạng {name} năm 2023"):
        assert "DỰ THẢO" in said
        assert "chưa công bố" in said
        assert "Không xếp hạng: đang tạm dừng xét" in said
        assert said.index("Mot") < said.index("Ba ") < said.index("Bon") < said.index("Hai")
    board.accepted("publish-standings", publish(town, 2))
    day = f"{TODAY:%d}"
    for said in paper_at(board, f"{place}/paper", f"Bảng xếp hạng {name} năm 2023"):
        assert "DỰ THẢO" not in said
        assert f"(Công bố ngày {day} tháng" in said
        assert "Mã băm SHA-256" in said
    for said in paper_at(board, f"{place}/review-minutes", f"Biên bản bình xét {name} năm 2023"):
        assert "Họp bình xét, đề nghị khen thưởng năm 2023" in said
        assert "Tổng số đơn vị thành viên: 05 đơn vị" in said
        assert "1. Cờ thi đua của Ủy ban nhân dân tỉnh: Mot; Ba; Bon." in said
        assert "950,00" in said


def test_units_get_them_once_they_are_published_and_strangers_never(town: Town) -> None:
    town.locks(*FIVE).drawn()
    officer, board = town.person("unit-officer", unit=town.units[0]), town.person("board-officer")
    paths = [f"/standings/{town.cluster}/{paper}.docx" for paper in ("paper", "review-minutes")]
    assert [officer.get(path).status_code for path in paths] == [404, 404]
    board.accepted("publish-standings", publish(town))
    officer.has_seen(board)
    assert [officer.get(path).status_code for path in paths] == [200, 200]
    assert [town.person("board-officer", "a-elsewhere").get(path).status_code for path in paths] == [404, 404]
    assert [town.person("operator").get(path).status_code for path in paths] == [403, 403]
