"""Scoring's link in the chain of facts: what stands behind a unit's points, down to one leaf and whoever stated it."""

from __future__ import annotations

from typing import Annotated, Any, get_args
from uuid import UUID

from fastapi import APIRouter, Query, Request

from contracts.scoring import CrossSheetSubmitted, Layer, SelfSheetSubmitted, UnitScoreChanged
from infra.runtime.chain import FactView, NextLink, Summary
from infra.runtime.errors import NotFound
from infra.runtime.http import Reading, runtime_of
from infra.runtime.paging import Paged
from services.scoring.chain_views import CauseView, Facts, LeafChain, MoveFact, StatedFact
from services.scoring.facts import QUERIES
from services.scoring.ledger import LedgerFact
from services.scoring.shown import place_of, shape_of, statement_of
from services.scoring.sight import At, Seen

BY_LEAF = [
    *(kind.type for kind in (SelfSheetSubmitted, CrossSheetSubmitted, UnitScoreChanged)),
    *(kind.type for kind in get_args(LedgerFact)),
]
"""Events that say something of single leaves, or of none (the ledger's); the others concern a sheet or a cluster as a whole."""
OneLeaf = Annotated[str | None, Query(max_length=80, pattern=r"^[0-9A-Za-z.]*$", description="a leaf's code")]
router = APIRouter()


@router.get("/scoresheets/{cluster}/units/{unit}/facts", tags=["scoresheets"])
async def unit_facts(
    request: Request,
    at: At,
    seen: Seen,
    page: Paged,
    cluster: UUID,
    unit: UUID,
    leaf: OneLeaf = None,
) -> Facts:
    """What stands behind a unit's points, each event with its place in the log; `leaf` narrows it to one leaf."""
    seen.require(unit)
    url = runtime_of(request).settings.url_of
    chain = None if leaf is None else await _leaf_chain(at, url("registry"), url("scoring"), cluster, unit, leaf)
    rows = await QUERIES.unit_facts(
        at.conn, cluster=cluster, unit=unit, leaf=leaf, by_leaf=BY_LEAF, after=page.after_key, rows=page.rows
    )
    cut = page.listing(rows, _fact)
    registry = f"{url('registry')}/clusters/{cluster}/facts?unit={unit}"
    return Facts(
        service="scoring",
        facts=cut.items,
        leaf=chain,
        next=(NextLink(service="registry", href=registry),),
        more=cut.next,
    )


async def _leaf_chain(at: Reading, registry: str, scoring: str, cluster: UUID, unit: UUID, leaf: str) -> LeafChain:
    found = await QUERIES.leaves(at.conn, cluster=cluster, unit=unit, leaf=leaf)
    season = await QUERIES.scoresheet_by_cluster(at.conn, cluster=cluster)
    if not found or season is None:
        raise NotFound(what="leaf on this scorecard")
    shape = shape_of(found[0])
    stated = await QUERIES.leaf_statements(at.conn, cluster=cluster, unit=unit, leaf=leaf)
    moves = await QUERIES.leaf_moves(at.conn, cluster=cluster, unit=unit, leaf=leaf)
    return LeafChain(
        **dict(shape),
        points=found[0]["points"],
        statements=tuple(
            StatedFact(
                **{**dict(statement_of(shape, row, season)), "layer": Layer(row["layer"])},
                **place_of(row),
                href=f"{registry}/people/{row['actor']}",
            )
            for row in stated
        ),
        moves=tuple(_move(row, scoring, cluster, leaf) for row in moves),
    )


def _fact(row: Any) -> FactView:
    return FactView(
        **dict(row),
        time=row["recorded_at"],
        effective=row["effective_at"],
        summary=Summary(vi=row["summary_vi"], en=row["summary_en"]),
    )


def _move(row: Any, scoring: str, cluster: UUID, leaf: str) -> MoveFact:
    cause = CauseView(
        unit=row["cause_unit"],
        layer=row["cause_layer"],
        version=row["cause_version"],
        href=f"{scoring}/scoresheets/{cluster}/units/{row['cause_unit']}/facts?leaf={leaf}",
    )
    return MoveFact(old=row["old"], new=row["new"], cause=cause, **place_of(row))
