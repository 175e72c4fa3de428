"""The event log: one order a log, appended under its head's lock, chained, and never changed.

A proposal is what one command wants to add. `EventLog.append` takes a list of them into one transaction: under the
head lock it finds repeated commands, moved streams and taken claims by SELECT, gives these their own answers and
appends the rest. Positions are gapless and in commit order because every writer holds the head's row until it commits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

import asyncpg
import orjson

from contracts.base import Event, Fact, schema_of
from contracts.heads import HeadSigned
from contracts.topics import LogAddress, log_of
from infra.runtime import metrics, steps
from infra.runtime.claims import ClaimTable
from infra.runtime.clock import Clock
from infra.runtime.decisions import Claim, Release
from infra.runtime.errors import AlreadyClaimed, EventTooLarge, IdempotencyKeyReused, Problem
from infra.runtime.heads import HeadSigner
from infra.runtime.ids import uuid7
from infra.runtime.paths import HERE
from infra.runtime.sql import Connection, queries_of

QUERIES = queries_of(HERE / "event_log.sql")
EVENT_BYTES_MAX: Final = 512 * 1024
TICK: Final = timedelta(microseconds=1)


class ForeignDatabase(Exception):
    """The database holds the log of another installation or service."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one command wants to append.

    `expected` holds the version of every stream that the decision read; `request_hash` tells a repeat from another
    command under the same id; `edited` is the version of the thing edited, as the answer's ETag. `streams` and `data` are
    those of the facts: written once, before anybody waits for the lock.
    """

    command_id: UUID
    request_hash: bytes
    expected: Mapping[str, int]
    facts: Sequence[Fact]
    at: datetime
    actor: str
    authority: str
    correlation_id: UUID | None = None
    causation_id: UUID | None = None
    seen: str | None = None
    traceparent: str | None = None
    edited: int | None = None
    streams: tuple[str, ...] = field(init=False)
    data: tuple[bytes, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "streams", tuple(fact.stream for fact in self.facts))
        object.__setattr__(self, "data", tuple(fact.to_json() for fact in self.facts))


@dataclass(frozen=True, slots=True)
class Accepted:
    """The command's answer, its stored bytes; `repeated` says that it was given before."""

    answer: bytes
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """Another command changed a stream that the decision rests on: decide again from fresh state."""


@dataclass(frozen=True, slots=True)
class Refused:
    problem: Problem


Outcome = Accepted | Moved | Refused


@dataclass(slots=True)
class _Head:
    """A log's head as it moves within one transaction, and the rows gathered for it."""

    log: str
    source: str
    position: int
    chain: bytes
    recorded_at: datetime
    signed_position: int
    signed_at: datetime
    database: str
    rows: list[tuple[Any, ...]] = field(default_factory=list)

    @property
    def row(self) -> tuple[Any, ...]:
        return self.log, self.position, self.chain, self.recorded_at, self.signed_position, self.signed_at

    def as_written(self) -> _Head:
        """The same place, as the next transaction will find it."""
        return replace(self, rows=[])


