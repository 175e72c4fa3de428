"""Wait for PostgreSQL and Kafka at the start, saying so, and give up after a bound."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import asyncpg
from aiokafka.errors import KafkaError

from contracts.topics import LogAddress
from infra.runtime.database import TROUBLE, is_infrastructure, open_pool
from infra.runtime.kafka import KafkaAddress
from infra.runtime.observability import logger
from infra.runtime.settings import Settings
from infra.runtime.topics import check_topics

RETRY_S: Final = 0.5
LOG = logger("start")
Result = TypeVar("Result")


class StartFailed(Exception):
    """The service cannot start; the message says in both languages what is missing."""


async def connect(settings: Settings, *, pool_size: int) -> asyncpg.Pool:
    """A pool on the service's database, once that answers."""

    async def attempt() -> asyncpg.Pool:
        return await open_pool(str(settings.database_url), size=pool_size)

    return await _until(_postgres(settings), settings.start_timeout_s, attempt, (*TROUBLE, TimeoutError))


async def topics_ready(settings: Settings, kafka: KafkaAddress, logs: tuple[LogAddress, ...]) -> None:
    """Return once Kafka answers and has the topics of these logs, with the settings that history needs."""

    async def attempt() -> None:
        await check_topics(kafka.bootstrap, settings.topic_prefix, logs=logs, **kafka.security)

    await _until(_kafka(kafka), settings.start_timeout_s, attempt, (OSError, KafkaError, TimeoutError))


async def prepared(settings: Settings, kafka: KafkaAddress, prepare: Callable[[], Awaitable[Result]]) -> Result:
    """What `prepare` makes of the database, begun again where PostgreSQL or Kafka goes away meanwhile.

    What is wrong with the database itself (a statement refused, a history that is not ours) is raised as it is.
    """

    async def attempt() -> Result:
        try:
            return await prepare()
        except TROUBLE as error:
            if is_infrastructure(error):
                raise _WentAway(str(error) or repr(error)) from error
            raise

    what = f"{_postgres(settings)}, {_kafka(kafka)}"
    return await _until(what, settings.start_timeout_s, attempt, (_WentAway, KafkaError, TimeoutError))


class _WentAway(Exception):
    """The database went away while it was prepared."""


def _postgres(settings: Settings) -> str:
    host = settings.database_url.hosts()[0]
    return f"PostgreSQL {host['host']}:{host['port']}{settings.database_url.path}"


def _kafka(kafka: KafkaAddress) -> str:
    return f"Kafka {kafka.bootstrap}"


async def _until(
    what: str, limit_s: int, attempt: Callable[[], Awaitable[Result]], passing: tuple[type[Exception], ...]
) -> Result:
    """What the attempt answers, once it does not fail with one of `passing`; at most so long after its first failure."""
    deadline = None
    said = ""
    while True:
        try:
            return await attempt()
        except passing as error:
            reason = str(error) or repr(error)
            deadline = deadline or time.monotonic() + limit_s
            if time.monotonic() >= deadline:
                raise StartFailed(
                    f"Không dùng được {what} sau {limit_s} giây: {reason}. Kiểm tra dịch vụ đó và cấu hình THIDUA_*.\n"
                    f"{what} cannot be used after {limit_s} seconds: {reason}. Check it, and the THIDUA_* settings."
                ) from error
            if reason != said:
                LOG.warning("start.waiting", what=what, reason=reason, give_up_after_s=limit_s)
                said = reason
        await asyncio.sleep(RETRY_S)
