"""Scoring's commands over HTTP, against a real log: each happens, is refused, is repeated, and may lose a race."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from contracts.examples import changed
from contracts.examples.registry import UNIT_DISQUALIFIED
from tests.services.scoring.town import EVIDENCE, Town, change, entry, sheet
from tests.system import Client

ACT_S_MAX = 20.0


@dataclass(frozen=True)
class Way:
    """One command: how far the cluster has to be, who gives it, what is said, and what it leaves."""

    before: Callable[[Town], Town]
    who: Callable[[Town], Client]
    body: Callable[[Town], dict[str, Any]]
    events: tuple[str, ...]
    edits: bool = False


def board(town: Town) -> Client:
    return town.board


def of(place: int) -> Callable[[Town], Client]:
    return lambda town: town.officer(town.units[place])


def passed_on(town: Town) -> Town:
    """The first unit is merged into the second, which shall inherit: 93.50 and 78.50 are appraised."""
    town.appraised("100", "50", "25", "80").merges(town.units[0], town.units[1])
    town.board.accepted("settle-departure", town.settlement(town.units[0], "inherit-weighted"), if_match=0)
    return town


COMMANDS = {
    "draft-scorecard": Way(lambda t: t, board, lambda t: t.draft(), ("scorecard-drafted",), edits=True),
    "set-targets": Way(
        Town.drafted, of(0), lambda t: t.targets(t.units[2], "II.2", **{"I.1": "120"}), ("targets-set",), edits=True
    ),
    "issue-scorecard": Way(Town.drafted, board, lambda t: t.body(), ("scorecard-issued",)),
    "sign-agreement": Way(Town.issued, of(2), lambda t: t.signature(t.units[2]), ("agreement-signed",)),
    "close-agreement": Way(Town.signed, board, lambda t: t.body(), ("agreement-closed",)),
    "open-self-scoring": Way(Town.agreed, board, lambda t: t.body(), ("self-scoring-opened",)),
    "submit-self-sheet": Way(
        Town.opened, of(2), lambda t: t.own(t.units[2]), ("self-sheet-submitted", "unit-score-changed"), edits=True
    ),
    "close-self-scoring": Way(Town.handed_in, board, lambda t: t.body(), ("self-scoring-closed",)),
    "submit-cross-sheet": Way(
        Town.closed, of(3), lambda t: t.cross(t.units[2], t.units[3]), ("cross-sheet-submitted",), edits=True
    ),
    "verify-sheet": Way(
        Town.closed,
        of(0),
        lambda t: t.changes(t.units[2], change("II.2", "times", times=1)),
        ("sheet-verified", "unit-score-changed"),
        edits=True,
    ),
    "appraise-sheet": Way(
        Town.verified,
        board,
        lambda t: t.changes(t.units[2], change("II.2", "times", times=1)),
        ("sheet-appraised", "unit-score-changed"),
        edits=True,
    ),
    "settle-departure": Way(
        lambda t: t.closed("100", "50", "25", "80").merges(t.units[0], t.units[1]),
        board,
        lambda t: t.settlement(t.units[0], "exclude"),
        ("departure-settled", *["unit-score-changed"] * 3),
        edits=True,
    ),
    "inherit-score": Way(
        lambda t: passed_on(t),
        board,
        lambda t: t.heir(t.units[1]),
        ("score-inherited", "unit-score-changed"),
        edits=True,
    ),
    "explain-sheet": Way(
        Town.cut,
        of(2),
        lambda t: t.body(unit=t.units[2], explanations=[{"leaf": "II.2", "text": "Đã có quyết định công nhận."}]),
        ("sheet-explained",),
        edits=True,
    ),
    "assign-field-scoring": Way(Town.opened, board, lambda t: t.branches("II"), ("field-scoring-assigned",), edits=True),
    "field-score-sheet": Way(
        Town.in_the_field,
        lambda t: t.person("line-officer", unit=t.department),
        lambda t: t.field_score(t.units[2], change("II.1", "points", points="12.5")),
        ("sheet-field-scored", "unit-score-changed"),
        edits=True,
    ),
    "record-council-word": Way(
        Town.appraised,
        board,
        lambda t: t.councils(t.units[2], change("II.2", "times", times=1)),
        ("council-word-recorded", "unit-score-changed"),
        edits=True,
    ),
    "lock-scores": Way(Town.appraised, board, lambda t: t.body(), ("scores-locked",)),
    "reopen-scores": Way(Town.locked, board, lambda t: t.reopening(t.units[2], "I.1"), ("scores-reopened",)),
}

MAY_TOO = {"record-council-word": {"council-member"}, "field-score-sheet": {"line-officer"}}
"""Whose role would do beside the boards' and the units'."""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_happens_once_however_often_it_is_sent(town: Town, name: str) -> None:
    way = COMMANDS[name]
    way.before(town)
    who, body, key = way.who(town), way.body(town), uuid.uuid4().hex
    if way.edits:
        assert who.refused(name, body, "stale-version", if_match=7)["current"] == 0
    first = who.command(name, body, key=key, if_match=0 if way.edits else None)
    assert first.status_code == 200, first.text
    assert [event["type"].split(".")[3] for event in first.json()["events"]] == list(way.events)
    assert first.headers.get("etag") == ('"1"' if way.edits else None)
    repeated = who.command(name, body, key=key)
    assert (repeated.status_code, repeated.content) == (200, first.content)
    who.refused(name, json.dumps(body, indent=1).encode(), "idempotency-key-reused", key=key)
    if way.edits:
        assert who.refused(name, body, "version-required")["current"] == 1
        stale = who.command(name, body, if_match=0)
        assert (stale.status_code, stale.headers["etag"], stale.json()["current"]) == (412, '"1"', 1)
    assert who.accepted(name, body, if_match=1 if way.edits else None)["events"] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_it_is_refused_to_others_and_of_many_at_once_one_happens(town: Town, name: str) -> None:
    """Wrong role, foreign authority, foreign unit, unknown cluster change nothing; then two writers cannot both win."""
    way = COMMANDS[name]
    way.before(town)
    body = way.body(town)
    for persona in {"line-officer", "council-member", "auditor", "operator", "subscriber"} - MAY_TOO.get(name, set()):
        town.person(persona, unit=town.units[2]).refused(name, body, "role-not-allowed")
    for person, code in strangers(town, name):
        person.refused(name, body, code)
    nowhere = way.who(town).command(name, {**body, "cluster": str(uuid.uuid4())})
    assert nowhere.json()["code"] in ("unknown-cluster", "scoring-not-open", "not-issued")
    who = way.who(town)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: who.command(name, body), range(6)))
    # Those who come too late find it done, or are told which version there is now.
    assert {answer.status_code for answer in answers} <= {200, 428}
    assert len([answer for answer in answers if answer.status_code == 200 and answer.json()["events"]]) == 1


def strangers(town: Town, name: str) -> list[tuple[Client, str]]:
    """Whose role would do, but not their authority or their unit."""
    foreign = town.person("board-officer", "a-elsewhere")
    third, outsider = town.officer(town.units[3]), town.officer(uuid.uuid4())
    match name:
        case "set-targets":
            return [(foreign, "foreign-authority"), (third, "not-leader"), (outsider, "not-leader")]
        case "verify-sheet":
            return [(foreign, "not-the-verifier"), (third, "not-the-verifier"), (outsider, "not-the-verifier")]
        case "field-score-sheet":
            elsewhere = town.person("line-officer", unit=uuid.uuid4())
            return [(town.board, "role-not-allowed"), (third, "role-not-allowed"), (elsewhere, "foreign-unit")]
        case _ if COMMANDS[name].who is board:
            return [(foreign, "foreign-authority"), (third, "role-not-allowed"), (outsider, "role-not-allowed")]
        case _:
            second = town.officer(town.units[1])
            return [(town.board, "role-not-allowed"), (second, "foreign-unit"), (outsider, "foreign-unit")]


def test_reactors_have_no_door(town: Town) -> None:
    answer = town.board.command("leave-out-unit", town.body(unit=town.units[0]))
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


BAD_ENTRIES: dict[str, list[Any]] = {
    "a number": [entry("I.1", "actual", actual=1.5)],
    "a whole number": [entry("I.1", "actual", actual=1)],
    "not a number": [entry("I.1", "actual", actual="NaN")],
    "an exponent": [entry("I.1", "actual", actual="1e3")],
    "negative": [entry("I.1", "actual", actual="-1")],
    "five places": [entry("I.1", "actual", actual="0.00001")],
    "a negative count": [entry("II.2", "times", times=-1)],
    "too many": [entry("II.2", "times", times=1_000_001)],
    "a count with a fraction": [entry("II.2", "times", times=1.0)],
    "an unknown kind": [entry("I.1", "marks", marks="10")],
    "points as a number": [entry("II.1", "points", points=10.5)],
    "no leaf": [entry("I..1", "met", met=True)],
    "no hash": [entry("I.1", "actual", [{"sha256": "xyz"}], actual="1")],
    "no day": [entry("I.1", "actual", [{"document_date": "2023-02-30"}], actual="1")],
    "a path": [entry("I.1", "actual", [{"file_name": "../x.pdf"}], actual="1")],
    "nothing": [],
    "too much evidence": [entry("I.1", "actual", [{}] * 101, actual="1")],
}


def test_what_is_no_sheet_is_refused_at_the_door_and_changes_nothing(town: Town) -> None:
    town.opened()
    officer = town.officer(town.units[2])
    for what, stated in BAD_ENTRIES.items():
        entries = [{**each, "evidence": [{**EVIDENCE, **item} for item in each["evidence"]]} for each in stated]
        problem = officer.refused("submit-self-sheet", town.own(town.units[2]) | {"entries": entries}, "invalid-input")
        assert problem["errors"][0]["pointer"].startswith("/entries"), what
    assert town.sheet_of(town.units[2])["layers"] == []


BAD_BODIES = {
    b'{"cluster": ': "malformed-json",
    b'{"cluster": NaN, "total": NaN}': "invalid-input",
    b"[]": "invalid-input",
    b"{}": "invalid-input",
    b'{"cluster": "x", "total": 1e400, "criteria": []}': "invalid-input",
}


def test_what_is_no_command_is_refused(town: Town) -> None:
    for body, code in BAD_BODIES.items():
        town.board.refused("draft-scorecard", body, code)


def test_a_refusal_names_every_fault_in_both_languages(town: Town) -> None:
    town.opened()
    wrong = [*sheet()[1:4], entry("III.1", "times", times=1), entry("IX.9", "met", met=True)]
    officer = town.officer(town.units[2])
    problem = officer.refused("submit-self-sheet", town.own(town.units[2], wrong), "sheet-unsound")
    assert problem["status"] == 422
    assert [(fault["code"], fault["at"]) for fault in problem["faults"]] == [
        ("wrong-input", "III.1"),
        ("unknown-leaf", "IX.9"),
        ("leaf-missing", "I.1"),
        ("leaf-missing", "III.2"),
    ]
    assert problem["faults"][0]["vi"] == "Tiêu chí III.1 cần số liệu loại «met», không phải «times»."
    assert problem["faults"][0]["en"] == "Leaf III.1 takes an input of kind met, not times."


def test_one_units_figure_moves_the_others(town: Town) -> None:
    """Without targets: 100, 50, 25 and 80 of 40 points; then the leader says that the best was 50."""
    town.closed("100", "50", "25", "80")
    assert town.points() == ["40.00", "20.00", "10.00", "32.00"]
    answer = town.verifier(town.leader).accepted("verify-sheet", town.changes(town.leader, change("I.1", "actual", actual="50")))
    kinds = [event["type"].split(".")[3] for event in answer["events"]]
    assert kinds == ["sheet-verified", *["unit-score-changed"] * 4]
    assert town.points() == ["25.00", "25.00", "12.50", "40.00"]


def test_a_disqualified_unit_is_left_out_by_itself(town: Town) -> None:
    town.closed("100", "50", "25", "80")
    town.disqualifies(town.leader)
    deadline = time.monotonic() + ACT_S_MAX
    auditor, stream = town.person("auditor"), f"scoresheet/{town.cluster}"
    while True:
        events = auditor.found("/logs/scoring/events", stream=stream, limit=200)["items"]
        kinds = [event["type"].split(".")[3] for event in events]
        if "unit-left-out" in kinds:
            break
        assert time.monotonic() < deadline, kinds
        time.sleep(0.05)
    assert kinds[-4:] == ["unit-left-out", *["unit-score-changed"] * 3]
    left = events[-4]
    assert (left["actor"], left["authority"], left["data"]["unit"]) == ("system:leaving-out", town.authority, str(town.leader))
    auditor.seen["scoring"] = int(events[-1]["sequence"])
    assert town.points() == ["40.00", "25.00", "12.50", "40.00"]
    problem = town.verifier(town.leader).refused("verify-sheet", town.changes(town.leader), "unit-left-out")
    assert problem["unit"] == str(town.leader)


def test_the_lock_does_not_wait_for_a_reactor(town: Town) -> None:
    """Whoever locks has seen registry's word: the unit that it names is out before the points are frozen."""
    town.appraised("100", "50", "25", "80")
    town.disqualifies(town.leader)
    town.board.accepted("lock-scores", town.body())
    totals = town.board.found(f"/scoresheets/{town.cluster}/totals")["items"]
    assert [row["left_out"] for row in totals] == [True, False, False, False]
    assert town.points() == ["40.00", "25.00", "12.50", "40.00"]


