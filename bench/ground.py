"""What a scenario stands on: a PostgreSQL and a Kafka of its own, fresh databases and topics, programs beside it."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from infra.local.kafka import Kafka
from infra.local.places import ROOT
from infra.local.postgres import Postgres
from infra.runtime.database import open_pool
from infra.runtime.kafka import KafkaAddress

POOL_SIZE = 12
PROGRAM_S_MAX = 600.0


class ProgramFailed(Exception):
    """A program that should have measured something ended with an error; its last words are in the message."""


@dataclass(frozen=True)
class Ground:
    """One run's ground: `directory` is empty and goes away with it, the servers are those of the whole bench."""

    directory: Path
    postgres: Postgres
    kafka: Kafka
    stack: AsyncExitStack

    async def database(self) -> str:
        """Make an empty database, dropped when the run ends; its URL."""
        name = f"bench_{uuid.uuid4().hex[:12]}"
        await asyncio.to_thread(self.postgres.psql, f"CREATE DATABASE {name}")
        self.stack.push_async_callback(asyncio.to_thread, self.postgres.psql, f"DROP DATABASE {name} WITH (FORCE)")
        return self.postgres.url(name)

    async def pool(self, url: str, size: int = POOL_SIZE) -> asyncpg.Pool:
        """A pool such as the services have, closed when the run ends."""
        pool = await open_pool(url, size=size)
        self.stack.push_async_callback(pool.close)
        return pool

    def topic_prefix(self) -> str:
        return f"bench-{uuid.uuid4().hex[:12]}"

    @property
    def kafka_address(self) -> KafkaAddress:
        return KafkaAddress(self.kafka.bootstrap, {})

    async def program(self, *command: str | Path, patience_s: float = PROGRAM_S_MAX) -> dict[str, Any]:
        """Run a program to its end; the JSON object that its last line of output is.

        Raises:
            ProgramFailed: it ended with an error, or took longer than `patience_s`.
        """
        process = await asyncio.create_subprocess_exec(
            *map(str, command),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=ROOT,
        )
        try:
            async with asyncio.timeout(patience_s):
                output, errors = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        lines = output.decode().strip().splitlines()
        if process.returncode or not lines:
            raise ProgramFailed(f"{command[0]} ended with {process.returncode}:\n{errors.decode()[-2000:]}")
        answer: dict[str, Any] = json.loads(lines[-1])
        return answer


@asynccontextmanager
async def ground(directory: Path, postgres: Postgres, kafka: Kafka) -> AsyncIterator[Ground]:
    """A run's ground; what the run made is gone behind it."""
    await asyncio.to_thread(directory.mkdir)
    async with AsyncExitStack() as stack:
        yield Ground(directory, postgres, kafka, stack)
