"""The event log: one order a log, appended under its head's lock, chained, and never changed.

A proposal is what one command wants to add. `EventLog.append` takes a list of them into one transaction: under the
head lock it finds repeated commands, moved streams and taken claims by SELECT, gives these their own answers and
appends the rest. Positions are gapless and in commit order because every writer holds the head's row until it commits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import asyncpg

from contracts.base import Fact
from contracts.topics import LogAddress
from infra.runtime import metrics, steps
from infra.runtime.clock import Clock
from infra.runtime.decisions import Claim, Release
from infra.runtime.group import Group, Head, Means
from infra.runtime.hashing import genesis
from infra.runtime.heads import HeadSigner
from infra.runtime.paths import HERE
from infra.runtime.proposals import Accepted, Moved, Outcome, Proposal
from infra.runtime.sql import Connection, queries_of

QUERIES = queries_of(HERE / "event_log.sql")


class ForeignDatabase(Exception):
    """The database holds the log of another installation or service."""


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
        self._means = Means(installation, addresses, claims, signer)
        self._clock = clock
        self._sources = {a.log_id: a.source(installation) for a in addresses.values()}
        # Where our last append left the log, and whether it had found it where the one before had left it: then nobody
        # else seems to write.
        self._left: dict[str, Head] = {}
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

    def forget(self) -> None:
        """Ask before the next append: where the last one left the log may be of another database."""
        self._left, self._alone = {}, False

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
        group = Group(self._means, {head.log: head}, self._clock.now())
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
            heads = {row["log"]: Head(**row) for row in await QUERIES.lock_heads(connection, logs=self.log_ids)}
            if self._guard is not None:
                for head in heads.values():
                    self._guard(head.database)
            await steps.reached("append.locked")
            found = {log: head.as_written() for log, head in heads.items()}
            group = Group(self._means, heads, self._clock.now())
            await group.load(connection, proposals)
            outcomes = [group.take(proposal) for proposal in proposals]
            group.sign_heads(everything=sign)
            for proposal, outcome in zip(proposals, outcomes, strict=True):
                if proposal.aside is not None and isinstance(outcome, Accepted) and not outcome.repeated:
                    await proposal.aside.keep(connection)
                    await steps.reached("append.kept_aside")
            await group.write(connection)
            await steps.reached("append.written")
        alone = found == self._left
        await self._appended(heads)
        self._alone = alone
        return outcomes

    async def _appended(self, heads: Mapping[str, Head]) -> None:
        self._left = {log: head.as_written() for log, head in heads.items()}
        for head in heads.values():
            metrics.APPENDED.labels(head.log).inc(len(head.rows))
        await steps.reached("append.committed")

    async def database(self) -> str:
        """Which database this is; it changes with each start of PostgreSQL."""
        return str(await QUERIES.database(self._pool))

    async def announce(self) -> None:
        """Wake relays in other processes. After the commit: NOTIFY inside it takes a lock of the whole cluster."""
        await QUERIES.announce(self._pool)
