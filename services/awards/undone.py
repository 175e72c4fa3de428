"""What the read model shows as not done between nomination and register, row by row, as reminders. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from contracts.rules import AwardLevel, ProcedureStep
from infra.runtime.decisions import Role
from services.awards.money import Pack
from services.awards.procedure_queries import checklist, pack_for
from services.awards.reminders import Reminder, ReminderKind


def of_dossiers(rounds: Sequence[Any], here: Any, packs: Sequence[Pack], on: date) -> Iterator[Reminder]:
    """Papers that dossiers lack, for their units; clusters whose dossiers are complete, for the board."""
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


def of_opinion(row: Any) -> Iterator[Reminder]:
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


def of_submission(row: Any, packs: Sequence[Pack], on: date) -> Iterator[Reminder]:
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


def of_decision(row: Any) -> Iterator[Reminder]:
    """The next steps of a decision: signed, entered in the register, published."""
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
