"""Another service's voice: a test that runs one service writes what the others say straight to their topics."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime

from aiokafka import AIOKafkaProducer

from contracts.base import Fact
from contracts.examples import envelope_of
from contracts.heads import HeadSigned
from contracts.topics import log_of
from infra.runtime.ids import uuid7
from tests.system import System


class Voice:
    """Speaks for the services that do not run: gapless positions, one record an event, in order."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._positions: Counter[str] = Counter()
        self._versions: Counter[str] = Counter()
        self._sent: list[tuple[str, bytes, bytes]] = []

    def says(self, *facts: Fact, authority: str, at: datetime | None = None) -> str:
        """Let each fact's own service say it; the token that covers all that was said so far."""
        at = at or datetime.now(UTC)
        records = []
        for fact in facts:
            log = log_of(fact.log_id if isinstance(fact, HeadSigned) else fact.type.split(".")[2])
            self._positions[log.log_id] += 1
            self._versions[fact.stream] += 1
            event = envelope_of(
                fact,
                id=uuid7(at),
                source=log.source("test"),
                time=at,
                sequence=f"{self._positions[log.log_id]:020}",
                streamversion=self._versions[fact.stream],
                authority=authority,
                seen=self.seen or None,
            )
            records.append((log.topic(self._system.prefix), fact.stream.encode(), event.to_json()))
        self._sent += records
        asyncio.run(self._send(records))
        return self.seen

    def repeats_everything(self) -> None:
        """Send all that was ever said again, as a relay may that lost its cursor."""
        asyncio.run(self._send(self._sent))

    @property
    def seen(self) -> str:
        return ",".join(f"{log}@{position}" for log, position in sorted(self._positions.items()))

    async def _send(self, records: list[tuple[str, bytes, bytes]]) -> None:
        producer = AIOKafkaProducer(bootstrap_servers=self._system.bootstrap, acks="all", enable_idempotence=True)
        await producer.start()
        try:
            for topic, key, body in records:
                await producer.send_and_wait(topic, body, key=key, partition=0)
        finally:
            await producer.stop()
