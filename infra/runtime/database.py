"""How this system talks to PostgreSQL, and how it tells a fault of the database from one of the data."""

from __future__ import annotations

from typing import Final

import asyncpg

from infra.runtime.settings import Settings

TROUBLE: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What work on the database can fail with when the database goes away under it: to begin again after."""

# Connection lost, stood still in a transaction, deadlock, out of room or memory, program limit, busy, shut down, system error.
_INFRASTRUCTURE = ("08", "25P03", "40", "53", "54", "55", "57", "58", "XX")


async def open_pool(settings: Settings, *, size: int) -> asyncpg.Pool:
    """A pool of connections; statements are prepared once a connection."""
    return await asyncpg.create_pool(
        str(settings.database_url),
        min_size=1,
        max_size=size,
        command_timeout=60,
        reset=_leave_as_is,
        server_settings={"application_name": "thidua", "timezone": "UTC", "jit": "off"},
    )


async def _leave_as_is(_: asyncpg.Connection) -> None:
    """Reset nothing when a connection goes back: whatever we set is set for one transaction, and a round trip saved."""


def is_infrastructure(error: BaseException) -> bool:
    """Say whether trying again later can help, because nothing is wrong with what was asked."""
    match error:
        case asyncpg.PostgresError():
            return (error.sqlstate or "XX").startswith(_INFRASTRUCTURE)
        case asyncpg.InternalClientError():
            # A connection that broke while it was being used.
            return True
        case asyncpg.InterfaceError():
            return not isinstance(error, ValueError)
    return isinstance(error, OSError)
