"""The Government's flag of a season: the leaders that may be proposed, how many at most, and who was proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import TypeAdapter

from contracts.awards import GovernmentFlagNominee
from contracts.base import VIETNAM
from contracts.rules import AwardCode, CouncilVote, Threshold
from infra.runtime.decisions import Caller
from infra.runtime.errors import NotFound
from infra.runtime.http import Reading, runtime_of
from infra.runtime.paging import View
from infra.runtime.reading import Read
from infra.runtime.sql import queries_of
from services.awards.government_flag import (
    KnownOfSeason,
    Leading,
    ProposeForGovernmentFlag,
    SeasonRules,
    at_most,
    leaders_of,
)
from services.awards.known import Known
from services.awards.known_rows import packs_of
from services.awards.money import pack_on
from services.awards.queries import Inside, OneSeason
from services.awards.season_rows import QUERIES as SEASON
from services.awards.season_rows import clusters_now
from services.awards.units import units_in

QUERIES = queries_of(Path(__file__).parent / "queries.sql")
NOMINEES: TypeAdapter[tuple[GovernmentFlagNominee, ...]] = TypeAdapter(tuple[GovernmentFlagNominee, ...])
VOTES: TypeAdapter[tuple[CouncilVote, ...]] = TypeAdapter(tuple[CouncilVote, ...])
router = APIRouter(tags=["awards"])


class LeaderView(View):
    """A cluster's first: alone or shared; `may_be_proposed` where it leads alone and gets a provincial flag."""

    cluster: UUID
    name: str
    firsts: tuple[UUID, ...]
    first_names: tuple[str, ...]
    may_be_proposed: bool


class NomineeView(View):
    cluster: UUID
    unit: UUID
    unit_name: str | None
    still_leads: bool


class ProposedView(View):
    """Who was proposed, and by which figures that was allowed; `still_leads` tells what became of it since."""

    proposed_on: date
    percent: int
    leaders: int
    most: int
    nominees: tuple[NomineeView, ...]
    document: UUID


class GovernmentFlagView(View):
    """`percent` of the season's pack, None where it states none; `vote` is what today's pack asks of the council."""

    season: str
    pack: str
    pack_version: int
    percent: int | None
    leaders: int
    most: int | None
    clusters: tuple[LeaderView, ...]
    vote: Threshold | None
    proposed: ProposedView | None


async def known_of_season(command: ProposeForGovernmentFlag, caller: Caller, read: Read) -> KnownOfSeason:
    """The season's rules, the first of each of its clusters, and whether the document is on record."""
    row = await SEASON.season_rules(read.conn, season=command.season)
    if row is None:
        return KnownOfSeason()
    rules = SeasonRules(**dict(row))
    documents = await QUERIES.known_documents(read.conn, documents=[command.document], authority=caller.authority)
    of = {"season": command.season, "authority": rules.authority}
    return KnownOfSeason(
        rules=rules,
        clusters=await clusters_now(read.conn, **of),
        units=await units_in(read, await SEASON.units_of_season(read.conn, **of)),
        documents=frozenset(row["document"] for row in documents),
    )


@router.get("/seasons/{season}/government-flag")
async def government_flag(request: Request, at: Inside, season: OneSeason) -> GovernmentFlagView:
    """The leaders of a season's clusters, how many may be proposed, who was, and what the council's vote takes."""
    row = await SEASON.season_rules(at.conn, season=season)
    if row is None or row["authority"] != at.caller.authority:
        raise NotFound(what="season")
    today = (at.known_on or runtime_of(request).clock.now()).astimezone(VIETNAM).date()
    of = {"season": season, "authority": row["authority"]}
    units = await units_in(at.read, await SEASON.units_of_season(at.conn, **of))
    leaders = tuple(leaders_of(await clusters_now(at.conn, **of), Known(units=units).barred(units, season, today)))
    names = {unit: known.name for unit, known in units.items()}
    eligible = sum(each.standard for each in leaders)
    return GovernmentFlagView(
        season=season,
        pack=row["pack"],
        pack_version=row["pack_version"],
        percent=row["percent"],
        leaders=eligible,
        most=None if row["percent"] is None else at_most(eligible, row["percent"]),
        clusters=tuple(_leader(each, names) for each in leaders),
        vote=await _vote(at, today),
        proposed=_proposed(await SEASON.government_flag(at.conn, season=season), leaders, names),
    )


async def _vote(at: Reading, today: date) -> Threshold | None:
    authority = at.caller.authority
    pack = pack_on(await packs_of(at.read, authority), today)
    if pack is None:
        return None
    votes = VOTES.validate_json(await SEASON.council_votes(at.conn, authority=authority, pack=pack.name, version=pack.version))
    return next((vote.threshold for vote in votes if vote.award is AwardCode.GOVERNMENT_FLAG), None)


def _leader(each: Leading, names: Mapping[UUID, str]) -> LeaderView:
    return LeaderView(
        cluster=each.cluster,
        name=each.name,
        firsts=each.firsts,
        first_names=tuple(names.get(unit, str(unit)) for unit in each.firsts),
        may_be_proposed=each.standard,
    )


def _proposed(row: Any, leaders: Sequence[Leading], names: Mapping[UUID, str]) -> ProposedView | None:
    if row is None:
        return None
    leading = {(each.cluster, each.unit) for each in leaders if each.standard}
    nominees = tuple(
        NomineeView(**dict(each), unit_name=names.get(each.unit), still_leads=(each.cluster, each.unit) in leading)
        for each in NOMINEES.validate_json(row["nominees"])
    )
    return ProposedView(**{**dict(row), "nominees": nominees})
