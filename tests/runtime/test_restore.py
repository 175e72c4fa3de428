"""Restore and republish: topic, log and export bring one another back, or say why not and change nothing."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import signal
import uuid
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from contracts.awards import AwardGranted
from contracts.examples import EXAMPLES
from contracts.public import PublicAwardGranted
from infra.runtime import restore as restoring
from infra.runtime.carriers import Carrier, FolderCarrier, RestoreRefused, TopicCarrier, require_no_more
from infra.runtime.clock import RealClock
from infra.runtime.event_log import EventLog
from infra.runtime.export import LogFolder, heads_of
from infra.runtime.heads import HeadSigner, keys_in
from infra.runtime.kafka import KafkaAddress
from infra.runtime.proposals import Accepted
from infra.runtime.reconcile import Comparison, Positions, reconcile
from infra.runtime.relay import Relay
from infra.runtime.republish import RepublishRefused, republish
from infra.runtime.restore import Restoring, survey
from infra.runtime.topics import ensure_topics
from infra.runtime.verify import LogsVerifier
from tests.runtime import parts, sample
from tests.runtime.parts import running, until
from tests.zygote import Zygote

KEYS = keys_in({"keys": [HeadSigner(parts.KEY).public_jwk()]})
SMALL = 3
TABLES = ("event_log", "log_head", "claim", "command")


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restoring, "BATCH", SMALL)


@pytest.fixture
def relay(pool: asyncpg.Pool, kafka_address: KafkaAddress, prefix: str) -> Relay:
    return parts.relay(pool, kafka_address, prefix)


@pytest.fixture
def on_topic(kafka_address: KafkaAddress, topic: str) -> TopicCarrier:
    return TopicCarrier(kafka_address, topic)


async def write(log: EventLog) -> None:
    """Ten events in three streams, two of them signed heads, one command with two events."""
    unit = parts.registered()
    await parts.write(log, unit, parts.figures(unit.unit), parts.registered(code="taken"))
    await log.append([], sign=True)
    await log.append([parts.proposal(parts.figures(unit.unit, 11), parts.figures(unit.unit, 12))])
    await parts.write(log, parts.registered(), parts.registered())
    await log.append([], sign=True)
    await parts.write(log, parts.figures(unit.unit, 13))


async def send(relay: Relay) -> None:
    """Let the relay send everything."""
    async with running(relay.run):
        await until(lambda: sent(relay))


async def sent(relay: Relay) -> bool:
    rows = await relay._pool.fetch(
        "select h.position = r.position as all from runtime.log_head h join runtime.relay r using (log)"
    )
    return bool(rows and rows[0]["all"])


async def state(pool: asyncpg.Pool) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that a restore has to bring back."""
    return {
        table: sorted((tuple(row) for row in await pool.fetch(f"select * from runtime.{table}")), key=repr)  # noqa: S608
        for table in TABLES
    }


async def lose(pool: asyncpg.Pool, *, keep: int = 0) -> None:
    """Bring the database back as it was when it held `keep` events; 0 is an empty one."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        await connection.execute("delete from runtime.event_log where position > $1", keep)
        await connection.execute("delete from runtime.command; delete from runtime.claim; delete from runtime.relay")
        if keep:
            await connection.execute(
                "update runtime.log_head h set position = e.position, chain = e.chain, recorded_at = e.recorded_at,"
                " signed_position = 0, signed_at = 'epoch' from runtime.event_log e where e.position = $1",
                keep,
            )
        else:
            await connection.execute("delete from runtime.log_head")
    await parts.event_log(pool).open()


async def restore(pool: asyncpg.Pool, carrier: Carrier) -> list[int]:
    """Restore the sample's log; the positions reached."""
    found = await survey(pool, carrier, parts.REGISTRY, installation=parts.INSTALLATION, keys=KEYS)
    return [position async for position in Restoring(pool, sample.SERVICE, carrier, found).run()]


async def compared(pool: asyncpg.Pool, kafka: KafkaAddress, prefix: str) -> Comparison:
    *_, found = [c async for c in reconcile(pool, kafka, parts.REGISTRY, installation=parts.INSTALLATION, prefix=prefix)]
    return found


def without_hashes(state: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[Any]]:
    return state | {"command": sorted((id_, json.loads(answer)) for id_, _, answer in state["command"])}


