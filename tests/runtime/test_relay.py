"""The relay: the topic holds the log, in order, without a hole, whoever else writes to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

import asyncpg
import pytest
from aiokafka.errors import KafkaError
from structlog.testing import capture_logs

from infra.runtime import kafka as reading_kafka
from infra.runtime import outgoing, steps
from infra.runtime import relay as relaying
from infra.runtime.event_log import EventLog
from infra.runtime.kafka import KafkaAddress
from infra.runtime.relay import Cursor, ForeignTopic, HistoryForked, Relay, TopicEmptied
from infra.runtime.topics import ensure_topics
from tests.runtime import parts
from tests.runtime.parts import registered, running, until

COUNT = 30


@pytest.fixture
def relay(pool: asyncpg.Pool, kafka_address: KafkaAddress, prefix: str) -> Relay:
    return parts.relay(pool, kafka_address, prefix)


@pytest.fixture
async def filled(log: EventLog) -> EventLog:
    await parts.write(log, *[registered() for _ in range(COUNT)])
    return log


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relaying, "RESTART_S", 0.02)
    monkeypatch.setattr(relaying, "LOOK_S", 0.05)


async def cursor(pool: asyncpg.Pool) -> Cursor:
    return Cursor(*(await pool.fetchrow('select position, "offset" from runtime.relay') or (0, -1)))


async def caught_up(relay: Relay) -> None:
    """Let a relay run until it has nothing left to send."""
    idle = asyncio.Event()
    wait = relay._wait

    async def noted() -> None:
        idle.set()
        await wait()

    relay._wait = noted  # type: ignore[method-assign]
    async with running(relay.run) as [task]:
        done, _ = await asyncio.wait({task, asyncio.ensure_future(idle.wait())}, timeout=15, return_when="FIRST_COMPLETED")
        assert done, "the relay did not come to its end"


async def _at(pool: asyncpg.Pool, position: int) -> bool:
    return (await cursor(pool)).position == position


async def positions(pool: asyncpg.Pool, kafka: KafkaAddress, topic: str) -> tuple[list[int], list[int]]:
    """The log's positions on the topic as they stand there, and their first occurrences."""
    known = {body: n for n, body in enumerate(await parts.bodies(pool), start=1)}
    values = [v for v in await parts.read(kafka, topic) if v in known]
    return [known[v] for v in values], parts.first_occurrences(values, known)


async def test_the_topic_holds_the_logs_bytes_in_its_order(
    filled: EventLog, relay: Relay, pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str
) -> None:
    async with running(relay.run):
        await until(lambda: _at(pool, COUNT))
        await parts.write(filled, registered())
        relay.wake.set()
        await until(lambda: _at(pool, COUNT + 1))
    assert await parts.read(kafka_address, topic) == await parts.bodies(pool)
    record = await kafka_address.record_at(topic, COUNT)
    assert record is not None
    assert (record.key or b"").decode() == json.loads(record.value or b"")["subject"]
    assert dict(record.headers) == {"content-type": b"application/cloudevents+json"}


