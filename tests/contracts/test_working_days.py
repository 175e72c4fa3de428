"""Working days, due days and the ends of periods: each sentence on how days are counted, and the calendar that ships."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.base import VIETNAM
from contracts.rules import CalendarRules, CalendarYear, Holiday, SourceKind
from contracts.working_days import WorkingDays, YearNotListed, end_of

ONE_DAY = timedelta(days=1)
LISTED = (2023, 2024)


def year(number: int, *off: date, made_up: tuple[date, ...] = ()) -> CalendarYear:
    holidays = tuple(Holiday(name="Nghỉ lễ", days=(day,)) for day in off)
    return CalendarYear(kind=SourceKind.LAW, basis="Danh mục.", year=number, holidays=holidays, make_up_days=made_up)


def calendar(*years: CalendarYear, weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)) -> WorkingDays:
    return WorkingDays.of(CalendarRules(weekdays=weekdays, years=years, basis="Danh mục."))


# 2024: 29 April was given off and made up on Saturday, 4 May; 30 April and 1 May are holidays.
SPRING = calendar(
    year(2023),
    year(2024, date(2024, 4, 29), date(2024, 4, 30), date(2024, 5, 1), made_up=(date(2024, 5, 4),)),
)
FRIDAY, SATURDAY, MONDAY = date(2023, 6, 2), date(2023, 6, 3), date(2023, 6, 5)


def at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), VIETNAM)


def test_working_days_are_monday_to_friday():
    week = [MONDAY + ONE_DAY * number for number in range(7)]
    assert [SPRING.is_working_day(day) for day in week] == [True] * 5 + [False] * 2


def test_a_public_holiday_is_no_working_day():
    assert not SPRING.is_working_day(date(2024, 4, 30))
    assert SPRING.is_working_day(date(2024, 5, 2))


def test_a_make_up_day_is_a_working_day_though_it_is_a_saturday():
    assert SPRING.is_working_day(date(2024, 5, 4))
    assert not SPRING.is_working_day(date(2024, 4, 27))


def test_the_day_of_the_event_does_not_count():
    assert SPRING.due_day(MONDAY, 1) == MONDAY + ONE_DAY
    assert SPRING.due_day(FRIDAY, 1) == SPRING.due_day(SATURDAY, 1) == MONDAY
    assert SPRING.due_day(MONDAY, 5) == MONDAY + timedelta(days=7)


def test_a_period_goes_around_holidays_and_takes_make_up_days_in():
    assert SPRING.due_day(date(2024, 4, 26), 1) == date(2024, 5, 2)
    assert SPRING.due_day(date(2024, 4, 26), 3) == date(2024, 5, 4)
    assert SPRING.due_day(date(2024, 4, 26), 4) == date(2024, 5, 6)


def test_a_period_ends_with_its_last_working_day_at_24_00():
    assert end_of(MONDAY) == at(MONDAY + ONE_DAY, "00:00")
    assert SPRING.is_in_time(at(MONDAY, "23:59:59.999999"), MONDAY)
    assert not SPRING.is_in_time(at(MONDAY + ONE_DAY, "00:00"), MONDAY)


def test_24_00_is_that_of_viet_nam():
    assert SPRING.is_in_time(datetime(2023, 6, 5, 16, 59, 59, tzinfo=UTC), MONDAY)
    assert not SPRING.is_in_time(datetime(2023, 6, 5, 17, 0, tzinfo=UTC), MONDAY)


def test_a_due_day_that_is_no_working_day_moves_on_to_the_next():
    assert SPRING.moved_on(SATURDAY) == MONDAY
    assert SPRING.moved_on(FRIDAY) == FRIDAY
    assert SPRING.moved_on(date(2024, 4, 27)) == date(2024, 5, 2)
    assert SPRING.is_in_time(at(MONDAY, "12:00"), SATURDAY)


def test_a_period_of_no_days_ends_on_the_day_of_the_event():
    assert SPRING.due_day(FRIDAY, 0) == FRIDAY
    assert SPRING.due_day(SATURDAY, 0) == MONDAY


@pytest.mark.parametrize(
    ("came", "late"), [(FRIDAY, 0), (SATURDAY, 1), (MONDAY, 1), (MONDAY + ONE_DAY, 2), (MONDAY + timedelta(days=7), 6)]
)
def test_what_comes_late_is_late_by_working_days_and_by_one_at_least(came: date, late: int):
    assert SPRING.days_late(at(came, "08:00"), FRIDAY) == late


def test_a_year_without_a_list_is_not_guessed():
    with pytest.raises(YearNotListed) as refused:
        SPRING.due_day(date(2024, 12, 31), 1)
    assert refused.value.year == 2025
    with pytest.raises(ValueError, match="-1"):
        SPRING.due_day(MONDAY, -1)


def test_a_calendar_without_a_working_weekday_comes_to_an_end():
    with pytest.raises(YearNotListed):
        calendar(year(2023), weekdays=()).moved_on(MONDAY)


DAYS = st.dates(date(2023, 1, 1), date(2024, 9, 1))
CALENDARS = st.builds(
    lambda off, weekdays: calendar(
        *(year(number, *(day for day in off if day.year == number)) for number in LISTED), weekdays=tuple(sorted(weekdays))
    ),
    st.sets(st.dates(date(2023, 1, 1), date(2024, 12, 31)), max_size=40),
    st.sets(st.integers(1, 7), min_size=3),
)


@given(CALENDARS, DAYS, st.integers(0, 20))
def test_a_due_day_is_a_working_day_with_as_many_working_days_behind_the_event(days: WorkingDays, event: date, period: int):
    due = days.due_day(event, period)
    assert days.is_working_day(due)
    between = [event + ONE_DAY * number for number in range(1, (due - event).days + 1)]
    worked = sum(1 for day in between if day.isoweekday() in days.weekdays and day not in days.holidays)
    assert worked == period or (period == 0 and worked <= 1)


@given(CALENDARS, DAYS, st.integers(0, 20), st.integers(0, 20))
def test_periods_add_up(days: WorkingDays, event: date, first: int, second: int):
    """A period of n and one of m behind it end where one of n + m does."""
    assert days.due_day(days.due_day(event, first + 1), second) == days.due_day(event, first + 1 + second)


@given(CALENDARS, DAYS, st.integers(0, 20), st.integers(0, 30))
def test_a_later_event_is_never_due_earlier(days: WorkingDays, event: date, period: int, later: int):
    assert days.due_day(event, period) <= days.due_day(event + ONE_DAY * later, period)


@given(CALENDARS, DAYS, st.integers(0, 60), st.times())
def test_late_and_in_time_agree(days: WorkingDays, due: date, behind: int, clock: time):
    came = datetime.combine(due + ONE_DAY * behind, clock, VIETNAM)
    assert (days.days_late(came, due) == 0) == days.is_in_time(came, due) == (came.date() <= days.moved_on(due))
