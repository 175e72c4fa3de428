"""Restore: bring a log back from what the world knows of it, its topic or an export.

First everything is read and checked, and compared with what the database still has: nothing is written where that is no
beginning of it. Then the missing events are written in batches, each one transaction under the head's lock with its
claims, its stored commands and the head, so a restore that is killed anywhere goes on where it stopped. The gate of a
running service stays closed until the last batch, because log and topic differ until then.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

from contracts.base import Event
from contracts.heads import HeadSigned
from contracts.reading import Reader, Unreadable
from contracts.topics import LogAddress
from infra.runtime import steps
from infra.runtime.carriers import Carried, Carrier, RestoreRefused
from infra.runtime.claims import ClaimTable
from infra.runtime.event_log import QUERIES
from infra.runtime.hashing import genesis, link
from infra.runtime.history import Envelope, Fault, History, Keys
from infra.runtime.migrate import apply_tables, migrate
from infra.runtime.paths import HERE
from infra.runtime.seen import read_seen
from infra.runtime.service import Service
from infra.runtime.settings import Settings
from infra.runtime.sql import Connection, queries_of

RESTORE = queries_of(HERE / "restore.sql")
BATCH: Final = 500
BATCH_BYTES_MAX: Final = 16 * 1024 * 1024


@dataclass(slots=True)
class Survey:
    """What was found of one log, and what there is to do: events behind `position` are missing in the database."""

    log: str
    source: str
    began: int
    position: int
    chain: bytes
    last: int
    passed_over: int
    unknown_keys: list[str]
    seen: dict[str, int]


async def prepare(pool: asyncpg.Pool, service: Service, settings: Settings) -> None:
    """Make an empty database ready to be filled: its tables and the heads of its logs.

    Raises:
        RestoreRefused: the database holds another installation's log.
    """
    await migrate(pool)
    if service.tables is not None:
        await apply_tables(pool, service.name, service.tables)
    for address in service.own.values():
        source = address.source(settings.installation)
        await QUERIES.open_log(pool, log=address.log_id, source=source, chain=genesis(source))
    own = {address.log_id: address.source(settings.installation) for address in service.own.values()}
    for head in await QUERIES.heads(pool):
        if own.get(head["log"]) != head["source"]:
            raise RestoreRefused(
                f"Cơ sở dữ liệu này giữ sổ {head['source']}: sửa THIDUA_INSTALLATION hoặc THIDUA_DATABASE_URL.",
                f"This database holds the log {head['source']}: set THIDUA_INSTALLATION or THIDUA_DATABASE_URL right.",
            )


async def survey(pool: asyncpg.Pool, carrier: Carrier, address: LogAddress, *, installation: str, keys: Keys) -> Survey:
    """Read what is to be restored from to its end, check it, and compare it with the log.

    Raises:
        RestoreRefused: it is another log's, it does not hold together, or the log is no beginning of it.
    """
    log, source = address.log_id, address.source(installation)
    [head] = [row for row in await QUERIES.heads(pool) if row["log"] == log]
    history = History(source, keys)
    chain_at_head = history.chain
    seen: dict[str, int] = {}
    async for batch in carrier.events(source):
        await _compare(pool, log, head["position"], batch)
        for each in batch:
            if each.position != history.position + 1:
                continue
            if faults := history.step(each.envelope, each.body):
                raise _broken(carrier, faults[0])
            if history.position == head["position"]:
                chain_at_head = history.chain
            for other, position in read_seen(each.envelope.seen).items():
                seen[other] = max(seen.get(other, 0), position)
    carrier.require_whole(history)
    if history.position < head["position"]:
        raise _longer(carrier, log, head["position"], history.position)
    if chain_at_head != head["chain"]:
        raise _forked(log, head["position"], carrier.name)
    return Survey(
        log,
        source,
        head["position"],
        head["position"],
        head["chain"],
        history.position,
        carrier.passed_over,
        sorted(history.unknown_keys),
        seen,
    )


async def _compare(pool: asyncpg.Pool, log: str, head: int, batch: Sequence[Carried]) -> None:
    known = sorted({each.position for each in batch if each.position <= head})
    bodies = {row["position"]: row["body"] for row in await QUERIES.bodies_at(pool, log=log, positions=known)} if known else {}
    for each in batch:
        if each.position <= head and bodies.get(each.position) != each.body:
            raise _forked(log, each.position, each.place)


class Restoring:
    """Writes one surveyed log into the database."""

    def __init__(self, pool: asyncpg.Pool, service: Service, carrier: Carrier, found: Survey) -> None:
        self._pool = pool
        self._service = service
        self._carrier = carrier
        self._found = found
        self._reader = Reader(*{fact for category in service.categories for fact in category.facts})
        self._history = History(found.source, {})

    async def run(self) -> AsyncIterator[int]:
        """Write what is missing; the position reached, at the beginning and after each batch.

        Raises:
            RestoreRefused: somebody else writes to this log, or an event cannot be read.
        """
        yield self._found.position
        waiting: list[Carried] = []
        size_bytes = 0
        async for batch in self._carrier.events(self._found.source):
            for each in batch:
                if each.position != self._history.position + 1 or each.position > self._found.last:
                    continue
                self._history.step(each.envelope, each.body)
                if each.position > self._found.position:
                    waiting.append(each)
                    size_bytes += len(each.body)
                if len(waiting) == BATCH or size_bytes > BATCH_BYTES_MAX:
                    yield await self._write(waiting)
                    waiting, size_bytes = [], 0
        if waiting:
            yield await self._write(waiting)

    async def _write(self, events: Sequence[Carried]) -> int:
        """One batch: what an append would have written, in one transaction under the head's lock."""
        async with self._pool.acquire() as connection, connection.transaction(isolation="read_committed"):
            [head] = await QUERIES.lock_heads(connection, logs=[self._found.log])
            if head["position"] != self._found.position or head["chain"] != self._found.chain:
                raise RestoreRefused(
                    f"Có tiến trình khác đang ghi sổ {self._found.log} (vị trí {head['position']}). Hãy xem ai đang chạy, "
                    "rồi chạy lại lệnh này.",
                    f"Another process writes to the log {self._found.log} (position {head['position']}). See who runs, "
                    "then give this command again.",
                )
            chain = await self._insert(connection, events, head["chain"])
            await self._claim(connection, events)
            await self._remember(connection, events)
            await steps.reached("restore.written")
            signed = [each for each in events if each.envelope.type == HeadSigned.type]
            last = events[-1]
            await RESTORE.move_head(
                connection,
                log=self._found.log,
                position=last.position,
                chain=chain,
                recorded_at=last.envelope.time,
                signed_position=signed[-1].position if signed else head["signed_position"],
                signed_at=signed[-1].envelope.time if signed else head["signed_at"],
            )
        self._found.position, self._found.chain = last.position, chain
        await steps.reached("restore.committed")
        return last.position

    async def _insert(self, connection: Connection, events: Sequence[Carried], chain: bytes) -> bytes:
        rows = []
        for each in events:
            chain = link(chain, each.body)
            envelope = each.envelope
            rows.append(
                (
                    self._found.log,
                    each.position,
                    envelope.subject,
                    envelope.streamversion,
                    envelope.type,
                    envelope.time,
                    each.body,
                    chain,
                    each.traceparent,
                )
            )
        names = ("logs", "positions", "streams", "versions", "types", "times", "bodies", "chains", "traces")
        await RESTORE.insert_events(connection, **dict(zip(names, zip(*rows, strict=True), strict=True)))
        return chain

    async def _claim(self, connection: Connection, events: Sequence[Carried]) -> None:
        wanted = [(each, claim) for each in events for claim in claims_in(self._service, self._reader, each)]
        table = await ClaimTable.on(connection, [claim for _, claim in wanted])
        for each, claim in wanted:
            if not table.apply(each.envelope.subject, claim):
                raise RestoreRefused(
                    f"Sự kiện {self._found.log}@{each.position} đòi {claim.scope} «{claim.key}», đã có chủ: bản phần mềm này "
                    "không đúng với lịch sử này. Hãy dùng bản đã ghi ra nó.",
                    f"The event {self._found.log}@{each.position} claims {claim.scope} `{claim.key}`, which is held: this "
                    "release does not fit this history. Use the one that wrote it.",
                )
        await table.write(connection)

    async def _remember(self, connection: Connection, events: Sequence[Carried]) -> None:
        told: dict[UUID, list[dict[str, Any]]] = {}
        for each in events:
            if each.envelope.type != HeadSigned.type:
                told.setdefault(each.envelope.commandid, []).append(told_of(self._found.log, each.envelope))
        stored = await QUERIES.stored_commands(connection, ids=list(told))
        for row in stored:
            before = orjson.loads(row["answer"])["events"]
            new = {(e["log"], e["position"]) for e in told[row["id"]]}
            # The service's own log before its public one, as commands say their facts.
            told[row["id"]] = sorted(
                [e for e in before if (e["log"], e["position"]) not in new] + told[row["id"]],
                key=lambda e: (len(e["log"]), e["log"], e["position"]),
            )
        if told:
            await RESTORE.remember(connection, ids=list(told), answers=[answer_of(events) for events in told.values()])


