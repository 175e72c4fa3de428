"""What people may read of scoring, and what nobody else may."""

from __future__ import annotations

import uuid
from datetime import date
from urllib.parse import parse_qsl

import httpx
import pytest

from contracts.examples import changed
from contracts.examples.registry import LEADER_RECOGNISED
from tests.services.scoring.town import EVIDENCE, Town, change, sheet
from tests.services.voice import Voice
from tests.system import Client, System

INSIDERS = ("board-officer", "auditor", "council-member")


@pytest.fixture(scope="module")
def season(scoring: System, voice: Voice) -> Town:
    """A whole season, read by every test of this module and changed by none.

    The first leaf, of 40 points and without targets: 100, 50, 25, 80. Unit three is cross-scored by units four and
    one; the leader takes one of its two counts away, in a second version; the board takes II.1 from it.
    """
    town = Town(scoring, voice).founded()
    town.drafted()
    town.officer(town.leader).accepted("set-targets", town.targets(town.units[3], "III.1", **{"I.2": "10"}))
    town.board.accepted("issue-scorecard", town.body())
    for unit in town.units:
        town.officer(unit).accepted("sign-agreement", town.signature(unit))
    town.board.accepted("close-agreement", town.body())
    town.board.accepted("open-self-scoring", town.body())
    late = {**EVIDENCE, "document_number": "7/BC-UBND", "document_date": "2024-02-01"}
    first, second, third, fourth = town.units
    for unit, grain in ((second, "50"), (first, "100")):
        town.officer(unit).accepted("submit-self-sheet", town.own(unit, sheet(grain)))
    stated = sheet("20")
    town.officer(third).accepted("submit-self-sheet", town.own(third, stated))
    stated = sheet("25", plus=1, minus=1)
    stated[0]["evidence"] = [EVIDENCE, late]
    town.officer(third).accepted("submit-self-sheet", town.own(third, stated), if_match=1)
    town.officer(fourth).accepted(
        "submit-self-sheet", town.own(fourth, [entry for entry in sheet("80") if entry["leaf"] != "III.1"])
    )
    town.board.accepted("close-self-scoring", town.body())
    for peer in (fourth, first):
        town.officer(peer).accepted("submit-cross-sheet", town.cross(third, peer, sheet("20")))
    for unit in town.units:
        town.verifier(unit).accepted("verify-sheet", town.changes(unit))
    cut = town.changes(third, change("II.2", "times", "Một lần chưa có xác nhận.", times=1))
    town.officer(first).accepted("verify-sheet", cut, if_match=1)
    for unit in town.units:
        taken = [change("II.1", "met", "Chưa đạt.", met=False)] if unit == third else []
        town.board.accepted("appraise-sheet", town.changes(unit, *taken))
    town.board.accepted("lock-scores", town.body())
    return town


def paths(town: Town, unit: uuid.UUID) -> list[str]:
    sheet = f"/scoresheets/{town.cluster}/units/{unit}"
    return [sheet, f"{sheet}/facts", f"{sheet}/facts?leaf=I.1"]


def whole(town: Town) -> list[str]:
    return [
        f"/agreements/{town.cluster}",
        f"/agreements/{town.cluster}/versions/1",
        f"/scoresheets/{town.cluster}/progress",
        f"/scoresheets/{town.cluster}/totals",
        f"/scoresheets/{town.cluster}/departments",
        f"/scoresheets/{town.cluster}/after-lock",
    ]


def codes(person: Client, wanted: list[str]) -> set[int]:
    return {ask(person, path).status_code for path in wanted}


def ask(person: Client, href: str) -> httpx.Response:
    path, _, query = href.partition("?")
    return person.get(path, **dict(parse_qsl(query)))


