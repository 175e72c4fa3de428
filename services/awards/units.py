"""Units as the read model keeps them: their names, suspensions and disqualifications."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from infra.runtime.reading import Read
from infra.runtime.sql import Connection, queries_of
from services.awards.known import SuspensionChange, Unit

QUERIES = queries_of(Path(__file__).parent / "queries.sql")
NamesOnDays = Mapping[tuple[UUID, date], str | None]


async def units_of_authority(read: Read, authority: str) -> Mapping[UUID, Unit]:
    """The units that any published standings of an authority rank."""
    return await units_in(read, await QUERIES.units_of_authority(read.conn, authority=authority))


async def units_in(read: Read, rows: Sequence[Any]) -> Mapping[UUID, Unit]:
    """The units of these rows."""
    units = [row["unit"] for row in rows]
    suspensions: dict[UUID, list[SuspensionChange]] = defaultdict(list)
    for row in await QUERIES.suspension_changes(read.conn, units=units):
        suspensions[row["unit"]].append(SuspensionChange(row["day"], row["suspended"]))
    disqualified: dict[UUID, dict[str, Any]] = defaultdict(dict)
    for row in await QUERIES.disqualifications(read.conn, units=units):
        disqualified[row["unit"]][row["season"]] = row["day"]
    names: dict[UUID, dict[date, str]] = defaultdict(dict)
    for row in await QUERIES.unit_names(read.conn, units=units):
        names[row["unit"]][row["valid_from"]] = row["name"]
    return {
        row["unit"]: Unit(row["name"], tuple(suspensions[row["unit"]]), disqualified[row["unit"]], names[row["unit"]])
        for row in rows
    }


async def names_on_days(connection: Connection, asked: Iterable[tuple[UUID, date]]) -> NamesOnDays:
    """What units are called, each on the day beside it."""
    pairs = sorted(set(asked))
    rows = await QUERIES.names_of(connection, units=[unit for unit, _ in pairs], days=[day for _, day in pairs])
    return {(row["unit"], row["day"]): row["name"] for row in rows}
