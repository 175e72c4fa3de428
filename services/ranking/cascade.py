"""The cascade: what parts two standings of a cluster, unit by unit, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from contracts.ranking import Ineligible
from services.ranking.views import RowView


class MoveCause(StrEnum):
    """Why a unit moved; `others` where nothing of its own did, and the others' moves moved it."""

    POINTS = "points"
    SUSPENDED = "suspended"
    CLEARED = "cleared"
    DISQUALIFIED = "disqualified"
    ELIGIBILITY = "eligibility"
    FIGURES = "figures"
    TIE_BREAK = "tie-break"
    RESERVED_PLACE = "reserved-place"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Move:
    """A unit whose total, rank or reserved place differs; before is None where it did not stand there."""

    unit: UUID
    before: RowView | None
    after: RowView
    causes: tuple[MoveCause, ...]


def moves(before: Sequence[RowView], after: Sequence[RowView]) -> list[Move]:
    """The units that moved between two standings, in the order of the later ones."""
    old = {row.unit: row for row in before}
    pairs = [(old.get(row.unit), row) for row in after]
    moved = [(was, row) for was, row in pairs if _differ(was, row, "total", "rank", "reserved", "ineligible")]
    return [Move(row.unit, was, row, _causes_of(was, row)) for was, row in moved]


def _causes_of(was: RowView | None, row: RowView) -> tuple[MoveCause, ...]:
    return tuple(cause for cause, holds in _causes(was, row) if holds) or (MoveCause.OTHERS,)


def _causes(was: RowView | None, row: RowView) -> Iterator[tuple[MoveCause, bool]]:
    reasons = set(was.ineligible) if was else set()
    begun, ended = set(row.ineligible) - reasons, reasons - set(row.ineligible)
    yield MoveCause.POINTS, _differ(was, row, "total", "groups", "deductions", "late_reports")
    yield MoveCause.SUSPENDED, Ineligible.SUSPENDED in begun
    yield MoveCause.CLEARED, Ineligible.SUSPENDED in ended
    yield MoveCause.DISQUALIFIED, Ineligible.DISQUALIFIED in begun
    yield MoveCause.ELIGIBILITY, bool((begun | ended) - {Ineligible.SUSPENDED, Ineligible.DISQUALIFIED})
    yield MoveCause.FIGURES, _differ(was, row, "staff")
    yield MoveCause.TIE_BREAK, _differ(was, row, "decided_by")
    kept = was is not None and was.reserved is not None
    yield MoveCause.RESERVED_PLACE, kept and row.reserved is None and Ineligible.SUSPENDED in row.ineligible


def _differ(was: RowView | None, row: RowView, *names: str) -> bool:
    return any(getattr(was, name, None) != getattr(row, name) for name in names)
