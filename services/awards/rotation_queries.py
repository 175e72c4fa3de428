"""Awards that go round in turn among a cluster's units, for those who supervise them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter

from contracts.rules import AwardCode
from infra.runtime.paging import View
from infra.runtime.sql import queries_of
from services.awards.queries import Inside
from services.awards.rotation import Winners, rounds

QUERIES = queries_of(Path(__file__).parent / "rotation.sql")
router = APIRouter(tags=["awards"])


class WinnerView(View):
    unit: UUID
    unit_name: str
    register_number: str


class SeasonWinnersView(View):
    season: str
    cluster: UUID
    name: str
    winners: tuple[WinnerView, ...]


class RotationView(View):
    """One line of clusters, the same level and number each year, whose award went round; `at_least` is the pack's figure."""

    level: str
    number: int
    at_least: int
    seasons: tuple[SeasonWinnersView, ...]


class RotationsView(View):
    """Something to look at, never a sanction. `not_stated` are seasons whose pack lacks the figure: nothing is assumed."""

    award: AwardCode
    figure: str
    not_stated: tuple[str, ...]
    rotations: tuple[RotationView, ...]


@router.get("/award-rotations")
async def award_rotations(at: Inside, award: AwardCode = AwardCode.PROVINCIAL_FLAG) -> RotationsView:
    """Clusters whose award went to other units each year, for as many seasons as the pack of the last one says."""
    rows = await QUERIES.winners(at.conn, authority=at.caller.authority, award=award)
    by_cluster = {row["cluster"]: row for row in rows}
    return RotationsView(
        award=award,
        figure="scoring.award_rotation_seasons",
        not_stated=tuple(sorted({row["season"] for row in rows if row["at_least"] is None})),
        rotations=tuple(
            RotationView(
                level=found.seasons[-1].line[0],
                number=found.seasons[-1].line[1],
                at_least=found.seasons[-1].at_least,
                seasons=tuple(_season(by_cluster[each.cluster]) for each in found.seasons),
            )
            for found in rounds(_winners(row) for row in rows)
        ),
    )


def _winners(row: Any) -> Winners:
    return Winners(
        line=(row["level"], row["number"]),
        year=int(row["season"].rpartition(".")[2]),
        season=row["season"],
        cluster=row["cluster"],
        units=frozenset(UUID(each["unit"]) for each in orjson.loads(row["units"])),
        at_least=row["at_least"],
    )


def _season(row: Any) -> SeasonWinnersView:
    winners = tuple(WinnerView(**each) for each in orjson.loads(row["units"]))
    return SeasonWinnersView(season=row["season"], cluster=row["cluster"], name=row["name"], winners=winners)
