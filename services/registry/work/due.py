"""What is due and what came late, by the calendar of the season's frozen pack; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from contracts.base import VIETNAM
from contracts.rules import CalendarRules
from contracts.working_days import WorkingDays, YearNotListed


class TaskState(StrEnum):
    """Where a task stands on a day; `due` until its due day has passed."""

    COMPLETED = "completed"
    COMPLETED_LATE = "completed-late"
    DUE = "due"
    OVERDUE = "overdue"


class ReportState(StrEnum):
    """Where a unit's report to a review stands; it is missing once the due day has passed without it."""

    IN_TIME = "in-time"
    LATE = "late"
    AWAITED = "awaited"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class DueDays:
    """Due days of one season. Without a calendar, or in a year that it does not list, a due day stays as it was stated."""

    calendar: WorkingDays | None

    @classmethod
    def of(cls, rules: CalendarRules | None) -> DueDays:
        return cls(None if rules is None else WorkingDays.of(rules))

    def due_day(self, stated: date) -> tuple[date, bool]:
        """The last day, moved on to a working day, and whether the calendar could say so."""
        if self.calendar is None:
            return stated, False
        try:
            return self.calendar.moved_on(stated), True
        except YearNotListed:
            return stated, False

    def task(self, stated: date, completed_on: date | None, on: date) -> TaskState:
        """Where a task stands at the end of a day; what was done after that day is not done yet."""
        last, _ = self.due_day(stated)
        if completed_on is not None and completed_on <= on:
            return TaskState.COMPLETED if completed_on <= last else TaskState.COMPLETED_LATE
        return TaskState.DUE if on <= last else TaskState.OVERDUE

    def report(self, stated: date, received_at: datetime | None, on: date | None) -> ReportState | None:
        """Where a report stands at the end of a day; without a day nothing is said of one that has not come."""
        last, _ = self.due_day(stated)
        received_on = None if received_at is None else received_at.astimezone(VIETNAM).date()
        if received_on is not None and (on is None or received_on <= on):
            return ReportState.IN_TIME if received_on <= last else ReportState.LATE
        if on is None:
            return None
        return ReportState.AWAITED if on < last else ReportState.MISSING

    def days_late(self, stated: date, received_at: datetime) -> int | None:
        """How many working days late a report came; None where the calendar does not list the year."""
        if self.calendar is None:
            return None
        try:
            return self.calendar.days_late(received_at, stated)
        except YearNotListed:
            return None
