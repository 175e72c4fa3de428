"""Who left a cluster while it was scored, what was decided on their points, and who inherited them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter

from contracts.scoring import DepartureManner, DeparturePolicy, InheritedPart
from infra.runtime.paging import Listing, Paged, View
from services.scoring.departure_facts import QUERIES
from services.scoring.sight import At, Seen, within

router = APIRouter()


class HeirView(View):
    """A unit that opened with the mean of what its predecessors had, on its own scale."""

    unit: UUID
    on: date
    mean: Decimal
    months_before: int
    months_own: int
    predecessors: tuple[InheritedPart, ...]


class DepartureView(View):
    """A member that left; `open` ones block the lock, those noted after it change nothing. `version` is for If-Match."""

    unit: UUID
    name: str | None
    code: str | None
    on: date
    manner: DepartureManner
    successors: tuple[UUID, ...]
    document: UUID
    noted_at: datetime
    after_lock: bool
    open: bool
    version: int
    policy: DeparturePolicy | None
    reason: str | None
    policy_document: UUID | None
    settled_by: str | None
    settled_at: datetime | None
    inherited_by: tuple[HeirView, ...]


@router.get("/scoresheets/{cluster}/departures", tags=["scoresheets"])
async def departures(at: At, seen: Seen, page: Paged, cluster: UUID) -> Listing[DepartureView]:
    """Members that left, each with the board's word on its points: of the units that the caller may see."""
    rows = await QUERIES.departures(at.conn, **within(seen, page), cluster=cluster, today=seen.today, day=seen.day)
    return page.listing(rows, _departure)


def _departure(row: Any) -> DepartureView:
    heirs = [HeirView.model_validate_json(orjson.dumps(each)) for each in orjson.loads(row["inherited_by"])]
    return DepartureView(
        **dict(row) | {"successors": orjson.loads(row["successors"]), "inherited_by": tuple(heirs)},
    )
