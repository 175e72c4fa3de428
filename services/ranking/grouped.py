"""Standings by the points of one group alone: competition ranks, equal points share one, and nothing parts them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final

from services.ranking.views import RankedBy, RowView

INDEX: Final = {RankedBy.GROUP_ONE: 0, RankedBy.GROUP_TWO: 1, RankedBy.GROUP_THREE: 2}


def by_group(rows: Sequence[RowView], by: RankedBy) -> tuple[RowView, ...]:
    """The rows that hold a rank, ranked by their points of a group; the others behind them as they stood."""
    ranked = sorted((row for row in rows if row.rank is not None), key=lambda row: (-_points(row, by), row.place))
    shown: list[RowView] = []
    for dense, (_, equal) in enumerate(groupby(ranked, key=lambda row: _points(row, by)), start=1):
        rank = len(shown) + 1
        shown += [row.model_copy(update={"rank": rank, "dense": dense, "decided_by": ()}) for row in equal]
    everybody = (*shown, *(row for row in rows if row.rank is None))
    return tuple(row.model_copy(update={"place": place}) for place, row in enumerate(everybody, start=1))


def _points(row: RowView, by: RankedBy) -> Decimal:
    index = INDEX[by]
    return row.groups[index] if index < len(row.groups) else Decimal(0)
