"""Reactors: answer an event with commands, once each, whatever is killed when.

A reactor has its own checkpoint and moves it only after its commands were decided. Each command's id follows from the
reactor, the event and its place among the answers, so one that is given again finds its stored answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

import asyncpg
import orjson
from aiokafka.errors import KafkaError

from contracts.base import Contract, Event, Fact
from contracts.reading import Header, Reader, Unreadable, header_of
from contracts.topics import LogAddress
from infra.runtime import metrics, steps, tracing
from infra.runtime.clock import Clock
from infra.runtime.database import TROUBLE, is_infrastructure
from infra.runtime.decider import Decider, Order, hash_of
from infra.runtime.decisions import Caller
from infra.runtime.doors import Door, kebab
from infra.runtime.errors import NotReady, NotSeenYet, Problem
from infra.runtime.follower import Follower
from infra.runtime.kafka import KafkaAddress
from infra.runtime.observability import logger
from infra.runtime.paths import HERE
from infra.runtime.projection import Checkpoint, Record
from infra.runtime.projector import LookBack, PassedBy, next_offset
from infra.runtime.reading import Read, ReadModel
from infra.runtime.seen import read_seen
from infra.runtime.sql import queries_of

QUERIES = queries_of(HERE / "reactor.sql")
COMMANDS: Final = UUID("2f0d43b5-6e5c-5d31-8a0b-6c1f4f4b7f0d")
RESTART_S: Final = 0.5
NOTE_S: Final = 1.0
# Nobody waits for an answer as for a row. A batch costs the same however few records are in it, and most are passed.
GATHER_S: Final = 0.02
LOG = logger("reactor")


@dataclass(frozen=True, slots=True)
class Reactor:
    """What answers events: `react` names the commands, from the event and the read model that covers it."""

    name: str
    handles: tuple[type[Fact], ...]
    react: Callable[[Event, Read], Awaitable[Sequence[Contract]]]


class ReactorRunner:
    """Runs one reactor over the logs that its service reads. Needs the reactor's lease."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        kafka: KafkaAddress,
        model: ReadModel,
        decider: Decider,
        clock: Clock,
        reactor: Reactor,
        doors: Sequence[Door],
        logs: Sequence[LogAddress],
        *,
        installation: str,
        prefix: str,
        service: str,
    ) -> None:
        self._pool = pool
        self._model = model
        self._kafka = kafka
        self._decider = decider
        self._clock = clock
        self._reactor = reactor
        self._doors = {door.command: door for door in doors}
        self._topics = {address.topic(prefix): address.log_id for address in logs}
        self._sources = {address.log_id: address.source(installation) for address in logs}
        self._reader = Reader(*reactor.handles)
        group = f"{prefix}.{service}.{reactor.name}"
        self._follower = Follower(kafka, group, self._topics, self._take, self._look_again, gather_s=GATHER_S)
        self.pulse = self._follower.pulse
        self.behind = self._follower.behind
        self._look_back = LookBack(kafka)
        self._last: dict[str, tuple[int, UUID]] = {}
        self._places: dict[str, Checkpoint] = {}
        self._passed: dict[str, tuple[Record, Header]] = {}
        self._noting: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        return self._reactor.name

    async def run(self) -> None:
        """Answer events, beginning again at the checkpoint after any failure, until cancelled."""
        while True:
            try:
                await self._run_once()
            except (PassedBy, KafkaError, *TROUBLE, NotSeenYet, NotReady) as error:
                LOG.warning("reactor.restarted", reactor=self.name, error=repr(error))
                metrics.trouble(f"reactor.{self.name}", error)
            await asyncio.sleep(RESTART_S)

    async def _run_once(self) -> None:
        with self.pulse.work():
            for log, source in self._sources.items():
                await QUERIES.start_checkpoint(self._pool, reactor=self.name, log=log, source=source)
            rows = await QUERIES.checkpoints(self._pool, reactor=self.name)
        self._places = {row["log"]: Checkpoint(row["source"], row["position"], row["offset"], row["event_id"]) for row in rows}
        self._passed.clear()
        self._last.clear()
        starts = {topic: await next_offset(self._kafka, topic, self._places[log]) for topic, log in self._topics.items()}
        await self._follower.run(starts)

    async def _take(self, records: Sequence[Record]) -> None:
        gapped = set()
        for record in records:
            read, broken = self._read(record)
            place = self._places[record.log]
            if read is None or read.source != place.source:
                continue
            if read.position > place.position + 1:
                gapped.add(record.log)
                continue
            self._last[record.log] = record.offset, read.id
            if read.position <= place.position:
                continue
            self._places[record.log] = Checkpoint(place.source, read.position, record.offset, read.id)
            if broken is not None:
                LOG.error("reactor.unreadable", reactor=self.name, log=record.log, position=read.position)
                metrics.REFUSALS.labels(self.name, "unreadable").inc()
                await self._record(read.id, self._command_id(read.id, 0), read.type, {"unreadable": str(broken)})
            elif isinstance(read, Event):
                await self._answer_or_pass(read, tracing.header_of(record.headers))
            else:
                self._passed[record.log] = record, read
                continue
            self._passed.pop(record.log, None)
            await self._move(record, read)
            await steps.reached("reactor.moved")
        for topic, log in self._topics.items():
            if log in gapped:
                await self._look_back.require_same(topic, self._last_read(log))
        if self._passed and (self._noting is None or self._noting.done()):
            self._noting = asyncio.create_task(self._note_passed())

    async def _look_again(self) -> None:
        for topic, log in self._topics.items():
            await self._look_back.require_same(topic, self._last_read(log))

    def _last_read(self, log: str) -> Checkpoint:
        """The place in a log with the last record that was read there, a repeat perhaps: the checkpoint's may be far behind."""
        place = self._places[log]
        offset, event_id = self._last.get(log, (place.offset, place.event_id))
        return Checkpoint(place.source, place.position, offset, event_id)

    async def _note_passed(self) -> None:
        """Note, a while later, what asked for no answer: going over it again after a crash costs nothing but time."""
        while self._passed:
            await asyncio.sleep(NOTE_S)
            try:
                for log, passed in list(self._passed.items()):
                    await self._move(*passed)
                    if self._passed.get(log) is passed:
                        del self._passed[log]
            except TROUBLE as error:
                # Kept and tried again: on a quiet log nothing else would come that could be noted.
                LOG.warning("reactor.not_noted", reactor=self.name, error=repr(error))

    async def _move(self, record: Record, header: Event | Header) -> None:
        await QUERIES.move_checkpoint(
            self._pool,
            reactor=self.name,
            log=record.log,
            source=header.source,
            position=header.position,
            offset=record.offset,
            event_id=header.id,
        )

    def _read(self, record: Record) -> tuple[Event | Header | None, Unreadable | None]:
        """The event if this reactor answers its type, else its header; and what is wrong with an event's data."""
        try:
            return self._reader.read(record.body), None
        except Unreadable as error:
            broken = error
        try:
            return header_of(record.body), broken
        except Unreadable:
            return None, None

    def _command_id(self, event_id: UUID, number: int) -> UUID:
        return uuid5(COMMANDS, f"{self.name}/{event_id}/{number}")

    async def _answer_or_pass(self, event: Event, traceparent: str | None) -> None:
        self.pulse.beat()
        try:
            await self._answer(event, traceparent)
        except Exception as error:
            if is_infrastructure(error) or (isinstance(error, Problem) and error.can_retry):
                raise
            # A defect of ours on this one event must not hold up the others: it is recorded, loudly, and passed.
            LOG.error("reactor.failed", reactor=self.name, event_id=str(event.id), exc_info=error)
            metrics.REFUSALS.labels(self.name, "failed").inc()
            await self._record(event.id, self._command_id(event.id, 0), event.type, {"failed": repr(error)})

    async def _answer(self, event: Event, traceparent: str | None) -> None:
        needed = _both(read_seen(event.seen), {event.log: event.position})
        async with self._model.at(needed) as read:
            commands = await self._reactor.react(event, read)
        for number, command in enumerate(commands):
            await steps.reached("reactor.deciding")
            command_id = self._command_id(event.id, number)
            body = command.model_dump_json().encode()
            order = Order(
                command=command,
                command_id=command_id,
                request_hash=hash_of(kebab(type(command).__name__), body),
                caller=Caller(f"system:{self.name}", frozenset(), event.authority),
                at=self._clock.now(),
                needed=needed,
                may_omit_version=True,
                correlation_id=event.correlationid,
                causation_id=event.id,
                traceparent=traceparent,
            )
            try:
                await self._decider.execute(self._doors[type(command)], order)
            except Problem as problem:
                if problem.can_retry:
                    raise
                await self._refused(event, order, problem)
            await steps.reached("reactor.decided")

    async def _refused(self, event: Event, order: Order, problem: Problem) -> None:
        LOG.warning("reactor.refused", reactor=self.name, event_id=str(event.id), code=problem.code)
        metrics.REFUSALS.labels(self.name, "refused").inc()
        await self._record(event.id, order.command_id, kebab(type(order.command).__name__), problem.to_document())

    async def _record(self, event_id: UUID, command_id: UUID, command: str, problem: dict[str, Any]) -> None:
        await QUERIES.record_refusal(
            self._pool,
            command_id=command_id,
            reactor=self.name,
            event_id=event_id,
            command=command,
            problem=orjson.dumps(problem, default=str).decode(),
            refused_at=self._clock.now(),
        )


def _both(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {log: max(one.get(log, 0), other.get(log, 0)) for log in {*one, *other}}
