"""Queries over many leaves read the rows of the cluster that is asked about, and no others: measured on 400 clusters.

Four thousand units with forty leaves each: 160,000 points, statements and moves, as a dozen provinces have them in a year.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from infra.local.postgres import Postgres
from infra.runtime.sql import Queries
from services.scoring import app
from services.scoring.change_queries import QUERIES as CHANGES
from services.scoring.overview_queries import OFFICIAL
from services.scoring.overview_queries import QUERIES as OVERVIEWS

CLUSTERS, UNITS, LEAVES, CLUSTERS_OF_ONE = 400, 10, 40, 20
ROWS_OF_A_CLUSTER = UNITS * LEAVES


@pytest.fixture(scope="module")
def filled(postgres: Postgres) -> Iterator[str]:
    name = f"plans_{uuid.uuid4().hex[:12]}"
    postgres.psql(f"CREATE DATABASE {name}")
    url = postgres.url(name)
    asyncio.run(fill(url))
    yield url
    postgres.psql(f"DROP DATABASE {name} WITH (FORCE)")


async def fill(url: str) -> None:
    tables = (Path(app.__file__).parent / "migrations" / "0001.sql").read_text()
    connection = await asyncpg.connect(url)
    await connection.execute(tables)
    await connection.execute((Path(__file__).parent / "plans.sql").read_text())
    await connection.close()


def measured(url: str, queries: Queries, name: str, **parameters: Any) -> tuple[int, float, int]:
    """How many rows of the big tables a statement read, in how many milliseconds, and how many it answered."""
    return asyncio.run(explained(url, queries, name, parameters))


async def explained(url: str, queries: Queries, name: str, parameters: dict[str, Any]) -> tuple[int, float, int]:
    statement = getattr(queries._queries, name)
    order = queries._queries.driver_adapter.var_sorted[name]
    connection = await asyncpg.connect(url)
    said = await connection.fetchval(f"explain (analyze, format json) {statement.sql}", *[parameters[each] for each in order])
    await connection.close()
    (plan,) = json.loads(said)
    return rows_read(plan["Plan"]), plan["Execution Time"], plan["Plan"]["Actual Rows"]


def rows_read(node: dict[str, Any]) -> int:
    """The rows that scans of points, moves and statements looked at, those that a filter took away too."""
    mine = 0
    if node.get("Relation Name") in ("points", "points_move", "statement", "score_change"):
        mine = round((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"])
    return mine + sum(rows_read(each) for each in node.get("Plans", ()))


def id_of(text: str) -> uuid.UUID:
    return uuid.UUID(hashlib.md5(text.encode()).hexdigest())  # noqa: S324 - the same ids as in the tables above


PAGE = {"after": None, "rows": 201}


def test_statistics_read_the_points_of_the_clusters_asked_about(filled: str) -> None:
    one = {"cluster": id_of("c7"), "authority": None, "season": None, "by": "leaf"}
    rows, _, answered = measured(filled, OVERVIEWS, "statistics", **one, **PAGE)
    assert (rows <= ROWS_OF_A_CLUSTER, answered) == (True, LEAVES)
    whole = {"cluster": None, "authority": "a3", "season": "a3.2023", "by": "group"}
    rows, milliseconds, answered = measured(filled, OVERVIEWS, "statistics", **whole, **PAGE)
    assert (rows <= CLUSTERS_OF_ONE * ROWS_OF_A_CLUSTER, answered) == (True, CLUSTERS_OF_ONE)
    assert milliseconds < 2_000


def test_a_comparison_reads_the_leaves_of_the_units_that_are_compared(filled: str) -> None:
    units = [id_of(f"u7 {number}") for number in range(1, 6)]
    asked = {"cluster": id_of("c7"), "units": units, "layers": OFFICIAL}
    rows, _, answered = measured(filled, OVERVIEWS, "comparison", **asked, **PAGE)
    assert (rows <= 2 * len(units) * LEAVES, answered) == (True, LEAVES)


def test_a_cascade_reads_its_own_cluster(filled: str) -> None:
    unit = id_of("u7 3")
    asked = {"command": id_of(f"command{unit}"), "first": 1, "last": CLUSTERS * UNITS, "units": None, "day": date(2023, 12, 31)}
    rows, milliseconds, _ = measured(filled, CHANGES, "moved_units", cluster=id_of("c7"), **asked)
    assert rows <= 5 * UNITS + 2 * ROWS_OF_A_CLUSTER
    assert milliseconds < 2_000
