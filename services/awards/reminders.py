"""What is still to be done between nomination and register, and of returns, for whom and by when; pure, and nothing is sent.

Days warn alone. What has no deadline is listed behind what has one, without a day: nobody makes one up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from infra.runtime.decisions import Role


class ReminderKind(StrEnum):
    DOSSIER = "dossier"
    SUBMISSION = "submission"
    OPINION = "opinion"
    APPRAISAL = "appraisal"
    VOTE = "vote"
    DRAFT = "draft"
    FORWARD = "forward"
    SIGNATURE = "signature"
    GRANT = "grant"
    PUBLICATION = "publication"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to do. `unit` is whose officer it is for, None where it is for everybody in the role.

    `about` names the cluster, submission, decision or award; `href` is where to look.
    """

    kind: ReminderKind
    role: Role
    vi: str
    en: str
    href: str
    unit: UUID | None = None
    due_on: date | None = None
    about: Mapping[str, UUID] = field(default_factory=dict)

    def is_overdue(self, on: date) -> bool:
        """Past its last day; on that day itself it is only due."""
        return self.due_on is not None and self.due_on < on

    def key(self, on: date) -> str:
        """Overdue first, then by day, what has none last; text, so that a page can begin behind it."""
        rank = 2 if self.due_on is None else 0 if self.is_overdue(on) else 1
        about = " ".join(str(one) for _, one in sorted(self.about.items()))
        day = "" if self.due_on is None else self.due_on.isoformat()
        return f"{rank} {day} {self.kind} {self.role} {self.unit or ''} {about}"


def of_recovery(row: Any) -> Iterator[Reminder]:
    """What of an award has still to come back: for the unit's officer, who returns it, and for the board, which waits for it."""
    number, name = row["register_number"], row["unit_name"] or row["unit"]
    sums = [f"{row['money_left']:,} đ"] if row["money_left"] else []
    vi = [*(["hiện vật"] if row["object_left"] else []), *(each.replace(",", ".") for each in sums)]
    en = [*(["the object"] if row["object_left"] else []), *sums]
    for role, unit in ((Role.BOARD_OFFICER, None), (Role.UNIT_OFFICER, row["unit"])):
        yield Reminder(
            ReminderKind.RETURN,
            role,
            vi=f"{name} còn phải nộp lại {' và '.join(vi)} của khen thưởng số {number}",
            en=f"{name} has still to return {' and '.join(en)} of award {number}",
            href=f"/awards/{number}",
            unit=unit,
            due_on=row["due_on"],
            about={"award_id": row["award_id"]},
        )


def due_within(reminders: Iterable[Reminder], on: date, days: int) -> list[Reminder]:
    """What is overdue, due within so many days from this one, or open without a day; overdue first."""
    last = date.fromordinal(min(on.toordinal() + days, date.max.toordinal()))
    wanted = [each for each in reminders if each.due_on is None or each.due_on <= last]
    return sorted(wanted, key=lambda each: each.key(on))


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything that one role, or one unit's officer, has to do, as of a day."""

    role: Role
    unit: UUID | None
    overdue: tuple[Reminder, ...]
    due: tuple[Reminder, ...]
    undated: tuple[Reminder, ...]


def digests(reminders: Iterable[Reminder], on: date) -> list[Digest]:
    """One digest a role and unit, those with something overdue first."""
    by_whom: dict[tuple[Role, UUID | None], list[Reminder]] = {}
    for each in reminders:
        by_whom.setdefault((each.role, each.unit), []).append(each)
    found = [
        Digest(
            role,
            unit,
            overdue=tuple(each for each in theirs if each.is_overdue(on)),
            due=tuple(each for each in theirs if each.due_on is not None and not each.is_overdue(on)),
            undated=tuple(each for each in theirs if each.due_on is None),
        )
        for (role, unit), theirs in by_whom.items()
    ]
    return sorted(found, key=lambda of: (-len(of.overdue), of.role, str(of.unit or "")))
