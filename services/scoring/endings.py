"""What registry's word on a unit means for the clusters that it belongs to."""

from __future__ import annotations

from typing import assert_never
from uuid import UUID

from contracts.registry import UnitDissolved, UnitMerged, UnitSplit, UnitSucceeded
from contracts.scoring import DepartureManner

Ending = UnitMerged | UnitSplit | UnitSucceeded | UnitDissolved


def ending_of(fact: Ending) -> tuple[DepartureManner, tuple[UUID, ...]]:
    """How the unit ended, and what it went into; a unit that is among these lives on, with the share that it kept."""
    match fact:
        case UnitMerged(successor=successor):
            return DepartureManner.MERGED, (successor,)
        case UnitSucceeded(successor=successor):
            return DepartureManner.SUCCEEDED, (successor,)
        case UnitDissolved():
            return DepartureManner.DISSOLVED, ()
        case UnitSplit(shares=shares):
            return DepartureManner.SPLIT, tuple(share.unit for share in shares)
        case _:
            assert_never(fact)
