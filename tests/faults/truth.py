"""What has to be so after any fault: nothing accepted is lost, doubled or reordered, on its way through every part.

Nothing here repairs anything. A look goes on where the last one ended; a new `Truth` looks at everything from the first
record on.
"""

from __future__ import annotations

import asyncio
import importlib
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

import asyncpg
import orjson

from contracts.heads import HeadSigned
from contracts.ranking import StandingsPublished
from contracts.reading import Reader
from contracts.scoring import ScoresLocked
from contracts.topics import SERVICES, LogAddress, log_of
from infra.runtime.claims import ClaimTable
from infra.runtime.digest import Digest, digest_generation
from infra.runtime.hashing import genesis, link
from infra.runtime.kafka import KafkaAddress
from infra.runtime.reactor import COMMANDS
from infra.runtime.replay import scratch
from infra.runtime.service import Service
from tests.faults.installation import Installation
from tests.faults.load import ENDS_S_MAX, Given, Load
from tests.services.replaying import live_digest

ANSWERED = {
    ScoresLocked.type: ("ranking", "standings"),
    StandingsPublished.type: ("awards", "nominations"),
    HeadSigned.type: ("awards", "heads"),
}
"""What a reactor always answers with one command."""
LOOKS_MAX = 3
REPEATS = 25
"""So many commands are sent once more at each look."""


class _Moved(Exception):
    """An event came after everything had settled: once a day a service signs its head by itself."""


@dataclass
class _Log:
    """One log as far as it was looked at."""

    address: LogAddress
    source: str
    position: int = 0
    chain: bytes = b""
    positions: dict[bytes, int] = field(default_factory=dict)
    offset: int = 0
    on_topic: int = 0
    repeats: int = 0


