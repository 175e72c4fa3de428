"""What is measured: a scenario with its figures, their goals and what each is compared with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.ground import Ground

Run = Callable[["Ground"], AsyncIterator[tuple[str, float]]]
"""One run of a scenario: the name of a figure and its value, one after another."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound on a figure, or on its ratio to another figure of the same run (`of`)."""

    bound: float
    of: str | None = None
    at_most: bool = False

    def met(self, value: float) -> bool:
        return value <= self.bound if self.at_most else value >= self.bound

    def __str__(self) -> str:
        sign = "≤" if self.at_most else "≥"
        return f"{sign} {number(self.bound)}" + (f" × {self.of}" if self.of else "")


def at_least(bound: float, of: str | None = None) -> Goal:
    return Goal(bound, of)


def at_most(bound: float, of: str | None = None) -> Goal:
    return Goal(bound, of, at_most=True)


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table. `about` says in a few words what it is, and what it guarantees where that differs."""

    name: str
    unit: str
    about: str
    goals: tuple[Goal, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """Figures that are taken together, in one run on one ground, so that their ratios mean something.

    A `large` one needs so much time and disk that it is taken only where it is asked for, and once.
    """

    name: str
    title: str
    figures: tuple[Figure, ...]
    run: Run
    needs: tuple[str, ...] = ()
    large: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A figure as it was measured, one value a run."""

    figure: Figure
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def spread(self) -> float | None:
        """From the lowest to the highest, as a part of the median; None where there is one value alone."""
        if len(self.values) == 1:
            return None
        return (max(self.values) - min(self.values)) / self.median if self.median else 0.0


@dataclass(slots=True)
class Results:
    """What a bench has found: by scenario, by figure; and the runs that ended in an error, which count for nothing."""

    taken: dict[str, dict[str, Taken]] = field(default_factory=dict)
    failed: dict[str, list[str]] = field(default_factory=dict)
    minutes: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """A goal, and what there was to hold against it: the figure's median, or the median of its ratios run by run."""

    goal: Goal
    value: float

    @property
    def met(self) -> bool:
        return self.goal.met(self.value)


def verdicts(taken: Taken, beside: Mapping[str, Taken]) -> list[Verdict]:
    """Judge a figure by its goals; a goal whose other figure was not taken is left out."""
    found = []
    for goal in taken.figure.goals:
        if goal.of is None:
            found.append(Verdict(goal, taken.median))
        elif goal.of in beside:
            ratios = [mine / other for mine, other in zip(taken.values, beside[goal.of].values, strict=False) if other]
            found.append(Verdict(goal, median(ratios)))
    return found


def number(value: float) -> str:
    """Write a number as a person reads it: three digits that mean something, thousands apart."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
