"""A season as the read model keeps it, read back into what decisions and questions go by."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from contracts.awards import Nomination
from contracts.registry import QuotaPlaces
from contracts.rules import AwardCode
from infra.runtime.sql import Connection, queries_of
from services.awards.money import BaseSalary
from services.awards.places import Ranked
from services.awards.season_now import ClusterNow

QUERIES = queries_of(Path(__file__).parent / "season_now.sql")
PLACES: TypeAdapter[tuple[QuotaPlaces, ...]] = TypeAdapter(tuple[QuotaPlaces, ...])


async def base_salaries_of(connection: Connection, authority: str) -> tuple[BaseSalary, ...]:
    """An authority's base salaries."""
    return tuple(BaseSalary(**dict(row)) for row in await QUERIES.base_salaries(connection, authority=authority))


async def clusters_now(connection: Connection, season: str, authority: str) -> tuple[ClusterNow, ...]:
    """The clusters of an authority's season by level and number."""
    of = {"season": season, "authority": authority}
    ranked: dict[UUID, list[Ranked]] = defaultdict(list)
    for row in await QUERIES.ranks_of_season(connection, **of):
        ranked[row["cluster"]].append(Ranked(row["unit"], row["rank"], row["total"], row["reserved"]))
    nominated: dict[UUID, list[Nomination]] = defaultdict(list)
    for row in await QUERIES.nominations_of_season(connection, **of):
        nomination = Nomination(unit=row["unit"], award=AwardCode(row["award"]), rank=row["rank"])
        nominated[row["cluster"]].append(nomination)
    return tuple(
        _cluster(row, ranked[row["cluster"]], nominated[row["cluster"]])
        for row in await QUERIES.clusters_of_season(connection, **of)
    )


def _cluster(row: Any, ranked: list[Ranked], nominated: list[Nomination]) -> ClusterNow:
    return ClusterNow(
        cluster=row["cluster"],
        name=row["name"],
        ranked=tuple(ranked),
        places=PLACES.validate_json(row["places"]) if row["places"] else (),
        nominations=tuple(nominated) if row["has_round"] else None,
        received_on=row["received_on"],
        signed_on=row["signed_on"],
    )
