"""Queries that compute: why a unit does not get an award, how little would change its rank, and what if. Nothing is written.

They compute from the rows that are shown, so they can look back as every query can.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Request
from pydantic import TypeAdapter

from contracts.ballots import TieBreakResult
from contracts.ranking import Ineligible, ReservedPlace, StandingRow
from contracts.rules import AwardCode, TieBreak
from infra.runtime.chain import NextLink, Summary
from infra.runtime.errors import NotFound
from infra.runtime.http import Reading, runtime_of
from infra.runtime.paging import View
from services.ranking.ballot_queries import QUERIES as BALLOTS
from services.ranking.queries import INSIDERS, At, found, standing_view
from services.ranking.sensitivity import Sensitivity, sensitivity
from services.ranking.views import StandingState, StandingView
from services.ranking.why_not import Stands, WhyNot, why_not
from services.ranking.why_not_words import sentences, sentences_of_sensitivity

RESULT = TypeAdapter(TieBreakResult)
router = APIRouter(tags=["standings"])


class LostTieView(View):
    """The step that decided against the unit, and what it compared: `own` and `other`, or a ballot's votes."""

    step: TieBreak
    unit: UUID
    own: Decimal | None
    other: Decimal | None
    act: UUID | None
    votes_own: int | None
    votes_other: int | None


class AwardView(View):
    """How a unit stands to an award: `missing` points to be equal to the last unit within its places, or the tie lost.

    `from_rank` and `to_rank` are the places that the quota gives it; `shared_with` are those with whom a tie over their border
    is still to be broken.
    """

    award: AwardCode
    from_rank: int
    to_rank: int
    stands: Stands
    missing: Decimal | None
    last: UUID | None
    last_name: str | None
    last_total: Decimal | None
    lost: LostTieView | None
    shared_with: tuple[UUID, ...]
    summary: Summary


class SensitivityView(View):
    """The smallest change of the own total that changes the own rank, all others unchanged; a tie counts as a change."""

    up: Decimal | None
    down: Decimal | None
    summary: Summary


class WhyNotView(View):
    """Why a unit has not what it has not, award by award; `next` tells which points it lost, leaf by leaf."""

    cluster: UUID
    unit: UUID
    name: str | None
    state: StandingState
    publication: int | None
    drawing: int
    rank: int | None
    dense: int | None
    total: Decimal | None
    ineligible: tuple[Ineligible, ...]
    reserved: ReservedPlace | None
    awards: tuple[AwardView, ...]
    sensitivity: SensitivityView | None
    next: tuple[NextLink, ...]


@router.get("/standings/{cluster}/units/{unit}/why-not")
async def why_not_awarded(request: Request, at: At, cluster: UUID, unit: UUID) -> WhyNotView:
    """Why a unit gets no award, and what would bring it there; for the unit's own officer, and for who sees all."""
    row = await found(at, cluster)
    view = await standing_view(at, row)
    own = next((each for each in view.rows if each.unit == unit), None)
    if own is None or not (at.caller.roles & INSIDERS or at.caller.unit == unit):
        raise NotFound(what="unit in these standings")
    rows = rows_in(view)
    steps = tuple(TieBreak(step) for step in orjson.loads(row["tie_breaks"] or "[]"))
    said = why_not(rows, view.places, view.unresolved, steps, row["women_percent"] or 0, unit)
    names = {each.unit: each.name or str(each.unit) for each in view.rows}
    scoring = runtime_of(request).settings.url_of("scoring")
    return WhyNotView(
        **{name: getattr(own, name) for name in ("unit", "name", "rank", "dense", "total", "ineligible", "reserved")},
        cluster=cluster,
        state=view.state,
        publication=view.publication,
        drawing=view.drawing,
        awards=tuple([await _award(at, view, each, own.reserved, names) for each in said]),
        sensitivity=_sensitivity(sensitivity(rows, unit)),
        next=(NextLink(service="scoring", href=f"{scoring}/scoresheets/{cluster}/units/{unit}/shortfall"),),
    )


def rows_in(view: StandingView) -> tuple[StandingRow, ...]:
    """The rows of a view, as the contract has them."""
    return tuple(StandingRow(**{name: getattr(row, name) for name in StandingRow.model_fields}) for row in view.rows)


async def _award(
    at: Reading, view: StandingView, said: WhyNot, reserved: ReservedPlace | None, names: dict[UUID, str]
) -> AwardView:
    lost = None
    if said.lost is not None:
        values = {name: getattr(said.lost, name) for name in ("step", "unit", "own", "other")}
        lost = LostTieView(**values, **await _votes(at, view, said))
    votes = None if lost is None or lost.votes_own is None else (lost.votes_own, lost.votes_other or 0)
    vi, en = sentences(said, reserved, names, votes)
    return AwardView(
        **{name: getattr(said, name) for name in AwardView.model_fields if hasattr(said, name) and name != "lost"},
        last_name=names.get(said.last) if said.last else None,
        lost=lost,
        summary=Summary(vi=vi, en=en),
    )


async def _votes(at: Reading, view: StandingView, said: WhyNot) -> dict[str, Any]:
    """Which ballot or lots it was, and how many votes either had."""
    nothing = {"act": None, "votes_own": None, "votes_other": None}
    lost = said.lost
    if lost is None:
        return nothing
    acts = [act for act in view.broken if act.by is lost.step and {said.unit, lost.unit} <= {u for g in act.order for u in g}]
    if not acts:
        return nothing
    act = acts[-1].act
    result = await BALLOTS.ballot_result(at.conn, ballot=act) if lost.step is TieBreak.BALLOT else None
    if result is None:
        return {**nothing, "act": act}
    votes = {each.unit: each.votes for each in RESULT.validate_json(result).votes}
    return {"act": act, "votes_own": votes.get(said.unit), "votes_other": votes.get(lost.unit)}


def _sensitivity(said: Sensitivity | None) -> SensitivityView | None:
    if said is None:
        return None
    vi, en = sentences_of_sensitivity(said)
    return SensitivityView(up=said.up, down=said.down, summary=Summary(vi=vi, en=en))
