"""Replay: a generation filled anew while the other serves, up to now or exactly up to a cut, whatever is killed when."""

from __future__ import annotations

import asyncio
import uuid

import asyncpg
import pytest
import rfc8785

from infra.runtime.chaining import ChainBroken
from infra.runtime.digest import canonical_row, digest_generation
from infra.runtime.event_log import EventLog
from infra.runtime.generations import Purpose, add_generation, drop_generation, held
from infra.runtime.kafka import KafkaAddress
from infra.runtime.projection import Applier
from infra.runtime.replay import CutMissing, Replay, scratch
from tests.runtime import parts, sample
from tests.runtime.parts import figures, registered

PROJECTION = sample.SERVICE.projection
LOGS = [parts.REGISTRY]
PLACE = {"installation": parts.INSTALLATION}


async def write_season(log: EventLog, rounds: int = 6) -> list[uuid.UUID]:
    """Some events of five units, mixed."""
    units = [uuid.uuid4() for _ in range(5)]
    await parts.write(log, *(registered(unit) for unit in units))
    await parts.write(log, *(figures(unit, staff) for staff in range(rounds) for unit in units))
    return units


async def new_generation(pool: asyncpg.Pool) -> str:
    return await add_generation(pool, PROJECTION, LOGS, **PLACE)


# ── up to a cut ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("position", [0, 1, 12, 20, 34])
async def test_a_generation_is_filled_exactly_up_to_a_cut(
    log: EventLog, pool: asyncpg.Pool, kafka_address: KafkaAddress, prefix: str, topic: str, position: int
) -> None:
    """Though runs on the topic begin again, and a batch holds more; and from there it goes on without a gap.

    Taken out: `until` in `Preparer.next`. Then the rest of the batch is applied too.
    Taken out: `_go_back`. Then what the last batch held beyond the cut is missing for ever.
    """
    await write_season(log)
    bodies = await parts.bodies(pool)
    await parts.send(kafka_address, topic, *bodies[:20], *bodies[5:20], *bodies[18:])
    expected = await new_generation(pool)
    await Applier(PROJECTION, expected, parks=False).apply(pool, (await parts.records(pool))[:position])
    schema = await new_generation(pool)
    async with Replay.of(pool, kafka_address, PROJECTION, schema, LOGS, prefix) as replay:
        assert await replay.run({"registry": position}) == position
        assert await digest_generation(pool, schema) == await digest_generation(pool, expected)
        assert await replay.run() == 35 - position


async def test_a_cut_that_the_topic_does_not_reach_is_said(
    log: EventLog, pool: asyncpg.Pool, kafka_address: KafkaAddress, prefix: str, topic: str
) -> None:
    await write_season(log)
    await parts.send(kafka_address, topic, *(await parts.bodies(pool))[:30])
    with pytest.raises(CutMissing, match="registry ends at position 30, before 35"):
        async with scratch(pool, kafka_address, PROJECTION, LOGS, **PLACE, prefix=prefix, until={"registry": 35}):
            pytest.fail("it is not there")
    assert await pool.fetchval("select count(*) from runtime.generation") == 0


async def test_a_topic_that_was_changed_behind_a_signed_head_is_not_replayed(
    log: EventLog, pool: asyncpg.Pool, kafka_address: KafkaAddress, prefix: str, topic: str
) -> None:
    """One figure in one event is another one, everything else is as it was. Taken out: `chained` in `Preparer.next`."""
    await write_season(log)
    await log.append([], sign=True)
    await parts.write(log, registered())
    bodies = await parts.bodies(pool)
    async with scratch(pool, kafka_address, PROJECTION, LOGS, **PLACE, prefix=prefix):
        pass  # an empty topic breaks no chain
    await parts.send(kafka_address, topic, *bodies[:9], bodies[9].replace(b'"women":4', b'"women":5'), *bodies[10:])
    with pytest.raises(ChainBroken, match=r"registry was changed .* head at position 35"):
        async with scratch(pool, kafka_address, PROJECTION, LOGS, **PLACE, prefix=prefix):
            pytest.fail("it was changed")


async def test_a_scratch_generation_is_gone_afterwards_and_so_is_one_whose_maker_died(
    log: EventLog, pool: asyncpg.Pool, kafka_address: KafkaAddress, prefix: str, topic: str
) -> None:
    """Taken out: `held` in `scratch`. Then the second one drops the first one's tables under it."""
    await write_season(log)
    await parts.send(kafka_address, topic, *await parts.bodies(pool))
    orphan = await add_generation(pool, PROJECTION, LOGS, **PLACE, purpose=Purpose.SCRATCH)
    await pool.execute("update runtime.generation set created_at = now() - interval '1 hour'")
    shown: list[int] = []
    async with (
        scratch(pool, kafka_address, PROJECTION, LOGS, **PLACE, prefix=prefix, show=shown.append) as one,
        scratch(pool, kafka_address, PROJECTION, LOGS, **PLACE, prefix=prefix, until={"registry": 35}) as two,
    ):
        assert len({orphan, one, two}) == 3
        assert await digest_generation(pool, one) == await digest_generation(pool, two)
        assert shown[-1] == 35
        assert not await drop_generation(pool, one)
        assert {r["schema"] for r in await pool.fetch("select schema from runtime.generation")} == {one, two}
    assert await pool.fetchval("select count(*) from runtime.generation") == 0
    assert not await pool.fetchval("select count(*) from pg_namespace where nspname like 'sample%'")


async def test_generations_made_at_the_same_time_have_names_of_their_own(pool: asyncpg.Pool) -> None:
    """And a dropped one's is not given again. Taken out: `generation_number`; then one of them fails."""
    first = await asyncio.gather(*(new_generation(pool) for _ in range(4)))
    await drop_generation(pool, max(first))
    assert await new_generation(pool) not in first


def test_a_row_of_texts_is_written_as_canonical_json_asks() -> None:
    """Taken out: orjson, for any writer that escapes what RFC 8785 does not. Then digests of two releases differ."""
    everything = [chr(code) for code in (*range(0x300), 0x2028, 0xD7FF, 0xE000, 0xFFFF, 0x1F600)]
    for row in ([*everything], ["", None, 'a"\\/b', "Quyết định", "1.50", "true"], []):
        assert canonical_row(row) == rfc8785.dumps(row) + b"\n"


async def test_a_name_is_held_without_a_transaction(pool: asyncpg.Pool, other_pool: asyncpg.Pool) -> None:
    """Taken out: the session's lock, for one of a transaction. Then PostgreSQL ends a rebuild that takes half a minute."""
    open_for_it = "select count(*) from pg_stat_activity where state like 'idle in transaction%' and datname = current_database()"
    async with held(pool, "sample") as is_free, held(other_pool, "sample") as is_free_too:
        assert (is_free, is_free_too) == (True, False)
        assert await pool.fetchval(open_for_it) == 0
    async with held(other_pool, "sample") as is_free:
        assert is_free
