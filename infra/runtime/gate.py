"""The gate before commands: closed until this process knows that its log and its topic tell one history.

It is the database's own gate: one that was started anew, or whose tables were made anew, may be an older copy, so the
first append to it finds the gate closed until log and topic were compared again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Literal

from aiokafka.errors import KafkaError

from infra.runtime.database import TROUBLE
from infra.runtime.errors import NotReady
from infra.runtime.observability import logger
from infra.runtime.relay import ForeignTopic, HistoryForked, Relay, TopicEmptied

RETRY_S: Final = 1.0
COMPARING: Final = "the log is being compared with its topic"
LOG = logger("gate")

Repair = Literal["restore", "republish"]
"""The command that an operator has to give before commands can be accepted again."""


class Gate:
    """Whether commands may be accepted, and if not, why, and what an operator has to do."""

    def __init__(self, *, opened: Callable[[], None] | None = None) -> None:
        """`opened` is called each time before the gate opens."""
        self.reason: str | None = COMPARING
        self.repair: Repair | None = None
        self._opened = opened
        self._database: str | None = None
        self._closed = asyncio.Event()

    def close(self, reason: str) -> None:
        self.reason = reason
        self._closed.set()

    def require_open(self) -> None:
        """Refuse while the gate is closed."""
        if self.reason is not None:
            raise NotReady(reason=self.reason)

    def require_open_for(self, database: str) -> None:
        """Refuse while the gate is closed, and where this is not the database that was compared: then close it.

        Raises:
            NotReady: nothing may be appended now.
        """
        self.require_open()
        self.notice(database)
        self.require_open()

    def notice(self, database: str) -> None:
        """Close where this is not the database that was compared."""
        if self.reason is None and database != self._database:
            LOG.warning("gate.database_changed", compared=self._database, found=database)
            self.close(COMPARING)

    async def run(self, relays: Sequence[Relay], database: Callable[[], Awaitable[str]]) -> None:
        """Compare each log with its topic until they agree; open then, and open again after a repair.

        `database` tells which database this is.

        Raises:
            ForeignTopic: a topic carries another log; nothing that this process could do would mend it.
        """
        while True:
            self._closed.clear()
            if self.reason is not None:
                await self.check(relays, database)
            await self._wait()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(RETRY_S):
                await self._closed.wait()
        except TimeoutError:
            return

    async def check(self, relays: Sequence[Relay], database: Callable[[], Awaitable[str]]) -> None:
        """Compare once, and open or close accordingly."""
        try:
            # Asked first: a database that is exchanged during the comparison must not pass for the one compared.
            compared = await database()
            for relay in relays:
                await relay.check()
        except (HistoryForked, TopicEmptied) as error:
            if str(error) != self.reason:
                LOG.error("gate.closed", reason=str(error))
            self.reason = str(error)
            self.repair = "restore" if isinstance(error, HistoryForked) else "republish"
        except ForeignTopic:
            raise
        except (KafkaError, *TROUBLE) as error:
            self.reason = f"the log cannot be compared with its topic yet: {error!r}"
            self.repair = None
            LOG.warning("gate.waiting", error=repr(error))
        else:
            self._database = compared
            if self._opened is not None:
                self._opened()
            self.reason = self.repair = None
            LOG.info("gate.opened")
