"""eventsource-py: 32 tasks that append one event each, then its own projection of them into PostgreSQL.

Arguments: the database's URL, seconds of appending, events to project. The last line of output is JSON.
"""

import asyncio
import json
import logging
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID, uuid4

import eventsource
from eventsource import DomainEvent, InMemoryEventBus, handles, register_event
from eventsource.adapters.postgresql import PostgreSQLEventStore
from eventsource.adapters.sql.checkpoints import SQLCheckpointRepository
from eventsource.adapters.sql.projection import DatabaseProjection
from eventsource.application.subscriptions import SubscriptionConfig, SubscriptionManager
from eventsource.domain.stream_id import StreamId
from eventsource.ports.positions import ExpectedVersion
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine

CLIENTS = 32
STREAMS = 200
TABLE = "CREATE TABLE IF NOT EXISTS unit_figures (unit uuid PRIMARY KEY, staff int, women int)"
PUT = text(
    "INSERT INTO unit_figures VALUES (:unit, :staff, :women)"
    " ON CONFLICT (unit) DO UPDATE SET staff = excluded.staff, women = excluded.women"
)


@register_event
class FiguresRecorded(DomainEvent):
    event_type: str = "FiguresRecorded"
    aggregate_type: str = "Unit"
    staff: int
    women: int


class Figures(DatabaseProjection):
    """The read model: the last figures of each unit, one transaction an event."""

    applied = 0
    wanted = 0

    def await_events(self, wanted: int) -> asyncio.Event:
        self.wanted, self.done = wanted, asyncio.Event()
        return self.done

    @handles(FiguresRecorded)
    async def _record(self, conn, event: FiguresRecorded) -> None:
        await conn.execute(PUT, {"unit": event.aggregate_id, "staff": event.staff, "women": event.women})
        self.applied += 1
        if self.applied >= self.wanted:
            self.done.set()


async def main(url: str, seconds: float, events: int) -> dict[str, float]:
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"), pool_size=CLIENTS, max_overflow=8)
    await create_tables(engine)
    store = PostgreSQLEventStore(engine)
    appends = await append(store, seconds)
    await fill(store, events)
    async with engine.connect() as connection:
        total = (await connection.execute(text("SELECT count(*) FROM events"))).scalar_one()
    figures = Figures(async_sessionmaker(engine, expire_on_commit=False))
    done = figures.await_events(total)
    manager = SubscriptionManager(store, InMemoryEventBus(), SQLCheckpointRepository(engine))
    await manager.subscribe(figures, SubscriptionConfig(start_from="beginning", batch_size=1000), name="figures")
    begin = time.perf_counter()
    await manager.start()
    await done.wait()
    projected = total / (time.perf_counter() - begin)
    await manager.stop()
    await engine.dispose()
    return {"appends": appends, "projection": projected}


async def create_tables(engine: AsyncEngine) -> None:
    migrations = Path(eventsource.__file__).parent / "migrations"
    async with engine.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        await raw.execute((migrations / "schemas" / "events.sql").read_text())
        # Up to its functions: one of them is no PL/pgSQL that PostgreSQL 15 takes, and none is called.
        checkpoints = (migrations / "schemas" / "checkpoints.sql").read_text()
        await raw.execute(checkpoints[: checkpoints.index("CREATE OR REPLACE FUNCTION")])
        for name in ("events_txid", "checkpoints_position_token"):
            await raw.execute((migrations / "additive" / f"{name}.sql").read_text())
        await raw.execute(TABLE)


def recorded(unit: UUID, version: int) -> FiguresRecorded:
    return FiguresRecorded(aggregate_id=unit, aggregate_version=version, staff=version, women=4)


async def append_to(store: PostgreSQLEventStore, unit: UUID, known: int, events: Sequence[FiguresRecorded]) -> None:
    await store.append(StreamId(unit, "Unit"), events, ExpectedVersion.exact(known))


async def append(store: PostgreSQLEventStore, seconds: float) -> float:
    until = time.perf_counter() + seconds

    async def client() -> int:
        unit, done = uuid4(), 0
        while time.perf_counter() < until:
            await append_to(store, unit, done, [recorded(unit, done + 1)])
            done += 1
        return done

    begin = time.perf_counter()
    done = sum(await asyncio.gather(*(client() for _ in range(CLIENTS))))
    return done / (time.perf_counter() - begin)


async def fill(store: PostgreSQLEventStore, events: int) -> None:
    for _ in range(0, events, STREAMS * 10):
        units = iter([uuid4() for _ in range(STREAMS)])
        await asyncio.gather(*(_fill_from(store, units) for _ in range(CLIENTS)))


async def _fill_from(store: PostgreSQLEventStore, units: Iterator[UUID]) -> None:
    for unit in units:
        await append_to(store, unit, 0, [recorded(unit, version) for version in range(1, 11)])


if __name__ == "__main__":
    logging.disable(logging.INFO)
    sys.stdout.write(json.dumps(asyncio.run(main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3])))) + "\n")
