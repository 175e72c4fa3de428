"""Queries between nomination and grant: dossiers for their units too, submissions for the board, auditors and the council."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Request
from pydantic import TypeAdapter

from contracts.base import VIETNAM
from contracts.procedure import PaperDocument, PaperSource
from contracts.rules import AwardLevel, Paper, ProcedureStep, Threshold
from infra.runtime.errors import NotFound
from infra.runtime.http import Reading, runtime_of
from infra.runtime.paging import Listing, Paged
from infra.runtime.sql import queries_of
from services.awards.known_rows import packs_of
from services.awards.money import Pack, governing_pack
from services.awards.procedure import SWITCHED
from services.awards.procedure_refusals import PapersNotStated
from services.awards.procedure_views import (
    DossierState,
    DossierView,
    ForwardedView,
    HigherDecisionView,
    OpinionView,
    PaperView,
    SessionView,
    StepView,
    SubmissionSummary,
    SubmissionView,
    SubmittedView,
    VoteView,
)
from services.awards.queries import INSIDERS, At, Inside, Season
from services.awards.refusals import PackMissing

QUERIES = queries_of(Path(__file__).parent / "procedure.sql")
SOURCE: TypeAdapter[PaperSource] = TypeAdapter(PaperSource)
router = APIRouter(tags=["awards"])


@router.get("/dossiers")
async def dossiers(
    request: Request,
    at: At,
    page: Paged,
    season: Season = None,
    cluster: UUID | None = None,
    unit: UUID | None = None,
) -> Listing[DossierView]:
    """Dossiers by season and cluster number, each against its checklist; a unit's officer sees those of the own unit."""
    if not at.caller.roles & INSIDERS:
        unit = at.caller.unit if unit in (None, at.caller.unit) else None
        if unit is None:
            return Listing(items=())
    wanted = {"season": season, "cluster": cluster, "unit": unit}
    rows = await QUERIES.dossiers(at.conn, authority=at.caller.authority, after=page.after_key, rows=page.rows, **wanted)
    here = await papers_in(at, [row["cluster"] for row in rows])
    packs = await packs_of(at.read, at.caller.authority)
    today = day_of(request, at)
    return page.listing(rows, lambda row: _dossier(row, here[row["cluster"], row["unit"], row["award"]], packs, today))


@router.get("/submissions")
async def submissions(at: Inside, page: Paged, season: Season = None) -> Listing[SubmissionSummary]:
    """Submissions by season, day and number."""
    of = {"authority": at.caller.authority, "after": page.after_key, "rows": page.rows}
    return page.listing(await QUERIES.submissions(at.conn, **of, season=season), _summary)


@router.get("/submissions/{submission}")
async def submission(request: Request, at: Inside, submission: UUID) -> SubmissionView:
    """One submission with its nominations, opinions, appraisal and the council's sessions."""
    row = await QUERIES.submission_by_id(at.conn, submission=submission, authority=at.caller.authority)
    if row is None:
        raise NotFound(what="submission")
    items = await QUERIES.submitted(at.conn, submission=submission)
    opinions = await QUERIES.opinions(at.conn, submission=submission)
    sessions = await QUERIES.sessions(at.conn, submission=submission)
    packs = await packs_of(at.read, at.caller.authority)
    pack = pack_for(packs, day_of(request, at), min((of["received_on"] for of in items), default=None))
    return SubmissionView(
        **{**dict(row), "appraisal_document": _document(row["appraisal_document"]), **_upwards(row)},
        submission_number=f"{row['number']}/{row['series']}",
        steps=_steps(row, items, opinions, sessions, pack),
        items=tuple(SubmittedView(**dict(of), vote=_vote(of)) for of in items),
        opinions=tuple(OpinionView(**{**dict(of), "document": _document(of["document"])}) for of in opinions),
        sessions=tuple(_session(of) for of in sessions),
    )


async def papers_in(at: Reading, clusters: Sequence[UUID]) -> Mapping[tuple[UUID, UUID, str], Mapping[str, Any]]:
    """The papers that are there, by nomination and code."""
    found: dict[tuple[UUID, UUID, str], dict[str, Any]] = defaultdict(dict)
    for row in await QUERIES.papers(at.conn, clusters=list(clusters)):
        found[row["cluster"], row["unit"], row["award"]][row["paper"]] = row
    return found


