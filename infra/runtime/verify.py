"""Verify: compute again whatever follows from the events, and find what does not.

The log, its head, its claims and its stored commands are read in one snapshot and checked against what the events' own
bytes say; the read model is built a second time at the cut of the live one and compared table by table. What cannot be
computed from events is not checked: hashes of requests, commands without events, ordinary tables such as persons. What a
service knows of its own events it checks itself (`checks.py`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

from contracts.base import Event
from contracts.heads import HeadSigned
from contracts.reading import Reader, Unreadable
from contracts.topics import LogAddress, log_of
from infra.runtime import event_log
from infra.runtime.checks import Wrong
from infra.runtime.claims import ClaimTable
from infra.runtime.digest import digest, digest_generation
from infra.runtime.errors import NotReady
from infra.runtime.files.cited import CitedFiles
from infra.runtime.files.store import FileStore
from infra.runtime.heads import holds
from infra.runtime.history import Envelope, History, Keys, envelope_of
from infra.runtime.kafka import KafkaAddress
from infra.runtime.paths import HERE
from infra.runtime.reading import ReadModel
from infra.runtime.replay import scratch
from infra.runtime.restore import told_of
from infra.runtime.rows import QUERIES as ROWS
from infra.runtime.service import Service
from infra.runtime.sql import Connection, queries_of

QUERIES = queries_of(HERE / "verify.sql")
BATCH: Final = 1000
FINDINGS_KEPT_MAX: Final = 50
ROWS_NAMED_MAX: Final = 3


_Held = tuple[str, str, date, date | None, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold: of which check, where, and what."""

    check: str
    where: str
    vi: str
    en: str


@dataclass(slots=True)
class Findings:
    """What was checked, in figures, and what does not hold."""

    checked: dict[str, Any] = field(default_factory=dict)
    failed: list[Finding] = field(default_factory=list)
    count: int = 0

    def fail(self, check: str, where: str, vi: str, en: str) -> None:
        self.count += 1
        if len(self.failed) < FINDINGS_KEPT_MAX:
            self.failed.append(Finding(check, where, vi, en))


class LogsVerifier:
    """Checks the logs of one service, and what stands beside them, in one snapshot."""

    def __init__(self, service: Service, installation: str, keys: Keys, kept: Sequence[Mapping[str, Any]]) -> None:
        self.found = Findings()
        self._service = service
        self._installation = installation
        self._keys = keys
        self._kept = kept
        self._reader = Reader(*{fact for category in service.categories for fact in category.facts})
        self._claims = ClaimTable()
        self.files = CitedFiles(service.citations() if service.citations else None)
        self._checks = service.checks() if service.checks else None
        self._told = 0

    async def run(self, pool: asyncpg.Pool) -> AsyncIterator[tuple[str, int]]:
        """Walk along each log: its id and the position reached."""
        addresses = list(self._service.own.values())
        async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
            heads = {row["log"]: row for row in await event_log.QUERIES.heads(connection)}
            for address in addresses:
                async for position in self._log(connection, address, heads.get(address.log_id)):
                    yield address.log_id, position
            await self._compare_claims(connection)
            await self._compare_commands(connection)
            if self._checks is not None:
                for wrong in await self._checks.beside(connection):
                    self._wrong(wrong.where, wrong)
                self.found.checked[self._checks.name] = self._checks.checked
        sources = {address.source(self._installation) for address in addresses}
        for head in self._kept:
            if head["source"] not in sources:
                self.found.fail("kept-head", head["source"], "đầu sổ đã giữ thuộc sổ khác", "the kept head is of another log")

    async def _log(self, connection: Connection, address: LogAddress, head: Any) -> AsyncIterator[int]:
        log, source = address.log_id, address.source(self._installation)
        if head is None or head["source"] != source:
            self.found.fail("head", log, "không có đầu sổ của sổ này", "the log has no head of its own")
            return
        walk = _Walk(self.found, log, History(source, self._keys), self._kept)
        while rows := await QUERIES.rows_after(connection, log=log, position=walk.history.position, count=BATCH):
            events = [(row["position"], envelope, row["body"]) for row in rows if (envelope := walk.row(row)) is not None]
            self._claim(log, events)
            await self._commands(connection, log, events)
            yield walk.history.position
        walk.end(head)
        self.found.checked[log] = {
            "events": walk.history.position,
            "streams": walk.history.streams,
            "signed_heads": walk.history.heads,
            "signed_up_to": walk.signed_up_to,
            "chain": walk.history.chain.hex(),
        }

    def _claim(self, log: str, events: Sequence[tuple[int, Envelope, bytes]]) -> None:
        for position, envelope, body in events:
            try:
                read = self._reader.read(body)
            except Unreadable as error:
                self.found.fail("event", f"{log}@{position}", f"không đọc được: {error}", f"cannot be read: {error}")
                continue
            if isinstance(read, Event):
                self.files.meet(f"{log}@{position}", read.data)
                for wrong in self._checks.meet(read.data) if self._checks else ():
                    self._wrong(f"{log}@{position} {wrong.where}", wrong)
            for claim in self._service.claims(read.data) if isinstance(read, Event) else ():
                if not self._claims.apply(envelope.subject, claim):
                    where = f"{log}@{position}"
                    self.found.fail("claim", where, f"đòi {claim.scope} «{claim.key}» đã có chủ", f"claims {claim.key}, held")

    def _wrong(self, where: str, wrong: Wrong) -> None:
        assert self._checks is not None
        self.found.fail(self._checks.name, where, wrong.vi, wrong.en)

    async def _compare_claims(self, connection: Connection) -> None:
        due: set[_Held] = set(self._claims.rows())
        held: set[_Held] = {tuple(row) for row in await QUERIES.claims(connection)}
        for scope, key, begin, end, stream in sorted(due - held, key=str):
            what = f"{scope} {key} {begin}–{end or ''} {stream}"
            self.found.fail("claim", what, "thiếu trong bảng claim, dù sự kiện nói có", "the events say so, the table does not")
        for scope, key, begin, end, stream in sorted(held - due, key=str):
            what = f"{scope} {key} {begin}–{end or ''} {stream}"
            self.found.fail("claim", what, "không sự kiện nào nói vậy", "the table says so, no event does")
        self.found.checked["claims"] = len(held)

    async def _commands(self, connection: Connection, log: str, events: Sequence[tuple[int, Envelope, bytes]]) -> None:
        """Each event stands in the answer of its command; a signed head has none."""
        ids = {envelope.commandid for _, envelope, _ in events if envelope.type != HeadSigned.type}
        rows = await event_log.QUERIES.stored_commands(connection, ids=sorted(ids))
        told: dict[UUID, list[Any]] = {row["id"]: _events_in(row["answer"]) for row in rows}
        for position, envelope, _ in events:
            if envelope.type == HeadSigned.type:
                continue
            where = f"{log}@{position}"
            if envelope.commandid not in told:
                en = f"its command {envelope.commandid} is not stored"
                self.found.fail("command", where, f"lệnh {envelope.commandid} không còn được lưu", en)
            elif told_of(log, envelope) not in told[envelope.commandid]:
                en = f"the answer of its command {envelope.commandid} says otherwise"
                self.found.fail("command", where, f"câu trả lời của lệnh {envelope.commandid} nói khác", en)
            else:
                self._told += 1

    async def _compare_commands(self, connection: Connection) -> None:
        for row in await QUERIES.commands_without_events(connection, count=FINDINGS_KEPT_MAX):
            where = f"{row['log']}@{row['position']}"
            vi, en = "không có trong sổ như lệnh này trả lời", "is not in the log as this command's answer says"
            self.found.fail("command", str(row["id"]), f"{where} {vi}", f"{where} {en}")
        self.found.checked["commands_events"] = self._told


