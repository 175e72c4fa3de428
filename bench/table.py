"""The table on the screen, the same for a README, and the same as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE
from rich.table import Table

from bench.figures import Results, Scenario, Taken, Verdict, number, verdicts


def tables(scenarios: Sequence[Scenario], results: Results) -> Iterator[Table]:
    """One table a scenario, one row a figure: median, spread, goal and what was reached of it."""
    for scenario in scenarios:
        if taken := results.taken.get(scenario.name):
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
        drawn.add_row(name, _median(one), _spread(one), *("\n".join(each) for each in _judged(judged)), one.figure.about)
    return drawn


def summary(scenarios: Sequence[Scenario], results: Results) -> str:
    """How long it took, which goals were missed, and what could not be measured."""
    lines = [f"{results.minutes:.0f} phút · minutes"]
    reached, missed = _reached_and_missed(scenarios, results)
    if reached or missed:
        lines.append(
            f"Đạt {reached} trong {reached + len(missed)} mục tiêu · {reached} of {reached + len(missed)} goals reached."
        )
    lines += [f"✗ {miss}" for miss in missed]
    lines += [f"Không đo được · not measured: {failure}" for failures in results.failed.values() for failure in failures]
    return "\n".join(lines)


def markdown(machine: Mapping[str, str], scenarios: Sequence[Scenario], results: Results, runs: int) -> str:
    """The same tables for a README, the machine named before them, what was missed behind them."""
    about = "; ".join(f"{name} {value}" for name, value in machine.items())
    lines = [f"{about}. Median of {runs} runs, {results.minutes:.0f} minutes in all.", ""]
    for scenario in scenarios:
        if taken := results.taken.get(scenario.name):
            lines += [f"**{scenario.title}**", "", "| figure | median | ± | goal | reached | what |", "|---|---|---|---|---|---|"]
            lines += [_line(name, one, verdicts(one, taken)) for name, one in taken.items()]
            lines.append("")
    reached, missed = _reached_and_missed(scenarios, results)
    lines += [f"{reached} of {reached + len(missed)} goals are reached. Not reached, so here we lose:", ""] if missed else []
    lines += [f"- {miss}" for miss in missed] + [""] * bool(missed)
    lines += [f"Not measured: {failure}\n" for failures in results.failed.values() for failure in failures]
    return "\n".join(lines)


def _line(name: str, one: Taken, judged: Sequence[Verdict]) -> str:
    goals, reached = ("<br>".join(each) for each in _judged(judged))
    return f"| {name} | {_median(one)} | {_spread(one)} | {goals} | {reached} | {one.figure.about} |"


def _median(one: Taken) -> str:
    return f"{number(one.median)} {one.figure.unit}"


def _spread(one: Taken) -> str:
    return "1 run" if one.spread is None else f"{one.spread:.0%}"


def _judged(judged: Sequence[Verdict]) -> tuple[list[str], list[str]]:
    return [str(one.goal) for one in judged], [f"{'✓' if one.met else '✗'} {number(one.value)}" for one in judged]


def _reached_and_missed(scenarios: Sequence[Scenario], results: Results) -> tuple[int, list[str]]:
    reached, missed = 0, []
    for scenario in scenarios:
        taken = results.taken.get(scenario.name, {})
        for name, one in taken.items():
            for verdict in verdicts(one, taken):
                reached += verdict.met
                if not verdict.met:
                    unit = "" if verdict.goal.of else f" {one.figure.unit}"
                    missed.append(f"{scenario.name}, {name}: {number(verdict.value)}{unit}, goal {verdict.goal}")
    return reached, missed


def document(machine: Mapping[str, str], scenarios: Sequence[Scenario], results: Results, runs: int) -> dict[str, Any]:
    """Everything that was measured, value by value, with what it was measured on."""
    return {
        "machine": dict(machine),
        "runs": runs,
        "minutes": round(results.minutes, 1),
        "failed": results.failed,
        "scenarios": [
            {
                "name": scenario.name,
                "title": scenario.title,
                "figures": [_figure(one, taken) for one in taken.values()],
            }
            for scenario in scenarios
            if (taken := results.taken.get(scenario.name))
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
