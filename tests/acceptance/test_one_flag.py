"""The page that follows one flag from its nomination to the last đồng that came back, held against the played season."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from contracts.base import VIETNAM
from tests.acceptance.conftest import Season

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

PAGE = Path(__file__).parents[2] / "services" / "awards" / "README.md"
ROW = re.compile(r"\| (\d\d)/(\d\d)/(\d{4}) \| `([a-z-]+)` \| ([a-z]+) (\d+)(?: to (\d+))? \| (.+) \|")


def told() -> tuple[str, list[tuple[date, str, str, int, str]]]:
    """The flag's number, and each fact of the page: day, name, kind and version of its stream, and what it says."""
    section = PAGE.read_text().split("## One flag, ")[1].split("\n**Does not belong here**")[0]
    (number,) = re.findall(r"register number `([^`]+)`", section)
    facts = []
    for day, month, year, fact, stream, first, last, says in ROW.findall(section):
        for version in range(int(first), int(last or first) + 1):
            facts.append((date(int(year), int(month), int(day)), fact, stream, version, says))
    return number, facts


def name(fact: dict[str, Any]) -> str:
    return str(fact["type"].split(".")[3])


def test_the_page_tells_every_fact_in_the_order_of_the_log(season: Season):
    number, facts = told()
    found = season.ask("awards", f"/awards/{quote(number)}/facts")
    revoking = next(fact["stream"] for fact in found["facts"] if name(fact) == "amendment-signed")

    def kind(stream: str) -> str:
        return "amendment" if stream == revoking else stream.split("/")[0]

    assert [(on, fact, stream, version) for on, fact, stream, version, _ in facts] == [
        (datetime.fromisoformat(fact["effective"]).astimezone(VIETNAM).date(), name(fact), kind(fact["stream"]), fact["version"])
        for fact in found["facts"]
    ]


def test_the_figures_of_the_page_are_those_of_the_facts(season: Season):
    """Each number and day that a line tells stands in the words of the fact itself, or in its data."""
    number, facts = told()
    logged = season.ask("awards", f"/awards/{quote(number)}/facts")["facts"]
    for (_, _, _, _, says), fact in zip(facts, logged, strict=True):
        event = str(season.ask("awards", f"/logs/awards/events/{fact['position']}")["data"]) + fact["summary"]["vi"]
        for figure in re.findall(r"\d{1,3}(?:,\d{3})+|\d+/[A-ZĐ][\w-]+|\d\d/\d\d/\d{4}", says):
            given = figure.replace(",", "")
            assert figure in event or figure.replace(",", ".") in event or given in event, f"{figure} is not in {fact}"


def test_its_flag_is_told_to_agencies_in_the_same_order(season: Season):
    number, _ = told()
    public, after = [], 0
    while after is not None:
        page = season.ask("awards", f"/logs/awards.public/events?after={after}&limit=200")
        public += [event for event in page["items"] if number in str(event["data"])]
        after = page["next"]
    assert [name(event) for event in public] == ["award-granted", "award-revoked"]
    assert timedelta(0) < datetime.fromisoformat(public[1]["time"]) - datetime.fromisoformat(public[0]["time"])
