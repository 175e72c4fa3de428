"""Durable commands a second: decision and log alone, beside plain inserts into the same PostgreSQL."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator

import asyncpg

from bench import pgbench
from bench.figures import Figure, Scenario, at_least
from bench.ground import Ground
from bench.registry import Registry, figures, order, registry, unit

CLIENTS = 32
UNITS = 1000
SECONDS = 4
ORDERS = 40_000  # more than can be taken in that time
# What a disk needs that really flushes; one transaction in the group waits it out for all.
SLOWER_US = 1000


async def run(ground: Ground) -> AsyncIterator[tuple[str, float]]:
    """Ours and pgbench's one after the other, then both again with a slower flush."""
    url = await ground.database()
    pool = await ground.pool(url)
    await pool.execute(pgbench.TABLE.read_text())
    async with registry(pool) as ready:
        yield "register", await register_units(ready)
        yield "commands", await record_figures(ready, SECONDS)
        yield "pgbench", await pgbench.single_rows(url, clients=CLIENTS, seconds=SECONDS)
        yield "one process", await insert_rows(await ground.pool(url, size=CLIENTS), SECONDS)
        await _flush_slower(pool)
        yield "commands+1ms", await record_figures(ready, SECONDS)
        yield "pgbench+1ms", await pgbench.single_rows(url, clients=CLIENTS, seconds=SECONDS)


async def register_units(ready: Registry) -> float:
    """New units, each with a new stream, a claim on its code, and the document read."""
    numbers = iter(range(UNITS))

    async def client() -> None:
        for number in numbers:
            await ready.give(unit(number))

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return UNITS / (time.perf_counter() - began)


async def record_figures(ready: Registry, seconds: float) -> float:
    """Figures of units that exist, made beforehand; a client gives its next command after the answer."""
    chance = random.Random(1)  # noqa: S311 - the same commands each time
    orders = iter([order(figures(chance.randrange(UNITS), chance)) for _ in range(ORDERS)])
    done = 0
    began = time.perf_counter()

    async def client() -> None:
        nonlocal done
        while time.perf_counter() < began + seconds:
            await ready.take(next(orders))
            done += 1

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return done / (time.perf_counter() - began)


async def insert_rows(pool: asyncpg.Pool, seconds: float) -> float:
    """pgbench's rows by clients that share one Python process, each on a connection of its own."""
    statement = pgbench.ROW.read_text()
    done = 0

    async def client() -> None:
        nonlocal done
        async with pool.acquire() as connection:
            insert = await connection.prepare(statement)
            while time.perf_counter() < until:
                await insert.fetch()
                done += 1

    began = time.perf_counter()
    until = began + seconds
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return done / (time.perf_counter() - began)


async def _flush_slower(pool: asyncpg.Pool) -> None:
    """Let every flush of new sessions wait a millisecond first, however few wait with it."""
    for name, value in (("commit_delay", SLOWER_US), ("commit_siblings", 0)):
        await pool.execute(f"alter database {await pool.fetchval('select current_database()')} set {name} = {value}")
    await pool.expire_connections()


SCENARIO = Scenario(
    name="commands",
    title="lệnh bền vững mỗi giây, 32 người gọi · durable commands a second, 32 clients, decision and log alone",
    figures=(
        Figure("register", "/s", "new units: two streams read, a claim, a first event"),
        Figure("commands", "/s", "figures of known units: one event each", (at_least(0.5, "pgbench"),)),
        Figure("pgbench", "/s", "single-row inserts of 800 bytes, nothing decided"),
        Figure("one process", "/s", "the same inserts by 32 clients of one Python process: nothing decided, nothing grouped"),
        Figure("commands+1ms", "/s", "the same where a flush takes 1 ms more", (at_least(0.5, "pgbench+1ms"),)),
        Figure("pgbench+1ms", "/s", "the same where a flush takes 1 ms more"),
    ),
    run=run,
)
