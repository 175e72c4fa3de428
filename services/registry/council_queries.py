"""Queries of councils: which there are on a day, and who sits in them; people by their opaque ids alone."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter

from contracts.registry import CouncilKind, CouncilRole
from infra.runtime.paging import Listing, Paged, View
from services.registry.queries import QUERIES, At, On, found, of, view

router = APIRouter()


class SeatView(View):
    """Who sits there, by the person's opaque id, for which unit (None: the authority itself), and as what."""

    person: UUID
    unit: UUID | None
    role: CouncilRole


class CompositionView(View):
    """All who sit in a council from a day up to, not including, `valid_to`; None: they sit there still."""

    valid_from: date
    valid_to: date | None
    seats: tuple[SeatView, ...]
    document: UUID


class CouncilView(View):
    """A council; `valid_to` is the first day without it, by its term or by decision."""

    council: UUID
    authority: str
    kind: CouncilKind
    name: str
    cluster: UUID | None
    valid_from: date
    valid_to: date | None
    document: UUID


class CouncilDetail(CouncilView):
    """`version` is what If-Match takes; `in_force` are the seats of the day asked for, or the last ones."""

    version: int
    end_document: UUID | None
    in_force: CompositionView | None
    compositions: tuple[CompositionView, ...]


@router.get("/councils")
async def councils(
    at: At, page: Paged, kind: CouncilKind | None = None, person: UUID | None = None, on: On = None
) -> Listing[CouncilView]:
    """Councils by name; those that there are on a day, or that a person ever sat in."""
    rows = await QUERIES.councils(at.conn, **of(at, page), kind=kind, person=person, day=on)
    return page.listing(rows, view(CouncilView))


@router.get("/councils/{council}")
async def council(at: At, council: UUID, on: On = None) -> CouncilDetail:
    """One council: who sits in it on a day, and everybody who did, each from a day to a day."""
    row = await found(QUERIES.council_by_id(at.conn, council=council, authority=at.caller.authority), "council")
    compositions, end = [], row["valid_to"]
    rows = await QUERIES.council_seats(at.conn, council=council)
    for each in rows:
        compositions.append(_composition(each, end))
        end = each["valid_from"]
    in_force = next((each for each in compositions if on is None or _covers(each, on)), None)
    return CouncilDetail(**dict(row), version=len(rows), in_force=in_force, compositions=tuple(compositions))


def _covers(each: CompositionView, on: date) -> bool:
    return each.valid_from <= on and (each.valid_to is None or on < each.valid_to)


def _composition(row: Any, end: date | None) -> CompositionView:
    seats = tuple(SeatView(**seat) for seat in orjson.loads(row["seats"]))
    return CompositionView(valid_from=row["valid_from"], valid_to=end, seats=seats, document=row["document"])