async def test_an_empty_database_gets_back_all_that_follows_from_the_events(
    log: EventLog, pool: asyncpg.Pool, relay: Relay, on_topic: TopicCarrier, kafka_address: KafkaAddress, prefix: str
) -> None:
    """Events, heads with what was signed, chain, claims, stored commands; only the hashes of requests are lost.

    Taken out: `_claim`, `_remember`, or the signed position in `_write`.
    """
    await write(log)
    await send(relay)
    before = await state(pool)
    await lose(pool)
    assert await restore(pool, on_topic) == [0, 3, 6, 9, 10]
    after = await state(pool)
    assert without_hashes(after) == without_hashes(before)
    assert {row[1] for row in after["command"]} == {b""}
    assert await restore(pool, on_topic) == [10], "once more there is nothing to do"
    await relay.check()
    assert (await compared(pool, kafka_address, prefix)).equal


async def test_a_command_with_events_in_two_logs_gets_its_whole_answer_back(
    pool: asyncpg.Pool, kafka_address: KafkaAddress, topic_prefix: str
) -> None:
    """Awards writes a decision and its public award in one transaction, and restores them one log after the other.

    Taken out: the merging with what is stored in `_remember`.
    """
    service = dataclasses.replace(sample.SERVICE, name="awards", public=True, claims=lambda _: ())
    await ensure_topics(kafka_address.bootstrap, topic_prefix, logs=service.own.values())
    log = EventLog(
        pool,
        installation=parts.INSTALLATION,
        addresses=service.own,
        claims=service.claims,
        clock=RealClock(),
        signer=HeadSigner(parts.KEY),
    )
    await log.open()
    facts = [EXAMPLES[AwardGranted], EXAMPLES[PublicAwardGranted]]
    await log.append([parts.proposal(*facts), parts.proposal(*facts)])
    before = await state(pool)
    for address in service.own.values():
        rows = await pool.fetch("select body from runtime.event_log where log = $1 order by position", address.log_id)
        await parts.send(kafka_address, address.topic(topic_prefix), *(row["body"] for row in rows))
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        await connection.execute("delete from runtime.event_log; delete from runtime.log_head; delete from runtime.command")
    await log.open()
    for address in service.own.values():
        carrier = TopicCarrier(kafka_address, address.topic(topic_prefix))
        found = await survey(pool, carrier, address, installation=parts.INSTALLATION, keys=KEYS)
        _ = [position async for position in Restoring(pool, service, carrier, found).run()]
    assert without_hashes(await state(pool)) == without_hashes(before)
    verifier = LogsVerifier(service, parts.INSTALLATION, KEYS, ())
    _ = [step async for step in verifier.run(pool)]
    assert verifier.found.failed == []


async def test_a_repeat_of_a_restored_command_gets_the_first_answer_whatever_its_body(
    log: EventLog, pool: asyncpg.Pool, relay: Relay, on_topic: TopicCarrier
) -> None:
    """Nobody knows any more what the body was: a refusal would refuse the honest too.

    Taken out: RESTORED in `is_repeat`. Then every repeat is refused as another command.
    """
    proposal = parts.proposal(parts.registered(), id_=uuid.uuid4(), request_hash=b"one")
    [first] = await log.append([proposal])
    await send(relay)
    await lose(pool)
    await restore(pool, on_topic)
    assert isinstance(first, Accepted)
    other = parts.proposal(parts.registered(), id_=proposal.command_id, request_hash=b"other")
    assert await log.append([proposal, other]) == [Accepted(first.answer, repeated=True)] * 2
    async with parts.deciding(pool) as decider:
        order = parts.order_of(sample.Record(unit=uuid.uuid4(), on=date(2023, 1, 1), staff=1, women=1), id_=proposal.command_id)
        assert (await decider.execute(parts.door_of(sample.Record), order)).answer == first.answer
    assert len(await parts.bodies(pool)) == 1


async def test_the_beginning_of_a_log_is_made_whole(
    log: EventLog, pool: asyncpg.Pool, relay: Relay, on_topic: TopicCarrier
) -> None:
    """A database as it was some events ago; the next position is the old head's plus one."""
    await write(log)
    await send(relay)
    before = await parts.bodies(pool)
    await lose(pool, keep=4)
    assert await restore(pool, on_topic) == [4, 7, 10]
    assert await parts.bodies(pool) == before
    [outcome] = await log.append([parts.proposal(parts.registered())])
    assert isinstance(outcome, Accepted)
    assert json.loads(outcome.answer)["events"][0]["position"] == 11


