"""The digest of a read model, table by table: whoever has the same rows at the same cut has the same digest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg
import orjson
import rfc8785

from infra.runtime.paths import HERE
from infra.runtime.reading import ReadModel
from infra.runtime.rows import QUERIES
from infra.runtime.sql import Connection, queries_of

DIGESTS = queries_of(HERE / "digest.sql")
DIGEST_ROWS: Final = 2000


@dataclass(frozen=True, slots=True)
class Digest:
    """SHA-256 of each table's rows in the order of their keys, at one cut.

    A row is the canonical JSON (RFC 8785) of its columns as text, so that no value passes through a binary float.
    """

    cut: dict[str, int]
    tables: dict[str, str]
    parked: int

    @property
    def total(self) -> str:
        """One figure for all tables."""
        return hashlib.sha256(rfc8785.dumps(self.tables)).hexdigest()


async def digest(model: ReadModel) -> Digest:
    """Digest the active generation in one snapshot."""
    async with model.at({}) as read:
        return await digest_of(read.conn, await DIGESTS.current_schema(read.conn), dict(read.cut))


async def digest_generation(pool: asyncpg.Pool, schema: str) -> Digest:
    """Digest any generation by its schema's name."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        await QUERIES.enter(connection, schema=schema)
        cut = {row["log"]: row["position"] for row in await QUERIES.checkpoints(connection)}
        return await digest_of(connection, schema, cut)


def canonical_row(row: Sequence[str | None]) -> bytes:
    """A row's columns as one line of canonical JSON; of texts and nulls alone, orjson writes what RFC 8785 asks for."""
    return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)


async def digest_of(connection: Connection, schema: str, cut: dict[str, int]) -> Digest:
    tables: dict[str, str] = {}
    for table in await DIGESTS.tables(connection, schema=schema):
        sha = hashlib.sha256()
        async for row in connection.cursor(table["statement"], prefetch=DIGEST_ROWS):
            sha.update(canonical_row(row["row"]))
        tables[table["name"]] = sha.hexdigest()
    return Digest(cut, tables, await DIGESTS.parked_events(connection))