def day_of(request: Request, at: Reading) -> date:
    """The day that a query is asked on: today, or the one that it looks back upon."""
    return (at.known_on or runtime_of(request).clock.now()).astimezone(VIETNAM).date()


def pack_for(packs: Sequence[Pack], on: date, received_on: date | None) -> Pack | None:
    """The pack that something goes by on a day, None where none holds."""
    try:
        return governing_pack(packs, on=on, received_on=received_on)
    except PackMissing:
        return None


def checklist(pack: Pack | None, award: Any) -> tuple[Paper, ...] | None:
    """The papers of an award's dossier, None where nobody states them."""
    try:
        return None if pack is None else pack.procedure.papers_for(award)
    except PapersNotStated:
        return None


def _dossier(row: Any, here: Mapping[str, Any], packs: Sequence[Pack], today: date) -> DossierView:
    pack = pack_for(packs, today, row["received_on"])
    listed = checklist(pack, row["award"])
    papers = tuple(_paper(paper, here.get(paper.code)) for paper in listed or ())
    missing = tuple(paper.paper for paper in papers if paper.source is None)
    return DossierView(
        **dict(row),
        state=_state(row, stated=listed is not None, is_complete=not missing),
        pack=None if pack is None else pack.procedure.named,
        papers=papers,
        missing=missing,
    )


def _state(row: Any, *, stated: bool, is_complete: bool) -> DossierState:
    if row["refused_on"] is not None:
        return DossierState.REFUSED
    if row["submission"] is not None:
        return DossierState.SUBMITTED
    if not stated:
        return DossierState.NOT_STATED
    if is_complete:
        return DossierState.COMPLETE
    return DossierState.INCOMPLETE if row["returned_on"] is None else DossierState.RETURNED


def _paper(paper: Paper, here: Any) -> PaperView:
    return PaperView(
        paper=paper.code,
        name=paper.name,
        source=None if here is None else SOURCE.validate_json(here["source"]),
        received_on=None if here is None else here["received_on"],
    )


def _summary(row: Any) -> SubmissionSummary:
    return SubmissionSummary(**dict(row), submission_number=f"{row['number']}/{row['series']}")


def _document(stored: str | None) -> PaperDocument | None:
    return None if stored is None else PaperDocument.model_validate_json(stored)


def _upwards(row: Any) -> dict[str, Any]:
    return {"forwarded": ForwardedView.of(row["forwarded"]), "higher_decision": HigherDecisionView.of(row["higher_decision"])}


def _steps(
    row: Any, items: Sequence[Any], opinions: Sequence[Any], sessions: Sequence[Any], pack: Pack | None
) -> tuple[StepView, ...]:
    asked = [of["received_on"] or of["closed_on"] for of in opinions]
    voted = sessions[-1]["held_on"] if sessions and all(of["session"] is not None for of in items) else None
    concluded = {
        ProcedureStep.OPINIONS: max(asked) if asked and all(asked) else None,
        ProcedureStep.APPRAISAL: row["appraised_on"],
        ProcedureStep.VOTE: voted,
    }
    due = {
        ProcedureStep.OPINIONS: max((of["due_on"] for of in opinions if of["due_on"]), default=None),
        ProcedureStep.APPRAISAL: row["appraisal_due_on"],
    }
    stated = {} if pack is None else pack.procedure.steps
    level = AwardLevel(row["level"])
    return tuple(
        StepView(step=step, required=stated.get((step, level)), due_on=due.get(step), concluded_on=concluded[step])
        for step in SWITCHED
    )


def _vote(row: Any) -> VoteView | None:
    if row["session"] is None:
        return None
    documents = {
        "threshold": Threshold.model_validate_json(row["threshold"]),
        "recused": tuple(map(UUID, orjson.loads(row["recused"]))),
    }
    return VoteView(**{**dict(row), **documents})


def _session(row: Any) -> SessionView:
    members, present = (tuple(map(UUID, orjson.loads(row[name]))) for name in ("members", "present"))
    absent = tuple(person for person in members if person not in present)
    return SessionView(**{**dict(row), "members": members, "present": present}, absent=absent)
