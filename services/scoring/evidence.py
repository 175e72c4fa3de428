"""Evidence (minh chứng) over HTTP: taken in before a sheet cites it, handed out to whoever may see the sheet.

No connection to the database is held while a file travels: a slow line must not keep others from their queries.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi import Path as InPath
from pydantic import TypeAdapter

from contracts.scoring import MEGABYTE, Evidence, EvidenceRules, Layer
from infra.runtime.decisions import Role
from infra.runtime.errors import ForeignUnit, NotFound
from infra.runtime.files.store import FileStore
from infra.runtime.files.transfer import download, receive
from infra.runtime.http import Reading, bearer, reading, refuse_looking_back, runtime_of
from infra.runtime.paging import Listing, Paged, View
from services.scoring import refusals as no
from services.scoring.evidence_rules import UNSTATED, rules_of
from services.scoring.facts import QUERIES
from services.scoring.sight import INSIDERS, At, Seen, sight
from services.scoring.views import EvidenceView

router = APIRouter(tags=["evidence"], dependencies=[Depends(bearer)])
Sha256InPath = Annotated[str, InPath(pattern=r"^[0-9a-f]{64}$", description="the SHA-256 of the file, in lower case")]
PIECE = TypeAdapter(Evidence)
ANY_FILE: dict[str, Any] = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_reading = asynccontextmanager(reading(*INSIDERS, Role.UNIT_OFFICER))
_uploading = asynccontextmanager(reading(Role.UNIT_OFFICER))


class Uploaded(View):
    """A file as it is kept; `sha256` and `size` are what a sheet cites, `extension` is what its content is called."""

    sha256: str
    size: int
    kind: str
    media_type: str
    extension: str


class EvidencePiece(EvidenceView):
    """A piece of evidence, and where it is cited: in the current version of which layer, on which leaf of which sheet.

    Without a layer it stands in the unit's explanation.
    """

    unit: UUID
    name: str | None
    leaf: str
    layer: Layer | None
    peer: UUID | None
    version: int


@router.get("/scoresheets/{cluster}/evidence")
async def evidence_pieces(at: At, seen: Seen, page: Paged, cluster: UUID, flagged: bool | None = None) -> Listing[EvidencePiece]:
    """What the sheets cite, in roll order, of the units whose sheets the caller may see; `flagged=true` for what lies outside."""
    units = None if seen.units is None else sorted(seen.units)
    rows = await QUERIES.evidence_pieces(
        at.conn, cluster=cluster, units=units, flagged=flagged, day=seen.day, after=page.after_key, rows=page.rows
    )
    return page.listing(rows, _piece)


def _piece(row: Any) -> EvidencePiece:
    where = {name: row[name] for name in ("unit", "name", "leaf", "peer", "version", "outside_season")}
    return EvidencePiece(**dict(PIECE.validate_json(row["piece"])), **where, layer=row["layer"] and Layer(row["layer"]))


@router.post(
    "/scoresheets/{cluster}/units/{unit}/evidence",
    openapi_extra={
        "requestBody": {"required": True, "content": ANY_FILE},
        "parameters": [
            {
                "name": "Content-Digest",
                "in": "header",
                "description": "`sha-256=:<base64>:` (RFC 9530), to be compared with what arrives",
                "schema": {"type": "string"},
            }
        ],
    },
)
async def upload_evidence(request: Request, response: Response, cluster: UUID, unit: UUID) -> Uploaded:
    """Take a file in, as the body of the request; the same content again is the same file. For the unit's own officer."""
    refuse_looking_back(request)
    async with _uploading(request, response, None) as at:
        rules = await _rules_for(request, at, cluster, unit)
    kept = await receive(request, _store(request), bytes_max=rules.megabytes_max * MEGABYTE, kinds=rules.kinds)
    return Uploaded(
        sha256=kept.sha256,
        size=kept.size,
        kind=kept.type.kind,
        media_type=kept.type.media_type,
        extension=kept.type.extension,
    )


async def _rules_for(request: Request, at: Reading, cluster: UUID, unit: UUID) -> EvidenceRules:
    if at.caller.unit != unit:
        raise ForeignUnit
    seen = await sight(request, at, cluster)
    seen.require(unit)
    return rules_of(seen.facts.rules) or UNSTATED


@router.get(
    "/scoresheets/{cluster}/units/{unit}/evidence/{sha256}",
    response_class=Response,
    responses={200: {"description": "The file, as an attachment", "content": ANY_FILE}},
)
async def read_evidence(request: Request, response: Response, cluster: UUID, unit: UUID, sha256: Sha256InPath) -> Response:
    """Hand out a file that the unit's sheet cites, in any version of any layer; its hash is checked while it is read."""
    async with _reading(request, response, None) as at:
        seen = await sight(request, at, cluster)
        seen.require(unit)
        cited = await QUERIES.cited_evidence(at.conn, cluster=cluster, unit=unit, sha256=sha256)
    if cited is None:
        raise NotFound(what="evidence on this sheet")
    store = _store(request)
    if not cited["evidence_kept"] and await asyncio.to_thread(store.size, sha256) is None:
        raise no.EvidenceNotUploaded
    return await download(store, sha256, cited["file_name"])


def _store(request: Request) -> FileStore:
    files = runtime_of(request).files
    assert files is not None, "scoring keeps files"
    return files
