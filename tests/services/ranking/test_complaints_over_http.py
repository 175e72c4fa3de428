"""Complaints as members and boards meet them: over HTTP, refused and shown by role, unit and authority."""

from __future__ import annotations

import uuid

import pytest

from contracts.examples import changed
from contracts.examples.scoring import MEMBER_ADMITTED
from tests.services.ranking.town import DATED, FIVE, Town, complaint_of, decision_on, publish
from tests.services.voice import Voice
from tests.system import Client, System


@pytest.fixture(scope="module")
def town(ranking: System, voice: Voice) -> Town:
    """A town whose standings are published today, in time for complaints."""
    town = Town(ranking, voice).opens(**DATED).scores().locks(*FIVE)
    town.drawn()
    town.person("board-officer").accepted("publish-standings", publish(town))
    return town


def member(town: Town, number: int = 0) -> Client:
    return town.person("unit-officer", unit=town.units[number])


def test_a_complaint_goes_from_its_filing_to_its_decision(town: Town) -> None:
    officer, board = member(town), town.person("board-officer")
    said = complaint_of(town, about=str(town.units[1]))
    answer = officer.accepted("file-complaint", said)
    assert [event["type"] for event in answer["events"]] == ["vn.thidua.ranking.complaint-filed.v1"]
    shown = officer.found(f"/complaints/{said['complaint']}")
    assert (shown["outcome"], shown["publication"], shown["unit_name"], shown["about_name"]) == ("open", 1, "Mot", "Hai")
    assert shown["last_day"] == officer.found(f"/standings/{town.cluster}")["complaints_until"]
    board.has_seen(officer)
    board.refused("decide-complaint", decision_on(town, said, "upheld", leaves=["IX.9"]), "unknown-leaves")
    board.accepted("decide-complaint", decision_on(town, said, "upheld", leaves=["I.1"]))
    board.refused("decide-complaint", decision_on(town, said, "rejected"), "complaint-decided")
    shown = board.found(f"/complaints/{said['complaint']}")
    assert (shown["outcome"], shown["upheld_unit"], shown["upheld_leaves"]) == ("upheld", str(town.units[1]), ["I.1"])
    assert [fact["type"].split(".")[3] for fact in shown["facts"]] == ["complaint-filed", "complaint-upheld"]
    assert [link["service"] for link in shown["next"]] == ["scoring"]
    log = board.found(f"/logs/ranking/events/{shown['facts'][1]['position']}")
    assert (log["data"]["leaves"], log["legalbasis"]) == (["I.1"], shown["closing_document"])


def test_bad_complaints_are_refused_and_change_nothing(town: Town) -> None:
    officer = member(town)
    before = officer.found("/complaints")["items"]
    for fields, code in (
        ({"leaves": []}, "leaves-missing"),
        ({"leaves": ["IX.9"]}, "unknown-leaves"),
        ({"ground": "order"}, "leaves-not-asked"),
        ({"ground": "lost"}, "invalid-input"),
        ({"about": str(uuid.uuid4())}, "not-in-standings"),
        ({"documents": [str(uuid.uuid4())]}, "unknown-documents"),
        ({"cluster": str(uuid.uuid4())}, "nothing-to-complain-of"),
        ({"unit": str(town.units[1])}, "foreign-unit"),
    ):
        officer.refused("file-complaint", complaint_of(town, **fields), code)
    for persona in ("board-officer", "auditor", "council-member", "operator"):
        town.person(persona, unit=town.units[0]).refused("file-complaint", complaint_of(town), "role-not-allowed")
    assert officer.found("/complaints")["items"] == before


def test_a_leaf_that_is_not_assigned_to_a_joiner_is_refused_at_the_door(ranking: System, voice: Voice) -> None:
    """Also where the board upholds: scoring's reactor would refuse it when the decision is an act already."""
    town = Town(ranking, voice).opens(**DATED).scores(members=4)
    town.says(changed(MEMBER_ADMITTED, cluster=town.cluster, unit=town.units[4], place=5, not_assigned=("I.1",)))
    town.locks(*FIVE).drawn()
    board, joiner = town.person("board-officer"), member(town, 4)
    board.accepted("publish-standings", publish(town))
    joiner.has_seen(board)
    assert joiner.refused("file-complaint", complaint_of(town, 4), "unknown-leaves")["leaves"] == "I.1"
    said = complaint_of(town, 4, about=str(town.units[0]))
    joiner.accepted("file-complaint", said)
    board.has_seen(joiner)
    of_joiner = decision_on(town, said, "upheld", leaves=["I.1"], unit=str(town.units[4]))
    board.refused("decide-complaint", of_joiner, "unknown-leaves")
    board.accepted("decide-complaint", {**of_joiner, "leaves": ["II.1"]})


def test_only_the_board_of_the_authority_decides_and_only_the_filer_withdraws(town: Town) -> None:
    officer, other = member(town), member(town, 1)
    said = complaint_of(town)
    officer.accepted("file-complaint", said)
    withdraw = {"complaint": said["complaint"], "reason": "Đã rõ."}
    other.refused("withdraw-complaint", withdraw, "foreign-unit")
    for persona in ("unit-officer", "auditor", "council-member", "line-officer"):
        someone = town.person(persona, unit=town.units[0])
        someone.refused("decide-complaint", decision_on(town, said, "rejected"), "role-not-allowed")
    town.person("board-officer", "a-elsewhere").refused(
        "decide-complaint", decision_on(town, said, "rejected"), "foreign-authority"
    )
    assert officer.accepted("withdraw-complaint", withdraw)["events"]
    assert officer.accepted("withdraw-complaint", withdraw)["events"] == []
    board = town.person("board-officer").has_seen(officer)
    board.refused("decide-complaint", decision_on(town, said, "rejected"), "complaint-withdrawn")
    board.refused("decide-complaint", decision_on(town, complaint_of(town), "rejected"), "no-such-complaint")


def test_complaints_are_shown_to_who_filed_them_and_to_the_authority(town: Town) -> None:
    officer = member(town, 2)
    mine = complaint_of(town, 2)
    officer.accepted("file-complaint", mine)
    path = f"/complaints/{mine['complaint']}"
    for persona in ("board-officer", "auditor", "council-member"):
        insider = town.person(persona).has_seen(officer)
        assert insider.found(path)["text"] == mine["text"]
        listed = insider.found("/complaints", cluster=town.cluster, season=town.season, outcome="open", limit=200)["items"]
        assert mine["complaint"] in [item["complaint"] for item in listed]
        assert insider.found("/complaints", outcome="open", cluster=uuid.uuid4())["items"] == []
    assert [item["complaint"] for item in officer.found("/complaints")["items"]] == [mine["complaint"]]
    stranger = member(town, 1).has_seen(officer)
    foreign = town.person("board-officer", "a-elsewhere").has_seen(officer)
    for nobody in (stranger, foreign):
        assert nobody.get(path).json()["code"] == "not-found"
        assert mine["complaint"] not in [item["complaint"] for item in nobody.found("/complaints")["items"]]
    outsider = town.person("subscriber")
    assert [outsider.get(each).json()["code"] for each in ("/complaints", path)] == ["role-not-allowed"] * 2
