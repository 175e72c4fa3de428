"""Reminders and the daily digest: what the read model shows as not done, as data for whoever sends it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request

from contracts.rules import AwardLevel, ProcedureStep
from infra.runtime.decisions import Role
from infra.runtime.http import Reading
from infra.runtime.paging import Listing, Paged, View
from infra.runtime.sql import queries_of
from services.awards.known_rows import AMENDMENTS, packs_of
from services.awards.money import Pack
from services.awards.procedure_queries import checklist, day_of, pack_for, papers_in
from services.awards.queries import At
from services.awards.reminders import Digest, Reminder, ReminderKind, digests, due_within, of_recovery

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
        *_dossiers(rounds, here, packs, on),
        *(each for row in await QUERIES.open_opinions(at.conn, **of) for each in _opinion(row)),
        *(each for row in await QUERIES.open_submissions(at.conn, **of) for each in _submission(row, packs, on)),
        *(each for row in await QUERIES.open_decisions(at.conn, **of) for each in _decision(row)),
        *(each for row in await AMENDMENTS.recoveries(at.conn, **of, **OPEN) for each in of_recovery(row)),
    ]


def _dossiers(rounds: Sequence[Any], here: Any, packs: Sequence[Pack], on: date) -> Iterator[Reminder]:
    complete: dict[UUID, Any] = {}
    for row in rounds:
        listed = checklist(pack_for(packs, on, row["received_on"]), row["award"])
        there = here[row["cluster"], row["unit"], row["award"]]
        lacks = None if listed is None else [paper.name for paper in listed if paper.code not in there]
        if lacks == []:
            complete.setdefault(row["cluster"], row)
            continue
        said = "—" if lacks is None else "; ".join(lacks)
        returned = f" ({row['returned_reason']})" if row["returned_reason"] else ""
        name = row["unit_name"] or row["unit"]
        yield Reminder(
            ReminderKind.DOSSIER,
            Role.UNIT_OFFICER,
            vi=f"Hồ sơ của {name} còn thiếu: {said}{returned}",
            en=f"The dossier of {name} lacks: {said}{returned}",
            href=f"/dossiers?cluster={row['cluster']}&unit={row['unit']}",
            unit=row["unit"],
            about={"cluster": row["cluster"]},
        )
    waiting = {row["cluster"] for row in rounds if row["cluster"] not in complete}
    for cluster, row in complete.items():
        if cluster not in waiting:
            yield Reminder(
                ReminderKind.SUBMISSION,
                Role.BOARD_OFFICER,
                vi=f"Hồ sơ của {row['name'] or cluster} đã đủ, chưa trình",
                en=f"The dossiers of {row['name'] or cluster} are complete and not submitted",
                href=f"/dossiers?cluster={cluster}",
                about={"cluster": cluster},
            )


def _opinion(row: Any) -> Iterator[Reminder]:
    """For the board, which waits for it, and for the officer of the unit that was asked."""
    number = f"{row['number']}/{row['series']}"
    for role, unit in ((Role.BOARD_OFFICER, None), (Role.UNIT_OFFICER, row["unit"])):
        if role is Role.BOARD_OFFICER or unit is not None:
            yield Reminder(
                ReminderKind.OPINION,
                role,
                vi=f"Chờ ý kiến của {row['name']} về tờ trình {number}",
                en=f"The opinion of {row['name']} on submission {number} is awaited",
                href=f"/submissions/{row['submission']}",
                unit=unit,
                due_on=row["due_on"],
                about={"opinion": row["opinion"], "submission": row["submission"]},
            )


def _submission(row: Any, packs: Sequence[Pack], on: date) -> Iterator[Reminder]:
    """The next steps of a submission that no decision has taken in; what the pack switches off is not asked for."""
    number, level = f"{row['number']}/{row['series']}", AwardLevel(row["level"])
    pack = pack_for(packs, on, row["received_on"])
    steps = {} if pack is None else pack.procedure.steps

    def remind(kind: ReminderKind, role: Role, vi: str, en: str, due_on: date | None = None) -> Reminder:
        about = {"submission": row["submission"]}
        return Reminder(kind, role, vi, en, f"/submissions/{row['submission']}", due_on=due_on, about=about)

    open_ = False
    if steps.get((ProcedureStep.OPINIONS, level)) and not row["asked"]:
        open_ = True
        yield remind(
            ReminderKind.OPINION,
            Role.BOARD_OFFICER,
            f"Chưa lấy ý kiến về tờ trình {number}",
            f"No opinion was asked on submission {number}",
        )
    if steps.get((ProcedureStep.APPRAISAL, level)) and row["appraised_on"] is None:
        open_ = True
        yield remind(
            ReminderKind.APPRAISAL,
            Role.BOARD_OFFICER,
            f"Chưa kết luận thẩm định tờ trình {number}",
            f"The appraisal of submission {number} is not concluded",
            row["appraisal_due_on"],
        )
    if open_ or row["awaited"]:
        return
    if steps.get((ProcedureStep.VOTE, level)) and row["unvoted"]:
        yield remind(
            ReminderKind.VOTE,
            Role.COUNCIL_MEMBER,
            f"Hội đồng chưa bỏ phiếu {row['unvoted']} đề nghị của tờ trình {number}",
            f"The council has not voted on {row['unvoted']} nominations of submission {number}",
        )
    elif row["for_government"]:
        yield remind(
            ReminderKind.FORWARD,
            Role.BOARD_OFFICER,
            f"Tờ trình {number} đã xong các bước, chưa trình Chính phủ",
            f"Submission {number} has passed its steps, and is not proposed to the Government",
        )
    else:
        yield remind(
            ReminderKind.DRAFT,
            Role.BOARD_OFFICER,
            f"Tờ trình {number} đã xong các bước, chưa dự thảo quyết định",
            f"Submission {number} has passed its steps, and no decision is drafted",
        )


def _decision(row: Any) -> Iterator[Reminder]:
    number = f"{row['number']}/{row['series']}" if row["number"] else row["title"]

    def remind(kind: ReminderKind, vi: str, en: str) -> Reminder:
        about = {"decision": row["decision"]}
        return Reminder(kind, Role.BOARD_OFFICER, vi, en, f"/decisions/{row['decision']}", about=about)

    if row["signed_on"] is None:
        yield remind(ReminderKind.SIGNATURE, f"Quyết định chưa ký: {number}", f"The decision is not signed: {number}")
        return
    if row["not_entered"]:
        count = row["not_entered"]
        yield remind(
            ReminderKind.GRANT,
            f"Quyết định {number}: {count} mục chưa ghi sổ khen thưởng",
            f"Decision {number}: {count} items are not entered in the register",
        )
    if row["published_on"] is None:
        yield remind(ReminderKind.PUBLICATION, f"Quyết định {number} chưa công bố", f"Decision {number} is not published")


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