def test_a_sheet_shows_every_layer_of_every_leaf(season: Town) -> None:
    """Third unit: I.1 25/100 of 40; I.2 without target 10 is the best: 20; II.1 taken; II.2 one of 1.5; III.1 10; +10-5."""
    first, _, third, fourth = map(str, season.units)
    found = season.sheet_of(season.units[2])
    assert (found["phase"], found["name"], found["signed"], found["left_out"]) == ("locked", "Ba", True, False)
    assert [(leaf["leaf"], leaf["points"]) for leaf in found["leaves"]] == [
        ("I.1", "10.00"),
        ("I.2", "20.00"),
        ("II.1", "0.00"),
        ("II.2", "1.50"),
        ("III.1", "10.00"),
        ("III.2", "5.00"),
    ]
    assert [(each["layer"], each["peer"], each["version"]) for each in found["layers"]] == [
        ("self", None, 2),
        ("cross", fourth, 1),
        ("cross", first, 1),
        ("leader", None, 2),
        ("board", None, 1),
    ]
    assert found["layers"][3]["verifier"] == first
    leaves = {leaf["leaf"]: leaf for leaf in found["leaves"]}
    assert leaves["I.1"]["own"]["input"] == {"kind": "actual", "actual": "25"}
    assert [each["input"]["actual"] for each in leaves["I.1"]["cross"]] == ["20", "20"]
    assert (leaves["I.1"]["leader"], leaves["I.1"]["board"], leaves["I.1"]["own"]["points"]) == (None, None, None)
    assert [e["outside_season"] for e in leaves["I.1"]["own"]["evidence"]] == [False, True]
    assert leaves["II.2"]["own"]["points"] == "3.00"
    assert leaves["II.2"]["leader"]["points"] == "1.50"
    assert leaves["II.2"]["leader"]["reason"] == "Một lần chưa có xác nhận."
    assert leaves["II.1"]["board"]["input"] == {"kind": "met", "met": False}
    assert found["sums"] == {
        "groups": ["30.00", "1.50", "10.00"],
        "maximum": "100.00",
        "raw": "41.50",
        "scaled": "41.50",
        "plus_minus": "5.00",
        "ledger": None,
        "own": "46.50",
        "total": "46.50",
    }
    assert found["locked"] == {"complete": True, "deductions": "5.00", "late_reports": 0}
    assert found["unit"] == third


def test_a_leaf_not_assigned_and_a_target_are_shown(season: Town) -> None:
    """Fourth unit: I.1 80/100 of 40 is 32; I.2 exactly on target 10; II 20.5 and 3; 65.5 of 90 is 72.78."""
    found = season.sheet_of(season.units[3])
    leaves = {leaf["leaf"]: leaf for leaf in found["leaves"]}
    assert [leaves["III.1"][name] for name in ("assigned", "own", "points")] == [False, None, None]
    assert (leaves["I.2"]["target"], leaves["I.2"]["points"]) == ("10", "10.00")
    assert [found["sums"][name] for name in ("maximum", "raw", "scaled", "total")] == ["90.00", "65.50", "72.78", "72.78"]


def test_the_agreement_shows_what_was_signed_and_by_whom(season: Town) -> None:
    found = season.board.found(f"/agreements/{season.cluster}")
    assert (found["version"], found["closed_at"] is not None, len(found["digest"])) == (1, True, 64)
    assert (found["leader"], found["first_deputy"]) == (str(season.leader), str(season.deputy))
    assert [party["name"] for party in found["parties"]] == ["Mot", "Hai", "Ba", "Bon"]
    assert {party["signature"]["digest"] for party in found["parties"]} == {found["digest"]}
    last = found["parties"][3]
    assert (last["version"], last["targets"], last["not_assigned"]) == (1, {"I.2": "10"}, ["III.1"])
    assert [criterion["code"] for criterion in found["scorecard"]["criteria"]] == ["I", "II", "III"]
    assert [version["version"] for version in found["versions"]] == [1]
    assert season.board.found(f"/agreements/{season.cluster}/versions/1") == found["scorecard"]
    assert season.board.get(f"/agreements/{season.cluster}/versions/2").json()["code"] == "not-found"


