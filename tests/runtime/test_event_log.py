"""The event log: one order, no gap, nothing half done, nothing changed afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import random
import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from pydantic import ValidationError

from contracts.base import Event, Fact
from contracts.examples import EXAMPLES
from contracts.registry import UnitRegistered
from infra.runtime import appender as appending
from infra.runtime import claims, event_log, wakeups
from infra.runtime import group as grouping
from infra.runtime.appender import Appender
from infra.runtime.envelope import attributes_of, body_of
from infra.runtime.errors import AlreadyClaimed, EventTooLarge, IdempotencyKeyReused
from infra.runtime.event_log import EventLog, ForeignDatabase
from infra.runtime.group import EVENT_BYTES_MAX
from infra.runtime.hashing import genesis, link
from infra.runtime.kafka import KafkaAddress
from infra.runtime.proposals import Accepted, Moved, Outcome, Proposal, Refused
from infra.runtime.relay import Relay
from infra.runtime.sql import Queries
from tests.runtime import parts
from tests.runtime.parts import figures, proposal, registered, running


async def test_sixteen_writers_leave_no_gap_and_nobody_sees_one(
    log: EventLog, pool: asyncpg.Pool, other_pool: asyncpg.Pool
) -> None:
    """Who reads the log by position never passes over an event that commits later.

    Taken out: `for update` in lock_heads. Then writers number alike, and their transactions fail.
    """
    logs = [log, parts.event_log(pool), parts.event_log(other_pool), parts.event_log(other_pool)]
    units = [uuid.uuid4() for _ in range(5)]
    writing = True

    async def write(number: int) -> list[Outcome]:
        chance = random.Random(number)
        return [
            outcome
            for _ in range(8)
            for outcome in await logs[number % 4].append(
                [proposal(figures(chance.choice(units))) for _ in range(chance.randint(1, 3))]
            )
        ]

    async def watch() -> int:
        views = 0
        while writing:
            seen = [r["position"] for r in await other_pool.fetch("select position from runtime.event_log order by position")]
            assert seen == list(range(1, len(seen) + 1))
            views += 1
        return views

    watcher = asyncio.ensure_future(watch())
    outcomes = [o for group in await asyncio.gather(*map(write, range(16))) for o in group]
    writing = False
    assert await watcher > 5
    assert all(isinstance(o, Accepted) for o in outcomes)
    rows = await pool.fetch("select position, stream, version, recorded_at from runtime.event_log order by position")
    assert [r["position"] for r in rows] == list(range(1, len(outcomes) + 1))
    for unit in units:
        versions = [r["version"] for r in rows if r["stream"] == f"unit/{unit}"]
        assert versions == list(range(1, len(versions) + 1))


async def test_of_two_who_read_the_same_version_one_wins(log: EventLog, other_pool: asyncpg.Pool) -> None:
    """Taken out: the comparison of `expected` with `versions` in `_Group.take`. Then both win."""
    unit = uuid.uuid4()
    stream = f"unit/{unit}"
    other = parts.event_log(other_pool)
    for version in range(5):
        a, b = (proposal(figures(unit, n), expected={stream: version}) for n in (1, 2))
        outcomes = [*await asyncio.gather(log.append([a]), other.append([b]))]
        assert sorted(type(o).__name__ for [o] in outcomes) == ["Accepted", "Moved"]


async def test_a_version_stands_once_even_if_somebody_writes_without_the_lock(
    log: EventLog, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """UNIQUE (stream, version) is the last word: what it concerns has moved, the rest of the group is appended.

    Taken out: the constraint. Then the version stands twice.
    """
    unit = uuid.uuid4()
    await parts.write(log, registered(unit))

    async def blind(*_: Any, **__: Any) -> list[Any]:
        return []

    with monkeypatch.context() as patched:
        # As if the other's event had come in after we looked.
        patched.setattr(grouping.QUERIES, "found", blind)
        outcomes = await log.append([proposal(figures(unit)), proposal(registered())])
    assert [type(o).__name__ for o in outcomes] == ["Moved", "Accepted"]
    assert await pool.fetchval("select max(position) = count(*) and count(*) = 2 from runtime.event_log")


async def test_a_group_behind_ours_is_one_statement(log: EventLog, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else wrote, nothing has to be asked: no lock is taken from here, no row read.

    Taken out: `self._alone = alone` in `EventLog._append`. Then every group asks.
    """
    await _behind_its_own(log)
    unit = uuid.uuid4()

    async def asked(*_: Any, **__: Any) -> list[Any]:
        raise AssertionError("asked")

    monkeypatch.setattr(event_log.QUERIES, "lock_heads", asked)
    for version in (0, 2):
        group = [_decided(unit, n, version + n) for n in range(2)]
        assert [type(outcome).__name__ for outcome in await log.append(group)] == ["Accepted"] * 2
    assert len(await _require_sound(pool)) == 6


