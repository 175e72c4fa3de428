"""Registry's queries: everybody who takes part in an authority's emulation may read its registry, and no other's."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request

from contracts.registry import DocumentKind, UnitKind
from contracts.topics import SERVICES
from infra.runtime.chain import NextLink
from infra.runtime.decisions import Role
from infra.runtime.errors import NotFound
from infra.runtime.http import Reading, reading, runtime_of
from infra.runtime.paging import Listing, Page, Paged
from infra.runtime.sql import queries_of
from services.registry.document_views import (
    CitingFact,
    DocumentChain,
    DocumentDetail,
    DocumentLink,
    DocumentView,
    Facts,
)
from services.registry.names import normal_form
from services.registry.pack_views import (
    BaseSalaryView,
)
from services.registry.units import ONE_DAY
from services.registry.views import (
    AuthorityView,
    CodeView,
    DescentView,
    DisqualificationView,
    KindView,
    Lineage,
    MembershipView,
    NameView,
    ParentView,
    SeasonView,
    StaffFiguresView,
    SuspensionView,
    UnitDetail,
    UnitView,
)

QUERIES = queries_of(pathlib.Path(__file__).parent / "queries.sql")
READERS = (Role.BOARD_OFFICER, Role.AUDITOR, Role.UNIT_OFFICER, Role.LINE_OFFICER, Role.COUNCIL_MEMBER)

At = Annotated[Reading, Depends(reading(*READERS))]
# No control character: PostgreSQL's text cannot hold NUL.
Words = Annotated[str | None, Query(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")]
Word = Annotated[str, Path(max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
On = Annotated[date | None, Query(description="the day on which it holds")]
router = APIRouter()


@router.get("/units")
async def units(
    at: At,
    page: Paged,
    name: Words = None,
    code: Words = None,
    kind: UnitKind | None = None,
    parent: UUID | None = None,
    on: On = None,
) -> Listing[UnitView]:
    """Units by name; `name` finds whole syllables in either spelling (Hòa, Hoà).

    With `on`: the units of that day, found by what they had then. Without: all that ever were, found by what they ever
    had, shown as they are last known to be.
    """
    wanted = {"name": name and normal_form(name), "code": code and code.upper(), "kind": kind, "parent": parent}
    rows = await QUERIES.units(at.conn, **of(at, page), **wanted, day=on)
    return page.listing(rows, view(UnitView))


@router.get("/units/{unit}")
async def unit(at: At, unit: UUID, on: On = None) -> UnitDetail:
    """One unit: its authorities, names, codes, kinds and parents, its figures, suspensions, disqualifications and clusters.

    Those of a day, or without one all. An authority that has it no more sees what was up to then.
    """
    authority = at.caller.authority
    row = await found(QUERIES.unit_by_id(at.conn, unit=unit, authority=authority, day=on), "unit")
    seen = {"unit": unit, "day": _seen_up_to(row["gone"], on), "gone": row["gone"]}
    history = await QUERIES.unit_history(at.conn, **seen, authority=authority)
    ended = {"by": row["ended_by"], "document": row["end_document"]} if row["ended_by"] else None
    return UnitDetail(
        **dict(row),
        ended=ended,
        authorities=_held(AuthorityView, "authority", history),
        names=_held(NameView, "name", history),
        codes=_held(CodeView, "code", history),
        kinds=_held(KindView, "kind", history),
        parents=_held(ParentView, "parent", history),
        staff_figures=views(StaffFiguresView, await QUERIES.staff_figures(at.conn, **seen)),
        suspensions=views(SuspensionView, await QUERIES.suspensions(at.conn, **seen)),
        disqualifications=views(DisqualificationView, await QUERIES.disqualifications(at.conn, **seen, authority=authority)),
        memberships=views(MembershipView, await QUERIES.memberships(at.conn, **seen)),
    )


@router.get("/units/{unit}/lineage")
async def lineage(at: At, unit: UUID, on: On = None) -> Lineage:
    """Whom a unit came from, and what became of it: every link of the way, over all generations, up to a day."""
    authority = at.caller.authority
    row = await found(QUERIES.unit_by_id(at.conn, unit=unit, authority=authority, day=on), "unit")
    day = _seen_up_to(row["gone"], on or date.max)
    links = await QUERIES.lineage(at.conn, unit=unit, day=day, authority=authority)
    return Lineage(
        **dict(row),
        predecessors=views(DescentView, [link for link in links if link["direction"] == "backwards"]),
        successors=views(DescentView, [link for link in links if link["direction"] == "forwards"]),
    )


@router.get("/units/{unit}/facts")
async def unit_facts(at: At, page: Paged, unit: UUID) -> Facts:
    """The events about a unit, each with its place in the log."""
    await found(QUERIES.unit_by_id(at.conn, unit=unit, authority=at.caller.authority, day=None), "unit")
    return facts(page, await QUERIES.unit_facts(at.conn, **of(at, page), unit=unit))


@router.get("/seasons")
async def seasons(at: At, page: Paged) -> Listing[SeasonView]:
    """Seasons by year, each with its frozen rule pack."""
    return page.listing(await QUERIES.seasons(at.conn, **of(at, page)), view(SeasonView))


@router.get("/seasons/{season}")
async def season(at: At, season: Word) -> SeasonView:
    """One season."""
    row = await found(QUERIES.season_by_id(at.conn, season=season, authority=at.caller.authority), "season")
    return SeasonView(**dict(row))


@router.get("/documents")
async def documents(
    at: At,
    page: Paged,
    kind: DocumentKind | None = None,
    number: Words = None,
    issuer: Words = None,
    issued_from: On = None,
    issued_to: On = None,
    on: On = None,
) -> Listing[DocumentView]:
    """Legal documents by day of issue; with `on` those in force on that day."""
    wanted = {"kind": kind, "number": number and number.upper(), "issuer": issuer and normal_form(issuer)}
    days = {"issued_from": issued_from, "issued_to": issued_to, "day": on}
    return page.listing(await QUERIES.documents(at.conn, **of(at, page), **wanted, **days), view(DocumentView))


@router.get("/documents/{document}")
async def document(at: At, document: UUID) -> DocumentDetail:
    """One legal document, and from when to when it has effect."""
    row = await found(QUERIES.document_by_id(at.conn, document=document, authority=at.caller.authority), "document")
    return DocumentDetail(**dict(row))


@router.get("/documents/{document}/chain")
async def document_chain(at: At, document: UUID) -> DocumentChain:
    """What a document replaces, repeals or amends, and what does so to it: every link of the way, both ways."""
    authority = at.caller.authority
    await found(QUERIES.document_by_id(at.conn, document=document, authority=authority), "document")
    links = await QUERIES.document_chain(at.conn, document=document, authority=authority)
    return DocumentChain(
        document=document,
        earlier=views(DocumentLink, [link for link in links if link["direction"] == "backwards"]),
        later=views(DocumentLink, [link for link in links if link["direction"] == "forwards"]),
    )


@router.get("/documents/{document}/citations")
async def citations(request: Request, at: At, page: Paged, document: UUID) -> Facts:
    """The events that rest on a document, each with a warning if it was not in force on the day from which they hold.

    `next` are the addresses at which the other services name the events of theirs that mention it, for boards and auditors.
    """
    await found(QUERIES.document_by_id(at.conn, document=document, authority=at.caller.authority), "document")
    cited = facts(page, await QUERIES.citations(at.conn, **of(at, page), document=document, doubtful=False))
    settings = runtime_of(request).settings
    others = (
        NextLink(service=service, href=f"{settings.url_of(service)}/logs/{service}/events?mention={document}")
        for service in SERVICES
        if service != "registry"
    )
    return cited.model_copy(update={"next": tuple(others)})


@router.get("/document-warnings")
async def document_warnings(at: At, page: Paged) -> Facts:
    """The events of the authority that rest on a document which was not in force on the day from which they hold."""
    return facts(page, await QUERIES.citations(at.conn, **of(at, page), document=None, doubtful=True))


@router.get("/base-salaries")
async def base_salaries(at: At, page: Paged, on: On = None) -> Listing[BaseSalaryView]:
    """Base salaries by their first day; the one in force on a day if it is given."""
    return page.listing(await QUERIES.base_salaries(at.conn, **of(at, page), day=on), view(BaseSalaryView))


def of(at: Reading, page: Page) -> dict[str, Any]:
    return {"authority": at.caller.authority, "after": page.after_key, "rows": page.rows}


async def found(query: Any, what: str) -> Any:
    row = await query
    if row is None:
        raise NotFound(what=what)
    return row


def view(kind: Any) -> Any:
    return lambda row: kind(**dict(row))


def views(kind: Any, rows: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(kind(**dict(row)) for row in rows)


def _seen_up_to(gone: date | None, asked: date | None) -> date | None:
    """The day asked about, or the last on which a unit that passed to another authority was seen here."""
    return asked if gone is None or asked is None else min(asked, gone - ONE_DAY)


def _held(view: Any, what: str, rows: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(view(**{**dict(row), what: row["value"]}) for row in rows if row["what"] == what)


def facts(page: Page, rows: Sequence[Any]) -> Facts:
    cut = page.listing(rows, _fact)
    return Facts(service="registry", facts=cut.items, more=cut.next)


def _fact(row: Any) -> CitingFact:
    return CitingFact(
        **dict(row),
        time=row["recorded_at"],
        effective=row["effective_at"],
        summary={"vi": row["summary_vi"], "en": row["summary_en"]},
    )