def test_progress_says_who_has_handed_in_what(season: Town) -> None:
    first, second, third, fourth = map(str, season.units)
    rows = season.board.found(f"/scoresheets/{season.cluster}/progress")["items"]
    assert [row["own"]["version"] for row in rows] == [1, 1, 2, 1]
    assert [row["verification"]["version"] for row in rows] == [1, 1, 2, 1]
    assert [row["verification"]["verifier"] for row in rows] == [second, first, first, first]
    assert [row["peers"] for row in rows[1:3]] == [
        [{"unit": third, "version": 0}, {"unit": fourth, "version": 0}],
        [{"unit": fourth, "version": 1}, {"unit": first, "version": 1}],
    ]


def test_totals_stand_in_roll_order_page_by_page(season: Town) -> None:
    path = f"/scoresheets/{season.cluster}/totals"
    page = season.board.found(path, limit=3)
    rest = season.board.found(path, limit=3, after=page["next"])
    rows = [*page["items"], *rest["items"]]
    assert [(row["name"], row["total"], row["locked"]["complete"]) for row in rows] == [
        ("Mot", "93.50", True),
        ("Hai", "73.50", True),
        ("Ba", "46.50", True),
        ("Bon", "72.78", True),
    ]
    assert rest["next"] is None


def test_lists_are_filtered_and_paged(season: Town) -> None:
    board = season.board
    for path in ("/agreements", "/scoresheets"):
        assert [item["cluster"] for item in board.found(path, season=season.season)["items"]] == [str(season.cluster)]
        assert board.found(path, season="x.2023")["items"] == []
        assert board.get(path, after="A").json()["code"] == "bad-cursor"
        assert board.get(path, limit=0).json()["code"] == "invalid-input"
    (item,) = board.found("/scoresheets", phase="locked")["items"]
    assert [item[name] for name in ("units", "handed_in", "verified", "appraised")] == [4, 4, 4, 4]
    assert board.found("/scoresheets", phase="scoring")["items"] == []
    (item,) = board.found("/agreements")["items"]
    assert (item["members"], item["signed"]) == (4, 4)


