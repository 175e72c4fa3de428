"""A unit that no longer counts: left out of what the best of a leaf is sought among, which re-scores its cluster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from contracts.scoring import UnitLeftOut, UnitScoreChanged
from services.scoring import refusals as no
from services.scoring.commands import LeaveOutUnit
from services.scoring.moves import MovingFact, and_moves
from services.scoring.points import is_shared
from services.scoring.season import Phase, Scoresheet

# --- decide ---


def leave_out(command: LeaveOutUnit, season: Scoresheet) -> Sequence[MovingFact | UnitScoreChanged]:
    """Also before self-scoring opens: its decision was made from a moment that may be older than this one."""
    if season.phase is Phase.LOCKED:
        raise no.ScoresAreLocked
    if command.unit in season.left_out:
        return []
    left = UnitLeftOut(cluster=command.cluster, unit=command.unit)
    shared = {code for code, leaf in season.leaves.items() if is_shared(leaf.rule)}
    return and_moves(left, evolve_leaving(season, left), shared, None)


# --- evolve ---


def evolve_leaving(season: Scoresheet, fact: UnitLeftOut) -> Scoresheet:
    return replace(season, left_out=season.left_out | {fact.unit})
