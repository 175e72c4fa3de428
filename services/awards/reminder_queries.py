"""Reminders and the daily digest over HTTP, as data for whoever sends it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request

from infra.runtime.decisions import Role
from infra.runtime.http import Reading
from infra.runtime.paging import Listing, Paged, View
from infra.runtime.sql import queries_of
from services.awards.known_rows import AMENDMENTS, packs_of
from services.awards.procedure_queries import day_of, papers_in
from services.awards.queries import At
from services.awards.reminders import Digest, Reminder, ReminderKind, digests, due_within, of_recovery
from services.awards.undone import of_decision, of_dossiers, of_opinion, of_submission

QUERIES = queries_of(Path(__file__).parent / "procedure.sql")
DAYS: Final = 7
DAYS_MAX: Final = 366
SEES_ALL: Final = frozenset({Role.BOARD_OFFICER, Role.AUDITOR})
OPEN: Final = {"unit": None, "award_id": None, "is_closed": False, "after": None, "rows": 10_000}
"""Recoveries that are not closed, whoever's they are: more than an authority has."""
router = APIRouter(tags=["reminders"])

Days = Annotated[int, Query(ge=0, le=DAYS_MAX, description="how many days ahead of `on`")]
On = Annotated[date | None, Query(description="asked as on this day; today, or the day looked back upon")]


class ReminderView(View):
    """One thing to do; `overdue_days` are calendar days behind `due_on`, None where there is no deadline."""

    kind: ReminderKind
    role: Role
    unit: UUID | None
    due_on: date | None
    is_overdue: bool
    overdue_days: int | None
    cluster: UUID | None = None
    submission: UUID | None = None
    decision: UUID | None = None
    award_id: UUID | None = None
    vi: str
    en: str
    href: str


class DigestView(View):
    """One role's or unit officer's day; nothing is sent from here."""

    on: date
    role: Role
    unit: UUID | None
    overdue: tuple[ReminderView, ...]
    due: tuple[ReminderView, ...]
    undated: tuple[ReminderView, ...]


class DigestsView(View):
    on: date
    days: int
    entries: tuple[DigestView, ...]


@router.get("/reminders")
async def reminders(
    request: Request,
    at: At,
    page: Paged,
    days: Days = DAYS,
    on: On = None,
    role: Role | None = None,
    unit: UUID | None = None,
) -> Listing[ReminderView]:
    """What is due in the next days, overdue first and what has no deadline last; each caller sees what is theirs."""
    day = on or day_of(request, at)
    found = [each for each in due_within(await _mine(at, day), day, days) if _is_for(each, role, unit)]
    behind = page.after_key
    rows = [{"sort_key": each.key(day), "of": each} for each in found if behind is None or each.key(day) > behind]
    return page.listing(rows[: page.rows], lambda row: _view(row["of"], day))


@router.get("/digest")
async def digest(
    request: Request, at: At, days: Days = DAYS, on: On = None, role: Role | None = None, unit: UUID | None = None
) -> DigestsView:
    """The digest of a day: one entry a role, or a unit's officer, with what it has to do."""
    day = on or day_of(request, at)
    found = [each for each in due_within(await _mine(at, day), day, days) if _is_for(each, role, unit)]
    return DigestsView(on=day, days=days, entries=tuple(_digest(of, day) for of in digests(found, day)))


def _is_for(each: Reminder, role: Role | None, unit: UUID | None) -> bool:
    return (role is None or each.role is role) and (unit is None or each.unit == unit)


async def _mine(at: Reading, on: date) -> list[Reminder]:
    """What the caller may see: the board and auditors everything, others their own role and unit."""
    found = await _all(at, on)
    roles = at.caller.roles
    if roles & SEES_ALL:
        return found
    return [each for each in found if each.role in roles and each.unit in (None, at.caller.unit)]


async def _all(at: Reading, on: date) -> list[Reminder]:
    packs = await packs_of(at.read, at.caller.authority)
    of = {"authority": at.caller.authority}
    rounds = await QUERIES.open_rounds(at.conn, **of)
    here = await papers_in(at, sorted({row["cluster"] for row in rounds}))
    return [
        *of_dossiers(rounds, here, packs, on),
        *(each for row in await QUERIES.open_opinions(at.conn, **of) for each in of_opinion(row)),
        *(each for row in await QUERIES.open_submissions(at.conn, **of) for each in of_submission(row, packs, on)),
        *(each for row in await QUERIES.open_decisions(at.conn, **of) for each in of_decision(row)),
        *(each for row in await AMENDMENTS.recoveries(at.conn, **of, **OPEN) for each in of_recovery(row)),
    ]


def _view(each: Reminder, on: date) -> ReminderView:
    about = {name: one for name, one in each.about.items() if name in ReminderView.model_fields}
    return ReminderView(
        kind=each.kind,
        role=each.role,
        unit=each.unit,
        due_on=each.due_on,
        is_overdue=each.is_overdue(on),
        overdue_days=None if each.due_on is None or not each.is_overdue(on) else (on - each.due_on).days,
        vi=each.vi,
        en=each.en,
        href=each.href,
        **about,
    )


def _digest(of: Digest, on: date) -> DigestView:
    parts = {name: tuple(_view(each, on) for each in getattr(of, name)) for name in ("overdue", "due", "undated")}
    return DigestView(on=on, role=of.role, unit=of.unit, **parts)
