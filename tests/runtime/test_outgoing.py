"""What a relay gets ready ahead: whole batches, in order, read while Kafka answers, and no look without a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from infra.runtime import outgoing
from infra.runtime.outgoing import Outgoing
from tests.runtime.parts import until

FETCH = 8
ROOM = 3


class Batch:
    """A producer's batch that takes so many events."""

    def __init__(self) -> None:
        self.left = ROOM

    def append(self, **_: Any) -> object | None:
        self.left -= 1
        return object() if self.left >= 0 else None


class Log:
    """So many events, and from where on they were asked for."""

    def __init__(self, events: int) -> None:
        self.events = events
        self.asked: list[int] = []

    async def fetch(self, position: int, count: int) -> Sequence[dict[str, Any]]:
        self.asked.append(position)
        last = min(self.events, position + count)
        return [{"position": p, "stream": "s", "body": b"", "traceparent": None} for p in range(position + 1, last + 1)]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "FETCH_MAX", FETCH)


def batches(log: Log) -> Outgoing:
    return Outgoing(log.fetch, Batch, 0)  # type: ignore[arg-type]


async def test_every_event_is_in_one_batch_in_order_and_batches_are_whole() -> None:
    """Taken out: the fetch before the rows at hand are too few. Then each fetch ends with a batch of what it left."""
    sent = []
    async with batches(Log(20)) as waiting:
        while batch := await waiting.next():
            await waiting.get_ready_aside()
            sent.append([row["position"] for row in batch.rows])
    assert sent == [[*range(first, min(first + ROOM, 21))] for first in range(1, 21, ROOM)]


async def test_the_next_batch_is_read_while_nobody_asks_for_it() -> None:
    """Taken out: `hand` in `get_ready_aside`. Then the log is read when Kafka has answered."""
    log = Log(20)
    async with batches(log) as waiting:
        await waiting.next()
        await waiting.next()
        assert log.asked == [0]
        await waiting.get_ready_aside()
        await until(lambda: log.asked == [0, FETCH])


async def test_a_log_that_ended_is_looked_at_again_behind_a_wait() -> None:
    """Taken out: `_at_end`. Then each lone event is followed by a look for more."""
    log = Log(1)
    async with batches(log) as waiting:
        assert await waiting.next()
        await waiting.get_ready_aside()
        assert await waiting.next() is None
        assert log.asked == [0]
        log.events = 2
        assert [row["position"] for row in (await waiting.next()).rows] == [2]  # type: ignore[union-attr]