class EventLog:
    """The logs of one service: its own, and for awards the public one beside it."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        *,
        installation: str,
        addresses: Mapping[str, LogAddress],
        claims: Callable[[Fact], Iterable[Claim | Release]],
        clock: Clock,
        signer: HeadSigner,
        guard: Callable[[str], None] | None = None,
    ) -> None:
        """`guard` is told under the head's lock which database this is, and raises where nothing may be appended."""
        self._pool = pool
        self._guard = guard
        self._addresses = addresses
        self._claims = claims
        self._clock = clock
        self._signer = signer
        self._sources = {a.log_id: a.source(installation) for a in addresses.values()}
        self._installation = installation
        # Where our last append left the log, and whether it had found it where the one before had left it: then nobody
        # else seems to write.
        self._left: dict[str, _Head] = {}
        self._alone = False

    @property
    def log_ids(self) -> tuple[str, ...]:
        return tuple(sorted(self._sources))

    async def open(self) -> None:
        """Give each log its head. A log's chain begins at the hash of its source, so no log passes for another.

        Raises:
            ForeignDatabase: the database holds a log of another installation.
        """
        for log, source in self._sources.items():
            await QUERIES.open_log(self._pool, log=log, source=source, chain=genesis(source))
        for head in await QUERIES.heads(self._pool):
            if self._sources.get(head["log"]) != head["source"]:
                own = ", ".join(self._sources.values())
                raise ForeignDatabase(
                    f"Cơ sở dữ liệu này giữ nhật ký {head['source']}, không phải {own}: sửa THIDUA_INSTALLATION hoặc "
                    f"THIDUA_DATABASE_URL.\nThis database holds the log {head['source']}, not {own}: "
                    "set THIDUA_INSTALLATION or THIDUA_DATABASE_URL right."
                )

    async def append(self, proposals: Sequence[Proposal], *, sign: bool = False) -> list[Outcome]:
        """Append what can be appended, in one transaction; one outcome a proposal, in their order.

        With `sign`, the head of each log is signed as well, if anything was added since it was signed last.
        """
        async with self._pool.acquire() as connection:
            try:
                if not sign and (outcomes := await self._append_next(connection, proposals)) is not None:
                    return outcomes
                return await self._append(connection, proposals, sign)
            except asyncpg.UniqueViolationError:
                if len(proposals) == 1:
                    return [Moved()]
                # Somebody wrote without the head lock: find out one by one whom it concerns.
                return [outcome for p in proposals for outcome in await self.append([p], sign=sign)]

    async def _append_next(self, connection: Connection, proposals: Sequence[Proposal]) -> list[Outcome] | None:
        """Append behind what this process wrote last, in one statement; None, and nothing done, where it has to ask first.

        The group is numbered and chained beforehand, on the head as it was left. The statement takes the head's lock and
        writes all of it, if under that lock the head, the database and the streams are as expected and no command is a
        repeat. As every event moves the head, a head that stands where it was left vouches for what the statement sees.
        """
        alone, self._alone = self._alone, False
        # Of two logs each would have to vouch for both.
        if not alone or len(self._left) != 1:
            return None
        [left] = self._left.values()
        if self._guard is not None:
            self._guard(left.database)
        head = left.as_written()
        group = _Group(self, {head.log: head}, self._clock.now())
        if not group.assume(proposals):
            self._alone = True
            return None
        outcomes = [group.take(proposal) for proposal in proposals]
        if not all(isinstance(outcome, Accepted) for outcome in outcomes):
            return None
        await steps.reached("append.sending")
        try:
            if not await group.write_next(connection, left):
                return None
        except asyncpg.UniqueViolationError:
            return None
        await self._appended({head.log: head})
        self._alone = True
        return outcomes

    async def _append(self, connection: Connection, proposals: Sequence[Proposal], sign: bool) -> list[Outcome]:
        async with connection.transaction(isolation="read_committed"):
            heads = {row["log"]: _Head(**row) for row in await QUERIES.lock_heads(connection, logs=self.log_ids)}
            if self._guard is not None:
                for head in heads.values():
                    self._guard(head.database)
            await steps.reached("append.locked")
            found = {log: head.as_written() for log, head in heads.items()}
            group = _Group(self, heads, self._clock.now())
            await group.load(connection, proposals)
            outcomes = [group.take(proposal) for proposal in proposals]
            group.sign_heads(everything=sign)
            await group.write(connection)
            await steps.reached("append.written")
        alone = found == self._left
        await self._appended(heads)
        self._alone = alone
        return outcomes

    async def _appended(self, heads: Mapping[str, _Head]) -> None:
        self._left = {log: head.as_written() for log, head in heads.items()}
        for head in heads.values():
            metrics.APPENDED.labels(head.log).inc(len(head.rows))
        await steps.reached("append.committed")

    def claims_of(self, fact: Fact) -> Iterable[Claim | Release]:
        return self._claims(fact)

    def address_of(self, fact: Fact) -> LogAddress:
        return self._addresses[fact.log]

    def signed_head(self, head: _Head) -> HeadSigned:
        return self._signer.sign(head.log, head.source, head.position, head.chain)

    @property
    def installation(self) -> str:
        return self._installation

    async def database(self) -> str:
        """Which database this is; it changes with each start of PostgreSQL."""
        return str(await QUERIES.database(self._pool))

    async def announce(self) -> None:
        """Wake relays in other processes. After the commit: NOTIFY inside it takes a lock of the whole cluster."""
        await QUERIES.announce(self._pool)


