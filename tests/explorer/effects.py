"""PostgreSQL and Kafka as the real code meets them, each request an effect that the explorer answers.

Stood in for are connections, not queries: the code asks with its own statements, found again by their names, and reads
topics through its own `KafkaAddress`. What nobody else can notice (a statement inside a transaction that holds the
lock, the position of a consumer) is kept here and is no effect.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace, TracebackType
from typing import Any, NamedTuple
from uuid import UUID

from aiokafka import TopicPartition

from infra.runtime import batches, event_log, relay, rows
from infra.runtime.kafka import KafkaAddress
from infra.runtime.pulse import Pulse
from tests.explorer import events
from tests.explorer.events import Fact, body_of, fact_of
from tests.explorer.unfolding import Effect

FETCH_MAX = 2


def _statements() -> dict[str, tuple[str, list[str]]]:
    found = {}
    for queries in (relay.QUERIES, event_log.QUERIES, rows.QUERIES):
        parameters = queries._queries.driver_adapter.var_sorted
        for name in sorted(queries._queries.available_queries):
            # Behind each statement stands a twin, `…_cursor`, of the same text.
            found.setdefault(getattr(queries._queries, name).sql, (name, parameters.get(name, [])))
    return found


STATEMENTS = _statements()


class LogAnswers:
    """The statements of a relay, and what the world's short answer to each looks like to the code."""

    async def cursor(self, **_: Any) -> list[dict[str, Any]]:
        position, offset = await Effect("cursor")
        return [{"position": position, "offset": offset}]

    async def start_cursor(self, **_: Any) -> None:
        """There from the beginning."""

    async def move_cursor(self, *, known: int, position: int, offset: int, **more: Any) -> int | None:
        del more
        return position if await Effect("move", (known, position, offset)) else None

    async def to_send(self, *, position: int, count: int, **_: Any) -> list[dict[str, Any]]:
        facts = await Effect("events after", (position,))
        return [{"position": f.position, "stream": f.stream, "body": body_of(f), "traceparent": None} for f in facts[:count]]

    async def bodies_at(self, *, positions: Sequence[int], **_: Any) -> list[dict[str, Any]]:
        facts = await Effect("bodies at", tuple(positions))
        return [{"position": f.position, "body": body_of(f)} for f in facts]


class Connection:
    """A connection, or a pool that lends itself: outside a transaction each statement is one effect."""

    def __init__(self, answers: Any) -> None:
        self._answers = answers

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Connection]:
        yield self

    async def _ask(self, text: str, *of: Any) -> Any:
        if text not in STATEMENTS:
            return await self._answers.write(text, *of)
        name, names = STATEMENTS[text]
        return await getattr(self._answers, name)(**dict(zip(names, of, strict=True)))

    fetch = fetchrow = fetchval = execute = _ask

    @asynccontextmanager
    async def transaction(self, *, isolation: str | None = None) -> AsyncIterator[None]:
        """A transaction; one inside another is a savepoint."""
        del isolation
        begun = self._answers.begun()
        try:
            yield
        except Exception:
            await self._answers.roll_back(begun)
            raise
        await self._answers.commit()


class ModelAnswers:
    """The statements of a projector: what is written counts when it is committed, all of it or nothing."""

    def __init__(self, *, asks_behind: bool = True) -> None:
        """`asks_behind` says that what is parked is asked for behind the checkpoint's lock."""
        self._asks_behind = asks_behind
        self._writes: tuple[Write, ...] = ()
        self._depth = 0
        self._asked = False

    def begun(self) -> tuple[Write, ...]:
        self._depth += 1
        return self._writes

    async def roll_back(self, begun: tuple[Write, ...]) -> None:
        self._writes = begun
        self._depth -= 1
        if self._depth == 0 and self._asked:
            self._asked = False
            await Effect("roll back")

    async def commit(self) -> None:
        self._depth -= 1
        if self._depth == 0 and self._asked:
            writes, self._writes, self._asked = self._writes, (), False
            await Effect("commit", writes)

    async def joined_statement(self, *, statements: Sequence[str]) -> str:
        return "+".join(statements)

    async def write(self, text: str, *of: Any) -> list[int]:
        tables = [(table, [*zip(*of[2 * n : 2 * n + 2], strict=True)]) for n, table in enumerate(text.split("+"))]
        self._writes += tuple(Write(table, row) for table, rows in tables for row in rows)
        return [len(rows) for _, rows in tables]

    async def active_generation(self, **_: Any) -> dict[str, Any]:
        return {"schema": "g1", "version": 1, "number": 1}

    async def enter(self, **_: Any) -> None:
        """One generation is all there is."""

    async def checkpoints(self) -> list[dict[str, Any]]:
        return [_checkpoint(*await Effect("checkpoint"))]

    async def begin_batch(self, **_: Any) -> list[dict[str, Any]]:
        self._asked = True
        waiting = None if self._asks_behind else await Effect("parked")
        place = _checkpoint(*await Effect("lock"))
        return [{**place, "active": "g1", "waiting": await Effect("parked") if waiting is None else waiting}]

    async def tables(self, **_: Any) -> list[dict[str, Any]]:
        return [
            {"name": name, "columns": [key, "position"], "keys": [key], "documents": [], "upsert": name, "remove": ""}
            for name, key in (("latest", "stream"), ("applied", "event"))
        ]

    async def park(self, *, position: int, **_: Any) -> None:
        self._writes += (Write("parked", (position,)),)

    async def move_checkpoints(self, *, positions: Sequence[int], offsets: Sequence[int], ids: Sequence[UUID], **_: Any) -> None:
        self._writes += (Write("checkpoint", (positions[0], offsets[0], ids[0])),)


