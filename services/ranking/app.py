"""Ranking put together: the one file of it that knows every part."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter

from infra.runtime.projection import Projection
from infra.runtime.service import Service
from services.ranking import papers, projections, queries, table
from services.ranking.api import COMMANDS, STANDINGS
from services.ranking.domain import STANDING, claims

ROUTER = APIRouter()
for part in (queries, table, papers):
    ROUTER.include_router(part.router)

SERVICE = Service(
    name="ranking",
    reads=("registry", "scoring", "ranking"),
    categories=(STANDING,),
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
)
