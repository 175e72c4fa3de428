"""What if: the standings under another tie-break order, quota or pack, or with other totals. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from contracts.ballots import TieBroken
from contracts.base import PackId, Points, Rank, Version
from contracts.ranking import Ineligible, ReservedPlace, StandingRow, UnresolvedTie
from contracts.registry import QuotaPlaces
from contracts.rules import AwardCode, TieBreak
from infra.runtime.chain import Summary
from infra.runtime.errors import NotFound, Refusal
from infra.runtime.http import BoundedRoute, Reading, plain_body
from infra.runtime.paging import View
from services.ranking.asking import rows_in
from services.ranking.queries import QUERIES, At, found, standing_view
from services.ranking.summaries import moved
from services.ranking.supposing import Changed, Order, Terms, Total, award_of, order, reasons
from services.ranking.views import StandingState, StandingView

router = APIRouter(tags=["standings"], route_class=BoundedRoute)
Few = Annotated[tuple[TieBreak, ...], Field(max_length=16)]


class NothingSupposed(Refusal):
    """What is supposed is no other than what is."""

    status = 422
    code = "nothing-supposed"
    vi = "Chưa nêu giả định nào. Hãy nêu ít nhất một: tie_breaks, women_percent, places, pack, points."
    en = "Nothing is supposed. State at least one of tie_breaks, women_percent, places, pack, points."


class UnknownSupposedUnits(Refusal):
    """Totals are supposed of units that do not stand there."""

    status = 422
    code = "unknown-supposed-units"
    vi = "Không có trong bảng xếp hạng: {units}. Hãy kiểm tra mã đơn vị."
    en = "These do not stand in the standings: {units}. Check the ids."


class Supposed(BaseModel):
    """A part of a supposition; what else stands in it is passed over where scoring's own answer is handed on."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SupposedPlaces(Supposed):
    """The ranks, both included, that an award goes to."""

    award: AwardCode
    from_rank: Rank
    to_rank: Rank


class SupposedPack(Supposed):
    """A rule pack of the authority, whose ranking rules are to hold."""

    pack: PackId
    version: Version


class SupposedPoints(BaseModel):
    """One unit's total as it would be (`after`), and its group points; without a total it stays as it is."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    unit: UUID
    after: Points | None
    groups: tuple[Points, ...] | None = Field(default=None, max_length=10)


class SupposedScores(BaseModel):
    """Totals in the shape in which scoring's what-if answers them: its whole answer will do."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    units: tuple[SupposedPoints, ...] = Field(max_length=30)


class Supposition(Supposed):
    """What is supposed to be different; what is not named stays as it is. A pack is named or its parts are, not both."""

    tie_breaks: Few | None = None
    women_percent: int | None = Field(default=None, ge=1, le=100)
    places: tuple[SupposedPlaces, ...] | None = Field(default=None, max_length=8)
    pack: SupposedPack | None = None
    points: SupposedScores | None = None


class SupposedRow(View):
    """One unit as it would stand, and as it stands. `because` names what alone would move it, where it moves."""

    unit: UUID
    name: str | None
    total: Decimal | None
    rank: int | None
    dense: int | None
    decided_by: tuple[TieBreak, ...]
    ineligible: tuple[Ineligible, ...]
    reserved: ReservedPlace | None
    award: AwardCode | None
    total_before: Decimal | None
    rank_before: int | None
    decided_by_before: tuple[TieBreak, ...]
    award_before: AwardCode | None
    moves: bool
    because: tuple[Changed, ...]
    summary: Summary


class WhatIfView(View):
    """The standings as they would be, best first, compared with those that are shown. Nothing is written."""

    cluster: UUID
    season: str
    authority: str
    state: StandingState
    publication: int | None
    drawing: int
    changed: tuple[Changed, ...]
    places: tuple[QuotaPlaces, ...]
    rows: tuple[SupposedRow, ...]
    unresolved: tuple[UnresolvedTie, ...]
    unresolved_before: tuple[UnresolvedTie, ...]


