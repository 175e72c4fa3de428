"""Queries of rounds: the nominations as they stand with what changed in them, and the cases that a changed result made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Query
from pydantic import TypeAdapter

from contracts.awards import Nomination, OpenPlaces, OpenReason, RedraftCause, RevisionOutcome
from contracts.registry import QuotaPlaces
from contracts.rules import AwardCode
from infra.runtime.paging import Listing, Paged, View
from services.awards.queries import QUERIES, Inside, Season, page_of
from services.awards.units import NamesOnDays, names_on_days

PLACES: TypeAdapter[tuple[QuotaPlaces, ...]] = TypeAdapter(tuple[QuotaPlaces, ...])
OPEN_PLACES: TypeAdapter[tuple[OpenPlaces, ...]] = TypeAdapter(tuple[OpenPlaces, ...])
NOMINATIONS: TypeAdapter[tuple[Nomination, ...]] = TypeAdapter(tuple[Nomination, ...])
Open = Annotated[bool | None, Query(alias="open", description="whether nobody has settled it yet")]
router = APIRouter(tags=["awards"])


class NominationView(View):
    """One unit proposed for one award; without a name while registry has not been heard on it."""

    unit: UUID
    unit_name: str | None
    award: AwardCode
    rank: int


class StandingView(NominationView):
    """A nomination and what became of it: out once its dossier was refused, or once the vote did not carry it.

    `yes` of `base` of the council were in favour.
    """

    refused_on: date | None
    refused_reason: str | None
    yes: int | None
    base: int | None
    passed: bool | None


class LeftEmptyView(View):
    """Why places stay empty, and the document if there is one."""

    reason: str
    document: UUID | None


class OpenPlacesView(View):
    """Places that nobody is nominated for, and why; `left_empty` where the board decided that they stay so."""

    award: AwardCode
    places: int
    rank: int
    reason: OpenReason
    units: tuple[UUID, ...]
    left_empty: LeftEmptyView | None


class RoundView(View):
    """A cluster's nominations and open places, those included that a refused dossier or the council's vote left open.

    `received_on` is the dossiers' day, `submission` put the nominations forward, `decision` takes them in.

    `drafting` counts how often they were drafted, `because` says why the last time; `lost` and `gained` is what changed
    against how they stood before. Where the council amended them, `document` and `reason` are its own.
    """

    cluster: UUID
    number: int | None
    name: str | None
    season: str
    authority: str
    publication: int
    published_on: date
    standings_digest: str
    pack: str
    places: tuple[QuotaPlaces, ...]
    nominations: tuple[StandingView, ...]
    open_places: tuple[OpenPlacesView, ...]
    received_on: date | None
    submission: UUID | None
    decision: UUID | None
    drafting: int
    because: RedraftCause | None
    lost: tuple[NominationView, ...]
    gained: tuple[NominationView, ...]
    document: UUID | None
    reason: str | None


class CaseView(View):
    """What a changed result touches of what was put forward: `lost` it no longer gives, `gained` it gives besides.

    Open until `outcome` is there.
    """

    cluster: UUID
    number: int | None
    name: str | None
    season: str
    case: int
    because: RedraftCause
    publication: int
    published_on: date
    standings_digest: str
    lost: tuple[NominationView, ...]
    gained: tuple[NominationView, ...]
    outcome: RevisionOutcome | None
    decision: UUID | None
    reason: str | None


@router.get("/nominations")
async def nominations(
    at: Inside, page: Paged, season: Season = None, cluster: UUID | None = None, unit: UUID | None = None
) -> Listing[RoundView]:
    """The clusters' nominations by season and cluster number."""
    rows = await QUERIES.rounds(at.conn, **page_of(at, page), season=season, cluster=cluster, unit=unit)
    clusters = [row["cluster"] for row in rows]
    named = defaultdict(list)
    for row in await QUERIES.nominations(at.conn, clusters=clusters):
        named[row["cluster"]].append(StandingView(**dict(row)))
    empty: dict[UUID, dict[Any, LeftEmptyView]] = defaultdict(dict)
    for row in await QUERIES.left_empty(at.conn, clusters=clusters):
        key = row["award"], row["rank"], tuple(orjson.loads(row["units"]))
        empty[row["cluster"]].setdefault(key, LeftEmptyView(**dict(row)))
    names = await _names(at, rows)
    return page.listing(rows, lambda row: _round(row, named[row["cluster"]], empty[row["cluster"]], names))


@router.get("/revision-cases")
async def revision_cases(
    at: Inside,
    page: Paged,
    season: Season = None,
    cluster: UUID | None = None,
    is_open: Open = None,
) -> Listing[CaseView]:
    """Cases that a changed result made after nominations were put forward, the open ones first."""
    wanted = {"season": season, "cluster": cluster, "is_open": is_open}
    rows = await QUERIES.revision_cases(at.conn, **page_of(at, page), **wanted)
    names = await _names(at, rows)
    return page.listing(rows, lambda row: CaseView(**{**dict(row), **_touched(row, names)}, case=row["case_number"]))


async def _names(at: Inside, rows: Iterable[Any]) -> NamesOnDays:
    """What those who lost or gained are called on the day of the publication that they did by."""
    asked = [(each.unit, row["published_on"]) for row in rows for of in _sides(row).values() for each in of]
    return await names_on_days(at.conn, asked)


def _touched(row: Any, names: NamesOnDays) -> dict[str, tuple[NominationView, ...]]:
    day = row["published_on"]
    return {
        side: tuple(NominationView(**dict(each), unit_name=names.get((each.unit, day))) for each in of)
        for side, of in _sides(row).items()
    }


def _sides(row: Any) -> dict[str, tuple[Nomination, ...]]:
    return {side: NOMINATIONS.validate_json(row[side]) for side in ("lost", "gained")}


def _left_open(named: list[StandingView]) -> Iterator[OpenPlacesView]:
    """The places of nominations that are out: nobody moves up into them by itself."""
    for of in named:
        reason = OpenReason.DOSSIER_REFUSED if of.refused_on else OpenReason.VOTED_DOWN if of.passed is False else None
        if reason is not None:
            yield OpenPlacesView(award=of.award, places=1, rank=of.rank, reason=reason, units=(of.unit,), left_empty=None)


def _round(row: Any, named: list[StandingView], empty: Mapping[Any, LeftEmptyView], names: NamesOnDays) -> RoundView:
    documents = {
        "places": PLACES.validate_json(row["places"]),
        "open_places": (
            *(
                OpenPlacesView(**dict(each), left_empty=empty.get((each.award, each.rank, tuple(map(str, each.units)))))
                for each in OPEN_PLACES.validate_json(row["open_places"])
            ),
            *_left_open(named),
        ),
    }
    return RoundView(**{**dict(row), **documents, **_touched(row, names)}, nominations=tuple(named))