class TestTheChain:
    def test_it_tells_every_step_with_its_place_in_the_log(self, season: Town) -> None:
        third = season.units[2]
        chain = season.board.found(paths(season, third)[1], limit=200)
        kinds = [fact["type"].split(".")[3] for fact in chain["facts"]]
        assert kinds[0] == "scorecard-drafted"
        assert kinds[-1] == "scores-locked"
        assert [kinds.count(kind) for kind in ("self-sheet-submitted", "cross-sheet-submitted", "sheet-verified")] == [2, 2, 2]
        assert kinds.count("targets-set") == 0
        auditor = season.person("auditor")
        for fact in chain["facts"]:
            event = auditor.found(f"/logs/{fact['log']}/events/{fact['position']}")
            assert (event["type"], event["actor"], event["subject"]) == (fact["type"], fact["actor"], fact["stream"])
            assert fact["summary"]["vi"]
            assert fact["summary"]["en"]
        registry = f"http://127.0.0.1:{season.system.ports['registry']}"
        href = f"{registry}/clusters/{season.cluster}/facts?unit={third}"
        assert chain["next"] == [{"service": "registry", "href": href}]
        assert (chain["service"], chain["leaf"], chain["more"]) == ("scoring", None, None)

    def test_it_narrows_to_one_leaf_with_its_evidence_and_who_entered_it(self, season: Town) -> None:
        third = season.units[2]
        chain = season.board.found(paths(season, third)[1], leaf="II.2")
        leaf = chain["leaf"]
        assert (leaf["leaf"], leaf["points"], leaf["title"]) == ("II.2", "1.50", "Tiêu chí II.2")
        assert [(each["layer"], each["version"], each["input"]["times"]) for each in leaf["statements"]] == [
            ("self", 1, 2),
            ("self", 2, 2),
            ("cross", 1, 2),
            ("cross", 1, 2),
            ("leader", 2, 1),
        ]
        event = season.person("auditor").found(f"/logs/scoring/events/{leaf['statements'][4]['position']}")
        assert leaf["statements"][4]["actor"] == event["actor"]
        registry = f"http://127.0.0.1:{season.system.ports['registry']}"
        assert leaf["statements"][4]["href"] == f"{registry}/people/{event['actor']}"
        assert [(move["old"], move["new"], move["cause"]["layer"]) for move in leaf["moves"]] == [
            (None, "3.00", "self"),
            ("3.00", "1.50", "leader"),
        ]
        places = {fact["position"] for fact in chain["facts"]}
        assert {each["position"] for each in (*leaf["statements"], *leaf["moves"])} <= places
        moved = [fact for fact in chain["facts"] if fact["type"].endswith("unit-score-changed.v1")]
        assert len(moved) == 2

    def test_a_move_that_another_unit_caused_leads_there(self, season: Town) -> None:
        """Unit two had the best 50 until unit one came in with 100."""
        first, second, *_ = season.units
        moves = season.board.found(paths(season, second)[1], leaf="I.1")["leaf"]["moves"]
        assert [(move["old"], move["new"], move["cause"]["unit"]) for move in moves] == [
            (None, "40.00", str(second)),
            ("40.00", "20.00", str(first)),
        ]
        scoring = f"http://127.0.0.1:{season.system.ports['scoring']}"
        href = f"{scoring}/scoresheets/{season.cluster}/units/{first}/facts?leaf=I.1"
        assert moves[1]["cause"] == {"unit": str(first), "layer": "self", "version": 1, "href": href}
        assert ask(season.board, href.removeprefix(scoring)).json()["leaf"]["points"] == "40.00"

    def test_every_version_keeps_its_evidence(self, season: Town) -> None:
        stated = season.board.found(paths(season, season.units[2])[1], leaf="I.1")["leaf"]["statements"]
        numbers = [[evidence["document_number"] for evidence in each["evidence"]] for each in stated]
        assert numbers[:2] == [["214/BC-UBND"], ["214/BC-UBND", "7/BC-UBND"]]

    def test_a_leaf_that_is_not_there_is_not_found(self, season: Town) -> None:
        assert season.board.get(paths(season, season.units[2])[1], leaf="IX.1").json()["code"] == "not-found"

    def test_it_comes_page_by_page(self, season: Town) -> None:
        path = paths(season, season.units[2])[1]
        positions, after = [], None
        for _ in range(20):
            page = season.board.found(path, limit=4, **({"after": after} if after else {}))
            positions += [fact["position"] for fact in page["facts"]]
            if (after := page["more"]) is None:
                break
        assert positions == [fact["position"] for fact in season.board.found(path, limit=200)["facts"]]


