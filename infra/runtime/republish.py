"""Republish: send a log again to a topic that was emptied or made anew.

An empty topic closes the gate, because nobody but an operator can know that it is the right one. To republish is to say so:
the relay's cursor is moved to what the topic really holds, and the relay does the rest, in the service's own process or,
where none runs, in this one. Given again, it goes on; given where nothing is missing, it does nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Final
from uuid import uuid4

import asyncpg

from infra.runtime import event_log, relay
from infra.runtime.errors import OperationRefused
from infra.runtime.lease import Lease
from infra.runtime.relay import Cursor, ForeignTopic, HistoryForked, Relay, TopicEmptied

LOOK_S: Final = 0.1


class RepublishRefused(OperationRefused):
    """The topic is not empty, and what it holds is not this log."""


async def republish(pool: asyncpg.Pool, relaying: Relay) -> AsyncIterator[tuple[int, int]]:
    """Send what the topic lacks, up to the head of the moment this begins; (position reached, head), from the beginning on.

    Raises:
        RepublishRefused: the topic holds another history, or somebody else's.
    """
    found = await _found(relaying)
    head = {row["log"]: row["position"] for row in await event_log.QUERIES.heads(pool)}.get(relaying.log, 0)
    yield found.position, head
    if found.position >= head:
        return
    [cursor] = await relay.QUERIES.cursor(pool, log=relaying.log)
    # Whoever relays at this moment finds its cursor moved, and begins again at what the topic holds.
    await relay.QUERIES.move_cursor(
        pool, log=relaying.log, known=cursor["position"], position=found.position, offset=found.offset
    )
    sending = asyncio.ensure_future(Lease(pool, f"relay.{relaying.log}", uuid4()).run(relaying.run))
    try:
        reached = found.position
        while reached < head:
            await asyncio.sleep(LOOK_S)
            if sending.done():
                await sending
            [cursor] = await relay.QUERIES.cursor(pool, log=relaying.log)
            reached = cursor["position"]
            yield min(reached, head), head
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


async def _found(relaying: Relay) -> Cursor:
    """Up to where the topic has the log; nothing where it was emptied."""
    try:
        return await relaying.check()
    except TopicEmptied:
        return Cursor(0, -1)
    except HistoryForked as fork:
        raise RepublishRefused(
            f"Chủ đề {relaying.topic} không trống và không khớp với sổ: {fork}. Xem chỗ khác nhau bằng `thidua reconcile`; "
            "nếu chủ đề mới đúng, hãy dùng `thidua restore`.",
            f"The topic {relaying.topic} is not empty and does not fit the log: {fork}. See where with `thidua reconcile`; "
            "if the topic is right, use `thidua restore`.",
        ) from fork
    except ForeignTopic as foreign:
        vi, _, en = str(foreign).partition("\n")
        raise RepublishRefused(vi, en) from foreign