class _Walk:
    """A walk along the rows of one log."""

    def __init__(self, found: Findings, log: str, history: History, kept: Sequence[Mapping[str, Any]]) -> None:
        self.history = history
        self.signed_up_to = 0
        self._found = found
        self._log = log
        self._kept = [head for head in kept if head["source"] == history.source]
        self._chains = {0: history.chain.hex()} if any(head["position"] == 0 for head in self._kept) else {}
        self._wanted = {head["position"] for head in self._kept}

    def row(self, row: Any) -> Envelope | None:
        """Check one row against its own bytes and against what stood before it."""
        history, position = self.history, row["position"]
        expected, skipped = history.position + 1, position != history.position + 1
        if skipped:
            self._fail("event", expected, f"thiếu đến {position - 1}", f"is missing, up to {position - 1}")
            history.position = position - 1
        try:
            event = envelope_of(row["body"])
        except Unreadable as error:
            self._fail("event", position, f"không phải sự kiện ({error})", f"is no event ({error})")
            history.position, history.chain = position, row["chain"]
            return None
        for fault in history.step(event, row["body"]):
            self._fail("event", position, fault.vi, fault.en)
        told = (event.subject, event.streamversion, event.type, event.time)
        for name, cell, said in zip(("stream", "version", "type", "recorded_at"), _cells(row), told, strict=True):
            if cell != said:
                vi, en = f"cột {name} là {cell}, sự kiện nói {said}", f"column {name} is {cell}, the event says {said}"
                self._fail("cell", position, vi, en)
        if history.chain != row["chain"]:
            if not skipped:
                vi, en = "byte hoặc chuỗi băm đã bị sửa", "bytes or chain were changed"
                self._fail("chain", position, vi, en)
            # Go on from the chain as written, so that each change is found where it was made.
            history.chain = row["chain"]
        if position in self._wanted:
            self._chains[position] = history.chain.hex()
        return event

    def end(self, head: Any) -> None:
        """Compare where the walk ended with the head, and with heads that somebody kept."""
        history = self.history
        for name, found, said in (
            ("position", history.position, head["position"]),
            ("chain", history.chain.hex(), head["chain"].hex()),
            ("signed_position", history.signed_position, head["signed_position"]),
            ("recorded_at", history.time or head["recorded_at"], head["recorded_at"]),
        ):
            if found != said:
                vi, en = f"đầu sổ nói {name} là {said}, sổ có {found}", f"the head says {name} {said}, the log {found}"
                self._fail("head", history.position, vi, en)
        for key in sorted(history.unknown_keys):
            self._fail("signature", history.signed_position, f"ký bằng khoá lạ {key}", f"signed by an unknown key {key}")
        self.signed_up_to = max(0, history.signed_position - 1)
        for kept in self._kept:
            self._keep(kept)

    def _keep(self, kept: Mapping[str, Any]) -> None:
        position = kept["position"]
        if "signature" in kept and not self._holds(kept):
            self._fail("kept-head", position, "chữ ký của đầu sổ đã giữ không đúng", "the kept head's signature does not hold")
        elif position > self.history.position:
            vi = f"sổ chỉ đến {self.history.position}: các sự kiện cuối đã mất"
            self._fail("kept-head", position, vi, f"the log ends at {self.history.position}: its last events are missing")
        elif self._chains.get(position) != kept["chain"]:
            vi = "lịch sử đến đây không còn như khi giữ đầu sổ"
            self._fail("kept-head", position, vi, "the history up to here is not what it was when the head was kept")

    def _holds(self, kept: Mapping[str, Any]) -> bool:
        key = self.history.keys.get(str(kept.get("key_id")))
        fields = {name: kept.get(name) for name in ("source", "position", "chain", "key_id", "signature")}
        try:
            return key is not None and holds(HeadSigned.model_validate({"log_id": self._log, **fields}), key)
        except ValueError:
            return False

    def _fail(self, check: str, position: int, vi: str, en: str) -> None:
        self._found.fail(check, f"{self._log}@{position}", vi, en)


