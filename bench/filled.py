"""A registry with a long log, and its relay, in this process: to see how fast it gets through."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID

from bench.ground import Ground
from bench.registry import DAY, DOCUMENT, INSTALLATION, KEY, OFFICER, event_log
from contracts.registry import StaffFiguresRecorded, UnitKind, UnitRegistered
from contracts.topics import SERVICES
from infra.runtime import relay as relaying
from infra.runtime.clock import RealClock
from infra.runtime.heads import HeadSigner
from infra.runtime.proposals import Proposal
from infra.runtime.service import Runtime
from infra.runtime.settings import Settings
from infra.runtime.topics import ensure_topics
from services.registry.app import SERVICE

UNITS = 1000
GROUP = 500
LOOK_S = 0.005


async def registry_runtime(ground: Ground) -> Runtime:
    """The registry's parts on an empty database and topic, nothing running yet."""
    url, prefix = await ground.database(), ground.topic_prefix()
    await ensure_topics(ground.kafka.bootstrap, prefix)
    given = {
        "installation": INSTALLATION,
        "database_url": url,
        "kafka": ground.kafka.bootstrap,
        "topic_prefix": prefix,
        "http_port": 1,
        "token_issuer": "unused",
        "token_jwks": "unused",
        "head_key": "unused",
        **{f"{service}_url": f"http://{service}" for service in SERVICES},
    }
    runtime = Runtime(SERVICE, Settings(**given), await ground.pool(url), RealClock(), HeadSigner(KEY))  # type: ignore[arg-type]
    await runtime.prepare()
    return runtime


async def fill(runtime: Runtime, events: int) -> None:
    """Register units, then record figures of them one after another: events of one small kind, as peers are given."""
    log, chance = event_log(runtime.pool), random.Random(1)  # noqa: S311 - the same events each time
    units = [uuid.UUID(int=number, version=4) for number in range(UNITS)]
    await log.append([_proposal(*map(_registered, units))])
    for begin in range(UNITS, events, GROUP):
        recorded = [_recorded(chance.choice(units), chance) for _ in range(min(GROUP, events - begin))]
        await log.append([_proposal(*recorded)])


def _registered(unit: UUID) -> UnitRegistered:
    return UnitRegistered(
        unit=unit,
        authority=OFFICER.authority,
        kind=UnitKind.COMMUNE,
        name=f"Xã {unit.int}",
        code=f"X{unit.int}"[:60],
        parent=None,
        valid_from=DAY,
        document=DOCUMENT,
    )


def _recorded(unit: UUID, chance: random.Random) -> StaffFiguresRecorded:
    return StaffFiguresRecorded(unit=unit, on=DAY, staff=chance.randrange(10, 1_000_000), women=4)


def _proposal(*facts: UnitRegistered | StaffFiguresRecorded) -> Proposal:
    now = datetime.now(UTC)
    return Proposal(uuid.uuid4(), b"", {}, facts, now, OFFICER.person, OFFICER.authority)


async def relayed(runtime: Runtime, events: int) -> float:
    """Events a second that the relay brings onto the topic, its own start and check included."""
    [relay] = runtime.relays

    async def done() -> bool:
        rows = await relaying.QUERIES.cursor(runtime.pool, log=relay.log)
        return bool(rows) and rows[0]["position"] >= events

    return events / await _seconds(relay.run, done)


async def _seconds(work: Callable[[], Awaitable[None]], done: Callable[[], Awaitable[bool]]) -> float:
    began = time.perf_counter()
    working = asyncio.ensure_future(work())
    try:
        while not await done():
            if working.done():
                working.result()
            await asyncio.sleep(LOOK_S)
        return time.perf_counter() - began
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