async def test_repeats_and_foreign_records_on_the_topic_change_nothing(
    log: EventLog, pool: asyncpg.Pool, on_topic: TopicCarrier, kafka_address: KafkaAddress, topic: str
) -> None:
    await write(log)
    bodies = await parts.bodies(pool)
    foreign = bodies[0].replace(parts.SOURCE.encode(), b"/other/registry/registry")
    await parts.send(kafka_address, topic, *bodies[:4], b"garbage", *bodies[2:7], foreign, *bodies[5:], *bodies[:2])
    await lose(pool)
    assert await restore(pool, on_topic) == [0, 3, 6, 9, 10]
    assert await parts.bodies(pool) == bodies


async def refusal(pool: asyncpg.Pool, carrier: Carrier) -> str:
    """Why nothing is restored, and that nothing was."""
    before = await state(pool)
    with pytest.raises(RestoreRefused) as refused:
        await restore(pool, carrier)
    assert await state(pool) == before
    assert refused.value.vi
    return refused.value.en


async def test_a_longer_log_is_not_restored_over(log: EventLog, pool: asyncpg.Pool, relay: Relay, on_topic: TopicCarrier) -> None:
    """Taken out: `_longer`."""
    await write(log)
    await send(relay)
    await parts.write(log, parts.registered())
    assert "is longer (11 events)" in await refusal(pool, on_topic)


async def test_a_fork_is_refused_with_what_can_be_done(
    log: EventLog, pool: asyncpg.Pool, relay: Relay, on_topic: TopicCarrier
) -> None:
    """An older copy that took commands of its own; the first that differs is named. Taken out: `_compare`."""
    await write(log)
    await send(relay)
    await lose(pool, keep=4)
    await parts.write(log, parts.registered(), parts.registered())
    said = await refusal(pool, on_topic)
    assert "two histories, from position 5 on" in said
    assert "restore into an empty one" in said


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (lambda bodies: [*bodies[:3], *bodies[4:]], "has a gap: position 4"),
        (lambda bodies: [b.replace(parts.SOURCE.encode(), b"/other/registry/registry") for b in bodies], "belongs to /other"),
        (lambda bodies: [*bodies[:3], bodies[3].replace(b'"commandid"', b'"unknown"'), *bodies[4:]], "cannot be read"),
        (lambda bodies: [*bodies[:1], bodies[1].replace(b'"staff":10', b'"staff":77'), *bodies[2:]], "does not fit the events"),
        (lambda bodies: [*bodies[:1], bodies[1].replace(b'streamversion":2', b'streamversion":3'), *bodies[2:]], "version 3"),
    ],
    ids=["gap", "another installation", "unreadable", "changed before a signed head", "version"],
)
async def test_a_topic_that_does_not_hold_together_is_refused(
    log: EventLog, pool: asyncpg.Pool, on_topic: TopicCarrier, kafka_address: KafkaAddress, topic: str, changed: Any, words: str
) -> None:
    """Taken out: `require_whole`, the source, the envelope, the signed head or the version in `History.step`."""
    await write(log)
    bodies = await parts.bodies(pool)
    await parts.send(kafka_address, topic, *changed(bodies))
    await lose(pool)
    assert words in await refusal(pool, on_topic)


async def test_two_restores_at_once_leave_one_history(
    log: EventLog, pool: asyncpg.Pool, relay: Relay, on_topic: TopicCarrier, kafka_address: KafkaAddress, topic: str
) -> None:
    """One of them finds that the head moved, and stops. Taken out: the comparison with the head in `_write`."""
    await write(log)
    await send(relay)
    before = await parts.bodies(pool)
    await lose(pool)
    both = await asyncio.gather(
        restore(pool, on_topic), restore(pool, TopicCarrier(kafka_address, topic)), return_exceptions=True
    )
    assert [10] in [each[-1:] for each in both if isinstance(each, list)]
    assert all(isinstance(each, list | RestoreRefused) for each in both), both
    assert await parts.bodies(pool) == before


