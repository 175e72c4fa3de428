"""Awards put together: the one file of it that knows every part."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter

from infra.runtime.projection import Projection
from infra.runtime.service import Service
from services.awards import (
    catalogue,
    certificates,
    fund_queries,
    government_flag_queries,
    honours_queries,
    papers,
    procedure_queries,
    projections,
    public_feed,
    queries,
    register_queries,
    reminder_queries,
    rotation_queries,
    round_queries,
    what_if,
)
from services.awards.api import COMMANDS, REACTORS
from services.awards.claims import claims
from services.awards.decision import DECISION
from services.awards.domain import HEAD, PUBLIC_AWARD
from services.awards.fund import FUND
from services.awards.government_flag import GOVERNMENT_FLAG
from services.awards.recovery import RECOVERY
from services.awards.register import AWARD
from services.awards.results import PUBLIC_RESULTS
from services.awards.rounds import NOMINATION
from services.awards.submission import SUBMISSION

ROUTER = APIRouter()
PARTS = (
    queries,
    procedure_queries,
    reminder_queries,
    register_queries,
    honours_queries,
    fund_queries,
    round_queries,
    rotation_queries,
    what_if,
    catalogue,
    government_flag_queries,
    papers,
    public_feed,
    certificates,
)
for part in PARTS:
    ROUTER.routes += part.router.routes

SERVICE = Service(
    name="awards",
    reads=("registry", "scoring", "ranking", "awards"),
    categories=(NOMINATION, GOVERNMENT_FLAG, SUBMISSION, DECISION, AWARD, PUBLIC_AWARD, RECOVERY, FUND, HEAD, PUBLIC_RESULTS),
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
