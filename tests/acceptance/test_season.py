"""The season of Bạc Liêu 2023 from the first command to the last award, on the real stack: counts, money, places."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date

import pytest

from infra.local.commands.history import digest_of
from infra.local.demo import main
from infra.local.demo.client import Client
from infra.local.demo.player import Player
from infra.local.demo.screen import Lines
from infra.local.demo.season import season as planned
from infra.local.demo.south_west import home_affairs
from infra.local.issuer import Persona
from tests.acceptance.conftest import Season

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

SERVICES = ("registry", "scoring", "ranking", "awards")
MEMBERS = [7, 8, 8, 8, 9, 6, 10, 6, 8, 9, 9, 10, 13, 10, 9, 8, 8, 10, 11, 8]


def test_sixty_flags_and_twenty_certificates(season: Season):
    awards = season.ask("awards", "/awards?season=bac-lieu.2023&limit=200")["items"]
    assert Counter(award["award"] for award in awards) == {"provincial-flag": 60, "provincial-certificate": 20}
    by_cluster = Counter((award["cluster"], award["award"]) for award in awards)
    assert Counter(by_cluster.values()) == {3: 20, 1: 20}
    assert {(award["award"], award["rank"]) for award in awards} == {
        ("provincial-flag", 1),
        ("provincial-flag", 2),
        ("provincial-flag", 3),
        ("provincial-certificate", 4),
    }
    assert len({award["register_number"] for award in awards}) == len({award["unit"] for award in awards}) == 80


def test_the_money_to_the_dong(season: Season):
    """Thirteen clusters under Decree 91/2017 on 28/12/2023, seven under the law of 2022 on 05/01/2024."""
    awards = season.ask("awards", "/awards?season=bac-lieu.2023&limit=200")["items"]
    sums = Counter((a["award"], a["granted_on"], a["pack"], a["multiple"], a["base_salary"], a["amount"]) for a in awards)
    assert sums == {
        ("provincial-flag", "2023-12-28", "2017", "8", 1_800_000, 14_400_000): 39,
        ("provincial-certificate", "2023-12-28", "2017", "2", 1_800_000, 3_600_000): 13,
        ("provincial-flag", "2024-01-05", "2024", "8", 1_800_000, 14_400_000): 21,
        ("provincial-certificate", "2024-01-05", "2024", "3", 1_800_000, 5_400_000): 7,
    }
    flags = sum(award["amount"] for award in awards if award["award"] == "provincial-flag")
    certificates = sum(award["amount"] for award in awards if award["award"] == "provincial-certificate")
    assert (flags, certificates, flags + certificates) == (864_000_000, 84_600_000, 948_600_000)
    summary = season.ask("awards", "/seasons/bac-lieu.2023/summary?on=2024-01-08")
    assert (summary["awards"], summary["amount"]) == (80, 948_600_000)


def test_one_flag_revoked_in_2024_and_all_of_it_back(season: Season):
    """59 and 20 are left; object and money came back, and of that flag nothing is left in the fund."""
    summary = season.ask("awards", "/seasons/bac-lieu.2023/summary")
    assert [(row["award"], row["count"]) for row in summary["by_award"]] == [
        ("provincial-flag", 59),
        ("provincial-certificate", 20),
    ]
    assert (summary["awards"], summary["amount"]) == (79, 934_200_000)
    (recovery,) = season.ask("awards", "/recoveries")["items"]
    assert (recovery["demanded"], recovery["returned"], recovery["money_left"]) == (14_400_000, 14_400_000, 0)
    assert (recovery["object_returned_on"], recovery["closed_on"]) == ("2024-03-25", "2024-04-02")
    fund = season.ask("awards", "/funds/2023")
    assert (fund["allotted"], fund["committed"]) == (620_000_000, (39 - 1) * 14_400_000 + 13 * 3_600_000)
    assert (fund["paid"] - fund["returned"], fund["to_return"]) == (fund["committed"], 0)


def test_four_complaints_one_upheld(season: Season):
    """The upheld one moves one rank and one flag; what was published before stays readable."""
    complaints = season.ask("ranking", "/complaints?season=bac-lieu.2023")["items"]
    assert Counter(complaint["outcome"] for complaint in complaints) == {"upheld": 1, "rejected": 2, "withdrawn": 1}
    (upheld,) = [complaint for complaint in complaints if complaint["outcome"] == "upheld"]
    publications = season.ask("ranking", f"/standings/{upheld['cluster']}/publications")["publications"]
    assert [(p["publication"], p["state"]) for p in publications] == [(1, "superseded"), (2, "published")]
    first, last = (
        {
            row["unit"]: row["rank"]
            for row in season.ask("ranking", f"/standings/{upheld['cluster']}/publications/{number}")["rows"]
        }
        for number in (1, 2)
    )
    moved = {unit: (first[unit], last[unit]) for unit in first if first[unit] != last[unit]}
    assert sorted(moved.values()) == [(3, 4), (4, 3)]
    assert moved[upheld["unit"]] == (4, 3)


def test_twenty_clusters_of_175_units_on_the_register(season: Season):
    """Besides them the register has the departments of twelve other provinces, of the South-West cluster."""
    clusters = season.ask("registry", "/clusters?season=bac-lieu.2023&level=provincial&limit=50")["items"]
    clusters += season.ask("registry", "/clusters?season=bac-lieu.2023&level=delegated&limit=50")["items"]
    rolls = {cluster["number"]: season.ask("registry", f"/clusters/{cluster['cluster']}")["roll"] for cluster in clusters}
    assert [len(rolls[number]) for number in sorted(rolls)] == MEMBERS
    assert sum(MEMBERS) == 175
    members = {member["unit"] for roll in rolls.values() for member in roll}
    units = {unit["unit"] for unit in season.ask("registry", "/units?limit=200")["items"]}
    assert (len(members), units - members) == (175, set(map(str, home_affairs())) - members)
    assert len(units - members) == 12


def test_ties_of_the_season(season: Season):
    """At the top for the share of women and for group II; at the last flag for group I, by ballot, by lots; one stays shared."""
    standings = season.ask("ranking", "/standings?season=bac-lieu.2023&limit=50")["items"]
    assert [standing["number"] for standing in standings if standing["unresolved"]] == []
    assert {standing["state"] for standing in standings} == {"published"}
    by_number = {s["number"]: season.ask("ranking", f"/standings/{s['cluster']}")["rows"] for s in standings}
    decided = {
        number: [(row["rank"], row["decided_by"]) for row in rows if row["decided_by"]] for number, rows in by_number.items()
    }
    assert {number: ties for number, ties in decided.items() if ties} == {
        2: [(1, ["women-share"]), (2, ["women-share"])],
        3: [(3, ["group-1"]), (4, ["group-1"])],
        4: [(3, ["ballot"]), (4, ["ballot"]), (5, ["ballot"])],
        6: [(4, ["lots"]), (5, ["lots"])],
        13: [(1, ["group-2"]), (2, ["group-2"])],
    }
    assert [row["rank"] for row in by_number[12]] == [1, 2, 3, 4, 5, 6, 7, 7, 9, 10]


def test_everything_happened_on_the_days_of_2023(season: Season):
    """The clock of the demonstration: each log's first and last event, and no event before the one before it."""
    first, last = date(2023, 1, 16), date(2024, 4, 2)
    for service in SERVICES:
        events, after = [], 0
        while after is not None:
            page = season.ask(service, f"/logs/{service}/events?after={after}&limit=200")
            events += page["items"]
            after = page["next"]
        times = [event["time"] for event in events]
        assert times == sorted(times)
        assert str(first) <= times[0][:10]
        assert times[-1][:10] <= str(last)
        assert [int(event["sequence"]) for event in events] == list(range(1, len(events) + 1))


