"""Periodic reports (báo cáo định kỳ): in time, late or missing, by receipt time. Pure; days are moved on when they are set.

Late is what is received after 24:00 of the due day. Missing is a report whose due day was over, and which was not there,
when the cluster's self-scoring closed: what comes afterwards is kept and shown, and stays missing. A unit that is no more
on the due day owes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from contracts.working_days import end_of


class ReportStatus(StrEnum):
    OPEN = "open"
    OVERDUE = "overdue"
    IN_TIME = "in-time"
    LATE = "late"
    MISSING = "missing"
    WAIVED = "waived"
    NOT_OWED = "not-owed"


@dataclass(frozen=True, slots=True)
class Report:
    """One unit's report: when it came, its own later due day where it has one, whether it is waived."""

    received_at: datetime | None = None
    due: date | None = None
    waived: bool = False


def status_of(
    report: Report, due: date, closed_at: datetime | None, now: datetime | None = None, gone: date | None = None
) -> ReportStatus:
    """Say how a report stands.

    Args:
        due: the cluster's due day, a working day; the unit's own goes before it.
        closed_at: when self-scoring closed, None while it has not.
        now: parts overdue from open, where somebody asks on a day; a decision does not need it.
        gone: the first day on which the unit was no more, None where it still is.
    """
    if report.waived:
        return ReportStatus.WAIVED
    if gone is not None and report.received_at is None and gone <= (report.due or due):
        return ReportStatus.NOT_OWED
    end = end_of(report.due or due)
    is_there = report.received_at is not None and (closed_at is None or report.received_at < closed_at)
    if closed_at is not None and end <= closed_at and not is_there:
        return ReportStatus.MISSING
    if report.received_at is not None:
        return ReportStatus.LATE if report.received_at >= end else ReportStatus.IN_TIME
    return ReportStatus.OVERDUE if now is not None and now >= end else ReportStatus.OPEN
