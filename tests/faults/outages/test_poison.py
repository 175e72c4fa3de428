"""Events that the projection cannot apply, in many streams, under load."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from infra.runtime.parked import Parked
from tests.faults.outages.small import Small, nothing_lost, wait
from tests.runtime import sample

POISON = 0.04
"""Of the units; of all events about one in a hundred."""


async def drained(small: Small) -> int:
    """What `thidua parked retry` does: every stream in order; how many events were applied."""
    async with asyncpg.create_pool(small.url, min_size=1, max_size=2) as pool:
        parked = Parked(pool, sample.SERVICE.projection)
        done = [await parked.drain(waiting.log, waiting.stream) for waiting in await parked.streams()]
    assert all(stream.stopped_at is None for stream in done)
    return sum(len(stream.applied) for stream in done)


@pytest.mark.campaign
def test_poison_in_many_streams_holds_up_those_alone_and_drains_in_order(fresh: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """The load looks at every other unit at once. A mended release and `thidua parked retry` heal what was parked.

    Taken out: what `Applier._parked` gives. Then the second figure of a stream is applied over the first that is parked.
    """
    with fresh.load(poison=POISON) as load:
        wait(lambda: (len(load.poisoned) >= 5 and load.answers[200] > 200) or load.faults, what="poison enough")
    behind = "select position < (select position from runtime.log_head) from checkpoint"
    wait(lambda: fresh.in_read_model(behind) == "f", what="all read")
    streams = fresh.in_read_model("select stream, count(*) from parked_event group by stream").split()
    assert sorted(streams) == sorted(f"unit/{unit}|2" for unit in load.poisoned)
    assert fresh.in_read_model("select count(*) from unit where staff is null") == str(len(load.poisoned))

    fresh.service().kill()
    monkeypatch.setattr(sample, "POISON", -1)
    mended = fresh.system.spawn("registry", SAMPLE_POISON="-1")
    mended.wait_until_ready()
    with fresh.load(mended) as more:
        more.accepted(20)
        assert asyncio.run(drained(fresh)) == len(streams) * 2
        more.accepted(20)
    nothing_lost(fresh)