@pytest.mark.parametrize("group", ["moved", "only read", "repeated", "reused", "alone"])
async def test_what_another_process_wrote_behind_our_own_is_found(
    log: EventLog, other_pool: asyncpg.Pool, pool: asyncpg.Pool, group: str
) -> None:
    """A group that was numbered on a head that moved since is numbered anew, and what it rests on is looked at.

    Taken out: `h.position` and `h.chain` in append_next, and `except asyncpg.UniqueViolationError` behind it. Then the group
    fails where the other wrote.
    """
    unit, read = uuid.uuid4(), uuid.uuid4()
    stream = f"unit/{unit}"
    before = _decided(unit)
    await _behind_its_own(log)
    other = parts.event_log(other_pool)
    first, _ = await other.append([before, _decided(read)])
    given, expected = {
        "moved": (_decided(unit, 7), "Moved"),
        "only read": (proposal(figures(unit, 7), expected={stream: 1, f"unit/{read}": 0}), "Moved"),
        "repeated": (before, first),
        "reused": (Proposal(**{**_fields(before), "request_hash": b"other"}), "Refused"),
        "alone": (_decided(unit, 7, 1), "Accepted"),
    }[group]
    outcome, beside = await log.append([given, _decided(uuid.uuid4())])
    if group == "repeated":
        assert isinstance(first, Accepted)
        assert outcome == Accepted(first.answer, repeated=True)
    else:
        assert type(outcome).__name__ == expected
    assert isinstance(beside, Accepted)
    await _require_sound(pool)


async def test_a_command_of_which_nothing_comes_leaves_the_head_where_others_moved_it(
    log: EventLog, other_pool: asyncpg.Pool, pool: asyncpg.Pool
) -> None:
    """No position of its own stands in anybody's way.

    Taken out: `h.position` and `h.chain` in append_next. Then the head goes back behind what the other wrote.
    """
    await _behind_its_own(log)
    unit = uuid.uuid4()
    await parts.event_log(other_pool).append([_decided(unit)])
    [nothing] = await log.append([proposal(expected={f"unit/{unit}": 1})])
    assert isinstance(nothing, Accepted)
    assert json.loads(nothing.answer) == {"events": [], "seen": "registry@3"}
    await _require_sound(pool)


async def test_another_database_is_noticed_even_where_its_log_ends_at_our_own_event(pool: asyncpg.Pool) -> None:
    """It may be a copy from before what another process wrote behind that event.

    Taken out: the database in append_next. Then the guard is asked about the database of before.
    """
    asked: list[str] = []
    log = parts.event_log(pool, guard=asked.append)
    await log.open()
    await _behind_its_own(log)
    before = await log.database()
    await pool.execute(
        "create table runtime.made_anew (like runtime.log_head including all);"
        "insert into runtime.made_anew select * from runtime.log_head; drop table runtime.log_head;"
        "alter table runtime.made_anew rename to log_head"
    )
    await pool.expire_connections()
    await log.append([_decided(uuid.uuid4())])
    assert (set(asked[:-1]), asked[-1]) == ({before}, await log.database())
    assert await log.database() != before


async def test_nobody_waits_long_for_the_head_behind_an_own_event(log: EventLog, other_pool: asyncpg.Pool) -> None:
    """Taken out: `lock_timeout` in append_next. Then a command waits for as long as the lock is held."""
    await _behind_its_own(log)
    async with other_pool.acquire() as other, other.transaction():
        await other.execute("select from runtime.log_head for update")
        with pytest.raises(asyncpg.LockNotAvailableError):
            async with asyncio.timeout(parts.WAIT_S_MAX):
                await log.append([_decided(uuid.uuid4())])
    assert [type(o).__name__ for o in await log.append([_decided(uuid.uuid4())])] == ["Accepted"]


