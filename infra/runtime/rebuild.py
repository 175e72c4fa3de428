"""Rebuild: fill a new generation while the old one serves, then let queries follow it, and nobody goes back in time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg

from contracts.topics import LogAddress
from infra.runtime import steps
from infra.runtime.errors import ReplayFailed
from infra.runtime.generations import activate, add_generation, drop_generation, held
from infra.runtime.kafka import KafkaAddress
from infra.runtime.observability import logger
from infra.runtime.projection import Projection
from infra.runtime.replay import Replay, Show, TooSlow
from infra.runtime.rows import QUERIES
from infra.runtime.seen import covers, write_seen
from infra.runtime.sql import Connection

HELD_S_MAX: Final = 0.5
HELD_EVENTS_MAX: Final = 500
"""What the projector is held for: a batch is not interrupted, so it must not be a large one."""
SWITCHES_MAX: Final = 20
LOOK_S: Final = 0.2
LOG = logger("rebuild")


class RebuildRefused(ReplayFailed):
    """A rebuild that makes no sense now."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did; `held_s` is how long the projector of the old generation had to wait."""

    schema: str
    former: str | None
    resumed: bool
    events: int
    cut: Mapping[str, int]
    held_s: float
    dropped: tuple[str, ...]


async def rebuild(
    pool: asyncpg.Pool,
    kafka: KafkaAddress,
    projection: Projection,
    logs: Sequence[LogAddress],
    *,
    installation: str,
    prefix: str,
    fresh: bool = False,
    show: Show | None = None,
) -> Rebuilt:
    """Fill a generation from the first record of every topic and switch to it; an unfinished one goes on, unless `fresh`.

    Raises:
        RebuildRefused: another one is under way, queries follow another version, or it never caught up.
        ReplayStopped, CutMissing: as `fill`. Queries follow the old generation as before.
    """
    async with held(pool, projection.name) as free:
        if not free:
            raise RebuildRefused(
                f"Mô hình đọc {projection.name} đang được dựng lại ở nơi khác. Chờ lần đó xong, hoặc dừng nó rồi chạy lại.",
                f"The read model {projection.name} is being rebuilt elsewhere. Wait until that is done, or stop it and run this "
                "again.",
            )
        active = await QUERIES.active_generation(pool, projection=projection.name)
        if active is not None and active["version"] != projection.version:
            raise RebuildRefused(
                f"Truy vấn đang theo phiên bản {active['version']} của phép chiếu, chương trình này có {projection.version}. "
                "Khởi động dịch vụ bằng bản này: nó tự dựng mô hình đọc của mình.",
                f"Queries follow version {active['version']} of the projection, this program has {projection.version}. Start "
                "the service with this release: it builds its own read model.",
            )
        return await build(pool, kafka, projection, logs, installation=installation, prefix=prefix, fresh=fresh, show=show)


async def ensure_generation(
    pool: asyncpg.Pool,
    kafka: KafkaAddress,
    projection: Projection,
    logs: Sequence[LogAddress],
    *,
    installation: str,
    prefix: str,
) -> str:
    """The active generation of this version of the projection, built first if there is none."""
    while True:
        active = await QUERIES.active_generation(pool, projection=projection.name)
        if active is not None and active["version"] == projection.version:
            return str(active["schema"])
        # Of processes that start together one builds; the others find it built. A lock that is waited for would time out.
        async with held(pool, projection.name) as free:
            if free and active == await QUERIES.active_generation(pool, projection=projection.name):
                return await _first_of_version(
                    pool, kafka, projection, logs, installation=installation, prefix=prefix, replaces=active is not None
                )
        await asyncio.sleep(LOOK_S)


async def _first_of_version(
    pool: asyncpg.Pool,
    kafka: KafkaAddress,
    projection: Projection,
    logs: Sequence[LogAddress],
    *,
    installation: str,
    prefix: str,
    replaces: bool,
) -> str:
    if replaces:
        # Queries go on with the other version until the new one has caught up.
        built = await build(pool, kafka, projection, logs, installation=installation, prefix=prefix)
        LOG.info("rebuild.version_built", schema=built.schema, former=built.former, events=built.events)
        return built.schema
    schema = await add_generation(pool, projection, logs, installation=installation)
    await activate(pool, projection.name, schema)
    return schema


