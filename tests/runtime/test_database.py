"""Connections: what one has asked of PostgreSQL about itself, the next ones know."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest

from infra.runtime import database as databases
from infra.runtime.database import PooledConnection


async def test_a_new_connection_does_not_ask_again_which_arrays_there_are(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken out: the look into `_known`. Then load that makes a pool grow makes each of its connections ask."""
    monkeypatch.setattr(PooledConnection, "_known", {})
    asked: list[Any] = []
    real = asyncpg.Connection._introspect_types  # type: ignore[attr-defined]

    async def ask(connection: asyncpg.Connection, typeoids: Any, *how: Any) -> Any:
        asked.append(typeoids)
        return await real(connection, typeoids, *how)

    monkeypatch.setattr(asyncpg.Connection, "_introspect_types", ask)
    for _ in range(2):
        connection = await asyncpg.connect(database, connection_class=PooledConnection)
        assert await connection.fetchval("select $1::bigint[]", [1, 2]) == [1, 2]
        await connection.close()
    assert len(asked) == 1


async def test_types_of_a_database_are_asked_for_each_time(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken out: the bound on what is kept. Then a type that was made anew would be read as the one before."""
    monkeypatch.setattr(PooledConnection, "_known", {})
    connection = await asyncpg.connect(database, connection_class=PooledConnection)
    transaction = connection.transaction()
    await transaction.start()
    for label in ("a", "b"):
        await connection.execute(f"create type thing as enum ('{label}')")
        assert await connection.fetchval(f"select array['{label}']::thing[]") == [label]
        await connection.execute("drop type thing")
    await transaction.rollback()
    await connection.close()
    assert all(max(types) < databases.FIRST_OWN_OID for types in PooledConnection._known)


async def test_a_connection_comes_back_from_whoever_was_cancelled_with_it(database: str) -> None:
    """Taken out: `_holder.release`. Then the pool of one connection has none for the next."""
    pool = await databases.open_pool(database, size=1)
    inside = asyncio.Event()

    async def hold() -> None:
        async with pool.acquire() as connection, connection.transaction():
            inside.set()
            await connection.execute("select pg_sleep(30)")

    for _ in range(2):
        holder = asyncio.create_task(hold())
        await inside.wait()
        holder.cancel()
        await asyncio.gather(holder, return_exceptions=True)
        assert holder.cancelled()
        async with asyncio.timeout(5):
            assert await pool.fetchval("select 1") == 1
        inside.clear()
    await pool.close()
