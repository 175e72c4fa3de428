"""What officers ask across sheets: what moved whom, who owes what, how the criteria came out, units side by side."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.examples import changed
from contracts.examples.registry import LEADER_RECOGNISED, PLAN, UNIT_SUSPENDED
from tests.services.scoring.town import Town, change, sheet
from tests.services.voice import Voice
from tests.system import Client, System


@pytest.fixture(scope="module")
def season(scoring: System, voice: Voice) -> Town:
    """Half-way through, read by every test of this module and changed by none.

    The first leaf, of 40 points and without targets: 100, 50, 25, 80; beside it everybody has 53.50. Unit four has
    cross-scored unit three. The leader makes unit three's 25 a 90, and it is suspended; then the leader's own unit is
    disqualified, so that the suspended unit is the best.
    """
    town = Town(scoring, voice).founded()
    town.closed("100", "50", "25", "80")
    first, _, third, fourth = town.units
    town.officer(fourth).accepted("submit-cross-sheet", town.cross(third, fourth))
    found = change("I.1", "actual", "Có thêm biên bản nghiệm thu.", actual="90")
    town.officer(first).accepted("verify-sheet", town.changes(third, found), if_match=0)
    town.says(changed(UNIT_SUSPENDED, unit=third, authority=town.authority, valid_from=date(2023, 11, 6)))
    town.disqualifies(first)
    town.waits_for("unit-left-out")
    return town


def items(person: Client, path: str, **query: object) -> list[dict]:
    return person.found(path, **query)["items"]


def sheets(town: Town, path: str) -> str:
    return f"/scoresheets/{town.cluster}/{path}"


def number(town: Town, unit: str | None) -> int | None:
    return None if unit is None else [str(each) for each in town.units].index(unit) + 1


class TestTheCascadeReport:
    def test_each_change_names_its_cause_and_how_many_it_moved(self, season: Town) -> None:
        found = items(season.board, sheets(season, "changes"))
        told = [(each["type"].split(".")[3], number(season, each["unit"]), each["units"], each["leaves"]) for each in found]
        assert told == [
            *(("self-sheet-submitted", place, 1, 6) for place in (1, 2, 3, 4)),
            ("sheet-verified", 3, 1, 1),
            ("unit-left-out", 1, 3, 3),
        ]
        assert (found[-1]["reason"], found[-1]["document"]) == ("Tập thể lãnh đạo bị kỷ luật trong năm.", str(PLAN))
        assert {each["after_lock"] for each in found} == {False}

    def test_a_correction_shows_layer_reason_totals_and_places(self, season: Town) -> None:
        """63.50 becomes 89.50 and second; units two and four keep their points and lose a place."""
        position = items(season.board, sheets(season, "changes"))[4]["position"]
        report = season.board.found(sheets(season, f"changes/{position}"))
        [cause] = report["causes"]
        assert (cause["layer"], cause["unit"]) == ("leader", str(season.units[2]))
        assert cause["leaf_reasons"] == [{"leaf": "I.1", "reason": "Có thêm biên bản nghiệm thu."}]
        assert self.moved(season, report) == [
            (2, "73.50", "73.50", 3, 4, []),
            (3, "63.50", "89.50", 4, 2, [("I.1", "10.00", "36.00")]),
            (4, "85.50", "85.50", 2, 3, []),
        ]

    def test_leaving_moves_everybody_and_takes_the_units_own_place(self, season: Town) -> None:
        """Without the 100 the 90 is the best: 40 · 50/90 = 22.22, 40, 40 · 80/90 = 35.56."""
        position = items(season.board, sheets(season, "changes"))[-1]["position"]
        report = season.board.found(sheets(season, f"changes/{position}"))
        assert [cause["actor"] for cause in report["causes"]] == ["system:leaving-out"]
        assert self.moved(season, report) == [
            (1, "93.50", "93.50", 1, None, []),
            (2, "73.50", "75.72", 4, 3, [("I.1", "20.00", "22.22")]),
            (3, "89.50", "93.50", 2, 1, [("I.1", "36.00", "40.00")]),
            (4, "85.50", "89.06", 3, 2, [("I.1", "32.00", "35.56")]),
        ]

    def test_members_see_what_moved_their_own_units_and_no_place(self, season: Town) -> None:
        """The fourth cross-scores the second and the third; why the first was disqualified is not for it to read."""
        fourth = season.officer(season.units[3])
        found = items(fourth, sheets(season, "changes"))
        assert [number(season, each["unit"]) for each in found] == [2, 3, 4, 3, 1]
        assert (found[-1]["reason"], found[-1]["document"]) == (None, None)
        report = fourth.found(sheets(season, f"changes/{found[-1]['position']}"))
        assert [(cause["reason"], cause["document"]) for cause in report["causes"]] == [(None, None)]
        assert self.moved(season, report) == [
            (2, "73.50", "75.72", None, None, [("I.1", "20.00", "22.22")]),
            (3, "89.50", "93.50", None, None, [("I.1", "36.00", "40.00")]),
            (4, "85.50", "89.06", None, None, [("I.1", "32.00", "35.56")]),
        ]
        hidden = items(season.board, sheets(season, "changes"))[0]["position"]
        assert fourth.get(sheets(season, f"changes/{hidden}")).status_code == 404

    def test_it_comes_page_by_page_and_what_is_no_change_is_not_found(self, season: Town) -> None:
        first = season.board.found(sheets(season, "changes"), limit=4)
        rest = season.board.found(sheets(season, "changes"), limit=4, after=first["next"])
        assert (len(first["items"]), len(rest["items"]), rest["next"]) == (4, 2, None)
        for position in (1, first["items"][0]["position"] + 1, 10**9):
            assert season.board.get(sheets(season, f"changes/{position}")).status_code == 404

    def moved(self, town: Town, report: dict) -> list[tuple]:
        return [
            (
                number(town, each["unit"]),
                each["total_old"],
                each["total_new"],
                each["place_old"],
                each["place_new"],
                [(leaf["leaf"], leaf["old"], leaf["new"]) for leaf in each["leaves"]],
            )
            for each in report["units"]
        ]


class TestWhoOwesWhat:
    def owed(self, town: Town, person: Client, path: str, **query: object) -> list[tuple]:
        rows = items(person, path, **query)
        return [(row["step"], number(town, row["unit"]), number(town, row["waits_for"])) for row in rows]

    ALL = (
        ("submit-cross-sheet", 2, 3),
        ("submit-cross-sheet", 2, 4),
        ("submit-cross-sheet", 4, 2),
        ("verify-sheet", 2, 1),
        ("verify-sheet", 4, 1),
        ("appraise-sheet", 3, None),
    )

    def test_who_has_not_scored_whom_and_which_sheets_wait_for_whom(self, season: Town) -> None:
        """A peer that has left is not waited for, and a verified sheet waits for no peer."""
        assert self.owed(season, season.board, sheets(season, "waiting")) == [*self.ALL]
        assert self.owed(season, season.board, "/waiting", season=season.season) == [*self.ALL]
        assert self.owed(season, season.board, sheets(season, "waiting"), step="appraise-sheet") == [*self.ALL[-1:]]
        assert self.owed(season, season.board, "/waiting", season="a-other.2023") == []

    def test_a_unit_sees_what_it_owes_and_what_it_waits_for(self, season: Town) -> None:
        fourth = season.officer(season.units[3])
        expected = [row for row in self.ALL if 4 in row[1:]]
        assert self.owed(season, fourth, "/waiting") == expected
        assert self.owed(season, fourth, sheets(season, "waiting")) == expected

    def test_it_comes_page_by_page(self, season: Town) -> None:
        first = season.board.found("/waiting", limit=4)
        rest = season.board.found("/waiting", limit=4, after=first["next"])
        assert [len(first["items"]), len(rest["items"]), rest["next"]] == [4, 2, None]

    def test_who_has_not_signed_and_who_has_handed_in_nothing(self, town: Town) -> None:
        """The fourth has no leaf and nothing to sign; the first deputy verifies the leader's sheet, else the board."""
        everything = ("I.1", "I.2", "II.1", "II.2", "III.1", "III.2")
        town.drafted()
        town.board.accepted("set-targets", town.targets(town.units[3], *everything))
        town.board.accepted("issue-scorecard", town.body())
        town.officer(town.units[0]).accepted("sign-agreement", town.signature(town.units[0]))
        assert self.owed(town, town.board, "/waiting") == [("sign", 2, 2), ("sign", 3, 3)]
        for unit in town.units[1:3]:
            town.officer(unit).accepted("sign-agreement", town.signature(unit))
        town.board.accepted("close-agreement", town.body())
        town.board.accepted("open-self-scoring", town.body())
        for unit in town.units[:2]:
            town.officer(unit).accepted("submit-self-sheet", town.own(unit))
        assert self.owed(town, town.board, "/waiting") == [("submit-self-sheet", 3, 3)]
        town.board.accepted("close-self-scoring", town.body())
        assert self.owed(town, town.board, "/waiting", step="verify-sheet") == [("verify-sheet", 1, 2), ("verify-sheet", 2, 1)]

    def test_an_open_departure_waits_for_the_board(self, town: Town) -> None:
        town.closed().merges(town.units[0], town.units[1])
        assert self.owed(town, town.board, "/waiting", step="settle-departure") == [("settle-departure", 1, None)]
        town.board.accepted("settle-departure", town.settlement(town.units[0], "freeze"), if_match=0)
        assert self.owed(town, town.board, "/waiting", step="settle-departure") == []
        assert all(1 not in row[1:2] for row in self.owed(town, town.board, "/waiting"))

    def test_sheets_of_a_leader_or_deputy_that_departed_wait_for_the_board_until_another_is_recognised(self, town: Town) -> None:
        """The first leads, the second is its deputy; each merges into the third. Then the third leads and verifies."""
        waiting = {"path": sheets(town, "waiting"), "step": "verify-sheet"}
        town.closed().merges(town.units[0], town.units[2])
        town.board.accepted("settle-departure", town.settlement(town.units[0], "freeze"), if_match=0)
        assert {row[1:] for row in self.owed(town, town.board, **waiting)} == {(2, None), (3, None), (4, None)}
        verify = town.changes(town.units[3])
        town.officer(town.units[0]).refused("verify-sheet", verify, "no-leader", if_match=0)
        town.says(changed(LEADER_RECOGNISED, cluster=town.cluster, unit=town.units[2], valid_from=date(2023, 9, 2)))
        assert {row[1:] for row in self.owed(town, town.board, **waiting)} == {(2, 3), (3, 2), (4, 3)}
        town.merges(town.units[1], town.units[2], date(2023, 10, 1))
        assert (3, None) in {row[1:] for row in self.owed(town, town.board, **waiting)}
        town.officer(town.units[2]).accepted("verify-sheet", verify, if_match=0)


