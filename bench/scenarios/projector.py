"""The projector, Kafka → read model, on a season's own events; beside it what reading alone costs, and Kafka Streams."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from typing import Any

from bench import season, streams
from bench.figures import Figure, Scenario, at_least
from bench.ground import PROGRAM_S_MAX, Ground
from contracts.topics import log_of
from services.awards.app import SERVICE as AWARDS
from services.ranking.app import SERVICE as RANKING
from services.registry.app import SERVICE as REGISTRY
from services.scoring.app import SERVICE as SCORING

# Seasons of each service's own logs: scoring leaves twenty rows an event, the others a row in four events up to four.
SERVICES = {"ranking": (RANKING, 60), "awards": (AWARDS, 60), "registry": (REGISTRY, 60), "scoring": (SCORING, 6)}
LOGS = ("registry", "scoring", "ranking", "awards")


async def run(ground: Ground) -> AsyncIterator[tuple[str, float]]:
    """Each service's projector on the same topics; scoring's on fewer seasons."""
    prefixes = {}
    for seasons in {number for _, number in SERVICES.values()}:
        prefixes[seasons] = ground.topic_prefix()
        await season.send(ground.kafka_address, prefixes[seasons], LOGS, seasons)
    for name, (service, seasons) in SERVICES.items():
        prefix = prefixes[seasons]
        read = await projecting(ground, "read", prefix, name)
        yield f"{name} read", read["events"] / read["seconds"]
        if name == "ranking":
            topics = [log_of(log).topic(prefix) for log in service.reads]
            counting = streams.command(ground.kafka.bootstrap, prefix, read["events"], topics)
            counted = await ground.program(*counting)
            yield "kafka streams", counted["events"] / counted["seconds"]
        done = await projecting(ground, "project", prefix, name)
        yield name, done["events"] / done["seconds"]
        yield f"{name} rows", done["rows"] / done["seconds"]
        yield f"{name} cpu", done["cpu_s"] / done["events"] * 1e6
        yield f"{name} copy", done["copied"]


async def projecting(
    ground: Ground, what: str, prefix: str, name: str, *options: str, patience_s: float = PROGRAM_S_MAX
) -> dict[str, Any]:
    """Run one process of `bench.projecting` on a database of its own."""
    arguments = (what, ground.kafka.bootstrap, prefix, name, await ground.database(), *options)
    return await ground.program(sys.executable, "-m", "bench.projecting", *arguments, patience_s=patience_s)


def _figures(name: str, about: str, *, streams_too: bool = False) -> tuple[Figure, ...]:
    goals = (at_least(60_000), at_least(0.5, f"{name} read"))
    return (
        Figure(f"{name} read", "/s", "aiokafka and the same Pydantic contracts, no database, nothing kept"),
        *([_STREAMS] if streams_too else []),
        Figure(name, "/s", about, (*goals, at_least(0.5, "kafka streams")) if streams_too else goals),
        Figure(f"{name} rows", "/s", "rows that the read model holds afterwards, by the second"),
        Figure(f"{name} cpu", "µs", "our process's own time for an event; PostgreSQL's comes beside it, on another core"),
        Figure(
            f"{name} copy", "rows/s", "the same rows, ready-made, by COPY into empty tables with the same indexes: one backend"
        ),
    )


_STREAMS = Figure(
    "kafka streams",
    "/s",
    "4.3.1, exactly_once_v2, counts per key into RocksDB and a changelog; ranking's records, nothing parsed",
)

SCENARIO = Scenario(
    name="projector",
    title="bộ chiếu, Kafka → mô hình đọc · projector, Kafka to read model, one process, events of played seasons",
    figures=(
        *_figures("ranking", "0.26 rows an event: most are sheets that it passes", streams_too=True),
        *_figures("awards", "0.32 rows an event"),
        *_figures("registry", "5.1 rows an event, each handled"),
        *_figures("scoring", "19 rows an event, sheets of 4-19 KB"),
    ),
    run=run,
    needs=("season", "kafka streams"),
)
