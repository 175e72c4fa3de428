"""One flag, followed from its number in the register down to the evidence of a leaf and the person who entered it."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from infra.local.issuer import Persona, person_id
from tests.acceptance.conftest import Season

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

BACK = [
    "vn.thidua.awards.award-granted.v1",
    "vn.thidua.awards.decision-signed.v1",
    "vn.thidua.awards.nominations-drafted.v1",
    "vn.thidua.ranking.standings-published.v1",
    "vn.thidua.ranking.standings-drawn.v1",
    "vn.thidua.scoring.scores-locked.v1",
    "vn.thidua.scoring.unit-score-changed.v1",
    "vn.thidua.scoring.self-sheet-submitted.v1",
]


def as_logged(season: Season, fact: dict[str, Any]) -> dict[str, Any]:
    """The event itself, byte for byte as it stands in the log that a fact names."""
    service = fact["log"].split(".")[0]
    return season.ask(service, f"/logs/{fact['log']}/events/{fact['position']}")


def last(facts: list[dict[str, Any]], type_: str) -> dict[str, Any]:
    return [fact for fact in facts if fact["type"] == type_][-1]


def link(found: dict[str, Any], service: str) -> str:
    return next(link["href"] for link in found["next"] if link["service"] == service)


def test_from_a_flag_down_to_evidence_and_person(season: Season):
    flag = season.ask("awards", "/awards?season=bac-lieu.2023&award=provincial-flag&limit=1")["items"][0]
    number, unit = flag["register_number"], flag["unit"]

    # The award: who gave it, under which decision, from which nomination.
    found = season.ask("awards", f"/awards/{quote(number)}/facts")
    granted = as_logged(season, last(found["facts"], BACK[0]))
    assert granted["data"]["register_number"] == number
    signed = as_logged(season, last(found["facts"], BACK[1]))
    item = next(item for item in signed["data"]["items"] if item["award_id"] == flag["award_id"])
    assert (item["unit"], item["amount"]) == (unit, 14_400_000)
    nominated = as_logged(season, last(found["facts"], BACK[2]))
    assert {"unit": unit, "award": "provincial-flag", "rank": flag["rank"]} in nominated["data"]["nominations"]
    assert nominated["actor"] == "system:nominations"

    # The rank: as it was published, and before that drawn by the system.
    found = season.open(link(found, "ranking"))
    published = as_logged(season, last(found["facts"], BACK[3]))
    assert published["data"]["digest"] == nominated["data"]["standings_digest"]
    row = next(row for row in published["data"]["rows"] if row["unit"] == unit)
    assert row["rank"] == flag["rank"]
    drawn = as_logged(season, last(found["facts"], BACK[4]))
    assert drawn["actor"] == "system:standings"
    assert row in drawn["data"]["rows"]

    # The points: locked, and how one leaf came to have them.
    found = season.open(link(found, "scoring") + "?leaf=I.1.3")
    locked = as_logged(season, last(found["facts"], BACK[5]))
    assert next(score["total"] for score in locked["data"]["rows"] if score["unit"] == unit) == row["total"]
    leaf = found["leaf"]
    moved = as_logged(season, leaf["moves"][-1])
    assert moved["type"] == BACK[6]
    assert {"leaf": "I.1.3", "old": leaf["moves"][-1]["old"], "new": leaf["points"]} in moved["data"]["leaves"]

    # The leaf: what the unit stated, with its evidence, and who entered it.
    own = next(statement for statement in leaf["statements"] if statement["layer"] == "self")
    sheet = as_logged(season, own)
    assert sheet["type"] == BACK[7]
    assert sheet["actor"] == own["actor"] == str(person_id(Persona.UNIT_OFFICER, unit))
    entry = next(entry for entry in sheet["data"]["entries"] if entry["leaf"] == "I.1.3")
    evidence = own["evidence"][0]
    assert entry["evidence"][0] == {name: value for name, value in evidence.items() if name != "outside_season"}
    assert len(evidence["sha256"]) == 64
    assert not evidence["outside_season"]
    content = season.content(f"/scoresheets/{sheet['data']['cluster']}/units/{unit}/evidence/{evidence['sha256']}")
    assert (len(content), sha256(content).hexdigest()) == (evidence["size"], evidence["sha256"])
    person = season.open(own["href"], Persona.BOARD_OFFICER)
    assert (person["person"], person["unit"]) == (own["actor"], unit)
    assert person["name"]

    # The unit and its cluster: registered and formed under documents.
    found = season.open(link(found, "registry"))
    kinds = {fact["type"].split(".")[3] for fact in found["facts"]}
    assert {"unit-registered", "cluster-formed", "leader-recognised", "cluster-quota-set", "season-opened"} <= kinds


def test_names_of_people_stand_in_no_event(season: Season):
    """Only registry's table has them; an event carries an opaque id."""
    unit = season.ask("registry", "/units?code=954")["items"][0]["unit"]
    officer = person_id(Persona.UNIT_OFFICER, unit)
    name = season.ask("registry", f"/people/{officer}", Persona.BOARD_OFFICER)["name"]
    for service in ("registry", "scoring", "ranking", "awards"):
        after: int | None = 0
        while after is not None:
            page = season.ask(service, f"/logs/{service}/events?after={after}&limit=200")
            assert name not in str(page["items"])
            after = page["next"]


def test_a_stranger_walks_no_chain(season: Season):
    flag = season.ask("awards", "/awards?season=bac-lieu.2023&limit=1")["items"][0]
    path = f"/awards/{quote(flag['register_number'])}/facts"
    for persona in (Persona.OPERATOR, Persona.SUBSCRIBER):
        with pytest.raises(httpx.HTTPStatusError, match="403"):
            season.ask("awards", path, persona)
