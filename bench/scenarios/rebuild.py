"""A rebuild with chain and digest: how long a million events take, whether ten times as many take ten times as long, memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from bench import season
from bench.figures import Figure, Scenario, at_most
from bench.ground import Ground
from bench.scenarios.projector import projecting
from services.ranking.app import SERVICE

TENTH, MILLION, TEN = 100_000, 1_000_000, 10_000_000
TEN_S_MAX = 3600.0


async def run(ground: Ground) -> AsyncIterator[tuple[str, float]]:
    """Ranking's read model, from the topics of registry, scoring and ranking."""
    tenth, million = await _rebuilt(ground, TENTH), await _rebuilt(ground, MILLION)
    yield "100k", tenth["seconds"]
    yield "1M", million["seconds"]
    yield "1M processor", million["cpu_s"]
    yield "1M / 100k", million["seconds"] / tenth["seconds"]
    yield "peak", million["rss_mib_max"]
    yield "growth", million["memory"][-1] / million["memory"][len(million["memory"]) // 2]


async def run_large(ground: Ground) -> AsyncIterator[tuple[str, float]]:
    """The same with ten million, between two of one million: a machine that others share is not as fast for minutes on end."""
    before, ten, after = [await _rebuilt(ground, events) for events in (MILLION, TEN, MILLION)]
    seconds, peak = (before["seconds"] + after["seconds"]) / 2, max(before["rss_mib_max"], after["rss_mib_max"])
    yield "1M before", before["seconds"]
    yield "1M after", after["seconds"]
    yield "1M peak", peak
    yield "10M", ten["seconds"]
    yield "10M / 1M", ten["seconds"] / seconds
    yield "10M peak", ten["rss_mib_max"]
    yield "10M peak / 1M peak", ten["rss_mib_max"] / peak
    yield "disk", sum(file.stat().st_size for file in ground.kafka.directory.rglob("*") if file.is_file()) / 2**30


async def _rebuilt(ground: Ground, events: int) -> dict[str, Any]:
    """Rebuild from whole seasons that have about so many events; `seconds` and `cpu_s` are brought to just so many."""
    prefix = ground.topic_prefix()
    await season.send(ground.kafka_address, prefix, SERVICE.reads, season.seasons_for(SERVICE.reads, events))
    done = await projecting(ground, "rebuild", prefix, "ranking", patience_s=TEN_S_MAX)
    share = events / done["events"]
    return {**done, "seconds": done["seconds"] * share, "cpu_s": done["cpu_s"] * share}


SCENARIO = Scenario(
    name="rebuild",
    title="dựng lại mô hình đọc · rebuild of ranking's read model with chain and digest, from Kafka",
    figures=(
        Figure("100k", "s", "100,000 events"),
        Figure("1M", "s", "1,000,000 events, 2.8 GB of bodies, the chain of three logs, the digest", (at_most(30.0),)),
        Figure("1M processor", "s", "our process's own time for it; PostgreSQL's comes beside it, on another core"),
        Figure("1M / 100k", "×", "ten times as many events", (at_most(10.5),)),
        Figure("peak", "MiB", "the most memory that it had"),
        Figure("growth", "×", "resident memory at the end by that at half of the way", (at_most(1.1),)),
    ),
    run=run,
    needs=("season",),
)
LARGE = Scenario(
    name="rebuild-10m",
    title="dựng lại từ 10 triệu sự kiện · the same from ten million events",
    figures=(
        Figure("1M before", "s", "1,000,000 events, before the ten million"),
        Figure("1M after", "s", "the same behind them"),
        Figure("1M peak", "MiB", "the most memory that it had"),
        Figure("10M", "s", "10,000,000 events, 28 GB of bodies"),
        Figure("10M / 1M", "×", "ten times as many events; by the mean of the two", (at_most(10.5),)),
        Figure("10M peak", "MiB", "the most memory that it had"),
        Figure("10M peak / 1M peak", "×", "flat if it is 1", (at_most(1.1),)),
        Figure("disk", "GiB", "what Kafka kept for all three, compressed"),
    ),
    run=run_large,
    needs=("season",),
    large=True,
)
