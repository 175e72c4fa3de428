"""Signs of life that a part gives, for the watchdog to go by."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Pulse:
    """A part's signs of life."""

    def __init__(self) -> None:
        self.at = time.monotonic()
        self.working = False

    def beat(self) -> None:
        self.at = time.monotonic()

    @contextmanager
    def work(self) -> Iterator[None]:
        """At work on the database, which may let one wait."""
        self.beat()
        self.working = True
        try:
            yield
        finally:
            self.working = False
            self.beat()
