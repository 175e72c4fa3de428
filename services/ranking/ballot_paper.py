"""What the minutes of a counted ballot (biên bản kiểm phiếu) say, as facts for their template."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contracts.ballots import BallotKind, BallotMethod, ConfirmationResult
from contracts.base import VIETNAM
from contracts.rules import FORMAL_NAMES
from infra.papers.paper import Paper
from services.ranking.ballot_views import BallotView, MinutesView

METHODS = {
    BallotMethod.PAPER: "bỏ phiếu kín bằng phiếu giấy",
    BallotMethod.ELECTRONIC: "bỏ phiếu kín bằng phương tiện điện tử",
}


def ballot_minutes(view: BallotView, minutes: MinutesView) -> Paper:
    """The minutes of a counted ballot; of its committee there are ids alone, so its names are lines to fill in."""
    cluster = view.name or f"cụm {view.cluster}"
    year = view.season.rpartition(".")[2]
    names = {each.unit: each.name or str(each.unit) for each in view.candidates}
    day = minutes.counted_at.astimezone(VIETNAM).date()
    return Paper(
        template="ballot-minutes",
        facts={
            "cluster": view.council_name or cluster,
            "abstract": f"{_asked(view)} năm {year} của {cluster}",
            "day": day,
            "opened_at": minutes.opened_at,
            "counted_at": minutes.counted_at,
            "venue": minutes.place,
            "method": METHODS[view.method],
            "committee": list(range(1, len(minutes.committee) + 1)),
            "voters": f"các thành viên {view.council_name}"
            if view.council_name
            else "các đơn vị thành viên, mỗi đơn vị một phiếu",
            "members": minutes.members,
            "roll": minutes.roll,
            "present": minutes.present,
            "absent": minutes.roll - minutes.present,
            "needed": view.needed,
            "quorum": f"{view.quorum.part}/{view.quorum.whole}",
            "handed_out": minutes.handed_out,
            "cast": minutes.cast,
            **_counted(minutes, names),
            "conclusions": [sentence.vi for sentence in view.outcome],
        },
        name=f"Biên bản kiểm phiếu {cluster} {day:%d-%m-%Y}",
    )


def _asked(view: BallotView) -> str:
    if view.kind is BallotKind.TIE_BREAK:
        return f"Bỏ phiếu kín phân định các đơn vị đồng hạng {view.rank}"
    return f"Bỏ phiếu kín bình xét {FORMAL_NAMES[view.award] if view.award else 'thi đua'}"


def _counted(minutes: MinutesView, names: dict[UUID, str]) -> dict[str, Any]:
    """The counts by unit: answers of a confirmation, or votes of a tie."""
    result = minutes.result
    if isinstance(result, ConfirmationResult):
        answers = [
            {
                "unit": names[each.candidate],
                **each.model_dump(include={"yes", "no", "blank", "invalid"}),
                "result": "Thông qua" if each.confirmed else "Không thông qua",
            }
            for each in result.answers
        ]
        return {"answers": answers, "votes": []}
    return {"answers": [], "votes": [{"unit": names[each.unit], "votes": each.votes} for each in result.votes]}
