"""A played season's own events, multiplied: what projectors and rebuilds are measured on.

The season is that of the demo, played once for these sources and kept in the cache that checkouts share. Copy k of it is
the season of another province: every UUID is another, the authority (and with it season
ids and register numbers) is another, positions go on where copy k-1 ended. So keys and streams grow as they would, while
sizes, texts and the order of events stay those of a real season.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from aiokafka import AIOKafkaProducer

from contracts.reading import header_of
from contracts.topics import ALL_LOGS, log_of
from infra.local import golden
from infra.local.kafka import Kafka
from infra.local.places import ROOT, cache_directory
from infra.local.state import State
from infra.runtime.kafka import KafkaAddress
from infra.runtime.topics import ensure_topics

INSTALLATION: Final = "bac-lieu"
AUTHORITY: Final = b"bac-lieu"
# Sources of the demo's season, of what decides on it, and of what it is written in.
SOURCES: Final = ("contracts", "services", "infra/local/demo")
BATCH_BYTES: Final = 700_000
_ODD: Final = 0x9E3779B97F4B
_CHANGING: Final = re.compile(
    rb"(?P<uuid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
    rb'|(?P<sequence>(?<="sequence":")[0-9]{20})'
    rb"|(?P<authority>(?<!/)bac-lieu)"
)


def directory() -> Path:
    """Where the season of these sources is kept, one file a log."""
    sha = hashlib.sha256()
    for room in SOURCES:
        for file in sorted((ROOT / room).rglob("*.py")):
            sha.update(file.read_bytes())
    return cache_directory() / "season" / sha.hexdigest()[:16]


def play() -> None:
    """Play the demo's season once, and keep what its topics hold."""
    kept = directory()
    if kept.is_dir():
        return
    with tempfile.TemporaryDirectory(prefix="thidua-season-") as scratch:
        data = Path(scratch)
        data.chmod(0o755)  # PostgreSQL's account has to get in
        environment = {**os.environ, "THIDUA_DATA": str(data)}
        thidua = Path(sys.executable).with_name("thidua")
        subprocess.run([thidua, "demo", "--exit"], cwd=ROOT, env=environment, check=True, capture_output=True)
        with Kafka(data / "kafka") as kafka:
            fresh = kept.with_name(f"{kept.name}.{os.getpid()}")
            _take(KafkaAddress(kafka.bootstrap, {}), fresh)
            fresh.rename(kept)


def _take(kafka: KafkaAddress, fresh: Path) -> None:
    prefix = State().topic_prefix
    for log in ALL_LOGS:
        bodies = asyncio.run(golden.read_topic(kafka, log.topic(prefix)))
        first = {header_of(body).position: body for body in reversed(bodies)}
        golden.write([first[position] for position in sorted(first)], fresh / f"{log.log_id}.jsonl.gz")


class _Template:
    """An event with the places that change from copy to copy cut out."""

    def __init__(self, body: bytes) -> None:
        self._texts: list[bytes] = []
        self._changing: list[tuple[str, bytes]] = []
        end = 0
        for found in _CHANGING.finditer(body):
            assert found.lastgroup is not None
            self._texts.append(body[end : found.start()])
            self._changing.append((found.lastgroup, found[0]))
            end = found.end()
        self._end = body[end:]
        self.stream = header_of(body).subject.encode()

    def copy(self, number: int, shift: int, ids: dict[bytes, bytes]) -> bytes:
        parts = []
        for text, (kind, value) in zip(self._texts, self._changing, strict=True):
            parts += [text, _changed(kind, value, number, shift, ids)]
        return b"".join([*parts, self._end])


def _changed(kind: str, value: bytes, number: int, shift: int, ids: dict[bytes, bytes]) -> bytes:
    if kind == "sequence":
        return b"%020d" % (int(value) + shift)
    if kind == "authority":
        return b"%s-%05d" % (AUTHORITY, number) if number else AUTHORITY
    if value not in ids:
        # The last 48 bits alone: version, and what orders a UUIDv7 by time, stay.
        ids[value] = value[:24] + b"%012x" % (int(value[24:], 16) ^ (number * _ODD % (1 << 48)))
    return ids[value]


def copies(log: str, number: int) -> Iterator[tuple[bytes, bytes]]:
    """The events of `number` seasons one after another: key (the first season's stream, by copy) and body."""
    templates = [_Template(body) for body in golden.read(directory() / f"{log}.jsonl.gz")]
    for copy in range(number):
        ids: dict[bytes, bytes] = {}
        for template in templates:
            yield b"%s#%d" % (template.stream, copy), template.copy(copy, copy * len(templates), ids)


async def send(kafka: KafkaAddress, prefix: str, logs: Iterable[str], number: int) -> int:
    """Fill the topics of some logs with so many seasons, in batches such as the relay's; the number of events."""
    addresses = [log_of(log) for log in logs]
    await ensure_topics(kafka.bootstrap, prefix, logs=addresses)
    sent = 0
    async with kafka.producer() as producer:
        for address in addresses:
            sent += await _send(producer, address.topic(prefix), copies(address.log_id, number))
    return sent


async def _send(producer: AIOKafkaProducer, topic: str, events: Iterator[tuple[bytes, bytes]]) -> int:
    sent = 0
    batch = producer.create_batch()
    for key, body in events:
        if batch.append(key=key, value=body, timestamp=None) is None:
            await (await producer.send_batch(batch, topic, partition=0))
            batch = producer.create_batch()
            assert batch.append(key=key, value=body, timestamp=None) is not None
        sent += 1
    await (await producer.send_batch(batch, topic, partition=0))
    return sent


def seasons_for(logs: Sequence[str], events: int) -> int:
    """How many seasons of these logs together have about so many events."""
    season = sum(len(golden.read(directory() / f"{log}.jsonl.gz")) for log in logs)
    return max(1, round(events / season))
