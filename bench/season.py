"""A played season's own events, multiplied: what projectors and rebuilds are measured on.

The season is that of the demo, played once for these sources and kept in the cache that checkouts share.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from aiokafka import AIOKafkaProducer

from bench.copies import copies
from contracts.reading import header_of
from contracts.topics import ALL_LOGS, log_of
from infra.local import golden, processes
from infra.local.faults import tail
from infra.local.kafka import Kafka
from infra.local.places import ROOT, cache_directory
from infra.local.state import State
from infra.runtime.kafka import KafkaAddress
from infra.runtime.topics import ensure_topics

# Sources of the demo's season, of what decides on it, and of what it is written in.
SOURCES: Final = ("contracts", "services", "infra/local/demo")
DEMO_STOP_S_MAX: Final = 20.0


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
        _run([thidua, "demo", "--exit"], environment, data / "demo.log")
        with Kafka(data / "kafka") as kafka:
            fresh = kept.with_name(f"{kept.name}.{os.getpid()}")
            _take(KafkaAddress(kafka.bootstrap, {}), fresh)
            fresh.rename(kept)


def _run(command: list[str | Path], environment: dict[str, str], log: Path) -> None:
    with log.open("wb") as output:
        demo = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        code = demo.wait()
    finally:
        processes.end(demo, signal.SIGTERM, DEMO_STOP_S_MAX)
    if code:
        raise RuntimeError(f"the demo's season was not played:\n{tail(log)}")


def _take(kafka: KafkaAddress, fresh: Path) -> None:
    prefix = State().topic_prefix
    for log in ALL_LOGS:
        bodies = asyncio.run(golden.read_topic(kafka, log.topic(prefix)))
        first = {header_of(body).position: body for body in reversed(bodies)}
        golden.write([first[position] for position in sorted(first)], fresh / f"{log.log_id}.jsonl.gz")


def played(log: str) -> list[bytes]:
    """The events that a played season left in a log."""
    return golden.read(directory() / f"{log}.jsonl.gz")


async def send(kafka: KafkaAddress, prefix: str, logs: Iterable[str], number: int) -> int:
    """Fill the topics of some logs with so many seasons, in batches such as the relay's; the number of events."""
    addresses = [log_of(log) for log in logs]
    await ensure_topics(kafka.bootstrap, prefix, logs=addresses)
    sent = 0
    async with kafka.producer() as producer:
        for address in addresses:
            sent += await _send(producer, address.topic(prefix), copies(address.log_id, played(address.log_id), number))
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
    season = sum(len(played(log)) for log in logs)
    return max(1, round(events / season))
