"""Scoring put together: the one file of it that knows every part."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fastapi import APIRouter

from contracts.base import Fact
from infra.runtime.decisions import Claim, Release
from infra.runtime.projection import Projection
from infra.runtime.service import Service
from services.scoring import (
    after_lock_queries,
    agreement_queries,
    asking,
    chain_queries,
    change_queries,
    departure_queries,
    evidence,
    ledger_queries,
    leniency_queries,
    overview_queries,
    projections,
    queries,
)
from services.scoring.agreement import SCORECARD
from services.scoring.api import COMMANDS
from services.scoring.citations import citations
from services.scoring.departure_facts import NOTING_DEPARTURES
from services.scoring.domain import SCORESHEET
from services.scoring.facts import LEAVING_OUT, REOPENING
from services.scoring.workbooks import routes

ROUTER = APIRouter()
for part in (
    agreement_queries,
    queries,
    chain_queries,
    after_lock_queries,
    asking,
    change_queries,
    departure_queries,
    ledger_queries,
    leniency_queries,
    overview_queries,
    evidence,
    routes,
):
    ROUTER.routes += part.router.routes


def no_claims(_: Fact) -> Iterable[Claim | Release]:
    """Each cluster's streams stand alone: nothing of scoring's is held only once across them."""
    return ()


SERVICE = Service(
    name="scoring",
    reads=("registry", "scoring", "ranking"),
    categories=(SCORECARD, SCORESHEET),
    doors=COMMANDS,
    claims=no_claims,
    projection=Projection(
        name="scoring",
        version=projections.VERSION,
        handles=projections.HANDLES,
        project=projections.project,
        tables=Path(__file__).parent / "migrations" / "0001.sql",
    ),
    router=ROUTER,
    keeps_files=True,
    citations=citations,
    reactors=(LEAVING_OUT, NOTING_DEPARTURES, REOPENING),
)
