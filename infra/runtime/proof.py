"""Prove what stands in a log to somebody who has one of its keys and nothing else.

A proof is a walk: the chain before an event, the bytes of all events from it on, and the signed head that they lead to.
Its length is what lies between an event and the next signed head; facts that are made public ask for a head of their own
(`signs_head`), so that is what was made public together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from contracts.heads import HeadSigned
from infra.runtime.errors import Problem
from infra.runtime.feed import QUERIES
from infra.runtime.hashing import genesis
from infra.runtime.sql import Connection


class NotSignedYet(Problem):
    """No signed head stands behind the event yet."""

    status = 409
    code = "not-signed-yet"
    vi = "Chưa có đầu sổ được ký sau vị trí {position}; muộn nhất là ngày mai sẽ có. Hãy thử lại sau."
    en = "No signed head stands behind position {position} yet; there will be one by tomorrow. Try again later."
    can_retry = True


async def walks(connection: Connection, *, log: str, source: str, positions: Iterable[int], told: int) -> list[dict[str, Any]]:
    """Walks that pass these positions, given in order, in the form that the standalone verifier reads.

    Raises:
        NotSignedYet: no head stands behind one of them.
    """
    steps: list[dict[str, Any]] = []
    for position in positions:
        # A walk that goes past the next position shows what stands there too.
        if not steps or steps[-1]["head"]["position"] < position:
            steps.append(await _walk(connection, log, source, position, told))
    return steps


async def _walk(connection: Connection, log: str, source: str, position: int, told: int) -> dict[str, Any]:
    row = await QUERIES.head_behind(connection, log=log, position=position, told=told, type=HeadSigned.type)
    if row is None:
        raise NotSignedYet(position=position)
    before = await QUERIES.chain_at(connection, log=log, position=position - 1) if position > 1 else genesis(source)
    count = row["position"] - position
    events = await QUERIES.told_after(connection, log=log, position=position - 1, count=count, told=told)
    return {
        "position": position,
        "before": before.hex(),
        "events": [event["body"].decode() for event in events],
        "head": orjson.loads(row["body"])["data"],
    }
