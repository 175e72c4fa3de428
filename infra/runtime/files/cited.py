"""The files that a service's events cite: which of them the store no longer has, or has with other bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from contracts.base import Fact
from infra.runtime.files.store import FileStore

Cites = Callable[[Fact], Iterable["Citation"]]
"""Tells, event by event from a log's beginning on, which files each of them cites; it may remember what came before."""

FAULTS: Final = {
    None: ("mất tệp", "the file is missing"),
    False: ("tệp đã bị sửa", "the file was altered"),
}


@dataclass(frozen=True, slots=True)
class Citation:
    """A file that an event cites, and where: the words are the service's own."""

    sha256: str
    size: int
    file_name: str
    where: str


@dataclass(frozen=True, slots=True)
class Faulty:
    """A file that is not what was kept: where it is cited first, and how often besides."""

    at: str
    citation: Citation
    more: int
    vi: str
    en: str


class CitedFiles:
    """The files that are cited, gathered along a log; each is kept with the place that cites it first."""

    def __init__(self, cites: Cites | None) -> None:
        self._cites = cites
        self._first: dict[str, tuple[str, Citation]] = {}
        self._times: dict[str, int] = {}

    def meet(self, at: str, fact: Fact) -> None:
        """Take in an event that stands at this place."""
        if self._cites is None:
            return
        for citation in self._cites(fact):
            self._first.setdefault(citation.sha256, (at, citation))
            self._times[citation.sha256] = self._times.get(citation.sha256, 0) + 1

    @property
    def pieces(self) -> int:
        """How many citations there are, of how many files `len` tells."""
        return sum(self._times.values())

    def __len__(self) -> int:
        return len(self._first)

    def hashes(self) -> list[str]:
        return sorted(self._first)

    def faulty(self, store: FileStore) -> Iterator[Faulty | None]:
        """Read every cited file whole; for each, None or what is wrong with it.

        Raises:
            StoreUnavailable: the store cannot be read.
        """
        for sha256 in self.hashes():
            sound = store.holds(sha256)
            if sound:
                yield None
                continue
            at, citation = self._first[sha256]
            vi, en = FAULTS[sound]
            yield Faulty(at, citation, self._times[sha256] - 1, vi, en)
