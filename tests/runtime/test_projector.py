"""The projector: each event changes the read model exactly once, whatever is delivered, and one bad stream harms no other."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import random
import uuid
from collections.abc import Iterator, Sequence
from typing import Any
from unittest.mock import AsyncMock

import asyncpg
import pytest
from structlog.testing import capture_logs

from contracts.base import Event
from infra.runtime import projection as projecting
from infra.runtime import steps
from infra.runtime.changes import Change
from infra.runtime.database import TROUBLE
from infra.runtime.digest import Digest, digest_generation
from infra.runtime.event_log import EventLog
from infra.runtime.generations import activate, add_generation
from infra.runtime.kafka import KafkaAddress
from infra.runtime.projection import Applied, Applier, Checkpoint, Prepared, Projection, Record
from infra.runtime.projector import Projector, next_offset
from infra.runtime.reading import ReadModel
from infra.runtime.rebuild import ensure_generation
from infra.runtime.replay import ReplayStopped, fill
from tests.runtime import parts, sample
from tests.runtime.parts import figures, poison, registered, running, until

PROJECTION = sample.SERVICE.projection
LOGS = [parts.REGISTRY]


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projecting, "POISON_DELAY_S", 0.001)


@pytest.fixture
async def schema(pool: asyncpg.Pool) -> str:
    """An empty generation that queries follow."""
    schema = await add_generation(pool, PROJECTION, LOGS, installation=parts.INSTALLATION)
    await activate(pool, PROJECTION.name, schema)
    return schema


@pytest.fixture
def applier(schema: str) -> Applier:
    return Applier(PROJECTION, schema, parks=True)


async def season(log: EventLog) -> list[uuid.UUID]:
    """Some events of five units, mixed."""
    units = [uuid.uuid4() for _ in range(5)]
    await parts.write(log, *(registered(unit) for unit in units))
    await parts.write(log, *(figures(unit, staff) for staff in range(6) for unit in units))
    return units


async def rows(pool: asyncpg.Pool, schema: str) -> list[list[asyncpg.Record]]:
    return [await pool.fetch(f"select * from {schema}.{table} order by 1, 2") for table in ("unit", "figure")]  # noqa: S608


async def fresh(pool: asyncpg.Pool, records: list[Record]) -> Digest:
    """What a generation holds that got each event once, in order, in one go."""
    schema = await add_generation(pool, PROJECTION, LOGS, installation=parts.INSTALLATION)
    await Applier(PROJECTION, schema, parks=False).apply(pool, records)
    return await digest_generation(pool, schema)


async def apply(pool: asyncpg.Pool, applier: Applier, records: list[Record], *sizes: int) -> Applied:
    """Apply records in batches of these sizes, over and over; what became of them, in sum."""
    total = Applied()
    place = turn = 0
    while place < len(records):
        size = sizes[turn % len(sizes)] if sizes else len(records)
        done = await applier.apply(pool, records[place : place + size])
        for name in ("events", "duplicates", "gaps", "foreign", "unreadable", "unknown", "parked"):
            setattr(total, name, getattr(total, name) + getattr(done, name))
        total.positions = done.positions
        place, turn = place + size, turn + 1
    return total


def again_from(records: list[Record], *starts: int) -> list[Record]:
    """The records as a topic holds them on which runs begin again behind what was sent: offsets go on."""
    sent = [*records]
    for start in starts:
        sent += records[start:]
    return [Record(r.log, offset, r.body) for offset, r in enumerate(sent)]


async def test_every_record_twice_is_every_event_once(log: EventLog, applier: Applier, pool: asyncpg.Pool, schema: str) -> None:
    """Taken out: `position <= place.position` in `Preparer.next`. Then figures are applied again, out of order."""
    await season(log)
    records = await parts.records(pool)
    doubled = [r for record in records for r in (record, record)]
    done = await apply(pool, applier, doubled, 7, 1, 3)
    assert (done.events, done.duplicates, done.gaps) == (len(records), len(records), 0)
    assert await apply(pool, applier, again_from(records, 0, 10, 30), 11) == Applied(
        duplicates=3 * len(records) + len(records) - 40, positions={"registry": len(records)}
    )
    assert await digest_generation(pool, schema) == await fresh(pool, records)


@pytest.mark.parametrize("seed", range(4))
async def test_what_a_batch_holds_makes_no_difference(
    log: EventLog, applier: Applier, pool: asyncpg.Pool, schema: str, seed: int
) -> None:
    """Batches of any size, runs that begin again anywhere: the same rows.

    Taken out: coalescing in order in `Batch.add`. Then the first figures of a batch win.
    """
    await season(log)
    records = await parts.records(pool)
    chance = random.Random(seed)
    sent = again_from(records, *sorted(chance.sample(range(len(records)), 3)))
    await apply(pool, applier, sent, *[chance.randint(1, 9) for _ in range(5)])
    assert await digest_generation(pool, schema) == await fresh(pool, records)


async def test_a_batch_got_ready_before_another_projector_wrote_is_got_ready_anew(
    log: EventLog, applier: Applier, pool: asyncpg.Pool, schema: str
) -> None:
    """Taken out: comparing where a batch begins with the locked checkpoint. Then its events are applied twice."""
    await season(log)
    records = await parts.records(pool)
    await applier.apply(pool, records[:10])
    ready = await applier.prepare(records[10:20])
    behind = await applier.prepare(records[20:])
    assert (ready.done.events, behind.done.events) == (10, len(records) - 20)
    await Applier(PROJECTION, schema, parks=True).apply(pool, records[:15])
    done = [await applier.write(pool, each) for each in (ready, behind)]
    assert [(each.events, each.duplicates) for each in done] == [(5, 5), (len(records) - 20, 0)]
    assert await digest_generation(pool, schema) == await fresh(pool, records)


async def test_a_batch_got_ready_before_a_stream_was_parked_is_got_ready_anew(
    log: EventLog, applier: Applier, pool: asyncpg.Pool
) -> None:
    """Taken out: the streams that wait, from what is compared. Then an event passes the parked one before it."""
    units = await season(log)
    await parts.write(log, poison(units[0]), figures(units[1]), figures(units[0], 77))
    records = await parts.records(pool)
    await applier.apply(pool, records[:10])
    ready = [await applier.prepare(records[10:36]), await applier.prepare(records[36:])]
    assert [(await applier.write(pool, each)).parked for each in ready] == [1, 1]


async def test_a_gap_is_not_passed_and_heals(log: EventLog, applier: Applier, pool: asyncpg.Pool, schema: str) -> None:
    """What is missing comes again from the relay; until then nothing behind it is applied.

    Taken out: `position > place.position + 1` in `Preparer.next`. Then an event is skipped for ever.
    """
    await season(log)
    records = await parts.records(pool)
    far = json.loads(records[-1].body) | {"sequence": "9" * 20, "id": str(uuid.uuid4())}
    with capture_logs() as lines:
        done = await applier.apply(pool, [*records[:10], *records[12:20], Record("registry", 20, json.dumps(far).encode())])
    assert (done.events, done.gaps, done.positions) == (10, 9, {"registry": 10})
    assert {"event": "projector.gap", "expected": 11, "found": 13}.items() <= lines[0].items()
    assert lines[0]["log_level"] == "error"
    done = await applier.apply(pool, [dataclasses.replace(r, offset=21 + n) for n, r in enumerate(records[10:])])
    assert (done.events, done.gaps) == (len(records) - 10, 0)
    assert await digest_generation(pool, schema) == await fresh(pool, records)


async def test_what_is_no_event_of_this_log_is_never_applied(
    log: EventLog, applier: Applier, pool: asyncpg.Pool, schema: str
) -> None:
    """Garbage, and a foreign log's event with the next position: each an alarm, and neither hides an event.

    Taken out: the comparison of sources in `Preparer.next`. Then the foreign event takes the place of our own.
    """
    await season(log)
    records = await parts.records(pool)
    foreign = records[5].body.replace(b"/test/registry", b"/other/registry")
    strange = [foreign, b"", b"\xff\x00", b"[]", b'{"sequence":"00000000000000000006"}']
    mixed = [*records[:5], *(Record("registry", 5, body) for body in strange), *records[5:]]
    with capture_logs() as lines:
        done = await applier.apply(pool, mixed)
    assert (done.events, done.foreign, done.unreadable, done.parked) == (len(records), 1, 4, 0)
    assert [x["event"] for x in lines] == ["projector.foreign_source"] + ["projector.unreadable"] * 4
    assert {x["log_level"] for x in lines} == {"error"}
    assert await digest_generation(pool, schema) == await fresh(pool, records)


async def test_a_log_without_a_configured_source_is_pinned_to_the_first_seen(
    log: EventLog, applier: Applier, pool: asyncpg.Pool, schema: str
) -> None:
    """Taken out: `place.source = envelope.source` in `Preparer.next`."""
    await season(log)
    await pool.execute(f"update {schema}.checkpoint set source = null")  # noqa: S608
    records = await parts.records(pool)
    await applier.apply(pool, records[:3])
    foreign = Record("registry", 3, records[3].body.replace(b"/test/registry", b"/other/registry"))
    assert (await applier.apply(pool, [foreign])).foreign == 1


async def test_a_bad_event_holds_up_its_own_stream_only(log: EventLog, applier: Applier, pool: asyncpg.Pool, schema: str) -> None:
    """It is parked, with every later event of its stream, in order; all other streams go on.

    Taken out: `parked` in `Applier._apply`. Then later figures are applied over the ones that are missing.
    """
    bad, good = uuid.uuid4(), uuid.uuid4()
    await parts.write(log, registered(bad), registered(good), figures(bad, 1), figures(good, 1))
    await parts.write(log, poison(bad), figures(good, 2), figures(bad, 3), figures(good, 3))
    records = await parts.records(pool)
    done = await apply(pool, applier, records, 6, 1)
    assert (done.events, done.parked, done.positions) == (8, 2, {"registry": 8})
    await parts.write(log, figures(bad, 4), figures(good, 4))
    await applier.apply(pool, (await parts.records(pool))[8:])
    parked = await pool.fetch(f"select position, stream, body, reason from {schema}.parked_event order by position")  # noqa: S608
    assert [(p["position"], p["stream"]) for p in parked] == [(n, f"unit/{bad}") for n in (5, 7, 9)]
    assert [p["body"] for p in parked] == [(await parts.bodies(pool))[n - 1] for n in (5, 7, 9)]
    assert parked[0]["reason"] == "ValueError: poison"
    assert parked[1]["reason"] == "an earlier event of its stream is parked"
    units, _ = await rows(pool, schema)
    assert {u["unit"]: u["staff"] for u in units} == {bad: 1, good: 4}
    assert (await digest_generation(pool, schema)).parked == 3


async def test_an_event_whose_data_break_their_contract_is_parked(
    log: EventLog, applier: Applier, pool: asyncpg.Pool, schema: str
) -> None:
    """Its envelope gives it a place in the log: it is neither garbage nor to be passed over in silence.

    Taken out: `Unreadable` in `Applier._apply`. Then the event is lost without a word, and a rebuild loses it too.
    """
    unit, other = uuid.uuid4(), uuid.uuid4()
    await parts.write(log, registered(unit), figures(unit), registered(other), figures(unit))
    records = await parts.records(pool)
    broken = dataclasses.replace(records[1], body=records[1].body.replace(b'"staff":10', b'"staff":"ten"'))
    assert broken.body != records[1].body
    strict = await add_generation(pool, PROJECTION, LOGS, installation=parts.INSTALLATION)
    with pytest.raises(ValueError, match="staff"):
        await Applier(PROJECTION, strict, parks=False).apply(pool, [records[0], broken, *records[2:]])
    done = await applier.apply(pool, [records[0], broken, *records[2:]])
    assert (done.events, done.parked) == (4, 2)
    assert await pool.fetchval(f"select array_agg(position order by position) from {schema}.parked_event") == [2, 4]  # noqa: S608


async def test_a_rebuild_stops_at_a_bad_event(log: EventLog, pool: asyncpg.Pool, schema: str) -> None:
    """Nothing is parked where nobody looks. Taken out: `not self._parks` in `Applier.apply`."""
    unit = uuid.uuid4()
    await parts.write(log, registered(unit), poison(unit))
    with pytest.raises(ValueError, match="poison"):
        await Applier(PROJECTION, schema, parks=False).apply(pool, await parts.records(pool))
    assert (await digest_generation(pool, schema)).cut == {"registry": 0}


@pytest.mark.parametrize(
    "error",
    [asyncpg.ConnectionDoesNotExistError(), asyncpg.DiskFullError(), asyncpg.AdminShutdownError(), ConnectionResetError()],
)
async def test_an_infrastructure_error_parks_nothing(log: EventLog, pool: asyncpg.Pool, schema: str, error: Exception) -> None:
    """The batch fails whole and comes again. Taken out: `is_infrastructure` in `Applier.apply` and in `_try`."""
    await season(log)
    records = await parts.records(pool)
    failing = True

    def project(event: Event) -> Iterator[Change]:
        if failing and event.position == 7:
            raise error
        return sample.project(event)

    applier = Applier(dataclasses.replace(PROJECTION, project=project), schema, parks=True)
    with pytest.raises(type(error)):
        await applier.apply(pool, records)
    assert (await digest_generation(pool, schema)).cut == {"registry": 0}
    failing = False
    done = await applier.apply(pool, records)
    assert (done.events, done.parked) == (len(records), 0)


async def test_a_failure_that_passes_is_tried_again_before_anything_is_parked(
    log: EventLog, pool: asyncpg.Pool, schema: str
) -> None:
    """Taken out: the attempts in `_try`."""
    await season(log)
    failures = iter([ValueError(), ValueError()])

    def project(event: Event) -> Iterator[Change]:
        if event.position == 7 and (error := next(failures, None)):
            raise error
        return sample.project(event)

    done = await Applier(dataclasses.replace(PROJECTION, project=project), schema, parks=True).apply(
        pool, await parts.records(pool)
    )
    assert done.parked == 0


async def test_a_zombies_transaction_finds_the_checkpoint_moved(
    log: EventLog, pool: asyncpg.Pool, other_pool: asyncpg.Pool, schema: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two projectors apply the same batch at the same time: the second waits for the first's checkpoint, and drops all.

    Taken out: `for update` in begin_batch. Then both apply, and the later commit puts old rows over new ones.
    """
    units = await season(log)
    records = await parts.records(pool)
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def reached(step: str) -> None:
        if step == "projector.rows_written" and not inside.is_set():
            inside.set()
            await go_on.wait()

    monkeypatch.setattr(steps, "reached", reached)
    live, zombie = (Applier(PROJECTION, schema, parks=True) for _ in range(2))
    first = asyncio.ensure_future(live.apply(pool, records))
    await inside.wait()
    second = asyncio.ensure_future(zombie.apply(other_pool, records[:10]))
    await asyncio.sleep(0.05)
    assert not second.done()
    go_on.set()
    assert (await first).events == len(records)
    assert (await second).duplicates == 10
    assert await digest_generation(pool, schema) == await fresh(pool, records)
    assert {u["staff"] for u in (await rows(pool, schema))[0]} == {5}
    assert len(units) == 5


