"""How little would change a rank: the smallest change of a unit's own total, all others unchanged. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from contracts.ranking import StandingRow

GRID: Final = Decimal("0.01")
"""Totals are rounded to it."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How many points more, and how many fewer, change the unit's rank; None where none do."""

    up: Decimal | None
    down: Decimal | None


def place_of(row: StandingRow) -> int | None:
    """The place that a row holds, or that is kept free for it."""
    return row.reserved.rank if row.reserved else row.rank


def sensitivity(rows: Sequence[StandingRow], unit: UUID) -> Sensitivity | None:
    """The smallest change up and down that changes a unit's rank; None for a unit without a place.

    A tie counts as a change, whichever step would then part it, and so does the end of a shared rank: 950.00 behind
    951.50 needs 1.50.
    """
    placed = {row.unit: row for row in rows if place_of(row) is not None}
    if unit not in placed:
        return None
    own, others = placed.pop(unit), placed.values()
    total, place = _total(own), place_of(own) or 0
    tied = [place_of(other) or 0 for other in others if _total(other) == total]
    above = [_total(other) - total for other in others if _total(other) > total]
    below = [total - _total(other) for other in others if _total(other) < total]
    return Sensitivity(
        # Whoever ties with the unit is passed by the least there is.
        up=GRID if any(other <= place for other in tied) else min(above, default=None),
        down=GRID if any(other >= place for other in tied) else min(below, default=None),
    )


def _total(row: StandingRow) -> Decimal:
    assert row.total is not None  # who holds a place has a total
    return row.total
