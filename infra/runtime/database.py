"""How this system talks to PostgreSQL, and how it tells a fault of the database from one of the data."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar, Final

import asyncpg

TROUBLE: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What work on the database can fail with when the database goes away under it: to begin again after."""

FIRST_OWN_OID: Final = 16384
QUERIES_MAX: Final = 10**7  # behind so many a connection is opened anew, and prepares all its statements again
IDLE_S_MAX: Final = 300.0
# Connection lost, stood still in a transaction, deadlock, out of room or memory, program limit, busy, shut down, system error.
_INFRASTRUCTURE = ("08", "25P03", "40", "53", "54", "55", "57", "58", "XX")


class PooledConnection(asyncpg.Connection):
    """A connection that asks for PostgreSQL's own types only where no other one has.

    An array is a type that asyncpg does not know by heart. What it asks for takes a new connection longer than all else that
    it does, and every one would ask again, whenever load makes a pool grow.
    """

    _known: ClassVar[dict[frozenset[int], Any]] = {}

    async def _introspect_types(self, typeoids: Collection[int], *how: Any) -> Any:
        types = frozenset(typeoids)
        if types in self._known:
            return self._known[types]
        found = await super()._introspect_types(typeoids, *how)  # type: ignore[misc]
        # Those of PostgreSQL itself are the same in every database of a release; others come and go with their tables.
        if max(types) < FIRST_OWN_OID:
            self._known[types] = found
        return found


class _Pool(asyncpg.Pool):
    """A pool that takes a connection back at once.

    Asyncpg makes a task of it, which a cancelled caller does not break off; whoever gives one back waits for the loop's next
    turn. Here nothing is reset, so nothing is waited for; a connection that fails meanwhile is closed, as it is there.
    """

    async def release(self, connection: Any, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - its name there
        if connection._con is not None:  # noqa: SLF001 - asyncpg's own pool does the same
            connection._con._on_release()  # noqa: SLF001
            await connection._holder.release(timeout)  # noqa: SLF001


async def open_pool(url: str, *, size: int) -> asyncpg.Pool:
    """A pool of connections; statements are prepared once a connection."""
    return await _Pool(
        url,
        min_size=1,
        max_size=size,
        max_queries=QUERIES_MAX,
        max_inactive_connection_lifetime=IDLE_S_MAX,
        command_timeout=60,
        loop=None,
        connection_class=PooledConnection,
        record_class=asyncpg.Record,
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
