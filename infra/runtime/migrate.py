"""Bring the runtime's own tables up to date, once each, in order."""

from __future__ import annotations

import hashlib
from pathlib import Path

import asyncpg

from infra.runtime.observability import logger
from infra.runtime.paths import HERE
from infra.runtime.sql import queries_of, statements_in

QUERIES = queries_of(HERE / "migrate.sql")
LOG = logger("migrate")


class MigrationChanged(Exception):
    """A migration that was applied reads differently now: add a new one instead of editing it."""


async def migrate(pool: asyncpg.Pool) -> None:
    """Apply the migrations that this database has not seen, under a lock so that two processes may start at once.

    Raises:
        MigrationChanged: an applied file was edited.
    """
    async with pool.acquire() as connection, connection.transaction():
        await QUERIES.lock(connection)
        await QUERIES.prepare(connection)
        applied = {row["name"]: row["digest"] for row in await QUERIES.applied(connection)}
        for file in sorted((HERE / "migrations").glob("*.sql")):
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            if file.name not in applied:
                await connection.execute(statements_in(file))
                await QUERIES.record(connection, name=file.name, digest=digest)
                LOG.info("migration.applied", name=file.name)
            elif applied[file.name] != digest:
                raise MigrationChanged(
                    f"Tệp {file.name} đã bị sửa sau khi áp dụng cho cơ sở dữ liệu này. Khôi phục tệp và thêm tệp mới.\n"
                    f"{file.name} was edited after it was applied to this database. Restore it, and add a new file."
                )


async def apply_tables(pool: asyncpg.Pool, service: str, file: Path) -> None:
    """Create a service's ordinary tables (no event log behind them) in a schema named like the service."""
    async with pool.acquire() as connection, connection.transaction():
        await QUERIES.lock(connection)
        await QUERIES.create_schema(connection, name=service)
        await QUERIES.use_schema(connection, name=service)
        await connection.execute(statements_in(file))
