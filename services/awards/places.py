"""Who gets a place: a cluster's quota filled from its published standings. Nobody is chosen among units that share a rank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from contracts.awards import Nomination, OpenPlaces, OpenReason
from contracts.registry import QuotaPlaces


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit, its published rank and its official total; a rank may be reserved for a unit that is suspended."""

    unit: UUID
    rank: int
    total: Decimal | None = None
    reserved: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """What the standings give: nominations, and places that stay open with the reason why."""

    nominations: tuple[Nomination, ...]
    open_places: tuple[OpenPlaces, ...]


def fill(ranked: Sequence[Ranked], places: Sequence[QuotaPlaces], barred: Mapping[UUID, OpenReason]) -> Filled:
    """Fill the places from ranks; a quota counts places, and a shared rank takes one for each unit that shares it.

    A shared rank that lies only partly within an award's places fills none of them. `barred` units and those below the
    quota's minimum get nothing, and nobody moves up into their place.
    """
    outcomes = [outcome for quota in places for outcome in _fill_one(ranked, quota, barred)]
    return Filled(
        tuple(outcome for outcome in outcomes if isinstance(outcome, Nomination)),
        tuple(outcome for outcome in outcomes if isinstance(outcome, OpenPlaces)),
    )


def _fill_one(
    ranked: Sequence[Ranked], quota: QuotaPlaces, barred: Mapping[UUID, OpenReason]
) -> Iterator[Nomination | OpenPlaces]:
    ordered = sorted(ranked, key=lambda r: (r.rank, r.unit))
    for rank, holders in groupby(ordered, key=lambda r: r.rank):
        sharing = tuple(holders)
        units = tuple(holder.unit for holder in sharing)
        inside = _inside(quota, rank, len(units))
        if inside and not reaches(quota, sharing[0].total):
            # Units that share a rank have one total: whoever is below the minimum reaches over no border.
            yield _open(quota, inside, rank, OpenReason.BELOW_MINIMUM, units)
        elif 0 < inside < len(units):
            yield _open(quota, inside, rank, OpenReason.SHARED_RANK, units)
        elif inside:
            for held in sharing:
                if reason := barred.get(held.unit) or (OpenReason.SUSPENDED if held.reserved else None):
                    yield _open(quota, 1, rank, reason, (held.unit,))
                else:
                    yield Nomination(unit=held.unit, award=quota.award, rank=rank)
    first_empty = max(quota.from_rank, len(ordered) + 1)
    if first_empty <= quota.to_rank:
        yield _open(quota, quota.to_rank - first_empty + 1, first_empty, OpenReason.NOBODY, ())


def reaches(quota: QuotaPlaces, total: Decimal | None) -> bool:
    """Say whether a total is enough for the award: any where the quota states no minimum."""
    return quota.minimum_total is None or (total is not None and total >= quota.minimum_total)


def _inside(quota: QuotaPlaces, first: int, count: int) -> int:
    return max(0, min(first + count - 1, quota.to_rank) - max(first, quota.from_rank) + 1)


def _open(quota: QuotaPlaces, places: int, rank: int, reason: OpenReason, units: tuple[UUID, ...]) -> OpenPlaces:
    return OpenPlaces(award=quota.award, places=places, rank=rank, reason=reason, units=units)
