"""What happened to a cluster's points since they were first locked."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter
from pydantic import TypeAdapter

from contracts.scoring import Layer, ReopenedSheet
from infra.runtime.errors import NotFound
from infra.runtime.paging import Paged, View
from services.scoring.facts import QUERIES
from services.scoring.season import Phase
from services.scoring.sight import At, Seen, within

SHEETS = TypeAdapter(tuple[ReopenedSheet, ...])
router = APIRouter()


class ReopeningView(View):
    """Locked points were opened again: whose leaves and ledgers, why, by which document; for which upheld complaint, if any."""

    version: int
    sheets: tuple[ReopenedSheet, ...]
    ledgers: tuple[UUID, ...]
    reason: str
    document: UUID
    complaint: UUID | None
    time: datetime
    actor: str
    log: str
    position: int


class LockView(View):
    time: datetime
    actor: str
    log: str
    position: int


class LateMove(View):
    """Points that moved after the first lock: whose sheet moved them, the reason given, and the reopening before.

    Without a leaf the ledger moved the total, from `old` to `new`.
    """

    unit: UUID
    name: str | None
    leaf: str | None
    old: Decimal | None
    new: Decimal | None
    cause_unit: UUID
    cause_layer: Layer | None
    cause_version: int | None
    reason: str | None
    reopening: int | None
    time: datetime
    actor: str
    log: str
    position: int


class AfterLockView(View):
    """What happened to a cluster's points since they were first locked; `next` is the cursor to further moves."""

    cluster: UUID
    phase: Phase
    locks: tuple[LockView, ...]
    reopenings: tuple[ReopeningView, ...]
    moves: tuple[LateMove, ...]
    next: str | None


@router.get("/scoresheets/{cluster}/after-lock", tags=["scoresheets"])
async def after_lock(at: At, seen: Seen, page: Paged, cluster: UUID) -> AfterLockView:
    """What happened after the first lock: each reopening, each lock, and whose points moved, when, by whom and why."""
    season = await QUERIES.scoresheet_by_cluster(at.conn, cluster=cluster)
    if season is None:
        raise NotFound(what="scoresheet")
    cut = page.listing(await QUERIES.moves_after_lock(at.conn, **within(seen, page), cluster=cluster, day=seen.day), _late_move)
    return AfterLockView(
        cluster=cluster,
        phase=season["phase"],
        locks=tuple(LockView(**dict(row), time=row["locked_at"]) for row in await QUERIES.locks(at.conn, cluster=cluster)),
        reopenings=tuple(_reopening(row) for row in await QUERIES.reopenings(at.conn, cluster=cluster)),
        moves=cut.items,
        next=cut.next,
    )


def _late_move(row: Any) -> LateMove:
    return LateMove(**dict(row), time=row["recorded_at"])


def _reopening(row: Any) -> ReopeningView:
    said = {"sheets": SHEETS.validate_json(row["sheets"]), "ledgers": orjson.loads(row["ledgers"])}
    return ReopeningView(**{**dict(row), **said}, time=row["recorded_at"])