async def test_a_stream_is_as_long_as_the_decision_says_or_nothing_is_written(log: EventLog, pool: asyncpg.Pool) -> None:
    """Nobody wrote since, and yet a decision may rest on what is not so.

    Taken out: the comparison with `expected` in append_next. Then a version is left out, and a stream that was only read
    may have moved.
    """
    await _behind_its_own(log)
    unit, read = uuid.uuid4(), uuid.uuid4()
    await log.append([_decided(read)])
    for expected in ({f"unit/{unit}": 7}, {f"unit/{unit}": 0, f"unit/{read}": 0}):
        await _behind_its_own(log)
        assert await log.append([proposal(figures(unit), expected=expected)]) == [Moved()]
    await _require_sound(pool)


async def test_after_an_append_whose_end_is_unknown_the_log_is_asked(
    log: EventLog, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection broke behind the commit: the command stands in the log, and its repeat gets its answer.

    Taken out: `self._left = …` in `EventLog._appended`. Then the next group is numbered on the head of before, for ever.
    """
    await _behind_its_own(log)
    given = _decided(uuid.uuid4())
    append_next = grouping.QUERIES.append_next

    async def broken(*connection: Any, **parameters: Any) -> None:
        assert await append_next(*connection, **parameters)
        raise ConnectionResetError

    with monkeypatch.context() as patched:
        patched.setattr(grouping.QUERIES, "append_next", broken)
        with pytest.raises(ConnectionResetError):
            await log.append([given])
    repeat, fresh = await log.append([given, _decided(uuid.uuid4())])
    assert isinstance(repeat, Accepted)
    assert repeat.repeated
    assert isinstance(fresh, Accepted)
    await _require_sound(pool)


async def test_two_processes_write_behind_one_another(log: EventLog, other_pool: asyncpg.Pool, pool: asyncpg.Pool) -> None:
    """Whoever waits for the lock sees what was committed before, or nothing of it counts.

    Taken out: `h.position` and `h.chain` in append_next, and `except asyncpg.UniqueViolationError` behind it. Then a group
    fails.
    """
    other = parts.event_log(other_pool)
    for turn in range(10):
        unit = uuid.uuid4()
        for writer in (log, other)[:: 1 if turn % 2 else -1]:
            await _behind_its_own(writer)
        outcomes = await asyncio.gather(*(writer.append([_decided(unit)]) for writer in (log, other)))
        assert sorted(type(outcome).__name__ for [outcome] in outcomes) == ["Accepted", "Moved"]
    await _require_sound(pool)


async def test_the_guard_is_asked_of_the_database_that_is_written_to(pool: asyncpg.Pool) -> None:
    """Tables that were made anew are another database, also for a group that asks nothing else.

    Taken out: the comparison with `database` in append_next. Then the guard hears of the one that was there before.
    """
    told: list[str] = []
    log = parts.event_log(pool, guard=told.append)
    await log.open()
    await _behind_its_own(log)
    await log.append([_decided(uuid.uuid4())])
    assert len(set(told)) == 1
    await pool.execute("create table runtime.copy (like runtime.log_head including all)")
    await pool.execute("insert into runtime.copy select * from runtime.log_head")
    await pool.execute("drop table runtime.log_head")
    await pool.execute("alter table runtime.copy rename to log_head")
    await log.append([_decided(uuid.uuid4())])
    assert len(set(told)) == 2
    assert told[-1] == await log.database()


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=lambda fact: type(fact).__name__)
def test_the_bytes_are_those_of_the_contract(example: Fact) -> None:
    """Data that was serialised before stands in its envelope as if both were serialised together."""
    now = datetime(2026, 1, 31, 8, tzinfo=UTC)
    for causation, seen in ((None, None), (None, ""), (uuid.uuid4(), "registry@120,scoring@88")):
        by = Proposal(uuid.uuid4(), b"", {}, [example], now, "system:test", "bac-lieu", causation_id=causation, seen=seen)
        for time in (now, now.replace(microsecond=120)):
            attributes = _attributes(example, by, time=time)
            assert body_of(attributes, by.data[0]) == Event(**attributes, data=example).to_json()


@pytest.mark.parametrize(
    ("what", "broken"),
    [
        ("actor", "Nguyễn Văn A"),
        ("authority", "Bạc Liêu"),
        ("seen", "registry"),
        ("at", datetime(2200, 1, 2, tzinfo=UTC)),
        ("stream", "x" * 201),
        ("source", "elsewhere"),
        ("time", datetime(2200, 1, 2, tzinfo=UTC)),
    ],
)
def test_an_envelope_that_no_reader_would_take_is_not_written(what: str, broken: Any) -> None:
    """Also behind one that was sound. Taken out: what `told` names, one by one."""
    fact = figures(uuid.uuid4())
    by = {"at": datetime(2026, 1, 31, tzinfo=UTC), "actor": "system:test", "authority": "bac-lieu", "seen": None}
    for given in ({}, {what: broken}):
        proposal_ = Proposal(uuid.uuid4(), b"", {}, [fact], **{**by, **{k: v for k, v in given.items() if k in by}})
        around = {k: v for k, v in given.items() if k not in by}
        with pytest.raises(ValidationError) if given else contextlib.nullcontext():
            _attributes(fact, proposal_, **around)


async def test_who_cannot_be_appended_leaves_the_group_with_an_own_answer(log: EventLog, pool: asyncpg.Pool) -> None:
    """Taken out: any of the branches of `_Group.take`. Then the group fails whole, or appends what it must not."""
    unit, taken, fresh = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    first = proposal(registered(unit, code="C1"))
    [before] = await log.append([first])
    ok = proposal(registered(fresh, code="C2"))
    large = UnitRegistered.model_construct(**{**dict(registered(uuid.uuid4())), "name": "x" * EVENT_BYTES_MAX})
    group = [
        first,
        Proposal(**{**_fields(first), "request_hash": b"other"}),
        proposal(figures(unit), expected={f"unit/{unit}": 7}),
        proposal(registered(taken, code="C1")),
        proposal(large),
        ok,
        ok,
        proposal(registered(taken, code="C2")),
        proposal(figures(fresh), expected={f"unit/{fresh}": 0}),
        proposal(figures(fresh), expected={f"unit/{fresh}": 1}),
        proposal(),
    ]
    repeat, reused, moved, claimed, too_large, accepted, again, claimed_within, moved_within, on_top, nothing = await log.append(
        group
    )
    assert isinstance(before, Accepted)
    assert repeat == Accepted(before.answer, repeated=True)
    assert isinstance(reused, Refused)
    assert isinstance(reused.problem, IdempotencyKeyReused)
    assert isinstance(moved, Moved)
    assert isinstance(moved_within, Moved)
    assert isinstance(claimed, Refused)
    assert isinstance(claimed.problem, AlreadyClaimed)
    assert isinstance(claimed_within, Refused)
    assert isinstance(claimed_within.problem, AlreadyClaimed)
    assert isinstance(too_large, Refused)
    assert isinstance(too_large.problem, EventTooLarge)
    assert isinstance(accepted, Accepted)
    assert again == Accepted(accepted.answer, repeated=True)
    assert isinstance(on_top, Accepted)
    assert json.loads(on_top.answer)["events"][0]["version"] == 2
    assert isinstance(nothing, Accepted)
    assert json.loads(nothing.answer) == {"events": [], "seen": "registry@3"}
    rows = await pool.fetch("select position, stream, version from runtime.event_log order by position")
    assert [tuple(r) for r in rows] == [(1, f"unit/{unit}", 1), (2, f"unit/{fresh}", 1), (3, f"unit/{fresh}", 2)]
    assert await pool.fetchval("select count(*) from runtime.command") == 4
    assert (await log.append([group[-1]]))[0] == Accepted(nothing.answer, repeated=True)


async def test_the_size_of_an_event_is_counted_in_bytes(log: EventLog) -> None:
    """Vietnamese letters take up to three bytes: an event that is too large for Kafka would stop the relay for good.

    Taken out: the bytes that `len` counts in `_Group._add`, decoded to a text. Then an event of 600 KB passes for one of 200 KB.
    """
    large = UnitRegistered.model_construct(**{**dict(registered()), "name": "ệ" * 200_000})
    [outcome] = await log.append([proposal(large)])
    assert isinstance(outcome, Refused)
    assert isinstance(outcome.problem, EventTooLarge)
    assert outcome.problem.fields["size_bytes"] > 600_000


async def test_a_refused_group_leaves_nothing_behind(log: EventLog, pool: asyncpg.Pool) -> None:
    """Taken out: `claims.copy()` in `_Group.take`. Then a refused command keeps the first of its two claims."""
    await parts.write(log, registered(code="C1"))
    before = await _everything(pool)
    group = [
        proposal(registered(code="C2"), registered(code="C1")),
        proposal(figures(uuid.uuid4()), expected={"unit/none": 3}),
    ]
    refused, moved = await log.append(group)
    assert (type(refused), type(moved)) == (Refused, Moved)
    assert await _everything(pool) == before
    await parts.write(log, registered(code="C2"))


@pytest.mark.parametrize(("statements", "name"), [(claims.QUERIES, "hold"), (grouping.QUERIES, "append")], ids=["hold", "append"])
async def test_a_group_that_fails_half_way_leaves_nothing_behind(
    log: EventLog, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch, statements: Queries, name: str
) -> None:
    """Taken out: the transaction around `_append`. Then events stand without their claims, commands or head."""
    await parts.write(log, registered())
    before = await _everything(pool)

    async def fail(*_: Any, **__: Any) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as patched:
        patched.setattr(statements, name, fail)
        with pytest.raises(ConnectionResetError):
            await log.append([proposal(registered())])
    assert await _everything(pool) == before
    await parts.write(log, registered())


async def test_a_defective_command_fails_alone(log: EventLog, pool: asyncpg.Pool) -> None:
    """Who waited beside it for the same transaction is not told that the system is at fault.

    Taken out: committing one by one after a failed group in `Appender`.
    """
    appender = Appender(log)
    broken = proposal(registered())
    object.__setattr__(broken, "actor", "NOT AN ACTOR")
    async with running():
        waiting = [asyncio.ensure_future(appender.append(p)) for p in (proposal(registered()), broken, proposal(registered()))]
        await asyncio.sleep(0)
        async with running(appender.run):
            outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(o).__name__ for o in outcomes] == ["Accepted", "ValidationError", "Accepted"]
    assert await pool.fetchval("select array_agg(position order by position) from runtime.event_log") == [1, 2]


async def test_waiting_commands_share_a_transaction(log: EventLog, pool: asyncpg.Pool) -> None:
    """Taken out: the loop that takes a group in `Appender.run`. Then 64 commands are 64 transactions."""
    appender = Appender(log)
    waiting = [asyncio.ensure_future(appender.append(proposal(registered()))) for _ in range(appending.GROUP_MAX)]
    await asyncio.sleep(0)
    async with running(appender.run):
        await asyncio.gather(*waiting)
    assert await pool.fetchval("select count(distinct xmin::text) from runtime.event_log") == 1


async def test_a_wake_up_that_cannot_be_sent_is_no_reason_to_stop(log: EventLog, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was appended is appended. Taken out: `except TROUBLE` in `pass_on`. Then the process dies with the connection."""
    appender = Appender(log)
    announced = asyncio.Event()

    async def gone() -> None:
        announced.set()
        raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")

    monkeypatch.setattr(log, "announce", gone)

    async def pass_on() -> None:
        await wakeups.pass_on(appender.appended, log, [], lambda: False)

    async with running(appender.run), running(pass_on):
        for _ in range(2):
            assert isinstance(await asyncio.wait_for(appender.append(proposal(registered())), 5), Accepted)
            await asyncio.wait_for(announced.wait(), 5)
            announced.clear()


async def test_an_append_wakes_the_relay_of_another_process(
    log: EventLog, other_pool: asyncpg.Pool, kafka_address: KafkaAddress
) -> None:
    """Taken out: `wakeups.listen`. Then the relay looks only every half second."""
    relay = Relay(other_pool, kafka_address, parts.REGISTRY, installation="test", prefix="nowhere")

    async def listen() -> None:
        await wakeups.listen(other_pool, [relay])

    async with running(listen):
        await asyncio.sleep(0.3)
        await log.announce()
        await asyncio.wait_for(relay.wake.wait(), 2)


@pytest.mark.usefixtures("log")
async def test_time_never_runs_against_order(pool: asyncpg.Pool, other_pool: asyncpg.Pool) -> None:
    """Two processes whose clocks are an hour apart write in turn.

    Taken out: `max(…, head.recorded_at + TICK)` in `_put`. Then the second event is older than the first.
    """
    now = datetime(2023, 12, 31, 8, tzinfo=UTC)
    ahead = parts.event_log(other_pool, clock=parts.SetClock(now + timedelta(hours=1)))
    behind = parts.event_log(pool, clock=parts.SetClock(now))
    for writer in (behind, ahead, behind, behind, ahead):
        await parts.write(writer, registered(), registered())
    rows = await pool.fetch("select recorded_at, body from runtime.event_log order by position")
    times = [r["recorded_at"] for r in rows]
    assert times == sorted(set(times))
    assert times[0] == now
    assert times[-1] < now + timedelta(hours=1, seconds=1)
    assert [datetime.fromisoformat(json.loads(r["body"])["time"]) for r in rows] == times


async def test_the_chain_can_be_computed_again_from_the_bytes(log: EventLog, pool: asyncpg.Pool) -> None:
    """Taken out: the chain before it in `link`. Then an event could be taken out of the middle."""
    for count in (1, 3, 2):
        await log.append([proposal(registered()) for _ in range(count)])
    rows = await pool.fetch("select body, chain from runtime.event_log order by position")
    chain = genesis(parts.SOURCE)
    for row in rows:
        chain = link(chain, row["body"])
        assert row["chain"] == chain
    assert await pool.fetchval("select chain from runtime.log_head") == chain
    shortened = genesis(parts.SOURCE)
    for row in rows[1:]:
        shortened = link(shortened, row["body"])
    assert shortened != chain


@pytest.mark.parametrize(
    "change",
    [
        "update runtime.event_log set body = body",
        "delete from runtime.event_log",
        "truncate runtime.event_log",
    ],
)
async def test_what_was_written_cannot_be_changed(log: EventLog, pool: asyncpg.Pool, change: str) -> None:
    """Taken out: the triggers `append_only` and `never_emptied`."""
    await parts.write(log, registered())
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await pool.execute(change)


async def test_another_installations_log_is_refused(log: EventLog, pool: asyncpg.Pool) -> None:
    """Taken out: the comparison of sources in `EventLog.open`."""
    other = EventLog(
        pool,
        installation="elsewhere",
        addresses={"main": parts.REGISTRY},
        claims=lambda _: (),
        clock=parts.SetClock(datetime.now(UTC)),
        signer=log._means.signer,
    )
    with pytest.raises(ForeignDatabase, match="/test/registry/registry"):
        await other.open()


def _attributes(fact: Fact, by: Proposal, **around: Any) -> dict[str, Any]:
    given = {"id": uuid.uuid4(), "source": parts.SOURCE, "stream": fact.stream, "version": 1, "position": 7, "time": by.at}
    return attributes_of(fact, by, **{**given, "actor": by.actor, **around})


def _fields(p: Proposal) -> dict[str, Any]:
    return {each.name: getattr(p, each.name) for each in dataclasses.fields(p) if each.init}


def _decided(unit: uuid.UUID, staff: int = 10, version: int = 0) -> Proposal:
    """Figures on top of what a decision has read."""
    return proposal(figures(unit, staff), expected={f"unit/{unit}": version})


async def _behind_its_own(log: EventLog) -> None:
    """Bring the log so far that its next append stands behind its own, with nobody else in between."""
    for _ in range(2):
        await log.append([proposal(registered())])


async def _require_sound(pool: asyncpg.Pool) -> list[bytes]:
    """The bodies, after the look whether positions, times, versions, chain and head fit together."""
    rows = await pool.fetch("select position, stream, version, recorded_at, body, chain from runtime.event_log order by position")
    assert [r["position"] for r in rows] == list(range(1, len(rows) + 1))
    assert [datetime.fromisoformat(json.loads(r["body"])["time"]) for r in rows] == [r["recorded_at"] for r in rows]
    chain, versions = genesis(parts.SOURCE), Counter[str]()
    for row in rows:
        chain = link(chain, row["body"])
        versions[row["stream"]] += 1
        assert (row["chain"], row["version"]) == (chain, versions[row["stream"]])
    assert await pool.fetchval("select (position, chain) = ($1::bigint, $2::bytea) from runtime.log_head", len(rows), chain)
    return [row["body"] for row in rows]


async def _everything(pool: asyncpg.Pool) -> list[Any]:
    tables = ("event_log", "log_head", "claim", "command")
    return [await pool.fetch(f"select * from runtime.{table} order by 1, 2") for table in tables]  # noqa: S608  our own names
