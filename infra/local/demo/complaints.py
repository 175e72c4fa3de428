"""18 to 21 December: complaints of the standings; the upheld one re-scores and re-ranks its cluster (ranking, scoring)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from infra.local.demo.agreement import by_board
from infra.local.demo.contest import Contest, contests
from infra.local.demo.files import table
from infra.local.demo.ids import YEAR, document_id, id_of
from infra.local.demo.incidents import recorded
from infra.local.demo.plan import BOARD, Actor, Command, Phase, Track, Until, command, side_by_side
from infra.local.demo.scoring import changes
from infra.local.demo.sheets import Paper

FILED, DECIDED, REVISED = date(YEAR, 12, 18), date(YEAR, 12, 20), date(YEAR, 12, 21)
MINUTES = "complaint-minutes"


def complaints() -> list[Phase]:
    """Four are filed within the window: one upheld, two rejected, one withdrawn."""
    contest, paper = _upheld()
    cluster, unit = contest.cluster, contest.unit(paper)
    rulings = {**paper.board, **paper.upheld}
    sheet = f"/logs/scoring/events?stream=scoresheet/{cluster.id}"
    return [
        Phase(
            "complaints",
            "Kiến nghị về kết quả xếp hạng / complaints of the standings",
            FILED,
            ((recorded(MINUTES),), *side_by_side(_filed(entry) for entry in table("incidents")["complaint"])),
        ),
        Phase(
            "complaints-decided",
            "Giải quyết kiến nghị; hệ thống mở lại điểm / complaints decided; points reopen themselves",
            DECIDED,
            side_by_side(_ended(entry) for entry in table("incidents")["complaint"]),
            until=Until("scoring", f"{sheet}&mention={_complaint(cluster.number)}", 1),
        ),
        Phase(
            "scored-again",
            "Thẩm định, khóa lại; hệ thống xếp hạng lại / appraised and locked again; standings draw themselves anew",
            DECIDED,
            (
                (
                    by_board(
                        "appraise-sheet",
                        contest,
                        unit.code,
                        "again",
                        if_match=1,
                        unit=unit.id,
                        changes=changes(contest.card, rulings),
                    ),
                    by_board("lock-scores", contest, "again"),
                ),
            ),
            until=Until("ranking", f"/logs/ranking/events?stream=standing/{cluster.id}", 3),
        ),
        Phase(
            "revision",
            "Công bố kết quả điều chỉnh; hệ thống lập lại đề nghị / standings revised; nominations drafted anew",
            REVISED,
            (_revised(contest),),
            until=Until("awards", f"/logs/awards/events?stream=nomination/{cluster.id}", 2),
        ),
    ]


def _upheld() -> tuple[Contest, Paper]:
    return next((contest, paper) for contest in contests() for paper in contest.papers if paper.upheld)


def _complaint(cluster: int) -> UUID:
    return id_of("complaint", cluster)


def _of(entry: Mapping[str, Any]) -> tuple[Contest, Paper]:
    """The contest, and the paper of the unit that complains."""
    contest = contests()[entry["cluster"] - 1]
    unit = contest.first[entry["place"] - 1].unit
    return contest, next(paper for paper in contest.papers if paper.member.unit == unit)


def _leaves(entry: Mapping[str, Any], paper: Paper) -> list[str]:
    return list(paper.upheld or list(paper.leader)[:1]) if entry["ground"] == "points" else []


def _filed(entry: Mapping[str, Any]) -> Command:
    contest, paper = _of(entry)
    unit = paper.member.unit
    return command(
        "ranking",
        "file-complaint",
        Actor("unit-officer", unit),
        contest.cluster.number,
        complaint=_complaint(contest.cluster.number),
        cluster=contest.cluster.id,
        unit=unit,
        about=unit,
        ground=entry["ground"],
        leaves=_leaves(entry, paper),
        text=entry["text"],
    )


def _ended(entry: Mapping[str, Any]) -> Command:
    contest, paper = _of(entry)
    about = contest.cluster.number
    if "withdrawn" in entry:
        unit = Actor("unit-officer", paper.member.unit)
        return command("ranking", "withdraw-complaint", unit, about, complaint=_complaint(about), reason=entry["withdrawn"])
    return command(
        "ranking",
        "decide-complaint",
        BOARD,
        about,
        complaint=_complaint(about),
        cluster=contest.cluster.id,
        verdict=entry["verdict"],
        leaves=list(paper.upheld),
        reason=entry["reason"],
        document=document_id(MINUTES),
    )


def _revised(contest: Contest) -> Track:
    return (
        command(
            "ranking",
            "publish-standings",
            BOARD,
            contest.cluster.number,
            "revised",
            cluster=contest.cluster.id,
            drawing=2,
            reason=table("incidents")["upheld"]["given_back_because"],
            document=document_id(MINUTES),
        ),
    )


def complained() -> Iterator[tuple[UUID, str]]:
    """Each complaint, and how it ends."""
    for entry in table("incidents")["complaint"]:
        yield _complaint(entry["cluster"]), entry.get("verdict", "withdrawn")
