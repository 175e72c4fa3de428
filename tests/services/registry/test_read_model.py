"""Registry's read model, through the real dispatcher: redelivered it stays as it is, built anew it is the same."""

from __future__ import annotations

import uuid

import asyncpg
from aiokafka import TopicPartition

from contracts.topics import log_of
from infra.runtime.digest import digest_generation
from infra.runtime.generations import add_generation
from infra.runtime.kafka import KafkaAddress
from infra.runtime.projection import Applier, Record
from infra.runtime.replay import fill
from services.registry.app import SERVICE
from tests.services.registry.conftest import World
from tests.system import System

LOGS = (log_of("registry"),)


async def records_of(kafka: KafkaAddress, prefix: str) -> list[Record]:
    """What the topic holds now."""
    topic = LOGS[0].topic(prefix)
    partition = TopicPartition(topic, 0)
    async with kafka.consumer(topic) as consumer:
        end = (await consumer.end_offsets([partition]))[partition]
        records: list[Record] = []
        while len(records) < end:
            batches = await consumer.getmany(partition, timeout_ms=1000)
            records += [Record("registry", r.offset, r.value or b"") for r in batches.get(partition, [])]
    return records


def some_history(world: World) -> None:
    cluster = world.cluster(members=4)
    world.tell("recognise-leaders", world.leaders(cluster, world.units[0], world.units[1]))
    world.tell("set-cluster-quota", world.quota(cluster, ("provincial-flag", 1, 2)))
    unit = world.units[2]
    paper = {"unit": unit, "reason": "Đang xác minh.", "document": world.plan}
    world.tell("suspend-unit", {**paper, "ground": "inspection", "valid_from": "2023-05-01"})
    world.tell("lift-suspension", {**paper, "on": "2023-06-01"})
    for women in (3, 4):
        world.tell("record-staff-figures", {"unit": unit, "on": "2023-12-31", "staff": 5, "women": women})
    first, second, third, fourth = (world.unit() for _ in range(4))
    change = {"unit": first, "valid_from": "2023-03-01", "document": world.plan}
    world.tell("rename-unit", {**change, "name": "Xã Hoà Bình"})
    world.tell("retype-unit", {**change, "kind": "school"})
    world.tell("change-unit-code", {**change, "code": f"{world.tag}-{uuid.uuid4().hex[:8]}"})
    world.tell("move-unit", {**change, "parent": second})
    merged = world.tell("merge-units", world.a_merger(first, second))["successor"]
    split = world.tell("split-unit", world.a_split(third, 7, 5))["parts"][1]["unit"]
    world.tell("succeed-unit", {"unit": split, "successor": merged, "valid_from": "2023-06-01", "document": world.plan})
    world.tell("dissolve-unit", {"unit": fourth, "valid_from": "2023-06-01", "document": world.plan})
    world.board.found(f"/units/{unit}")  # waits until the live read model has come so far


async def test_rows_are_the_same_live_built_anew_and_redelivered(system: System, world: World) -> None:
    some_history(world)
    kafka = KafkaAddress(system.bootstrap, {})
    async with asyncpg.create_pool(system.database_url("registry"), min_size=1, max_size=2) as pool:
        active = await pool.fetchval("select schema from runtime.generation where projection = 'registry' and active")
        live = await digest_generation(pool, active)
        schema = await add_generation(pool, SERVICE.projection, LOGS, installation="test")
        await fill(pool, kafka, SERVICE.projection, schema, LOGS, system.prefix)
        rebuilt = await digest_generation(pool, schema)
        assert rebuilt == live
        assert live.parked == 0
        assert rebuilt.cut["registry"] > 10

        records = await records_of(kafka, system.prefix)
        again = await Applier(SERVICE.projection, schema, parks=False).apply(pool, records)
        assert (again.events, again.duplicates) == (0, len(records))
        assert await digest_generation(pool, schema) == live


async def test_rows_do_not_depend_on_how_events_come_in_batches(system: System, world: World) -> None:
    some_history(world)
    kafka = KafkaAddress(system.bootstrap, {})
    records = await records_of(kafka, system.prefix)
    async with asyncpg.create_pool(system.database_url("registry"), min_size=1, max_size=2) as pool:
        digests = []
        for size in (1, 7, len(records)):
            schema = await add_generation(pool, SERVICE.projection, LOGS, installation="test")
            applier = Applier(SERVICE.projection, schema, parks=False)
            for start in range(0, len(records), size):
                await applier.apply(pool, records[start : start + size])
            digests.append(await digest_generation(pool, schema))
        assert digests[0] == digests[1] == digests[2]
