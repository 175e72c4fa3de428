"""The table on the screen, and the same as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE
from rich.table import Table

from bench.figures import Scenario, Taken, Verdict, number, verdicts

Results = Mapping[str, Mapping[str, Taken]]
"""By scenario, by figure."""


def tables(scenarios: Sequence[Scenario], results: Results) -> Iterator[Table]:
    """One table a scenario, one row a figure: median, spread, goal and what was reached of it."""
    for scenario in scenarios:
        if taken := results.get(scenario.name):
            yield _table(scenario, taken)


def _table(scenario: Scenario, taken: Mapping[str, Taken]) -> Table:
    drawn = Table(title=scenario.title, title_justify="left", title_style="bold", box=SIMPLE, pad_edge=False)
    drawn.add_column("số đo · figure", no_wrap=True)
    drawn.add_column("trung vị · median", justify="right", no_wrap=True)
    drawn.add_column("±", justify="right")
    drawn.add_column("mục tiêu · goal", no_wrap=True)
    drawn.add_column("đạt · reached", no_wrap=True)
    drawn.add_column("là gì · what", overflow="fold")
    for name, one in taken.items():
        judged = verdicts(one, taken)
        drawn.add_row(
            name,
            f"{number(one.median)} {one.figure.unit}",
            f"{one.spread:.0%}",
            "\n".join(str(verdict.goal) for verdict in judged),
            "\n".join(f"{'✓' if verdict.met else '✗'} {number(verdict.value)}" for verdict in judged),
            one.figure.about,
        )
    return drawn


def markdown(machine: Mapping[str, str], scenarios: Sequence[Scenario], results: Results, runs: int) -> str:
    """The same tables for a README, the machine named before them."""
    lines = [f"{', '.join(f'{name} {value}' for name, value in machine.items())}; {runs} runs.", ""]
    for scenario in scenarios:
        if taken := results.get(scenario.name):
            lines += [f"**{scenario.title}**", "", "| figure | median | ± | goal | reached | what |", "|---|---|---|---|---|---|"]
            lines += [_line(name, one, verdicts(one, taken)) for name, one in taken.items()]
            lines.append("")
    return "\n".join(lines)


def _line(name: str, one: Taken, judged: Sequence[Verdict]) -> str:
    goals = "<br>".join(str(verdict.goal) for verdict in judged)
    reached = "<br>".join(f"{'✓' if verdict.met else '✗'} {number(verdict.value)}" for verdict in judged)
    median = f"{number(one.median)} {one.figure.unit}"
    return f"| {name} | {median} | {one.spread:.0%} | {goals} | {reached} | {one.figure.about} |"


def document(machine: Mapping[str, str], scenarios: Sequence[Scenario], results: Results, runs: int) -> dict[str, Any]:
    """Everything that was measured, value by value, with what it was measured on."""
    return {
        "machine": dict(machine),
        "runs": runs,
        "scenarios": [
            {"name": s.name, "title": s.title, "figures": [_figure(one, results[s.name]) for one in results[s.name].values()]}
            for s in scenarios
            if s.name in results
        ],
    }


def _figure(taken: Taken, beside: Mapping[str, Taken]) -> dict[str, Any]:
    return {
        "name": taken.figure.name,
        "about": taken.figure.about,
        "unit": taken.figure.unit,
        "values": list(taken.values),
        "median": taken.median,
        "spread": taken.spread,
        "goals": [{"goal": str(v.goal), "reached": v.value, "met": v.met} for v in verdicts(taken, beside)],
    }
