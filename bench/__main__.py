"""`python -m bench`: take the figures, print the table, write them down."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import uvloop
from rich.console import Console

from bench.ending import leaving_nothing
from bench.figures import Scenario, Taken
from bench.ground import ground
from bench.machine import description
from bench.prepare import prepare
from bench.scenarios import SCENARIOS
from bench.table import Results, document, markdown, tables
from infra.local.kafka import Kafka
from infra.local.postgres import Postgres
from infra.runtime.observability import configure_logging

RUNS = 3
STOPPED = 130
PAPER = 160  # columns, where the output is no terminal
README = Path(__file__).with_name("README.md")
FIGURES_BEGIN, FIGURES_END = "<!-- figures -->", "<!-- end of figures -->"
SCREEN = Console(stderr=True, highlight=False)


def main() -> int:
    """Return 0 when all was measured, whether goals were met or not: figures are for reading, not for passing."""
    arguments = _arguments()
    chosen = [scenario for scenario in SCENARIOS if not arguments.only or scenario.name in arguments.only]
    if arguments.list:
        for scenario in SCENARIOS:
            SCREEN.print(f"{scenario.name:14} {scenario.title}")
        return 0
    configure_logging("bench", format_="console", level="error")
    try:
        with leaving_nothing() as directory:
            prepare({need for scenario in chosen for need in scenario.needs}, SCREEN)
            with Postgres(directory / "postgres") as postgres, Kafka(directory / "kafka") as kafka:
                machine = description(postgres)
                results = _take(chosen, arguments.runs, directory, postgres, kafka)
    except KeyboardInterrupt:
        return STOPPED
    paper = Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=PAPER)
    for drawn in tables(chosen, results):
        paper.print(drawn)
    if arguments.json:
        written = json.dumps(document(machine, chosen, results, arguments.runs), ensure_ascii=False, indent=2)
        arguments.json.write_text(written + "\n")
    if arguments.readme:
        before, _, rest = README.read_text().partition(FIGURES_BEGIN)
        _, _, after = rest.partition(FIGURES_END)
        figures = markdown(machine, chosen, results, arguments.runs)
        README.write_text(f"{before}{FIGURES_BEGIN}\n{figures}{FIGURES_END}{after}")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="Measure, and say how it compares.")
    parser.add_argument("--only", nargs="*", default=[], choices=[scenario.name for scenario in SCENARIOS])
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--json", type=Path, help="write every value to this file")
    parser.add_argument("--readme", action="store_true", help="write the tables into bench/README.md")
    parser.add_argument("--list", action="store_true", help="say which scenarios there are")
    return parser.parse_args()


def _take(chosen: Sequence[Scenario], runs: int, directory: Path, postgres: Postgres, kafka: Kafka) -> Results:
    results = {}
    for scenario in chosen:
        values: dict[str, list[float]] = {}
        for run in range(runs):
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                taken = runner.run(_once(scenario, directory / f"{scenario.name}-{run}", postgres, kafka, f"{run + 1}/{runs}"))
            for name, value in taken.items():
                values.setdefault(name, []).append(value)
        figures = {figure.name: figure for figure in scenario.figures}
        results[scenario.name] = {name: Taken(figures[name], tuple(each)) for name, each in values.items()}
    return results


async def _once(scenario: Scenario, directory: Path, postgres: Postgres, kafka: Kafka, which: str) -> dict[str, float]:
    taken = {}
    known = {figure.name: figure for figure in scenario.figures}
    async with ground(directory, postgres, kafka) as place:
        with SCREEN.status(f"{scenario.name} {which} …"):
            async for name, value in scenario.run(place):
                SCREEN.print(f"{scenario.name} {which}  {name}: {value:,.6g} {known[name].unit}")
                taken[name] = value
    return taken


if __name__ == "__main__":
    sys.exit(main())
