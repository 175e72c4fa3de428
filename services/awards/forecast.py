"""What nominations that no decision holds would take of the fund, as decisions of one day would pay them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from contracts.rules import AwardCode
from services.awards.amendment_refusals import PackSilent
from services.awards.paying import Given, Price, amounts


@dataclass(frozen=True, slots=True)
class Nominated:
    """A nomination, whether its dossier was received, and what it is worth; no price where that cannot be computed."""

    season: str
    award: AwardCode
    is_received: bool
    price: Price | None


class Forecast(NamedTuple):
    """One award's nominations: `value` counts each whole, `amount` what would be paid; None where one cannot be computed."""

    award: AwardCode
    nominated: int
    submitted: int
    value: int | None
    amount: int | None


def forecasts(nominated: Sequence[Nominated], given: Mapping[tuple[str, UUID], Sequence[Given]]) -> Iterator[Forecast]:
    """Each award in the order of the nominations; `given` is what units have for a season already."""
    paid = _paid(nominated, given)
    for award in dict.fromkeys(each.award for each in nominated):
        of = [(each, amount) for each, amount in zip(nominated, paid, strict=True) if each.award is award]
        value = _sum(None if each.price is None else each.price.value for each, _ in of)
        yield Forecast(award, len(of), sum(each.is_received for each, _ in of), value, _sum(amount for _, amount in of))


def _paid(nominated: Sequence[Nominated], given: Mapping[tuple[str, UUID], Sequence[Given]]) -> list[int | None]:
    found: list[int | None] = [None] * len(nominated)
    seasons: dict[str, list[tuple[int, Price]]] = defaultdict(list)
    for place, each in enumerate(nominated):
        if each.price is not None:
            seasons[each.season].append((place, each.price))
    for season, priced in seasons.items():
        before = {unit: of for (when, unit), of in given.items() if when == season}
        with suppress(PackSilent):
            for (place, _), amount in zip(priced, amounts([price for _, price in priced], before), strict=True):
                found[place] = amount
    return found


def _sum(parts: Iterable[int | None]) -> int | None:
    known = list(parts)
    return None if None in known else sum(part for part in known if part is not None)
