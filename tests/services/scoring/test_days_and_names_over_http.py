"""The days that a cluster competes on, and what its units were called then; and a scorecard taken over from last year."""

from __future__ import annotations

from datetime import date

from contracts.examples import changed
from contracts.examples.registry import CLUSTER_FORMED, UNIT_CODE_CHANGED, UNIT_RENAMED
from tests.services.scoring.town import EVIDENCE, Town, entry, sheet
from tests.services.voice import Voice
from tests.system import System


def evidence(**days: str) -> list[dict[str, object]]:
    """A whole sheet whose first leaf cites one document of these days."""
    return [entry("I.1", "actual", [EVIDENCE | days], actual="100"), *sheet()[1:]]


def test_evidence_is_held_against_the_clusters_own_days(town: Town) -> None:
    """A school year from 05/09/2023 to 31/05/2024: April 2024 lies within it, and the summer before does not."""
    of = {"cluster": town.cluster, "authority": town.authority, "season": town.season, "members": town.units}
    town.says(changed(CLUSTER_FORMED, **of, valid_from=date(2023, 9, 5), season_end=date(2024, 6, 1)))
    town.opened()
    within = {"document_date": "2024-04-15", "period_from": "2024-03-01", "period_to": "2024-03-31"}
    before = {"document_date": "2023-08-31", "period_from": "2023-06-01", "period_to": "2023-08-31"}
    first, second = town.units[:2]
    for unit, cited in ((first, within), (second, before)):
        town.officer(unit).accepted("submit-self-sheet", town.own(unit, evidence(**cited)))
    found = town.board.found(f"/scoresheets/{town.cluster}/evidence")["items"]
    assert [(each["unit"], each["outside_season"]) for each in found] == [(str(first), False), (str(second), True)]
    (flagged,) = town.board.found(f"/scoresheets/{town.cluster}/evidence", flagged="true")["items"]
    assert flagged["unit"] == str(second)
    for unit, outside in ((first, False), (second, True)):
        (cited,) = town.sheet_of(unit)["leaves"][0]["own"]["evidence"]
        assert cited["outside_season"] is outside


def test_units_are_called_as_they_were_in_the_season(town: Town) -> None:
    """Renamed in June 2023, and again with the reorganisation of 2025: its sheet of 2023 bears the name of 2023."""
    town.closed("100", "50", "25", "80")
    unit = town.units[2]
    of = {"unit": unit, "authority": town.authority}
    town.says(
        changed(UNIT_RENAMED, **of, name="Ba Moi", valid_from=date(2023, 6, 1)),
        changed(UNIT_RENAMED, **of, name="Phuong Ba", valid_from=date(2025, 7, 1)),
        changed(UNIT_CODE_CHANGED, **of, code="Ba-2025", before="Ba", valid_from=date(2025, 7, 1), valid_to=None),
    )
    third = (str(unit), "Ba Moi", "Ba")
    base = f"/scoresheets/{town.cluster}"
    for path in ("totals", "progress", "departures"):
        rows = town.board.found(f"{base}/{path}")["items"]
        assert [row["name"] for row in rows if row["unit"] == str(unit)] == ([] if path == "departures" else ["Ba Moi"])
    parties = town.board.found(f"/agreements/{town.cluster}")["parties"]
    assert third in [(each["unit"], each["name"], each["code"]) for each in parties]
    found = town.sheet_of(unit)
    assert (found["name"], found["code"]) == ("Ba Moi", "Ba")
    assert town.board.found(f"{base}/units/{unit}/ledger")["name"] == "Ba Moi"
    assert town.board.found(f"{base}/evidence")["items"][2]["name"] == "Ba Moi"
    owed = town.board.found(f"{base}/waiting", step="verify-sheet")["items"]
    assert (str(unit), "Ba Moi", "Ba") in [(each["unit"], each["unit_name"], each["unit_code"]) for each in owed]
    change = town.board.found(f"{base}/changes")["items"][2]
    moved = town.board.found(f"{base}/changes/{change['position']}")["units"]
    assert [each["name"] for each in moved if each["unit"] == str(unit)] == ["Ba Moi"]
    why = town.board.found(f"{base}/units/{town.units[1]}/what-if", leaf="I.1", stated='{"kind": "actual", "actual": "60"}')
    assert [each["name"] for each in why["units"]] == ["Mot", "Hai", "Ba Moi", "Bon"]


def test_a_scorecard_is_copied_and_what_parts_the_two_is_shown(town: Town, scoring: System, voice: Voice) -> None:
    town.drafted()
    this_year = Town(scoring, voice, authority=town.authority).founded()
    board = this_year.board.has_seen(town.board)
    board.accepted("copy-scorecard", this_year.body(source=town.cluster), if_match=0)
    card = board.found(f"/agreements/{this_year.cluster}")["scorecard"]
    assert card["copied_from"] == {"cluster": str(town.cluster), "version": 1}
    against = {"against": 1, "of": str(town.cluster)}
    assert board.found(f"/agreements/{this_year.cluster}/versions/1/diff", **against)["changes"] == []
    tree = this_year.draft()
    tree["criteria"][0]["title"] = "Phát triển kinh tế"
    board.accepted("draft-scorecard", tree, if_match=1)
    (only,) = board.found(f"/agreements/{this_year.cluster}/versions/2/diff", **against)["changes"]
    assert (only["code"], only["fields"]) == ("I", ["title"])
    versions = board.found(f"/agreements/{this_year.cluster}")["versions"]
    assert [each["copied_from"] and each["copied_from"]["version"] for each in versions] == [None, 1]
    stranger = Town(scoring, voice).founded()
    stranger.board.has_seen(town.board)
    stranger.board.refused("copy-scorecard", stranger.body(source=town.cluster), "foreign-authority", if_match=0)
    stranger.board.refused("copy-scorecard", stranger.body(source=stranger.cluster), "nothing-to-copy", if_match=0)
