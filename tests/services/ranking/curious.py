"""A curious administrator: has a copy of everything that is written down, and tries every way to join who with what."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import asyncpg

from services.ranking.sealing import SealBroken, unseal
from tests.services.ranking.voting import KEY
from tests.system import System

Copy = Mapping[str, Sequence[Mapping[str, Any]]]
"""Every table's rows in the order in which they lie there, hidden columns included."""

COLUMNS = "ctid::text as _ctid, xmin::text as _xmin, cmin::text as _cmin, t.*, t::text as _text"


async def copied(url: str) -> Copy:
    """A copy of every table of a database, as `select *` gives it."""
    connection = await asyncpg.connect(url)
    try:
        names = await connection.fetch(
            "select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables"
            " where schemaname not in ('pg_catalog', 'information_schema')"
        )
        tables = {}
        for name in (row["name"] for row in names):
            tables[name] = [dict(row) for row in await connection.fetch(f"select {COLUMNS} from {name} t")]  # noqa: S608  as listed
        return tables
    finally:
        await connection.close()


def copy_of(system: System) -> Copy:
    return asyncio.run(copied(system.database_url("ranking")))


@dataclass(frozen=True)
class Seen:
    """What the administrator has of one ballot: the copies before and after its count."""

    ballot: Any
    full: Copy
    counted: Copy

    def rows(self, copy: Copy, table: str) -> list[Mapping[str, Any]]:
        return [row for name in copy if name.endswith(f".{table}") for row in copy[name] if row.get("ballot") == self.ballot]

    @property
    def opened(self) -> list[Mapping[str, Any]]:
        """The box's rows, unsealed: the administrator has got hold of the committee's key."""
        return [{**row, "choice": _choice(row)} for row in self.rows(self.full, "ballot_box")]


def _choice(row: Mapping[str, Any]) -> str:
    try:
        return unseal(row["sealed"], row["ballot"], row["candidate"], KEY).choice
    except SealBroken:
        return "?"


def _ctid(row: Mapping[str, Any]) -> tuple[int, ...]:
    return tuple(int(part) for part in row["_ctid"].strip("()").split(","))


PAPERS: Mapping[str, Callable[[Seen], Iterable[str]]] = {
    "box as it lies": lambda seen: (row["choice"] for row in seen.opened),
    "box by place": lambda seen: (row["choice"] for row in sorted(seen.opened, key=_ctid)),
    "box by transaction": lambda seen: (
        row["choice"] for row in sorted(seen.opened, key=lambda r: (int(r["_xmin"]), int(r["_cmin"]), _ctid(r)))
    ),
    "box by bytes": lambda seen: (row["choice"] for row in sorted(seen.opened, key=lambda row: row["sealed"])),
    "papers by receipt": lambda seen: (
        row["choice"] for row in sorted(seen.rows(seen.counted, "ballot_paper"), key=lambda row: row["receipt"])
    ),
    "papers as they lie": lambda seen: (row["choice"] for row in seen.rows(seen.counted, "ballot_paper")),
}


def guesses(seen: Seen, orders: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, dict[str, str]]]:
    """Each way to lay an order of voters beside an order of papers, and what it says of each voter."""
    for (who, voters), (what, papers) in product(orders.items(), PAPERS.items()):
        found = list(papers(seen))
        for turned, laid in (("", found), (", turned", found[::-1])):
            yield f"{who} × {what}{turned}", dict(zip(voters, laid, strict=False))
