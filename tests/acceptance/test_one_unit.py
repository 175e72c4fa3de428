"""The page that explains one unit's points line by line says what the played season says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from infra.local.places import ROOT
from tests.acceptance.conftest import Season

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

PAGE = ROOT / "services" / "scoring" / "ONE_UNIT.md"
CODE = "MAU-09.07"


def rows(heading: str) -> list[list[str]]:
    """The rows of the table under a heading, without its head."""
    section = PAGE.read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip().strip("*") for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_page_agrees_with_the_season(season: Season):
    unit = season.ask("registry", f"/units?code={CODE}")["items"][0]["unit"]
    cluster = season.ask("registry", f"/clusters?season=bac-lieu.2023&unit={unit}")["items"][0]["cluster"]
    address = f"/scoresheets/{cluster}/units/{unit}"
    sheet, why, ledger = (season.ask("scoring", f"{address}{part}") for part in ("", "/why", "/ledger"))
    assert PAGE.read_text().splitlines()[2].startswith(sheet["name"])
    told = [
        [leaf["leaf"], leaf["title"], leaf["maximum"], leaf["official_layer"] or "–", said["en"], said["points"] or "–"]
        for leaf, said in zip(sheet["leaves"], why["leaves"], strict=True)
    ]
    assert rows("The leaves") == told
    sums, entered = sheet["sums"], ledger["sums"]
    expected = {
        **dict(zip(("group I", "group II", "group III"), sums["groups"], strict=True)),
        **{name: sums[name] for name in ("raw", "scaled", "total")},
        "plus/minus": sums["plus_minus"],
        "bonuses": str(Decimal(entered["bonuses"]) - Decimal(entered["bonuses_cut"])),
        "reports": entered["reports"],
    }
    assert {step: points for step, _, points in rows("The sums")} == expected
    assert sum(map(Decimal, (sums["scaled"], sums["plus_minus"], entered["points"]))) == Decimal(sums["total"])


def test_the_page_adds_up_by_itself():
    """Worked out from its own figures, without anything of ours."""
    points = {leaf: Decimal(said) for leaf, *_, said in rows("The leaves") if said != "–"}
    maximum = sum(Decimal(most) for leaf, _, most, *_, said in rows("The leaves") if said != "–" and leaf != "III.1.9")
    steps = {step: Decimal(said) for step, _, said in rows("The sums")}
    for roman in ("I", "II", "III"):
        of_group = [said for leaf, said in points.items() if leaf.split(".")[0] == roman and leaf != "III.1.9"]
        assert sum(of_group) == steps[f"group {roman}"]
    assert sum(steps[f"group {roman}"] for roman in ("I", "II", "III")) == steps["raw"]
    assert (steps["raw"] * 1000 / maximum).quantize(Decimal("0.01")) == steps["scaled"]
    assert steps["scaled"] + points["III.1.9"] + steps["bonuses"] + steps["reports"] == steps["total"]
