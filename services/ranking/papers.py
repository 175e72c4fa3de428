"""Ranking's papers: standings on A4, the minutes of the meeting that reviews them, the minutes of a ballot."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from fastapi import APIRouter, Request, Response

from infra.papers.endpoints import FILE, InForm, answered
from infra.papers.paper import Paper
from infra.runtime.http import Reading
from services.ranking.ballot_paper import ballot_minutes
from services.ranking.ballot_queries import ballot, minutes
from services.ranking.paper_facts import review_minutes, standings_paper
from services.ranking.queries import READERS, standing

router = APIRouter()


@router.get("/standings/{cluster}/paper.{form}", **FILE)
async def paper_of_standings(request: Request, cluster: UUID, form: InForm) -> Response:
    """The standings of one cluster, to be signed and posted; before they are published it says that it is a draft."""
    return await answered(request, form, READERS, partial(_standings, cluster=cluster))


@router.get("/standings/{cluster}/review-minutes.{form}", **FILE)
async def minutes_of_review(request: Request, cluster: UUID, form: InForm) -> Response:
    """The minutes of the review of one cluster (biên bản họp bình xét): the result filled in, people and hours left open."""
    return await answered(request, form, READERS, partial(_minutes, cluster=cluster))


@router.get("/ballots/{ballot}/minutes.{form}", **FILE)
async def minutes_of_ballot(request: Request, ballot: UUID, form: InForm) -> Response:
    """The minutes of a counted ballot (biên bản kiểm phiếu): counts and result filled in, the committee's names left open."""
    return await answered(request, form, READERS, partial(_ballot, of=ballot))


async def _standings(at: Reading, cluster: UUID) -> Paper:
    return standings_paper(await standing(at, cluster))


async def _minutes(at: Reading, cluster: UUID) -> Paper:
    return review_minutes(await standing(at, cluster))


async def _ballot(at: Reading, of: UUID) -> Paper:
    return ballot_minutes(await ballot(at, of), await minutes(at, of))
