"""Wait for PostgreSQL and Kafka at the start, saying so, and give up after a bound."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import asyncpg
from aiokafka.errors import KafkaError

from contracts.topics import LogAddress
from infra.runtime.database import open_pool
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
        return await open_pool(settings, size=pool_size)

    host = settings.database_url.hosts()[0]
    place = f"PostgreSQL {host['host']}:{host['port']}{settings.database_url.path}"
    return await _until(place, settings.start_timeout_s, attempt, (OSError, asyncpg.PostgresError, TimeoutError))


async def topics_ready(settings: Settings, kafka: KafkaAddress, logs: tuple[LogAddress, ...]) -> None:
    """Return once Kafka answers and has the topics of these logs, with the settings that history needs."""

    async def attempt() -> None:
        await check_topics(kafka.bootstrap, settings.topic_prefix, logs=logs, **kafka.security)

    await _until(f"Kafka {kafka.bootstrap}", settings.start_timeout_s, attempt, (OSError, KafkaError, TimeoutError))


async def _until(
    what: str, limit_s: int, attempt: Callable[[], Awaitable[Result]], passing: tuple[type[Exception], ...]
) -> Result:
    deadline = time.monotonic() + limit_s
    said = ""
    while True:
        try:
            return await attempt()
        except passing as error:
            reason = str(error) or repr(error)
            if time.monotonic() >= deadline:
                raise StartFailed(
                    f"Không dùng được {what} sau {limit_s} giây: {reason}. Kiểm tra dịch vụ đó và cấu hình THIDUA_*.\n"
                    f"{what} cannot be used after {limit_s} seconds: {reason}. Check it, and the THIDUA_* settings."
                ) from error
            if reason != said:
                LOG.warning("start.waiting", what=what, reason=reason, give_up_after_s=limit_s)
                said = reason
        await asyncio.sleep(RETRY_S)
