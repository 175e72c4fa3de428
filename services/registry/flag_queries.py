"""Queries of rotating flags: who holds one on a day, and how it came there from the first day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter

from infra.runtime.http import Reading
from infra.runtime.paging import Listing, Paged, View
from services.registry.custody import Custody, HandOver, How, chain_of
from services.registry.fates import fates_of
from services.registry.queries import QUERIES, At, On, found, of

router = APIRouter()

Names = Mapping[tuple[UUID | None, date], str | None]


class HandedOverView(View):
    """What the minutes of a hand-over say; `held` is who had the flag by then, who may have taken over from who handed."""

    cluster: UUID
    hands: UUID | None
    held: UUID | None
    document: UUID
    minutes: UUID


class CustodyView(View):
    """Who holds the flag from a day up to, not including, `until`; without a holder the managing authority does.

    In the chain a holder is called as on the day on which the flag came to it, else as on the day asked for, or at last.
    """

    since: date
    until: date | None
    how: How
    holder: UUID | None
    holder_name: str | None
    handed_over: HandedOverView | None


class FlagView(View):
    """A rotating flag of a line of clusters, and who holds it on the day asked for, or at last.

    `custody` is None before the first day that is told of.
    """

    flag: UUID
    authority: str
    line: UUID
    cluster: UUID
    name: str
    valid_from: date
    document: UUID
    custody: CustodyView | None


class FlagDetail(FlagView):
    chain: tuple[CustodyView, ...]


@router.get("/rotating-flags")
async def rotating_flags(at: At, page: Paged, line: UUID | None = None, on: On = None) -> Listing[FlagView]:
    """Rotating flags by name, each with its holder on a day; `line` is the first of the clusters that it belongs to."""
    rows = await QUERIES.flags(at.conn, **of(at, page), line=line)
    details = {each.flag: each for each in await _details(at, rows, on or date.max)}
    return page.listing(rows, lambda row: FlagView(**dict(details[row["flag"]])))


@router.get("/rotating-flags/{flag}")
async def rotating_flag(at: At, flag: UUID, on: On = None) -> FlagDetail:
    """One rotating flag: who holds it on a day, and the whole chain of custody over the seasons."""
    row = await found(QUERIES.flag_by_id(at.conn, flag=flag, authority=at.caller.authority), "rotating flag")
    return (await _details(at, [row], on or date.max))[0]


async def _details(at: Reading, flags: Sequence[Any], on: date) -> list[FlagDetail]:
    rows = await QUERIES.hand_overs(at.conn, flags=[row["flag"] for row in flags])
    takers = {row["takes"] for row in rows} | {row["holder"] for row in flags}
    fates = fates_of(await QUERIES.fates(at.conn, units=[unit for unit in takers if unit is not None], day=None))
    chains, handed = {}, {}
    for row in flags:
        own = [each for each in rows if each["flag"] == row["flag"]]
        handed[row["flag"]] = {each["day"]: each for each in own}
        first = HandOver(row["valid_from"], None, row["holder"])
        hand_overs = sorted((first, *(HandOver(each["day"], each["hands"], each["takes"]) for each in own)), key=lambda h: h.on)
        chains[row["flag"]] = chain_of(row["valid_from"], hand_overs, fates)
    names = await _names(at, {(link.holder, day) for chain in chains.values() for link in chain for day in (link.since, on)})
    return [_detail(row, chains[row["flag"]], handed[row["flag"]], names, on) for row in flags]


async def _names(at: Reading, asked: set[tuple[UUID | None, date]]) -> Names:
    pairs = [each for each in asked if each[0] is not None]
    rows = await QUERIES.names_of(at.conn, units=[unit for unit, _ in pairs], days=[day for _, day in pairs])
    return {(row["unit"], row["day"]): row["name"] for row in rows}


def _detail(flag: Any, chain: Sequence[Custody], handed: Mapping[date, Any], names: Names, on: date) -> FlagDetail:
    links = []
    for place, link in enumerate(chain):
        row = handed.get(link.since) if link.how is How.HANDED_OVER else None
        # Before the first link nobody is known: who handed the flag is all that is known of who held it.
        held = None if row is None else chain[place - 1].holder if place else row["hands"]
        links.append(
            CustodyView(
                since=link.since,
                until=chain[place + 1].since if place + 1 < len(chain) else None,
                how=link.how,
                holder=link.holder,
                holder_name=names.get((link.holder, link.since)),
                handed_over=None if row is None else HandedOverView(**dict(row), held=held),
            )
        )
    last = next((link for link in reversed(links) if link.since <= on), None)
    custody = last and last.model_copy(update={"holder_name": names.get((last.holder, on))})
    return FlagDetail(**dict(flag), custody=custody, chain=tuple(links))
