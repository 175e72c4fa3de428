"""Mid-year and year-end reviews (sơ kết, tổng kết): who reports until when, what came in, what was concluded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, assert_never
from uuid import UUID

from pydantic import Field

from contracts.base import NONE, VIETNAM, ClusterId, Contract, Day, DocumentId, Fact, Moment, SeasonId, Text, UnitId
from contracts.movements import ReviewCalled, ReviewConcluded, ReviewId, ReviewKind, ReviewReportReceived
from infra.runtime.decisions import Claim, Context
from services.registry.requirements import Document, require_document
from services.registry.work import requirements
from services.registry.work.refusals import (
    AlreadyConcluded,
    NotAskedToReport,
    ReceiptNotByUnit,
    ReceivedInFuture,
    ReportAlreadyReceived,
    ReviewTaken,
)

if TYPE_CHECKING:
    from services.registry.seasons import Season

# Commands ---------------------------------------------------------------------------------------------------------


class CallReview(Contract):
    """Call a review of a cluster or of the authority, and name the units that report to it and their due day."""

    review: ReviewId
    season: SeasonId
    cluster: ClusterId | None = None
    kind: Annotated[ReviewKind, NONE]
    reports_due: Day
    units: Annotated[tuple[UnitId, ...], Field(min_length=1, max_length=100)]
    document: DocumentId


class ReceiveReviewReport(Contract):
    """Note that a unit's report came in: now, or at the moment that the board states."""

    review: ReviewId
    unit: UnitId
    received_at: Moment | None = None
    document: DocumentId | None = None


class ConcludeReview(Contract):
    """Record that the review was held, what it concluded, and its minutes."""

    review: ReviewId
    on: Day
    conclusion: Text
    minutes: DocumentId


ReviewCommand = CallReview | ReceiveReviewReport | ConcludeReview
ReviewFact = ReviewCalled | ReviewReportReceived | ReviewConcluded

# State ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Review:
    called: ReviewCalled | None = None
    received: Mapping[UUID, datetime] = field(default_factory=dict)
    concluded: ReviewConcluded | None = None


# Decide -----------------------------------------------------------------------------------------------------------


def call_review(
    command: CallReview, context: Context[Any], review: Review, season: Season, document: Document, *others: Any
) -> list[Fact]:
    requirements.require_season(season, command.season, context)
    said = ReviewCalled(authority=season.authority, **vars(command))
    if said == review.called:
        return []
    requirements.require_new(review.called, command.review)
    require_document(document, command.document, context)
    requirements.require_whose(command, context, others)
    return [said]


def receive_report(command: ReceiveReviewReport, context: Context[Any], review: Review, *documents: Document) -> list[Fact]:
    called = requirements.require_begun(review.called, command.review, context)
    if command.unit not in called.units:
        raise NotAskedToReport(unit=command.unit)
    requirements.require_board_or(command.unit, context)
    if command.received_at is not None and not requirements.is_board(context):
        raise ReceiptNotByUnit
    received_at = (command.received_at or context.at).astimezone(VIETNAM)
    if received_at > context.at:
        raise ReceivedInFuture(received_at=received_at)
    requirements.require_cited(documents, command.document, context)
    before = review.received.get(command.unit)
    if before is not None:
        if command.received_at in (None, before):
            return []
        raise ReportAlreadyReceived(unit=command.unit, received_at=before)
    return [ReviewReportReceived(**{**vars(command), "received_at": received_at})]


def conclude(command: ConcludeReview, context: Context[Any], review: Review, minutes: Document) -> list[Fact]:
    requirements.require_begun(review.called, command.review, context)
    requirements.require_past(command.on, context)
    require_document(minutes, command.minutes, context)  # minutes may well be issued behind the day
    said = ReviewConcluded(**vars(command))
    if said == review.concluded:
        return []
    if review.concluded is not None:
        raise AlreadyConcluded(on=review.concluded.on)
    return [said]


# Evolve -----------------------------------------------------------------------------------------------------------


def evolve_review(state: Review, fact: ReviewFact) -> Review:
    match fact:
        case ReviewCalled():
            return Review(fact)
        case ReviewReportReceived():
            return replace(state, received={**state.received, fact.unit: fact.received_at})
        case ReviewConcluded():
            return replace(state, concluded=fact)
    assert_never(fact)


def review_claims(fact: ReviewCalled) -> Iterator[Claim]:
    whose = str(fact.cluster or fact.authority)
    yield Claim("review", f"{fact.season} {fact.kind} {whose}", taken=ReviewTaken, said=whose)