async def test_who_waited_for_the_checkpoint_sees_what_was_parked_meanwhile(
    log: EventLog, pool: asyncpg.Pool, other_pool: asyncpg.Pool, schema: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A statement that waits for a lock goes on with the snapshot from before: what is parked is asked for behind it.

    Taken out: asking for parked streams in a statement of its own. Then the second projector applies figures over the
    ones that the first has parked.
    """
    bad = uuid.uuid4()
    await parts.write(log, registered(bad), figures(bad, 1), poison(bad), figures(bad, 3))
    records = await parts.records(pool)
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def reached(step: str) -> None:
        if step == "projector.checkpoint_moved" and not inside.is_set():
            inside.set()
            await go_on.wait()

    monkeypatch.setattr(steps, "reached", reached)
    one, two = (Applier(PROJECTION, schema, parks=True) for _ in range(2))
    first = asyncio.ensure_future(one.apply(pool, records[:3]))
    await inside.wait()
    second = asyncio.ensure_future(two.apply(other_pool, records))
    await asyncio.sleep(0.1)
    go_on.set()
    assert (await first).parked == 1
    assert (await second).parked == 1
    assert [u["staff"] for u in (await rows(pool, schema))[0]] == [1]


async def test_an_event_of_a_newer_release_is_passed_over_with_a_warning(
    log: EventLog, applier: Applier, pool: asyncpg.Pool
) -> None:
    """It keeps its place in the log, so nothing behind it waits."""
    await season(log)
    records = await parts.records(pool)
    newer = records[9].body.replace(b"staff-figures-recorded.v1", b"staff-figures-doubted.v1")
    with capture_logs() as lines:
        done = await applier.apply(pool, [*records[:9], dataclasses.replace(records[9], body=newer), *records[10:]])
    assert (done.events, done.unknown, done.parked) == (len(records), 1, 0)
    assert [(x["event"], x["log_level"]) for x in lines] == [("projector.unknown_type", "warning")]


# ── following a topic ────────────────────────────────────────────────────────────────────────────────────────────


def projector(pool: asyncpg.Pool, kafka: KafkaAddress, prefix: str, projection: Projection = PROJECTION) -> Projector:
    return Projector(pool, kafka, ReadModel(pool, projection.name), projection, LOGS, prefix=prefix)


async def test_the_next_batch_is_got_ready_while_one_is_written(
    log: EventLog, applier: Applier, pool: asyncpg.Pool, schema: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken out: `has_more` in `_apply` (as if there never were more). Then the second batch is waited for.

    Taken out: the look at which applier is the projector's. Then what was got ready for a generation that queries left
    is written into it.
    """
    await season(log)
    records = await parts.records(pool)
    one = projector(pool, KafkaAddress("nowhere", {}), "none")
    one._applier = applier
    monkeypatch.setattr(one._follower, "has_more", lambda found: found[-1] is not records[-1])
    await one._apply(records[:10])
    await one._overlap.settle()
    written, ready = asyncio.Event(), asyncio.Event()
    write, prepare = applier.write, applier.prepare

    async def held(*what: Any) -> Applied:
        await written.wait()
        return await write(*what)

    async def seen(found: Sequence[Record]) -> Prepared:
        prepared = await prepare(found)
        ready.set()
        return prepared

    monkeypatch.setattr(applier, "write", held)
    await one._apply(records[10:20])
    monkeypatch.setattr(applier, "prepare", seen)
    rest = asyncio.ensure_future(one._apply(records[20:]))
    await asyncio.wait_for(ready.wait(), 5)
    assert await cut(pool, schema) == 10
    one._applier = Applier(PROJECTION, schema, parks=True)
    monkeypatch.setattr(applier, "write", None)
    written.set()
    await rest
    assert await cut(pool, schema) == len(records)


async def test_a_batch_that_fails_beside_the_next_ends_the_follower(
    log: EventLog, applier: Applier, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At rest at the latest. Taken out: `settle` in `_look_again`. Then nobody is told before the next record comes."""
    await season(log)
    one = projector(pool, KafkaAddress("nowhere", {}), "none")
    one._applier = applier
    monkeypatch.setattr(one._follower, "has_more", lambda _: True)
    monkeypatch.setattr(applier, "write", AsyncMock(side_effect=ConnectionError))
    await one._apply(await parts.records(pool))
    with pytest.raises(ConnectionError):
        await one._look_again()


async def cut(pool: asyncpg.Pool, schema: str) -> int:
    position: int = await pool.fetchval(f"select position from {schema}.checkpoint")  # noqa: S608
    return position


async def followed(pool: asyncpg.Pool, schema: str, *projectors: Projector) -> None:
    """Let projectors run until the generation has the whole log."""
    end = await pool.fetchval("select position from runtime.log_head")

    async def there() -> bool:
        return await cut(pool, schema) == end

    async with running(*(p.run for p in projectors)):
        await until(there)


async def test_a_projector_goes_on_exactly_behind_its_checkpoint(
    log: EventLog, pool: asyncpg.Pool, schema: str, kafka_address: KafkaAddress, prefix: str, topic: str
) -> None:
    """Taken out: writing the group's offset in `Follower.run`. Then the second start reads all records again."""
    await season(log)
    await parts.send(kafka_address, topic, *await parts.bodies(pool))
    await followed(pool, schema, projector(pool, kafka_address, prefix))
    await parts.write(log, registered())
    await parts.send(kafka_address, topic, (await parts.bodies(pool))[-1])
    with capture_logs() as lines:
        await followed(pool, schema, projector(pool, kafka_address, prefix))
    applied = [line for line in lines if line["event"] == "projector.applied"]
    assert sum(x["duplicates"] for x in applied) == 0
    assert sum(x["events"] for x in applied) == 1
    assert await digest_generation(pool, schema) == await fresh(pool, await parts.records(pool))


async def test_a_topic_that_was_made_anew_is_read_from_its_beginning(
    log: EventLog, pool: asyncpg.Pool, schema: str, kafka_address: KafkaAddress, prefix: str, topic: str
) -> None:
    """The checkpoint's offset holds another record now; what was applied is dropped as a repeat.

    Taken out: the comparison of ids in `next_offset`. Then the events that come next are never read.
    """
    await season(log)
    await parts.send(kafka_address, topic, *await parts.bodies(pool))
    await followed(pool, schema, projector(pool, kafka_address, prefix))
    await parts.make_anew(kafka_address, topic)
    await parts.write(log, registered(), registered())
    bodies = await parts.bodies(pool)
    # On the new topic the next events lie below the checkpoint's offset, and only repeats above it.
    await parts.send(kafka_address, topic, *bodies[10:], *bodies[10:30])
    with capture_logs() as lines:
        await followed(pool, schema, projector(pool, kafka_address, prefix))
    assert "projector.rewound" in [line["event"] for line in lines]
    assert await digest_generation(pool, schema) == await fresh(pool, await parts.records(pool))


def start_blindly(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first start goes on at its offset, whatever record stands there now; later ones look, as ever."""
    looked = 0

    async def blindly(kafka: KafkaAddress, topic: str, checkpoint: Checkpoint) -> int:
        nonlocal looked
        looked += 1
        return checkpoint.offset + 1 if looked == 1 else await next_offset(kafka, topic, checkpoint)

    monkeypatch.setattr("infra.runtime.projector.next_offset", blindly)


async def test_a_topic_that_was_filled_again_under_a_follower_is_read_from_its_beginning(
    log: EventLog, pool: asyncpg.Pool, schema: str, kafka_address: KafkaAddress, prefix: str, topic: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The follower went on at its offset, where now an event stands that is not the next one; the next ones lie behind it.

    Taken out: `_require_all_read`; and keeping no offset of a record behind a gap. Then even a restart does not heal it.
    """
    await season(log)
    bodies = await parts.bodies(pool)
    await parts.send(kafka_address, topic, *bodies, *bodies[:10])
    await followed(pool, schema, projector(pool, kafka_address, prefix))
    await parts.make_anew(kafka_address, topic)
    await parts.write(log, *[registered() for _ in range(20)])
    await parts.send(kafka_address, topic, *await parts.bodies(pool))
    start_blindly(monkeypatch)
    with capture_logs() as lines:
        await followed(pool, schema, projector(pool, kafka_address, prefix))
    assert "projector.gap" in [line["event"] for line in lines]
    assert await digest_generation(pool, schema) == await fresh(pool, await parts.records(pool))


async def test_a_topic_that_was_filled_again_to_the_same_length_is_noticed_at_rest(
    log: EventLog, pool: asyncpg.Pool, schema: str, kafka_address: KafkaAddress, prefix: str, topic: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The follower stands at its end, nothing comes, and no gap tells that the next events lie behind it.

    Taken out: `_look_again`. Then they are projected when something else happens, perhaps tomorrow.
    """
    await season(log)
    bodies = await parts.bodies(pool)
    await parts.send(kafka_address, topic, *bodies, *bodies[:10])
    await followed(pool, schema, projector(pool, kafka_address, prefix))
    await parts.make_anew(kafka_address, topic)
    await parts.write(log, *[registered() for _ in range(10)])
    await parts.send(kafka_address, topic, *await parts.bodies(pool))
    start_blindly(monkeypatch)
    monkeypatch.setattr("infra.runtime.follower.POLL_MS", 50)
    monkeypatch.setattr("infra.runtime.follower.REST_S", 0.1)
    await followed(pool, schema, projector(pool, kafka_address, prefix))
    assert await digest_generation(pool, schema) == await fresh(pool, await parts.records(pool))


async def test_two_projectors_at_once_apply_each_event_once(
    log: EventLog, pool: asyncpg.Pool, other_pool: asyncpg.Pool, schema: str, kafka_address: KafkaAddress, prefix: str, topic: str
) -> None:
    """Even without a lease: the checkpoint's lock is what makes it right.

    Taken out: `for update` in begin_batch, and `position <= place.position` in `Preparer.next`.
    """
    await season(log)
    await parts.send(kafka_address, topic, *await parts.bodies(pool))
    await followed(pool, schema, projector(pool, kafka_address, prefix), projector(other_pool, kafka_address, prefix))
    assert await digest_generation(pool, schema) == await fresh(pool, await parts.records(pool))


async def test_a_broken_connection_parks_nothing_and_the_projector_goes_on(
    log: EventLog, pool: asyncpg.Pool, schema: str, kafka_address: KafkaAddress, prefix: str, topic: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """PostgreSQL ends every session in the middle of a transaction.

    Taken out: `except` in `Projector.run`. Then nobody projects any more.
    """
    await season(log)
    cuts = iter(["projector.rows_written", "projector.checkpoint_moved", None])
    next_cut: list[Any] = [next(cuts)]

    async def reached(step: str) -> None:
        if step == next_cut[0]:
            next_cut[0] = next(cuts)
            async with asyncpg.create_pool(*pool._connect_args, min_size=1, max_size=1) as admin:
                await parts.cut_off(admin)

    monkeypatch.setattr(steps, "reached", reached)
    monkeypatch.setattr("infra.runtime.projector.RESTART_S", 0.02)
    await parts.send(kafka_address, topic, *await parts.bodies(pool))
    end = len(await parts.bodies(pool))

    async def there() -> bool:
        try:
            return await cut(pool, schema) == end
        except TROUBLE:
            return False

    async with running(projector(pool, kafka_address, prefix).run):
        await until(there)
    assert next_cut == [None], "both cuts were made"
    assert await digest_generation(pool, schema) == await fresh(pool, await parts.records(pool))


# ── generations ──────────────────────────────────────────────────────────────────────────────────────────────────


def version(number: int) -> Projection:
    return dataclasses.replace(PROJECTION, version=number)


async def ensured(pool: asyncpg.Pool, kafka: KafkaAddress, prefix: str, number: int) -> str:
    return await ensure_generation(pool, kafka, version(number), LOGS, installation=parts.INSTALLATION, prefix=prefix)


async def test_a_new_version_builds_itself_anew_while_the_old_one_serves(
    log: EventLog, pool: asyncpg.Pool, schema: str, kafka_address: KafkaAddress, prefix: str, topic: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Taken out: `fill` before `activate` in `ensure_generation`. Then queries find an empty read model."""
    await season(log)
    await parts.send(kafka_address, topic, *await parts.bodies(pool))
    await followed(pool, schema, projector(pool, kafka_address, prefix))
    served: list[int] = []
    model = ReadModel(pool, PROJECTION.name)

    async def reached(_: str) -> None:
        async with model.at({}) as read:
            served.append(await read.conn.fetchval("select count(*) from unit"))

    with monkeypatch.context() as patched:
        patched.setattr(steps, "reached", reached)
        built = await ensured(pool, kafka_address, prefix, 2)
    assert served
    assert set(served) == {5}
    assert await model.active_schema() == built == "sample_v2_g1"
    assert await digest_generation(pool, built) == await digest_generation(pool, schema)
    assert await ensured(pool, kafka_address, prefix, 2) == built


async def test_processes_that_start_together_build_one_generation(
    log: EventLog, pool: asyncpg.Pool, other_pool: asyncpg.Pool, kafka_address: KafkaAddress, prefix: str, topic: str
) -> None:
    """Taken out: the lock in `ensure_generation`. Then one of them fails, or projects into what nobody reads."""
    await season(log)
    await parts.send(kafka_address, topic, *await parts.bodies(pool))
    for number in (1, 2):
        built = await asyncio.gather(*(ensured(p, kafka_address, prefix, number) for p in (pool, other_pool, pool)))
        assert set(built) == {f"sample_v{number}_g1"}
    assert await pool.fetchval("select count(*) from runtime.generation") == 2


async def test_an_older_process_does_not_write_into_a_newer_version(
    log: EventLog, pool: asyncpg.Pool, schema: str, kafka_address: KafkaAddress, prefix: str, topic: str
) -> None:
    """While a new version starts, a process of the old one may still hold the lease: it ends, so that the new one can have it.

    Taken out: the look at the active generation in `Projector`. Then the old process goes on in tables that nobody reads,
    and after its next restart writes its own idea of rows into those of the new version.
    """
    await season(log)
    await parts.send(kafka_address, topic, *await parts.bodies(pool))
    old, new = projector(pool, kafka_address, prefix), projector(pool, kafka_address, prefix, version(2))
    async with running(old.run) as [task]:
        await until(lambda: _cut_is(pool, schema, 35))
        built = await ensured(pool, kafka_address, prefix, 2)
        await parts.write(log, registered())
        await parts.send(kafka_address, topic, (await parts.bodies(pool))[-1])
        await asyncio.wait({task}, timeout=10)
        assert task.done(), "the lease's work ends, and with it the lease"
    assert await cut(pool, built) == await cut(pool, schema) == 35
    await asyncio.wait_for(projector(pool, kafka_address, prefix).run(), 5)
    assert await cut(pool, built) == 35
    await followed(pool, built, new)


async def _cut_is(pool: asyncpg.Pool, schema: str, position: int) -> bool:
    return await cut(pool, schema) == position


async def test_a_replay_from_the_topic_equals_what_is_served(
    log: EventLog, pool: asyncpg.Pool, schema: str, kafka_address: KafkaAddress, prefix: str, topic: str
) -> None:
    """And a replay that was stopped goes on where it stood.

    Taken out: the order of rows by key in the digest. Then equal tables differ.
    """
    await season(log)
    bodies = await parts.bodies(pool)
    await parts.send(kafka_address, topic, *bodies[:20], *bodies[5:20])
    await followed_to(pool, schema, projector(pool, kafka_address, prefix), 20)
    other = await add_generation(pool, PROJECTION, LOGS, installation=parts.INSTALLATION)
    assert await fill(pool, kafka_address, PROJECTION, other, LOGS, prefix) == 20
    assert await digest_generation(pool, other) == await digest_generation(pool, schema)
    await parts.send(kafka_address, topic, *bodies[20:])
    assert await fill(pool, kafka_address, PROJECTION, other, LOGS, prefix) == 15
    await followed(pool, schema, projector(pool, kafka_address, prefix))
    assert await digest_generation(pool, other) == await digest_generation(pool, schema)


async def followed_to(pool: asyncpg.Pool, schema: str, one: Projector, position: int) -> None:
    async with running(one.run):
        await until(lambda: _cut_is(pool, schema, position))


async def test_a_changed_cell_changes_the_digest(log: EventLog, applier: Applier, pool: asyncpg.Pool, schema: str) -> None:
    units = await season(log)
    await applier.apply(pool, await parts.records(pool))
    before = await digest_generation(pool, schema)
    await pool.execute(f"update {schema}.unit set women = women + 1 where unit = $1", units[2])  # noqa: S608
    after = await digest_generation(pool, schema)
    assert after.tables["figure"] == before.tables["figure"]
    assert after.tables["unit"] != before.tables["unit"]
    assert after.total != before.total


@pytest.mark.usefixtures("schema")
async def test_a_replay_that_cannot_go_on_says_where_it_stands_and_goes_on_once_it_can(
    log: EventLog, pool: asyncpg.Pool, kafka_address: KafkaAddress, prefix: str, topic: str
) -> None:
    """Taken out: `ReplayStopped`. Then a new version that fails on old history ends its service with a traceback."""
    unit = uuid.uuid4()
    await parts.write(log, registered(unit))
    await parts.send(kafka_address, topic, *await parts.bodies(pool))
    other = await add_generation(pool, PROJECTION, LOGS, installation=parts.INSTALLATION)
    assert await fill(pool, kafka_address, PROJECTION, other, LOGS, prefix) == 1
    await parts.write(log, poison(unit))
    await parts.send(kafka_address, topic, (await parts.bodies(pool))[1])
    with pytest.raises(ReplayStopped, match=r"behind registry@1 .*poison"):
        await fill(pool, kafka_address, PROJECTION, other, LOGS, prefix)
    mended = dataclasses.replace(PROJECTION, project=lambda _: iter(()))
    assert await fill(pool, kafka_address, mended, other, LOGS, prefix) == 1
