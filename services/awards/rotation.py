"""Awards that go round in turn: a cluster's award never goes to the same unit twice, year after year. Pure.

It may be chance or merit; it is reported so that somebody looks, and is never a sanction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Winners:
    """Who was given the award in one season of a line of clusters; `at_least` is the figure of that season's pack."""

    line: tuple[str, int]
    year: int
    season: str
    cluster: UUID
    units: frozenset[UUID]
    at_least: int | None


@dataclass(frozen=True, slots=True)
class Round:
    """Seasons in a row, each with winners that no other of them had."""

    seasons: tuple[Winners, ...]


def rounds(given: Iterable[Winners]) -> Iterator[Round]:
    """Find each longest row of seasons without a repeated winner, if it is as long as the pack of its last season says.

    A line is the same level and number of cluster, year after year; a year without the award ends a row.
    """
    ordered = sorted(given, key=lambda each: (each.line, each.year))
    for _, line in groupby(ordered, key=lambda each: each.line):
        yield from (Round(row) for row in _rows(list(line)) if _is_long_enough(row))


def _rows(line: Sequence[Winners]) -> Iterator[tuple[Winners, ...]]:
    end_before = 0
    for start in range(len(line)):
        end = start + 1
        while end < len(line) and _goes_on(line[start:end], line[end]):
            end += 1
        if end > end_before:  # otherwise it is part of the row before
            yield tuple(line[start:end])
        end_before = end


def _goes_on(row: Sequence[Winners], following: Winners) -> bool:
    had = frozenset().union(*(each.units for each in row))
    return following.year == row[-1].year + 1 and not following.units & had


def _is_long_enough(row: Sequence[Winners]) -> bool:
    at_least = row[-1].at_least
    return at_least is not None and len(row) >= at_least
