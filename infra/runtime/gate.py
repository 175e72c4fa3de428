"""The gate before commands: closed until this process knows that its log and its topic tell one history."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from aiokafka.errors import KafkaError

from infra.runtime.database import TROUBLE
from infra.runtime.errors import NotReady
from infra.runtime.observability import logger
from infra.runtime.relay import ForeignTopic, HistoryForked, Relay, TopicEmptied

RETRY_S: Final = 1.0
LOG = logger("gate")


class Gate:
    """Whether commands may be accepted, and if not, why."""

    def __init__(self) -> None:
        self.reason: str | None = "the log is being compared with its topic"

    def close(self, reason: str) -> None:
        self.reason = reason

    def require_open(self) -> None:
        """Refuse while the gate is closed."""
        if self.reason is not None:
            raise NotReady(reason=self.reason)

    async def run(self, relays: Sequence[Relay]) -> None:
        """Compare each log with its topic until they agree; open then, and open again after a repair.

        Raises:
            ForeignTopic: a topic carries another log; nothing that this process could do would mend it.
        """
        while True:
            if self.reason is not None:
                await self._check(relays)
            await asyncio.sleep(RETRY_S)

    async def _check(self, relays: Sequence[Relay]) -> None:
        try:
            for relay in relays:
                await relay.check()
        except (HistoryForked, TopicEmptied) as error:
            if str(error) != self.reason:
                LOG.error("gate.closed", reason=str(error))
            self.reason = str(error)
        except ForeignTopic:
            raise
        except (KafkaError, *TROUBLE) as error:
            self.reason = f"the log cannot be compared with its topic yet: {error!r}"
            LOG.warning("gate.waiting", error=repr(error))
        else:
            self.reason = None
            LOG.info("gate.opened")