class _Group:
    """One append transaction in the making: what is so under the head lock, and what the group adds to it."""

    def __init__(self, log: EventLog, heads: dict[str, _Head], now: datetime) -> None:
        self._log = log
        self._heads = heads
        self._now = now
        self._stored: dict[UUID, tuple[bytes, bytes]] = {}
        self._versions: dict[str, int] = {}
        self._claims = ClaimTable()
        self._commands: list[tuple[UUID, bytes, bytes]] = []
        self._sign: set[str] = set()
        self._assumed: dict[str, int] = {}

    async def load(self, connection: Connection, proposals: Sequence[Proposal]) -> None:
        streams = {stream for p in proposals for stream in (*p.expected, *p.streams)}
        streams |= {f"head/{log}" for log in self._heads}
        for row in await QUERIES.found(connection, ids=[p.command_id for p in proposals], streams=sorted(streams)):
            if row["id"] is not None:
                self._stored[row["id"]] = row["request_hash"], row["answer"]
            elif row["version"] is not None:
                self._versions[row["stream"]] = row["version"]
        keys = {(c.scope, c.key) for p in proposals for fact in p.facts for c in self._log.claims_of(fact)}
        if keys:
            scopes, names = zip(*sorted(keys), strict=True)
            self._claims = ClaimTable(await QUERIES.claims(connection, scopes=scopes, keys=names))

    def assume(self, proposals: Sequence[Proposal]) -> bool:
        """Take the streams for what the decisions rest on; False where more has to be known: a claim, another stream."""
        for proposal in proposals:
            for stream, version in proposal.expected.items():
                self._versions.setdefault(stream, version)
        self._assumed = dict(self._versions)
        return not any(
            stream not in self._assumed or fact.signs_head or any(True for _ in self._log.claims_of(fact))
            for proposal in proposals
            for stream, fact in zip(proposal.streams, proposal.facts, strict=True)
        )

    def take(self, proposal: Proposal) -> Outcome:
        if stored := self._stored.get(proposal.command_id):
            request_hash, answer = stored
            if is_repeat(request_hash, proposal.request_hash):
                return Accepted(answer, repeated=True)
            return Refused(IdempotencyKeyReused())
        if any(self._versions.get(stream, 0) != version for stream, version in proposal.expected.items()):
            return Moved()
        claims = self._claims.copy()
        for stream, fact in zip(proposal.streams, proposal.facts, strict=True):
            for claim in self._log.claims_of(fact):
                if not claims.apply(stream, claim):
                    taken = claim.taken if isinstance(claim, Claim) else AlreadyClaimed
                    return Refused(taken(scope=claim.scope, key=claim.key))
        try:
            answer = self._add(proposal)
        except EventTooLarge as problem:
            return Refused(problem)
        self._claims = claims
        self._stored[proposal.command_id] = proposal.request_hash, answer
        self._commands.append((proposal.command_id, proposal.request_hash, answer))
        return Accepted(answer)

    def _add(self, proposal: Proposal) -> bytes:
        for data in proposal.data:
            # Before anything is numbered: a refused event must leave no gap. The envelope takes at most 2 KiB.
            if len(data) > EVENT_BYTES_MAX - 2048:
                raise EventTooLarge(size_bytes=len(data), limit_bytes=EVENT_BYTES_MAX - 2048)
        events = [
            self._put(self._heads[self._log.address_of(fact).log_id], fact, stream, data, proposal)
            for fact, stream, data in zip(proposal.facts, proposal.streams, proposal.data, strict=True)
        ]
        answer: dict[str, Any] = {
            "events": [
                {
                    "log": event.log,
                    "position": event.position,
                    "stream": event.subject,
                    "version": event.streamversion,
                    "type": event.type,
                    "id": str(event.id),
                }
                for event in events
            ],
            "seen": ",".join(f"{log}@{head.position}" for log, head in sorted(self._heads.items())),
        }
        if proposal.edited is not None:
            answer["version"] = proposal.edited
        return orjson.dumps(answer)

    def _put(self, head: _Head, fact: Fact, stream: str, data: bytes, by: Proposal) -> Event:
        head.recorded_at = max(self._now, head.recorded_at + TICK)
        head.position += 1
        version = self._versions.get(stream, 0) + 1
        self._versions[stream] = version
        event = Event(
            id=uuid7(head.recorded_at),
            source=head.source,
            type=fact.type,
            subject=stream,
            time=head.recorded_at.astimezone(UTC),
            dataschema=schema_of(type(fact)),
            streamversion=version,
            sequence=f"{head.position:020d}",
            effectivetime=fact.effective_time or by.at,
            # The public feed names nobody, not even by an opaque id; its event's command leads back to who it was.
            actor=by.actor if fact.log == "main" else f"system:{log_of(head.log).service}",
            authority=by.authority,
            commandid=by.command_id,
            correlationid=by.correlation_id or by.command_id,
            causationid=by.causation_id,
            rulepack=fact.rule_pack,
            legalbasis=fact.legal_basis,
            seen=by.seen or None,
            data=fact,
        )
        body = body_of(event, data)
        head.chain = link(head.chain, body)
        head.rows.append(
            (head.log, head.position, stream, version, fact.type, head.recorded_at, body, head.chain, by.traceparent)
        )
        if fact.signs_head:
            self._sign.add(head.log)
        return event

    def sign_heads(self, *, everything: bool) -> None:
        for head in self._heads.values():
            moved = head.position > head.signed_position
            if moved and (everything or head.log in self._sign):
                fact = self._log.signed_head(head)
                command = uuid5(SIGNING, f"{head.source}@{head.position}")
                installation = self._log.installation
                by = Proposal(command, b"", {}, [fact], self._now, "system:heads", installation)
                self._put(head, fact, by.streams[0], by.data[0], by)
                head.signed_position, head.signed_at = head.position, self._now

    async def write_next(self, connection: Connection, left: _Head) -> bool:
        """Write all in one statement behind the head that was left; False, and nothing written, where it is another."""
        [head] = self._heads.values()
        return bool(
            await QUERIES.append_next(
                connection,
                log=head.log,
                database=left.database,
                left_position=left.position,
                left_chain=left.chain,
                head_position=head.position,
                head_chain=head.chain,
                head_time=head.recorded_at,
                expected_streams=list(self._assumed),
                expected_versions=list(self._assumed.values()),
                **_columns(EVENT_COLUMNS[1:], [row[1:] for row in head.rows]),
                **_columns(COMMAND_COLUMNS, self._commands),
            )
        )

    async def write(self, connection: Connection) -> None:
        if self._claims.touched:
            scopes, keys = zip(*sorted(self._claims.touched), strict=True)
            await QUERIES.delete_claims(connection, scopes=scopes, keys=keys)
            if held := self._claims.rows():
                columns = ("scopes", "keys", "froms", "tos", "streams")
                await QUERIES.insert_claims(connection, **dict(zip(columns, zip(*held, strict=True), strict=True)))
        moved = [head for head in self._heads.values() if head.rows]
        if moved or self._commands:
            await QUERIES.append(
                connection,
                **_columns(EVENT_COLUMNS, [row for head in moved for row in head.rows]),
                **_columns(COMMAND_COLUMNS, self._commands),
                **_columns(HEAD_COLUMNS, [head.row for head in moved]),
            )


