"""How Vietnamese documents write numbers, money, days, and what is not known."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from contracts.base import VIETNAM

DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
THOUSANDS: Final = ("", " nghìn", " triệu")
BILLION: Final = 1_000_000_000
NUMBER_END: Final = BILLION**2
ROMANS: Final = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
DOTS: Final = "…"


def in_words(number: int) -> str:
    """Read a whole number out: 14,400,000 is `mười bốn triệu bốn trăm nghìn`.

    Raises:
        ValueError: it is below 0, or not below 10^18.
    """
    if not 0 <= number < NUMBER_END:
        raise ValueError(f"{number} is not read out: from 0 to below {NUMBER_END}")
    return _below_billion_squared(number) if number else DIGITS[0]


def _below_billion_squared(number: int) -> str:
    billions, rest = divmod(number, BILLION)
    if not billions:
        return _below_billion(rest, is_first=True)
    said = f"{_below_billion(billions, is_first=True)} tỷ"
    return f"{said} {_below_billion(rest, is_first=False)}" if rest else said


def _below_billion(number: int, *, is_first: bool) -> str:
    said: list[str] = []
    for place in (2, 1, 0):
        group = number // 1000**place % 1000
        if group:
            said.append(_group(group, is_first=is_first and not said) + THOUSANDS[place])
    return " ".join(said)


def _group(number: int, *, is_first: bool) -> str:
    """Three digits; behind a larger group their hundreds are always said, and an empty ten is `linh`."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    said = [f"{DIGITS[hundreds]} trăm"] if hundreds or not is_first else []
    if tens == 1:
        said.append("mười")
    elif tens:
        said.append(f"{DIGITS[tens]} mươi")
    elif ones and said:
        said.append("linh")
    if ones:
        said.append(_one(ones, tens))
    return " ".join(said)


def _one(ones: int, tens: int) -> str:
    """The last digit: `mốt` and `tư` behind twenty and more, `lăm` behind ten and more."""
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 4 and tens > 1:
        return "tư"
    return "lăm" if ones == 5 and tens else DIGITS[ones]


def roman(number: int) -> str:
    """A number from 1 on as headings have it: IV."""
    said = ""
    for value, letters in ROMANS:
        count, number = divmod(number, value)
        said += letters * count
    return said


def grouped(number: int) -> str:
    """A whole number with its thousands set apart: 14.400.000."""
    return f"{number:,}".replace(",", ".")


def figure(number: Decimal | None) -> str:
    """A decimal number with the comma, its thousands set apart; nothing where there is none."""
    return "" if number is None else f"{number:,f}".translate(str.maketrans(",.", ".,"))


def day_in_words(day: date | None) -> str:
    """`ngày 05 tháng 01 năm 2024`: days below 10 and months 1 and 2 with a nought (Decree 30/2020, annex I); no day is dots."""
    if day is None:
        return f"ngày {DOTS * 2} tháng {DOTS * 2} năm {DOTS * 3}"
    return f"ngày {day.day:02} tháng {f'{day.month:02}' if day.month < 3 else day.month} năm {day.year}"


def moment_in_words(at: datetime) -> str:
    """`08 giờ 05 phút, ngày 28 tháng 12 năm 2023`, by the clock of Việt Nam."""
    here = at.astimezone(VIETNAM)
    return f"{here:%H} giờ {here:%M} phút, {day_in_words(here.date())}"


def dotted(value: object, count: int = 12) -> object:
    """What is known, or a dotted line to fill in by hand."""
    return DOTS * count if value is None or value == "" else value


def opened(text: str) -> str:
    """A sentence with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def continued(text: str) -> str:
    """A sentence as it goes on behind other words: with a small letter at first, unless that begins an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
