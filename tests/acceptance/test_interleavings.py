"""The season's topics, read in whatever order: the real projections of all four services come to the same rows."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Mapping, Sequence

import pytest

from contracts.topics import SERVICES, log_of
from infra.local.workbench import Workbench
from infra.runtime.digest import Digest, digest, digest_generation
from infra.runtime.generations import Purpose, add_generation, drop_generation
from infra.runtime.projection import Applier, Record
from infra.runtime.reading import ReadModel

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]

Topics = Mapping[str, Sequence[Record]]
ORDERS = {
    "registry": ("registry-first", "seed-1"),
    "scoring": ("registry-last", "seed-1"),
    "ranking": ("registry-last", "scoring-first", "seed-1"),
    "awards": ("registry-last", "scoring-first", "seed-1"),
}
MANY = [f"seed-{seed}" for seed in range(2, 26)]
BATCH_MAX = 400


def interleaved(topics: Topics, order: str) -> Iterator[Record]:
    """All records, those of each topic in their order; by seed, topics take turns and runs begin again, as relays do."""
    if not order.startswith("seed-"):
        log, _, place = order.partition("-")
        # A service that does not read that log reads the others as they come.
        first = [name for name in topics if (name == log) == (place == "first")]
        for name in (*first, *(name for name in topics if name not in first)):
            # Every record twice: that a record was read changes nothing for it either.
            yield from (record for record in topics[name] for _ in range(2))
        return
    chance = random.Random(order)
    at = dict.fromkeys(topics, 0)
    while left := [name for name, place in at.items() if place < len(topics[name])]:
        name = chance.choice(left)
        if chance.random() < 0.1:
            at[name] = chance.randrange(max(0, at[name] - 50), at[name] + 1)
        count = chance.choice((1, 3, 40, 400))
        yield from topics[name][at[name] : at[name] + count]
        at[name] += count


async def read_topics(bench: Workbench) -> Topics:
    topics = {}
    for log in bench.service.reads:
        batches = bench.kafka.read_to_end(log_of(log).topic(bench.settings.topic_prefix), 0)
        topics[log] = [Record(log, r.offset, r.value or b"") async for batch in batches for r in batch]
    return topics


async def compared(service: str, orders: Sequence[str]) -> None:
    async with Workbench.at(service) as bench:
        topics = await read_topics(bench)
        found = {order: await digest_after(bench, topics, order) for order in orders}
        first = found[orders[0]]
        for order, digest_ in found.items():
            assert (digest_.cut, digest_.tables) == (first.cut, first.tables), order
        live = await digest(ReadModel(bench.pool, bench.service.projection.name))
        if live.cut == first.cut:  # else a head was signed meanwhile
            assert live == first


async def digest_after(bench: Workbench, topics: Topics, order: str) -> Digest:
    """The digest of a fresh generation that read the topics in this order, in batches of any size."""
    logs = [log_of(log) for log in bench.service.reads]
    projection, installation = bench.service.projection, bench.settings.installation
    schema = await add_generation(bench.pool, projection, logs, installation=installation, purpose=Purpose.SCRATCH)
    try:
        applier, chance = Applier(projection, schema, parks=False), random.Random(order)
        records = list(interleaved(topics, order))
        while records:
            size = chance.randrange(1, BATCH_MAX)
            await applier.apply(bench.pool, records[:size])
            del records[:size]
        return await digest_generation(bench.pool, schema)
    finally:
        await drop_generation(bench.pool, schema)


@pytest.mark.usefixtures("season")
@pytest.mark.parametrize("service", SERVICES)
def test_topics_interleaved_in_any_order_give_the_same_read_model(service: str) -> None:
    """Registry late, scoring first, every record twice, runs that begin again: rows follow from the events alone.

    Taken out: sorting in a derived row's view of its sources, or `position <= place.position` in `Preparer.next`.
    """
    asyncio.run(compared(service, ORDERS[service]))


@pytest.mark.campaign
@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("season")
@pytest.mark.parametrize("service", SERVICES)
def test_topics_interleaved_in_many_seeded_orders(service: str) -> None:
    asyncio.run(compared(service, MANY))
