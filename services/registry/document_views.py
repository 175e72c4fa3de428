"""What registry answers of legal documents, and of the events that cite them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from contracts.registry import (
    DocumentKind,
    Supersession,
)
from infra.runtime.chain import FactView, NextLink
from infra.runtime.paging import View


class DocumentView(View):
    """A legal document; `effective_to` is the first day without effect by its own words, `ended_on` by those of another.

    Without `effective_from` nothing is known but its day of issue.
    """

    document: UUID
    authority: str
    kind: DocumentKind
    number: str
    issuer: str
    issued_on: date
    abstract: str
    effective_from: date | None
    effective_to: date | None
    ended_on: date | None


class DocumentDetail(DocumentView):
    """One document; `validities` is what If-Match takes where its effect is stated anew."""

    validities: int


class DocumentLink(View):
    """A document, and one issued later that replaces, repeals or amends it from a day on.

    `generation` counts the links from the document asked for, from 1.
    """

    generation: int
    manner: Supersession
    valid_from: date
    document: UUID
    kind: DocumentKind
    number: str
    issuer: str
    issued_on: date
    by: UUID
    by_kind: DocumentKind
    by_number: str
    by_issuer: str
    by_issued_on: date


class DocumentChain(View):
    """What a document does to earlier ones (`earlier`), and what later ones do to it, nearest first."""

    document: UUID
    earlier: tuple[DocumentLink, ...]
    later: tuple[DocumentLink, ...]


class CitationWarning(StrEnum):
    """Why a fact's document was not in force on the day from which the fact holds."""

    NOT_YET_IN_FORCE = "not-yet-in-force"
    NO_LONGER_IN_FORCE = "no-longer-in-force"
    REPLACED = "replaced"
    REPEALED = "repealed"


class CitingFact(FactView):
    """An event of registry's log, and the legal document it rests on; the warning only among citations."""

    document: UUID | None
    warning: CitationWarning | None = None


class Facts(View):
    """Registry's links in a chain of facts, in the order of its log; `more` is the cursor to the rest, for `after`.

    `next` is empty, because registry reads no other service and every chain ends here; but a document is cited elsewhere too.
    """

    service: str
    facts: tuple[CitingFact, ...]
    more: str | None
    next: tuple[NextLink, ...] = ()
