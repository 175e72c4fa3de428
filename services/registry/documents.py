"""Legal documents (văn bản): recorded, how long they have effect, and what later documents do to them."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, assert_never

from contracts.base import NONE, Contract, Day, DocumentId, Fact
from contracts.registry import LegalDocumentRecorded, LegalDocumentSuperseded, LegalDocumentValiditySet, Supersession
from infra.runtime.decisions import Context
from infra.runtime.errors import Refusal
from services.registry import refusals
from services.registry.commands import (
    RecordLegalDocument,
)
from services.registry.requirements import Document, require_document

# Commands ---------------------------------------------------------------------------------------------------------


class SetDocumentValidity(Contract):
    """State from which day a document has effect, and the first day without it, where it says so itself."""

    document: DocumentId
    effective_from: Day
    effective_to: Day | None = None


class SupersedeDocument(Contract):
    """Let a document that was issued later replace, repeal or amend this one from a day on."""

    document: DocumentId
    by: DocumentId
    manner: Annotated[Supersession, NONE]
    valid_from: Day


DocumentCommand = RecordLegalDocument | SetDocumentValidity | SupersedeDocument
DocumentFact = LegalDocumentRecorded | LegalDocumentValiditySet | LegalDocumentSuperseded

# Refusals ---------------------------------------------------------------------------------------------------------


class ValidityEndsBeforeItBegins(Refusal):
    """A document would lose its effect on or before the day from which it has it."""

    code = "validity-ends-before-it-begins"
    vi = "Văn bản hết hiệu lực ngày {effective_to}, không sau ngày có hiệu lực {effective_from}. Kiểm tra lại hai ngày."
    en = "The document loses effect on {effective_to}, not after {effective_from}, from which it has it. Check both days."


class NotIssuedLater(Refusal):
    """The document that is to replace or amend another was not issued later than it."""

    code = "not-issued-later"
    vi = (
        "Văn bản ban hành ngày {by_issued_on} không thể thay thế, bãi bỏ hay sửa đổi văn bản ban hành ngày {issued_on}. "
        "Kiểm tra lại hai văn bản."
    )
    en = "A document of {by_issued_on} cannot replace or amend one of {issued_on}, which is not older. Check which is which."


class AlreadySuperseded(Refusal):
    """It is on record that this document does something else to that one, or from another day."""

    code = "already-superseded"
    vi = "Sổ đã ghi quan hệ giữa hai văn bản này: {manner}, từ ngày {valid_from}. Kiểm tra lại."
    en = "What this document does to that one is on record: {manner}, from {valid_from}. Check it."


class AlreadyEnded(Refusal):
    """Another document replaced or repealed this one, on or before the day in question."""

    code = "document-already-ended"
    vi = "Văn bản đã bị thay thế hoặc bãi bỏ từ ngày {valid_from} bởi văn bản {by}. Kiểm tra lại văn bản và ngày."
    en = "The document was replaced or repealed from {valid_from} by document {by}. Check the documents and the day."


class AmendedLater(Refusal):
    """A document is to end on or before a day from which an amendment of it holds."""

    code = "document-amended-later"
    vi = "Văn bản {by} sửa đổi văn bản này từ ngày {valid_from}, không trước ngày nó hết hiệu lực. Kiểm tra lại ngày."
    en = "Document {by} amends this one from {valid_from}, which does not lie before its end. Check the day."


# Decide -----------------------------------------------------------------------------------------------------------


def decide_document(command: DocumentCommand, context: Context[Any], document: Document, *others: Document) -> list[Fact]:
    match command:
        case RecordLegalDocument():
            return _record(command, context, document)
        case SetDocumentValidity():
            return _set_validity(command, context, document)
        case SupersedeDocument():
            return _supersede(command, context, document, *others)
    assert_never(command)


def _record(command: RecordLegalDocument, context: Context[Any], document: Document) -> list[Fact]:
    context.require_authority(command.authority)
    if document.authority:
        raise refusals.DocumentAlreadyRecorded(document=command.document)
    if command.issued_on > context.today:
        raise refusals.DocumentNotYetIssued(issued_on=command.issued_on, today=context.today)
    said = {name: value for name, value in dict(command).items() if not name.startswith("effective_")}
    recorded: list[Fact] = [LegalDocumentRecorded(**said)]
    if command.effective_from is None and command.effective_to is None:
        return recorded
    begins = command.effective_from or command.issued_on
    validity = SetDocumentValidity(document=command.document, effective_from=begins, effective_to=command.effective_to)
    return recorded + _validity(validity, command.authority)


def _set_validity(command: SetDocumentValidity, context: Context[Any], document: Document) -> list[Fact]:
    require_document(document, command.document, context)
    if document.validity == (command.effective_from, command.effective_to):
        return []
    return _validity(command, document.authority)


def _validity(command: SetDocumentValidity, authority: str) -> list[Fact]:
    if command.effective_to is not None and command.effective_to <= command.effective_from:
        raise ValidityEndsBeforeItBegins(effective_from=command.effective_from, effective_to=command.effective_to)
    return [LegalDocumentValiditySet(authority=authority, **vars(command))]


def _supersede(command: SupersedeDocument, context: Context[Any], document: Document, by: Document) -> list[Fact]:
    require_document(document, command.document, context)
    require_document(by, command.by, context, effective=command.valid_from)
    stated = document.superseded.get(command.by)
    if stated == (command.manner, command.valid_from):
        return []
    if stated is not None:
        raise AlreadySuperseded(manner=stated[0], valid_from=stated[1])
    if by.issued_on <= document.issued_on:
        # So days rise along every chain, and none leads back to where it began.
        raise NotIssuedLater(by_issued_on=by.issued_on, issued_on=document.issued_on)
    _require_one_end(command, document)
    return [LegalDocumentSuperseded(authority=document.authority, **vars(command))]


def _require_one_end(command: SupersedeDocument, document: Document) -> None:
    ends = command.manner is not Supersession.AMENDED
    for by, (manner, day) in document.superseded.items():
        if manner is not Supersession.AMENDED and (ends or day <= command.valid_from):
            raise AlreadyEnded(by=by, valid_from=day)
        if manner is Supersession.AMENDED and ends and command.valid_from <= day:
            raise AmendedLater(by=by, valid_from=day)


# Evolve -----------------------------------------------------------------------------------------------------------


def evolve_document(state: Document, fact: DocumentFact) -> Document:
    match fact:
        case LegalDocumentRecorded():
            return Document(fact.authority, fact.issued_on)
        case LegalDocumentValiditySet():
            return replace(state, validity=(fact.effective_from, fact.effective_to), validities=state.validities + 1)
        case LegalDocumentSuperseded():
            return replace(state, superseded={**state.superseded, fact.by: (fact.manner, fact.valid_from)})
    assert_never(fact)