class Truth:
    """Looks at an installation whose people are at rest. `required` are the parts of it that a test left running."""

    def __init__(self, installation: Installation) -> None:
        self._of = installation
        self._services: dict[str, Service] = {name: importlib.import_module(f"services.{name}.app").SERVICE for name in SERVICES}
        self._logs = {
            address.log_id: _Log(address, address.source("test"), chain=genesis(address.source("test")))
            for service in self._services.values()
            for address in service.own.values()
        }
        self._checked = 0
        self._events: dict[UUID, tuple[str, int, str, int]] = {}
        self._of_command: Counter[UUID] = Counter()
        self._answers: Counter[tuple[str, str, str, str]] = Counter()
        self._answering: dict[str, list[UUID]] = {name: [] for name in SERVICES}
        self._claims = {name: ClaimTable() for name in SERVICES}

    def look(self, load: Load) -> dict[str, int]:
        """Bring people to rest, wait until everything has arrived, and look; the positions of the logs.

        Raises:
            AssertionError: something was lost, doubled, changed or reordered, or never arrives.
        """
        with load.at_rest():
            heads = self._look_at_rest(load)
            load.sends_again(REPEATS)
            return heads

    def _look_at_rest(self, load: Load) -> dict[str, int]:
        for _ in range(LOOKS_MAX):
            try:
                return asyncio.run(self._look(load.accepted))
            except _Moved as moved:
                last = moved
        raise AssertionError(f"events come although nobody sends anything: {last}")

    async def _look(self, accepted: Sequence[Given]) -> dict[str, int]:
        heads = await self._arrived()
        for name in SERVICES:
            async with asyncpg.create_pool(self._of.system.database_url(name), min_size=1, max_size=2) as pool:
                for address in self._services[name].own.values():
                    log = self._logs[address.log_id]
                    await self._read_log(pool, name, log)
                    if log.position != heads[address.log_id]:
                        raise _Moved(f"{log.source} is at {log.position}, after {heads}")
                    await self._read_topic(log)
                await self._answers_are_kept(pool, [given for given in accepted[self._checked :] if given.service == name])
                await self._claims_follow(pool, name)
                await self._read_model_is_what_a_rebuild_gives(pool, name, heads)
        for name in SERVICES:
            async with asyncpg.create_pool(self._of.system.database_url(name), min_size=1, max_size=2) as pool:
                await self._reactors_answered_once(pool, name)
        self._commands_are_there_once(accepted[self._checked :])
        self._checked = len(accepted)
        return heads

    async def _arrived(self) -> dict[str, int]:
        """Wait until all is relayed, projected and answered, and stays so."""
        deadline, before = time.monotonic() + ENDS_S_MAX, None
        while True:
            heads: dict[str, int] = {}
            behind = [why for name in SERVICES if (why := await self._service_behind(name, heads))]
            behind = behind or [why for name in SERVICES if (why := await self._readers_behind(name, heads))]
            if not behind and heads == before:
                return heads
            if time.monotonic() > deadline:
                raise AssertionError(f"{behind} after {ENDS_S_MAX} s\n{self._of.last_words()}")
            before = heads
            await asyncio.sleep(0.02)

    async def _service_behind(self, name: str, heads: dict[str, int]) -> str | None:
        part = self._of.parts.get(name) or self._of.parts[f"{name}.http"]
        health = await asyncio.to_thread(part.health)
        if not health or health["status"] != "ready":
            return f"{name}: {health}"
        heads |= health["positions"]
        return f"{name}: {health['backlog']} events not on the topic" if health["backlog"] else None

    async def _readers_behind(self, name: str, heads: dict[str, int]) -> str | None:
        wanted = {log: heads[log] for log in self._services[name].reads}
        connection = await asyncpg.connect(self._of.system.database_url(name))
        try:
            schema = await connection.fetchval("select schema from runtime.generation where active")
            rows = await connection.fetch(f"select log, position from {schema}.checkpoint")  # noqa: S608  our own name
            if (found := {row["log"]: row["position"] for row in rows}) != wanted:
                return f"the projector of {name} is at {found} of {wanted}"
            for row in await connection.fetch("select reactor, log, position from runtime.reactor_checkpoint"):
                if row["position"] != wanted[row["log"]]:
                    return f"{row['reactor']} is at {row['log']}@{row['position']} of {wanted}"
        finally:
            await connection.close()
        return None

    async def _read_log(self, pool: asyncpg.Pool, name: str, log: _Log) -> None:
        """Positions without a gap, the chain unbroken, each event under one id and one place of its stream."""
        service = self._services[name]
        reader = Reader(*(fact for category in service.categories for fact in category.facts))
        rows = await pool.fetch(
            "select position, stream, version, body, chain from runtime.event_log where log = $1 and position > $2 order by 1",
            log.address.log_id,
            log.position,
        )
        for row in rows:
            log.position += 1
            log.chain = link(log.chain, row["body"])
            assert (row["position"], row["chain"]) == (log.position, log.chain), f"{log.source} is broken at {log.position}"
            log.positions[sha256(row["body"]).digest()] = log.position
            self._note(orjson.loads(row["body"]), log, row)
            event = reader.read(row["body"])
            for claim in service.claims(event.data) if hasattr(event, "data") else ():
                assert self._claims[name].apply(row["stream"], claim), f"{claim} of {log.source}@{log.position} is taken"

    def _note(self, event: dict[str, Any], log: _Log, row: Any) -> None:
        identity = UUID(event["id"])
        assert identity not in self._events, f"{identity} stands twice"
        self._events[identity] = log.address.log_id, row["position"], row["stream"], row["version"]
        if event["type"] != HeadSigned.type:
            self._of_command[UUID(event["commandid"])] += 1
        if cause := event.get("causationid"):
            self._answers[event["actor"], cause, event["type"], event["subject"]] += 1
        # Nobody reads the public log but agencies: a head signed there is repeated by no reactor.
        if event["type"] in ANSWERED and log.address.log_id != "awards.public":
            service, reactor = ANSWERED[event["type"]]
            self._answering[service].append(uuid5(COMMANDS, f"{reactor}/{identity}/0"))

    async def _read_topic(self, log: _Log) -> None:
        """First occurrences read 1, 2, 3 … up to the head, byte by byte those of the log."""
        kafka = KafkaAddress(self._of.kafka.bootstrap, {})
        async for records in kafka.read_to_end(log.address.topic(self._of.system.prefix), log.offset):
            for record in records:
                position = log.positions.get(sha256(record.value or b"").digest())
                assert position is not None, f"{log.source} does not have what its topic has at offset {record.offset}"
                assert position <= log.on_topic + 1, (
                    f"{log.on_topic + 1} is missing before {position} on the topic of {log.source}"
                )
                log.repeats += position <= log.on_topic
                log.on_topic = max(log.on_topic, position)
                log.offset = record.offset + 1
        assert log.on_topic == log.position, f"the topic of {log.source} ends at {log.on_topic}, not at {log.position}"

    async def _answers_are_kept(self, pool: asyncpg.Pool, given: Sequence[Given]) -> None:
        rows = await pool.fetch("select id, answer from runtime.command where id = any($1)", [g.command_id for g in given])
        kept = {row["id"]: row["answer"] for row in rows}
        for each in given:
            assert kept.get(each.command_id) == each.answer, (
                f"{each.name}: {each.answer!r} was said, {kept.get(each.command_id)!r} is kept"
            )

    def _commands_are_there_once(self, given: Sequence[Given]) -> None:
        for each in given:
            events = orjson.loads(each.answer)["events"]
            for event in events:
                there = self._events.get(UUID(event["id"]))
                said = event["log"], event["position"], event["stream"], event["version"]
                assert there == said, f"{each.name} was told {said}, and the log says {there}"
            assert self._of_command[each.command_id] == len(events), f"{each.name} stands in the log more than once, or in part"

    async def _claims_follow(self, pool: asyncpg.Pool, name: str) -> None:
        rows = await pool.fetch("select scope, key, valid_from, valid_to, stream from runtime.claim")
        assert sorted(map(tuple, rows), key=str) == sorted(self._claims[name].rows(), key=str)

    async def _read_model_is_what_a_rebuild_gives(self, pool: asyncpg.Pool, name: str, heads: dict[str, int]) -> None:
        service, system = self._services[name], self._of.system
        live = await live_digest(system, service)
        if live.cut != {log: heads[log] for log in service.reads}:
            raise _Moved(f"{live.cut} after {heads}")
        assert live.parked == 0, f"{name} parked {live.parked} events"
        logs = [log_of(log) for log in service.reads]
        kafka = KafkaAddress(system.bootstrap, {})
        place = {"installation": "test", "prefix": system.prefix}
        async with scratch(pool, kafka, service.projection, logs, **place) as schema:
            built = await digest_generation(pool, schema)
            if built.cut != live.cut:
                raise _Moved(f"{built.cut} after {live.cut}")
            assert live == built, await _difference(pool, name, schema, live, built)

    async def _reactors_answered_once(self, pool: asyncpg.Pool, name: str) -> None:
        """One answer to a cause, of a kind, in a stream; and the command that each cause leads to is stored."""
        twice = [answer for answer, times in self._answers.items() if times > 1]
        assert not twice, f"answered twice: {twice}"
        due = self._answering[name]
        there = {row["id"] for row in await pool.fetch("select id from runtime.command where id = any($1)", due)}
        refused = await pool.fetch("select command_id, command, problem ->> 'code' as code from runtime.reactor_refusal")
        assert not refused, [tuple(row) for row in refused]
        silent = set(due) - there
        assert not silent, f"{name} never answered {len(silent)} of {len(due)} events"


async def _difference(pool: asyncpg.Pool, name: str, new: str, live: Digest, built: Digest) -> str:
    """Which rows only one of the two has, a few of each table."""
    found = [f"{name} at {live.cut}:"]
    old = await pool.fetchval("select schema from runtime.generation where active")
    for table in sorted(table for table in built.tables if live.tables.get(table) != built.tables[table]):
        for one, other in ((old, new), (new, old)):
            rows = await pool.fetch(
                f'select to_jsonb(a)::text as row from {one}."{table}" a'  # noqa: S608  our own names
                f' except select to_jsonb(b)::text from {other}."{table}" b limit 5'
            )
            found += [f"only in {one}.{table}: {row['row']}" for row in rows]
    return "\n".join(found)
