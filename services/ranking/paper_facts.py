"""What ranking's papers say, as facts for their templates."""

from __future__ import annotations

from typing import Any, Final

from contracts.registry import ClusterKind
from contracts.rules import FORMAL_NAMES
from infra.papers.paper import Paper
from infra.papers.words import figure
from services.ranking.remarks import remark_of
from services.ranking.views import RowView, StandingState, StandingView

GROUPS: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def standings_paper(view: StandingView) -> Paper:
    """The standings of a cluster."""
    return Paper("standings", _facts(view), f"Bảng xếp hạng {_name(view)} năm {_year(view)}")


def review_minutes(view: StandingView) -> Paper:
    """The minutes of the review of a cluster's standings."""
    return Paper("review-minutes", _facts(view), f"Biên bản bình xét {_name(view)} năm {_year(view)}")


def _facts(view: StandingView) -> dict[str, Any]:
    rows = [_row(number, row) for number, row in enumerate(view.rows, start=1)]
    is_published = view.state is StandingState.PUBLISHED
    return {
        "draft": not is_published,
        "year": _year(view),
        "cluster": _name(view),
        "leader_title": "Khối trưởng" if view.kind is ClusterKind.BLOCK else "Cụm trưởng",
        "day": view.published_on if is_published else None,
        "drawn_on": view.drawn_on,
        "groups": "/".join(GROUPS[: max((len(row.groups) for row in view.rows), default=0)]),
        "rows": rows,
        "proposals": [
            {
                "award": FORMAL_NAMES[of.award],
                "units": [row["unit"] for row in rows if row["rank"] in range(of.from_rank, of.to_rank + 1)],
            }
            for of in view.places
        ],
        "unresolved": [
            {"rank": tie.rank, "units": ", ".join(row.name or str(row.unit) for row in view.rows if row.unit in tie.units)}
            for tie in view.unresolved
        ],
        "digest": view.digest,
    }


def _row(number: int, row: RowView) -> dict[str, Any]:
    return {
        "place": number,
        "unit": row.name or str(row.unit),
        "groups": " / ".join(figure(points) for points in row.groups),
        "deductions": figure(row.deductions),
        "late_reports": row.late_reports,
        "total": figure(row.total),
        "rank": row.rank,
        "remark": remark_of(row),
    }


def _name(view: StandingView) -> str:
    return view.name or f"cụm {view.cluster}"


def _year(view: StandingView) -> str:
    return view.season.rpartition(".")[2]
