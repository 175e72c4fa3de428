"""One append in the making: what is so under the head's lock, and what a group of commands adds to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

import orjson

from contracts.base import Fact
from contracts.topics import LogAddress, log_of
from infra.runtime.claims import ClaimTable
from infra.runtime.decisions import Claim, Release
from infra.runtime.envelope import attributes_of, body_of
from infra.runtime.errors import EventTooLarge, IdempotencyKeyReused
from infra.runtime.hashing import link
from infra.runtime.heads import HeadSigner
from infra.runtime.ids import uuid7
from infra.runtime.paths import HERE
from infra.runtime.proposals import Accepted, Moved, Outcome, Proposal, Refused, is_repeat
from infra.runtime.sql import Connection, queries_of

QUERIES = queries_of(HERE / "group.sql")
EVENT_BYTES_MAX: Final = 512 * 1024
TICK: Final = timedelta(microseconds=1)
SIGNING: Final = UUID("5c3c9f43-2b39-5a3e-9d1e-3a3f0f3e7a55")


@dataclass(frozen=True, slots=True)
class Means:
    """What a service's logs are written by: the address of each, which claims a fact makes, who signs heads."""

    installation: str
    addresses: Mapping[str, LogAddress]
    claims: Callable[[Fact], Iterable[Claim | Release]]
    signer: HeadSigner


@dataclass(slots=True)
class Head:
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

    def as_written(self) -> Head:
        """The same place, as the next transaction will find it."""
        return replace(self, rows=[])


class Group:
    """One append transaction in the making: what is so under the head lock, and what the group adds to it."""

    def __init__(self, by: Means, heads: dict[str, Head], now: datetime) -> None:
        self._by = by
        self._heads = dict(sorted(heads.items()))
        self._now = now.astimezone(UTC)
        self._stored: dict[UUID, tuple[bytes, bytes]] = {}
        self._versions: dict[str, int] = {}
        self._claims = ClaimTable()
        self._claimless = False
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
        claims = (claim for p in proposals for fact in p.facts for claim in self._by.claims(fact))
        self._claims = await ClaimTable.on(connection, claims)

    def assume(self, proposals: Sequence[Proposal]) -> bool:
        """Take the streams for what the decisions rest on; False where more has to be done: a claim, another stream, an aside."""
        for proposal in proposals:
            for stream, version in proposal.expected.items():
                self._versions.setdefault(stream, version)
        self._assumed = dict(self._versions)
        self._claimless = not any(map(self._has_more, proposals))
        return self._claimless

    def _has_more(self, proposal: Proposal) -> bool:
        if proposal.aside is not None:
            return True
        for stream, fact in zip(proposal.streams, proposal.facts, strict=True):
            if stream not in self._assumed or fact.signs_head or next(iter(self._by.claims(fact)), None) is not None:
                return True
        return False

    def take(self, proposal: Proposal) -> Outcome:
        if stored := self._stored.get(proposal.command_id):
            request_hash, answer = stored
            if is_repeat(request_hash, proposal.request_hash):
                return Accepted(answer, repeated=True)
            return Refused(IdempotencyKeyReused())
        if any(self._versions.get(stream, 0) != version for stream, version in proposal.expected.items()):
            return Moved()
        claims = self._claims
        if not self._claimless:
            claims = self._claims.copy()
            for stream, fact in zip(proposal.streams, proposal.facts, strict=True):
                for claim in self._by.claims(fact):
                    if not claims.apply(stream, claim):
                        assert isinstance(claim, Claim), "a release takes nothing"
                        return Refused(claim.taken(scope=claim.scope, key=claim.said or claim.key))
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
        answer: dict[str, Any] = {
            "events": [
                self._put(self._heads[self._by.addresses[fact.log].log_id], fact, stream, data, proposal)
                for fact, stream, data in zip(proposal.facts, proposal.streams, proposal.data, strict=True)
            ],
            "seen": ",".join([f"{log}@{head.position}" for log, head in self._heads.items()]),
        }
        if proposal.edited is not None:
            answer["version"] = proposal.edited
        return orjson.dumps(answer)

    def _put(self, head: Head, fact: Fact, stream: str, data: bytes, by: Proposal) -> dict[str, Any]:
        """Number, chain and keep a fact's event; what its command's answer says of it."""
        head.recorded_at = max(self._now, head.recorded_at + TICK)
        head.position += 1
        version = self._versions.get(stream, 0) + 1
        self._versions[stream] = version
        # The public feed names nobody, not even by an opaque id; its event's command leads back to who it was.
        actor = by.actor if fact.log == "main" else f"system:{log_of(head.log).service}"
        envelope = attributes_of(
            fact,
            by,
            id=uuid7(head.recorded_at),
            source=head.source,
            stream=stream,
            version=version,
            position=head.position,
            time=head.recorded_at,
            actor=actor,
        )
        body = body_of(envelope, data)
        head.chain = link(head.chain, body)
        head.rows.append(
            (head.log, head.position, stream, version, fact.type, head.recorded_at, body, head.chain, by.traceparent)
        )
        if fact.signs_head:
            self._sign.add(head.log)
        return {
            "log": head.log,
            "position": head.position,
            "stream": stream,
            "version": version,
            "type": fact.type,
            "id": envelope["id"],
        }

    def sign_heads(self, *, everything: bool) -> None:
        for head in self._heads.values():
            moved = head.position > head.signed_position
            if moved and (everything or head.log in self._sign):
                fact = self._by.signer.sign(head.log, head.source, head.position, head.chain)
                command = uuid5(SIGNING, f"{head.source}@{head.position}")
                installation = self._by.installation
                by = Proposal(command, b"", {}, [fact], self._now, "system:heads", installation)
                self._put(head, fact, by.streams[0], by.data[0], by)
                head.signed_position, head.signed_at = head.position, head.recorded_at

    async def write_next(self, connection: Connection, left: Head) -> bool:
        """Write all in one statement behind the head that was left; False, and nothing written, where it is another."""
        [head] = self._heads.values()
        columns = _columns(EVENT_COLUMNS, head.rows)
        for counted in ("logs", "positions", "times"):
            del columns[counted]
        if not any(columns["traces"]):
            columns["traces"] = ()  # a shorter array ends with null, and costs nothing
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
                # Of a group that is numbered at one time: each event stands a tick behind the one before it.
                first_time=head.rows[0][5] if head.rows else head.recorded_at,
                **columns,
                **_columns(COMMAND_COLUMNS, self._commands),
            )
        )

    async def write(self, connection: Connection) -> None:
        await self._claims.write(connection)
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


def _columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Sequence[Any]]:
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
