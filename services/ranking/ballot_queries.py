"""Queries of ballots: for the authority's people, for the units that vote or are voted on, and once counted for all units."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Query
from pydantic import TypeAdapter

from contracts.ballots import BallotKind, BallotMethod, BallotPaper, BallotResult
from contracts.rules import Share, Threshold
from infra.runtime.errors import NotFound
from infra.runtime.http import Reading
from infra.runtime.paging import Listing, Paged
from infra.runtime.sql import queries_of
from services.ranking.ballot_views import (
    BallotState,
    BallotSummary,
    BallotView,
    MinutesView,
    PapersView,
    UnitName,
    VoterView,
)
from services.ranking.minutes import cast_in, names_of, outcome_of, paragraphs_of
from services.ranking.queries import INSIDERS, At
from services.ranking.rolls import needed_for
from services.ranking.sealing import TIE

QUERIES = queries_of(Path(__file__).parent / "ballots.sql")
RESULT: TypeAdapter[Any] = TypeAdapter(BallotResult)
router = APIRouter(tags=["ballots"])


@router.get("/ballots")
async def ballots(
    at: At, page: Paged, cluster: UUID | None = None, state: Annotated[BallotState | None, Query()] = None
) -> Listing[BallotSummary]:
    """Ballots by the day they were called; those of one cluster, or in one state, if it is asked for."""
    rows = await QUERIES.ballots(at.conn, **_of(at), cluster=cluster, state=state, after=page.after_key, rows=page.rows)
    return page.listing(rows, lambda row: BallotSummary(**{**dict(row), "candidates": orjson.loads(row["candidates"])}))


@router.get("/ballots/{ballot}")
async def ballot(at: At, ballot: UUID) -> BallotView:
    """One ballot: its rules, its roll, who attended and who has voted, and what the count said."""
    return await _view(at, ballot)


@router.get("/ballots/{ballot}/papers")
async def papers(at: At, ballot: UUID) -> PapersView:
    """The papers of a counted electronic ballot, sorted by receipt: count them again, and look for your own."""
    row = await _found(at, ballot)
    if row["state"] != BallotState.COUNTED or row["method"] != BallotMethod.ELECTRONIC:
        raise NotFound(what="counted electronic ballot")
    rows = await QUERIES.ballot_papers(at.conn, ballot=ballot)
    candidate = TIE if row["kind"] == BallotKind.TIE_BREAK else "<candidate>"
    check = (
        "nonce='<nonce>' choice='<choice>'",
        f'printf \'%s\\0%s\\0%s\\0%s\' {ballot} {candidate} "$choice" "$nonce" | sha256sum',
    )
    return PapersView(ballot=ballot, papers=tuple(BallotPaper(**dict(paper)) for paper in rows), check=check)


@router.get("/ballots/{ballot}/minutes")
async def minutes(at: At, ballot: UUID) -> MinutesView:
    """What the minutes of a counted ballot have to say, figures and paragraphs."""
    view = await _view(at, ballot)
    if view.result is None:
        raise NotFound(what="counted ballot")
    cast = cast_in(view.result) if view.cast is None else view.cast
    return MinutesView(
        **{
            **dict(view),
            "cluster_name": view.name,
            "roll": len(view.voters),
            "handed_out": cast if view.handed_out is None else view.handed_out,
            "cast": cast,
            "paragraphs": paragraphs_of(view),
        }
    )


def _of(at: Reading) -> dict[str, Any]:
    caller = at.caller
    return {"authority": caller.authority, "unit": caller.unit, "is_insider": bool(caller.roles & INSIDERS)}


async def _found(at: Reading, ballot: UUID) -> Any:
    row = await QUERIES.ballot_by_id(at.conn, ballot=ballot, **_of(at))
    if row is None:
        raise NotFound(what="ballot")
    return row


async def _view(at: Reading, ballot: UUID) -> BallotView:
    row = await _found(at, ballot)
    voters = await QUERIES.ballot_voters(at.conn, ballot=ballot)
    units = [UUID(unit) for unit in orjson.loads(row["candidates"])]
    names = {each["unit"]: each["name"] for each in await QUERIES.unit_names(at.conn, units=units, day=row["called_on"])}
    is_electronic = row["method"] == BallotMethod.ELECTRONIC
    quorum = Share.model_validate_json(row["quorum"])
    threshold = Threshold.model_validate_json(row["threshold"]) if row["threshold"] else None
    result = RESULT.validate_json(row["result"]) if row["result"] else None
    return BallotView(
        **{
            **dict(row),
            "candidates": tuple(UnitName(unit=unit, name=names.get(unit)) for unit in units),
            "quorum": quorum,
            "needed": needed_for(quorum, len(voters)),
            "threshold": threshold,
            "voters": tuple(VoterView(**{**dict(v), "voted": v["voted"] if is_electronic else None}) for v in voters),
            "committee": orjson.loads(row["committee"]) if row["committee"] else (),
            "present": sum(voter["attended"] for voter in voters),
            "cast": sum(v["voted"] for v in voters) if is_electronic else None if result is None else cast_in(result),
            "result": result,
            "outcome": () if result is None else outcome_of(result, threshold, names_of(names)),
        }
    )
