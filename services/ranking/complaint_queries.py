"""Queries of complaints: the managing authority sees all of its clusters', a unit's officer those that the unit filed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Request

from contracts.complaints import ComplaintGround
from infra.runtime.chain import FactView, NextLink, Summary
from infra.runtime.decisions import Role
from infra.runtime.errors import NotFound
from infra.runtime.http import Reading, runtime_of
from infra.runtime.paging import Listing, Paged, View
from infra.runtime.sql import queries_of
from services.ranking.complaint_summaries import summary_of
from services.ranking.complaints import Outcome
from services.ranking.queries import INSIDERS, At, Season

QUERIES = queries_of(Path(__file__).parent / "complaints.sql")
JSON_LISTS = ("leaves", "documents", "upheld_leaves", "upheld_ledgers")
router = APIRouter(tags=["complaints"])


class ComplaintSummary(View):
    """A complaint in a list; `last_day` was the last of the window in which it was filed."""

    complaint: UUID
    cluster: UUID
    season: str
    publication: int
    unit: UUID
    unit_name: str | None
    about: UUID
    about_name: str | None
    ground: ComplaintGround
    outcome: Outcome
    filed_on: date
    last_day: date
    closed_on: date | None


class ComplaintFactView(FactView):
    """An event of the complaint's stream."""


class ComplaintView(ComplaintSummary):
    """A complaint with all that was said, and what became of it.

    `answered_by` are the publications that answer it; `next` leads to what scoring reopened for it.
    """

    leaves: tuple[str, ...]
    text: str
    documents: tuple[UUID, ...]
    closing_reason: str | None
    closing_document: UUID | None
    upheld_unit: UUID | None
    upheld_leaves: tuple[str, ...]
    upheld_ledgers: tuple[UUID, ...]
    to_do: str | None
    answered_by: tuple[int, ...]
    facts: tuple[ComplaintFactView, ...]
    next: tuple[NextLink, ...]


@router.get("/complaints")
async def complaints(
    at: At,
    page: Paged,
    season: Season = None,
    cluster: UUID | None = None,
    outcome: Outcome | None = None,
) -> Listing[ComplaintSummary]:
    """Complaints by the day on which they were filed."""
    rows = await QUERIES.complaints(
        at.conn,
        **_of(at),
        complaint=None,
        season=season,
        cluster=cluster,
        outcome=outcome,
        after=page.after_key,
        rows=page.rows,
    )
    return page.listing(rows, lambda row: ComplaintSummary(**dict(row)))


@router.get("/complaints/{complaint}")
async def complaint(request: Request, at: At, complaint: UUID) -> ComplaintView:
    """One complaint, and what became of it."""
    row = await found_complaint(at, complaint)
    facts = await QUERIES.complaint_facts(at.conn, complaint=complaint)
    answers = await QUERIES.answers(at.conn, cluster=row["cluster"], complaint=complaint)
    scoring = runtime_of(request).settings.url_of("scoring")
    documents = {name: orjson.loads(row[name] or "[]") for name in JSON_LISTS}
    own = {
        "answered_by": tuple(answer["publication"] for answer in answers),
        "facts": tuple(_fact(fact) for fact in facts),
        "next": (NextLink(service="scoring", href=f"{scoring}/scoresheets/{row['cluster']}/after-lock"),)
        if documents["upheld_leaves"] or documents["upheld_ledgers"]
        else (),
    }
    return ComplaintView(**{**dict(row), **documents, **own})


async def found_complaint(at: Reading, complaint: UUID) -> Any:
    """The complaint, if the caller may see it.

    Raises:
        NotFound: there is none, or none that the caller may see.
    """
    wanted = {"season": None, "cluster": None, "outcome": None, "after": None, "rows": 1}
    rows = await QUERIES.complaints(at.conn, **_of(at), complaint=complaint, **wanted)
    if not rows:
        raise NotFound(what="complaint")
    return rows[0]


def _of(at: Reading) -> dict[str, Any]:
    caller = at.caller
    own = caller.unit if Role.UNIT_OFFICER in caller.roles else None
    return {"authority": caller.authority if caller.roles & INSIDERS else None, "unit": own}


def _fact(row: Any) -> ComplaintFactView:
    vi, en = summary_of(row["type"])
    said = {"time": row["recorded_at"], "effective": row["effective_at"], "summary": Summary(vi=vi, en=en)}
    return ComplaintFactView(**{**dict(row), **said})
