"""How soon what a command did can be read, at a hundred commands a second: from its answer to that of the query that shows it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict

from bench import steps
from bench.figures import Figure, Scenario, at_most
from bench.ground import Ground
from bench.load import Step
from bench.scenarios.http import QUIET, system
from tests.system import System

PASS = 500
"""Commands of a pass: five seconds."""


async def run(ground: Ground) -> AsyncIterator[tuple[str, float]]:
    """Scoring's standings; beside them a row of the registry's own, and one that the registry's fact has in scoring."""
    for name, make, services in (
        ("standing", steps.standings, ("scoring",)),
        ("row", steps.rows, ("registry",)),
        ("hop", steps.hops, ("registry", "scoring")),
    ):
        async for figure in _twice(ground, name, make, services):
            yield figure


async def _twice(
    ground: Ground, name: str, make: Callable[[System, int], list[Step]], services: Sequence[str]
) -> AsyncIterator[tuple[str, float]]:
    """The same load twice on processes that were started for it: the first pass finds them cold."""
    async with system(ground, *services) as running:
        made = await asyncio.to_thread(make, running, 2 * PASS)
        await asyncio.to_thread(_started_anew, running, services)
        for temperature, part in (("cold", made[:PASS]), ("warm", made[PASS:])):
            plan = ground.directory / f"{name}-{temperature}.json"
            plan.write_text(json.dumps([asdict(step) for step in part]))
            loaded = await ground.program(sys.executable, "-m", "bench.load", "visible", plan)
            for percentile in ("p50", "p99"):
                yield f"{name} {temperature} {percentile}", loaded[percentile]


def _started_anew(running: System, services: Sequence[str]) -> None:
    for name in services:
        running.processes[name].stop()
    for name in services:
        running.spawn(name, **QUIET)
    for name in services:
        running.processes[name].wait_until_ready()


def _figures(name: str, about: str, *, goal: bool = False) -> tuple[Figure, ...]:
    return (
        Figure(f"{name} cold p50", "ms", "the first five seconds of fresh processes"),
        Figure(f"{name} cold p99", "ms", ""),
        Figure(f"{name} warm p50", "ms", about, (at_most(20),) if goal else ()),
        Figure(f"{name} warm p99", "ms", "", (at_most(60),) if goal else ()),
    )


SCENARIO = Scenario(
    name="visible",
    title="từ lệnh được chấp nhận đến đọc thấy, 100 lệnh/s · from accepted to readable, 100 commands/s over HTTP",
    figures=(
        *_figures("standing", "a verification's points in its cluster's totals; twenty clusters of nine", goal=True),
        *_figures("row", "a unit's figures in the registry's own row"),
        *_figures("hop", "who leads a cluster: the registry's fact in scoring's agreement"),
    ),
    run=run,
)
