"""What if: a season's awards under another quota or rule pack, or with other standings. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from contracts.awards import Nomination
from contracts.base import VIETNAM
from contracts.registry import QuotaPlaces
from contracts.rules import AwardCode
from infra.runtime.chain import Summary
from infra.runtime.errors import NotFound
from infra.runtime.http import BoundedRoute, Reading, plain_body, runtime_of
from services.awards.known import Known
from services.awards.known_rows import packs_of
from services.awards.money import Pack
from services.awards.paying import amounts
from services.awards.places import Ranked
from services.awards.queries import QUERIES, Inside, OneSeason
from services.awards.season_now import ClusterNow
from services.awards.season_rows import QUERIES as SEASON
from services.awards.season_rows import base_salaries_of, clusters_now
from services.awards.summaries import AWARDS
from services.awards.supposing import Moved, OtherPlaces, Outcome, Rates, Rule, Supposed, outcomes, pack_named, price_of
from services.awards.units import units_in
from services.awards.what_if_views import (
    AwardMoneyView,
    ClusterOutcomeView,
    MovedView,
    SupposedPlaces,
    SupposedRow,
    Supposition,
    WhatIfView,
)

router = APIRouter(tags=["awards"], route_class=BoundedRoute)


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


class Worth(NamedTuple):
    """What an award is worth, and what of it would be paid."""

    value: int
    amount: int


Side = Mapping[tuple[UUID, UUID, AwardCode], Worth]
"""One side of the comparison: each award by cluster and unit."""


def _worth(nominations: Sequence[tuple[ClusterNow, Nomination]], rates: Rates, supposed: Pack | None) -> Side:
    """What a decision would pay: of a unit's titles of the season the highest alone, as far as the pack says so."""
    prices = [price_of(now, each, rates, supposed) for now, each in nominations]
    return {
        (now.cluster, each.unit, each.award): Worth(price.value, amount)
        for (now, each), price, amount in zip(nominations, prices, amounts(prices), strict=True)
    }


def _view(season: str, found: Sequence[Outcome], rates: Rates, supposed: Supposed, names: Mapping[UUID, str]) -> WhatIfView:
    before = _worth([(of.now, each) for of in found for each in of.before], rates, None)
    after = _worth([(of.now, each) for of in found for each in of.after], rates, supposed.pack)
    return WhatIfView(
        season=season,
        on=rates.on,
        by_award=tuple(
            AwardMoneyView(award=award, **_summed(before, "before", award), **_summed(after, "after", award))
            for award in AwardCode
            if any(award == of for _, _, of in (*before, *after))
        ),
        clusters=tuple(_outcome(of, before, after, names) for of in found if of.lost or of.gained),
        **_summed(before, "before"),
        **_summed(after, "after"),
    )


def _summed(side: Side, name: str, award: AwardCode | None = None) -> dict[str, int]:
    chosen = [worth for (_, _, of), worth in side.items() if award in (None, of)]
    return {
        f"count_{name}": len(chosen),
        f"amount_{name}": sum(worth.amount for worth in chosen),
        f"value_{name}": sum(worth.value for worth in chosen),
    }


def _outcome(of: Outcome, before: Side, after: Side, names: Mapping[UUID, str]) -> ClusterOutcomeView:
    return ClusterOutcomeView(
        cluster=of.now.cluster,
        name=of.now.name,
        places_before=of.now.places,
        places_after=of.places,
        lost=tuple(_moved(each, of, before, names, "lost") for each in of.lost),
        gained=tuple(_moved(each, of, after, names, "gained") for each in of.gained),
    )


def _moved(each: Moved, of: Outcome, side: Side, names: Mapping[UUID, str], did: str) -> MovedView:
    return MovedView(
        unit=each.unit,
        unit_name=names.get(each.unit),
        award=each.award,
        **side[of.now.cluster, each.unit, each.award]._asdict(),
        rank_before=each.rank_before,
        rank_after=each.rank_after,
        rule=each.rule,
        summary=_sentence(each, of, names.get(each.unit) or str(each.unit), did),
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
