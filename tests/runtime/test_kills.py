"""kill -9 between any two effects: nothing is lost, skipped, doubled or reordered on its way to a read model.

The process kills itself at a named step (`infra/runtime/steps.py`), is started again, and must then stand where one
stands that was never killed. A lease of the dead is deleted, as if its nine seconds were over; that it runs out by itself
is a test of its own.
"""

from __future__ import annotations

import asyncio
import signal
import uuid
from typing import Any

import asyncpg
import httpx
import pytest

from infra.runtime.digest import Digest, digest_generation
from infra.runtime.generations import add_generation
from infra.runtime.kafka import KafkaAddress
from infra.runtime.replay import fill
from tests.runtime import parts, sample
from tests.system import Client, Process, System

TAKEN_OVER_S_MAX = 15
PROJECTION = sample.SERVICE.projection
STEPS = [
    ("relay.sending", 1),
    ("relay.sent", 3),
    ("relay.moved", 2),
    ("projector.rows_written", 2),
    ("projector.checkpoint_moved", 1),
    ("projector.committed", 3),
    ("reactor.decided", 1),
]


@pytest.fixture
def units() -> list[str]:
    return [str(uuid.uuid4()) for _ in range(4)]


def commands(system: System, process: Process, units: list[str]) -> list[int]:
    """Play until the process dies: each unit is registered and gets figures, a large one an answer. Their status."""
    officer = Client(process.url, system.token("board-officer", authority="bac-lieu"))
    system.clients.append(officer)
    answers = []
    for n, unit in enumerate(units):
        for name, body in (
            ("register", {"unit": unit, "name": "Xã", "code": unit}),
            ("record", {"unit": unit, "on": "2023-12-31", "staff": 1000 + n, "women": 0}),
        ):
            officer.seen.clear()
            try:
                answers.append(officer.command(name, body, key=f"{name}-{unit}").status_code)
            except httpx.TransportError:
                answers.append(0)
    return answers


def death(process: Process) -> int:
    return process.popen.wait(20)


def end_leases(system: System) -> None:
    """The dead one's leases are over at once: nobody else holds one now."""
    system.postgres.psql("delete from runtime.lease", database(system))


def database(system: System) -> str:
    return system.database_url("registry").rsplit("/", 1)[1]


@pytest.mark.parametrize(("step", "times"), STEPS)
def test_killed_between_two_effects(shared: System, units: list[str], step: str, times: int) -> None:
    """Started again, the service brings everything to its end, each event once.

    Taken out, one at a time: the checkpoint's place in the rows' transaction (then rows_written doubles or loses);
    sending before the cursor moves (then relay.sent loses); the reactor's ids from the event (then reactor.decided
    answers twice); `position == next` in `Preparer.next` (then what the relay repeats is applied twice).
    """
    end_leases_if_any(shared)
    killed = shared.spawn("registry", label=f"killed-{step}", THIDUA_TEST_STEP=f"{step}:{times}")
    killed.wait_until_ready()
    before = commands(shared, killed, units)
    assert death(killed) == -signal.SIGKILL, f"{step} was not reached: {killed.log.read_text()[-3000:]}"

    end_leases(shared)
    again = shared.spawn("registry", label=f"again-{step}")
    again.wait_until_ready()
    # What got no answer is sent again, under its own key; what was accepted gets its first answer.
    after = commands(shared, again, units)
    assert set(after) == {200}
    assert all(a == 200 for a in before if a)
    asyncio.run(converged(shared, again, answers=len(units)))
    assert again.stop() == 0


def end_leases_if_any(system: System) -> None:
    if "registry" in system.databases and system.processes:
        end_leases(system)


