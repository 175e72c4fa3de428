"""Why a unit does not get an award: points missing, a tie lost and by which rule, the quota, or no rank at all. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from contracts.ranking import Ineligible, StandingRow, UnresolvedTie
from contracts.registry import QuotaPlaces
from contracts.rules import AwardCode, TieBreak
from services.ranking.order import BY_PEOPLE, candidate_of, merit
from services.ranking.sensitivity import place_of


class Stands(StrEnum):
    """How a unit stands to an award: within its places; above them; in a tie over their border; behind; or without a rank."""

    WITHIN = "within"
    ABOVE = "above"
    TIED = "tied"
    BEHIND = "behind"
    NO_RANK = "no-rank"


@dataclass(frozen=True, slots=True)
class LostTie:
    """The step that parted the unit from whoever is before it with the same total, and what it compared.

    What is compared is None where people did it: a ballot's votes are the ballot's, and lots compare nothing.
    """

    step: TieBreak
    unit: UUID
    own: Decimal | None = None
    other: Decimal | None = None


@dataclass(frozen=True, slots=True)
class WhyNot:
    """How a unit stands to an award of the quota.

    `last` is the last unit within the places, `missing` what the total lacks to be equal to that one's: 0 where a tie
    was lost, or nothing was. `shared_with` are those with whom a tie over the border is shared.
    """

    unit: UUID
    award: AwardCode
    from_rank: int
    to_rank: int
    stands: Stands
    rank: int | None
    total: Decimal | None
    last: UUID | None = None
    last_total: Decimal | None = None
    missing: Decimal | None = None
    lost: LostTie | None = None
    shared_with: tuple[UUID, ...] = ()
    ineligible: tuple[Ineligible, ...] = field(default=())


def why_not(
    rows: Sequence[StandingRow],
    places: Sequence[QuotaPlaces],
    unresolved: Sequence[UnresolvedTie],
    steps: Sequence[TieBreak],
    women_percent: int,
    unit: UUID,
) -> tuple[WhyNot, ...]:
    """How a unit stands to each award of the quota, in the quota's order; the unit is one of the rows'."""
    (own,) = (row for row in rows if row.unit == unit)
    return tuple(_of_award(rows, quota, unresolved, steps, women_percent, own) for quota in places)


def _of_award(
    rows: Sequence[StandingRow],
    quota: QuotaPlaces,
    unresolved: Sequence[UnresolvedTie],
    steps: Sequence[TieBreak],
    women_percent: int,
    own: StandingRow,
) -> WhyNot:
    tie = next((tie for tie in unresolved if own.unit in tie.units and quota.award in tie.awards), None)
    stands = _stands(own, quota, tie)
    said = {
        "unit": own.unit,
        "award": quota.award,
        "from_rank": quota.from_rank,
        "to_rank": quota.to_rank,
        "stands": stands,
        "rank": own.rank,
        "total": own.total,
        "ineligible": own.ineligible,
        "shared_with": tuple(each for each in tie.units if each != own.unit) if tie else (),
    }
    last = _last_within(rows, quota, own)
    if last is None or last.total is None or own.total is None or stands in (Stands.WITHIN, Stands.ABOVE):
        return WhyNot(**said)  # type: ignore[arg-type]  # fields by name
    missing = max(last.total - own.total, Decimal(0))
    lost = _lost(own, last, steps, women_percent) if stands is Stands.BEHIND and not missing else None
    return WhyNot(**said, last=last.unit, last_total=last.total, missing=missing, lost=lost)  # type: ignore[arg-type]


def _stands(own: StandingRow, quota: QuotaPlaces, tie: UnresolvedTie | None) -> Stands:
    if own.rank is None:
        return Stands.NO_RANK
    if tie is not None:
        return Stands.TIED
    if own.rank < quota.from_rank:
        return Stands.ABOVE
    return Stands.WITHIN if own.rank <= quota.to_rank else Stands.BEHIND


def _last_within(rows: Sequence[StandingRow], quota: QuotaPlaces, own: StandingRow) -> StandingRow | None:
    """The unit on the last of the places, or whoever stands nearest before it."""
    before = [row for row in rows if row.unit != own.unit and (place_of(row) or quota.to_rank + 1) <= quota.to_rank]
    return max(before, key=lambda row: (place_of(row) or 0, row.unit), default=None)


def _lost(own: StandingRow, other: StandingRow, steps: Sequence[TieBreak], women_percent: int) -> LostTie | None:
    return next(_lost_steps(own, other, steps, women_percent), None)


def _lost_steps(own: StandingRow, other: StandingRow, steps: Sequence[TieBreak], women_percent: int) -> Iterator[LostTie]:
    """The steps at which the two differ: computed ones, and the acts of people that parted them."""
    mine, theirs = candidate_of(own), candidate_of(other)
    for step in steps:
        if step in BY_PEOPLE:
            if step in own.decided_by:
                yield LostTie(step, other.unit)
        elif (own_merit := merit(step, mine, women_percent)) != (other_merit := merit(step, theirs, women_percent)):
            yield LostTie(step, other.unit, own_merit, other_merit)
