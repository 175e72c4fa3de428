"""The journal of the played season: what happened, when, by whom, under which document, and what came of it."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from typer.testing import CliRunner

from infra.local.cli import app
from infra.local.faults import Fault
from infra.local.issuer import Persona, sign
from infra.local.journal import Act, Entry, Journal
from tests.acceptance.conftest import Season

pytestmark = pytest.mark.stack


def book(season: Season, authority: str = "bac-lieu") -> Journal:
    return Journal(season.stack.urls, sign(season.stack.issuer, Persona.AUDITOR, None, authority))


def an_award(season: Season) -> dict[str, str]:
    return dict(season.ask("awards", "/awards?season=bac-lieu.2023")["items"][0])


def test_a_units_year_is_told_from_its_registration_to_its_award(season: Season) -> None:
    with book(season) as journal:
        told = journal.mentioning(UUID(an_award(season)["unit"]))
        words = [entry.words[0] for entry in told]
        assert words[0] == "Đăng ký đơn vị"
        order = ["Ký giao ước thi đua", "Nộp bảng tự chấm", "Khóa điểm", "Công bố kết quả xếp hạng", "Trao danh hiệu"]
        assert [word for word in dict.fromkeys(words) if word in order] == order
        assert [entry.at for entry in told] == sorted(entry.at for entry in told)
        formed = next(entry for entry in told if entry.words[1] == "Cluster formed")
        assert "/" in str(journal.under(formed))


def test_people_have_names_until_they_are_forgotten(season: Season) -> None:
    with book(season) as journal:
        entry = next(e for e in journal.mentioning(UUID(an_award(season)["unit"])) if e.words[1] == "Self sheet submitted")
        person = str(entry.event["actor"])
        assert journal.who(entry) == season.ask("registry", f"/people/{person}")["name"]
    board = {"Authorization": f"Bearer {sign(season.stack.issuer, Persona.BOARD_OFFICER)}"}
    address = f"{season.stack.urls['registry']}/people/{person}"
    kept = season.http.get(address, headers=board).json()
    assert season.http.delete(address, headers=board).status_code == 204
    try:
        with book(season) as journal:
            assert person in journal.who(entry)
            assert "no name kept" in journal.who(entry)
    finally:
        again = {name: kept[name] for name in ("name", "contact", "unit")}
        assert season.http.put(address, json=again, headers=board).status_code == 200


def test_an_event_leads_back_to_the_act_behind_it_across_services(season: Season) -> None:
    """The board's publication, in ranking, caused the nominations, in awards; asked of either, the act is the same."""
    with book(season) as journal:
        nominated = next(e for e in entries_of_an_award(season, journal) if e.words[1] == "Nominations drafted")
        act = journal.act_behind(UUID(nominated.event["id"]))
        published = act.entries[0]
        assert (published.log, published.words[1]) == ("ranking", "Standings published")
        assert nominated.event["id"] in caused_by(act, published)
        assert journal.act_behind(UUID(published.event["id"])) == act


def entries_of_an_award(season: Season, journal: Journal) -> list[Entry]:
    return journal.mentioning(UUID(an_award(season)["unit"]))


def caused_by(act: Act, entry: Entry) -> list[str]:
    return [str(e.event["id"]) for a in act.caused[entry.event["id"]] for e in a.entries]


def test_another_authority_is_told_nothing(season: Season) -> None:
    with book(season, "a-elsewhere") as journal:
        assert journal.mentioning(UUID(an_award(season)["unit"])) == []
        with pytest.raises(Fault):
            journal.act_behind(UUID(int=7))


def test_the_command_tells_people_and_programs(season: Season) -> None:
    unit = an_award(season)["unit"]
    spoken = CliRunner().invoke(app, ["journal", "--unit", unit])
    assert spoken.exit_code == 0
    assert "Trao danh hiệu · Award granted" in spoken.output
    lines = CliRunner().invoke(app, ["journal", "--unit", unit, "--json"]).output.splitlines()
    events = [json.loads(line) for line in lines]
    published = next(e for e in events if e["en"] == "Standings published")
    tree = json.loads(CliRunner().invoke(app, ["journal", "--event", published["event"]["id"], "--json"]).output)
    assert "system:nominations" in {caused["who"] for caused in tree["events"][0]["caused"]}
    assert CliRunner().invoke(app, ["journal"]).exit_code == 2
    assert CliRunner().invoke(app, ["journal", "--stream", "unit/none"]).exit_code == 1
