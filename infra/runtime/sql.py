"""SQL lives in `.sql` files: named statements, each with a line on what it is for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import aiosql
import asyncpg
from aiosql.types import SQLOperationType
from asyncpg.pool import PoolConnectionProxy

Connection = asyncpg.Connection | PoolConnectionProxy
"""A connection of its own, or one lent by a pool."""


class Queries:
    """The named statements of one file, as coroutines that take a connection or a pool and named parameters.

    What a statement answers is told by its name's last sign: none a list of rows, `^` one row or None, `$` one value
    or None, `!` what was done, `#` a script. aiosql reads the file; asyncpg is asked directly, because aiosql's way of
    telling a pool from a connection costs more than many a statement.
    """

    def __init__(self, file: Path) -> None:
        self._queries = aiosql.from_path(file, "asyncpg", mandatory_parameters=False)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        statement = getattr(self._queries, name)
        ask, text = _WAYS[statement.operation], statement.sql
        order: list[str] = self._queries.driver_adapter.var_sorted[name]

        async def query(connection: Any, **parameters: Any) -> Any:
            if parameters.keys() != set(order):
                raise TypeError(f"{name} takes {order}, not {sorted(parameters)}")
            return await getattr(connection, ask)(text, *[parameters[each] for each in order])

        setattr(self, name, query)
        return query


_WAYS: Final = {
    SQLOperationType.SELECT: "fetch",
    SQLOperationType.SELECT_ONE: "fetchrow",
    SQLOperationType.SELECT_VALUE: "fetchval",
    SQLOperationType.INSERT_UPDATE_DELETE: "execute",
    SQLOperationType.SCRIPT: "execute",
}


def queries_of(file: Path) -> Queries:
    """Load the named statements of a `.sql` file: `await QUERIES.unit_by_id(connection, unit=…)`."""
    return Queries(file)


def statements_in(file: Path) -> str:
    """The text of a `.sql` file that is executed whole, such as the tables of a read model."""
    return file.read_text(encoding="utf-8")