@pytest.mark.parametrize("step", ["restore.written:2", "restore.committed:2"])
async def test_a_killed_restore_goes_on(
    log: EventLog,
    pool: asyncpg.Pool,
    relay: Relay,
    on_topic: TopicCarrier,
    database: str,
    kafka_address: KafkaAddress,
    prefix: str,
    zygote: Zygote,
    tmp_path: Path,
    step: str,
) -> None:
    """kill -9 within a batch and right behind one. Taken out: the transaction around a batch."""
    await write(log)
    await send(relay)
    before = await state(pool)
    await lose(pool)
    arguments = [database, kafka_address.bootstrap, parts.REGISTRY.topic(prefix)]
    environment = {**os.environ, "THIDUA_TEST_STEP": step}
    child = zygote.fork("tests.runtime.restoring", arguments, environment, tmp_path / "log")
    assert await asyncio.to_thread(child.wait) == -signal.SIGKILL, (tmp_path / "log").read_text()
    reached = len(await parts.bodies(pool))
    assert reached == (3 if step.startswith("restore.written") else 6)
    assert await restore(pool, on_topic) == [reached, *range(reached + 3, 10, 3), 10]
    assert without_hashes(await state(pool)) == without_hashes(before)


async def exported(pool: asyncpg.Pool, directory: Path) -> Path:
    [head] = await heads_of(pool)
    folder = LogFolder(directory / head.log, head)
    _ = [position async for position in folder.export(pool, {"keys": [HeadSigner(parts.KEY).public_jwk()]})]
    return folder.at


async def test_an_export_brings_a_log_back_and_the_relay_fills_the_topic(
    log: EventLog, pool: asyncpg.Pool, relay: Relay, kafka_address: KafkaAddress, prefix: str, topic: str, tmp_path: Path
) -> None:
    """PostgreSQL and Kafka are lost together."""
    await write(log)
    folder = FolderCarrier(await exported(pool, tmp_path))
    before = await state(pool)
    await lose(pool)
    await require_no_more(TopicCarrier(kafka_address, topic), folder, parts.SOURCE)
    assert await restore(pool, folder) == [0, 3, 6, 9, 10]
    assert without_hashes(await state(pool)) == without_hashes(before)
    await send(relay)
    assert (await compared(pool, kafka_address, prefix)).equal


@pytest.mark.parametrize("change", ["byte", "cut off", "no head", "another log"])
async def test_an_export_that_does_not_hold_is_refused(log: EventLog, pool: asyncpg.Pool, tmp_path: Path, change: str) -> None:
    """Taken out: `require_whole` of the folder, or the comparison of its source."""
    await write(log)
    at = await exported(pool, tmp_path)
    path = at / "events.jsonl"
    whole = path.read_bytes()
    match change:
        case "byte":
            path.write_bytes(whole.replace(b'"staff":13', b'"staff":14'))
        case "cut off":
            path.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
        case "no head":
            (at / "head.json").unlink()
        case _:
            head = json.loads((at / "head.json").read_text()) | {"source": "/other/registry/registry"}
            (at / "head.json").write_text(json.dumps(head))
    await lose(pool)
    before = await state(pool)
    with pytest.raises(RestoreRefused):
        await restore(pool, FolderCarrier(at))
    assert await state(pool) == before


async def test_an_export_is_refused_where_the_topic_holds_more(
    log: EventLog, pool: asyncpg.Pool, relay: Relay, kafka_address: KafkaAddress, topic: str, tmp_path: Path
) -> None:
    """It would lose what the topic still has. Taken out: `require_no_more`."""
    await write(log)
    folder = FolderCarrier(await exported(pool, tmp_path))
    await parts.write(log, parts.registered())
    await send(relay)
    with pytest.raises(RestoreRefused, match="holds more events than"):
        await require_no_more(TopicCarrier(kafka_address, topic), folder, parts.SOURCE)


async def republished(pool: asyncpg.Pool, relay: Relay) -> list[tuple[int, int]]:
    return [step async for step in republish(pool, relay)]


async def test_an_emptied_topic_gets_the_whole_log_again_and_nothing_the_second_time(
    log: EventLog, pool: asyncpg.Pool, relay: Relay, kafka_address: KafkaAddress, prefix: str, topic: str
) -> None:
    """Taken out: `move_cursor` in `republish`. Then the relay goes on refusing the empty topic."""
    await write(log)
    await send(relay)
    await parts.make_anew(kafka_address, topic)
    steps = await asyncio.wait_for(republished(pool, relay), parts.WAIT_S_MAX)
    assert (steps[0], steps[-1]) == ((0, 10), (10, 10))
    assert (await compared(pool, kafka_address, prefix)).equal
    assert await republished(pool, relay) == [(10, 10)], "nothing is missing now"
    assert len(await parts.read(kafka_address, topic)) == 10


