"""What another result, another quota or another rule pack would make of a season's awards. Pure; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from contracts.awards import Nomination, OpenReason
from contracts.registry import QuotaPlaces
from contracts.rules import AwardCode
from services.awards import refusals
from services.awards import what_if_refusals as no
from services.awards.drafting import differences
from services.awards.money import BaseSalary, Pack, base_salary_on, day_of_pack, money, pack_on
from services.awards.paying import Price
from services.awards.places import Ranked, fill
from services.awards.season_now import ClusterNow


class Rule(StrEnum):
    """What made a winner gained or lost: the supposed standings, the supposed quota, or that an amendment falls with them."""

    STANDINGS = "standings"
    QUOTA = "quota"
    COUNCIL = "council"


@dataclass(frozen=True, slots=True)
class OtherPlaces:
    """Other ranks for one award, of one cluster or of all (None); no ranks at all where `places` is None."""

    cluster: UUID | None
    award: AwardCode
    places: QuotaPlaces | None


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is supposed: whatever is not named stays as it is."""

    quotas: tuple[OtherPlaces, ...] = ()
    standings: Mapping[UUID, tuple[Ranked, ...]] = field(default_factory=dict)
    pack: Pack | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A unit that would win or lose an award, and which rule makes the difference."""

    unit: UUID
    award: AwardCode
    rank_before: int | None
    rank_after: int | None
    rule: Rule


@dataclass(frozen=True, slots=True)
class Outcome:
    """One cluster before and after: its winners, who is gained and lost, and the quota on both sides."""

    now: ClusterNow
    places: tuple[QuotaPlaces, ...]
    before: tuple[Nomination, ...]
    after: tuple[Nomination, ...]
    lost: tuple[Moved, ...] = ()
    gained: tuple[Moved, ...] = ()


@dataclass(frozen=True, slots=True)
class Rates:
    """What money is computed from: the authority's packs and base salaries, and the day of what is not decided yet."""

    packs: tuple[Pack, ...]
    salaries: tuple[BaseSalary, ...]
    on: date


def outcomes(clusters: Sequence[ClusterNow], supposed: Supposed, barred: Mapping[UUID, OpenReason]) -> tuple[Outcome, ...]:
    """Each cluster before and after.

    Raises:
        NothingSupposed, ClusterNotInSeason, RanksOverlap, RanksReversed: what is supposed makes no sense.
    """
    if not supposed.quotas and not supposed.standings and supposed.pack is None:
        raise no.NothingSupposed
    named = {quota.cluster for quota in supposed.quotas if quota.cluster is not None} | supposed.standings.keys()
    if strangers := named - {each.cluster for each in clusters}:
        raise no.ClusterNotInSeason(clusters=", ".join(sorted(map(str, strangers))))
    return tuple(_outcome(each, supposed, barred) for each in clusters)


def _outcome(now: ClusterNow, supposed: Supposed, barred: Mapping[UUID, OpenReason]) -> Outcome:
    places = tuple(_supposed_places(now, supposed.quotas))
    ranked = supposed.standings.get(now.cluster, now.ranked)
    drawn = fill(now.ranked, now.places, barred).nominations
    before = drawn if now.nominations is None else now.nominations
    if (ranked, places) == (now.ranked, now.places):
        return Outcome(now, places, before, before)
    by_standings = fill(ranked, now.places, barred).nominations
    after = fill(ranked, places, barred).nominations
    lost, gained = differences(before, after)
    ranks = {each.unit: each.rank for each in now.ranked}, {each.unit: each.rank for each in ranked}

    def moved(nomination: Nomination) -> Moved:
        unit, award = nomination.unit, nomination.award
        had, has, has_all = ((unit, award) in _keys(side) for side in (drawn, by_standings, after))
        rule = Rule.STANDINGS if had != has else Rule.QUOTA if has != has_all else Rule.COUNCIL
        return Moved(unit, award, ranks[0].get(unit), ranks[1].get(unit), rule)

    return Outcome(now, places, before, after, tuple(map(moved, lost)), tuple(map(moved, gained)))


def _keys(nominations: Sequence[Nomination]) -> set[tuple[UUID, AwardCode]]:
    return {(each.unit, each.award) for each in nominations}


def _supposed_places(now: ClusterNow, quotas: Sequence[OtherPlaces]) -> Iterator[QuotaPlaces]:
    """The cluster's quota with the supposed lines in it; a line for the cluster goes before one for all."""
    others = {each.award: each.places for each in quotas if each.cluster is None}
    others |= {each.award: each.places for each in quotas if each.cluster == now.cluster}
    there = {each.award: each for each in now.places}
    lines = [line for line in {**there, **others}.values() if line is not None]
    holders: dict[int, AwardCode] = {}
    for line in sorted(lines, key=lambda line: line.from_rank):
        if line.to_rank < line.from_rank:
            raise no.SupposedRanksReversed(award=line.award, from_rank=line.from_rank, to_rank=line.to_rank)
        for rank in range(line.from_rank, line.to_rank + 1):
            if rank in holders:
                raise no.SupposedRanksOverlap(cluster=now.name, rank=rank, first=holders[rank], second=line.award)
            holders[rank] = line.award
        yield line


def price_of(now: ClusterNow, of: Nomination, rates: Rates, supposed: Pack | None) -> Price:
    """What a nomination of a cluster is worth on the day of its decision, or of the question; under the supposed pack if any.

    Raises:
        PackMissing, BaseSalaryMissing, AwardNotComputable: it cannot be computed.
    """
    day = now.signed_on or rates.on
    pack = supposed or _pack_of(now, day, rates)
    salary = base_salary_on(rates.salaries, day)
    if salary is None:
        raise refusals.BaseSalaryMissing(day=day.isoformat())
    entry = pack.catalogue.get(of.award)
    if entry is None or entry.multiple is None:
        raise refusals.AwardNotComputable(pack=pack.name, award=of.award)
    return Price(of.unit, entry.form, money(entry.multiple, salary, pack.rounded_up_to), pack)


def _pack_of(now: ClusterNow, day: date, rates: Rates) -> Pack:
    decides = day if now.received_on is None else day_of_pack(rates.packs, signed_on=day, received_on=now.received_on)
    pack = pack_on(rates.packs, decides)
    if pack is None:
        raise refusals.PackMissing(day=decides.isoformat())
    return pack


def pack_named(packs: Sequence[Pack], name: str, version: int | None) -> Pack:
    """An adopted pack in the version named, or its last one.

    Raises:
        PackNotAdopted: the authority has none such; the refusal names those it has.
    """
    found = [pack for pack in packs if pack.name == name and version in (None, pack.version)]
    if not found:
        named = name if version is None else f"{name}@{version}"
        adopted = ", ".join(sorted(f"{pack.name}@{pack.version}" for pack in packs))
        raise no.PackNotAdopted(pack=named, adopted=adopted or "—")
    return max(found, key=lambda pack: pack.version)
