"""Papers over HTTP: a paper as the answer to a query, as .docx or .pdf."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final
from urllib.parse import quote

import structlog
from fastapi import Depends, Request, Response
from fastapi import Path as InPath

from infra.papers.paper import Form, Paper
from infra.papers.problems import BrokenTemplate, PaperTemplateBroken
from infra.papers.templates import template_of
from infra.runtime.decisions import Role
from infra.runtime.http import Reading, bearer, reading, runtime_of
from infra.runtime.settings import Settings

LOG = structlog.get_logger()
BINARY: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The paper", "content": {form.media_type: BINARY for form in Form}}
}
FILE: Final[dict[str, Any]] = {
    "tags": ["papers"],
    "response_class": Response,
    "responses": ANSWER,
    "dependencies": [Depends(bearer)],
}
"""What a route that answers with a paper says of itself."""
InForm = Annotated[Form, InPath(description="`docx`, to be edited in Word, or `pdf`")]
AT_ONCE = asyncio.Semaphore(1)
"""Papers are made one at a time in a process: each takes a core, and none of them is in a hurry."""


async def answered(
    request: Request, form: Form, roles: frozenset[Role], describe: Callable[[Reading], Awaitable[Paper]]
) -> Response:
    """Answer a query of these roles with a paper; what it says is read, and the snapshot let go, before the paper is made.

    Raises:
        PaperTemplateBroken, PaperFontsMissing: the operator has something to mend.
        Problem: whatever the query is answered otherwise.
    """
    said = Response()
    async with asynccontextmanager(reading(*roles))(request, said, None) as at:
        paper = await describe(at)
    async with AT_ONCE:
        body = await asyncio.to_thread(made, paper, form, runtime_of(request).settings)
    # What the reading says of itself goes with it; a Response of FastAPI's own brings a content length that is not this one's.
    told = {name: said.headers[name] for name in ("Thidua-Seen", "Thidua-As-Of", "Thidua-Cut") if name in said.headers}
    return Response(body, media_type=form.media_type, headers={**told, "Content-Disposition": disposition(paper.name, form)})


def made(paper: Paper, form: Form, settings: Settings) -> bytes:
    """A paper's bytes; the same facts, the same bytes."""
    # Here and not above: what fills and sets is 40 MB that a service without a printed paper never needs.
    from infra.papers.filling import filled

    try:
        document = filled(template_of(paper.template, settings.paper_templates), {"title": paper.name, **paper.facts})
        if form is Form.DOCX:
            return document
        from infra.papers.setting import pdf_of

        return pdf_of(document, paper.name, settings.paper_fonts)
    except BrokenTemplate as broken:
        LOG.error("paper.template_broken", template=paper.template, reason=broken.en)
        raise PaperTemplateBroken(template=f"{paper.template}.docx", reason_vi=broken.vi, reason_en=broken.en) from None


def disposition(name: str, form: Form) -> str:
    """The name of a file in a header: as it is by RFC 8187, and before it in plain letters for those who cannot read that."""
    whole = f"{name}.{form}".replace("/", "-")
    flat = unicodedata.normalize("NFD", whole.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(letter for letter in flat if letter.isascii() and letter.isprintable() and letter not in '"\\')
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(whole, safe='')}"