async def test_two_relays_that_send_at_once_leave_no_hole(
    filled: EventLog, pool: asyncpg.Pool, other_pool: asyncpg.Pool, kafka_address: KafkaAddress, prefix: str, topic: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A zombie's repeats are repeats: the first occurrences read 1, 2, 3 …

    Taken out, both at once: `and position = :known` in move_cursor, and `_require_end`. Then the zombie sets the cursor
    back unnoticed and goes on from where it stood; either of them alone notices it.
    """
    together = asyncio.Barrier(2)
    arrivals = 0
    restarts = 0

    async def reached(step: str) -> None:
        nonlocal arrivals
        if step == "relay.sending" and arrivals < 2:
            arrivals += 1
            await together.wait()

    class Counting(Relay):
        async def _compared(self) -> tuple[Cursor, int]:
            nonlocal restarts
            restarts += 1
            return await super()._compared()

    monkeypatch.setattr(steps, "reached", reached)
    place = {"installation": parts.INSTALLATION, "prefix": prefix}
    a, b = (Counting(p, kafka_address, parts.REGISTRY, **place) for p in (pool, other_pool))
    async with running(a.run, b.run):
        await until(lambda: _at(pool, COUNT))
        await parts.write(filled, *[registered() for _ in range(COUNT)])
        await until(lambda: _at(pool, 2 * COUNT))
        await until(lambda: restarts > 2, what="the loser noticed")
    every, first = await positions(pool, kafka_address, topic)
    assert len(every) > 2 * COUNT, "both were meant to send"
    assert first == list(range(1, 2 * COUNT + 1))
    end = await cursor(pool)
    record = await kafka_address.record_at(topic, end.offset)
    assert record is not None
    assert json.loads(record.value or b"")["sequence"] == f"{end.position:020d}"


async def test_a_relay_that_slept_through_the_work_of_another_harms_nothing(
    filled: EventLog, pool: asyncpg.Pool, other_pool: asyncpg.Pool, kafka_address: KafkaAddress, prefix: str, topic: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """It holds a batch from before, and sends it when it wakes up.

    Taken out: the order of `_send` and `_move` (cursor first). Then what it still holds is skipped by everybody else.
    """
    asleep, wake = asyncio.Event(), asyncio.Event()

    async def reached(step: str) -> None:
        if step == "relay.sending" and not asleep.is_set():
            asleep.set()
            await wake.wait()

    monkeypatch.setattr(steps, "reached", reached)
    zombie, relay = parts.relay(pool, kafka_address, prefix), parts.relay(other_pool, kafka_address, prefix)
    async with running(zombie.run):
        await asleep.wait()
        await caught_up(relay)
        await parts.write(filled, *[registered() for _ in range(3)])
        await caught_up(relay)
        wake.set()
        await until(lambda: _at(pool, COUNT + 3))
        await until(lambda: _longer_than(kafka_address, topic, COUNT + 3), what="the zombie's repeats")
        await parts.write(filled, registered())
        await until(lambda: _at(pool, COUNT + 4))
    _, first = await positions(pool, kafka_address, topic)
    assert first == list(range(1, COUNT + 5))


async def _longer_than(kafka: KafkaAddress, topic: str, count: int) -> bool:
    return len(await parts.read(kafka, topic)) > count


@pytest.mark.usefixtures("filled")
async def test_a_cursor_behind_the_topic_is_brought_forward_and_nothing_sent_again(
    relay: Relay, pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str
) -> None:
    """Taken out: `_compare`'s answer in `check`. Then every start sends the whole log again."""
    await caught_up(relay)
    for position, offset in ((0, -1), (10, 9), (10, 4), (10, 99)):
        await pool.execute('update runtime.relay set position = $1, "offset" = $2', position, offset)
        await caught_up(relay)
        assert await cursor(pool) == Cursor(COUNT, COUNT - 1)
    assert len(await parts.read(kafka_address, topic)) == COUNT


@pytest.mark.usefixtures("filled")
async def test_what_kafka_lost_is_sent_again(relay: Relay, pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str) -> None:
    """The cursor is ahead of the topic: the topic says where to go on.

    Taken out: moving the cursor back in `_run_once`. Then the lost records are missing for ever.
    """
    await parts.send(kafka_address, topic, *(await parts.bodies(pool))[:10])
    await pool.execute("insert into runtime.relay values ('registry', $1, $2)", COUNT, COUNT - 1)
    await caught_up(relay)
    assert await parts.read(kafka_address, topic) == await parts.bodies(pool)


async def test_a_topic_ahead_of_the_log_is_a_fork(
    log: EventLog, relay: Relay, pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str
) -> None:
    """A database restored from an old backup: its log lacks what the world has read.

    Taken out: the look-up of each position in `_compare`. Then another event gets a number that is taken.
    """
    await parts.write(log, registered(), registered())
    await caught_up(relay)
    ahead = json.loads((await parts.bodies(pool))[-1]) | {"sequence": f"{3:020d}"}
    await parts.send(kafka_address, topic, json.dumps(ahead).encode())
    with pytest.raises(HistoryForked, match="holds 3, which registry does not have"):
        await relay.check()


async def test_a_position_that_no_log_can_have_is_a_fork_too(
    log: EventLog, relay: Relay, pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str
) -> None:
    """Somebody wrote a record by hand whose sequence is more than PostgreSQL counts to.

    Taken out: POSITION_MAX. Then the comparison fails as if the database were away, and is tried again for ever.
    """
    await parts.write(log, registered())
    await caught_up(relay)
    ahead = json.loads((await parts.bodies(pool))[-1]) | {"sequence": "9" * 20}
    await parts.send(kafka_address, topic, json.dumps(ahead).encode())
    with pytest.raises(HistoryForked, match="holds 99999999999999999999, which registry does not have"):
        await relay.check()


async def test_other_bytes_at_a_position_are_a_fork(
    log: EventLog, relay: Relay, pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str
) -> None:
    """Taken out: the comparison of bytes in `_compare`."""
    await parts.write(log, registered(), registered())
    changed = (await parts.bodies(pool))[1].replace("Hòa Bình".encode(), "Hòa Bính".encode())
    await parts.send(kafka_address, topic, (await parts.bodies(pool))[0], changed)
    with pytest.raises(HistoryForked, match="differ at 2"):
        await relay.check()


@pytest.mark.usefixtures("filled")
async def test_an_emptied_topic_waits(relay: Relay, pool: asyncpg.Pool) -> None:
    """Taken out: TopicEmptied. Then the service goes on over the loss as if nothing had happened."""
    await relaying.QUERIES.start_cursor(pool, log="registry")
    assert await relay.check() == Cursor(0, -1)
    await pool.execute('update runtime.relay set position = 3, "offset" = 2')
    with pytest.raises(TopicEmptied, match="sent up to 3"):
        await relay.check()
    with pytest.raises(TopicEmptied):
        await asyncio.wait_for(relay.run(), 5)


async def test_a_topic_made_anew_under_a_running_relay_gets_the_whole_log(
    filled: EventLog, relay: Relay, pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str
) -> None:
    """What a running relay writes onto a topic that was made anew does not pass for what came before it.

    Taken out: the comparison of offsets in `_run_once`, and `position == found + 1` in `_compare`. Then the topic
    begins at 31 for ever, and no read model can be built from it.
    """
    async with running(relay.run):
        await until(lambda: _at(pool, COUNT))
        await parts.make_anew(kafka_address, topic)
        await parts.write(filled, registered())
        await until(lambda: _at(pool, COUNT + 1))
        await until(lambda: _longer_than(kafka_address, topic, COUNT), what="all of it again")
        await parts.write(filled, registered())
        await until(lambda: _at(pool, COUNT + 2))
    every, _ = await positions(pool, kafka_address, topic)
    assert every == [COUNT + 1, *range(1, COUNT + 3)]


async def test_a_batch_longer_than_what_was_lost_hides_no_hole(
    filled: EventLog, relay: Relay, pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str
) -> None:
    """Where a batch comes to stand is where the one before it ended, or something was lost in between.

    Taken out: `_require_end` behind `_send` in `_run_once` (or its comparison with the batch's last offset alone). Then
    the topic begins at 31 for ever, and no read model can be built from it.
    """
    async with running(relay.run):
        await until(lambda: _at(pool, COUNT))
        await parts.make_anew(kafka_address, topic)
        await parts.write(filled, *[registered() for _ in range(COUNT + 10)])
        await until(lambda: _longer_than(kafka_address, topic, COUNT + 11), what="all of it again")
        await until(lambda: _at(pool, 2 * COUNT + 10))
    every, _ = await positions(pool, kafka_address, topic)
    assert every == [*range(COUNT + 1, 2 * COUNT + 11), *range(1, 2 * COUNT + 11)]


@pytest.mark.usefixtures("filled")
async def test_a_relay_at_rest_notices_what_the_topic_lost(
    relay: Relay, pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody may have to wait for the next event to get the last ones.

    Taken out: `_require_end` behind `_wait` in `_run_once`. Then the loss passes unnoticed as long as nothing happens.
    """
    monkeypatch.setattr(relaying, "WATCH_S", 0.05)
    task = asyncio.ensure_future(relay.run())
    await until(lambda: _at(pool, COUNT))
    await parts.make_anew(kafka_address, topic)
    with pytest.raises(TopicEmptied, match="sent up to 30"):
        await asyncio.wait_for(task, 15)
    await parts.send(kafka_address, topic, *(await parts.bodies(pool))[:10])
    await caught_up(relay)
    assert await parts.read(kafka_address, topic) == await parts.bodies(pool)


@pytest.mark.usefixtures("filled")
async def test_a_topic_that_becomes_shorter_while_it_is_read_keeps_nobody_waiting(
    pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken out: `end_of` in `read_to_end`. Then whoever reads waits for ever for records that are lost."""
    monkeypatch.setattr(reading_kafka, "FETCH_BYTES_MAX", 1)
    await parts.send(kafka_address, topic, *await parts.bodies(pool))
    batches = kafka_address.read_to_end(topic, 0)
    assert len(await anext(batches)) < COUNT
    await parts.make_anew(kafka_address, topic)
    with pytest.raises(KafkaError):
        await asyncio.wait_for(_drain(batches), 20)


async def _drain(batches: AsyncGenerator[Any, None]) -> None:
    async for _ in batches:
        pass


async def test_a_topic_that_lacks_its_beginning_gets_the_whole_log(
    filled: EventLog, relay: Relay, pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str
) -> None:
    """Taken out: `position == found + 1` in `_compare`. Then the topic begins at 31 for ever."""
    await pool.execute("insert into runtime.relay values ('registry', $1, $2)", COUNT + 1, 0)
    await parts.write(filled, registered())
    await parts.send(kafka_address, topic, (await parts.bodies(pool))[-1])
    await caught_up(relay)
    every, _ = await positions(pool, kafka_address, topic)
    assert every == [COUNT + 1, *range(1, COUNT + 2)]


async def test_a_topic_of_somebody_else_is_refused(relay: Relay, log: EventLog, kafka_address: KafkaAddress, topic: str) -> None:
    """Taken out: the look at the first record in `_begin_at`. Then two logs share a topic."""
    await parts.write(log, registered())
    foreign = (await parts.bodies(log._pool))[0].replace(b"/test/registry", b"/other/registry")
    await parts.send(kafka_address, topic, foreign)
    with pytest.raises(ForeignTopic, match="begins with /other/registry/registry"):
        await relay.check()


@pytest.mark.usefixtures("filled")
async def test_what_others_write_onto_the_topic_is_passed_over_with_an_alarm(
    relay: Relay, pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str
) -> None:
    """Taken out: `continue` behind the alarm in `_compare`. Then anybody who can write can stop the service."""
    bodies = await parts.bodies(pool)
    foreign = bodies[4].replace(b"/test/registry", b"/other/registry")
    await parts.send(kafka_address, topic, bodies[0], b"\x00garbage", b"", b'{"id":1}', foreign, bodies[1])
    with capture_logs() as lines:
        await caught_up(relay)
    assert [line["offset"] for line in lines if line["event"] == "relay.foreign_record"][:4] == [1, 2, 3, 4]
    _, first = await positions(pool, kafka_address, topic)
    assert first == list(range(1, COUNT + 1))


async def test_events_of_the_largest_size_fit(
    log: EventLog, relay: Relay, pool: asyncpg.Pool, kafka_address: KafkaAddress, topic: str
) -> None:
    """Each batch takes what fits, and the next begins behind it."""
    body = registered()
    facts: list[Any] = [
        body.model_copy(update={"name": "x" * 500_000, "unit": registered().unit, "code": str(n)}) for n in range(4)
    ]
    await parts.write(log, *facts, registered())
    await caught_up(relay)
    assert await parts.read(kafka_address, topic) == await parts.bodies(pool)


@pytest.mark.usefixtures("filled")
async def test_kafka_that_goes_away_and_comes_back_is_no_reason_to_stop(
    relay: Relay,
    pool: asyncpg.Pool,
    kafka_address: KafkaAddress,
    topic: str,
    topic_prefix: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever fails, the relay begins again with the topic as it is.

    Taken out: KafkaError in `run`. Then the first error ends it.
    """
    monkeypatch.setattr(outgoing, "FETCH_MAX", 7)
    real = relay._send
    failures = iter([ConnectionError(), asyncpg.ConnectionDoesNotExistError(), relaying.KafkaError()])

    async def failing(*what: Any) -> int:
        answer = await real(*what)
        if error := next(failures, None):
            # It was written, but nobody knows.
            raise error
        return answer

    relay._send = failing  # type: ignore[method-assign]
    await caught_up(relay)
    every, first = await positions(pool, kafka_address, topic)
    assert first == list(range(1, COUNT + 1))
    assert every == first, "what is on the topic is seen there, and not sent again"
    assert await ensure_topics(kafka_address.bootstrap, topic_prefix, logs=[parts.REGISTRY]) == []
