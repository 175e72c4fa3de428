"""Look back: what was known on an instant, as a cut through the logs, and a generation that holds exactly that.

The cut is, log by log, the last position whose event was recorded by the instant: a log's times never run against its
order. It is kept with the answer, so that asking again gives the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import asyncpg
import orjson
from pydantic import TypeAdapter, ValidationError

from contracts.base import VIETNAM, Moment
from contracts.reading import Header, Unreadable, header_of
from contracts.topics import LogAddress
from infra.runtime import steps
from infra.runtime.errors import ReplayFailed
from infra.runtime.generations import Purpose, add_generation, drop_generation, held
from infra.runtime.kafka import KafkaAddress
from infra.runtime.paths import HERE
from infra.runtime.projection import Projection
from infra.runtime.replay import Show, fill
from infra.runtime.sql import queries_of

QUERIES = queries_of(HERE / "look_back.sql")
SETTLED_AFTER: Final = timedelta(seconds=60)
"""How long an append may be under way: until then an event with an earlier time may still come."""


class LookBackRefused(ReplayFailed):
    """A look-back that makes no sense, or not yet."""


class _Dated(Header):
    time: Moment


_DATED = TypeAdapter(_Dated)


@dataclass(frozen=True, slots=True)
class LookBack:
    """What was known on an instant: its cut, what says that the cut is final, and the schema that holds it.

    `settled_by` is `event` where a later event stands in the log, else `clock`.
    """

    known_on: datetime
    cut: Mapping[str, int]
    settled_by: Mapping[str, str]
    schema: str | None
    version: int | None
    is_ready: bool
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Looker:
    """Who looks back: one service's projection, its logs, and which of them are its own."""

    pool: asyncpg.Pool
    kafka: KafkaAddress
    projection: Projection
    logs: Sequence[LogAddress]
    own: frozenset[str]
    installation: str
    prefix: str

    async def look_back(self, known_on: datetime, *, now: datetime, show: Show | None = None) -> tuple[LookBack, bool]:
        """Have what was known on an instant; whether it was there already. One that was stopped goes on.

        Raises:
            LookBackRefused: the instant lies ahead or too near, or another look-back is being prepared.
            ReplayStopped, CutMissing: as `fill`.
        """
        if known_on > now:
            raise LookBackRefused(
                f"Không thể biết trước: đồng hồ của dịch vụ mới đến {_moment(now)}, chưa đến {_moment(known_on)}. "
                "Chọn lúc đã qua.",
                f"Nobody knows ahead: the service's clock is at {_moment(now)}, not yet at {_moment(known_on)}. "
                "Name an instant that is past.",
            )
        if (found := await self._found(known_on)) and self._serves(found):
            return found, True
        async with held(self.pool, f"{self.projection.name} looks back") as free:
            if not free:
                raise LookBackRefused(
                    f"Dịch vụ này đang dựng một lần xem lại khác ({self.projection.name}). Chờ xong rồi chạy lại.",
                    f"Another look-back of {self.projection.name} is being prepared. Wait until it is done, then run this again.",
                )
            return await self._prepare(known_on, now, show), False

    async def list(self) -> list[LookBack]:
        """All look-backs that were prepared, each with its size."""
        return [
            _look_back(row, row["size_bytes"]) for row in await QUERIES.look_backs(self.pool, projection=self.projection.name)
        ]

    async def drop(self, known_on: datetime) -> None:
        """Drop a look-back and its tables.

        Raises:
            LookBackRefused: there is none, or somebody is reading it.
        """
        found = await self._found(known_on)
        if found is None:
            raise LookBackRefused(
                f"Chưa có lần xem lại nào vào {known_on.isoformat()}. Xem danh sách với --list.",
                f"Nothing was prepared for {known_on.isoformat()}. See the list with --list.",
            )
        if found.schema is not None and not await drop_generation(self.pool, found.schema):
            raise LookBackRefused(
                f"Có người đang đọc {found.schema}. Chạy lại sau giây lát.",
                f"Somebody is reading {found.schema}. Run this again in a moment.",
            )
        await QUERIES.forget(self.pool, projection=self.projection.name, known_on=known_on)

    async def _found(self, known_on: datetime) -> LookBack | None:
        row = await QUERIES.look_back(self.pool, projection=self.projection.name, known_on=known_on)
        return None if row is None else _look_back(row)

    def _serves(self, found: LookBack) -> bool:
        return found.is_ready and found.version == self.projection.version

    async def _prepare(self, known_on: datetime, now: datetime, show: Show | None) -> LookBack:
        name = {"projection": self.projection.name, "known_on": known_on}
        for row in await QUERIES.left_over(self.pool, projection=self.projection.name):
            await drop_generation(self.pool, row["schema"])
        found = await self._found(known_on)
        if found is None:
            cut, settled_by = await self.cut(known_on, now)
            documents = {"cut": orjson.dumps(cut).decode(), "settled_by": orjson.dumps(settled_by).decode()}
            await QUERIES.remember(self.pool, **name, **documents)
            found = LookBack(known_on, cut, settled_by, None, None, is_ready=False)
        await steps.reached("look_back.cut_kept")
        schema = found.schema
        if schema is None or found.version != self.projection.version:
            schema = await self._new_generation(name, schema)
        await fill(self.pool, self.kafka, self.projection, schema, self.logs, self.prefix, until=found.cut, show=show)
        await steps.reached("look_back.filled")
        await QUERIES.is_ready(self.pool, **name)
        return LookBack(known_on, found.cut, found.settled_by, schema, self.projection.version, is_ready=True)

    async def _new_generation(self, name: dict[str, Any], former: str | None) -> str:
        # Tables of another version of the projection are of no use to this version's queries.
        schema = await add_generation(
            self.pool, self.projection, self.logs, installation=self.installation, purpose=Purpose.LOOK_BACK
        )
        await QUERIES.fill_into(self.pool, **name, schema=schema)
        if former is not None:
            await drop_generation(self.pool, former)
        return schema

    async def cut(self, known_on: datetime, now: datetime) -> tuple[dict[str, int], dict[str, str]]:
        """The last position of each log by an instant, and what says that it is final."""
        cut: dict[str, int] = {}
        settled_by: dict[str, str] = {}
        for address in self.logs:
            log = address.log_id
            cut[log], is_closed = await self._position(address, known_on)
            settled_by[log] = "event" if is_closed else "clock"
            if not is_closed and known_on > now - SETTLED_AFTER:
                wait = f"{SETTLED_AFTER.total_seconds():.0f}"
                raise LookBackRefused(
                    f"{known_on.isoformat()} còn quá gần: sổ {log} vẫn có thể nhận việc của lúc đó. Chạy lại sau {wait} giây.",
                    f"{known_on.isoformat()} is too near: log {log} may still get an event of that time. Run this again in "
                    f"{wait} s.",
                )
        return cut, settled_by

    async def _position(self, address: LogAddress, known_on: datetime) -> tuple[int, bool]:
        """The last position on a topic by an instant, and whether a later event stands behind it."""
        position, is_closed = await _last_known(
            self.kafka, address.topic(self.prefix), address.source(self.installation), known_on
        )
        if address.log_id in self.own:
            written = await QUERIES.own_position(self.pool, log=address.log_id, known_on=known_on)
            if written > position:
                raise LookBackRefused(
                    f"Bộ chuyển tiếp chưa gửi hết sổ {address.log_id} của lúc đó (có {position} trên {written}). Chờ cho backlog "
                    "về 0 rồi chạy lại.",
                    f"The relay has not sent all of log {address.log_id} up to then ({position} of {written}). Wait until the "
                    "backlog is 0, then run this again.",
                )
        return position, is_closed


