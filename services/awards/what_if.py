"""What if: a season's awards under another quota or rule pack, or with other standings. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from contracts.base import VIETNAM, Day, PackId, Points, Rank, Version
from contracts.registry import QuotaPlaces
from contracts.rules import AwardCode
from infra.runtime.chain import Summary
from infra.runtime.errors import NotFound
from infra.runtime.http import BoundedRoute, Reading, plain_body, runtime_of
from infra.runtime.paging import View
from services.awards.known import Known
from services.awards.known_rows import packs_of
from services.awards.places import Ranked
from services.awards.queries import QUERIES, Inside, OneSeason
from services.awards.season_rows import QUERIES as SEASON
from services.awards.season_rows import base_salaries_of, clusters_now
from services.awards.summaries import AWARDS
from services.awards.supposing import Moved, OtherPlaces, Outcome, Rates, Rule, Supposed, amount_of, outcomes, pack_named
from services.awards.units import units_in

router = APIRouter(tags=["awards"], route_class=BoundedRoute)


class SupposedPlaces(BaseModel):
    """Other ranks for one award, of one cluster or of all; without ranks the award has no places there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cluster: UUID | None = None
    award: AwardCode
    from_rank: Rank | None = None
    to_rank: Rank | None = None
    minimum_total: Points | None = None


class SupposedPack(BaseModel):
    """A rule pack that the authority adopted, in the version named or its last one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pack: PackId
    version: Version | None = None


class ReservedRank(BaseModel):
    """A rank that is kept free for a suspended unit."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    rank: Rank


class SupposedRow(BaseModel):
    """One unit's supposed rank and total."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    unit: UUID
    total: Points | None
    rank: Rank | None
    reserved: ReservedRank | None = None


class SupposedStandings(BaseModel):
    """A cluster's standings in the shape in which ranking's what-if answers them: its whole answer will do."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    cluster: UUID
    rows: tuple[SupposedRow, ...] = Field(max_length=30)