@router.post("/standings/{cluster}/what-if", dependencies=[Depends(plain_body)])
async def what_if(at: At, cluster: UUID, supposition: Supposition) -> WhatIfView:
    """How the standings that are shown would change: who moves, and which supposition makes the difference."""
    row = await found(at, cluster)
    view = await standing_view(at, row)
    rows, before = rows_in(view), _as_it_is(view, row)
    after = await _supposed(at, before, supposition, row["authority"], rows)
    because = reasons(rows, before, after)
    known, supposed = order(rows, before), order(rows, after)
    names = {each.unit: each.name for each in view.rows}
    return WhatIfView(
        **{name: getattr(view, name) for name in ("cluster", "season", "authority", "state", "publication", "drawing")},
        changed=tuple(each for each in Changed if getattr(before, each.term) != getattr(after, each.term)),
        places=after.places,
        rows=tuple(_row(each, known, before, supposed, after, names, because) for each in supposed.rows),
        unresolved=supposed.unresolved,
        unresolved_before=known.unresolved,
    )


def _as_it_is(view: StandingView, row: Any) -> Terms:
    of: dict[str, Any] = {"cluster": view.cluster, "authority": view.authority}
    broken = tuple(TieBroken(**of, **dict(act)) for act in view.broken)
    steps = tuple(TieBreak(step) for step in orjson.loads(row["tie_breaks"] or "[]"))
    return Terms(
        steps, row["women_percent"] or 0, view.places, suspended_keep_rank=bool(row["suspended_keep_rank"]), broken=broken
    )


async def _supposed(at: Reading, before: Terms, said: Supposition, authority: str, rows: Sequence[StandingRow]) -> Terms:
    terms: dict[str, Any] = {}
    if said.pack is not None:
        pack = await QUERIES.rule_pack(at.conn, authority=authority, pack=said.pack.pack, version=said.pack.version)
        if pack is None:
            raise NotFound(what="rule pack")
        terms["tie_breaks"] = tuple(TieBreak(step) for step in orjson.loads(pack["tie_breaks"]))
        terms["women_percent"] = pack["women_percent"]
        terms["suspended_keep_rank"] = bool(pack["suspended_keep_rank"])
    if said.tie_breaks is not None:
        terms["tie_breaks"] = said.tie_breaks
    if said.women_percent is not None:
        terms["women_percent"] = said.women_percent
    if said.places is not None:
        terms["places"] = tuple(QuotaPlaces(**dict(each)) for each in said.places)
    if said.points is not None:
        terms["totals"] = _totals(said.points, rows)
    if not terms:
        raise NothingSupposed
    return before.but(**terms)


def _totals(said: SupposedScores, rows: Sequence[StandingRow]) -> dict[UUID, Total]:
    totals = {row.unit: row.total for row in rows}
    if unknown := sorted(str(each.unit) for each in said.units if each.unit not in totals):
        raise UnknownSupposedUnits(units=", ".join(unknown))
    # Who has no total has no sheet that was complete, and no supposed points give it one.
    return {
        each.unit: Total(each.after, each.groups)
        for each in said.units
        if each.after is not None and totals[each.unit] is not None
    }


def _row(
    row: StandingRow,
    known: Order,
    before: Terms,
    supposed: Order,
    after: Terms,
    names: dict[UUID, str | None],
    because: dict[UUID, tuple[Changed, ...]],
) -> SupposedRow:
    (was,) = (each for each in known.rows if each.unit == row.unit)
    vi, en = moved(was.rank, row.rank, was.total, row.total)
    shown = ("unit", "total", "rank", "dense", "decided_by", "ineligible", "reserved")
    return SupposedRow(
        **{name: getattr(row, name) for name in shown},
        name=names[row.unit],
        award=award_of(row, supposed, after.places),
        total_before=was.total,
        rank_before=was.rank,
        decided_by_before=was.decided_by,
        award_before=award_of(was, known, before.places),
        moves=row.unit in because,
        because=because.get(row.unit, ()),
        summary=Summary(vi=vi, en=en),
    )
