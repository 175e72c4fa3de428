"""`python -m bench.projecting WHAT …`: one process that projects, reads, or rebuilds; its last line says how it went.

Between them the figures differ in one thing: `read` takes the same records from the same topics through the same Pydantic
contracts and does nothing with them.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import io
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import uvloop
from aiokafka import TopicPartition

from bench import last_figures
from bench.copies import INSTALLATION
from contracts.reading import Reader
from contracts.topics import LogAddress, log_of
from infra.runtime import generations, replay
from infra.runtime.database import open_pool
from infra.runtime.digest import digest_generation
from infra.runtime.kafka import KafkaAddress, bounds
from infra.runtime.migrate import migrate
from infra.runtime.observability import configure_logging
from infra.runtime.projection import Projection
from infra.runtime.projector import Projector
from infra.runtime.reading import ReadModel
from infra.runtime.rows import RowWriter
from infra.runtime.service import Service, spare_the_collector

Answer = dict[str, Any]
LOOK_S = 0.005
POOL_SIZE = 4
FIGURES = "figures"
"""In place of a service: the one table that peers are given."""


@dataclass(frozen=True)
class Measured:
    """What is projected, from which logs of whose."""

    projection: Projection
    logs: Sequence[LogAddress]
    installation: str


def _measured(name: str, installation: str) -> Measured:
    if name == FIGURES:
        return Measured(last_figures.PROJECTION, [log_of(log) for log in last_figures.READS], installation)
    # Infra loads services by name; so does a bench that is told which one.
    service: Service = importlib.import_module(f"services.{name}.app").SERVICE
    return Measured(service.projection, [log_of(log) for log in service.reads], installation)


async def project(kafka: KafkaAddress, prefix: str, what: Measured, url: str) -> Answer:
    """Follow the topics to their ends with the service's own projector, into an empty read model."""
    async with await open_pool(url, size=POOL_SIZE) as pool:
        await migrate(pool)
        schema = await generations.add_generation(pool, what.projection, what.logs, installation=what.installation)
        await generations.activate(pool, what.projection.name, schema)
        model = ReadModel(pool, what.projection.name)
        projector = Projector(pool, kafka, model, what.projection, what.logs, prefix=prefix)
        ends = await _ends(kafka, prefix, what)
        spare_the_collector()
        with _counted() as took:
            running = asyncio.create_task(projector.run())
            while any(projector.offsets.get(log, -1) < end - 1 for log, end in ends.items()):
                if running.done():
                    running.result()
                await asyncio.sleep(LOOK_S)
            took.stop()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        return {**took.answer(sum(ends.values())), "rows": await _rows(pool, schema), "copied": await _copied(pool, schema)}


async def read(kafka: KafkaAddress, prefix: str, what: Measured, _: str) -> Answer:
    """Read the topics to their ends through the service's contracts."""
    reader = Reader(*what.projection.handles)
    ends = await _ends(kafka, prefix, what)
    spare_the_collector()
    with _counted() as took:
        topics = [log.topic(prefix) for log in what.logs]
        async with kafka.consumer(*topics) as consumer:
            left = sum(ends.values())
            while left:
                for records in (await consumer.getmany(timeout_ms=1000)).values():
                    for record in records:
                        reader.read(record.value or b"")
                    left -= len(records)
        took.stop()
    return took.answer(sum(ends.values()))


async def rebuild(kafka: KafkaAddress, prefix: str, what: Measured, url: str) -> Answer:
    """Fill a new generation from the topics and digest it, as `thidua rebuild` does; memory at each tenth of the way."""
    memory: list[int] = []
    async with await open_pool(url, size=POOL_SIZE) as pool:
        await migrate(pool)
        schema = await generations.add_generation(pool, what.projection, what.logs, installation=what.installation)
        total = sum((await _ends(kafka, prefix, what)).values())
        spare_the_collector()

        def show(events: int) -> None:
            if events * 10 >= total * (len(memory) + 1):
                memory.append(_rss())

        with _counted() as took:
            events = await replay.fill(pool, kafka, what.projection, schema, what.logs, prefix, show=show)
            filled = took.seconds()
            digest = await digest_generation(pool, schema)
            took.stop()
        rows = await _rows(pool, schema)
    return {**took.answer(events), "filled_s": filled, "digest": digest.total, "rows": rows, "memory": memory}


class _counted:  # noqa: N801 - reads as what it does
    """Wall clock, this process's processor time, and its memory."""

    def __enter__(self) -> _counted:
        self._began, self._used = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def seconds(self) -> float:
        return time.perf_counter() - self._began

    def stop(self) -> None:
        self._took, self._used = self.seconds(), time.process_time() - self._used

    def answer(self, events: int) -> Answer:
        return {"events": events, "seconds": self._took, "cpu_s": self._used, "rss_mib_max": _peak()}


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _rss() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 2**20


async def _ends(kafka: KafkaAddress, prefix: str, what: Measured) -> dict[str, int]:
    ends = {}
    for log in what.logs:
        partition = TopicPartition(log.topic(prefix), 0)
        async with kafka.consumer(partition.topic) as consumer:
            _, ends[log.log_id] = await bounds(consumer, partition)
    return ends


async def _rows(pool: asyncpg.Pool, schema: str) -> int:
    async with pool.acquire() as connection:
        tables = (await RowWriter.open(connection, schema)).tables
        return sum([await connection.fetchval(f'select count(*) from "{schema}"."{table}"') for table in tables])  # noqa: S608


async def _copied(pool: asyncpg.Pool, schema: str) -> float:
    """Rows a second that PostgreSQL takes by COPY, ready-made, into empty tables with the same columns and indexes."""
    rows, seconds = 0, 0.0
    async with pool.acquire() as connection:
        await connection.execute("create schema copied; set synchronous_commit = off")
        for table in (await RowWriter.open(connection, schema)).tables:
            await connection.execute(f'create table copied."{table}" (like "{schema}"."{table}" including all)')
            held = io.BytesIO()
            await connection.copy_from_table(table, schema_name=schema, output=held, format="binary")
            held.seek(0)
            began = time.perf_counter()
            done = await connection.copy_to_table(table, schema_name="copied", source=held, format="binary")
            seconds += time.perf_counter() - began
            rows += int(done.removeprefix("COPY "))
    return rows / seconds


WHAT: dict[str, Callable[..., Any]] = {"project": project, "read": read, "rebuild": rebuild}


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.projecting")
    parser.add_argument("what", choices=WHAT)
    for name in ("bootstrap", "prefix", "service", "url"):
        parser.add_argument(name)
    parser.add_argument("--installation", default=INSTALLATION)
    given = parser.parse_args()
    configure_logging("bench", format_="console", level="error")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        what = _measured(given.service, given.installation)
        answer = runner.run(WHAT[given.what](KafkaAddress(given.bootstrap, {}), given.prefix, what, given.url))
    sys.stdout.write(json.dumps(answer) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
