"""Papers made from the shipped templates, and a second pair of eyes on them: pypdf for PDFs, python-docx for documents."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable
from functools import cache, partial
from hashlib import sha256
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from pypdf import PdfReader

from infra.papers.filling import filled
from infra.papers.setting import pdf_of
from infra.papers.templates import template_of
from tests.papers import facts

CASES: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "decision": ("decision", partial(facts.decision, 24)),
    "draft": ("decision", partial(facts.draft, 20)),
    **{kind: ("amendment", partial(facts.amendment, kind)) for kind in ("correction", "undoing", "cancellation", "revocation")},
    "submission": ("submission", facts.submission),
    "certificate": ("certificate", facts.certificate),
    "standings": ("standings", facts.standings),
    "review-minutes": ("review-minutes", facts.standings),
    "ballot-minutes": ("ballot-minutes", facts.ballot),
}


@cache
def docx(case: str) -> bytes:
    template, given = CASES[case]
    return filled(template_of(template, None), given())


@cache
def pdf(case: str) -> bytes:
    return pdf_of(docx(case), CASES[case][1]()["title"])


def digests(case: str) -> tuple[str, str]:
    return sha256(docx(case)).hexdigest(), sha256(pdf(case)).hexdigest()


@cache
def pages(of: bytes) -> list[str]:
    """The text of each page of a PDF, on one line."""
    return [one_line(page.extract_text()) for page in PdfReader(io.BytesIO(of)).pages]


def paragraphs(of: bytes) -> list[str]:
    """The text of a document's paragraphs, those in tables too, in their order."""
    body = Document(io.BytesIO(of)).element.body
    return [one_line(Paragraph(p, body).text) for p in body.iter(qn("w:p"))]


def words(of: bytes) -> str:
    return " ".join(paragraphs(of))


def one_line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def rewritten(package: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """A .docx with one part changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as given, zipfile.ZipFile(target, "w") as made:
        for name in given.namelist():
            content = given.read(name)
            made.writestr(name, change(content.decode()).encode() if name == part else content)
    return target.getvalue()
