"""Somebody's hand in the topic: records that are none of ours, records again, limits changed, the topic made anew."""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from contracts.topics import CONFIGURATION
from tests.faults.outages.repairs import send_again
from tests.faults.outages.small import Small, nothing_lost, wait
from tests.runtime import parts


async def bodies(small: Small) -> list[bytes]:
    async with asyncpg.create_pool(small.url, min_size=1, max_size=1) as pool:
        return await parts.bodies(pool)


async def write(small: Small, *records: tuple[bytes | None, bytes | None]) -> None:
    """Write keys and values onto the topic, past any relay."""
    async with AIOKafkaProducer(bootstrap_servers=small.system.bootstrap, acks="all") as producer:
        for key, value in records:
            await producer.send_and_wait(small.topic, key=key, value=value, partition=0)


def changed(body: bytes, **fields: Any) -> bytes:
    return json.dumps(json.loads(body) | fields, ensure_ascii=False).encode()


async def by_hand(small: Small) -> None:
    known = await bodies(small)
    last = known[-1]
    await write(
        small,
        (b"unit/x", None),
        (None, b""),
        (b"\xff", b"\xff\xfe\x00"),
        (None, b"{}"),
        (None, b"[" * 100_000),
        (None, os.urandom(700_000)),
        (None, last[: len(last) // 2]),
        (b"unit/x", changed(last, source="/elsewhere/registry/registry")),
        # Wherever readers stand meanwhile, one of these is the next.
        *((None, changed(last, sequence=f"{len(known) + n:020d}", source="/elsewhere/registry/registry")) for n in range(1, 200)),
        (b"unit/x", changed(last, sequence="many")),
        (b"another-key", last),
        *((None, body) for body in known),
    )


def test_what_somebody_writes_onto_the_topic_changes_nothing(small: Small) -> None:
    """Tombstones, garbage, another installation's events, our own under a wrong key, and every record once more.

    Taken out, one at a time: the source's look in `Preparer.next`, `header is None` in `Relay._compare`.
    """
    with small.load() as load:
        load.accepted(10)
        asyncio.run(by_hand(small))
        load.accepted(20)
        process = small.service()
        process.kill()
        small.service()
        load.accepted(10)
    nothing_lost(small)


async def ahead_of_the_log(small: Small, far: int) -> None:
    known = await bodies(small)
    await write(small, (None, changed(known[-1], sequence=f"{len(known) + far:020d}")))


def test_an_event_of_ours_far_ahead_is_not_applied_and_closes_the_gate(small: Small) -> None:
    """Only the owner of the log can have written it, so the log may be an older copy: nothing is accepted any more.

    What heals it by the operator's hand: the topic made anew, and `thidua republish`. Taken out: `position > next` in
    `Preparer.next`. Then readers are a million events ahead, and drop all that comes.
    """
    process = small.service()
    said = len(process.log.read_text())
    with small.load() as load:
        load.accepted(10)
        asyncio.run(ahead_of_the_log(small, 1_000_000))
        wait(lambda: "projector.gap" in process.log.read_text()[said:], what="the alarm")
        wait(lambda: "does not have" in (process.health() or {}).get("checks", {}).get("history", ""), what="the gate says why")
        asyncio.run(parts.make_anew(small.address, small.topic))
        send_again(small)
        load.accepted(20)
    nothing_lost(small)


def test_a_topic_deleted_and_made_anew_under_consumers_gets_the_whole_log_again(small: Small) -> None:
    """With `thidua republish` where the gate asks for it: the relay found the topic empty, not merely another one.

    What each of them does for it is shown one by one in `tests/runtime`, with what was taken out.
    """
    process = small.service()
    with small.load() as load:
        load.accepted(30)
        asyncio.run(parts.make_anew(small.address, small.topic))
        wait(lambda: (process.health() or {}).get("backlog") or load.answers[503] or load.faults, what="it is noticed")
        send_again(small)
        load.accepted(30)
    nothing_lost(small)


async def limit(small: Small, record_bytes: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=small.system.bootstrap)
    await admin.start()
    try:
        configuration = {**CONFIGURATION, "max.message.bytes": record_bytes}
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, small.topic, configuration)])
    finally:
        await admin.close()


@pytest.mark.campaign
def test_a_record_over_the_topics_limit_is_waited_for_and_not_skipped(small: Small) -> None:
    """Somebody lowered max.message.bytes: commands go on, the relay says what is wrong, and goes on when it is raised."""
    process = small.service()
    asyncio.run(limit(small, "300"))
    said = len(process.log.read_text())
    with small.load() as load:
        load.accepted(20)
        wait(lambda: "MessageSizeTooLarge" in process.log.read_text()[said:], what="the relay says so")
        health = process.health()
        assert health is not None
        assert health["status"] == "ready"
        assert health["backlog"] > 0
        asyncio.run(limit(small, CONFIGURATION["max.message.bytes"]))
        load.accepted(10)
    nothing_lost(small)
