"""How a pack's calendar counts: working days, due days, and when a period ends. Pure; the list is the pack's own.

The day of the event does not count; a period ends with its last working day, at 24:00 in Việt Nam; a due day that is no
working day moves on to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from contracts.base import VIETNAM
from contracts.rules import CalendarRules

ONE_DAY = timedelta(days=1)


class YearNotListed(LookupError):
    """The calendar has no list for the year of this day, so nobody can say whether it is a working day."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the calendar lists no working days of {year}")
        self.year = year


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A calendar to count with: weekdays from Monday, 1, without the holidays, and with the make-up days."""

    weekdays: frozenset[int]
    holidays: frozenset[date]
    make_up_days: frozenset[date]
    years: frozenset[int]

    @classmethod
    def of(cls, rules: CalendarRules) -> WorkingDays:
        return cls(
            weekdays=frozenset(rules.weekdays),
            holidays=frozenset(day for year in rules.years for holiday in year.holidays for day in holiday.days),
            make_up_days=frozenset(day for year in rules.years for day in year.make_up_days),
            years=frozenset(year.year for year in rules.years),
        )

    def is_working_day(self, day: date) -> bool:
        """Say whether people work on a day.

        Raises:
            YearNotListed: the calendar says nothing about that year.
        """
        if day.year not in self.years:
            raise YearNotListed(day.year)
        return day in self.make_up_days or (day.isoweekday() in self.weekdays and day not in self.holidays)

    def moved_on(self, due: date) -> date:
        """The due day itself, or the next working day where it is none."""
        return next(self._working_days_from(due))

    def due_day(self, event: date, working_days: int) -> date:
        """The last day of a period of working days; the event's own day does not count.

        A period of no days ends on the event's day, moved on where that is no working day.
        """
        if working_days < 0:
            raise ValueError(f"a period has no {working_days} days")
        if working_days == 0:
            return self.moved_on(event)
        coming = self._working_days_from(event + ONE_DAY)
        return [next(coming) for _ in range(working_days)][-1]

    def is_in_time(self, at: datetime, due: date) -> bool:
        """Say whether something that came at this instant came in time: not after 24:00 of the due day, moved on."""
        return at < end_of(self.moved_on(due))

    def days_late(self, at: datetime, due: date) -> int:
        """How many working days behind the due day something came; 0 for one that came in time.

        What comes on a day off counts as late as on the working day before it, and never less than one day.
        """
        if self.is_in_time(at, due):
            return 0
        first, last = self.moved_on(due) + ONE_DAY, at.astimezone(VIETNAM).date()
        between = (first + ONE_DAY * number for number in range((last - first).days + 1))
        return max(1, sum(1 for day in between if self.is_working_day(day)))

    def _working_days_from(self, day: date) -> Iterator[date]:
        while True:
            if self.is_working_day(day):
                yield day
            day += ONE_DAY


def end_of(day: date) -> datetime:
    """24:00 of a day in Việt Nam: the first instant that does not belong to it."""
    return datetime.combine(day + ONE_DAY, time.min, VIETNAM)
