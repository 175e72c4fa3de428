"""Row changes of a batch, coalesced a key and written in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final

import asyncpg
import orjson
from pydantic import BaseModel

from infra.runtime.changes import Change, Patch, Put, Remove
from infra.runtime.paths import HERE
from infra.runtime.sql import Connection, queries_of

QUERIES = queries_of(HERE / "read_model.sql")
# Below this a savepoint and a COPY take longer than the statement that needs neither.
COPY_ROWS_MIN: Final = 100
# Which tables a batch touches follows from its events; so many such sets are remembered, and then all are forgotten.
JOINED_MAX: Final = 500


class BadChange(Exception):
    """A projection asked for what its tables do not have: an unknown table or column, or a row that is not there."""


Key = tuple[Any, ...]
Record = tuple[Any, ...]


@dataclass(slots=True)
class _Table:
    """A table of the generation; `shapes` lays a row of the named columns out in the table's own order.

    `replaced` is set once a row came for a key that was there: from then on rows are not copied in.
    """

    name: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    documents: frozenset[str]
    upsert: str
    remove: str
    shapes: dict[tuple[str, ...], Callable[[Record], Record]] = field(default_factory=dict)
    replaced: bool = False

    def shape(self, names: tuple[str, ...]) -> Callable[[Record], Record]:
        """How key, values of these columns and a NULL behind them become a row.

        Raises:
            BadChange: the table has no such column.
        """
        if (laid_out := self.shapes.get(names)) is None:
            if unknown := set(names) - set(self.columns):
                raise BadChange(f"{self.name} has no column {sorted(unknown)}")
            # A column that is named twice, as key and in the row, takes the row's value.
            places = {name: place for place, name in enumerate((*self.keys, *names))}
            wanted = [places.get(column, len(self.keys) + len(names)) for column in self.columns]
            pick = itemgetter(*wanted, wanted[0])  # one column alone would not come as a tuple
            laid_out = self.shapes[names] = lambda values: pick(values)[:-1]
        return laid_out

    def record(self, key: Key, row: Mapping[str, Any]) -> Record:
        return self.shape(tuple(row))((*key, *row.values(), None))


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
            kind = type(change)
            if kind is Put:
                table.shape(tuple(change.row))  # type: ignore[union-attr]
            elif kind is Patch:
                table.shape(tuple(change.changes))  # type: ignore[union-attr]
            # One look-up where nothing came before: hashing ids is most of what this costs.
            rows = self.rows[change.table]
            key = tuple(change.key.values())
            earlier = rows.setdefault(key, change)
            if earlier is change:
                continue
            rows[key] = _merged(earlier, change)
            if isinstance(earlier, Patch) and not isinstance(change, Patch):
                self.overtaken[change.table].setdefault(key, earlier)


def _merged(earlier: Change, change: Change) -> Change:
    match earlier, change:
        case Put(), Patch(table, key, changes):
            return Put(table, key, {**earlier.row, **changes})
        case Patch(), Patch(table, key, changes):
            return Patch(table, key, {**earlier.changes, **changes})
        case Remove(), Patch(table, key):
            raise BadChange(f"{table} {dict(key)} is changed after it was removed")
    return change


@dataclass(frozen=True, slots=True)
class _Write:
    """What is written into one table by one statement; `rows` is how many it has to find, None where none has to be there."""

    table: str
    statement: str
    columns: Sequence[Sequence[Any]]
    rows: int | None = None


class RowWriter:
    """Writes batches into one generation's tables."""

    def __init__(self, schema: str, tables: Mapping[str, _Table]) -> None:
        self._schema = schema
        self._tables = tables
        self._patches: dict[tuple[str, tuple[str, ...]], str] = {}
        self._joined: dict[tuple[str, ...], str] = {}

    @classmethod
    async def open(cls, connection: Connection, schema: str) -> RowWriter:
        """Learn the tables of a generation from the database's own catalogue."""
        tables = {
            row["name"]: _Table(
                name=row["name"],
                columns=tuple(row["columns"]),
                keys=tuple(row["keys"]),
                documents=frozenset(row["documents"] or ()),
                upsert=row["upsert"],
                remove=row["remove"],
            )
            for row in await QUERIES.tables(connection, schema=schema)
        }
        return cls(schema, tables)

    @property
    def tables(self) -> Sequence[str]:
        """The names of the projection's tables."""
        return [*self._tables]

    def batch(self) -> Batch:
        return Batch(self._tables)

    async def write(self, connection: Connection, batch: Batch) -> None:
        """Write a batch; the caller's transaction makes it all or nothing.

        Raises:
            BadChange: a patch found no row.
        """
        for name, overtaken in batch.overtaken.items():
            await self._write(connection, await self._patched(connection, self._tables[name], overtaken))
        writes: list[_Write] = []
        for name, rows in batch.rows.items():
            table = self._tables[name]
            if puts := [table.record(key, c.row) for key, c in rows.items() if type(c) is Put]:
                columns = _columns(table, table.columns, puts)
                if len(puts) < COPY_ROWS_MIN or not await self._copied(connection, table, columns):
                    writes.append(_Write(name, table.upsert, columns))
            if gone := [key for key, c in rows.items() if type(c) is Remove]:
                writes.append(_Write(name, table.remove, [*map(list, zip(*gone, strict=True))]))
            if patches := {key: c for key, c in rows.items() if type(c) is Patch}:
                writes += await self._patched(connection, table, patches)
        await self._write(connection, writes)

    async def _copied(self, connection: Connection, table: _Table, columns: Sequence[Sequence[Any]]) -> bool:
        """Copy rows in, for less than half of what looking for each key costs; False where one of them was there already.

        Most tables only grow. One that was seen not to is not tried again.
        """
        if table.replaced:
            return False
        try:
            async with connection.transaction():
                await connection.copy_records_to_table(
                    table.name, schema_name=self._schema, columns=table.columns, records=zip(*columns, strict=True)
                )
        except asyncpg.UniqueViolationError:
            table.replaced = True
        return not table.replaced

    async def _patched(self, connection: Connection, table: _Table, patches: Mapping[Key, Patch]) -> list[_Write]:
        alike: dict[tuple[str, ...], list[Record]] = defaultdict(list)
        for key, patch in patches.items():
            columns = tuple(sorted(set(patch.changes) - set(table.keys)))
            alike[columns].append((*key, *(patch.changes[column] for column in columns)))
        return [
            _Write(
                table.name,
                await self._patch_statement(connection, table.name, columns),
                _columns(table, (*table.keys, *columns), rows),
                len(rows),
            )
            for columns, rows in alike.items()
            if columns
        ]

    async def _patch_statement(self, connection: Connection, name: str, columns: tuple[str, ...]) -> str:
        if (name, columns) not in self._patches:
            self._patches[name, columns] = await QUERIES.patch_statement(
                connection, schema=self._schema, table=name, columns=columns
            )
        return self._patches[name, columns]

    async def _write(self, connection: Connection, writes: Sequence[_Write]) -> None:
        """Write into several tables in one round trip; no two of these are about the same row."""
        if not writes:
            return
        statements = tuple(write.statement for write in writes)
        if statements not in self._joined:
            if len(self._joined) >= JOINED_MAX:
                self._joined.clear()
            self._joined[statements] = await QUERIES.joined_statement(connection, statements=statements)
        of = (column for write in writes for column in write.columns)
        for write, found in zip(writes, await connection.fetchval(self._joined[statements], *of), strict=True):
            if write.rows not in (None, found):
                raise BadChange(f"{write.table}: {found} instead of {write.rows} rows changed")


def _columns(table: _Table, names: Sequence[str], rows: Sequence[Record]) -> list[Sequence[Any]]:
    return [
        [*map(_document, column)] if name in table.documents else column
        for name, column in zip(names, zip(*rows, strict=True), strict=True)
    ]


def _document(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value, default=_plain).decode()


def _plain(value: Any) -> Any:
    # A contract's own model writes itself as it stands in its event; decimals and the like are text.
    return orjson.Fragment(value.model_dump_json()) if isinstance(value, BaseModel) else str(value)
