"""Generations of a read model: schemas with a projection's tables, of which queries follow one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum

import asyncpg

from contracts.topics import LogAddress
from infra.runtime.projection import Projection
from infra.runtime.rows import QUERIES
from infra.runtime.sql import statements_in


class Purpose(StrEnum):
    """What a generation is for: to be followed by queries, to be looked at by its maker alone, to look back."""

    SERVE = "serve"
    SCRATCH = "scratch"
    LOOK_BACK = "look-back"


async def add_generation(
    pool: asyncpg.Pool,
    projection: Projection,
    logs: Sequence[LogAddress],
    *,
    installation: str,
    purpose: Purpose = Purpose.SERVE,
) -> str:
    """Create an empty generation, which nobody follows yet; its schema's name."""
    async with pool.acquire() as connection, connection.transaction():
        number = await QUERIES.next_number(connection, projection=projection.name, version=projection.version)
        schema = f"{projection.name}_v{projection.version}_g{number}"
        await QUERIES.add_generation(
            connection, schema=schema, projection=projection.name, version=projection.version, number=number, purpose=purpose
        )
        await QUERIES.create_schema(connection, name=schema)
        await QUERIES.enter(connection, schema=schema)
        await QUERIES.place_tables(connection)
        await connection.execute(statements_in(projection.tables))
        for address in logs:
            await QUERIES.start_checkpoint(connection, log=address.log_id, source=address.source(installation))
    return schema


async def activate(pool: asyncpg.Pool, projection: str, schema: str) -> None:
    """Let queries follow a generation from the next query on, whatever it holds."""
    async with pool.acquire() as connection, connection.transaction():
        await QUERIES.retire(connection, projection=projection)
        await QUERIES.activate(connection, schema=schema)


async def drop_generation(pool: asyncpg.Pool, schema: str) -> bool:
    """Drop a generation that nobody follows; False, and nothing done, while somebody is still in it."""
    async with pool.acquire() as connection, connection.transaction():
        if not await QUERIES.try_lock(connection, name=schema):
            return False
        await QUERIES.drop_schema(connection, schema=schema)
        await QUERIES.forget_generation(connection, schema=schema)
    return True


@asynccontextmanager
async def held(pool: asyncpg.Pool, name: str) -> AsyncIterator[bool]:
    """Hold a projection's or a schema's name for as long as this lasts, on a connection of its own; whether it was free.

    It is the maker's session that holds it: when the maker dies, the name is free. No transaction is left open for it,
    which PostgreSQL would end where it does nothing for a while.
    """
    async with pool.acquire() as connection:
        is_free = await QUERIES.try_hold(connection, name=name)
        try:
            yield is_free
        finally:
            if is_free:
                await QUERIES.let_go(connection, name=name)
