"""The demonstration's clock: forward only, kept, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest

from infra.local.issuer import Persona
from infra.runtime.app import build_app
from infra.runtime.clock import ClockRunsForward, DemoClock, RealClock
from infra.runtime.kafka import KafkaAddress
from infra.runtime.service import Runtime
from tests.runtime import parts, sample
from tests.runtime.parts import registered

SEASON = datetime(2023, 1, 3, 8, tzinfo=UTC)
A_MOMENT = timedelta(seconds=20)


async def test_it_is_put_to_the_season_once_and_then_runs_forward_only(pool: asyncpg.Pool) -> None:
    """Taken out: `to <= self.now()` in `move`. Then what happened later would be older."""
    clock = await DemoClock.load(pool)
    assert datetime.now(UTC) - clock.now() < A_MOMENT
    await clock.move(pool, SEASON)
    assert SEASON <= clock.now() < SEASON + A_MOMENT
    for earlier in (SEASON, SEASON - timedelta(days=1)):
        with pytest.raises(ClockRunsForward):
            await clock.move(pool, earlier)
    await clock.move(pool, SEASON + timedelta(days=90))
    assert SEASON + timedelta(days=90) <= clock.now() < SEASON + timedelta(days=90) + A_MOMENT


async def test_it_is_kept(pool: asyncpg.Pool) -> None:
    """Taken out: set_demo_clock. Then a restarted service is back in the present, and can never return."""
    await (await DemoClock.load(pool)).move(pool, SEASON)
    again = await DemoClock.load(pool)
    assert SEASON <= again.now() < SEASON + A_MOMENT
    with pytest.raises(ClockRunsForward):
        await again.move(pool, SEASON - timedelta(days=1))


async def asking(runtime: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=build_app(sample.SERVICE, runtime))
    async with httpx.AsyncClient(transport=transport, base_url="http://registry") as client:
        yield client


async def test_the_operator_moves_it_and_what_is_recorded_then_is_of_that_day(pool: asyncpg.Pool, tmp_path: Path) -> None:
    runtime = await parts.runtime(pool, KafkaAddress("127.0.0.1:9", {}), "t", tmp_path, prepare=False)
    await runtime.log.open()
    runtime.log._guard = None  # there is no topic here to compare with
    async for client in asking(runtime):
        body = {"now": SEASON.isoformat()}
        assert (await client.post("/demo/clock", json=body)).status_code == 401
        officer = await client.post("/demo/clock", json=body, headers=parts.signed_in(tmp_path))
        assert (officer.status_code, officer.json()["code"]) == (403, "role-not-allowed")
        operator = parts.signed_in(tmp_path, Persona.OPERATOR)
        assert (await client.post("/demo/clock", json=body, headers=operator)).status_code == 200
        back = await client.post("/demo/clock", json=body, headers=operator)
        assert (back.status_code, back.json()["code"]) == (409, "clock-runs-forward")
    await parts.write(runtime.log, registered())
    assert json.loads((await parts.bodies(pool))[0])["time"].startswith("2023-01-03T08:00:")


async def test_there_is_no_such_address_outside_the_demonstration(pool: asyncpg.Pool, tmp_path: Path) -> None:
    """Taken out: `isinstance(runtime.clock, DemoClock)` in `build_app`."""
    changes = {"profile": "production", "token_issuer": "https://id.example.vn"}
    runtime = await parts.runtime(pool, KafkaAddress("127.0.0.1:9", {}), "t", tmp_path, prepare=False, **changes)
    assert isinstance(runtime.clock, RealClock)
    async for client in asking(runtime):
        operator = parts.signed_in(tmp_path, Persona.OPERATOR)
        answer = await client.post("/demo/clock", json={"now": SEASON.isoformat()}, headers=operator)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_each_day_that_is_played_is_signed_in_every_log_that_moved(pool: asyncpg.Pool, tmp_path: Path) -> None:
    """Days pass in seconds, and nobody looks for half a minute. Taken out: `sign_heads` in `move_clock`."""
    runtime = await parts.runtime(pool, KafkaAddress("127.0.0.1:9", {}), "t", tmp_path, prepare=False)
    await runtime.log.open()
    runtime.log._guard = None  # there is no topic here to compare with
    operator = parts.signed_in(tmp_path, Persona.OPERATOR)
    async for client in asking(runtime):
        for day in range(4):
            body = {"now": (SEASON + timedelta(days=day)).isoformat()}
            assert (await client.post("/demo/clock", json=body, headers=operator)).status_code == 200
            if day != 2:
                await parts.write(runtime.log, registered(), registered())
    types = [json.loads(body)["type"].rsplit(".", 2)[1] for body in await parts.bodies(pool)]
    assert types == [*["unit-registered"] * 2, "head-signed", *["unit-registered"] * 2, "head-signed", *["unit-registered"] * 2]