class TestStatistics:
    FIGURES = ("units", "missing", "lowest", "median", "mean", "highest", "full_marks", "at_zero", "maximum")

    def figures(self, rows: list[dict], key: str) -> tuple:
        [row] = [row for row in rows if row["key"] == key]
        return tuple(row[name] for name in self.FIGURES)

    def test_by_criterion_among_those_that_count_suspended_ones_too(self, season: Town) -> None:
        """22.22, 35.56 and the suspended unit's 40; together 97.78, a third of it 32.593…"""
        rows = items(season.board, sheets(season, "statistics"))
        assert self.figures(rows, "I.1") == (3, 0, "22.22", "35.56", "32.59", "40.00", 1, 0, "40")
        assert self.figures(rows, "III.2") == (3, 0, "0.00", "0.00", "0.00", "0.00", 0, 3, "30")
        assert items(season.board, "/statistics", season=season.season) == rows

    def test_by_group_without_plus_and_minus(self, season: Town) -> None:
        rows = items(season.board, sheets(season, "statistics"), by="group")
        assert [row["key"] for row in rows] == ["1", "2", "3"]
        assert self.figures(rows, "1") == (3, 0, "42.22", "55.56", "52.59", "60.00", 1, 0, "60")

    def test_a_median_of_an_even_number_and_what_is_missing(self, town: Town) -> None:
        """10.00 and 40.00 of four units: two have handed in nothing yet."""
        town.opened()
        for unit, grain in ((town.units[0], "100"), (town.units[1], "25")):
            town.officer(unit).accepted("submit-self-sheet", town.own(unit, sheet(grain)))
        rows = items(town.board, sheets(town, "statistics"))
        assert self.figures(rows, "I.1") == (4, 2, "10.00", "25.00", "25.00", "40.00", 1, 0, "40")
        groups = items(town.board, sheets(town, "statistics"), by="group")
        assert self.figures(groups, "1")[:2] == (4, 2)

    def test_only_for_those_who_see_all(self, season: Town) -> None:
        member = season.officer(season.units[3])
        assert member.get(sheets(season, "statistics")).status_code == 404
        assert member.get("/statistics").status_code == 404
        assert items(season.officer(season.leader), sheets(season, "statistics"), limit=1)
        assert items(season.person("board-officer", "a-elsewhere"), "/statistics") == []


