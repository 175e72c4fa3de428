"""What registry and scoring have said of a cluster, in the words that decisions use; read by the edge, never by a decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from contracts.ranking import StaffFigures
from contracts.registry import QuotaPlaces
from contracts.rules import TieBreak
from contracts.scoring import LockedScore
from services.ranking.periods import UNSTATED, Period


@dataclass(frozen=True, slots=True)
class SuspensionChange:
    """From this day on the unit is suspended, or no longer."""

    day: date
    suspended: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """What the season's frozen pack says about ties, suspended units and complaints."""

    pack: str
    pack_version: int
    tie_breaks: tuple[TieBreak, ...]
    women_percent: int
    suspended_keep_rank: bool = False
    reserving: Period = UNSTATED
    complaining: Period = UNSTATED


@dataclass(frozen=True, slots=True)
class Locked:
    """The locked points of a cluster, as scoring said them."""

    season: str
    authority: str
    rows: tuple[LockedScore, ...]
    reopened: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What registry and scoring have said of a cluster and its units.

    `figures` are each unit's latest on or before 31 December of the season; the changes of a unit's suspension stand
    in the order in which they were recorded. `complaints` are those for which scoring reopened points, `documents`
    those of the command that registry knows, `leaves` the scorecard's with the units that they are not assigned to.
    """

    locked: Locked | None = None
    rules: Rules | None = None
    places: tuple[QuotaPlaces, ...] = ()
    figures: Mapping[UUID, StaffFigures] = field(default_factory=dict)
    suspensions: Mapping[UUID, tuple[SuspensionChange, ...]] = field(default_factory=dict)
    disqualified_on: Mapping[UUID, date] = field(default_factory=dict)
    complaints: tuple[UUID, ...] = ()
    documents: frozenset[UUID] = frozenset()
    leaves: Mapping[str, frozenset[UUID]] = field(default_factory=dict)
