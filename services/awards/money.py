"""What an award is worth: which pack, which base salary, which product. Exact, in whole đồng."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from contracts.rules import AwardCode, AwardForm, CalendarRules, Deadline
from services.awards import refusals
from services.awards.procedure import Procedure


@dataclass(frozen=True, slots=True)
class Entry:
    """An award in a pack's catalogue; without a multiple its money cannot be computed."""

    form: AwardForm
    multiple: Decimal | None


@dataclass(frozen=True, slots=True)
class Pack:
    """What an adopted rule pack says about awards; `valid_to` is the first day on which it no longer holds.

    What an older version does not state is None, or not among the deadlines.
    """

    name: str
    version: int
    valid_from: date
    valid_to: date | None
    rounded_up_to: int
    catalogue: Mapping[AwardCode, Entry]
    only_highest_title_paid: bool | None = None
    deadlines: tuple[Deadline, ...] = ()
    calendar: CalendarRules | None = None
    procedure: Procedure = field(default_factory=Procedure)
    keeps_pack_of_receipt: bool | None = None

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class BaseSalary:
    """The base salary from a day on, until the next day for which one is set."""

    valid_from: date
    amount: int


def pack_on(packs: Iterable[Pack], on: date) -> Pack | None:
    """The pack that holds on a day, each in its latest version; of two that hold, the one that began later."""
    latest: dict[str, Pack] = {}
    for pack in sorted(packs, key=lambda p: p.version):
        latest[pack.name] = pack
    return max((p for p in latest.values() if p.holds(on)), key=lambda p: (p.valid_from, p.name), default=None)


def latest(packs: Iterable[Pack], name: str) -> Pack | None:
    """The latest version of a pack by its name."""
    return max((pack for pack in packs if pack.name == name), key=lambda pack: pack.version, default=None)


def day_of_pack(packs: Iterable[Pack], *, signed_on: date, received_on: date) -> date:
    """The day whose pack decides: that of the decision, or of the dossiers' receipt if it lies before that pack began.

    A pack may say that it decides them all the same. Source: Decree 152/2025, Art. 60.
    """
    pack = pack_on(packs, signed_on)
    if pack is None or pack.keeps_pack_of_receipt is False:
        return signed_on
    return received_on if received_on < pack.valid_from else signed_on


def governing_pack(packs: Iterable[Pack], *, on: date, received_on: date | None) -> Pack:
    """The pack that an act of this day goes by; before any receipt that of the day itself.

    Raises:
        PackMissing: the authority adopted none that holds on the day.
    """
    known = tuple(packs)
    day = on if received_on is None else day_of_pack(known, signed_on=on, received_on=received_on)
    pack = pack_on(known, day)
    if pack is None:
        raise refusals.PackMissing(day=day.isoformat())
    return pack


def base_salary_on(salaries: Iterable[BaseSalary], on: date) -> int | None:
    """The base salary in force on a day."""
    begun = [salary for salary in salaries if salary.valid_from <= on]
    return max(begun, key=lambda salary: salary.valid_from).amount if begun else None


def money(multiple: Decimal, base_salary: int, rounded_up_to: int) -> int:
    """Multiple × base salary, the product rounded once, up. Source: Decree 152/2025, Art. 50 and 54."""
    steps = Fraction(multiple) * base_salary / rounded_up_to
    return -(-steps.numerator // steps.denominator) * rounded_up_to
