"""Chance from a seed: every draw is named by what it is about, so that no draw depends on the order of the others."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

Option = TypeVar("Option")


class Chance:
    """Draws that are the same on every machine and in every version of Python."""

    def __init__(self, seed: str) -> None:
        self._seeded = blake2b(seed.encode(), digest_size=8)

    def below(self, bound: int, *about: object) -> int:
        """A whole number from 0 to `bound`, not included."""
        draw = self._seeded.copy()
        draw.update("|".join(map(str, about)).encode())
        return int.from_bytes(draw.digest(), "big") % bound

    def between(self, low: int, high: int, *about: object) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + self.below(high - low + 1, *about)

    def happens(self, percent: int, *about: object) -> bool:
        return self.below(100, *about) < percent

    def pick(self, options: Sequence[Option], *about: object) -> Option:
        return options[self.below(len(options), *about)]