async def build(
    pool: asyncpg.Pool,
    kafka: KafkaAddress,
    projection: Projection,
    logs: Sequence[LogAddress],
    *,
    installation: str,
    prefix: str,
    fresh: bool = False,
    show: Show | None = None,
) -> Rebuilt:
    """Fill a generation of this version and switch to it. Its maker holds the projection's name."""
    former = await QUERIES.active_generation(pool, projection=projection.name)
    unfinished = await _unfinished(pool, projection, logs, fresh=fresh)
    schema = unfinished or await add_generation(pool, projection, logs, installation=installation)
    await steps.reached("rebuild.generation_ready")
    async with Replay.of(pool, kafka, projection, schema, logs, prefix, show=show) as replay:
        events = await replay.run()
        await steps.reached("rebuild.caught_up")
        held_s = await switch(pool, projection.name, replay)
    dropped = await drop_retired(pool, projection.name)
    return Rebuilt(
        schema=schema,
        former=former and former["schema"],
        resumed=unfinished is not None,
        events=events,
        cut=replay.positions,
        held_s=held_s,
        dropped=dropped,
    )


async def _unfinished(pool: asyncpg.Pool, projection: Projection, logs: Sequence[LogAddress], *, fresh: bool) -> str | None:
    """The generation that an earlier build left, if it can go on; every other one that was left is dropped."""
    found: str | None = None
    for row in await QUERIES.unfinished_generations(pool, projection=projection.name):
        fits = row["version"] == projection.version and await _logs_of(pool, row["schema"]) == {a.log_id for a in logs}
        if fits and found is None and not fresh:
            found = row["schema"]
        else:
            await drop_generation(pool, row["schema"])
    return found


async def _logs_of(pool: asyncpg.Pool, schema: str) -> set[str]:
    async with pool.acquire() as connection, connection.transaction():
        await QUERIES.enter(connection, schema=schema)
        return {row["log"] for row in await QUERIES.checkpoints(connection)}


async def switch(pool: asyncpg.Pool, projection: str, replay: Replay) -> float:
    """Let queries follow the generation that `replay` fills, once it has all that they have seen; seconds held.

    The old generation's checkpoints are locked, so its projector waits; what is missing is applied meanwhile. If that is
    much or takes too long, the projector goes on and it is tried again.

    Raises:
        RebuildRefused: it never caught up within the bound.
    """
    for _ in range(SWITCHES_MAX):
        try:
            return await _switch(pool, projection, replay)
        except TooSlow:
            LOG.info("rebuild.catching_up", schema=replay.schema, cut=write_seen(replay.positions))
            await replay.run()
    raise RebuildRefused(
        f"Mô hình đọc mới {replay.schema} không đuổi kịp mô hình đang chạy. Chạy lại khi ít việc hơn: nó làm tiếp từ chỗ này.",
        f"The new read model {replay.schema} did not catch up with the one that serves. Run it again when there is less to do: "
        "it goes on from here.",
    )


async def _switch(pool: asyncpg.Pool, projection: str, replay: Replay) -> float:
    async with pool.acquire() as connection, connection.transaction(isolation="read_committed"):
        active = await QUERIES.active_generation(connection, projection=projection)
        served = {} if active is None else await _locked(connection, active["schema"])
        began = time.perf_counter()
        missing = sum(max(0, at - replay.positions.get(log, at)) for log, at in served.items())
        if missing > HELD_EVENTS_MAX:
            raise TooSlow
        if missing:
            cut = {log: max(at, served.get(log, 0)) for log, at in replay.positions.items()}
            await replay.run(cut, within_s=HELD_S_MAX)
        new = await _locked(connection, replay.schema)
        if not covers(new, served):
            raise AssertionError(f"{replay.schema} is at {write_seen(new)}, queries have seen {write_seen(served)}")
        await steps.reached("rebuild.switching")
        await QUERIES.retire(connection, projection=projection)
        await QUERIES.activate(connection, schema=replay.schema)
    held_s = time.perf_counter() - began
    await steps.reached("rebuild.switched")
    return held_s


async def _locked(connection: Connection, schema: str) -> dict[str, int]:
    await QUERIES.enter(connection, schema=schema)
    return {row["log"]: row["position"] for row in await QUERIES.lock_checkpoints(connection)}


async def drop_retired(pool: asyncpg.Pool, projection: str) -> tuple[str, ...]:
    """Drop generations that queries followed once, but for the last one and those that somebody still reads."""
    retired = [row["schema"] for row in await QUERIES.retired_generations(pool, projection=projection)]
    return tuple([schema for schema in retired[1:] if await drop_generation(pool, schema)])
