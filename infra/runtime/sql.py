"""SQL lives in `.sql` files: named statements, each with a line on what it is for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiosql
import asyncpg
from aiosql.types import SQLOperationType
from asyncpg.pool import PoolConnectionProxy

Connection = asyncpg.Connection | PoolConnectionProxy
"""A connection of its own, or one lent by a pool."""


class Queries:
    """The named statements of one file, as coroutines that take a connection or a pool and named parameters.

    What a statement answers is told by its name's last sign: none a list of rows, `^` one row or None, `$` one value
    or None, `!` what was done, `#` a script.
    """

    def __init__(self, file: Path) -> None:
        self._queries = aiosql.from_path(file, "asyncpg", mandatory_parameters=False)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        statement = getattr(self._queries, name)

        async def rows(connection: Any, **parameters: Any) -> list[Any]:
            found: AsyncIterator[Any] = statement(connection, **parameters)
            return [row async for row in found]

        query: Callable[..., Any] = rows if statement.operation is SQLOperationType.SELECT else statement
        setattr(self, name, query)
        return query


def queries_of(file: Path) -> Queries:
    """Load the named statements of a `.sql` file: `await QUERIES.unit_by_id(connection, unit=…)`."""
    return Queries(file)


def statements_in(file: Path) -> str:
    """The text of a `.sql` file that is executed whole, such as the tables of a read model."""
    return file.read_text(encoding="utf-8")
