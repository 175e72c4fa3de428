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
        drawn.add_row(name, _median(one), _spread(one.spread), *("\n".join(each) for each in _judged(judged)), one.figure.about)
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


def markdown(published: Sequence[Mapping[str, Any]]) -> str:
    """The tables of published scenarios for a README: what they were taken on before them, what was missed behind them.

    A scenario that was taken at another time, of another commit or on another machine than the first says in what it differs.
    """
    first = published[0]["on"]
    lines = ["; ".join(f"{name} {value}" for name, value in first.items()) + ".", ""]
    for scenario in published:
        lines += [f"**{scenario['title']}**", ""]
        if others := [f"{name} {value}" for name, value in scenario["on"].items() if first.get(name) != value]:
            lines += ["; ".join(others) + ".", ""]
        lines += ["| figure | median | ± | goal | reached | what |", "|---|---|---|---|---|---|"]
        lines += [_line(figure) for figure in scenario["figures"]]
        lines.append("")
    goals = [(scenario, figure, goal) for scenario in published for figure in scenario["figures"] for goal in figure["goals"]]
    missed = [
        f"- {scenario['name']}, {figure['name']}: {number(goal['reached'])}{_unit(figure, goal)}, goal {goal['goal']}"
        for scenario, figure, goal in goals
        if not goal["met"]
    ]
    if missed:
        lines += [f"{len(goals) - len(missed)} of {len(goals)} goals are reached. Not reached, so here we lose:", "", *missed, ""]
    lines += [f"Not measured: {failure}\n" for scenario in published for failure in scenario["failed"]]
    return "\n".join(lines)


def _unit(figure: Mapping[str, Any], goal: Mapping[str, Any]) -> str:
    return "" if "×" in goal["goal"] else f" {figure['unit']}"


def _line(figure: Mapping[str, Any]) -> str:
    goals = "<br>".join(goal["goal"] for goal in figure["goals"])
    reached = "<br>".join(_mark(goal["met"], goal["reached"]) for goal in figure["goals"])
    spread = _spread(figure["spread"])
    return (
        f"| {figure['name']} | {number(figure['median'])} {figure['unit']} | {spread} | {goals} | {reached} | {figure['about']} |"
    )


def _mark(met: bool, value: float) -> str:
    return f"{'✓' if met else '✗'} {number(value)}"


def _median(one: Taken) -> str:
    return f"{number(one.median)} {one.figure.unit}"


def _spread(spread: float | None) -> str:
    return "1 run" if spread is None else f"{spread:.0%}"


def _judged(judged: Sequence[Verdict]) -> tuple[list[str], list[str]]:
    return [str(one.goal) for one in judged], [_mark(one.met, one.value) for one in judged]


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


def document(machine: Mapping[str, str], scenarios: Sequence[Scenario], results: Results, runs: int) -> list[dict[str, Any]]:
    """Everything that was measured, value by value, each scenario with what it was measured on."""
    return [
        {
            "name": scenario.name,
            "title": scenario.title,
            "on": {**machine, "runs": str(1 if scenario.large else runs)},
            "failed": results.failed.get(scenario.name, []),
            "figures": [_figure(one, taken) for one in taken.values()],
        }
        for scenario in scenarios
        if (taken := results.taken.get(scenario.name))
    ]


def merged(published: Sequence[Mapping[str, Any]], taken: Sequence[Mapping[str, Any]], order: Sequence[str]) -> list[Any]:
    """What was published, with what was taken anew in its place, in this order of names; what has no place any more goes."""
    newest = {scenario["name"]: scenario for scenario in (*published, *taken)}
    return [newest[name] for name in order if name in newest]


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
