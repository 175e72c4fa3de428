"""Members that join and leave by decision while a cluster agrees and is scored, in the running service."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from tests.services.scoring.town import Town, change, sheet


def party(town: Town, unit: uuid.UUID) -> dict[str, Any]:
    parties = town.board.found(f"/agreements/{town.cluster}")["parties"]
    return dict(next(each for each in parties if each["unit"] == str(unit)))


def owed(town: Town) -> list[tuple[str, str]]:
    found = town.board.found(f"/scoresheets/{town.cluster}/waiting")["items"]
    return [(each["step"], each["unit"]) for each in found]


def signs(town: Town, unit: uuid.UUID) -> None:
    """The board sets the joined unit's targets, the unit signs its annex."""
    town.board.accepted("set-targets", town.targets(unit, "III.1", **{"I.1": "80"}), if_match=0)
    assert ("sign", str(unit)) in owed(town)
    annex = party(town, unit)["annex"]
    answer = town.officer(unit).accepted("sign-agreement", town.body(unit=unit, version=1, digest=annex))
    assert answer["events"][0]["type"].endswith("agreement-signed.v1")


class TestWhoJoins:
    def test_before_the_first_signature_it_is_issued_anew_and_signs_with_the_others(self, town: Town) -> None:
        town.issued()
        fifth = town.joins()
        assert ("sign", str(fifth)) not in owed(town)
        town.board.accepted("issue-scorecard", town.body())
        assert ("sign", str(fifth)) in owed(town)
        for unit in (*town.units, fifth):
            town.officer(unit).accepted("sign-agreement", town.signature(unit))
        town.board.accepted("close-agreement", town.body())
        answer = town.board.accepted("open-self-scoring", town.body())
        assert answer["events"][0]["type"].endswith("self-scoring-opened.v1")
        assert party(town, fifth)["annex"] is None
        assert town.sheet_of(fifth, town.officer(fifth))["signed"] is True

    def test_afterwards_it_signs_an_annex_and_is_opened_with_the_others(self, town: Town) -> None:
        town.signed(*town.units[:2])
        before = town.digest()
        fifth = town.joins()
        town.officer(town.leader).accepted("set-targets", town.targets(fifth, **{"I.1": "80"}), if_match=0)
        assert (town.digest(), len(party(town, fifth)["annex"])) == (before, 64)
        for unit in town.units[2:]:
            town.officer(unit).accepted("sign-agreement", town.signature(unit))
        problem = town.board.refused("close-agreement", town.body(), "signatures-missing")
        assert problem["units"] == [str(fifth)]
        annex = party(town, fifth)["annex"]
        town.officer(fifth).refused("sign-agreement", town.signature(fifth), "other-version-issued")
        town.officer(fifth).accepted("sign-agreement", town.body(unit=fifth, version=1, digest=annex))
        town.board.accepted("close-agreement", town.body())
        town.board.accepted("open-self-scoring", town.body())
        found = town.board.found(f"/scoresheets/{town.cluster}/progress")["items"]
        assert [each["unit"] for each in found] == [*map(str, town.units), str(fifth)]

    def test_while_self_scoring_is_open_it_is_scored_like_any_other(self, town: Town) -> None:
        town.handed_in("100", "50", "25", "80")
        fifth = town.joins()
        signs(town, fifth)
        assert town.waits_for("member-admitted")
        whole = [each for each in sheet("120") if each["leaf"] != "III.1"]
        town.officer(fifth).accepted("submit-self-sheet", town.own(fifth, whole))
        town.board.accepted("close-self-scoring", town.body())
        totals = town.board.found(f"/scoresheets/{town.cluster}/totals")["items"]
        assert (totals[-1]["unit"], totals[-1]["name"], totals[-1]["sums"]["maximum"]) == (str(fifth), "Nam", "90.00")
        progress = town.board.found(f"/scoresheets/{town.cluster}/progress")["items"]
        assert [len(each["peers"]) for each in progress] == [2] * 5

    def test_once_self_scoring_is_closed_it_is_too_late_and_nobody_waits_for_it(self, town: Town) -> None:
        town.appraised()
        fifth = town.joins()
        town.board.refused("set-targets", town.targets(fifth), "joined-too-late", if_match=0)
        assert owed(town) == []
        answer = town.board.accepted("lock-scores", town.body())
        rows = town.person("auditor").found(f"/logs/scoring/events/{answer['events'][0]['position']}")["data"]["rows"]
        assert [row["unit"] for row in rows] == [*map(str, town.units)]


class TestWhoLeaves:
    def test_the_board_says_what_becomes_of_its_points_and_the_cascade_names_the_cause(self, town: Town) -> None:
        """The first leaf, of 40 points: 25, 50, 100, 80; when the 100 has left, the 80 is the best."""
        town.closed("25", "50", "100", "80")
        best = town.units[2]
        town.leaves(best)
        (gone,) = town.board.found(f"/scoresheets/{town.cluster}/departures")["items"]
        assert (gone["unit"], gone["manner"], gone["on"], gone["open"]) == (str(best), "withdrawn", "2023-09-01", True)
        assert ("settle-departure", str(best)) in owed(town)
        town.board.refused("lock-scores", town.body(), "departures-open")
        town.board.accepted("settle-departure", town.settlement(best, "exclude"), if_match=0)
        assert town.points() == ["12.50", "25.00", "40.00", "40.00"]
        change_of = town.board.found(f"/scoresheets/{town.cluster}/changes")["items"][-1]
        assert (change_of["type"].split(".")[3], change_of["units"], change_of["unit"]) == ("departure-settled", 3, str(best))
        report = town.board.found(f"/scoresheets/{town.cluster}/changes/{change_of['position']}")
        assert [cause["reason"] for cause in report["causes"]] == ["Sáp nhập từ 01/9."]
        # Kept for ever, and still its own to read.
        assert town.sheet_of(best, town.officer(best))["sums"]["total"]

    def test_its_signature_is_not_waited_for_from_its_day_on(self, town: Town) -> None:
        town.signed(*town.units[:3])
        town.leaves(town.units[3])
        assert ("sign", str(town.units[3])) not in owed(town)
        town.board.accepted("close-agreement", town.body())

    def test_back_by_decision_it_counts_again(self, town: Town) -> None:
        town.closed("25", "50", "100", "80")
        best = town.units[2]
        town.leaves(best)
        town.board.accepted("settle-departure", town.settlement(best, "exclude"), if_match=0)
        town.board.refused("settle-departure", town.settlement(best, "returned"), "not-returned", if_match=1)
        town.joins(on=date(2023, 10, 1), unit=best)
        town.board.accepted("settle-departure", town.settlement(best, "returned"), if_match=1)
        assert town.points() == ["10.00", "20.00", "40.00", "32.00"]
        town.verifier(best).accepted("verify-sheet", town.changes(best, change("II.2", "times", times=1)), if_match=0)
