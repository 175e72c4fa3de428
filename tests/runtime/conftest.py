"""The runtime's tests run a sample service, in processes of its own or part by part."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from infra.local.postgres import Postgres
from infra.runtime.event_log import EventLog
from infra.runtime.kafka import KafkaAddress
from infra.runtime.migrate import migrate
from infra.runtime.topics import ensure_topics
from tests.runtime import parts
from tests.system import System
from tests.zygote import Zygote

SAMPLE = {"registry": "tests.runtime.sample"}


def _running(directory: Path, postgres: Postgres, kafka: object, zygote: Zygote) -> Iterator[System]:
    running = System(directory, postgres, kafka.bootstrap, modules=SAMPLE, zygote=zygote)  # type: ignore[attr-defined]
    yield running
    running.stop()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres, kafka: object, zygote: Zygote) -> Iterator[System]:
    """A system for tests that harm nobody: one for all tests of a module."""
    yield from _running(tmp_path_factory.mktemp("shared"), postgres, kafka, zygote)


@pytest.fixture
def system(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres, kafka: object, zygote: Zygote) -> Iterator[System]:
    """A fresh system whose registry is the sample service."""
    yield from _running(tmp_path_factory.mktemp("system"), postgres, kafka, zygote)


@pytest.fixture(scope="session")
def tables(postgres: Postgres) -> str:
    """The URL of a database with the runtime's own tables, for all tests that need no process."""
    postgres.psql("CREATE DATABASE tests_runtime")
    url = postgres.url("tests_runtime")

    async def fill() -> None:
        async with asyncpg.create_pool(url, min_size=1, max_size=1) as pool:
            await migrate(pool)

    asyncio.run(fill())
    return url


@pytest.fixture
def database(postgres: Postgres, tables: str) -> str:
    """That database, emptied: far quicker than a clone, and no less empty."""
    postgres.psql(parts.EMPTY, "tests_runtime")
    return tables


@pytest.fixture
async def pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    """Connections to a database of this test's own, as a service has them."""
    async with asyncpg.create_pool(database, min_size=1, max_size=12, server_settings={"timezone": "UTC"}) as pool:
        yield pool


@pytest.fixture
async def other_pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    """Connections to the same database, as another process of the service has them."""
    async with asyncpg.create_pool(database, min_size=1, max_size=12, server_settings={"timezone": "UTC"}) as pool:
        yield pool


@pytest.fixture
async def log(pool: asyncpg.Pool) -> EventLog:
    """The sample's event log, open."""
    log = parts.event_log(pool)
    await log.open()
    return log


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A part that is cancelled while it connects leaves aiokafka's half-open connection to the garbage collector."""
    for item in items:
        if "kafka_address" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"))


@pytest.fixture
def kafka_address(kafka: object) -> Iterator[KafkaAddress]:
    yield KafkaAddress(kafka.bootstrap, {})  # type: ignore[attr-defined]
    gc.collect()  # here, where such a connection may be met, and not in somebody else's test


@pytest.fixture
async def prefix(kafka_address: KafkaAddress, topic_prefix: str) -> str:
    """A topic prefix of this test's own, whose registry topic is there."""
    await ensure_topics(kafka_address.bootstrap, topic_prefix, logs=[parts.REGISTRY])
    return topic_prefix


@pytest.fixture
def topic(prefix: str) -> str:
    return parts.REGISTRY.topic(prefix)
