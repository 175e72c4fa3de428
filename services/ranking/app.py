"""Ranking put together: the one file of it that knows every part."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter

from infra.runtime.projection import Projection
from infra.runtime.service import Service
from services.ranking import (
    asking,
    ballot_queries,
    cascade_queries,
    complaint_queries,
    lots_queries,
    papers,
    projections,
    publications,
    queries,
    table,
    what_if,
)
from services.ranking.acts import claims
from services.ranking.api import COMMANDS, STANDINGS
from services.ranking.ballots import BALLOT
from services.ranking.complaints import COMPLAINT
from services.ranking.lots import LOTS
from services.ranking.recount import Recount
from services.ranking.standing import STANDING

ROUTER = APIRouter()
for part in (
    queries,
    publications,
    table,
    papers,
    ballot_queries,
    lots_queries,
    complaint_queries,
    cascade_queries,
    asking,
    what_if,
):
    ROUTER.routes += part.router.routes

SERVICE = Service(
    name="ranking",
    reads=("registry", "scoring", "ranking"),
    categories=(STANDING, BALLOT, LOTS, COMPLAINT),
    doors=COMMANDS,
    claims=claims,
    projection=Projection(
        name="ranking",
        version=projections.VERSION,
        handles=projections.HANDLES,
        project=projections.project,
        tables=Path(__file__).parent / "migrations" / "0001.sql",
    ),
    router=ROUTER,
    reactors=(STANDINGS,),
    checks=Recount,
    tables=Path(__file__).parent / "migrations" / "ballot_box.sql",
)
