"""The Government's flag of a season: the leaders that may be proposed, how many at most, and who was proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import TypeAdapter

from contracts.awards import GovernmentFlagNominee
from contracts.base import VIETNAM
from contracts.rules import AwardCode, CouncilVote, Threshold
from infra.runtime.errors import NotFound
from infra.runtime.http import Reading, runtime_of
from infra.runtime.paging import View
from services.awards.government_flag import Leading, at_most, leaders_of
from services.awards.known import Known, Unit
from services.awards.known_rows import packs_of
from services.awards.money import pack_on
from services.awards.procedure_views import ForwardedView, HigherDecisionView
from services.awards.queries import Inside, OneSeason
from services.awards.season_rows import QUERIES as SEASON
from services.awards.season_rows import clusters_now
from services.awards.units import names_on_days, units_in

NOMINEES: TypeAdapter[tuple[GovernmentFlagNominee, ...]] = TypeAdapter(tuple[GovernmentFlagNominee, ...])
VOTES: TypeAdapter[tuple[CouncilVote, ...]] = TypeAdapter(tuple[CouncilVote, ...])
router = APIRouter(tags=["awards"])


class LeaderView(View):
    """A cluster's first, alone or shared, as called on the day of the publication; `may_be_proposed` where it leads alone and
    gets a provincial flag.
    """

    cluster: UUID
    name: str
    firsts: tuple[UUID, ...]
    first_names: tuple[str, ...]
    may_be_proposed: bool


class NomineeState(StrEnum):
    """How far a nominee came: proposed, submitted, carried or voted down by the council, proposed to the Government, and given
    the flag by it or not.
    """

    PROPOSED = "proposed"
    SUBMITTED = "submitted"
    VOTED_DOWN = "voted-down"
    CARRIED = "carried"
    FORWARDED = "forwarded"
    GIVEN = "given"
    NOT_GIVEN = "not-given"


class NomineeView(View):
    """A nominee, as called on the day of the proposal; once the council has voted, `yes` of `base` were in favour."""

    cluster: UUID
    unit: UUID
    unit_name: str | None
    still_leads: bool
    state: NomineeState
    yes: int | None
    base: int | None


class FlagSubmissionView(View):
    """The submission that the proposal went into."""

    submission: UUID
    submission_number: str
    submitted_on: date


class ProposedView(View):
    """Who was proposed, and by which figures that was allowed; `still_leads` tells what became of it since."""

    proposed_on: date
    percent: int
    leaders: int
    most: int
    nominees: tuple[NomineeView, ...]
    document: UUID
    submission: FlagSubmissionView | None
    forwarded: ForwardedView | None
    higher_decision: HigherDecisionView | None


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
    published = {row["cluster"]: row["published_on"] for row in await SEASON.published_in_season(at.conn, **of)}
    eligible = sum(each.standard for each in leaders)
    return GovernmentFlagView(
        season=season,
        pack=row["pack"],
        pack_version=row["pack_version"],
        percent=row["percent"],
        leaders=eligible,
        most=None if row["percent"] is None else at_most(eligible, row["percent"]),
        clusters=tuple(_leader(each, units, published[each.cluster]) for each in leaders),
        vote=await _vote(at, today),
        proposed=await _proposed(at, await SEASON.government_flag(at.conn, season=season), leaders),
    )


async def _vote(at: Reading, today: date) -> Threshold | None:
    authority = at.caller.authority
    pack = pack_on(await packs_of(at.read, authority), today)
    if pack is None:
        return None
    votes = VOTES.validate_json(await SEASON.council_votes(at.conn, authority=authority, pack=pack.name, version=pack.version))
    return next((vote.threshold for vote in votes if vote.award is AwardCode.GOVERNMENT_FLAG), None)


def _leader(each: Leading, units: Mapping[UUID, Unit], published_on: date) -> LeaderView:
    return LeaderView(
        cluster=each.cluster,
        name=each.name,
        firsts=each.firsts,
        first_names=tuple(units[unit].name_on(published_on) if unit in units else str(unit) for unit in each.firsts),
        may_be_proposed=each.standard,
    )


async def _proposed(at: Reading, row: Any, leaders: Sequence[Leading]) -> ProposedView | None:
    if row is None:
        return None
    leading = {(each.cluster, each.unit) for each in leaders if each.standard}
    votes = {of["unit"]: of for of in await SEASON.flag_votes(at.conn, submission=row["submission"])}
    proposed, day = NOMINEES.validate_json(row["nominees"]), row["proposed_on"]
    names = await names_on_days(at.conn, ((each.unit, day) for each in proposed))
    forwarded, higher = ForwardedView.of(row["forwarded"]), HigherDecisionView.of(row["higher_decision"])
    nominees = tuple(
        NomineeView(
            **dict(each),
            unit_name=names[each.unit, day],
            still_leads=(each.cluster, each.unit) in leading,
            state=_state(each.unit, row["submission"], votes.get(each.unit), forwarded, higher),
            yes=votes[each.unit]["yes"] if each.unit in votes else None,
            base=votes[each.unit]["base"] if each.unit in votes else None,
        )
        for each in proposed
    )
    said = {name: row[name] for name in ("proposed_on", "percent", "leaders", "most", "document")}
    return ProposedView(**said, nominees=nominees, submission=_submission(row), forwarded=forwarded, higher_decision=higher)


def _submission(row: Any) -> FlagSubmissionView | None:
    if row["submission"] is None:
        return None
    return FlagSubmissionView(**dict(row), submission_number=f"{row['number']}/{row['series']}")


def _state(
    unit: UUID, submission: UUID | None, vote: Any, forwarded: ForwardedView | None, higher: HigherDecisionView | None
) -> NomineeState:
    if submission is None:
        return NomineeState.PROPOSED
    if vote is not None and not vote["passed"]:
        return NomineeState.VOTED_DOWN
    if higher is not None:
        return NomineeState.GIVEN if unit in higher.given else NomineeState.NOT_GIVEN
    if forwarded is not None:
        return NomineeState.FORWARDED
    return NomineeState.SUBMITTED if vote is None else NomineeState.CARRIED
