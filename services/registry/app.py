"""Registry put together: the one file of it that knows every part."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter

from infra.runtime.projection import Projection
from infra.runtime.service import Service
from services.registry import (
    cluster_queries,
    council_queries,
    flag_queries,
    pack_queries,
    people,
    projections,
    queries,
    quota_queries,
    workbook_routes,
)
from services.registry.api import COMMANDS
from services.registry.domain import CATEGORIES, claims
from services.registry.work import queries as work_queries

MIGRATIONS = Path(__file__).parent / "migrations"

router = APIRouter()
for part in (
    queries,
    cluster_queries,
    flag_queries,
    council_queries,
    pack_queries,
    quota_queries,
    people,
    work_queries,
    workbook_routes,
):
    router.routes += part.router.routes

SERVICE = Service(
    name="registry",
    reads=("registry",),
    categories=CATEGORIES,
    doors=COMMANDS,
    claims=claims,
    projection=Projection(
        name="registry",
        version=projections.VERSION,
        handles=projections.HANDLES,
        project=projections.project,
        tables=MIGRATIONS / "0001.sql",
    ),
    router=router,
    tables=MIGRATIONS / "person.sql",
)
