"""Revisions: a publication is never changed, only superseded by one that says why. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

from contracts.ranking import RevisionCause, StandingRow, StandingsDrawn, StandingsPublished
from contracts.rules import TieBreak
from services.ranking import refusals as no
from services.ranking.complaints import Complaint, Outcome

ACTS = frozenset({TieBreak.BALLOT, TieBreak.LOTS})


def require_a_revision(published: StandingsPublished | None, drawn: StandingsDrawn, reason: str | None) -> None:
    """Refuse a first publication that gives a reason, and a revision that gives none or revises nothing."""
    if published is None:
        if reason is not None:
            raise no.NothingPublishedYet
        return
    if _result(published) == _result(drawn):
        raise no.NothingToRevise(publication=published.publication)
    if reason is None:
        raise no.RevisionNeedsReason(publication=published.publication)


def require_upheld(cluster: UUID, complaints: Mapping[UUID, Complaint]) -> None:
    """Refuse a revision that says to answer complaints that were not upheld, or not of this cluster."""
    wrong = [
        str(each)
        for each, complaint in complaints.items()
        if complaint.outcome is not Outcome.UPHELD or complaint.filed is None or complaint.filed.cluster != cluster
    ]
    if wrong:
        raise no.ComplaintsNotUpheld(complaints=", ".join(wrong))


def causes(published: StandingsPublished, drawn: StandingsDrawn, complaints: Collection[UUID]) -> tuple[RevisionCause, ...]:
    """What parts a drawing from the publication that it is to supersede."""
    return tuple(cause for cause, holds in _causes(published, drawn, complaints) if holds)


def _causes(
    published: StandingsPublished, drawn: StandingsDrawn, complaints: Collection[UUID]
) -> Iterator[tuple[RevisionCause, bool]]:
    before = {row.unit: row for row in published.rows}
    pairs = [(before.get(row.unit), row) for row in drawn.rows]
    yield RevisionCause.COMPLAINT, bool(complaints)
    yield RevisionCause.POINTS, _differ(pairs, "total", "groups", "deductions", "late_reports")
    yield RevisionCause.ELIGIBILITY, _differ(pairs, "ineligible")
    yield RevisionCause.RESERVED_PLACE, _differ(pairs, "reserved")
    yield RevisionCause.FIGURES, _differ(pairs, "staff")
    yield RevisionCause.TIE_BREAK, any(_acts(old) != _acts(new) for old, new in pairs)
    yield RevisionCause.QUOTA, published.places != drawn.places


def _differ(pairs: Collection[tuple[StandingRow | None, StandingRow]], *names: str) -> bool:
    return any(getattr(old, name, None) != getattr(new, name) for old, new in pairs for name in names)


def _acts(row: StandingRow | None) -> frozenset[TieBreak]:
    return ACTS.intersection(row.decided_by) if row else frozenset()


def _result(of: StandingsPublished | StandingsDrawn) -> tuple[Any, ...]:
    return of.places, of.rows, of.unresolved
