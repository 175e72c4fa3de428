"""Standings, the minutes of their review and those of a ballot on paper: what they say, and who may have them."""

from __future__ import annotations

import uuid

import pytest

from contracts.examples import changed
from contracts.examples.registry import LEGAL_DOCUMENT_RECORDED, UNIT_SUSPENDED
from tests.services.papers import paper_at
from tests.services.ranking.polling import Poll
from tests.services.ranking.town import FIVE, TODAY, Town, publish
from tests.services.ranking.voting import PACK
from tests.services.voice import Voice
from tests.system import System


@pytest.fixture
def town(ranking: System, voice: Voice) -> Town:
    return Town(ranking, voice).opens(PACK)


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


def test_the_minutes_of_a_counted_ballot(town: Town) -> None:
    town.locks("950.00", "950.00", "930.00", "920.00", "910.00").drawn()
    document = uuid.uuid4()
    town.says(changed(LEGAL_DOCUMENT_RECORDED, document=document, authority=town.authority))
    one, two, *voters = town.units
    poll = Poll(town, (one, two), method="paper").opens(*voters)
    path, name = f"/ballots/{poll.ballot}/minutes", town.drawn()["name"]
    assert poll.board.get(f"{path}.pdf").status_code == 404, "not counted yet"
    votes = {"kind": "tie-break", "votes": [{"unit": str(one), "votes": 2}], "blank": 0, "invalid": 1}
    count = {"ballot": str(poll.ballot), "cluster": str(town.cluster), "minutes": str(document), "handed_out": 3, "count": votes}
    poll.board.accepted("record-paper-count", count)
    for said in paper_at(poll.board, path, f"Biên bản kiểm phiếu {name} {TODAY:%d-%m-%Y}"):
        assert "BIÊN BẢN KIỂM PHIẾU" in said
        assert f"phân định các đơn vị đồng hạng 1 năm 2023 của {name}" in said
        assert "danh sách bỏ phiếu: 3; có mặt khi bắt đầu bỏ phiếu: 3; vắng mặt: 0" in said
        assert "Số phiếu phát ra: 3 phiếu. Số phiếu thu về: 3 phiếu." in said
        assert "1 Mot 2 2 Hai 0" in said
        assert "Nhiều phiếu nhất: Mot." in said
    assert town.person("operator").get(f"{path}.pdf").status_code == 403


def test_the_minutes_of_a_confirmation_tell_each_candidate(town: Town) -> None:
    town.locks(*FIVE).drawn()
    one, two, *others = town.units
    poll = Poll(town, (one, two), kind="confirmation", award="provincial-flag").opens(*town.units)
    for voter in others:
        poll.voter(voter).accepted("cast-vote", poll.paper({one: "yes", two: "yes" if voter == others[0] else "no"}))
    poll.board.has_seen(*poll.voters).accepted("close-ballot", poll.closing)
    for said in paper_at(
        poll.board, f"/ballots/{poll.ballot}/minutes", f"Biên bản kiểm phiếu {town.drawn()['name']} {TODAY:%d-%m-%Y}"
    ):
        assert "bình xét Cờ thi đua của Ủy ban nhân dân tỉnh năm 2023" in said
        assert "1 Mot 3 0 0 0" in said
        assert "2 Hai 1 2 0 0 Không thông qua" in said
        assert "bằng phương tiện điện tử" in said
