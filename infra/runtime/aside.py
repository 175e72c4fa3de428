"""What a command keeps beside its facts, where nothing may lead from the one to the other.

It is written in the transaction that appends the facts, so that both are there or neither. What it tells the caller
is made from the command anew whenever the command is sent, and is not stored with the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import asyncpg

from infra.runtime.sql import Connection


class Aside(Protocol):
    """Made from a command and the states of its streams by the `aside` of its door."""

    @property
    def told(self) -> Mapping[str, Any]:
        """What the answer says beside the facts' places."""
        ...

    async def keep(self, connection: Connection) -> None:
        """Write it, in the transaction of the facts and under the head's lock."""
        ...

    async def is_kept(self, database: asyncpg.Pool) -> bool:
        """Say whether this is what was written when the command was accepted: of a repeat, nothing else tells."""
        ...
