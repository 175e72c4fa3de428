"""Queries of lots: what was announced, what came of it, and how anybody draws them again."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter

from infra.runtime.errors import NotFound
from infra.runtime.http import Reading
from infra.runtime.paging import Listing, Paged
from infra.runtime.sql import queries_of
from services.ranking.ballot_views import LotsView
from services.ranking.queries import At

QUERIES = queries_of(Path(__file__).parent / "ballots.sql")
router = APIRouter(tags=["lots"])


@router.get("/lots")
async def lots_of(at: At, page: Paged, cluster: UUID | None = None) -> Listing[LotsView]:
    """Lots by the moment they were announced; those of one cluster, if it is asked for."""
    rows = await QUERIES.lots(at.conn, **_of(at), cluster=cluster, after=page.after_key, rows=page.rows)
    return page.listing(rows, _view)


@router.get("/lots/{lots}")
async def one_lots(at: At, lots: UUID) -> LotsView:
    """One draw of lots, and the two lines of shell that repeat it."""
    row = await QUERIES.lots_by_id(at.conn, lots=lots, **_of(at))
    if row is None:
        raise NotFound(what="lots")
    return _view(row)


def _of(at: Reading) -> dict[str, Any]:
    return {"authority": at.caller.authority, "unit": at.caller.unit}


def _view(row: Any) -> LotsView:
    units = [UUID(unit) for unit in orjson.loads(row["units"])]
    order = [UUID(unit) for unit in orjson.loads(row["order"])] if row["order"] else []
    seed = row["seed"]
    hashes = [hashlib.sha256(f"{seed}\0{unit}".encode()).hexdigest() for unit in order]
    shell = () if seed is None else shell_of(seed, units)
    return LotsView(**{**dict(row), "units": units, "order": order, "hashes": hashes, "shell": shell})


def shell_of(seed: str, units: list[UUID]) -> tuple[str, str]:
    """Two lines of shell that print each unit behind its hash, in the order drawn."""
    quoted = seed.replace("'", "'\\''")
    return (
        f"seed='{quoted}'",
        f"for unit in {' '.join(map(str, units))}; "
        'do printf "%s\\0%s" "$seed" $unit | sha256sum | sed "s/-/$unit/"; done | LC_ALL=C sort',
    )