def claims_in(service: Service, reader: Reader, event: Carried) -> list[Any]:
    """What an event claims and releases."""
    try:
        read = reader.read(event.body)
    except Unreadable as error:
        raise RestoreRefused(
            f"Không đọc được sự kiện ở vị trí {event.position}: {error}. Hãy dùng bản phần mềm đã ghi ra nó.",
            f"The event at position {event.position} cannot be read: {error}. Use the release that wrote it.",
        ) from error
    return list(service.claims(read.data)) if isinstance(read, Event) else []


def told_of(log: str, event: Envelope) -> dict[str, Any]:
    """What a command's answer says of one of its events."""
    return {
        "log": log,
        "position": event.position,
        "stream": event.subject,
        "version": event.streamversion,
        "type": event.type,
        "id": str(event.id),
    }


def answer_of(events: Sequence[Mapping[str, Any]]) -> bytes:
    """The answer of a restored command: its events, and the token that covers them."""
    seen: dict[str, int] = {}
    for event in events:
        seen[event["log"]] = max(seen.get(event["log"], 0), event["position"])
    return orjson.dumps({"events": events, "seen": ",".join(f"{log}@{position}" for log, position in sorted(seen.items()))})


def _broken(carrier: Carrier, fault: Fault) -> RestoreRefused:
    return RestoreRefused(
        f"{carrier.name}, vị trí {fault.position}: {fault.vi}. Không khôi phục từ đó được.",
        f"{carrier.name}, position {fault.position}: {fault.en}. Nothing can be restored from it.",
    )


def _longer(carrier: Carrier, log: str, head: int, last: int) -> RestoreRefused:
    return RestoreRefused(
        f"Sổ {log} dài hơn ({head} sự kiện) so với {carrier.name} ({last}): không có gì để khôi phục. Nếu chủ đề đã mất sự "
        f"kiện, dịch vụ sẽ tự gửi lại; nếu chủ đề trống, hãy dùng `thidua republish`.",
        f"The log {log} is longer ({head} events) than {carrier.name} ({last}): there is nothing to restore. If the topic "
        "lost events, the service sends them again; if the topic is empty, use `thidua republish`.",
    )


def _forked(log: str, position: int, place: str) -> RestoreRefused:
    return RestoreRefused(
        f"Sổ {log} và {place} kể hai lịch sử khác nhau từ vị trí {position} hoặc trước đó. Hãy giữ cả hai: xuất sổ này "
        f"(`thidua export`), đổi tên cơ sở dữ liệu, rồi khôi phục vào một cơ sở dữ liệu trống. Xem infra/local/DISASTER.md.",
        f"The log {log} and {place} tell two histories, from position {position} on or before it. Keep both: export this "
        "log (`thidua export`), rename its database, and restore into an empty one. See infra/local/DISASTER.md.",
    )
