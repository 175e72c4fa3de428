"""Kafka or PostgreSQL goes away under a running service and comes back: it goes on, and nothing is lost or parked.

Both run for this module alone: nobody else may lose theirs.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest

from infra.local.kafka import Kafka
from infra.local.postgres import Postgres
from infra.runtime.kafka import KafkaAddress
from tests.runtime import parts
from tests.runtime.conftest import SAMPLE
from tests.runtime.test_kills import converged
from tests.system import Client, Process, System
from tests.zygote import Zygote

AWAY_S = 2.0
BACK_S_MAX = 40.0


@pytest.fixture(scope="module")
def own(stack_directory: Path) -> Iterator[tuple[Kafka, Postgres]]:
    kafka, postgres = Kafka(stack_directory / "outage-kafka"), Postgres(stack_directory / "outage-postgres")
    kafka.start()
    postgres.start()
    yield kafka, postgres
    kafka.kill()
    postgres.kill()


@pytest.fixture(scope="module")
def outage(own: tuple[Kafka, Postgres], tmp_path_factory: pytest.TempPathFactory, zygote: Zygote) -> Iterator[System]:
    kafka, postgres = own
    system = System(tmp_path_factory.mktemp("outage"), postgres, kafka.bootstrap, modules=SAMPLE, zygote=zygote)
    system.service("registry")
    yield system
    system.stop()


def register(officer: Client) -> Any:
    unit = str(uuid.uuid4())
    return officer.command("register", {"unit": unit, "name": "Xã", "code": unit}, key=unit)


def back_to_work(system: System, process: Process) -> None:
    """Everything relayed and projected, once: a fresh replay has the same rows."""
    asyncio.run(converged(system, process, answers=0, wait_s=BACK_S_MAX))


def test_without_kafka_commands_are_accepted_and_the_backlog_drains_after(outage: System, own: tuple[Kafka, Postgres]) -> None:
    """A service decides against its own log. Taken out: KafkaError in `Relay.run` or `Projector.run`."""
    kafka, _ = own
    officer = outage.client("registry", "board-officer")
    assert register(officer).status_code == 200
    port = kafka.port
    kafka.stop()
    officer.seen.clear()
    written = [register(officer) for _ in range(20)]
    assert {answer.status_code for answer in written} == {200}
    health = outage.processes["registry"].health()
    assert health is not None
    assert health["status"] == "ready", "ready means: can accept commands"
    assert health["backlog"] >= 20
    late = officer.get(f"/units/{uuid.uuid4()}", seen=written[-1].headers["thidua-seen"])
    assert (late.status_code, late.json()["code"]) == (503, "not-yet-seen")
    kafka._wanted_port = port
    kafka.start()
    back_to_work(outage, outage.processes["registry"])


def test_while_kafka_is_away_a_service_rests(outage: System, own: tuple[Kafka, Postgres]) -> None:
    """Taken out: `_require_kafka`. Then aiokafka tries to connect thousands of times a second: nine tenths of a core."""
    kafka, _ = own
    process = psutil.Process(outage.service("registry").popen.pid)
    port = kafka.port
    kafka.stop()
    time.sleep(2 * AWAY_S)
    before = sum(process.cpu_times()[:2])
    time.sleep(AWAY_S)
    assert sum(process.cpu_times()[:2]) - before < AWAY_S / 3
    kafka._wanted_port = port
    kafka.start()
    back_to_work(outage, outage.processes["registry"])


def test_a_postgresql_that_is_killed_parks_nothing_and_loses_nothing_that_was_answered(
    outage: System, own: tuple[Kafka, Postgres]
) -> None:
    """What was answered is in the log; while it is away each door says so; afterwards all goes on by itself.

    Taken out: TROUBLE in any of appender, relay, lease, projector, reactor, gate. Then the process dies or stands still.
    """
    _, postgres = own
    process = outage.service("registry")
    officer = outage.client("registry", "board-officer")
    answered = [register(officer) for _ in range(5)]
    port = postgres.port
    postgres.kill()
    officer.seen.clear()
    refused = register(officer)
    assert (refused.status_code, refused.json()["code"]) == (503, "not-ready")
    health = process.health()
    assert health is not None
    assert health["status"] == "not-ready"
    time.sleep(AWAY_S)
    postgres._wanted_port = port
    postgres.start()
    process.wait_until_ready()
    assert register(officer).status_code == 200
    back_to_work(outage, process)
    positions = {event["position"] for answer in answered for event in answer.json()["events"]}
    assert asyncio.run(_kept(outage, positions))
    assert process.alive


async def _kept(system: System, positions: set[int]) -> bool:
    async with asyncpg.create_pool(system.database_url("registry"), min_size=1, max_size=1) as pool:
        topic = await parts.read(KafkaAddress(system.bootstrap, {}), parts.REGISTRY.topic(system.prefix))
        bodies = await parts.bodies(pool)
        return all(bodies[position - 1] in topic for position in positions)
