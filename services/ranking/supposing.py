"""What if: the order that other rules, another quota or other totals would make of the same rows. Pure, nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from contracts.ballots import TieBroken
from contracts.ranking import Ineligible, StandingRow, UnresolvedTie
from contracts.registry import QuotaPlaces
from contracts.rules import AwardCode, TieBreak
from services.ranking.order import Candidate, candidate_of, rank, unresolved_ties
from services.ranking.reserved import keep_places
from services.ranking.sensitivity import place_of


class Changed(StrEnum):
    """What is supposed to be different."""

    TIE_BREAKS = "tie-breaks"
    WOMEN_PERCENT = "women-percent"
    PLACES = "places"
    TOTALS = "totals"
    SUSPENDED_KEEP_RANK = "suspended-keep-rank"

    @property
    def term(self) -> str:
        """What the terms call it."""
        return self.value.replace("-", "_")


@dataclass(frozen=True, slots=True)
class Total:
    """A unit's total as it is supposed to be, and its group points, where these are supposed too."""

    total: Decimal
    groups: tuple[Decimal, ...] | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What an order is made by, beside the rows; `totals` take the place of those of the rows.

    `broken` is what ballots and lots said: it holds where exactly the same units are tied still.
    """

    tie_breaks: tuple[TieBreak, ...]
    women_percent: int
    places: tuple[QuotaPlaces, ...]
    totals: Mapping[UUID, Total] = field(default_factory=dict)
    suspended_keep_rank: bool = False
    broken: tuple[TieBroken, ...] = ()

    def but(self, **terms: Any) -> Terms:
        """These terms with some of them changed."""
        return replace(self, **terms)


@dataclass(frozen=True, slots=True)
class Order:
    """Rows in an order, and the ties that people would have to break."""

    rows: tuple[StandingRow, ...]
    unresolved: tuple[UnresolvedTie, ...]


def order(rows: Sequence[StandingRow], terms: Terms) -> Order:
    """The rows as these terms order them; places that are kept free stay so."""
    until = {row.unit: row.reserved.until for row in rows if row.reserved and not terms.suspended_keep_rank}
    candidates = [_candidate(row, terms) for row in rows]
    ordered = rank(candidates, terms.tie_breaks, terms.women_percent, places=terms.places, broken=terms.broken)
    return Order(keep_places(ordered, until), unresolved_ties(ordered, terms.places))


def _candidate(row: StandingRow, terms: Terms) -> Candidate:
    candidate = candidate_of(row)
    if (supposed := terms.totals.get(row.unit)) is not None:
        groups = candidate.groups if supposed.groups is None else supposed.groups
        candidate = replace(candidate, total=supposed.total, groups=groups)
    if row.reserved is not None or (terms.suspended_keep_rank and candidate.total is not None):
        left = tuple(reason for reason in row.ineligible if reason is not Ineligible.SUSPENDED)
        candidate = replace(candidate, ineligible=left)
    return candidate


def award_of(row: StandingRow, order: Order, places: Sequence[QuotaPlaces]) -> AwardCode | None:
    """The award whose places a row holds; none where a tie over their border is still to be broken."""
    if row.rank is None or any(row.unit in tie.units and tie.awards for tie in order.unresolved):
        return None
    return next((quota.award for quota in places if quota.from_rank <= row.rank <= quota.to_rank), None)


def reasons(rows: Sequence[StandingRow], before: Terms, after: Terms) -> dict[UUID, tuple[Changed, ...]]:
    """For each unit that moves, what alone would move it; all that was changed, where no part of it alone does."""
    known, supposed = order(rows, before), order(rows, after)
    changed = [each for each in Changed if getattr(before, each.term) != getattr(after, each.term)]
    alone = {each: _moved(known, before, *_with(rows, before, after, each)) for each in changed}
    return {
        unit: tuple(each for each in changed if unit in alone[each]) or tuple(changed)
        for unit in _moved(known, before, supposed, after)
    }


def _with(rows: Sequence[StandingRow], before: Terms, after: Terms, each: Changed) -> tuple[Order, Terms]:
    terms = before.but(**{each.term: getattr(after, each.term)})
    return order(rows, terms), terms


def _moved(one: Order, of_one: Terms, other: Order, of_other: Terms) -> Collection[UUID]:
    """The units whose place, rank or award differs."""
    before = {row.unit: _outcome(row, one, of_one) for row in one.rows}
    return [row.unit for row in other.rows if before[row.unit] != _outcome(row, other, of_other)]


def _outcome(row: StandingRow, of: Order, terms: Terms) -> tuple[object, ...]:
    return row.rank, place_of(row), award_of(row, of, terms.places)
