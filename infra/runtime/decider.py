"""The decider loop: load, fold, decide, append with the expected versions, and again if somebody was faster."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

from contracts.base import VIETNAM, Contract, Event, Fact
from contracts.reading import Reader
from infra.runtime import metrics, tracing
from infra.runtime.appender import Appender
from infra.runtime.decisions import Caller, Category, Context, KeptFile, Stream
from infra.runtime.doors import Door
from infra.runtime.errors import (
    IdempotencyKeyReused,
    Problem,
    Refusal,
    StaleVersion,
    TooMuchContention,
    VersionRequired,
)
from infra.runtime.event_log import QUERIES
from infra.runtime.proposals import Accepted, Moved, Proposal, Refused, is_repeat
from infra.runtime.reading import ReadModel
from infra.runtime.seen import write_seen
from infra.runtime.turns import Turns

ATTEMPTS_MAX: Final = 16
FORBIDDEN: Final = 403
CACHE_BYTES_MAX: Final = 64 * 1024 * 1024
_NO_SPAN: Final = nullcontext()


@dataclass(frozen=True, slots=True)
class Order:
    """A command as it came in: who gave it and when, under which id, and what it must have seen."""

    command: Contract
    command_id: UUID
    request_hash: bytes
    caller: Caller
    at: datetime
    needed: Mapping[str, int]
    if_match: int | None = None
    may_omit_version: bool = False
    correlation_id: UUID | None = None
    causation_id: UUID | None = None
    traceparent: str | None = None


@dataclass(slots=True)
class _Folded:
    version: int
    state: Any
    size_bytes: int


class Decider:
    """Runs commands through their doors against this service's own log."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        appender: Appender,
        model: ReadModel,
        *,
        categories: Sequence[Category[Any]],
        own_logs: Sequence[str],
        own_projected: Collection[str] = (),
        require_open: Callable[[], None] | None = None,
        kept_files: Callable[[Collection[str]], Awaitable[Mapping[str, KeptFile]]] | None = None,
    ) -> None:
        """`own_projected` are the own logs that the read model follows.

        `require_open` raises while nothing may be decided, because the log may not be what it was.

        `kept_files` says what the file store has of the files that a command cites.
        """
        self._require_open = require_open
        self._kept_files = kept_files
        self._pool = pool
        self._appender = appender
        self._model = model
        self._own_logs = frozenset(own_logs)
        self._own_projected = frozenset(own_projected)
        self._readers = {category.name: Reader(*category.facts) for category in categories}
        self._folds: OrderedDict[str, _Folded] = OrderedDict()
        self._folds_bytes = 0
        self._turns = Turns()

    async def execute(self, door: Door, order: Order) -> Accepted:
        """Decide a command and append what it leads to; a repeat gets its first answer.

        Raises:
            Refusal: the domain says no, or a claim is taken. Nothing was changed.
            StaleVersion: the thing edited is not in the version that the client read.
            NotSeenYet, TooMuchContention, NotReady: try again.
        """
        began, outcome = time.perf_counter(), "failed"
        try:
            accepted = await self._traced(door, order if door.hashed else replace(order, request_hash=hash_of(door.name, b"")))
            if door.aside is not None:
                accepted = await self._told_aside(door, order, accepted)
            outcome = "repeated" if accepted.repeated else "accepted"
            return accepted
        except Problem as problem:
            outcome = "unavailable" if problem.can_retry else "refused"
            raise
        finally:
            metrics.command(door.name, outcome, time.perf_counter() - began)

    async def _traced(self, door: Door, order: Order) -> Accepted:
        if not door.traced:
            return await self._execute(door, order if order.traceparent is None else replace(order, traceparent=None))
        if not tracing.is_on():
            return await self._execute(door, order)
        with tracing.span(f"command {door.name}", order.traceparent, door=door.name) as span:
            try:
                carried = order if span.traceparent == order.traceparent else replace(order, traceparent=span.traceparent)
                accepted = await self._execute(door, carried)
            except Exception as error:
                span.failed(getattr(error, "code", type(error).__name__))
                raise
            span.note(repeated=accepted.repeated)
            return accepted

    async def _execute(self, door: Door, order: Order) -> Accepted:
        if self._require_open is not None:
            # Reactors come this way too: on a log that was not restored yet they would be refused what they are due.
            self._require_open()
        context, seen = await self._context(door, order)
        streams = door.streams(order.command)
        # The versions make it right; the queue makes it fair: without it the fast starve the slow. It is the main
        # stream's alone: everybody reads the one document that a hundred registrations cite.
        main = streams[0]
        if self._turns.taken(main.name):
            await self._turns.wait(main.name)
        try:
            shared = None if door.shared is None else door.shared(order.command, await self.state_of(main))
            if shared is None:
                return await self._settle(door, order, context, seen, streams)
            # Always behind the main stream's, so nobody waits for whoever waits for them.
            if self._turns.taken(shared.name):
                await self._turns.wait(shared.name)
            try:
                return await self._settle(door, order, context, seen, (*streams, shared))
            finally:
                self._turns.end(shared.name)
        finally:
            self._turns.end(main.name)

    async def _settle(self, door: Door, order: Order, context: Context[Any], seen: str, streams: Sequence[Stream]) -> Accepted:
        # What is kept is mostly the newest, and the append finds out under the head's lock: asking first would cost
        # every command a round trip.
        folded, asked, moved = self._kept(streams), False, 0
        span = tracing.span if door.traced and tracing.is_on() else _untraced
        while moved < ATTEMPTS_MAX:
            try:
                with span("decide"):
                    proposal, after = self._decide(door, order, context, seen, streams, folded)
            except Problem as refused:
                if asked:
                    return await self._answered(order, refused)
                # Nobody is refused on what may be over.
                folded, asked = await self._load(streams), True
                continue
            with span("append"):
                outcome = await self._appender.append(proposal)
            match outcome:
                case Accepted() as accepted:
                    if not accepted.repeated:
                        self._keep(proposal, after)
                    return accepted
                case Refused(problem):
                    raise problem
                case Moved():
                    moved += 1
                    metrics.OVERTAKEN.labels(door.name).inc()
                    if asked:
                        self._forget(streams)
                    folded, asked = await self._load(streams), True
        raise TooMuchContention

    async def _context(self, door: Door, order: Order) -> tuple[Context[Any], str]:
        at = order.at.astimezone(VIETNAM)
        cited = () if door.cites is None else door.cites(order.command)
        files = await self._kept_files(cited) if cited and self._kept_files is not None else {}
        if door.known is None:
            return Context(at, order.caller, None, files), ""
        # Own events are folded from the log itself; what has to be waited for is what others said.
        needed = {log: position for log, position in order.needed.items() if log not in self._own_logs}
        if door.reads_own:
            heads = await QUERIES.heads(self._pool)
            needed |= {row["log"]: row["position"] for row in heads if row["log"] in self._own_projected}
        async with self._model.at(needed) as read:
            known = await door.known(order.command, order.caller, read)
            foreign = {log: position for log, position in read.cut.items() if log not in self._own_logs}
        return Context(at, order.caller, known, files), write_seen(foreign)

    def _decide(
        self,
        door: Door,
        order: Order,
        context: Context[Any],
        seen: str,
        streams: Sequence[Stream],
        folded: Mapping[str, _Folded],
    ) -> tuple[Proposal, dict[str, _Folded]]:
        try:
            facts = list(door.decide(order.command, context, *(folded[s.name].state for s in streams)))
        except Refusal as refusal:
            # A stranger is not told which version there is; anybody else's edit of an old one is that, before all else.
            if refusal.status != FORBIDDEN:
                _require_version(door, order, folded[streams[0].name].state)
            raise
        _require_version(door, order, folded[streams[0].name].state)
        after = _evolved(streams, folded, facts)
        proposal = Proposal(
            command_id=order.command_id,
            request_hash=order.request_hash,
            expected={name: fold.version for name, fold in folded.items()},
            facts=facts,
            at=context.at,
            actor=order.caller.person,
            authority=order.caller.authority,
            correlation_id=order.correlation_id,
            causation_id=order.causation_id,
            seen=seen,
            traceparent=order.traceparent,
            edited=None if door.edited is None else door.edited(order.command, after[streams[0].name].state),
            aside=None if door.aside is None else door.aside(order.command, *(folded[s.name].state for s in streams)),
        )
        return proposal, after

    async def _answered(self, order: Order, problem: Problem) -> Accepted:
        # Refusals are not stored; but a command that was accepted before gets its first answer, whatever may be said of
        # it today.
        for row in await QUERIES.stored_commands(self._pool, ids=[order.command_id]):
            if not is_repeat(row["request_hash"], order.request_hash):
                raise IdempotencyKeyReused
            return Accepted(row["answer"], repeated=True)
        raise problem

    async def _told_aside(self, door: Door, order: Order, accepted: Accepted) -> Accepted:
        assert door.aside is not None
        streams = door.streams(order.command)
        folded = await self._load(streams)
        aside = door.aside(order.command, *(folded[s.name].state for s in streams))
        if accepted.repeated and not await aside.is_kept(self._pool):
            raise IdempotencyKeyReused
        return replace(accepted, answer=orjson.dumps({**orjson.loads(accepted.answer), **aside.told}))

    def _kept(self, streams: Sequence[Stream]) -> dict[str, _Folded]:
        """What this process knows of the streams, without asking; a stream that it does not know as if it were new."""
        folded = {}
        for stream in streams:
            fold = self._folds.get(stream.name)
            if fold is None:
                fold = _Folded(0, stream.category.initial, 0)
            else:
                self._folds.move_to_end(stream.name)
            folded[stream.name] = fold
        return folded

    async def _load(self, streams: Sequence[Stream]) -> dict[str, _Folded]:
        by_name = {stream.name: stream for stream in streams}
        folded = self._kept(streams)
        names = sorted(by_name)
        rows = await QUERIES.streams_since(self._pool, streams=names, versions=[folded[n].version for n in names])
        for row in rows:
            name = row["stream"]
            category, fold = by_name[name].category, folded[name]
            event = self._readers[category.name].read(row["body"])
            # Unknown to `evolve`, but a version all the same: a signed head, or a type of a newer release.
            state = category.evolve(fold.state, event.data) if isinstance(event, Event) else fold.state
            folded[name] = _Folded(row["version"], state, fold.size_bytes + len(row["body"]))
        for name, fold in folded.items():
            self._remember(name, fold)
        return folded

    async def state_of(self, stream: Stream) -> Any:
        """What a stream says as its log stands now: for a query that asks what a decision would find. Nothing is written."""
        return (await self._load((stream,)))[stream.name].state

    def _keep(self, proposal: Proposal, after: Mapping[str, _Folded]) -> None:
        # A public fact's stream is written beside the decision, never read by one.
        names = {name for name in proposal.streams if name in after}
        for name, data in zip(proposal.streams, proposal.data, strict=True):
            if name in names:
                after[name].size_bytes += len(data)  # made with the decision, and its own
        for name in names:
            self._remember(name, after[name])

    def _remember(self, name: str, fold: _Folded) -> None:
        self._forget_one(name)
        if fold.version == 0:
            return
        self._folds[name] = fold
        self._folds_bytes += fold.size_bytes
        while self._folds_bytes > CACHE_BYTES_MAX:
            _, oldest = self._folds.popitem(last=False)
            self._folds_bytes -= oldest.size_bytes

    def forget_all(self) -> None:
        """Fold every stream from its beginning again: the database may be another one than that which was read."""
        self._folds.clear()
        self._folds_bytes = 0

    def _forget(self, streams: Sequence[Stream]) -> None:
        for stream in streams:
            self._forget_one(stream.name)

    def _forget_one(self, name: str) -> None:
        if fold := self._folds.pop(name, None):
            self._folds_bytes -= fold.size_bytes


def _untraced(_: str) -> AbstractContextManager[Any]:
    return _NO_SPAN


def _evolved(streams: Sequence[Stream], folded: Mapping[str, _Folded], facts: Sequence[Fact]) -> dict[str, _Folded]:
    categories = {stream.name: stream.category for stream in streams}
    after = dict(folded)
    for fact in facts:
        stream = fact.stream
        if stream not in categories:
            if fact.log == "public":
                continue
            raise RuntimeError(f"{type(fact).__name__} goes to {stream}, which its door does not name")
        fold = after[stream]
        after[stream] = _Folded(fold.version + 1, categories[stream].evolve(fold.state, fact), fold.size_bytes)
    return after


def _require_version(door: Door, order: Order, state: Any) -> None:
    """Refuse an edit of another version of the thing than the one that is there."""
    if door.edited is None:
        return
    current = door.edited(order.command, state)
    if order.if_match is None and current > 0 and not order.may_omit_version:
        raise VersionRequired(current=current)
    if order.if_match is not None and order.if_match != current:
        raise StaleVersion(current=current)


def hash_of(name: str, body: bytes) -> bytes:
    """What tells a repeated command from another one under the same key: its name and its exact bytes."""
    return hashlib.sha256(name.encode() + b"\0" + body).digest()
