"""A rebuild with its digest: how long a million events take, whether ten times as many take ten times as long, and memory."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bench import season
from bench.figures import Figure, Scenario, at_most
from bench.ground import Ground
from bench.scenarios.projector import projecting
from services.ranking.app import SERVICE

MILLION = 1_000_000
TENTH = 100_000


async def run(ground: Ground) -> AsyncIterator[tuple[str, float]]:
    """Ranking's read model, from the topics of registry, scoring and ranking."""
    seconds = {}
    for events in (TENTH, MILLION):
        prefix = ground.topic_prefix()
        number = season.seasons_for(SERVICE.reads, events)
        await season.send(ground.kafka_address, prefix, SERVICE.reads, number)
        done = await projecting(ground, "rebuild", prefix, "ranking")
        seconds[events] = done["seconds"] * events / done["events"]
    yield "100k", seconds[TENTH]
    yield "1M", seconds[MILLION]
    yield "1M / 100k", seconds[MILLION] / seconds[TENTH]
    yield "memory", done["memory"][-1] / done["memory"][0]
    yield "peak", done["rss_mib_max"]


SCENARIO = Scenario(
    name="rebuild",
    title="dựng lại mô hình đọc · rebuild of ranking's read model with its digest, from Kafka",
    figures=(
        Figure("100k", "s", "100,000 events"),
        Figure("1M", "s", "1,000,000 events, 2.8 GB of bodies", (at_most(30.0),)),
        Figure("1M / 100k", "×", "ten times as many events", (at_most(10.5),)),
        Figure("memory", "×", "resident memory at the end by that at a tenth of the way", (at_most(1.3),)),
        Figure("peak", "MiB", "the most memory that it had"),
    ),
    run=run,
    needs=("season",),
)
