"""`python -m bench`: take the figures, print the table, write them down."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import uvloop
from rich.console import Console

from bench.ending import leaving_nothing
from bench.figures import Results, Scenario, Taken
from bench.ground import ground
from bench.machine import description
from bench.prepare import prepare
from bench.scenarios import SCENARIOS
from bench.table import document, markdown, merged, summary, tables
from infra.local.kafka import Kafka
from infra.local.postgres import Postgres
from infra.runtime.observability import configure_logging
from infra.runtime.service import spare_the_collector

RUNS = 3
STOPPED = 130
FAULT_LENGTH_MAX = 200
PAPER = 160  # columns, where the output is no terminal
README = Path(__file__).with_name("README.md")
FIGURES = Path(__file__).with_name("figures.json")
"""What is published: every value of every run, from which the README's tables are drawn."""
FIGURES_BEGIN, FIGURES_END = "<!-- figures -->", "<!-- end of figures -->"
SCREEN = Console(stderr=True, highlight=False)


def main() -> int:
    """Return 0 when all was measured, whether goals were met or not: figures are for reading, not for passing."""
    arguments = _arguments()
    if arguments.list:
        for scenario in SCENARIOS:
            SCREEN.print(f"{scenario.name:14} {scenario.title}")
        return 0
    chosen = _chosen(arguments.only, large=arguments.large)
    configure_logging("bench", format_="console", level="error")
    began = time.monotonic()
    try:
        with leaving_nothing() as directory:
            prepare({need for scenario in chosen for need in scenario.needs}, SCREEN)
            with Postgres(directory / "postgres") as postgres, Kafka(directory / "kafka") as kafka:
                machine = description(postgres, directory)
                results = take(chosen, arguments.runs, directory, postgres, kafka)
    except KeyboardInterrupt:
        return STOPPED
    results.minutes = (time.monotonic() - began) / 60
    _report(machine, chosen, results, arguments)
    return 1 if results.failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="Measure, and say how it compares.")
    parser.add_argument("--only", nargs="*", default=[], choices=[scenario.name for scenario in SCENARIOS])
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--large", action="store_true", help="take what needs much time and disk too, once")
    parser.add_argument("--json", type=Path, help="write every value to this file")
    parser.add_argument("--readme", action="store_true", help="publish what was taken: figures.json and the tables of README.md")
    parser.add_argument("--list", action="store_true", help="say which scenarios there are")
    return parser.parse_args()


def _chosen(only: Sequence[str], *, large: bool) -> list[Scenario]:
    if only:
        return [scenario for scenario in SCENARIOS if scenario.name in only]
    return [scenario for scenario in SCENARIOS if large or not scenario.large]


def take(chosen: Sequence[Scenario], runs: int, directory: Path, postgres: Postgres, kafka: Kafka) -> Results:
    """Run the scenarios one after another, each so many times."""
    results = Results()
    for scenario in chosen:
        values: dict[str, list[float]] = {}
        for run in range(1 if scenario.large else runs):
            place, which = directory / f"{scenario.name}-{run}", f"{scenario.name} {run + 1}/{1 if scenario.large else runs}"
            try:
                with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                    taken = runner.run(_once(scenario, place, postgres, kafka, which))
            except Exception as error:
                # Half a run has no ratios, so it counts for nothing; what was taken before and comes after does.
                results.failed.setdefault(scenario.name, []).append(
                    f"{which}: {type(error).__name__}: {str(error)[:FAULT_LENGTH_MAX]!r}"
                )
                SCREEN.print_exception()
                continue
            for name, value in taken.items():
                values.setdefault(name, []).append(value)
        figures = {figure.name: figure for figure in scenario.figures}
        if values:
            results.taken[scenario.name] = {name: Taken(figures[name], tuple(each)) for name, each in values.items()}
    return results


async def _once(scenario: Scenario, directory: Path, postgres: Postgres, kafka: Kafka, which: str) -> dict[str, float]:
    taken = {}
    known = {figure.name: figure for figure in scenario.figures}
    spare_the_collector()  # as services do at their start
    began = time.monotonic()
    async with ground(directory, postgres, kafka) as place:
        with SCREEN.status(f"{which} …"):
            async for name, value in scenario.run(place):
                SCREEN.print(f"{which}  {name}: {value:,.6g} {known[name].unit}")
                taken[name] = value
    SCREEN.print(f"{which}  {time.monotonic() - began:.0f} s")
    return taken


def _report(machine: dict[str, str], chosen: Sequence[Scenario], results: Results, arguments: argparse.Namespace) -> None:
    paper = Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=PAPER)
    for drawn in tables(chosen, results):
        paper.print(drawn)
    paper.print(summary(chosen, results))
    found = document(machine, chosen, results, arguments.runs)
    if arguments.json:
        _write(arguments.json, found)
    if arguments.readme:
        published = merged(json.loads(FIGURES.read_text()), found, [scenario.name for scenario in SCENARIOS])
        _write(FIGURES, published)
        before, _, rest = README.read_text().partition(FIGURES_BEGIN)
        _, _, after = rest.partition(FIGURES_END)
        README.write_text(f"{before}{FIGURES_BEGIN}\n{markdown(published)}{FIGURES_END}{after}")


def _write(path: Path, found: list[Any]) -> None:
    path.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    sys.exit(main())
