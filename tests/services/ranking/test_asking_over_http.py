"""Questions about standings over HTTP: why not, what if, by groups, and whom a revision moved; who may ask what."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import pytest

from contracts.examples import changed
from contracts.examples.registry import UNIT_DISQUALIFIED
from contracts.examples.scoring import SCORES_LOCKED, SCORES_REOPENED
from services.ranking.app import SERVICE
from tests.services.ranking.examples import score
from tests.services.ranking.town import DATED, FIVE, TODAY, Town, publish, until
from tests.services.replaying import live_digest
from tests.services.voice import Voice
from tests.system import System

GROUPS = (("100", "3"), ("200", "2"), ("300", "1"), ("300", "5"), ("50", "9"))


@pytest.fixture(scope="module")
def town(ranking: System, voice: Voice) -> Town:
    """Published, revised after points were corrected and the last unit was disqualified: 950, 940, 930, 920, –."""
    town = Town(ranking, voice).opens(**DATED).scores()
    locks(town, "950.00", "915.00", "930.00", "920.00", "910.00")
    town.drawn()
    town.person("board-officer").accepted("publish-standings", publish(town))
    town.says(changed(SCORES_REOPENED, cluster=town.cluster))
    locks(town, *FIVE)
    redrawn(town, 2)
    town.says(changed(UNIT_DISQUALIFIED, unit=town.units[4], authority=town.authority, season=town.season, on=TODAY))
    redrawn(town, 3)
    board = town.person("board-officer")
    assert board.found(f"/standings/{town.cluster}/drawings/3/cascade")["after"] == {"publication": None, "drawing": 3}
    board.accepted("publish-standings", {**publish(town, 3), "reason": "Chấm lại, và một đơn vị không xét."})
    assert board.found(f"/standings/{town.cluster}")["publication"] == 2
    return town


def redrawn(town: Town, drawing: int) -> None:
    board = town.person("board-officer")
    until(lambda: board.get(f"/standings/{town.cluster}"), lambda document: document["newer_drawing"] == drawing)


def locks(town: Town, *totals: str) -> None:
    rows = tuple(
        changed(score(1, total, *groups), unit=unit) for unit, total, groups in zip(town.units, totals, GROUPS, strict=True)
    )
    town.says(changed(SCORES_LOCKED, cluster=town.cluster, authority=town.authority, season=town.season, rows=rows))


def asked(town: Town, path: str, persona: str = "board-officer", **wanted: Any) -> dict[str, Any]:
    return dict(town.person(persona).found(f"/standings/{town.cluster}{path}", **wanted))


def test_a_unit_is_told_why_not_and_how_little_it_takes(town: Town) -> None:
    officer = town.person("unit-officer", unit=town.units[3])
    said = officer.found(f"/standings/{town.cluster}/units/{town.units[3]}/why-not")
    flag, certificate = said["awards"]
    assert (said["rank"], said["total"], said["publication"]) == (4, "920.00", 2)
    assert (flag["stands"], flag["missing"], flag["last_name"]) == ("behind", "10.00", "Ba")
    assert certificate["stands"] == "within"
    assert "còn thiếu 10,00 điểm để bằng Ba (930,00 điểm)" in flag["summary"]["vi"]
    assert (said["sensitivity"]["up"], said["sensitivity"]["down"]) == ("10.00", None)
    scoring = f"http://127.0.0.1:{town.system.ports['scoring']}/scoresheets/{town.cluster}/units/{town.units[3]}/shortfall"
    assert said["next"] == [{"service": "scoring", "href": scoring}]
    out = asked(town, f"/units/{town.units[4]}/why-not")
    assert (out["sensitivity"], [award["stands"] for award in out["awards"]]) == (None, ["no-rank", "no-rank"])
    assert "không xét thi đua" in out["awards"][0]["summary"]["vi"]


def test_only_the_unit_itself_and_the_authority_are_told_why_not(town: Town) -> None:
    path = f"/standings/{town.cluster}/units/{town.units[3]}/why-not"
    for persona in ("auditor", "council-member"):
        assert town.person(persona).get(path).status_code == 200
    for persona, authority, unit in (
        ("unit-officer", None, town.units[2]),
        ("unit-officer", "a-elsewhere", town.units[3]),
        ("board-officer", "a-elsewhere", None),
    ):
        assert town.person(persona, authority, unit=unit).get(path).json()["code"] == "not-found"
    assert town.person("subscriber").get(path).json()["code"] == "role-not-allowed"
    assert town.person("board-officer").get(f"/standings/{town.cluster}/units/{uuid.uuid4()}/why-not").status_code == 404


def test_a_cluster_can_be_ranked_by_the_points_of_one_group(town: Town) -> None:
    assert town.places(asked(town, "", by="group-1")) == [("Ba", 1), ("Bon", 1), ("Hai", 3), ("Mot", 4), ("Nam", None)]
    second = asked(town, "", by="group-2")
    assert [(row["name"], row["rank"], row["dense"]) for row in second["rows"]][:2] == [("Bon", 1, 1), ("Mot", 2, 2)]
    assert (second["by"], second["rows"][0]["decided_by"]) == ("group-2", [])
    assert town.places(asked(town, ""))[0] == ("Mot", 1)
    assert town.person("auditor").get(f"/standings/{town.cluster}", by="group-9").json()["code"] == "invalid-input"


def test_a_revision_says_whom_it_moved_and_why(town: Town) -> None:
    report = asked(town, "/publications/2/cascade")
    assert (report["before"], report["after"]) == ({"publication": 1, "drawing": 1}, {"publication": 2, "drawing": 3})
    assert report["cause"] == ["points", "eligibility"]
    moved = {row["name"]: (row["rank_before"], row["rank_after"], row["causes"]) for row in report["units"]}
    assert moved == {
        "Hai": (4, 2, ["points"]),
        "Ba": (2, 3, ["others"]),
        "Bon": (3, 4, ["others"]),
        "Nam": (5, None, ["disqualified"]),
    }
    (two,) = (row for row in report["units"] if row["name"] == "Hai")
    assert (two["total_before"], two["total_after"]) == ("915.00", "940.00")
    assert two["summary"]["vi"] == "Hạng 4 → 2; tổng 915,00 → 940,00 điểm"
    (out,) = (row for row in report["units"] if row["name"] == "Nam")
    assert out["documents"] == [str(UNIT_DISQUALIFIED.document)]
    span = report["scoring"]
    assert 0 < span["since"] < span["until"]
    assert report["next"][0]["href"].endswith(f"/changes?since={span['since']}&until={span['until']}")


def test_a_member_sees_whom_a_revision_moved_and_no_drawing(town: Town) -> None:
    officer = town.person("unit-officer", unit=town.units[0])
    report = officer.found(f"/standings/{town.cluster}/publications/2/cascade")
    assert {tuple(row["documents"]) for row in report["units"]} == {()}
    assert officer.found(f"/standings/{town.cluster}/publications/2/cascade", against=2)["units"] == []
    assert officer.get(f"/standings/{town.cluster}/publications/1/cascade").json()["code"] == "not-found"
    assert officer.get(f"/standings/{town.cluster}/drawings/3/cascade").json()["code"] == "role-not-allowed"
    foreign = town.person("board-officer", "a-elsewhere")
    for path in ("publications/2/cascade", "drawings/3/cascade"):
        assert foreign.get(f"/standings/{town.cluster}/{path}").json()["code"] == "not-found"


def supposed(town: Town, body: dict[str, Any], persona: str = "board-officer", **who: Any) -> Any:
    client = town.person(persona, **who)
    return client.http.post(f"/standings/{town.cluster}/what-if", json=body)


def test_a_supposition_shows_who_would_move_and_writes_nothing(town: Town) -> None:
    first, *_, fourth, _ = town.units
    before = asyncio.run(live_digest(town.system, SERVICE))
    events = town.person("auditor").found("/logs/ranking/events", stream=f"standing/{town.cluster}")["items"]
    scoring = {"cluster": str(town.cluster), "unit": str(fourth), "leaf": "I.1", "units": []}
    for unit, total in ((fourth, "955.00"), (first, "950.00")):
        scoring["units"].append(
            {"unit": str(unit), "name": None, "before": "1.00", "after": total, "difference": None, "leaves": []}
        )
    answer = supposed(town, {"points": scoring, "women_percent": 50})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["changed"], found["publication"]) == (["women-percent", "totals"], 2)
    assert [(row["name"], row["rank"], row["rank_before"], row["moves"]) for row in found["rows"]] == [
        ("Bon", 1, 4, True),
        ("Mot", 2, 1, True),
        ("Hai", 3, 2, True),
        ("Ba", 4, 3, True),
        ("Nam", None, None, False),
    ]
    assert {tuple(row["because"]) for row in found["rows"]} == {("totals",), ()}
    assert (found["rows"][0]["award_before"], found["rows"][0]["award"]) == ("provincial-certificate", "provincial-flag")
    narrow = supposed(town, {"places": [{"award": "provincial-flag", "from_rank": 1, "to_rank": 1}]}).json()
    assert [row["award"] for row in narrow["rows"]] == ["provincial-flag", None, None, None, None]
    pack = supposed(town, {"pack": {"pack": DATED_PACK, "version": 1}}).json()
    assert [row["moves"] for row in pack["rows"]] == [False] * 5
    after = asyncio.run(live_digest(town.system, SERVICE))
    assert (after.tables, after.cut) == (before.tables, before.cut)
    assert town.person("auditor").found("/logs/ranking/events", stream=f"standing/{town.cluster}")["items"] == events


DATED_PACK = "2017"


def test_what_cannot_be_supposed_is_told_so(town: Town) -> None:
    points = {"units": [{"unit": str(uuid.uuid4()), "after": "1.00"}]}
    for body, code in (
        ({}, "nothing-supposed"),
        ({"points": points}, "unknown-supposed-units"),
        ({"pack": {"pack": "1999", "version": 1}}, "not-found"),
        ({"more": 1}, "invalid-input"),
        ({"women_percent": 101}, "invalid-input"),
        ({"points": {"units": [{"unit": str(town.units[0]), "after": 1.5}]}}, "invalid-input"),
        ({"tie_breaks": ["coin"]}, "invalid-input"),
    ):
        assert supposed(town, body).json()["code"] == code, body
    assert supposed(town, {"women_percent": 50}, "unit-officer", unit=town.units[0]).status_code == 200
    assert supposed(town, {"women_percent": 50}, authority="a-elsewhere").json()["code"] == "not-found"
    assert supposed(town, {"women_percent": 50}, "subscriber").json()["code"] == "role-not-allowed"