class Supposition(BaseModel):
    """What is supposed to be different; what is not named stays as it is.

    `on` is the day on which what is not decided yet would be, today if it is not named.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    quota: tuple[SupposedPlaces, ...] = Field(default=(), max_length=800)
    pack: SupposedPack | None = None
    standings: tuple[SupposedStandings, ...] = Field(default=(), max_length=100)
    on: Day | None = None


class MovedView(View):
    """A unit that gains or loses an award, what it is worth, and which rule makes the difference."""

    unit: UUID
    unit_name: str | None
    award: AwardCode
    amount: int
    rank_before: int | None
    rank_after: int | None
    rule: Rule
    summary: Summary


class ClusterOutcomeView(View):
    """A cluster whose winners would be others."""

    cluster: UUID
    name: str
    places_before: tuple[QuotaPlaces, ...]
    places_after: tuple[QuotaPlaces, ...]
    lost: tuple[MovedView, ...]
    gained: tuple[MovedView, ...]


class AwardMoneyView(View):
    """How many of an award there are, and for how much, before and after."""

    award: AwardCode
    count_before: int
    amount_before: int
    count_after: int
    amount_after: int


class WhatIfView(View):
    """A season's awards before and after. Nothing is written.

    `clusters` are those whose winners differ; money moves without them where the rule pack alone is another.
    """

    season: str
    on: date
    count_before: int
    amount_before: int
    count_after: int
    amount_after: int
    by_award: tuple[AwardMoneyView, ...]
    clusters: tuple[ClusterOutcomeView, ...]


@router.post("/seasons/{season}/what-if", dependencies=[Depends(plain_body)])
async def what_if(request: Request, at: Inside, season: OneSeason, supposition: Supposition) -> WhatIfView:
    """Who would win and lose which award, for how much, and by which rule."""
    authority = at.caller.authority
    if not await QUERIES.is_season_of(at.conn, season=season, authority=authority):
        raise NotFound(what="season")
    on = supposition.on or (at.known_on or runtime_of(request).clock.now()).astimezone(VIETNAM).date()
    rates = Rates(await packs_of(at.read, authority), await base_salaries_of(at.conn, authority), on)
    units = await units_in(at.read, await SEASON.units_of_season(at.conn, season=season, authority=authority))
    supposed = _supposed(supposition, rates)
    clusters = await clusters_now(at.conn, season, authority)
    found = outcomes(clusters, supposed, Known(units=units).barred(units, season, on))
    return _view(season, found, rates, supposed, await _names(at, found))


def _supposed(said: Supposition, rates: Rates) -> Supposed:
    pack = None if said.pack is None else pack_named(rates.packs, said.pack.pack, said.pack.version)
    quotas = tuple(OtherPlaces(each.cluster, each.award, _places(each)) for each in said.quota)
    return Supposed(quotas, {each.cluster: tuple(_ranked(each.rows)) for each in said.standings}, pack)


def _places(each: SupposedPlaces) -> QuotaPlaces | None:
    first, last = each.from_rank or each.to_rank, each.to_rank or each.from_rank
    if first is None or last is None:
        return None
    return QuotaPlaces(award=each.award, from_rank=first, to_rank=last, minimum_total=each.minimum_total)


def _ranked(rows: Iterable[SupposedRow]) -> Iterator[Ranked]:
    for row in rows:
        if row.reserved is not None:
            yield Ranked(row.unit, row.reserved.rank, row.total, reserved=True)
        elif row.rank is not None:
            yield Ranked(row.unit, row.rank, row.total)


async def _names(at: Reading, found: Sequence[Outcome]) -> Mapping[UUID, str]:
    units = sorted({each.unit for of in found for side in (of.lost, of.gained) for each in side})
    return {row["unit"]: row["name"] for row in await QUERIES.units_by_id(at.conn, units=units)}


def _view(season: str, found: Sequence[Outcome], rates: Rates, supposed: Supposed, names: Mapping[UUID, str]) -> WhatIfView:
    counts: dict[str, Counter[AwardCode]] = {"before": Counter(), "after": Counter()}
    amounts: dict[str, Counter[AwardCode]] = {"before": Counter(), "after": Counter()}
    for of in found:
        for side, nominations, pack in (("before", of.before, None), ("after", of.after, supposed.pack)):
            for each in nominations:
                counts[side][each.award] += 1
                amounts[side][each.award] += amount_of(of.now, each.award, rates, pack)
    awards = [award for award in AwardCode if counts["before"][award] or counts["after"][award]]
    return WhatIfView(
        season=season,
        on=rates.on,
        count_before=counts["before"].total(),
        amount_before=amounts["before"].total(),
        count_after=counts["after"].total(),
        amount_after=amounts["after"].total(),
        by_award=tuple(
            AwardMoneyView(
                award=award,
                count_before=counts["before"][award],
                amount_before=amounts["before"][award],
                count_after=counts["after"][award],
                amount_after=amounts["after"][award],
            )
            for award in awards
        ),
        clusters=tuple(_outcome(of, rates, supposed, names) for of in found if of.lost or of.gained),
    )


def _outcome(of: Outcome, rates: Rates, supposed: Supposed, names: Mapping[UUID, str]) -> ClusterOutcomeView:
    return ClusterOutcomeView(
        cluster=of.now.cluster,
        name=of.now.name,
        places_before=of.now.places,
        places_after=of.places,
        lost=tuple(_moved(each, of, amount_of(of.now, each.award, rates, None), names, "lost") for each in of.lost),
        gained=tuple(
            _moved(each, of, amount_of(of.now, each.award, rates, supposed.pack), names, "gained") for each in of.gained
        ),
    )


def _moved(each: Moved, of: Outcome, amount: int, names: Mapping[UUID, str], side: str) -> MovedView:
    return MovedView(
        unit=each.unit,
        unit_name=names.get(each.unit),
        award=each.award,
        amount=amount,
        rank_before=each.rank_before,
        rank_after=each.rank_after,
        rule=each.rule,
        summary=_sentence(each, of, names.get(each.unit) or str(each.unit), side),
    )


def _sentence(each: Moved, of: Outcome, name: str, side: str) -> Summary:
    does_vi, does_en = ("được", "gains") if side == "gained" else ("mất", "loses")
    vi, en = f"{name} {does_vi} {AWARDS[each.award]}", f"{name} {does_en} {each.award}"
    ranks = each.rank_before or "–", each.rank_after or "–"
    match each.rule:
        case Rule.STANDINGS:
            return Summary(vi=f"{vi}: hạng {ranks[0]} → {ranks[1]}", en=f"{en}: rank {ranks[0]} → {ranks[1]}")
        case Rule.QUOTA:
            was, now = (_ranks_of(side_of, each.award) for side_of in (of.now.places, of.places))
            return Summary(vi=f"{vi}: chỉ tiêu hạng {was} → {now}", en=f"{en}: quota of ranks {was} → {now}")
        case Rule.COUNCIL:
            return Summary(
                vi=f"{vi}: ý kiến Hội đồng trên kết quả cũ không còn", en=f"{en}: the council's word fell with its result"
            )


def _ranks_of(places: Iterable[QuotaPlaces], award: AwardCode) -> str:
    found = next((each for each in places if each.award is award), None)
    return "–" if found is None else f"{found.from_rank}-{found.to_rank}"
