"""The reorganisation of 01/07/2025, played behind the season of 2023 on the real stack: every trap is a sentence here.

It has a stack of its own: what it plays ends units that the others look at.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx
import pytest

from infra.local.demo import main_of_reorganisation, play, reorganise
from infra.local.demo.files import communes
from infra.local.demo.ids import id_of
from infra.local.demo.reorganisation import new_communes
from infra.local.faults import Fault
from infra.local.stack import Stack
from tests.acceptance.conftest import Season, supervised

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

JUNE, JULY = "2025-06-30", "2025-07-01"
OLD_PHUOC_LONG = str(id_of("unit", "31876"))
OLD_PHONG_THANH = str(id_of("unit", "31960"))
NEW = {commune.name: str(commune.id) for commune in new_communes()}


@dataclass(frozen=True)
class Year:
    """The stack after the reorganisation, and what was public before it."""

    season: Season
    standings: dict[str, Any]
    rolls: dict[str, Any]
    awards: list[Any]

    def units(self, **wanted: str) -> list[dict[str, Any]]:
        question = "&".join(f"{name}={quote(value)}" for name, value in wanted.items())
        return list(self.season.ask("registry", f"/units?limit=200&{question}")["items"])

    def unit(self, unit: str, on: str) -> Any:
        return self.season.ask("registry", f"/units/{unit}?on={on}")

    def ids(self, **wanted: str) -> list[str]:
        return [row["unit"] for row in self.units(**wanted)]

    def lineage(self, unit: str | UUID, way: str) -> list[str]:
        """The units of a descent: `predecessors` or `successors`."""
        links = self.season.ask("registry", f"/units/{unit}/lineage")[way]
        return [link[way.removesuffix("s")] for link in links]


def standings(season: Season) -> dict[str, Any]:
    rows = season.ask("ranking", "/standings?season=bac-lieu.2023&limit=50")["items"]
    return {row["cluster"]: season.ask("ranking", f"/standings/{row['cluster']}") for row in rows}


def rolls(season: Season) -> dict[str, Any]:
    rows = season.ask("registry", "/clusters?season=bac-lieu.2023&limit=50")["items"]
    return {row["cluster"]: season.ask("registry", f"/clusters/{row['cluster']}?on=2023-12-31") for row in rows}


def awards(season: Season) -> list[Any]:
    return list(season.ask("awards", "/awards?season=bac-lieu.2023&limit=200")["items"])


@pytest.fixture(scope="module")
def stack(stack_directory: Path) -> Iterator[Stack]:
    with supervised(stack_directory / "year-2025") as stack:
        yield stack


@pytest.fixture(scope="module")
def year(stack: Stack) -> Iterator[Year]:
    with httpx.Client(timeout=30, trust_env=False) as http:
        season = Season(stack, asyncio.run(play(stack)), http)
        before = standings(season), rolls(season), awards(season)
        assert asyncio.run(reorganise(stack)).faults == []
        yield Year(season, *before)


def test_the_reorganisation_needs_the_season_before_it(stack: Stack):
    with pytest.raises(Fault, match="thidua demo"):
        asyncio.run(reorganise(stack))


def test_played_again_it_changes_nothing(year: Year, capsys: pytest.CaptureFixture[str]):
    positions = year.season.ask("registry", "/health/ready")["positions"]
    assert main_of_reorganisation(year.season.stack) == 0
    assert year.season.ask("registry", "/health/ready")["positions"] == positions
    assert "✓ Kết quả đúng" in capsys.readouterr().out


def test_standings_of_2023_as_of_2023_do_not_change(year: Year):
    assert standings(year.season) == year.standings
    assert rolls(year.season) == year.rolls
    assert awards(year.season) == year.awards


def test_a_new_unit_takes_the_name_of_an_old_unit_that_went_elsewhere(year: Year):
    assert year.ids(name="Xã Phước Long", on=JUNE) == [OLD_PHUOC_LONG]
    assert year.ids(name="Xã Phước Long", on=JULY) == [NEW["Xã Phước Long"]]
    assert year.ids(name="Xã Phong Thạnh", code="31960", on=JUNE) == [OLD_PHONG_THANH]
    assert year.ids(name="Xã Phong Thạnh", on=JULY) == [NEW["Xã Phong Thạnh"]]
    assert year.lineage(OLD_PHUOC_LONG, "successors") == [NEW["Xã Vĩnh Phước"]]
    assert year.lineage(OLD_PHONG_THANH, "successors") == [NEW["Phường Giá Rai"]]


def test_the_old_xa_phuoc_long_is_of_the_lineage_of_vinh_phuoc_and_not_of_the_new_phuoc_long(year: Year):
    """Its honours are found this way: under Xã Vĩnh Phước, and not under the new unit of its name."""
    assert OLD_PHUOC_LONG in year.lineage(NEW["Xã Vĩnh Phước"], "predecessors")
    assert sorted(year.lineage(NEW["Xã Phước Long"], "predecessors")) == sorted(
        str(id_of("unit", code)) for code in ("31867", "31870")
    )


def test_honours_of_the_old_communes_are_found_once_under_whom_they_went_into(year: Year):
    def inherited(unit: str) -> dict[str, list[str]]:
        found = year.season.ask("awards", f"/units/{unit}/honours")
        assert found["own"] == []
        return {of["unit"]: [honour["register_number"] for honour in of["honours"]] for of in found["predecessors"]}

    assert OLD_PHUOC_LONG in inherited(NEW["Xã Vĩnh Phước"])
    assert OLD_PHUOC_LONG not in inherited(NEW["Xã Phước Long"])
    assert OLD_PHONG_THANH in inherited(NEW["Phường Giá Rai"])
    assert OLD_PHONG_THANH not in inherited(NEW["Xã Phong Thạnh"])
    of_communes = {str(id_of("unit", row["code"])) for row in communes()}
    given = sorted(award["register_number"] for award in year.awards if award["unit"] in of_communes)
    assert sorted(n for unit in NEW.values() for numbers in inherited(unit).values() for n in numbers) == given != []


def test_every_new_unit_reuses_an_old_unit_s_official_code(year: Year):
    for commune in new_communes():
        assert year.ids(code=commune.code, on=JUNE) == [str(id_of("unit", commune.code))]
        assert year.ids(code=commune.code, on=JULY) == [str(commune.id)]


def test_district_names_become_commune_names(year: Year):
    assert sorted(row["name"] for row in year.units(name="Hồng Dân", on=JUNE)) == ["Huyện Hồng Dân"]
    assert sorted(row["name"] for row in year.units(name="Hồng Dân", on=JULY)) == ["Xã Hồng Dân"]
    assert year.units(kind="district", on=JULY) == []
    assert len(year.units(kind="district", on=JUNE)) == 7


def test_one_merge_crosses_districts(year: Year):
    predecessors = year.lineage(NEW["Xã Hòa Bình"], "predecessors")
    parents = {year.unit(unit, JUNE)["parent_name"] for unit in predecessors}
    assert parents == {"Huyện Hòa Bình", "Huyện Vĩnh Lợi"}
    assert {year.unit(unit, JULY)["valid_to"] for unit in predecessors} == {JULY}


@pytest.mark.parametrize("asked", ["xã Hòa Bình", "XÃ HOÀ BÌNH", unicodedata.normalize("NFD", "Xã Hoà Bình")])
def test_hoa_and_hoa_are_two_spellings_of_one_word(year: Year, asked: str):
    assert year.ids(name=asked, on=JULY) == [NEW["Xã Hòa Bình"]]
    assert year.ids(name=asked, on=JUNE) == []


def test_64_communes_before_and_25_after(year: Year):
    assert {row["code"] for row in year.units(kind="commune", on=JUNE)} == {row["code"] for row in communes()}
    assert {row["name"] for row in year.units(kind="commune", on=JULY)} == set(NEW)


def test_each_merger_rests_on_the_resolution_of_its_communes(year: Year):
    facts = year.season.ask("registry", f"/units/{NEW['Xã Vĩnh Phước']}/facts")["facts"]
    kinds = [fact["type"].split(".")[3] for fact in facts]
    assert kinds == ["unit-merged", "unit-merged", "unit-registered", "unit-took-over"]
    (document,) = {fact["document"] for fact in facts}
    found = year.season.ask("registry", f"/documents/{document}")
    assert (found["number"], found["kind"], found["issued_on"]) == ("1655/NQ-UBTVQH15", "resolution", "2025-06-16")
