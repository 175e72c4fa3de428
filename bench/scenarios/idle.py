"""What a system costs that has a season behind it and that nobody asks anything: all services, after they came to rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import psutil

from bench.figures import Figure, Scenario, at_most
from bench.ground import Ground
from bench.scenarios.http import system
from contracts.topics import SERVICES
from infra.local.demo.client import Client
from infra.local.demo.plan import Phase
from infra.local.demo.player import Player
from infra.local.demo.season import season
from infra.local.stack import Stack
from tests.system import System

SETTLE_S = 10
WATCH_S = 60


async def run(ground: Ground) -> AsyncIterator[tuple[str, float]]:
    """Play the demo's season, then take the processor time of the services' processes over a minute, and their memory."""
    async with system(ground, *SERVICES) as running:
        processes = [psutil.Process(running.processes[name].popen.pid) for name in SERVICES]
        await _play(running)
        await asyncio.sleep(SETTLE_S)
        before = [_seconds(process) for process in processes]
        await asyncio.sleep(WATCH_S)
        used = [(_seconds(process) - begin) / WATCH_S * 100 for process, begin in zip(processes, before, strict=True)]
        yield "processor", sum(used)
        yield "processor of one", max(used)
        yield "memory", max(process.memory_full_info().uss for process in processes) / 2**20
        yield "resident", max(process.memory_info().rss for process in processes) / 2**20


async def _play(running: System) -> None:
    client = Client(
        Stack(
            data=running.directory,
            urls={name: process.url for name, process in running.processes.items()},
            issuer=running.directory / "issuer",
            bootstrap=running.bootstrap,
            topic_prefix=running.prefix,
            installation="test",
        )
    )
    try:
        await Player(client, _Nobody()).play(season())
    finally:
        await client.close()


class _Nobody:
    """Watches nothing."""

    def begins(self, phase: Phase) -> None: ...
    def advances(self) -> None: ...
    def ends(self, phase: Phase, seconds: float) -> None: ...


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


SCENARIO = Scenario(
    name="idle",
    title="khi không ai dùng, sau một năm thi đua · at rest after the demo's season: all services, no request",
    figures=(
        Figure("processor", "%", "of one core, all services together, over 60 s", (at_most(5),)),
        Figure("processor of one", "%", "of one core, the busiest service"),
        Figure("memory", "MB", "the largest service's own memory", (at_most(120),)),
        Figure("resident", "MB", "the same with the program pages that processes share", (at_most(120),)),
    ),
    run=run,
)
