"""The cascade: what each change was, and every unit, leaf and place that it moved."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path as File
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Path, Query

from contracts.scoring import Layer, ScoresLocked, UnitLeftOut, UnitScoreChanged
from infra.runtime.chain import FactView, Summary
from infra.runtime.errors import NotFound
from infra.runtime.paging import Listing, Paged, View
from infra.runtime.sql import queries_of
from services.scoring.sight import At, Seen, within

QUERIES = queries_of(File(__file__).parent / "changes.sql")
OnePosition = Annotated[int, Path(ge=1, le=10**18, description="the place in the log of the change's first fact")]
Bound = Annotated[int | None, Query(ge=0, le=10**18, description="a position in scoring's log")]
router = APIRouter()


class ChangeSummary(View):
    """One command that moved points; `unit` is whose sheet or status it was about, None where it concerned all."""

    log: str
    position: int
    type: str
    time: datetime
    actor: str
    unit: UUID | None
    summary: Summary
    reason: str | None
    document: UUID | None
    after_lock: bool
    units: int
    leaves: int


class LeafReason(View):
    leaf: str
    reason: str


class CauseFact(FactView):
    """What the command said; a layer states a reason for each leaf that it changed, other facts one for the whole."""

    unit: UUID | None
    layer: Layer | None
    reason: str | None
    document: UUID | None
    leaf_reasons: tuple[LeafReason, ...]


class LeafMove(View):
    """A leaf's official points before and after; None before it had any."""

    leaf: str
    title: str
    old: Decimal | None
    new: Decimal | None


class UnitMove(View):
    """One unit; the places are among the running totals of those that count, equal totals sharing one (1, 2, 2, 4)."""

    unit: UUID
    name: str | None
    code: str | None
    total_old: Decimal | None
    total_new: Decimal | None
    place_old: int | None
    place_new: int | None
    leaves: tuple[LeafMove, ...]


class ChangeView(View):
    """The cascade report of one command: its cause, and every unit that it moved, be it in its place alone."""

    cluster: UUID
    position: int
    causes: tuple[CauseFact, ...]
    units: tuple[UnitMove, ...]


@router.get("/scoresheets/{cluster}/changes", tags=["scoresheets"])
async def changes(
    at: At, seen: Seen, page: Paged, cluster: UUID, since: Bound = None, until: Bound = None
) -> Listing[ChangeSummary]:
    """What moved points, a command at a time in the order of the log: where it moved units that the caller may see.

    Behind position `since` and up to `until`, if these are given: as ranking asks for what lies between two locks.
    """
    types = {"left_out": UnitLeftOut.type, "locked": ScoresLocked.type}
    rows = await QUERIES.changes(at.conn, **within(seen, page), cluster=cluster, since=since, until=until, **types)
    return page.listing(rows, lambda row: _change(row, seen.units))


@router.get("/scoresheets/{cluster}/changes/{position}", tags=["scoresheets"])
async def change(at: At, seen: Seen, cluster: UUID, position: OnePosition) -> ChangeView:
    """One change's cascade report: its cause, and the units, leaves, totals and places that it moved, before and after.

    Without the right to see all of the cluster, only one's own units stand in it, and none of anybody else's causes.
    """
    found = await QUERIES.change_by_position(at.conn, cluster=cluster, position=position)
    if found is None or found["position"] != position:
        raise NotFound(what="change of points in this cluster")
    units = None if seen.units is None else sorted(seen.units)
    moved = await QUERIES.moved_units(
        at.conn, cluster=cluster, command=found["command"], first=position, last=found["last"], units=units, day=seen.day
    )
    if seen.units is not None:
        # Who comes first is not for members to see while points are scored; nor why another unit's moved.
        moved = [row for row in moved if row["total_old"] != row["total_new"] or row["leaves"] != "[]"]
    if not moved:
        raise NotFound(what="change of points in this cluster")
    types = {"left_out": UnitLeftOut.type, "moved": UnitScoreChanged.type}
    causes = await QUERIES.causes(at.conn, cluster=cluster, command=found["command"], **types)
    return ChangeView(
        cluster=cluster,
        position=position,
        causes=tuple(_cause(row, seen.units) for row in causes),
        units=tuple(_unit(row, placed=seen.units is None) for row in moved),
    )


def _change(row: Any, units: frozenset[UUID] | None) -> ChangeSummary:
    summary = Summary(vi=row["summary_vi"], en=row["summary_en"])
    return ChangeSummary(**dict(row) | {"time": row["recorded_at"], "summary": summary} | _kept_back(row, units))


def _cause(row: Any, units: frozenset[UUID] | None) -> CauseFact:
    said = {
        "time": row["recorded_at"],
        "effective": row["effective_at"],
        "summary": Summary(vi=row["summary_vi"], en=row["summary_en"]),
        "leaf_reasons": tuple(LeafReason(**each) for each in orjson.loads(row["leaf_reasons"])),
    }
    return CauseFact(**dict(row) | said | _kept_back(row, units))


def _kept_back(row: Any, units: frozenset[UUID] | None) -> dict[str, Any]:
    """What the caller may not read of a unit whose sheet it may not see: reasons, in words or by leaf."""
    hidden = units is not None and row["unit"] not in units
    return {"reason": None, "document": None, "leaf_reasons": ()} if hidden else {}


def _unit(row: Any, *, placed: bool) -> UnitMove:
    leaves = tuple(LeafMove.model_validate_json(orjson.dumps(each)) for each in orjson.loads(row["leaves"]))
    places = {} if placed else {"place_old": None, "place_new": None}
    return UnitMove(**dict(row) | {"leaves": leaves} | places)
