"""Row changes of a batch, coalesced a key and written one statement a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from infra.runtime.changes import Change, Patch, Put, Remove
from infra.runtime.paths import HERE
from infra.runtime.sql import Connection, queries_of

QUERIES = queries_of(HERE / "read_model.sql")


class BadChange(Exception):
    """A projection asked for what its tables do not have: an unknown table or column, or a row that is not there."""


@dataclass(frozen=True, slots=True)
class _Table:
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    documents: frozenset[str]
    upsert: str
    remove: str


Key = tuple[Any, ...]


class Batch:
    """The end state of every row that a batch touches: later changes take the place of earlier ones.

    A patch that a later change took the place of is kept apart: it needs its row all the same, or what is an error
    would depend on how the events came in.
    """

    def __init__(self, tables: Mapping[str, _Table]) -> None:
        self._tables = tables
        self.rows: dict[str, dict[Key, Change]] = defaultdict(dict)
        self.overtaken: dict[str, dict[Key, Patch]] = defaultdict(dict)

    def add(self, changes: Iterable[Change]) -> None:
        """Take a projection's changes in, in order.

        Raises:
            BadChange: a change that its table cannot hold, or a patch of a row that the batch itself removed.
        """
        for change in changes:
            table = self._tables.get(change.table)
            if table is None or tuple(change.key) != table.keys:
                raise BadChange(f"{change.table} has no key {list(change.key)}")
            key = tuple(change.key.values())
            rows = self.rows[change.table]
            earlier = rows.get(key)
            rows[key] = self._merged(table, earlier, change)
            if isinstance(earlier, Patch) and not isinstance(change, Patch):
                self.overtaken[change.table].setdefault(key, earlier)

    def _merged(self, table: _Table, earlier: Change | None, change: Change) -> Change:
        match change:
            case Put(row=named) | Patch(changes=named) if unknown := set(named) - set(table.columns):
                raise BadChange(f"{change.table} has no column {sorted(unknown)}")
            case Patch(table_name, key, changes):
                match earlier:
                    case Put():
                        return Put(table_name, key, {**earlier.row, **changes})
                    case Patch():
                        return Patch(table_name, key, {**earlier.changes, **changes})
                    case Remove():
                        raise BadChange(f"{table_name} {dict(key)} is changed after it was removed")
        return change


class RowWriter:
    """Writes batches into one generation's tables."""

    def __init__(self, schema: str, tables: Mapping[str, _Table]) -> None:
        self._schema = schema
        self._tables = tables
        self._patches: dict[tuple[str, tuple[str, ...]], str] = {}

    @classmethod
    async def open(cls, connection: Connection, schema: str) -> RowWriter:
        """Learn the tables of a generation from the database's own catalogue."""
        tables = {
            row["name"]: _Table(
                columns=tuple(row["columns"]),
                keys=tuple(row["keys"]),
                documents=frozenset(row["documents"] or ()),
                upsert=row["upsert"],
                remove=row["remove"],
            )
            for row in await QUERIES.tables(connection, schema=schema)
        }
        return cls(schema, tables)

    def batch(self) -> Batch:
        return Batch(self._tables)

    async def write(self, connection: Connection, batch: Batch) -> None:
        """Write a batch; the caller's transaction makes it all or nothing.

        Raises:
            BadChange: a patch found no row.
        """
        for name, overtaken in batch.overtaken.items():
            await self._patch(connection, name, self._tables[name], [*overtaken.items()])
        for name, rows in batch.rows.items():
            table = self._tables[name]
            puts = [(key, c.row) for key, c in rows.items() if isinstance(c, Put)]
            if puts:
                full = [{**dict(zip(table.keys, key, strict=True)), **row} for key, row in puts]
                await connection.execute(table.upsert, *_columns(table, table.columns, full))
            if gone := [key for key, c in rows.items() if isinstance(c, Remove)]:
                await connection.execute(table.remove, *map(list, zip(*gone, strict=True)))
            await self._patch(connection, name, table, [(k, c) for k, c in rows.items() if isinstance(c, Patch)])

    async def _patch(self, connection: Connection, name: str, table: _Table, patches: Sequence[tuple[Key, Patch]]) -> None:
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for key, patch in patches:
            columns = tuple(sorted(set(patch.changes) - set(table.keys)))
            alike[columns].append({**dict(zip(table.keys, key, strict=True)), **patch.changes})
        for columns, rows in alike.items():
            if not columns:
                continue
            statement = await self._patch_statement(connection, name, columns)
            done = await connection.execute(statement, *_columns(table, (*table.keys, *columns), rows))
            if done != f"UPDATE {len(rows)}":
                raise BadChange(f"{name}: {done} instead of {len(rows)} rows changed")

    async def _patch_statement(self, connection: Connection, name: str, columns: tuple[str, ...]) -> str:
        if (name, columns) not in self._patches:
            self._patches[name, columns] = await QUERIES.patch_statement(
                connection, schema=self._schema, table=name, columns=columns
            )
        return self._patches[name, columns]


def _columns(table: _Table, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    return [
        [_document(row.get(name)) for row in rows] if name in table.documents else [row.get(name) for row in rows]
        for name in names
    ]


def _document(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value, default=str).decode()
