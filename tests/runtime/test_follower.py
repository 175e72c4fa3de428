"""The follower: batches of several topics, handed over as they come."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import pytest

from contracts.topics import log_of
from infra.runtime import follower as following
from infra.runtime.batches import Record
from infra.runtime.follower import POLL_MS, Follower
from infra.runtime.kafka import KafkaAddress
from infra.runtime.topics import ensure_topics
from tests.runtime.parts import running, send, until

WORK_S = 0.25
SOON_S = POLL_MS / 1000 / 2


async def test_a_topic_without_news_holds_up_no_other(
    kafka_address: KafkaAddress, topic_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken out: `_prefetch_backoff`. Then Kafka is asked for the quiet topic alone while a batch is worked on, and the
    busy one waits until that is answered, two seconds after.
    """
    monkeypatch.setattr(following, "BATCH_RECORDS_MAX", 1)
    quiet, busy = (log_of(log) for log in ("registry", "scoring"))
    await ensure_topics(kafka_address.bootstrap, topic_prefix, logs=[quiet, busy])
    await send(kafka_address, busy.topic(topic_prefix), b"1", b"2")
    came: list[float] = []

    async def handle(_: Sequence[Record]) -> None:
        came.append(time.monotonic())
        await asyncio.sleep(WORK_S)

    async def at_rest() -> None:
        pass

    topics = {address.topic(topic_prefix): address.log_id for address in (quiet, busy)}
    follower = Follower(kafka_address, f"{topic_prefix}.test", topics, handle, at_rest)
    async with running(lambda: follower.run(dict.fromkeys(topics, 0))):
        await until(lambda: len(came) == 2)
        await send(kafka_address, busy.topic(topic_prefix), b"3")
        sent = time.monotonic()
        await until(lambda: len(came) == 3)
        assert came[2] - sent < SOON_S
