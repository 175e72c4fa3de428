"""All layers of a sheet, its lock and its reopening through the public API, and what the queries then show."""

from __future__ import annotations

import pytest

from tests.services.scoring.town import EVIDENCE, Town, change
from tests.services.voice import Voice
from tests.system import System

REASON = "Hội đồng công nhận."


@pytest.fixture(scope="module")
def season(scoring: System, voice: Voice) -> Town:
    """Read by every test of this module and changed by none. I.1 is 100, 50, 25, 80 of 40 points, without targets.

    Third unit, II.2, twice 1.5 points: the leader says one, the unit explains, the council says two. II.1 of 20.5: the
    department says 12.5. After the lock I.1 of the first unit is reopened: 80, so that everybody's share of it grows.
    """
    town = Town(scoring, voice).founded()
    town.closed("100", "50", "25", "80")
    third, first = town.units[2], town.leader
    for unit in town.units:
        cut = [change("II.2", "times", "Thiếu một xác nhận.", times=1)] if unit == third else []
        town.verifier(unit).accepted("verify-sheet", town.changes(unit, *cut))
    said = {"leaf": "II.2", "text": "Xác nhận thứ hai kèm theo.", "evidence": [EVIDENCE]}
    town.officer(third).accepted("explain-sheet", town.body(unit=third, explanations=[said]))
    town.board.accepted("assign-field-scoring", town.branches("II"))
    line = town.person("line-officer", unit=town.department)
    scored = town.field_score(third, change("II.1", "points", "Còn hai vụ việc.", points="12.5"))
    line.accepted("field-score-sheet", scored)
    for unit in town.units:
        town.board.accepted("appraise-sheet", town.changes(unit))
    word = town.councils(third, change("II.2", "times", REASON, times=2))
    town.person("council-member").accepted("record-council-word", word)
    town.board.accepted("lock-scores", town.body())
    town.board.accepted("reopen-scores", town.reopening(first, "I.1"))
    corrected = town.changes(first, change("I.1", "actual", "Đính chính của cơ quan thống kê.", actual="80"))
    town.board.accepted("appraise-sheet", corrected, if_match=1)
    town.board.accepted("lock-scores", town.body())
    return town


def test_every_layer_stands_side_by_side(season: Town) -> None:
    found = season.sheet_of(season.units[2])
    leaves = {leaf["leaf"]: leaf for leaf in found["leaves"]}
    models = leaves["II.2"]
    stated = {name: models[name]["input"]["times"] for name in ("own", "leader", "council")}
    assert (stated, models["official_layer"], models["points"]) == ({"own": 2, "leader": 1, "council": 2}, "council", "3.00")
    assert (models["explanation"]["text"], len(models["explanation"]["evidence"])) == ("Xác nhận thứ hai kèm theo.", 1)
    assert models["council"]["reason"] == REASON
    order = leaves["II.1"]
    assert order["field"]["input"] == {"kind": "points", "points": "12.5"}
    assert (order["field"]["peer"], order["field"]["points"]) == (str(season.department), "12.50")
    assert (order["official_layer"], order["points"], order["board"]) == ("field", "12.50", None)
    assert [each["layer"] for each in found["layers"]] == ["self", "leader", "field", "board", "council"]
    assert found["layers"][-1]["document"] == str(season.document)
    assert found["official_layers"] == ["self", "leader", "field", "board", "council"]
    assert (found["decimal_places"], found["rounding"], found["leaf_step"]) == (2, "half-up", "0.5")


def test_who_scores_in_the_field_is_told_and_sees_the_cluster(season: Town) -> None:
    line = season.person("line-officer", unit=season.department)
    (told,) = line.found(f"/scoresheets/{season.cluster}/departments")
    assert (told["department"], told["branches"], told["document"]) == (
        str(season.department),
        ["II"],
        str(season.document),
    )
    assert [each["cluster"] for each in line.found("/scoresheets")["items"]] == [str(season.cluster)]
    assert season.sheet_of(season.units[2], line)["total"] == 100


def test_changes_after_the_lock_say_who_when_and_why(season: Town) -> None:
    """40, 20, 10, 32 of 40 became 40, 25, 12.50, 40: the first unit's own share stayed the best."""
    found = season.board.found(f"/scoresheets/{season.cluster}/after-lock")
    assert (found["phase"], len(found["locks"]), found["next"]) == ("locked", 2, None)
    (reopening,) = found["reopenings"]
    assert reopening["sheets"] == [{"unit": str(season.leader), "leaves": ["I.1"]}]
    assert (reopening["reason"], reopening["document"]) == ("Số liệu được đính chính.", str(season.document))
    assert [(move["name"], move["old"], move["new"]) for move in found["moves"]] == [
        ("Hai", "20.00", "25.00"),
        ("Ba", "10.00", "12.50"),
        ("Bon", "32.00", "40.00"),
    ]
    for move in found["moves"]:
        assert (move["cause_unit"], move["cause_layer"], move["cause_version"]) == (str(season.leader), "board", 2)
        assert (move["reason"], move["reopening"], move["leaf"]) == ("Đính chính của cơ quan thống kê.", 1, "I.1")
        assert move["actor"]
    own = season.officer(season.units[2]).found(f"/scoresheets/{season.cluster}/after-lock")
    # Its own, and those of the unit that it cross-scores.
    assert [move["name"] for move in own["moves"]] == ["Hai", "Ba"]


def test_the_chain_of_a_leaf_names_every_layer(season: Town) -> None:
    chain = season.board.found(f"/scoresheets/{season.cluster}/units/{season.units[2]}/facts", leaf="II.2")["leaf"]
    assert [each["layer"] for each in chain["statements"]] == ["self", "leader", "council"]
    assert [(move["old"], move["new"], move["cause"]["layer"]) for move in chain["moves"]] == [
        (None, "3.00", "self"),
        ("3.00", "1.50", "leader"),
        ("1.50", "3.00", "council"),
    ]


def test_the_second_lock_is_what_is_shown(season: Town) -> None:
    totals = season.board.found(f"/scoresheets/{season.cluster}/totals")["items"]
    assert [row["total"] for row in totals] == ["93.50", "78.50", "58.00", "93.50"]
