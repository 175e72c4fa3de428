"""What was known then, and what held then: the played season looked back upon, after more was entered."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from contracts.base import VIETNAM
from contracts.topics import SERVICES
from infra.local.cli import app
from infra.local.issuer import Persona, sign
from tests.acceptance.conftest import Season
from tests.system import Client

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

PUBLISHED = ("2023-12-15", "2023-12-21")
LATER = datetime(2024, 4, 15, 8, tzinfo=VIETNAM)
THEN = "2024-01-08"
SIGNED_MEANWHILE_MAX = 6
"""The clock went on by days: each log signs its head once, at a moment of its own."""


def thidua(*arguments: str) -> Any:
    """What a command of ours answers as JSON."""
    answer = CliRunner().invoke(app, [*arguments, "--json"])
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)


def refused(*arguments: str) -> str:
    answer = CliRunner().invoke(app, [*arguments])
    assert answer.exit_code != 0, answer.output
    return " ".join(answer.output.split())


class Looking:
    """An auditor who asks the services, today or as known on a day."""

    def __init__(self, season: Season) -> None:
        self.season = season

    def ask(self, service: str, path: str, known_on: str | None = None) -> Any:
        return self.answer(service, path, known_on).raise_for_status().json()

    def answer(
        self, service: str, path: str, known_on: str | None = None, persona: Persona = Persona.AUDITOR, unit: Any = None
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {sign(self.season.stack.issuer, persona, unit)}"}
        if known_on is not None:
            headers["Thidua-As-Of"] = known_on
        return self.season.http.get(self.season.stack.urls[service] + path, headers=headers)

    def move_clock(self, service: str, now: datetime) -> None:
        headers = {"Authorization": f"Bearer {sign(self.season.stack.issuer, Persona.OPERATOR, None)}"}
        url = f"{self.season.stack.urls[service]}/demo/clock"
        self.season.http.post(url, json={"now": now.isoformat()}, headers=headers).raise_for_status()


@pytest.fixture(scope="module")
def looking(season: Season) -> Looking:
    """The season is over, the clock has gone on to the middle of January, and a suspension of December became known."""
    looking = Looking(season)
    for service in SERVICES:
        looking.move_clock(service, LATER)
    return looking


@pytest.fixture(scope="module")
def suspended(looking: Looking) -> str:
    """A unit that was suspended from 20/12/2023 on, as was entered on 15/04/2024; one without an award, which others count."""
    cluster = looking.ask("ranking", "/standings?season=bac-lieu.2023&limit=1")["items"][0]["cluster"]
    unit = str(looking.ask("ranking", f"/standings/{cluster}")["rows"][-1]["unit"])
    document = looking.ask("registry", "/documents?limit=1")["items"][0]["document"]
    body = {
        "unit": unit,
        "ground": "press-reported-corruption",
        "reason": "Đang xác minh.",
        "valid_from": "2023-12-20",
        "document": document,
    }
    board = Client(looking.season.stack.urls["registry"], sign(looking.season.stack.issuer, Persona.BOARD_OFFICER, None))
    with board.http:
        board.accepted("suspend-unit", body)
        assert board.found(f"/units/{unit}")["suspensions"]
    return unit


def published_digests(looking: Looking) -> dict[str, str]:
    """Cluster → the digest in its `StandingsPublished`, as the log has it."""
    digests, after = {}, 0
    while after is not None:
        page = looking.ask("ranking", f"/logs/ranking/events?after={after}&limit=200")
        digests |= {e["data"]["cluster"]: e["data"]["digest"] for e in page["items"] if ".standings-published." in e["type"]}
        after = page["next"]
    return digests


@pytest.mark.usefixtures("suspended")
def test_standings_come_out_with_the_digest_that_was_published(looking: Looking) -> None:
    """As known on 08/01/2024, whatever was entered after; the answer says its cut, which the command gave."""
    [prepared] = thidua("as-of", "ranking", THEN)["look_backs"]
    assert prepared["ready"]
    assert not prepared["was_there"]
    [again] = thidua("as-of", "ranking", THEN)["look_backs"]
    assert (again["cut"], again["was_there"]) == (prepared["cut"], True)
    digests = published_digests(looking)
    listing = looking.answer("ranking", "/standings?season=bac-lieu.2023&limit=50", THEN)
    assert listing.headers["thidua-cut"] == ",".join(f"{log}@{n}" for log, n in sorted(prepared["cut"].items()))
    assert listing.headers["thidua-as-of"] == "2024-01-08T23:59:59.999999+07:00"
    assert len(listing.json()["items"]) == len(digests) == 20
    for item in listing.json()["items"]:
        standing = looking.ask("ranking", f"/standings/{item['cluster']}", THEN)
        assert (standing["published_on"] in PUBLISHED, standing["digest"]) == (True, digests[item["cluster"]])
    now = looking.answer("ranking", "/standings?season=bac-lieu.2023&limit=50")
    # A suspension that was entered since draws anew, as a proposal; what was published stays what it was.
    then_and_now = ([{**item, "newer_drawing": None} for item in of.json()["items"]] for of in (listing, now))
    assert next(then_and_now) == next(then_and_now)
    # The log has gone on since: the cut is that of then, not that of now.
    cut_now = dict(part.split("@") for part in now.headers["thidua-seen"].split(","))
    assert int(cut_now["registry"]) > prepared["cut"]["registry"]


def test_a_corrected_leaf_shows_its_old_value_then_and_its_new_one_now(looking: Looking) -> None:
    """What a unit stated of itself on 10/11 counted until a later layer said otherwise on 30/11 or 08/12."""
    thidua("as-of", "scoring", "2023-11-20")
    cluster, unit, leaf = corrected(looking)
    path = f"/scoresheets/{cluster}/units/{unit}"

    def points(known_on: str | None) -> Any:
        return next(each for each in looking.ask("scoring", path, known_on)["leaves"] if each["leaf"] == leaf)

    then, now = points("2023-11-20"), points(None)
    assert (then["leader"], then["board"]) == (None, None)
    assert then["own"] == now["own"]
    assert Decimal(then["points"]) != Decimal(now["points"])
    moves = looking.ask("scoring", f"{path}/facts?leaf={leaf}")["leaf"]["moves"]
    assert moves[-1]["new"] == now["points"]
    assert then["points"] in [move["new"] for move in moves if move["time"] < "2023-11-21"]


def corrected(looking: Looking) -> tuple[str, str, str]:
    """A leaf without dependence on other units on which a later layer said something else than the unit itself."""
    for cluster in looking.ask("ranking", "/standings?season=bac-lieu.2023&limit=50")["items"]:
        for row in looking.ask("ranking", f"/standings/{cluster['cluster']}")["rows"]:
            sheet = looking.ask("scoring", f"/scoresheets/{cluster['cluster']}/units/{row['unit']}")
            for leaf in sheet["leaves"]:
                later = leaf["board"] or leaf["leader"]
                if leaf["own"] and later and leaf["own"]["points"] and later["points"] != leaf["own"]["points"]:
                    return cluster["cluster"], row["unit"], leaf["leaf"]
    raise AssertionError("nobody was corrected")


def test_a_fact_entered_late_stands_between_the_two_clocks(looking: Looking, suspended: str) -> None:
    """Suspended from 20/12 on, entered on 15/01: on 08/01 nobody knew, though it held."""
    thidua("as-of", "registry", THEN)

    def was_suspended(on: str, known_on: str | None = None) -> bool:
        return bool(looking.ask("registry", f"/units/{suspended}?on={on}", known_on)["suspensions"])

    assert [was_suspended(on) for on in ("2023-12-19", "2023-12-20", "2024-01-08")] == [False, True, True]
    assert [was_suspended(on, THEN) for on in ("2023-12-19", "2023-12-20", "2024-01-08")] == [False, False, False]


def test_what_makes_no_sense_is_refused_in_a_sentence(looking: Looking) -> None:
    assert "Nobody knows ahead" in refused("as-of", "ranking", "2024-04-16")
    assert "is no instant" in refused("as-of", "ranking", "31/02/2024")
    assert "There is no service `rankings`" in refused("as-of", "rankings", THEN)
    assert "Nothing was prepared for 2023-01-01" in refused("as-of", "ranking", "2023-01-01", "--drop")
    unprepared = looking.answer("awards", "/awards", THEN)
    assert (unprepared.status_code, unprepared.json()["code"]) == (404, "not-looked-back")
    unit = uuid.UUID(looking.ask("registry", "/units?limit=1")["items"][0]["unit"])
    stranger = looking.answer("registry", "/units", THEN, Persona.UNIT_OFFICER, unit)
    assert (stranger.status_code, stranger.json()["code"]) == (403, "role-not-allowed")


def test_an_empty_cut_is_a_cut_and_what_was_prepared_is_listed_and_dropped(looking: Looking) -> None:
    [empty] = thidua("as-of", "awards", "2023-01-01")["look_backs"]
    assert set(empty["cut"].values()) == {0}
    assert looking.ask("awards", "/awards", "2023-01-01")["items"] == []
    [listed] = thidua("as-of", "awards", "--list")["look_backs"]
    assert (listed["cut"], listed["ready"]) == (empty["cut"], True)
    assert listed["size_bytes"] > 0
    thidua("as-of", "awards", "2023-01-01", "--drop")
    assert thidua("as-of", "awards", "--list")["look_backs"] == []


@pytest.mark.usefixtures("looking")
@pytest.mark.parametrize("service", SERVICES)
def test_every_service_is_rebuilt_while_it_serves_and_is_the_same_after(service: str) -> None:
    """With the command, on the stack that runs; the digests before and after are one at one cut."""
    for _ in range(SIGNED_MEANWHILE_MAX):
        before, done, after = thidua("digest", service), thidua("rebuild", service), thidua("digest", service)
        assert not done["resumed"]
        if before["cut"] == after["cut"]:
            assert done["cut"] == before["cut"]
            assert after == before
            return
    raise AssertionError("something is written all the time")
