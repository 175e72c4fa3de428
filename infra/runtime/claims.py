"""Dated claims: what may be held only once at a time, whichever streams ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from infra.runtime.decisions import Claim, Release
from infra.runtime.paths import HERE
from infra.runtime.sql import Connection, queries_of

QUERIES = queries_of(HERE / "claims.sql")
COLUMNS: Final = ("scopes", "keys", "froms", "tos", "streams")


@dataclass(frozen=True, slots=True, order=True)
class _Held:
    valid_from: date
    stream: str
    valid_to: date | None

    def overlaps(self, claim: Claim) -> bool:
        return (claim.valid_to is None or self.valid_from < claim.valid_to) and (
            self.valid_to is None or claim.valid_from < self.valid_to
        )


class ClaimTable:
    """The claims on some keys as they stand, and as a group of commands changes them."""

    def __init__(self, rows: Iterable[Mapping[str, Any]] = ()) -> None:
        self._held: dict[tuple[str, str], tuple[_Held, ...]] = {}
        self.touched: set[tuple[str, str]] = set()
        for row in rows:
            key = row["scope"], row["key"]
            held = _Held(row["valid_from"], row["stream"], row["valid_to"])
            self._held[key] = (*self._held.get(key, ()), held)

    @classmethod
    async def on(cls, connection: Connection, claims: Iterable[Claim | Release]) -> ClaimTable:
        """The table of the keys that some claims are about."""
        keys = sorted({(claim.scope, claim.key) for claim in claims})
        if not keys:
            return cls()
        scopes, names = zip(*keys, strict=True)
        return cls(await QUERIES.held(connection, scopes=scopes, keys=names))

    async def write(self, connection: Connection) -> None:
        """Write what stands on the touched keys."""
        if not self.touched:
            return
        scopes, keys = zip(*sorted(self.touched), strict=True)
        await QUERIES.forget(connection, scopes=scopes, keys=keys)
        if held := self.rows():
            await QUERIES.hold(connection, **dict(zip(COLUMNS, zip(*held, strict=True), strict=True)))

    def copy(self) -> ClaimTable:
        """A table to try a command on: thrown away if one of its claims is taken."""
        other = ClaimTable()
        other._held = dict(self._held)
        other.touched = set(self.touched)
        return other

    def apply(self, stream: str, claim: Claim | Release) -> bool:
        """Take or give back a claim for a stream; False where the days overlap with one that stands."""
        key = claim.scope, claim.key
        held = self._held.get(key, ())
        if isinstance(claim, Release):
            self._held[key] = tuple(left for h in held for left in (_left_of(h, claim) if h.stream == stream else (h,)))
        elif any(h.overlaps(claim) for h in held):
            return False
        else:
            self._held[key] = (*held, _Held(claim.valid_from, stream, claim.valid_to))
        self.touched.add(key)
        return True

    def rows(self) -> list[tuple[str, str, date, date | None, str]]:
        """What stands on the touched keys, to be written in place of what stood there."""
        return [
            (scope, key, held.valid_from, held.valid_to, held.stream)
            for scope, key in sorted(self.touched)
            for held in sorted(self._held[scope, key], key=lambda h: (h.valid_from, h.stream))
        ]


def _left_of(held: _Held, release: Release) -> Iterator[_Held]:
    ends, again = release.valid_to, release.again_from
    if ends is None:
        return
    if held.valid_from < ends:
        yield held if held.valid_to is not None and held.valid_to <= ends else replace(held, valid_to=ends)
    if again is not None and (held.valid_to is None or again < held.valid_to):
        yield replace(held, valid_from=max(held.valid_from, ends, again))
