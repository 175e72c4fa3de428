"""What anybody may ask: whether one award is in force, a proof to carry away, and a unit's honours.

An award is told from the public log alone, so nothing can leak that other agencies were not told: no draft, nobody's name. A
unit's honours are the register's public columns, its name and whom it came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Final, assert_never, cast
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi import Path as InPath

from contracts.base import Event, Source
from contracts.public import PublicAwardCorrected, PublicAwardGranted, PublicAwardRevoked
from contracts.reading import Reader
from contracts.rules import AwardCode, AwardForm
from infra.runtime.errors import NotFound
from infra.runtime.feed import QUERIES as FEED
from infra.runtime.http import runtime_of, visiting
from infra.runtime.openapi import PROBLEM
from infra.runtime.paging import View
from infra.runtime.proof import walks
from infra.runtime.reading import Read
from infra.runtime.sql import queries_of
from services.awards.honours_queries import HonoursView, honours_of

QUERIES = queries_of(Path(__file__).parent / "certificates.sql")
LOG: Final = "awards.public"
PROOF: Final = "thidua-award-proof-v1"
PublicFact = PublicAwardGranted | PublicAwardCorrected | PublicAwardRevoked
READER = Reader(PublicAwardGranted, PublicAwardCorrected, PublicAwardRevoked)
router = APIRouter(tags=["public register"])
Visit = Annotated[Read, Depends(visiting)]
Number = Annotated[str, InPath(max_length=140, pattern=r"^[^\x00-\x1f\x7f]+$", description="the award's register number")]
SearchedName = Annotated[str, Query(min_length=2, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$", description="part of a name")]
REFUSALS: Final[dict[int | str, dict[str, Any]]] = {
    404: {"description": "No such award or unit is known publicly", **PROBLEM},
    422: {"description": "Not what the query asks for", **PROBLEM},
    429: {"description": "This address has asked too often", **PROBLEM},
    503: {"description": "Not ready: try again later", **PROBLEM},
}


class PlaceView(View):
    """Where an event of the award stands in the public log."""

    position: int
    type: str
    time: datetime


class CorrectedView(View):
    """One field before and after a correction, as it is written on paper."""

    field: str
    old: str
    new: str


class CorrectionView(View):
    """A correction, and the decision that made it."""

    corrected_on: date
    reason: str
    decision_number: str
    issuer: str
    corrected: tuple[CorrectedView, ...]


class CertificateView(View):
    """One award as the public log tells it: in force or not, since when, and by which decision.

    The facts of the grant stand as they were granted; `corrections` tells what was put right since, in order. A revoked
    award has its ground.
    """

    register_number: str
    in_force: bool
    since: date
    by_decision: str
    by_issuer: str
    ground: str | None
    award_id: UUID
    authority: str
    season: str
    unit: UUID
    unit_name: str
    award: AwardCode
    form: AwardForm
    decision_number: str
    issuer: str
    granted_on: date
    amount: int
    corrections: tuple[CorrectionView, ...]
    log: Source
    events: tuple[PlaceView, ...]


class HonouredUnit(View):
    """A unit by its name now, and how many awards its own register entries are."""

    unit: UUID
    name: str
    authority: str
    awards: int


class HonouredUnits(View):
    items: tuple[HonouredUnit, ...]


@router.get("/public/awards/{number}", responses=REFUSALS)
async def certificate(visit: Visit, number: Number) -> CertificateView:
    """Whether the award of this number is in force, since when, and by which decision."""
    events = [cast(Event, READER.read(row["body"])) for row in await _told(visit, number)]
    return certificate_of(events)


@router.get(
    "/public/awards/{number}/proof",
    response_class=Response,
    responses={**REFUSALS, 409: {"description": "No signed head stands behind it yet", **PROBLEM}},
)
async def proof(request: Request, visit: Visit, number: Number) -> Response:
    """All that was said of one award, with what proves it to whoever has the published key: no connection is needed.

    Check it with `python verify.py proof FILE --keys keys.json`.
    """
    told = (await FEED.place(visit.conn, log=LOG))["told"]
    runtime = runtime_of(request)
    source = runtime.service.own["public"].source(runtime.settings.installation)
    positions = [row["position"] for row in await _told(visit, number)]
    steps = await walks(visit.conn, log=LOG, source=source, positions=positions, told=told)
    document = {"proof": PROOF, "register_number": number, "source": source, "steps": steps}
    return Response(
        orjson.dumps(document, option=orjson.OPT_INDENT_2),
        media_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="proof.json"'},
    )


@router.get("/public/units/{unit}/honours", responses=REFUSALS)
async def honours(visit: Visit, unit: UUID) -> HonoursView:
    """What a unit was given, and the units that it came from; what was revoked says so."""
    return await honours_of(visit.conn, unit, None)


@router.get("/public/units", responses=REFUSALS)
async def honoured_units(visit: Visit, name: SearchedName) -> HonouredUnits:
    """Units that were given an award and are, or were then, called like this, whatever tones are written; at most fifty."""
    rows = await QUERIES.honoured_units(visit.conn, name=name)
    return HonouredUnits(items=tuple(HonouredUnit(**dict(row)) for row in rows))


def certificate_of(events: Sequence[Event]) -> CertificateView:
    """The award as its public events leave it."""
    said: dict[str, Any] = {"corrections": (), "ground": None}
    for event in events:
        fact = cast(PublicFact, event.data)
        match fact:
            case PublicAwardGranted(granted_on=day):
                said |= dict(fact) | _standing(fact, day, in_force=True)
            case PublicAwardCorrected(corrected=values):
                made = CorrectionView(**{**dict(fact), "corrected": tuple(CorrectedView(**dict(value)) for value in values)})
                said["corrections"] += (made,)
            case PublicAwardRevoked(ground=ground, revoked_on=day):
                said |= {"ground": ground} | _standing(fact, day, in_force=False)
            case _:
                assert_never(fact)
    places = tuple(PlaceView(position=event.position, type=event.type, time=event.time) for event in events)
    return CertificateView(**said, log=events[0].source, events=places)


def _standing(fact: PublicAwardGranted | PublicAwardRevoked, since: date, *, in_force: bool) -> dict[str, Any]:
    return {"in_force": in_force, "since": since, "by_decision": fact.decision_number, "by_issuer": fact.issuer}


async def _told(visit: Read, number: str) -> Sequence[Any]:
    """The award's events in the public log, as far as they stand on its topic: at least that it was granted."""
    award = await QUERIES.award_of_number(visit.conn, register_number=number)
    if award is None:
        raise NotFound(what="award")
    told = (await FEED.place(visit.conn, log=LOG))["told"]
    rows: Sequence[Any] = await FEED.of_stream(visit.conn, log=LOG, stream=f"public-award/{award}", told=told)
    if not rows:
        raise NotFound(what="award")
    return rows
