"""The tables say what was reached, what was missed, and what could not be measured."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

from bench.__main__ import take
from bench.figures import Figure, Results, Scenario, Taken, at_least, at_most
from bench.ground import Ground
from bench.table import markdown, summary

FAST = Figure("fast", "/s", "what it is", (at_least(2, "slow"), at_least(100)))
SLOW = Figure("slow", "/s", "a peer; at least once", (at_most(50),))


async def _run(_: Ground) -> AsyncIterator[tuple[str, float]]:
    yield "fast", 1.0


SCENARIO = Scenario("pace", "nhịp · pace", (FAST, SLOW), _run)


def results(*, failed: bool = False) -> Results:
    taken = {"fast": Taken(FAST, (90.0, 80.0, 120.0)), "slow": Taken(SLOW, (30.0, 20.0, 100.0))}
    return Results({"pace": taken}, {"pace": ["pace 2/3: it broke"]} if failed else {}, 12.3)


def test_a_ratio_is_taken_within_a_run_and_its_median_judged():
    assert "| fast | 90 /s | 44% | ≥ 2 × slow<br>≥ 100 | ✓ 3<br>✗ 90 | what it is |" in markdown({}, [SCENARIO], results(), 3)


def test_goals_that_were_missed_are_named():
    assert "2 of 3 goals are reached. Not reached, so here we lose:\n\n- pace, fast: 90 /s, goal ≥ 100\n" in markdown(
        {}, [SCENARIO], results(), 3
    )


def test_what_could_not_be_measured_is_named():
    for said in (summary([SCENARIO], results(failed=True)), markdown({}, [SCENARIO], results(failed=True), 3)):
        assert "not measured: pace 2/3: it broke" in said.replace("Not", "not")


def test_one_run_has_no_spread():
    alone = Results({"pace": {"slow": Taken(SLOW, (30.0,))}})
    assert "| slow | 30 /s | 1 run | ≤ 50 | ✓ 30 |" in markdown({}, [SCENARIO], alone, 1)


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
