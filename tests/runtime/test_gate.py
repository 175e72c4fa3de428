"""The gate: no command is accepted before this process knows that log and topic tell one history."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import asyncpg
import httpx
import pytest

from infra.local.postgres import Postgres
from infra.runtime import gate as gating
from infra.runtime.app import build_app
from infra.runtime.errors import NotReady
from infra.runtime.event_log import EventLog
from infra.runtime.kafka import KafkaAddress
from infra.runtime.service import Runtime
from tests.runtime import parts, sample
from tests.runtime.parts import registered, running, until


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gating, "RETRY_S", 0.05)


@pytest.fixture
async def runtime(pool: asyncpg.Pool, prefix: str, kafka_address: KafkaAddress, tmp_path: Path) -> Runtime:
    return await parts.runtime(pool, kafka_address, prefix, tmp_path)


@pytest.fixture
async def officer(runtime: Runtime, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=build_app(sample.SERVICE, runtime))
    async with httpx.AsyncClient(transport=transport, base_url="http://registry", headers=parts.signed_in(tmp_path)) as client:
        yield client


async def register(officer: httpx.AsyncClient) -> httpx.Response:
    unit = str(uuid.uuid4())
    # One that is accepted by mistake waits for an appender, which most of these tests do not run.
    async with asyncio.timeout(parts.WAIT_S_MAX):
        return await officer.post(
            "/commands/register", json={"unit": unit, "name": "Xã", "code": unit}, headers={"Idempotency-Key": unit}
        )


async def reason(officer: httpx.AsyncClient) -> str:
    """Why commands are refused."""
    answer = await register(officer)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (503, "not-ready")
    assert problem["reason"] in problem["vi"]
    assert problem["reason"] in problem["en"]
    assert answer.headers["retry-after"] == "1"
    health = (await officer.get("/health/ready")).json()
    if health["checks"]["history"] != problem["reason"]:
        # The gate looked again between the two questions: what it says now, both have to say.
        return await reason(officer)
    assert health["status"] == "not-ready"
    return str(problem["reason"])


async def closed_for(officer: httpx.AsyncClient, words: str) -> None:
    async def told() -> bool:
        return words in await reason(officer)

    await until(told, what=words)
    await asyncio.sleep(3 * gating.RETRY_S)
    assert words in await reason(officer), "it stays closed"


async def test_no_command_before_the_check_has_passed(runtime: Runtime, officer: httpx.AsyncClient) -> None:
    """Taken out: `require_ready` in the command's endpoint. Then a forked history grows."""
    assert "being compared" in await reason(officer)
    async with running(runtime.watch_history, runtime.appender.run):
        await until(lambda: runtime.gate.reason is None)
        assert (await officer.get("/health/ready")).status_code == 200
        assert (await register(officer)).status_code == 200


async def test_a_topic_ahead_of_the_log_closes_the_gate(
    log: EventLog, runtime: Runtime, officer: httpx.AsyncClient, kafka_address: KafkaAddress, topic: str
) -> None:
    """A database that was put back from a backup: two events would get one number.

    Taken out: HistoryForked in `Relay._compare`.
    """
    await parts.write(log, registered())
    [body] = await parts.bodies(runtime.pool)
    lost = json.loads(body) | {"sequence": f"{2:020d}"}
    await parts.send(kafka_address, topic, body, json.dumps(lost).encode())
    async with running(runtime.watch_history, runtime.appender.run):
        await closed_for(officer, f"{topic} holds 2, which registry does not have")
    assert len(await parts.bodies(runtime.pool)) == 1


async def test_other_bytes_close_the_gate(
    log: EventLog, runtime: Runtime, officer: httpx.AsyncClient, kafka_address: KafkaAddress, topic: str
) -> None:
    """Taken out: the comparison of bytes in `Relay._compare`."""
    await parts.write(log, registered())
    [body] = await parts.bodies(runtime.pool)
    await parts.send(kafka_address, topic, body.replace("Hòa".encode(), "Hoà".encode()))
    async with running(runtime.watch_history):
        await closed_for(officer, f"{topic} and registry differ at 1")


async def test_a_fork_that_the_relay_finds_closes_an_open_gate(
    log: EventLog, runtime: Runtime, officer: httpx.AsyncClient, kafka_address: KafkaAddress, topic: str
) -> None:
    """Taken out: `gate.close` in `Runtime._relay`."""
    await parts.write(log, registered())
    async with running(runtime.watch_history):
        await until(lambda: runtime.gate.reason is None)
        [body] = await parts.bodies(runtime.pool)
        await parts.send(kafka_address, topic, body.replace("Hòa".encode(), "Hoà".encode()))
        await asyncio.wait_for(runtime._relay(runtime.relays[0])(), 10)
        assert "differ at 1" in await reason(officer)


