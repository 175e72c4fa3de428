"""What a question "what if" may suppose, and what it is answered."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contracts.base import PackId, Points, Rank, Version
from contracts.registry import QuotaPlaces
from contracts.rules import AwardCode
from infra.runtime.chain import Summary
from infra.runtime.paging import View
from services.awards.supposing import Rule


class SupposedPlaces(BaseModel):
    """Other ranks for one award, of one cluster or of all; without ranks the award has no places there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cluster: UUID | None = None
    award: AwardCode
    from_rank: Rank | None = None
    to_rank: Rank | None = None
    minimum_total: Points | None = None


class SupposedPack(BaseModel):
    """A rule pack that the authority adopted, in the version named or its last one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pack: PackId
    version: Version | None = None


class ReservedRank(BaseModel):
    """A rank that is kept free for a suspended unit."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    rank: Rank


class SupposedRow(BaseModel):
    """One unit's supposed rank and total."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    unit: UUID
    total: Points | None
    rank: Rank | None
    reserved: ReservedRank | None = None


class SupposedStandings(BaseModel):
    """A cluster's standings in the shape in which ranking's what-if answers them: its whole answer will do."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    cluster: UUID
    rows: tuple[SupposedRow, ...] = Field(max_length=30)


class Supposition(BaseModel):
    """What is supposed to be different; what is not named stays as it is.

    `on` is the day on which what is not decided yet would be, today if it is not named.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    quota: tuple[SupposedPlaces, ...] = Field(default=(), max_length=800)
    pack: SupposedPack | None = None
    standings: tuple[SupposedStandings, ...] = Field(default=(), max_length=100)
    on: date | None = Field(default=None, ge=date(1900, 1, 1), le=date(2199, 12, 31))


class MovedView(View):
    """A unit that gains or loses an award, its `value` and what `amount` of it would be paid; and by which rule."""

    unit: UUID
    unit_name: str | None
    award: AwardCode
    value: int
    amount: int
    rank_before: int | None
    rank_after: int | None
    rule: Rule
    summary: Summary


class ClusterOutcomeView(View):
    """A cluster whose winners would be others."""

    cluster: UUID
    name: str
    places_before: tuple[QuotaPlaces, ...]
    places_after: tuple[QuotaPlaces, ...]
    lost: tuple[MovedView, ...]
    gained: tuple[MovedView, ...]


class AwardMoneyView(View):
    """How many of an award there are before and after: their `value`, and what `amount` of it would be paid."""

    award: AwardCode
    count_before: int
    value_before: int
    amount_before: int
    count_after: int
    value_after: int
    amount_after: int


class WhatIfView(View):
    """A season's awards before and after. Nothing is written.

    Amounts are what decisions would pay: of a unit's titles the highest alone, as the pack says; values count each award whole.
    `clusters` are those whose winners differ; money moves without them where the rule pack alone is another.
    """

    season: str
    on: date
    count_before: int
    value_before: int
    amount_before: int
    count_after: int
    value_after: int
    amount_after: int
    by_award: tuple[AwardMoneyView, ...]
    clusters: tuple[ClusterOutcomeView, ...]
