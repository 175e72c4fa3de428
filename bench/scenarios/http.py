"""Commands over HTTP: how many a second one process takes, and how soon what they did can be read."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

from bench.figures import Figure, Scenario, at_least, at_most
from bench.ground import Ground
from tests.system import System

QUIET = {"THIDUA_LOG_LEVEL": "info", "THIDUA_PROFILE": "demo"}


@asynccontextmanager
async def system(ground: Ground, *services: str, arguments: Sequence[str] = ()) -> AsyncIterator[System]:
    """Services as processes of their own, as they run in production but for the issuer of tokens."""
    directory = ground.directory / f"system-{uuid4().hex[:6]}"
    running = await asyncio.to_thread(System, directory, ground.postgres, ground.kafka.bootstrap)
    try:
        for name in services:
            running.spawn(name, *arguments, **QUIET)
        for name in services:
            await asyncio.to_thread(running.processes[name].wait_until_ready)
        yield running
    finally:
        await asyncio.to_thread(running.stop)


async def run(ground: Ground) -> AsyncIterator[tuple[str, float]]:
    """The registry with all its roles in one process, then HTTP alone in one; the load is another process."""
    yield "http", await _throughput(ground)
    yield "http-only", await _throughput(ground, "--only", "http")


async def _throughput(ground: Ground, *arguments: str) -> float:
    async with system(ground, "registry", arguments=arguments) as running:
        token = running.token("board-officer", authority="bac-lieu")
        url = running.processes["registry"].url
        loaded = await ground.program(sys.executable, "-m", "bench.load", "throughput", url, token)
        return float(loaded["per_second"])


async def run_visible(ground: Ground) -> AsyncIterator[tuple[str, float]]:
    """A unit's figures in the registry's own read model."""
    async with system(ground, "registry") as running:
        token = running.token("board-officer", authority="bac-lieu")
        url = running.processes["registry"].url
        loaded = await ground.program(sys.executable, "-m", "bench.load", "visible", url, token)
        yield "p50", loaded["p50"]
        yield "p99", loaded["p99"]


SCENARIO = Scenario(
    name="http",
    title="lệnh qua HTTP mỗi giây, một tiến trình, 32 người gọi · commands over HTTP a second, one process, 32 clients",
    figures=(
        Figure("http", "/s", "token, idempotency key, decision, log; relay and projector in the same process", (at_least(1500),)),
        Figure("http-only", "/s", "the process does nothing else", (at_least(1500),)),
    ),
    run=run,
)
VISIBLE = Scenario(
    name="visible",
    title="từ lệnh được chấp nhận đến đọc thấy, 100 lệnh/s · from accepted to readable, 100 commands/s over HTTP",
    figures=(
        Figure("p50", "ms", "the query that has to show it answers, one round trip included", (at_most(20),)),
        Figure("p99", "ms", "", (at_most(60),)),
    ),
    run=run_visible,
)
