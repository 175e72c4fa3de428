"""What some scenarios need beside the development environment, fetched once into the cache that checkouts share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from rich.console import Console

NEEDS: Mapping[str, Callable[[], None]] = {}
"""By the name that a scenario's `needs` uses; each is quick when there is nothing to do."""


def prepare(needs: Collection[str], screen: Console) -> None:
    """Bring what is needed, saying so."""
    for need in sorted(needs):
        with screen.status(f"{need} …"):
            NEEDS[need]()
