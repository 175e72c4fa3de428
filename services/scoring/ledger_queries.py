"""A unit's ledger with every entry and report, and who is late with what in all clusters of an authority."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request

from contracts.rules import ScaleFigureCode
from contracts.scoring import LedgerSums
from infra.runtime.http import Reading, runtime_of
from infra.runtime.paging import Listing, Paged, View
from infra.runtime.sql import queries_of
from services.scoring.ledger import COSTS
from services.scoring.reports import ReportStatus
from services.scoring.sight import At, Season, Seen, of

QUERIES = queries_of(Path(__file__).parent / "ledger.sql")
REPORTS_MAX = 12

Statuses = Annotated[list[ReportStatus] | None, Query(description="late, missing, overdue …; may stand several times")]
router = APIRouter()


class ReportView(View):
    """One periodic report of one unit. `points` is what it takes at face value, None before self-scoring opens.

    `due` is the unit's own working day where it has one, else the cluster's; `status` is that of the moment asked about.
    """

    cluster: UUID
    season: str
    cluster_number: int
    cluster_name: str
    unit: UUID
    name: str | None
    code: str | None
    report: int
    stated: date
    cluster_due: date
    due: date
    status: ReportStatus
    points: Decimal | None
    received_at: datetime | None
    number: str | None
    corrected_because: str | None
    extended_because: str | None
    waived_because: str | None
    document: UUID | None


class LedgerEntryView(View):
    """One entry at face value; a cancelled one no longer counts.

    `record_stands` says whether the model is confirmed or the initiative recognised, as registry says it now.
    """

    entry: UUID
    figure: ScaleFigureCode | None
    points: Decimal
    ground: str
    document: UUID
    document_number: str | None
    issuer: str | None
    issued_on: date | None
    record: UUID | None
    record_kind: str | None
    record_title: str | None
    record_stands: bool | None
    log: str
    position: int
    time: datetime
    actor: str
    cancelled_at: datetime | None
    cancelled_by: str | None
    cancel_reason: str | None


class LedgerView(View):
    """A unit's ledger: the pack's figures, entry by entry, report by report, and what the bounds cut of the sums."""

    cluster: UUID
    unit: UUID
    name: str | None
    code: str | None
    figures: dict[ScaleFigureCode, Decimal]
    entries: tuple[LedgerEntryView, ...]
    reports: tuple[ReportView, ...]
    sums: LedgerSums | None


@router.get("/periodic-reports", tags=["reports"])
async def periodic_reports(
    request: Request,
    at: At,
    page: Paged,
    season: Season = None,
    cluster: UUID | None = None,
    status: Statuses = None,
) -> Listing[ReportView]:
    """Who owes which report and who was late with it: in all clusters of the authority; of a unit's officer, its own."""
    wanted = {"season": season, "cluster": cluster, "units": None, "statuses": status, "now": _now(request, at)}
    return page.listing(await QUERIES.reports(at.conn, **of(at, page), **wanted), _report)


@router.get("/scoresheets/{cluster}/units/{unit}/ledger", tags=["scoresheets"])
async def unit_ledger(request: Request, at: At, seen: Seen, cluster: UUID, unit: UUID) -> LedgerView:
    """A unit's bonuses and deductions, its reports with due days, and what they come to."""
    seen.require(unit)
    frame = await QUERIES.ledger_frame(at.conn, cluster=cluster, unit=unit, day=seen.day)
    reports = await QUERIES.reports(
        at.conn,
        whole=True,
        authority=seen.facts.authority,
        unit=None,
        season=None,
        cluster=cluster,
        units=[unit],
        statuses=None,
        now=_now(request, at),
        after=None,
        rows=REPORTS_MAX,
    )
    return LedgerView(
        **dict(frame)
        | {
            "cluster": cluster,
            "figures": _figures(frame),
            "entries": tuple(_entry(row) for row in await QUERIES.ledger_entries(at.conn, cluster=cluster, unit=unit)),
            "reports": tuple(_report(row) for row in reports),
            "sums": None if frame["ledger"] is None else LedgerSums.model_validate_json(frame["ledger"]),
        }
    )


def _now(request: Request, at: Reading) -> datetime:
    return at.known_on or runtime_of(request).clock.now()


def _figures(row: Any) -> dict[str, str]:
    found: dict[str, str] = orjson.loads(row["figures"] or "{}")
    return found


def _report(row: Any) -> ReportView:
    cost = COSTS.get(ReportStatus(row["status"]))
    figures = _figures(row)
    points = None if not figures else figures.get(cost, "0") if cost else "0"
    return ReportView(**dict(row) | {"points": points})


def _entry(row: Any) -> LedgerEntryView:
    return LedgerEntryView(**dict(row), time=row["recorded_at"])