async def converged(system: System, process: Process, *, answers: int, wait_s: float = parts.WAIT_S_MAX) -> None:
    kafka = KafkaAddress(system.bootstrap, {})
    topic = parts.REGISTRY.topic(system.prefix)
    async with asyncpg.create_pool(system.database_url("registry"), min_size=1, max_size=3) as pool:
        # The reactor's answers come after their causes: wait until each figure has its own.
        try:
            await parts.until(
                lambda: _answered(pool, process, answers), wait_s=wait_s, what="all answered, relayed and projected"
            )
        except AssertionError as error:
            reactor = await pool.fetch("select * from runtime.reactor_checkpoint")
            raise AssertionError(f"{error}\n{process.health()}\n{reactor}\n{process.log.read_text()[-6000:]}") from error
        bodies = await parts.bodies(pool)
        known = {body: n for n, body in enumerate(bodies, start=1)}
        assert parts.first_occurrences(await parts.read(kafka, topic), known) == list(range(1, len(bodies) + 1))
        causes = await pool.fetch(
            "select convert_from(body, 'UTF8')::jsonb ->> 'causationid' as cause from runtime.event_log"
            " where convert_from(body, 'UTF8')::jsonb ->> 'actor' = 'system:large'"
        )
        assert len(causes) == len({c["cause"] for c in causes}) >= answers
        assert await pool.fetchval("select count(*) from runtime.reactor_refusal") == 0
        live = await _live(pool)
        assert live.parked == 0
        assert live == await _replayed(pool, kafka, system.prefix)


async def _answered(pool: asyncpg.Pool, process: Process, answers: int) -> bool:
    health = await asyncio.to_thread(process.health)
    if not health or health["backlog"] or health["projected"] != health["positions"]:
        return False
    schema = await pool.fetchval("select schema from runtime.generation where active")
    unanswered = await pool.fetchval(f"select count(*) from {schema}.unit where staff is null or women = 0")  # noqa: S608  our own name
    read = await pool.fetchval("select position from runtime.reactor_checkpoint")
    return (unanswered == 0 or not answers) and read == health["positions"]["registry"]


async def _live(pool: asyncpg.Pool) -> Digest:
    return await digest_generation(pool, await pool.fetchval("select schema from runtime.generation where active"))


async def _replayed(pool: asyncpg.Pool, kafka: KafkaAddress, prefix: str) -> Digest:
    """A fresh generation, filled from the topic alone."""
    schema = await add_generation(pool, PROJECTION, [parts.REGISTRY], installation="test")
    await fill(pool, kafka, PROJECTION, schema, [parts.REGISTRY], prefix)
    digest = await digest_generation(pool, schema)
    await pool.execute(f"drop schema {schema} cascade")
    await pool.execute("delete from runtime.generation where schema = $1", schema)
    return digest


def test_a_standby_takes_over_within_fifteen_seconds(system: System, units: list[str]) -> None:
    """Two processes of one service; the one that relays, projects and reacts is killed.

    Taken out: `lease.until < clock_timestamp()` in take. Then nobody ever takes over.
    """
    first = system.spawn("registry")
    first.wait_until_ready()
    parts_of = {"relay.registry", "projector.sample", "reactor.large"}
    held = _wait_for(first, lambda h: set(h["leases"]) == parts_of)
    standby = system.spawn("registry", label="standby", THIDUA_HTTP_PORT=str(system.ports["awards"]))
    assert standby.wait_until_ready()["leases"] == []
    assert commands(system, first, units[:1]) == [200, 200]
    assert held
    first.kill()
    # The standby accepts commands all along; they are carried and projected when the leases have run out.
    assert commands(system, standby, units[1:]) == [200] * 6
    assert standby.health()["leases"] == []  # type: ignore[index]
    _wait_for(standby, lambda h: set(h["leases"]) == parts_of, wait_s=TAKEN_OVER_S_MAX)
    asyncio.run(converged(system, standby, answers=4))


def _wait_for(process: Process, condition: Any, *, wait_s: float = 10) -> bool:
    async def wait() -> bool:
        return bool(await parts.until(lambda: condition(process.health()), wait_s=wait_s, what=process.log.read_text()[-2000:]))

    return asyncio.run(wait())