def _cells(row: Any) -> tuple[Any, ...]:
    return row["stream"], row["version"], row["type"], row["recorded_at"]


def _events_in(answer: bytes) -> list[Any]:
    try:
        return list(orjson.loads(answer)["events"])
    except (ValueError, KeyError, TypeError):
        return []


def verify_files(store: FileStore, files: CitedFiles, found: Findings) -> Iterator[int]:
    """Read every file that events cite, and name each that is missing or altered; how many were read so far.

    Raises:
        StoreUnavailable: the store cannot be read.
    """
    for read, faulty in enumerate(files.faulty(store), start=1):
        if faulty is not None:
            cited = faulty.citation
            also = f" (+{faulty.more})" if faulty.more else ""
            where = f"{faulty.at} {cited.where}{also}"
            found.fail("file", where, f"{faulty.vi} {cited.sha256}", f"{faulty.en}")
        yield read
    found.checked["files"] = {"cited": len(files), "citations": files.pieces}


async def verify_read_model(
    pool: asyncpg.Pool, kafka: KafkaAddress, service: Service, found: Findings, *, installation: str, prefix: str
) -> None:
    """Build the read model again up to the live one's cut, and compare.

    Raises:
        ReplayStopped, CutMissing: it cannot be built.
    """
    model = ReadModel(pool, service.projection.name)
    try:
        live = await digest(model)
    except NotReady:
        vi, en = (
            "không có mô hình đọc đang dùng, hoặc mất checkpoint",
            "there is no read model in use, or its checkpoints are gone",
        )
        found.fail("read-model", service.projection.name, vi, en)
        return
    logs = [log_of(log) for log in service.reads]
    found.checked["read_model"] = {"cut": live.cut, "tables": len(live.tables), "total": live.total}
    if missing := sorted({address.log_id for address in logs} - live.cut.keys()):
        for log in missing:
            found.fail("read-model", log, "mất dòng checkpoint", "its checkpoint row is missing")
        return
    if live.parked:
        found.fail(
            "read-model",
            service.projection.name,
            f"{live.parked} sự kiện đang chờ: không so sánh được. Xem `thidua parked list`.",
            f"{live.parked} events are parked: not comparable. See `thidua parked list`.",
        )
        return
    async with scratch(pool, kafka, service.projection, logs, installation=installation, prefix=prefix, until=live.cut) as schema:
        rebuilt = await digest_generation(pool, schema)
        different = sorted(t for t in live.tables.keys() | rebuilt.tables.keys() if live.tables.get(t) != rebuilt.tables.get(t))
        for table in different:
            rows = await _rows_apart(pool, await model.active_schema(), schema, table, live.cut)
            vi, en = "khác với bảng dựng lại từ chủ đề", "differs from the table built again from the topics"
            found.fail("read-model", table, f"{vi}{rows}", f"{en}{rows}")


async def _rows_apart(pool: asyncpg.Pool, live: str, rebuilt: str, table: str, cut: Mapping[str, int]) -> str:
    """Some rows that only one of them has, if the live one still stands at the cut."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        await ROWS.enter(connection, schema=live)
        if {row["log"]: row["position"] for row in await ROWS.checkpoints(connection)} != cut:
            return ""
        statement = await QUERIES.difference_statement(connection, live=live, rebuilt=rebuilt, table=table, count=ROWS_NAMED_MAX)
        rows = await connection.fetch(statement)
    return "".join(f"\n    {row['side']}: {row['row'][:300]}" for row in rows)
