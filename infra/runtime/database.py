"""How this system talks to PostgreSQL, and how it tells a fault of the database from one of the data."""

from __future__ import annotations

import asyncpg

from infra.runtime.settings import Settings

# Connection lost, deadlock, out of room or memory, program limit, busy, shut down, system error.
_INFRASTRUCTURE = ("08", "40", "53", "54", "55", "57", "58", "XX")


async def open_pool(settings: Settings, *, size: int) -> asyncpg.Pool:
    """A pool of connections; statements are prepared once a connection."""
    return await asyncpg.create_pool(
        str(settings.database_url),
        min_size=1,
        max_size=size,
        command_timeout=60,
        server_settings={"application_name": "thidua", "timezone": "UTC", "jit": "off"},
    )


def is_infrastructure(error: BaseException) -> bool:
    """Say whether trying again later can help, because nothing is wrong with what was asked."""
    match error:
        case asyncpg.PostgresError():
            return (error.sqlstate or "XX")[:2] in _INFRASTRUCTURE
        case asyncpg.InterfaceError():
            return not isinstance(error, ValueError)
    return isinstance(error, OSError)
