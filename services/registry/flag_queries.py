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
from services.registry.units import ONE_DAY

router = APIRouter()


class HandedOverView(View):
    """What the minutes of a hand-over say; `held` is who had the flag by then, who may have taken over from who handed."""

    cluster: UUID
    hands: UUID | None
    held: UUID | None
    document: UUID
    minutes: UUID


class CustodyView(View):
    """Who holds the flag from a day up to, not including, `until`; without a holder the managing authority does."""

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
    chains = await _chains(at, rows)
    return page.listing(rows, lambda row: FlagView(**dict(row), custody=_on(chains[row["flag"]], on)))


@router.get("/rotating-flags/{flag}")
async def rotating_flag(at: At, flag: UUID, on: On = None) -> FlagDetail:
    """One rotating flag: who holds it on a day, and the whole chain of custody over the seasons."""
    row = await found(QUERIES.flag_by_id(at.conn, flag=flag, authority=at.caller.authority), "rotating flag")
    chain = (await _chains(at, [row]))[flag]
    return FlagDetail(**dict(row), custody=_on(chain, on), chain=chain)


async def _chains(at: Reading, flags: Sequence[Any]) -> Mapping[UUID, tuple[CustodyView, ...]]:
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
    holders = [*{link.holder for chain in chains.values() for link in chain if link.holder is not None}]
    names = {row["unit"]: row["name"] for row in await QUERIES.names_of(at.conn, units=holders, day=date.max)}
    return {flag: _views(chain, handed[flag], names) for flag, chain in chains.items()}


def _views(chain: Sequence[Custody], handed: Mapping[date, Any], names: Mapping[UUID, str | None]) -> tuple[CustodyView, ...]:
    made = []
    for place, link in enumerate(chain):
        row = handed.get(link.since) if link.how is How.HANDED_OVER else None
        # Before the first link nobody is known: who handed the flag is all that is known of who held it.
        held = None if row is None else chain[place - 1].holder if place else row["hands"]
        made.append(
            CustodyView(
                since=link.since,
                until=chain[place + 1].since if place + 1 < len(chain) else None,
                how=link.how,
                holder=link.holder,
                holder_name=names.get(link.holder) if link.holder else None,
                handed_over=None if row is None else HandedOverView(**dict(row), held=held),
            )
        )
    return tuple(made)


def _on(chain: Sequence[CustodyView], day: date | None) -> CustodyView | None:
    on = day or chain[-1].since + ONE_DAY
    return next((link for link in reversed(chain) if link.since <= on), None)
