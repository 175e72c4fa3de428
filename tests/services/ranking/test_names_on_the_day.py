"""Units are called as on the day: of the publication, of the ballot's call, of the complaint, on paper as in answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contracts.examples import changed
from contracts.examples.registry import UNIT_CODE_CHANGED, UNIT_RENAMED
from tests.services.papers import paper_at
from tests.services.ranking.polling import Poll
from tests.services.ranking.town import DATED, FIVE, TODAY, Town, complaint_of, publish, until
from tests.services.ranking.voting import PACK
from tests.services.voice import Voice
from tests.system import System

TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


@pytest.fixture
def town(ranking: System, voice: Voice) -> Town:
    return Town(ranking, voice).opens(PACK)


def renamed(town: Town, number: int, name: str, day: object) -> None:
    of = {"unit": town.units[number], "authority": town.authority, "valid_from": day}
    town.says(changed(UNIT_RENAMED, **of, name=name), changed(UNIT_CODE_CHANGED, **of, code=name.replace(" ", "-"), before="Mot"))


def test_standings_keep_the_names_of_the_day_of_their_publication(town: Town) -> None:
    """A name of yesterday that becomes known later is theirs; one of tomorrow is not, nor is one known before."""
    town.locks(*FIVE).drawn()
    renamed(town, 0, "Mot Moi", TOMORROW)
    board = town.person("board-officer")
    board.accepted("publish-standings", publish(town))
    place = f"/standings/{town.cluster}"
    assert [(row["name"], row["code"]) for row in board.found(place)["rows"][:2]] == [("Mot", "Mot"), ("Hai", "Hai")]
    renamed(town, 0, "Mot Cu", YESTERDAY)
    renamed(town, 1, "Hai Moi", TOMORROW)
    board.has_seen(town.person("board-officer"))
    rows = until(lambda: board.get(place), lambda found: found["rows"][0]["name"] != "Mot")["rows"][:2]
    assert [(row["name"], row["code"]) for row in rows] == [("Mot Cu", "Mot-Cu"), ("Hai", "Hai")]
    name = board.found(place)["name"]
    for said in paper_at(board, f"{place}/paper", f"Bảng xếp hạng {name} năm 2023"):
        assert "Mot Cu" in said
        assert "Moi" not in said


def test_a_ballot_keeps_the_names_of_the_day_of_its_call(town: Town) -> None:
    town.locks("950.00", "950.00", "930.00", "920.00", "910.00").drawn()
    one, two, *voters = town.units
    poll = Poll(town, (one, two)).opens(*voters)
    renamed(town, 0, "Mot Moi", TOMORROW)
    renamed(town, 2, "Ba Moi", TOMORROW)
    board = town.person("board-officer").has_seen(poll.board)
    found = board.found(f"/ballots/{poll.ballot}")
    assert [each["name"] for each in found["candidates"]] == ["Mot", "Hai"]
    assert [each["name"] for each in found["voters"]] == ["Ba", "Bon", "Nam"]


def test_a_complaint_is_filed_under_the_names_of_its_day(ranking: System, voice: Voice) -> None:
    town = Town(ranking, voice).opens(**DATED).scores()
    town.locks(*FIVE).drawn()
    board = town.person("board-officer")
    board.accepted("publish-standings", publish(town))
    officer = town.person("unit-officer", unit=town.units[0]).has_seen(board)
    complaint = complaint_of(town)
    officer.accepted("file-complaint", complaint)
    renamed(town, 0, "Mot Moi", TOMORROW)
    found = town.person("board-officer").has_seen(officer).found(f"/complaints/{complaint['complaint']}")
    assert (found["unit_name"], found["about_name"]) == ("Mot", "Mot")
