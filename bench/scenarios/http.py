"""Commands over HTTP: how many a second one process takes."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import psutil

from bench.figures import Figure, Scenario, at_least
from bench.ground import Ground
from tests.system import Process, System

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
    for name, arguments in (("http", ()), ("http-only", ("--only", "http"))):
        async with system(ground, "registry", arguments=arguments) as running:
            token = running.token("board-officer", authority="bac-lieu")
            process = running.processes["registry"]
            before = seconds_of(process)
            loaded = await ground.program(sys.executable, "-m", "bench.load", "throughput", process.url, token)
            yield name, loaded["per_second"]
            yield f"{name} cpu", (seconds_of(process) - before) / loaded["commands"] * 1e6


def seconds_of(process: Process) -> float:
    """The processor time that a process has had."""
    times = psutil.Process(process.popen.pid).cpu_times()
    return float(times.user + times.system)


SCENARIO = Scenario(
    name="http",
    title="lệnh qua HTTP mỗi giây, một tiến trình, 32 người gọi · commands over HTTP a second, one process, 32 clients",
    figures=(
        Figure("http", "/s", "token, idempotency key, decision, log; relay and projector in the same process", (at_least(1500),)),
        Figure("http cpu", "µs", "our process's own time for a command"),
        Figure("http-only", "/s", "the process does nothing else", (at_least(1500),)),
        Figure("http-only cpu", "µs", "our process's own time for a command"),
    ),
    run=run,
)
