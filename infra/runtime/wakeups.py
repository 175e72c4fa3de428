"""Wake relays when something was appended: those of this process at once, those of others by NOTIFY.

Only a wake-up: a relay looks for itself as well, every half second, so that nothing hangs on a message that was lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final

import asyncpg

from infra.runtime import steps
from infra.runtime.database import TROUBLE
from infra.runtime.event_log import EventLog
from infra.runtime.observability import logger
from infra.runtime.relay import Relay

CHANNEL: Final = "thidua_log"
AGAIN_S: Final = 1.0
LOG = logger("wakeups")


async def pass_on(appended: asyncio.Event, log: EventLog, relays: Sequence[Relay], leads: Callable[[], bool]) -> None:
    """Wake relays after each append, until cancelled; `leads` says whether they are this process's own."""
    while True:
        await appended.wait()
        appended.clear()
        if leads():
            wake(relays)
        else:
            try:
                await log.announce()
            except TROUBLE as error:
                LOG.warning("wakeups.not_announced", error=repr(error))
        await steps.reached("append.announced")


async def listen(pool: asyncpg.Pool, relays: Sequence[Relay]) -> None:
    """Wake this process's relays when another one appends, until cancelled."""
    while True:
        try:
            await _listen_once(pool, relays)
        except TROUBLE as error:
            LOG.warning("wakeups.not_listening", error=repr(error))
        await asyncio.sleep(AGAIN_S)


async def _listen_once(pool: asyncpg.Pool, relays: Sequence[Relay]) -> None:
    gone = asyncio.Event()

    def notified(*_: Any) -> None:
        wake(relays)

    def lost(_: Any) -> None:
        gone.set()

    async with pool.acquire() as connection:
        connection.add_termination_listener(lost)
        await connection.add_listener(CHANNEL, notified)
        try:
            await gone.wait()
        finally:
            connection.remove_termination_listener(lost)
            if not connection.is_closed():
                await connection.remove_listener(CHANNEL, notified)


def wake(relays: Sequence[Relay]) -> None:
    for relay in relays:
        relay.wake.set()