async def _last_known(kafka: KafkaAddress, topic: str, source: str, known_on: datetime) -> tuple[int, bool]:
    position = 0
    async with aclosing(kafka.read_to_end(topic, 0)) as batches:
        async for records in batches:
            for record in records:
                event = _dated(record.value or b"")
                if event is None or event.source != source or event.position != position + 1:
                    continue
                if event.time > known_on:
                    return position, True
                position = event.position
    return position, False


def _dated(body: bytes) -> _Dated | None:
    """An event's header and time; None for what a projector passes over too."""
    try:
        return _DATED.validator.validate_json(body, extra="ignore")  # type: ignore[no-any-return]
    except ValidationError:
        try:
            header = header_of(body)
        except Unreadable:
            return None
        raise LookBackRefused(
            f"Sự kiện {header.source} {header.position} không có thời gian đọc được: không định được đã biết lúc nào.",
            f"Event {header.source} {header.position} has no readable time: nobody can say when it was known.",
        ) from None


def _moment(instant: datetime) -> str:
    return instant.astimezone(VIETNAM).isoformat(timespec="seconds")


def _look_back(row: Any, size_bytes: int = 0) -> LookBack:
    cut, settled_by = orjson.loads(row["cut"]), orjson.loads(row["settled_by"])
    is_ready = row["ready_at"] is not None and row["schema"] is not None
    return LookBack(row["known_on"], cut, settled_by, row["schema"], row["version"], is_ready, size_bytes)
