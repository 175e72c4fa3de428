"""Days that commands state: not before what they rest on, and not ahead."""

from __future__ import annotations

from datetime import date

from infra.runtime.errors import Refusal
from services.awards import refusals


def require_day(day: date, *, earliest: date, today: date, too_early: type[Refusal] = refusals.DayTooEarly) -> None:
    """Refuse a day in the future, or one before `earliest`."""
    if day > today:
        raise refusals.DayInFuture(day=day.isoformat())
    if day < earliest:
        raise too_early(day=day.isoformat(), earliest=earliest.isoformat())