def test_a_merger_in_mid_season_follows_a_stated_policy(town: Town) -> None:
    """Recorded, open, blocking; settled on inheriting; inherited by shares and full months; locked with its totals.

    The first unit has 93.50; without it the fourth's 80 is the best of the first leaf, so the second has 25 of 40 there
    and 78.50. A third and two thirds: 83.50. Eight months of that and four of 78.50: 81.83.
    """
    town.appraised("100", "50", "25", "80").merges(town.units[0], town.units[1])
    assert town.board.refused("lock-scores", town.body(), "departures-open")["units"] == [str(town.units[0])]
    town.board.accepted("settle-departure", town.settlement(town.units[0], "inherit-weighted"), if_match=0)
    assert town.points() == ["40.00", "25.00", "12.50", "40.00"]
    assert town.board.refused("lock-scores", town.body(), "inheritance-open")["units"] == [str(town.units[1])]
    town.board.refused("inherit-score", town.heir(town.units[1], on="2023-08-01"), "no-takeover")
    town.board.accepted("inherit-score", town.heir(town.units[1]), if_match=0)
    departures = town.board.found(f"/scoresheets/{town.cluster}/departures")["items"]
    assert [(row["unit"], row["policy"], row["open"]) for row in departures] == [(str(town.units[0]), "inherit-weighted", False)]
    said = departures[0]["inherited_by"][0]
    assert (said["mean"], said["months_before"], said["months_own"]) == ("83.50", 8, 4)
    town.board.accepted("lock-scores", town.body())
    rows = {row["unit"]: row for row in town.board.found(f"/scoresheets/{town.cluster}/totals")["items"]}
    assert [rows[str(unit)]["total"] for unit in town.units] == ["93.50", "81.83", "66.00", "93.50"]
    heir = town.board.found(f"/scoresheets/{town.cluster}/units/{town.units[1]}")["sums"]
    assert heir == rows[str(town.units[1])]["sums"]
    assert (heir["own"], heir["total"]) == ("78.50", "81.83")


