"""A relay that drains a backlog: log → topic, compared first, one batch after another, the cursor moved behind each."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bench.figures import Figure, Scenario, at_least
from bench.filled import fill, registry_runtime, relayed
from bench.ground import Ground

EVENTS = 100_000


async def run(ground: Ground) -> AsyncIterator[tuple[str, float]]:
    """A hundred thousand small events wait when the relay starts."""
    runtime = await registry_runtime(ground)
    await fill(runtime, EVENTS)
    yield "relay", await relayed(runtime, EVENTS)


SCENARIO = Scenario(
    name="relay",
    title="trạm chuyển đưa hết phần tồn đọng · the relay drains a backlog of 100,000 events",
    figures=(Figure("relay", "events/s", "acks=all, idempotent, zstd, cursor after each batch", (at_least(50_000),)),),
    run=run,
)
