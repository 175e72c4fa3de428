"""Awards put together: the one file of it that knows every part."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter

from infra.runtime.projection import Projection
from infra.runtime.service import Service
from services.awards import (
    certificates,
    fund_queries,
    honours_queries,
    papers,
    projections,
    public_feed,
    queries,
    register_queries,
    rotation_queries,
)
from services.awards.api import COMMANDS, REACTORS
from services.awards.decision import DECISION
from services.awards.domain import HEAD, NOMINATION, PUBLIC_AWARD, claims
from services.awards.fund import FUND
from services.awards.recovery import RECOVERY
from services.awards.register import AWARD
from services.awards.results import PUBLIC_RESULTS

ROUTER = APIRouter()
for part in (queries, register_queries, honours_queries, fund_queries, rotation_queries, papers, public_feed, certificates):
    ROUTER.include_router(part.router)

SERVICE = Service(
    name="awards",
    reads=("registry", "scoring", "ranking", "awards"),
    categories=(NOMINATION, DECISION, AWARD, PUBLIC_AWARD, RECOVERY, FUND, HEAD, PUBLIC_RESULTS),
    doors=COMMANDS,
    claims=claims,
    projection=Projection(
        name="awards",
        version=projections.VERSION,
        handles=projections.HANDLES,
        project=projections.project,
        tables=Path(__file__).parent / "migrations" / "0001.sql",
    ),
    router=ROUTER,
    reactors=REACTORS,
    public=True,
)