@pytest.mark.parametrize(
    ("policy", "first_leaf", "totals"),
    [
        ("freeze", ["40.00", "20.00", "10.00", "32.00"], ["93.50", "73.50", "63.50", "85.50"]),
        ("exclude", ["40.00", "25.00", "12.50", "40.00"], ["93.50", "78.50", "66.00", "93.50"]),
    ],
)
def test_a_merged_unit_s_points_go_on_counting_or_are_left_out(
    town: Town, policy: str, first_leaf: list[str], totals: list[str]
) -> None:
    """Of 100, 50, 25 and 80 the best is the merged unit's. Frozen it stays the best; left out the fourth's 80 is."""
    town.appraised("100", "50", "25", "80").merges(town.units[0], town.units[1])
    town.board.accepted("settle-departure", town.settlement(town.units[0], policy), if_match=0)
    assert town.points() == first_leaf
    town.board.accepted("lock-scores", town.body())
    rows = {row["unit"]: row for row in town.board.found(f"/scoresheets/{town.cluster}/totals")["items"]}
    assert [rows[str(unit)]["total"] for unit in town.units] == totals
    departures = town.board.found(f"/scoresheets/{town.cluster}/departures")["items"]
    assert [(row["unit"], row["policy"], row["open"]) for row in departures] == [(str(town.units[0]), policy, False)]


