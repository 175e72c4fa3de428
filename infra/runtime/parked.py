"""What was parked: list it, look at it, and apply it in order once the projection can.

A stream drains from its first parked event on, one transaction an event, under the same lock on the checkpoints that the
projector takes first. So both may run at once: whoever comes second sees what the first did, and the projector parks
what follows in a stream for as long as one of its events is parked.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg

from contracts.base import Event
from contracts.reading import Reader, Unreadable
from infra.runtime import steps
from infra.runtime.database import is_infrastructure
from infra.runtime.errors import OperationRefused
from infra.runtime.paths import HERE
from infra.runtime.projection import Projection
from infra.runtime.rows import QUERIES as ROWS
from infra.runtime.rows import RowWriter
from infra.runtime.sql import Connection, queries_of

QUERIES = queries_of(HERE / "parked.sql")
REASON_CHARACTERS_MAX: Final = 2000


class ParkedRefused(OperationRefused):
    """What was asked of the parked events makes no sense; the message says why, in both languages."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A stream that waits: its first parked event, why it is parked, and how many events are parked in all."""

    log: str
    stream: str
    position: int
    reason: str
    events: int


@dataclass(slots=True)
class Drained:
    """What became of a stream: the positions applied, and where it still waits, if it does."""

    log: str
    stream: str
    applied: list[int] = field(default_factory=list)
    stopped_at: int | None = None
    reason: str | None = None


class Parked:
    """The parked events of one projection, in the generation that queries follow."""

    def __init__(self, pool: asyncpg.Pool, projection: Projection) -> None:
        self._pool = pool
        self._projection = projection
        self._reader = Reader(*projection.handles)
        self._writers: dict[str, RowWriter] = {}

    async def streams(self) -> list[Waiting]:
        """The streams that wait, in the order of their first parked events.

        Raises:
            ParkedRefused: there is no read model yet.
        """
        async with self._reading() as connection:
            rows = [Waiting(**row) for row in await QUERIES.streams(connection)]
        return sorted(rows, key=lambda waiting: (waiting.log, waiting.position))

    async def show(self, log: str, position: int) -> tuple[asyncpg.Record, list[asyncpg.Record]]:
        """A parked event (log, position, stream, body, reason) and those that wait behind it in its stream.

        Raises:
            ParkedRefused: no such event is parked.
        """
        async with self._reading() as connection:
            event = await QUERIES.one(connection, log=log, position=position)
            if event is None:
                raise _not_parked(log, position)
            return event, await QUERIES.behind(connection, log=log, stream=event["stream"], position=position)

    async def stream_of(self, log: str, position: int) -> str:
        """The stream that drains from this event on.

        Raises:
            ParkedRefused: it is not parked, or another event of its stream comes first.
        """
        async with self._reading() as connection:
            event = await QUERIES.one(connection, log=log, position=position)
            if event is None:
                raise _not_parked(log, position)
            first = await QUERIES.first(connection, log=log, stream=event["stream"])
        if first["position"] != position:
            raise ParkedRefused(
                f"{log}@{position} phải đợi {log}@{first['position']}, sự kiện chờ đầu tiên của {event['stream']}: "
                "các sự kiện của một dòng chỉ áp dụng theo thứ tự. Hãy thử lại từ đó.",
                f"{log}@{position} has to wait for {log}@{first['position']}, the first parked event of {event['stream']}: "
                "the events of a stream are applied in order. Retry from there.",
            )
        return str(first["stream"])

    async def drain(self, log: str, stream: str) -> Drained:
        """Apply a stream's parked events in order, up to the first that still fails; its reason is written anew.

        Raises:
            ParkedRefused: queries follow another version of the projection than this code is, or another generation since.
        """
        schema = await self._schema()
        done = Drained(log, stream)
        while await self._apply_first(schema, done):
            await steps.reached("parked.committed")
        return done

    async def _apply_first(self, schema: str, done: Drained) -> bool:
        """Apply the first parked event of a stream in a transaction of its own; whether there may be another."""
        async with self._pool.acquire() as connection, connection.transaction(isolation="read_committed"):
            # Whoever writes rows takes the checkpoints first: projector, drain and a rebuild's switch wait in one order.
            begun = await ROWS.begin_batch(connection, schema=schema, projection=self._projection.name)
            if begun[0]["active"] != schema:
                raise _moved_on()
            # Asked behind the lock, as is the generation: whoever drained or parked meanwhile has committed.
            event = await QUERIES.first(connection, log=done.log, stream=done.stream)
            if event is None:
                return False
            at = {"log": done.log, "position": event["position"]}
            if reason := await self._try(connection, schema, event["body"]):
                done.stopped_at, done.reason = event["position"], reason[:REASON_CHARACTERS_MAX]
                await QUERIES.still_fails(connection, **at, reason=done.reason)
                return False
            await QUERIES.take_out(connection, **at)
            await steps.reached("parked.applied")
        done.applied.append(event["position"])
        return True

    async def _try(self, connection: Connection, schema: str, body: bytes) -> str | None:
        """Apply an event in a savepoint; the reason why it cannot be applied, or None."""
        try:
            async with connection.transaction():
                read = self._reader.read(body)
                if isinstance(read, Event):
                    writer = self._writers[schema] = self._writers.get(schema) or await RowWriter.open(connection, schema)
                    batch = writer.batch()
                    batch.add(self._projection.project(read))
                    await writer.write(connection, batch)
        except Unreadable as error:
            return str(error)
        except Exception as error:
            if is_infrastructure(error):
                raise
            return f"{type(error).__name__}: {error}"
        return None

    async def _schema(self) -> str:
        active = await ROWS.active_generation(self._pool, projection=self._projection.name)
        if active is None:
            raise _no_read_model()
        if active["version"] != self._projection.version:
            raise ParkedRefused(
                f"Mô hình đọc đang ở phiên bản {active['version']}, mã này là {self._projection.version}. "
                "Hãy khởi động bản phát hành mới: nó tự dựng lại từ sự kiện đầu tiên, kể cả các sự kiện đang chờ.",
                f"The read model is of version {active['version']}, this code is {self._projection.version}. "
                "Start the new release: it builds itself anew from the first event, the parked ones included.",
            )
        return str(active["schema"])

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[Any]:
        async with self._pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
            active = await ROWS.active_generation(connection, projection=self._projection.name)
            if active is None:
                raise _no_read_model()
            await ROWS.enter(connection, schema=active["schema"])
            yield connection


def _not_parked(log: str, position: int) -> ParkedRefused:
    return ParkedRefused(
        f"{log}@{position} không nằm trong số sự kiện đang chờ. Xem: thidua parked list.",
        f"{log}@{position} is not parked. See: thidua parked list.",
    )


def _no_read_model() -> ParkedRefused:
    return ParkedRefused("Chưa có mô hình đọc nào.", "There is no read model yet.")


def _moved_on() -> ParkedRefused:
    return ParkedRefused(
        "Mô hình đọc vừa được dựng lại, kể cả các sự kiện đang chờ. Xem lại: thidua parked list.",
        "The read model was built anew meanwhile, the parked events included. Look again: thidua parked list.",
    )
