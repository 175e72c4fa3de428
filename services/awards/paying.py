"""How much of each award is paid: of a unit's titles of one season the highest alone, a reward beside it always.

The law pays a unit, for one period, the one title whose money is highest. So all titles of the season together are paid
what the highest is worth, in whichever decisions they stand: a later, higher title pays the difference, a lower one
nothing. Source: Decree 152/2025, Art. 49; figure `only_highest_title_paid` of the pack, without which it is not decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from contracts.awards import DecisionItem, Payment
from contracts.rules import AwardCode, AwardForm
from services.awards.amendment_refusals import PackSilent
from services.awards.decision import value_of
from services.awards.money import Pack


@dataclass(frozen=True, slots=True)
class Given:
    """An award that another decision gives a unit for the season, and that is in force."""

    award_id: UUID
    register_number: str
    award: AwardCode
    value: int
    amount: int
    title_number: int | None


@dataclass(frozen=True, slots=True)
class Price:
    """What an award that is not decided yet would be worth to its unit, and by which pack."""

    unit: UUID
    form: AwardForm
    value: int
    pack: Pack


@dataclass(frozen=True, slots=True)
class Priced:
    """An item at its whole value, and the pack that it was computed by."""

    item: DecisionItem
    pack: Pack


def settle(priced: Sequence[Priced], given: Mapping[UUID, Sequence[Given]]) -> tuple[DecisionItem, ...]:
    """The items in their order, each with what of it is paid and why.

    Raises:
        PackSilent: a second title's pack does not say whether it is paid.
    """
    titles: dict[UUID, list[Priced]] = {}
    for each in priced:
        if each.item.form is AwardForm.TITLE:
            titles.setdefault(each.item.unit, []).append(each)
    settled = {
        item.award_id: item
        for unit, of in titles.items()
        for item in _settle_titles(of, [one for one in given.get(unit, ()) if one.title_number is not None])
    }
    return tuple(settled.get(each.item.award_id) or _paid(each.item, value_of(each.item)) for each in priced)


def _settle_titles(titles: Iterable[Priced], before: Sequence[Given]) -> Iterator[DecisionItem]:
    paid, numbers = sum(each.amount for each in before), {each.title_number for each in before}
    highest = max(((each.value, each.award_id) for each in before), key=lambda pair: pair[0], default=None)
    for each in sorted(titles, key=lambda one: -value_of(one.item)):
        value = value_of(each.item)
        number = next(free for free in range(1, len(numbers) + 2) if free not in numbers)
        numbers.add(number)
        amount = due_beside(value, each.pack, None if highest is None else paid)
        beside = highest[1] if highest is not None and amount < value else None
        yield _paid(each.item, amount, paid_beside=beside, title_number=number)
        paid += amount
        if highest is None or value > highest[0]:
            highest = value, each.item.award_id


def amounts(prices: Sequence[Price], given: Mapping[UUID, Sequence[Given]] | None = None) -> list[int]:
    """What of each award would be paid, in their order, beside what the units are given for the season already.

    Raises:
        PackSilent: a second title's pack does not say whether it is paid.
    """
    titles = {unit: [one for one in of if one.title_number is not None] for unit, of in (given or {}).items()}
    paid = {unit: sum(one.amount for one in of) for unit, of in titles.items() if of}
    found = [price.value for price in prices]
    places = [place for place, price in enumerate(prices) if price.form is AwardForm.TITLE]
    for place in sorted(places, key=lambda place: -prices[place].value):
        price = prices[place]
        found[place] = due_beside(price.value, price.pack, paid.get(price.unit))
        paid[price.unit] = paid.get(price.unit, 0) + found[place]
    return found


def due_beside(value: int, pack: Pack, paid: int | None) -> int:
    """What of a title is paid beside the unit's titles that are worth more or came before; None where there are none."""
    return value if paid is None or _all_are_paid(pack) else max(0, value - paid)


def _all_are_paid(pack: Pack) -> bool:
    if pack.only_highest_title_paid is None:
        raise PackSilent(pack=pack.name, figure="awards.only_highest_title_paid")
    return not pack.only_highest_title_paid


def _paid(item: DecisionItem, amount: int, *, paid_beside: UUID | None = None, title_number: int | None = None) -> DecisionItem:
    value = value_of(item)
    partly = Payment.DIFFERENCE if amount else Payment.NOT_HIGHEST_TITLE
    settled = {
        "amount": amount,
        "value": value,
        "payment": Payment.WHOLE if amount == value else partly,
        "paid_beside": paid_beside,
        "title_number": title_number,
    }
    return DecisionItem(**{**dict(item), **settled})