def test_events_carry_who_when_and_what_was_seen(town: Town) -> None:
    town.locked()
    events = town.person("auditor").found("/logs/scoring/events", stream=f"scorecard/{town.cluster}")["items"]
    drafted = events[0]
    assert (drafted["rulepack"], drafted["authority"]) == ("2017", town.authority)
    assert "registry" in {part.partition("@")[0] for part in drafted["seen"].split(",")}
    uuid.UUID(drafted["actor"])
    rows = town.person("auditor").found("/logs/scoring/events", stream=f"scoresheet/{town.cluster}", limit=200)["items"]
    locked = rows[-1]["data"]["rows"]
    assert [row["total"] for row in locked] == ["93.50"] * 4
    assert locked[0]["groups"] == ["60.00", "23.50", "10.00"]


def test_the_managing_authority_reads_what_members_of_another_authority_did(town: Town) -> None:
    """In an inter-provincial cluster a member's officer acts for another authority; the chain of facts names those events."""
    town.issued()
    guest, host = "elsewhere", town.person("auditor")
    signature = town.signature(town.units[3])
    signed = town.person("unit-officer", authority=guest, unit=town.units[3]).accepted("sign-agreement", signature)
    own = town.officer(town.leader).accepted("sign-agreement", town.signature(town.leader))
    theirs, ours = (f"/logs/scoring/events/{answer['events'][0]['position']}" for answer in (signed, own))
    assert host.found(theirs)["authority"] == guest
    listed = host.found("/logs/scoring/events", stream=f"scorecard/{town.cluster}")["items"]
    assert [event["authority"] for event in listed[-2:]] == [guest, town.authority]
    abroad = town.person("auditor", authority=guest)
    assert abroad.get(theirs).status_code == 200
    assert abroad.get(ours).status_code == 404


def test_a_unit_left_out_before_the_opening_hides_nothing_from_the_managing_authority(town: Town) -> None:
    """The stream then begins with an event that names no managing authority."""
    town.agreed()
    guest, host, stream = "elsewhere", town.person("auditor"), f"scoresheet/{town.cluster}"
    abroad = town.person("auditor", authority=guest)
    out = changed(UNIT_DISQUALIFIED, unit=town.units[2], authority=guest, season=town.season, on=date(2023, 12, 1))
    town.voice.says(out, authority=guest)
    deadline = time.monotonic() + ACT_S_MAX
    while not (first := abroad.found("/logs/scoring/events", stream=stream)["items"]):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert first[0]["type"] == "vn.thidua.scoring.unit-left-out.v1"
    town.board.accepted("open-self-scoring", town.body())
    items = host.found("/logs/scoring/events", stream=stream)["items"]
    assert [event["authority"] for event in items] == [guest, town.authority]
    assert abroad.found("/logs/scoring/events", stream=stream)["items"] == first