async def test_a_stopped_republish_goes_on(
    log: EventLog, pool: asyncpg.Pool, relay: Relay, kafka_address: KafkaAddress, prefix: str, topic: str
) -> None:
    """The topic got a part of it, while the cursor still says that everything was sent."""
    await write(log)
    await send(relay)
    await parts.make_anew(kafka_address, topic)
    await parts.send(kafka_address, topic, *(await parts.bodies(pool))[:4])
    steps = await asyncio.wait_for(republished(pool, relay), parts.WAIT_S_MAX)
    assert (steps[0], steps[-1]) == ((4, 10), (10, 10))
    assert (await compared(pool, kafka_address, prefix)).equal


async def test_a_topic_with_another_history_is_not_sent_to(
    log: EventLog, pool: asyncpg.Pool, relay: Relay, kafka_address: KafkaAddress, topic: str
) -> None:
    await write(log)
    bodies = await parts.bodies(pool)
    await parts.send(kafka_address, topic, bodies[0].replace("Hòa".encode(), "Hoà".encode()))
    with pytest.raises(RepublishRefused, match="thidua restore"):
        await republished(pool, relay)
    assert len(await parts.read(kafka_address, topic)) == 1


@pytest.mark.parametrize(
    ("laid", "kinds", "first"),
    [
        (lambda b: b, {}, None),
        (lambda b: [*b[:5], *b[3:]], {}, None),
        (lambda b: b[:8], {"missing-on-topic": 2}, 9),
        (lambda b: [*b[:3], *b[4:]], {"missing-on-topic": 1}, 4),
        (lambda b: [*b[:3], b[4], b[3], *b[5:]], {"out-of-order": 1}, 5),
        (lambda b: [*b, b[-1].replace(b"%020d" % 10, b"%020d" % 11)], {"missing-in-log": 1}, 11),
        (lambda b: [*b, b[6].replace("Hòa".encode(), "Hoà".encode())], {"other-bytes": 1}, 7),
        (lambda b: [*b, b[6].replace(parts.SOURCE.encode(), b"/other/registry/registry")], {"foreign": 1}, 7),
        (lambda b: [*b, b"garbage"], {"unreadable": 1}, None),
        (lambda b: [*b, b[-1].replace(b"%020d" % 10, b"9" * 20)], {"missing-in-log": 1}, 10**20 - 1),
    ],
    ids=["equal", "repeats", "tail", "hole", "order", "beyond", "bytes", "foreign", "garbage", "no log counts so far"],
)
async def test_reconcile_names_every_kind_of_difference(
    log: EventLog,
    pool: asyncpg.Pool,
    kafka_address: KafkaAddress,
    prefix: str,
    topic: str,
    laid: Any,
    kinds: dict[str, int],
    first: int | None,
) -> None:
    """Taken out, one at a time: each `differ`."""
    await write(log)
    bodies = await parts.bodies(pool)
    await parts.send(kafka_address, topic, *laid(bodies))
    await pool.execute("insert into runtime.relay values ('registry', 10, 9)")
    found = await compared(pool, kafka_address, prefix)
    assert found.counts == kinds
    assert found.equal == (not kinds)
    assert [d.first for d in found.differences] == ([first] if kinds else [])
    assert found.repeats == found.records - found.events - sum(kinds.get(k, 0) for k in ("foreign", "unreadable"))


async def test_a_backlog_is_no_difference(
    log: EventLog, pool: asyncpg.Pool, kafka_address: KafkaAddress, prefix: str, topic: str
) -> None:
    await write(log)
    await parts.send(kafka_address, topic, *(await parts.bodies(pool))[:4])
    await pool.execute("insert into runtime.relay values ('registry', 4, 3)")
    found = await compared(pool, kafka_address, prefix)
    assert (found.equal, found.backlog) == (True, 6)


def test_positions_are_kept_as_runs() -> None:
    positions = Positions()
    assert [positions.add(p) for p in (1, 2, 5, 4, 2, 9, 3, 8)] == [True, True, True, True, False, True, True, True]
    assert list(positions.missing(1, 12)) == [(6, 7), (10, 12)]
    assert (len(positions), positions.last) == (7, 9)
    assert list(positions.missing(2, 5)) == []
