"""The watchdog: what stands still though it has work is begun anew; what waits for somebody else is left alone."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from structlog.testing import capture_logs

from infra.runtime import lag, watchdog
from infra.runtime.kafka import KafkaAddress
from infra.runtime.pulse import Pulse
from infra.runtime.service import Runtime
from infra.runtime.watch import Picture
from infra.runtime.watchdog import Watchdog
from tests.runtime import parts
from tests.runtime.parts import poison, registered, running, until

STALL_S = 2


@pytest.fixture
async def runtime(pool: asyncpg.Pool, prefix: str, kafka_address: KafkaAddress, tmp_path: Path) -> Runtime:
    return await parts.runtime(pool, kafka_address, prefix, tmp_path, stall_s=STALL_S)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchdog, "END_S_MAX", 0.5)


@asynccontextmanager
async def at_work(runtime: Runtime) -> AsyncIterator[list[dict[str, Any]]]:
    """All roles of a service; the lines that it logs meanwhile."""
    with capture_logs() as lines:
        async with running(*runtime.work(("http", "relay", "projector", "reactors"))):
            await until(lambda: runtime.gate.reason is None and all(lease.held for lease in runtime.leases.values()))
            yield lines


async def seen(runtime: Runtime, position: int) -> bool:
    """Whether the read model and the reactor have come so far."""
    place = await runtime.pool.fetchval("select min(position) from runtime.reactor_checkpoint")
    return (await runtime.model.cut())["registry"] >= position and place == position


def stalled(lines: list[dict[str, Any]]) -> set[str]:
    return {line["consumer"] for line in lines if line["event"] == "watchdog.stalled"}


@pytest.mark.usefixtures("log")
async def test_a_consumer_whose_poll_never_returns_is_begun_anew(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    """aiokafka is known to stand still in silence: here each poll that is under way never returns, nor does its stop.

    Taken out: `guard.alarm.set()` in `judge`. Then neither read model nor reactor ever comes further. Taken out: the
    bound in `_end`. Then the watchdog waits for ever for the end of what hangs.
    """
    hang, released = False, asyncio.Event()
    real_poll, real_stop = AIOKafkaConsumer.getmany, AIOKafkaConsumer.stop
    hung: set[int] = set()

    async def poll(self: Any, *partitions: Any, timeout_ms: int = 0, max_records: int | None = None) -> Any:
        if (hang and self._group_id) or id(self) in hung:
            hung.add(id(self))
            await asyncio.Event().wait()
        return await real_poll(self, *partitions, timeout_ms=min(timeout_ms, 100), max_records=max_records)

    async def stop(self: Any) -> None:
        await real_stop(self)
        if id(self) in hung:
            await released.wait()

    monkeypatch.setattr(AIOKafkaConsumer, "getmany", poll)
    monkeypatch.setattr(AIOKafkaConsumer, "stop", stop)
    async with at_work(runtime) as lines:
        await parts.write(runtime.log, registered())
        await until(lambda: seen(runtime, 1))
        hang = True
        try:
            await until(lambda: len(hung) == 2, what="projector and reactor hang")
            hang = False
            await parts.write(runtime.log, registered())
            await until(lambda: seen(runtime, 2), what="they go on without help")
        finally:
            released.set()  # what was left behind closes its connections, in this test and not in somebody else's
    # At least: on a busy machine another may be silent for so long, and is begun anew without harm.
    assert stalled(lines) >= {"projector.sample", "reactor.large"}
    assert {line["consumer"] for line in lines if line["event"] == "watchdog.abandoned"} >= {"projector.sample", "reactor.large"}
    if left := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(left, timeout=5)


@pytest.mark.usefixtures("log")
async def test_a_relay_whose_producer_is_never_answered_is_begun_anew(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken out: the relay in `work`'s list of what is guarded. Then the backlog stays for ever."""
    real, hang = AIOKafkaProducer.send_batch, True

    async def send_batch(self: Any, batch: Any, topic: str, *, partition: int) -> Any:
        if hang:
            return asyncio.get_running_loop().create_future()
        return await real(self, batch, topic, partition=partition)

    monkeypatch.setattr(AIOKafkaProducer, "send_batch", send_batch)
    async with at_work(runtime) as lines:
        await parts.write(runtime.log, registered())
        runtime.relays[0].wake.set()
        await until(lambda: "relay.registry" in stalled(lines))
        hang = False
        await until(lambda: seen(runtime, 1), what="it goes on without help")


@pytest.mark.usefixtures("log")
async def test_who_waits_for_postgresql_or_tries_poison_again_is_left_alone(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The checkpoint's row is locked for twice as long as a stall takes; then many events are tried again.

    Taken out: `guard.pulse.working` in `judge`. Then the projector is begun anew while PostgreSQL lets it wait, and
    again while it tries: a batch of much poison would never come to its end.
    """
    monkeypatch.setattr("infra.runtime.projection.POISON_DELAY_S", 0.2)
    units = [uuid.uuid4() for _ in range(5)]
    async with at_work(runtime) as lines:
        schema = await runtime.model.active_schema()
        async with runtime.pool.acquire() as connection, connection.transaction():
            await connection.fetch(f"select * from {schema}.checkpoint for update")  # noqa: S608  our own name
            await parts.write(runtime.log, *map(registered, units), *map(poison, units))
            await until(lambda: (runtime.watch.picture.lags.get("projector.sample") or {}).get("registry", lag.Lag(0)).events)
            await asyncio.sleep(2 * STALL_S)
        await until(lambda: seen(runtime, 10))
    assert "projector.sample" not in stalled(lines)


async def test_a_batch_that_still_gives_signs_of_life_may_take_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """At work one is given longer, not for ever. Taken out: `_beat` in `Applier._try`, or `WORK_S_MAX` in `judge`."""
    monkeypatch.setattr(watchdog, "WORK_S_MAX", 0.4)
    pulse, dog, begun = Pulse(), Watchdog(0.1), 0
    behind = Picture(database=True, ends={"registry": 9})

    async def work() -> None:
        nonlocal begun
        begun += 1
        with pulse.work():
            await asyncio.Event().wait()

    async with running(dog.guarded("projector.sample", work, pulse, lambda _: True)):
        for _ in range(8):
            await asyncio.sleep(0.1)
            pulse.beat()
            dog.judge(behind)
        assert begun == 1
        await until(lambda: dog.judge(behind) or begun == 2, wait_s=3)


@pytest.mark.parametrize("picture", [Picture(database=True), Picture(ends={}), Picture(database=True, ends={})])
async def test_nobody_is_blamed_where_nothing_is_known(picture: Picture) -> None:
    """Kafka away, the database away, or no lag at all. Taken out: `picture.whole` in `judge`, or `behind`."""
    dog, ran = Watchdog(0.0), 0

    async def work() -> None:
        nonlocal ran
        ran += 1
        await asyncio.Event().wait()

    async with running(dog.guarded("projector.sample", work, Pulse(), lambda p: p.ends != {} or not p.database)):
        for _ in range(5):
            await asyncio.sleep(0.01)
            dog.judge(picture)
    assert ran == 1


async def test_what_is_guarded_ends_and_fails_as_it_does() -> None:
    async def ends() -> None:
        return

    async def fails() -> None:
        raise KeyError("defect")

    dog = Watchdog(1)
    await dog.guarded("one", ends, Pulse(), lambda _: True)()
    with pytest.raises(KeyError):
        await dog.guarded("other", fails, Pulse(), lambda _: True)()
