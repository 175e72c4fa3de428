"""Instants as people name them: a day of Việt Nam means its end, a time of day says its offset."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from contracts.base import VIETNAM

SHAPE: Final = "2024-01-08 | 2024-01-08T17:00:00+07:00"


def instant_of(text: str) -> datetime:
    """The instant that a text names, in the time of Việt Nam; a date is the last microsecond of its day.

    Raises:
        ValueError: it is neither a date nor a time with its offset.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            raise ValueError(f"{text} has no offset") from None
        return _in_vietnam(instant)
    return _in_vietnam(datetime.combine(day, time.max, VIETNAM))


def _in_vietnam(instant: datetime) -> datetime:
    try:
        return instant.astimezone(VIETNAM)
    except OverflowError as error:
        raise ValueError(f"{instant} is outside the calendar") from error
