"""Periods of working days, as the season's pack states them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from contracts.working_days import WorkingDays, YearNotListed


@dataclass(frozen=True, slots=True)
class Period:
    """Some working days by a pack's calendar; nobody can count them where the pack is silent about either."""

    working_days: int | None = None
    calendar: WorkingDays | None = None

    def last_day(self, event: date) -> date | None:
        """The last day of the period behind an event, whose own day does not count; None where it cannot be counted."""
        if self.working_days is None or self.calendar is None:
            return None
        try:
            return self.calendar.due_day(event, self.working_days)
        except YearNotListed:
            return None


UNSTATED = Period()
