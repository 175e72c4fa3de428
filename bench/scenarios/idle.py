"""What a system costs that nobody asks anything: all services together, after they have come to rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import psutil

from bench.figures import Figure, Scenario, at_most
from bench.ground import Ground
from bench.scenarios.http import system
from contracts.topics import SERVICES

SETTLE_S = 5
WATCH_S = 30


async def run(ground: Ground) -> AsyncIterator[tuple[str, float]]:
    """Processor time of the services' processes over half a minute, and the memory of the largest."""
    async with system(ground, *SERVICES) as running:
        processes = [psutil.Process(process.popen.pid) for process in running.processes.values()]
        await asyncio.sleep(SETTLE_S)
        before = _seconds(processes)
        await asyncio.sleep(WATCH_S)
        yield "processor", (_seconds(processes) - before) / WATCH_S * 100
        yield "memory", max(process.memory_full_info().uss for process in processes) / 2**20
        yield "resident", max(process.memory_info().rss for process in processes) / 2**20


def _seconds(processes: list[psutil.Process]) -> float:
    return sum(times.user + times.system for times in (process.cpu_times() for process in processes))


SCENARIO = Scenario(
    name="idle",
    title="khi không ai dùng · at rest: all services, no request",
    figures=(
        Figure("processor", "%", "of one core, all services together, over 30 s", (at_most(5),)),
        Figure("memory", "MB", "the largest service's own memory", (at_most(120),)),
        Figure("resident", "MB", "the same with the program pages that processes share", (at_most(120),)),
    ),
    run=run,
)