class TestUnitsSideBySide:
    def test_leaf_by_leaf_with_what_is_official(self, season: Town) -> None:
        _, second, third, _ = season.units
        rows = items(season.board, sheets(season, f"comparison?unit={second}&unit={third}"))
        assert [row["leaf"] for row in rows] == ["I.1", "I.2", "II.1", "II.2", "III.1", "III.2"]
        told = [(each["unit"], each["layer"], each["input"], each["points"]) for each in rows[0]["units"]]
        assert told == [
            (str(second), "self", {"kind": "actual", "actual": "50"}, "22.22"),
            (str(third), "leader", {"kind": "actual", "actual": "90"}, "40.00"),
        ]

    def test_only_units_that_one_may_see(self, season: Town) -> None:
        first, _, third, fourth = season.units
        own = season.officer(fourth)
        assert own.get(sheets(season, f"comparison?unit={third}&unit={fourth}")).status_code == 200
        assert own.get(sheets(season, f"comparison?unit={first}&unit={fourth}")).status_code == 404
        assert season.board.get(sheets(season, "comparison")).status_code == 422


class TestASuspendedUnit:
    def test_keeps_its_score_counts_for_the_best_and_is_shown_as_suspended(self, season: Town) -> None:
        third = season.units[2]
        totals = items(season.board, sheets(season, "totals"))
        assert [row["suspended"] for row in totals] == [False, False, True, False]
        assert totals[2]["total"] == "93.50"
        assert [row["suspended"] for row in items(season.board, sheets(season, "progress"))] == [False, False, True, False]
        assert season.sheet_of(third)["suspended"] is True
        # 40 · 50/90: measured against the suspended unit's 90.
        assert season.points()[1] == "22.22"


def test_nobody_else_reads_any_of_it(season: Town) -> None:
    paths = [sheets(season, path) for path in ("changes", "waiting", "statistics", "departures")]
    for person in (season.officer(season.cluster), season.person("board-officer", "a-elsewhere")):
        assert {person.get(path).status_code for path in paths} == {404}
    assert {season.person("operator").get(path).status_code for path in [*paths, "/waiting", "/statistics"]} == {403}
