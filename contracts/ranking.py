"""What ranking says: the order of a cluster, why it is so, and that it was published."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.base import (
    NONE,
    Authority,
    ClusterId,
    Contract,
    Fact,
    PackId,
    Points,
    Rank,
    SeasonId,
    Sha256,
    UnitId,
    Version,
)
from contracts.registry import AwardCode, TieBreak


class Ineligible(StrEnum):
    """Why a unit holds no rank."""

    NOT_SIGNED = "not-signed"
    INCOMPLETE = "incomplete"
    SUSPENDED = "suspended"
    DISQUALIFIED = "disqualified"


class StandingRow(Contract):
    """One unit's place. `decided_by` is the tie-break that parted it from an equal total; `dense` the dense rank."""

    unit: UnitId
    total: Points | None
    rank: Rank | None
    dense: Rank | None
    decided_by: Annotated[TieBreak | None, NONE]
    ineligible: tuple[Annotated[Ineligible, NONE], ...] = Field(max_length=8)


class UnresolvedTie(Contract):
    """Units that share a rank over a border: the first rank, or the last place of `award`, None for the first rank."""

    rank: Rank
    units: tuple[UnitId, ...] = Field(min_length=2, max_length=30)
    award: Annotated[AwardCode | None, NONE]


class StandingsDrawn(Fact, type="vn.thidua.ranking.standings-drawn.v1", stream="standing/{cluster}", pack="pack"):
    """The order as the locked points, the eligibility and the computed tie-breaks give it."""

    cluster: ClusterId
    season: SeasonId
    authority: Authority
    drawing: Version
    pack: PackId
    rows: tuple[StandingRow, ...] = Field(min_length=1, max_length=30)
    unresolved: tuple[UnresolvedTie, ...] = Field(max_length=30)


class StandingsPublished(
    Fact,
    type="vn.thidua.ranking.standings-published.v1",
    stream="standing/{cluster}",
    pack="pack",
    signs_head=True,
):
    """The published result, frozen; `digest` is the SHA-256 of `rows` and `unresolved` in canonical JSON."""

    cluster: ClusterId
    season: SeasonId
    authority: Authority
    publication: Version
    drawing: Version
    pack: PackId
    rows: tuple[StandingRow, ...] = Field(min_length=1, max_length=30)
    unresolved: tuple[UnresolvedTie, ...] = Field(max_length=30)
    digest: Sha256