class TestWhoSeesWhat:
    def test_board_auditor_and_council_of_the_authority_see_all(self, season: Town) -> None:
        for persona in INSIDERS:
            person = season.person(persona)
            wanted = [*whole(season), *(path for unit in season.units for path in paths(season, unit))]
            assert codes(person, wanted) == {200}
            assert len(person.found("/agreements")["items"]) == len(person.found("/scoresheets")["items"]) == 1

    def test_the_leaders_officer_sees_all(self, season: Town) -> None:
        leader = season.officer(season.leader)
        assert codes(leader, [*whole(season), *(path for unit in season.units for path in paths(season, unit))]) == {200}
        assert len(leader.found(whole(season)[3])["items"]) == 4

    def test_a_units_officer_sees_the_own_sheet_and_those_it_cross_scores(self, season: Town) -> None:
        """Unit four cross-scores units two and three (by the roll), not the leader."""
        first, second, third, fourth = season.units
        officer = season.officer(fourth)
        assert codes(officer, whole(season)) == {200}
        assert codes(officer, [path for unit in (second, third, fourth) for path in paths(season, unit)]) == {200}
        assert codes(officer, paths(season, first)) == {404}
        for path in whole(season)[2:4]:
            assert [row["unit"] for row in officer.found(path)["items"]] == list(map(str, (second, third, fourth)))

    def test_the_first_deputys_officer_sees_the_leaders_sheet_too(self, season: Town) -> None:
        """Unit two cross-scores units four and one by the roll; three is neither."""
        deputy = season.officer(season.deputy)
        assert codes(deputy, paths(season, season.leader)) == {200}
        assert codes(deputy, paths(season, season.units[2])) == {404}

    def test_a_foreign_unit_sees_nothing(self, season: Town) -> None:
        stranger = season.officer(uuid.uuid4())
        wanted = [*whole(season), *(path for unit in season.units for path in paths(season, unit))]
        assert codes(stranger, wanted) == {404}
        assert stranger.found("/agreements")["items"] == stranger.found("/scoresheets")["items"] == []

    def test_a_foreign_authority_sees_nothing(self, season: Town) -> None:
        wanted = [*whole(season), *(path for unit in season.units for path in paths(season, unit))]
        for persona in INSIDERS:
            stranger = season.person(persona, "a-elsewhere", unit=season.units[2])
            assert codes(stranger, wanted) == {404}
            assert stranger.found("/agreements", season=season.season)["items"] == []
            assert stranger.found("/scoresheets", season=season.season)["items"] == []

    def test_other_roles_and_nobody_see_nothing(self, season: Town) -> None:
        wanted = ["/agreements", "/scoresheets", *whole(season), *paths(season, season.units[2])]
        for persona in ("operator", "subscriber"):
            assert codes(season.person(persona, unit=season.units[2]), wanted) == {403}
        anonymous = season.person("auditor")
        assert {anonymous.http.get(path, headers={"Authorization": ""}).status_code for path in wanted} == {401}

    def test_a_line_department_that_was_assigned_nothing_sees_nothing(self, season: Town) -> None:
        stranger = season.person("line-officer", unit=season.units[2])
        assert codes(stranger, [*whole(season), *paths(season, season.units[2])]) == {404}
        assert stranger.found("/scoresheets")["items"] == []

    def test_what_does_not_exist_is_not_found(self, season: Town) -> None:
        other = Town(season.system, season.voice)
        assert codes(season.board, [*whole(other), *paths(other, season.units[0])]) == {404}
        assert codes(season.board, paths(season, uuid.uuid4())) == {404}
        for path in BAD_ADDRESSES:
            address = path.format(cluster=season.cluster, unit=season.leader)
            assert season.board.http.get(address).json()["code"] == "invalid-input", address


BAD_ADDRESSES = (
    "/scoresheets/x/totals",
    "/agreements/{cluster}/versions/0",
    "/agreements/{cluster}/versions/99999999999999999999",
    "/agreements?season=%00",
    "/scoresheets?season=%00",
    "/scoresheets?phase=over",
    "/scoresheets/{cluster}/totals?limit=201",
    "/scoresheets/{cluster}/units/{unit}/facts?leaf=%00",
)


def test_who_leads_is_asked_when_somebody_reads(town: Town) -> None:
    """The leader of today sees all, the deputy the leader's sheet too; whoever led before is one of the others."""
    town.opened()
    assert rows_seen(town, 0) == 4
    assert rows_seen(town, 1) == 2
    town.says(changed(LEADER_RECOGNISED, cluster=town.cluster, unit=town.units[1], valid_from=date(2023, 6, 1)))
    assert rows_seen(town, 1) == 4
    assert rows_seen(town, 0) == 1


def rows_seen(town: Town, place: int) -> int:
    return len(town.officer(town.units[place]).found(f"/scoresheets/{town.cluster}/totals")["items"])


def test_before_anything_happened_there_is_an_agreement_without_a_scorecard(town: Town) -> None:
    found = town.board.found(f"/agreements/{town.cluster}")
    assert (found["version"], found["digest"], found["scorecard"], found["versions"]) == (0, None, None, [])
    assert [party["signature"] for party in found["parties"]] == [None] * 4
    assert town.board.get(f"/scoresheets/{town.cluster}/units/{town.leader}").json()["code"] == "not-found"
    assert town.board.found(f"/scoresheets/{town.cluster}/progress")["items"] == []
    facts = town.board.found(f"/scoresheets/{town.cluster}/units/{town.leader}/facts")
    assert facts["facts"] == []