def test_the_demonstration_says_so(season: Season):
    assert season.result.faults == []
    document = season.result.to_document()
    assert (document["flags"], document["certificates"], document["money_dong"]["total"]) == (60, 20, 948_600_000)


async def _play_again(season: Season) -> None:
    client = Client(season.stack)
    try:
        await Player(client, Lines(planned())).play(planned())
    finally:
        await client.close()


def _positions(season: Season) -> dict[str, int]:
    """How far each log goes, heads that were signed meanwhile left out."""
    counted = {}
    for service in SERVICES:
        events, after = [], 0
        while after is not None:
            page = season.ask(service, f"/logs/{service}/events?after={after}&limit=200")
            events += [event for event in page["items"] if not event["subject"].startswith("head")]
            after = page["next"]
        counted[service] = len(events)
    return counted


def test_a_second_play_changes_nothing(season: Season, tmp_path):
    """Every command is given once more under its key; and the demonstration recognises the finished season."""
    before = _positions(season), asyncio.run(_digests())
    asyncio.run(_play_again(season))
    assert main(season.stack, tmp_path / "result.json") == 0
    assert (_positions(season), asyncio.run(_digests())) == before


async def _digests() -> dict[str, str]:
    return {service: (await digest_of(service))["total"] for service in SERVICES}


def test_a_unit_sees_its_own_sheet_and_no_stranger_does(season: Season):
    awards = season.ask("awards", "/awards?season=bac-lieu.2023&limit=1")["items"]
    cluster, unit = awards[0]["cluster"], awards[0]["unit"]
    path = f"/scoresheets/{cluster}/units/{unit}"
    assert season.ask("scoring", path, Persona.UNIT_OFFICER, unit)["unit"] == unit
    stranger = next(u["unit"] for u in season.ask("registry", "/units?limit=200")["items"] if u["code"].startswith("MAU-10"))
    with pytest.raises(Exception, match="404"):
        season.ask("scoring", path, Persona.UNIT_OFFICER, stranger)