class Write(NamedTuple):
    """A row that a transaction writes."""

    table: str
    row: tuple[Any, ...]

    def __str__(self) -> str:
        return f"{self.table} {' '.join(str(value) for value in self.row if not isinstance(value, UUID))}"


def _checkpoint(position: int, offset: int, event_id: UUID | None) -> dict[str, Any]:
    return {"log": "registry", "source": events.SOURCE, "position": position, "offset": offset, "event_id": event_id}


@dataclass
class Batch:
    """A producer's batch that takes so many events."""

    room: int
    facts: list[Fact] = field(default_factory=list)

    def append(self, *, key: bytes, value: bytes, timestamp: None, headers: Any) -> object | None:
        del key, timestamp, headers
        if len(self.facts) == self.room:
            return None
        self.facts.append(fact_of(value))
        return object


class Producer:
    """A producer whose sends are one effect each."""

    def __init__(self, room: int) -> None:
        self._room = room

    async def __aenter__(self) -> Producer:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Nothing is in flight: a send that comes late is one that was asked for late."""

    def create_batch(self) -> Batch:
        return Batch(self._room)

    async def send_batch(self, batch: Batch, topic: str, *, partition: int) -> Any:
        del topic, partition
        return _answer(Effect("send", tuple(batch.facts)))


async def _answer(effect: Effect) -> SimpleNamespace:
    return SimpleNamespace(offset=await effect)


class Record(NamedTuple):
    offset: int
    value: bytes


Fetched = Mapping[TopicPartition, list[Record]]


class Consumer:
    """A consumer of one partition, assigned by hand."""

    def __init__(self) -> None:
        self._next = 0

    def seek(self, partition: TopicPartition, offset: int) -> None:
        del partition
        self._next = offset

    async def position(self, partition: TopicPartition) -> int:
        del partition
        return self._next

    async def beginning_offsets(self, partitions: Sequence[TopicPartition]) -> Mapping[TopicPartition, int]:
        return dict.fromkeys(partitions, 0)

    async def end_offsets(self, partitions: Sequence[TopicPartition]) -> Mapping[TopicPartition, int]:
        return dict.fromkeys(partitions, await Effect("end"))

    async def getmany(self, partition: TopicPartition, *, timeout_ms: int, max_records: int) -> Fetched:
        del timeout_ms
        facts = await Effect("fetch", (self._next,))
        if facts is None:
            # Where its offset is not on the topic, it begins again at the first record, as it was told.
            self._next = 0
            facts = await Effect("fetch", (0,))
        records = [Record(self._next + n, body_of(fact)) for n, fact in enumerate(facts[:max_records])]
        self._next += len(records)
        return {partition: records} if records else {}


@dataclass(frozen=True)
class Kafka(KafkaAddress):
    """An address that leads to the world of the explorer."""

    bootstrap: str = "nowhere"
    security: dict[str, Any] = field(default_factory=dict)
    room: int = 1

    def producer(self) -> Any:
        return Producer(self.room)

    @asynccontextmanager
    async def consumer(self, *topics: str, group: str | None = None, fetch_bytes_max: int | None = None) -> AsyncIterator[Any]:
        del topics, group, fetch_bytes_max
        yield Consumer()


class Silent:
    """A logger that writes nothing."""

    def __getattr__(self, _: str) -> Any:
        return lambda *_, **__: None


class Waking:
    """An event that everybody waits for until there is something to do."""

    def clear(self) -> None: ...
    def set(self) -> None: ...

    async def wait(self) -> None:
        await Effect("idle")


class NoTimeout:
    async def __aenter__(self) -> None: ...
    async def __aexit__(self, *_: object) -> None: ...


async def _sleep(seconds: float) -> None:
    del seconds


class Follower:
    """Reads on from an offset, as the real one does: from the first record where the topic does not reach it."""

    def __init__(
        self,
        kafka: Kafka,
        group: str,
        topics: Mapping[str, str],
        handle: Callable[[Any], Awaitable[None]],
        at_rest: Callable[[], Awaitable[None]],
    ) -> None:
        del kafka, group
        self._at_rest = at_rest
        self._topics = topics
        self._handle = handle
        self.pulse = Pulse()

    async def run(self, offsets: Mapping[str, int]) -> None:
        [(topic, place)] = offsets.items()
        while True:
            facts = await Effect("poll", (place,))
            if facts is None:
                place = 0
                continue
            if facts:
                log = self._topics[topic]
                await self._handle([batches.Record(log, place + n, body_of(fact)) for n, fact in enumerate(facts)])
                place += len(facts)
            else:
                await self._at_rest()

    def behind(self) -> bool:
        return False

    def has_more(self, records: Sequence[batches.Record]) -> bool:
        """A fetch that brought all that it may brings more the next time; where it does not, the follower is at rest."""
        return len(records) == FETCH_MAX

    def ends(self) -> dict[str, int]:
        return {}


@dataclass
class Aside:
    """Work that is begun beside other work, and done where it is waited for."""

    work: Coroutine[Any, Any, Any]

    def __await__(self) -> Generator[Any, Any, Any]:
        return self.work.__await__()

    def cancel(self) -> None:
        self.work.close()


async def _gather(*_: Aside, return_exceptions: bool) -> None:
    """What was cancelled is over at once."""


ASYNCIO = SimpleNamespace(sleep=_sleep, Event=Waking, timeout=lambda _: NoTimeout(), create_task=Aside, gather=_gather)
"""What the code under test uses of asyncio: no time passes in the world of the explorer."""
TIME = SimpleNamespace(monotonic=lambda: 0.0, perf_counter=lambda: 0.0, time_ns=lambda: 0)
