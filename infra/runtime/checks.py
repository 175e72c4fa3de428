"""What a service checks of its own when its log is verified: figures that its events say twice, and tables beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from contracts.base import Fact
from infra.runtime.sql import Connection


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that does not hold; `where` names the thing that it is about."""

    where: str
    vi: str
    en: str


class Checks(Protocol):
    """Follows one log, event by event; made anew for each verification."""

    name: str

    def meet(self, fact: Fact) -> Iterator[Wrong]:
        """Take in the next event, and tell what of it contradicts those before."""
        ...

    async def beside(self, connection: Connection) -> Sequence[Wrong]:
        """Tell what ordinary tables hold that the events met do not allow; asked at the end, in the walk's own snapshot."""
        ...

    @property
    def checked(self) -> dict[str, int]:
        """What was checked, in figures."""
        ...