EVENT_COLUMNS: Final = ("logs", "positions", "streams", "versions", "types", "times", "bodies", "chains", "traces")
COMMAND_COLUMNS: Final = ("ids", "hashes", "answers")
HEAD_COLUMNS: Final = ("heads", "head_positions", "head_chains", "head_times", "signed_positions", "signed_times")


def body_of(event: Event, data: bytes) -> bytes:
    """The event's bytes, as `Event.to_json` would write them, around its data's."""
    parts = {name: value for name, value in event.__dict__.items() if value is not None}
    parts["data"] = orjson.Fragment(data)
    return orjson.dumps(parts, option=orjson.OPT_UTC_Z)


def _columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Sequence[Any]]:
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())


SIGNING: Final = UUID("5c3c9f43-2b39-5a3e-9d1e-3a3f0f3e7a55")


RESTORED: Final = b""


def is_repeat(stored: bytes, given: bytes) -> bool:
    """Say whether a command is the one that was stored under its id.

    Of a command that came back from the topic nobody knows the body any more: whatever comes under its id is its repeat.
    """
    return stored in (given, RESTORED)


def genesis(source: str) -> bytes:
    """The chain before the first event of a log."""
    return hashlib.sha256(source.encode()).digest()


def link(chain: bytes, body: bytes) -> bytes:
    """The chain behind an event: SHA-256 over the chain before it and the event's bytes."""
    return hashlib.sha256(chain + body).digest()