async def test_an_emptied_topic_closes_the_gate_until_it_was_filled_again(
    log: EventLog, runtime: Runtime, officer: httpx.AsyncClient, kafka_address: KafkaAddress, topic: str
) -> None:
    """Somebody deleted the topic and created it again.

    Taken out: TopicEmptied in `Relay.check`. Then the loss passes unnoticed.
    """
    await parts.write(log, registered(), registered())
    await parts.send(kafka_address, topic, *await parts.bodies(runtime.pool))
    await runtime.pool.execute("insert into runtime.relay values ('registry', 2, 1)")
    await parts.make_anew(kafka_address, topic)
    async with running(runtime.watch_history, runtime.appender.run):
        await closed_for(officer, f"{topic} is empty, but registry was sent up to 2")
        await parts.send(kafka_address, topic, *await parts.bodies(runtime.pool))
        await until(lambda: runtime.gate.reason is None)
        assert (await register(officer)).status_code == 200


MADE_ANEW = """
create table runtime.other as table runtime.log_head;
drop table runtime.log_head;
alter table runtime.other rename to log_head;
alter table runtime.log_head add primary key (log);
alter table runtime.log_head alter signed_position set default 0;
"""
OLDER = """
set session_replication_role = replica;
delete from runtime.event_log where position > 1;
update runtime.log_head set position = 1, chain = (select chain from runtime.event_log);
"""


async def test_a_database_that_is_exchanged_under_a_running_process_is_compared_before_a_command_is_accepted(
    log: EventLog, runtime: Runtime, officer: httpx.AsyncClient, kafka_address: KafkaAddress, topic: str, postgres: Postgres
) -> None:
    """PostgreSQL was brought back as it was one event ago, while the service ran: the next command would be a second 2.

    Taken out: the guard in `EventLog._append`. Then the command is accepted.
    """
    await parts.write(log, registered(), registered())
    await parts.send(kafka_address, topic, *await parts.bodies(runtime.pool))
    async with running(runtime.watch_history, runtime.appender.run):
        await until(lambda: runtime.gate.reason is None)
        postgres.psql(MADE_ANEW + OLDER, "tests_runtime")
        await runtime.pool.expire_connections()
        answer = await register(officer)
        assert (answer.status_code, answer.json()["code"]) == (503, "not-ready")
        await closed_for(officer, f"{topic} holds 2, which registry does not have")
        assert (await officer.get("/health/ready")).json()["repair"] == "restore"
    assert len(await parts.bodies(runtime.pool)) == 1


async def test_a_database_that_was_started_anew_is_compared_and_goes_on(
    runtime: Runtime, officer: httpx.AsyncClient, postgres: Postgres
) -> None:
    """It is the same history: the gate opens again by itself. Taken out: the wake-up in `Gate.close`, then it is slow."""
    async with running(runtime.watch_history, runtime.appender.run):
        await until(lambda: runtime.gate.reason is None)
        postgres.psql(MADE_ANEW, "tests_runtime")
        await runtime.pool.expire_connections()
        assert (await register(officer)).status_code == 503
        await until(lambda: runtime.gate.reason is None)
        assert (await register(officer)).status_code == 200


async def test_a_database_that_was_compared_already_closes_the_gate_no_more(
    runtime: Runtime, officer: httpx.AsyncClient, postgres: Postgres
) -> None:
    """Readiness noticed first: where the last append left the log is of the database before, and says nothing of this one.

    Taken out: `log.forget` as the gate opens. Then it closes once more, for the next command.
    """

    async def record() -> httpx.Response:
        given = {"unit": str(units.pop()), "on": "2023-01-01", "staff": 2, "women": 1}
        return await officer.post("/commands/record", json=given, headers={"Idempotency-Key": str(uuid.uuid4())})

    units = [uuid.uuid4() for _ in range(4)]
    async with running(runtime.watch_history, runtime.appender.run):
        await until(lambda: runtime.gate.reason is None)
        await parts.write(runtime.log, *map(registered, units))
        for _ in range(3):
            assert (await record()).status_code == 200
        postgres.psql(MADE_ANEW, "tests_runtime")
        await runtime.pool.expire_connections()
        assert (await officer.get("/health/ready")).status_code == 503
        await until(lambda: runtime.gate.reason is None)
        assert (await record()).status_code == 200


async def test_nothing_is_signed_and_no_reactor_decides_while_the_gate_is_closed(log: EventLog, runtime: Runtime) -> None:
    """They come by no endpoint. What they append to a log that is to be restored forks it, and a reactor that is refused
    on half a log passes the event.

    Taken out: the guard in `EventLog._append`, or `require_open` in `Decider.execute`.
    """
    await parts.write(log, registered())
    with pytest.raises(NotReady):
        await runtime.log.append([], sign=True)
    command = sample.Record(unit=uuid.uuid4(), on=date(2023, 1, 1), staff=1, women=1)
    with pytest.raises(NotReady):  # and not the refusal that nobody registered this unit
        await runtime.decider.execute(parts.door_of(sample.Record), parts.order_of(command))
    assert len(await parts.bodies(runtime.pool)) == 1


async def test_the_check_waits_for_a_kafka_that_is_away(
    pool: asyncpg.Pool, tmp_path: Path, officer: httpx.AsyncClient, runtime: Runtime
) -> None:
    """Taken out: KafkaError in `Gate._check`. Then the process ends instead of waiting."""
    away = await parts.runtime(pool, KafkaAddress("127.0.0.1:1", {}), "nowhere", tmp_path, prepare=False)
    runtime.gate = away.gate
    async with running(away.watch_history):
        await closed_for(officer, "cannot be compared with its topic yet")
