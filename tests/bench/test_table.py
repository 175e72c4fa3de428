"""The tables say what was reached, what was missed, and what could not be measured."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

from bench.__main__ import FIGURES, FIGURES_BEGIN, FIGURES_END, README, take
from bench.figures import Figure, Results, Scenario, Taken, at_least, at_most
from bench.ground import Ground
from bench.table import document, markdown, merged, summary

FAST = Figure("fast", "/s", "what it is", (at_least(2, "slow"), at_least(100)))
SLOW = Figure("slow", "/s", "a peer; at least once", (at_most(50),))


async def _run(_: Ground) -> AsyncIterator[tuple[str, float]]:
    yield "fast", 1.0


SCENARIO = Scenario("pace", "nhịp · pace", (FAST, SLOW), _run)


def results(*, failed: bool = False) -> Results:
    taken = {"fast": Taken(FAST, (90.0, 80.0, 120.0)), "slow": Taken(SLOW, (30.0, 20.0, 100.0))}
    return Results({"pace": taken}, {"pace": ["pace 2/3: it broke"]} if failed else {}, 12.3)


def drawn(found: Results) -> str:
    return markdown(document({"commit": "1234567"}, [SCENARIO], found, 3))


def test_a_ratio_is_taken_within_a_run_and_its_median_judged():
    assert "| fast | 90 /s | 44% | ≥ 2 × slow<br>≥ 100 | ✓ 3<br>✗ 90 | what it is |" in drawn(results())


def test_goals_that_were_missed_are_named():
    assert "2 of 3 goals are reached. Not reached, so here we lose:\n\n- pace, fast: 90 /s, goal ≥ 100\n" in drawn(results())


def test_what_could_not_be_measured_is_named():
    for said in (summary([SCENARIO], results(failed=True)), drawn(results(failed=True))):
        assert "not measured: pace 2/3: it broke" in said.replace("Not", "not")


def test_one_run_has_no_spread():
    alone = Results({"pace": {"slow": Taken(SLOW, (30.0,))}})
    assert "| slow | 30 /s | 1 run | ≤ 50 | ✓ 30 |" in drawn(alone)


def test_a_run_that_ends_in_an_error_counts_for_nothing_and_stops_nothing(tmp_path: Path):
    runs = iter((1, 2, 3))

    async def run(_: Ground) -> AsyncIterator[tuple[str, float]]:
        number = next(runs)
        yield "fast", float(number)
        if number == 2:
            raise ZeroDivisionError("in the second run")
        yield "slow", float(number)

    nothing = cast("Any", None)
    found = take([Scenario("pace", "nhịp · pace", (FAST, SLOW), run)], 3, tmp_path, nothing, nothing)
    assert {name: taken.values for name, taken in found.taken["pace"].items()} == {"fast": (1.0, 3.0), "slow": (1.0, 3.0)}
    assert found.failed == {"pace": ["pace 2/3: ZeroDivisionError: 'in the second run'"]}


def test_what_is_taken_anew_takes_its_place_among_the_published_and_says_in_what_it_differs():
    def of(name: str, commit: str) -> dict[str, Any]:
        return {"name": name, "title": name, "on": {"commit": commit, "runs": "3"}, "failed": [], "figures": []}

    published = merged([of("gone", "old"), of("second", "old"), of("first", "old")], [of("second", "new")], ["first", "second"])
    assert [(scenario["name"], scenario["on"]["commit"]) for scenario in published] == [("first", "old"), ("second", "new")]
    assert markdown(published).split("\n\n")[:5] == [
        "commit old; runs 3.",
        "**first**",
        "| figure | median | ± | goal | reached | what |\n|---|---|---|---|---|---|",
        "**second**",
        "commit new.",
    ]


def test_the_readme_shows_what_is_published():
    shown = README.read_text().partition(FIGURES_BEGIN)[2].partition(FIGURES_END)[0]
    assert shown == "\n" + markdown(json.loads(FIGURES.read_text()))
