"""SQL lives in `.sql` files: named statements, each with a line on what it is for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiosql
import asyncpg
from asyncpg.pool import PoolConnectionProxy

Connection = asyncpg.Connection | PoolConnectionProxy
"""A connection of its own, or one lent by a pool."""


def queries_of(file: Path) -> Any:
    """Load the named statements of a `.sql` file as coroutines: `await QUERIES.unit_by_id(connection, unit=…)`."""
    return aiosql.from_path(file, "asyncpg", mandatory_parameters=False)


def statements_in(file: Path) -> str:
    """The text of a `.sql` file that is executed whole, such as the tables of a read model."""
    return file.read_text(encoding="utf-8")
