"""Places that are kept free: a unit suspended after it held a rank in published standings keeps its place for a while.

It holds no rank meanwhile, and nobody moves up. When its last day is over, the next drawing lets the others move up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from contracts.ranking import Ineligible, ReservedPlace, StandingRow, StandingsPublished
from services.ranking.order import Candidate
from services.ranking.periods import Period


@dataclass(frozen=True, slots=True)
class Kept:
    """Whose place is kept up to which day; `undated` are those whose last day the pack does not let anybody count."""

    until: Mapping[UUID, date]
    undated: tuple[UUID, ...]


def keeping(
    published: StandingsPublished | None,
    candidates: Iterable[Candidate],
    suspended: Mapping[UUID, date],
    period: Period,
    on: date,
) -> Kept:
    """Whose place is kept on a day: suspended, for no other reason without a rank, and published with one.

    Args:
        suspended: since when; the period counts from that day, or from the publication's where that is later.
    """
    held = {row.unit: row for row in published.rows} if published else {}
    until, undated = {}, []
    for candidate in candidates:
        row = held.get(candidate.unit)
        if published is None or row is None or candidate.ineligible != (Ineligible.SUSPENDED,):
            continue
        if row.rank is None and row.reserved is None:
            continue
        last = row.reserved.until if row.reserved else period.last_day(max(suspended[row.unit], published.published_on))
        if last is None:
            undated.append(row.unit)
        elif on <= last:
            until[row.unit] = last
    return Kept(until, tuple(sorted(undated)))


def keep_places(rows: Sequence[StandingRow], until: Mapping[UUID, date]) -> tuple[StandingRow, ...]:
    """The rows with the places of these units free: their ranks stay, and nobody holds them."""
    shown = [_kept(row, until[row.unit]) if row.unit in until else row for row in rows]
    ranked = (row for row in shown if row.rank is not None)
    others = (row for row in shown if row.rank is None)
    return (*ranked, *sorted(others, key=lambda row: (row.total is None, -(row.total or Decimal(0)), row.unit)))


def _kept(row: StandingRow, until: date) -> StandingRow:
    assert row.rank is not None
    free = {"rank": None, "dense": None, "decided_by": (), "ineligible": (Ineligible.SUSPENDED,)}
    return row.model_copy(update={**free, "reserved": ReservedPlace(rank=row.rank, until=until)})
