"""Side by side: what others ship, each in its own documented way, on the same PostgreSQL, one after another.

The event is the same small one everywhere: a unit's figures. Appends: 32 clients, each to streams of its own, one event a
call. Projection: the last figures of each unit into one table of PostgreSQL.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from bench.figures import Figure, Scenario, at_least
from bench.filled import fill, registry_runtime, relayed
from bench.ground import Ground
from bench.prepare import PEERS, node_modules_of, python_of
from bench.projecting import FIGURES
from bench.registry import INSTALLATION, registry
from bench.scenarios.commands import record_figures, register_units
from bench.scenarios.projector import projecting

SECONDS = 4
EVENTS = 60_000
# What a peer projects in some seconds; ours would be through with as many before it is warm.
PEER_EVENTS = 4000


async def run(ground: Ground) -> AsyncIterator[tuple[str, float]]:
    """Ours first, then each peer on a database of its own."""
    async with registry(await ground.pool(await ground.database())) as ready:
        await register_units(ready)
        yield "appends", await record_figures(ready, SECONDS)
    runtime = await registry_runtime(ground)
    await fill(runtime, EVENTS)
    await relayed(runtime, EVENTS)
    for figure, name in (("projection", FIGURES), ("registry's projection", "registry")):
        done = await projecting(ground, "project", runtime.settings.topic_prefix, name, "--installation", INSTALLATION)
        yield figure, done["events"] / done["seconds"]
    for peer, command in _commands().items():
        measured = await ground.program(*command, await ground.database(), str(SECONDS), str(PEER_EVENTS))
        yield f"{peer}: appends", measured["appends"]
        yield f"{peer}: projection", measured["projection"]
        if "skipped" in measured:
            yield f"{peer}: skipped", measured["skipped"]


def _commands() -> dict[str, tuple[str | Path, ...]]:
    return {
        "eventsourcing": (python_of("eventsourcing"), PEERS / "eventsourcing" / "measure.py"),
        "eventsource-py": (python_of("eventsource_py"), PEERS / "eventsource_py" / "measure.py"),
        # The SQL of its event store, Message DB, comes from npm.
        "protean": (python_of("protean"), node_modules_of("protean") / "measure.py"),
        "emmett": ("node", node_modules_of("emmett") / "measure.mjs"),
    }


SCENARIO = Scenario(
    name="peers",
    title="cạnh các thư viện khác · side by side: one small event, 32 clients, one PostgreSQL",
    figures=(
        Figure(
            "appends",
            "/s",
            "decided, chained, repeats known, one order a log",
            tuple(at_least(5, f"{peer}: appends") for peer in ("eventsourcing", "emmett")),
        ),
        Figure(
            "projection",
            "events/s",
            "the one table, from Kafka; exactly once: rows and checkpoint in one transaction a batch",
            tuple(at_least(30, f"{peer}: projection") for peer in ("eventsourcing", "eventsource-py", "protean", "emmett")),
        ),
        Figure("registry's projection", "events/s", "the same events into the registry's whole read model: row, journal, links"),
        Figure("eventsourcing: appends", "/s", "9.5, psycopg, threads; versions checked, one order, table locked"),
        Figure("eventsourcing: projection", "events/s", "exactly once: row and tracking in one transaction an event"),
        Figure("eventsource-py: appends", "/s", "0.8, asyncpg by SQLAlchemy; versions checked, several statements an event"),
        Figure("eventsource-py: projection", "events/s", "at least once: a transaction an event, checkpoint apart"),
        Figure("protean: appends", "/s", "0.18, Message DB 1.3, threads; versions checked, one lock a category"),
        Figure("protean: projection", "events/s", "at least once: a transaction an event, position apart, each tenth"),
        Figure("emmett: appends", "/s", "0.42, Node, pg; versions checked in a stored function"),
        Figure(
            "emmett: projection",
            "events/s",
            "at most once: row and checkpoint in one transaction a batch, a statement each an event; some are skipped (below)",
        ),
        Figure("emmett: skipped", "events", "of those that 32 clients appended side by side, also after a second start"),
    ),
    run=run,
    needs=("eventsourcing", "eventsource-py", "protean", "emmett"),
)
