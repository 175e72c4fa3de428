"""What ranking's queries answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from contracts.ranking import Ineligible, StaffFigures, StandingWarning, UnresolvedTie
from contracts.registry import ClusterKind, ClusterLevel, QuotaPlaces
from contracts.rules import TieBreak
from infra.runtime.chain import FactView, NextLink
from infra.runtime.paging import View


class StandingState(StrEnum):
    DRAWN = "drawn"
    PUBLISHED = "published"


class PointsState(StrEnum):
    """How the points stand to the drawing: as it has them; reopened since; or locked again with others.

    After the publication the standings stand, whatever the points do, until they are revised.
    """

    AS_DRAWN = "as-drawn"
    REOPENED = "reopened"
    CHANGED = "changed"


class StandingSummary(View):
    """The standings of one cluster in a list; `unresolved` counts ties that people have to break.

    The cluster's own words are None while registry has not been heard on it.
    """

    cluster: UUID
    season: str
    number: int | None
    name: str | None
    kind: ClusterKind | None
    level: ClusterLevel | None
    state: StandingState
    drawing: int
    drawn_on: date
    publication: int | None
    published_on: date | None
    units: int
    ranked: int
    unresolved: int
    warnings: int


class RowView(View):
    """One unit's place with every value that it was placed by; without a rank, `ineligible` says why."""

    place: int
    unit: UUID
    name: str | None
    code: str | None
    total: Decimal | None
    rank: int | None
    dense: int | None
    decided_by: tuple[TieBreak, ...]
    ineligible: tuple[Ineligible, ...]
    groups: tuple[Decimal, ...]
    deductions: Decimal
    late_reports: int
    staff: StaffFigures | None


class BrokenView(View):
    """A tie that people broke: best first, units of one group still tied; `act` is the ballot or the lots."""

    by: TieBreak
    act: UUID
    order: tuple[tuple[UUID, ...], ...]
    broken_on: date


class StandingView(View):
    """The standings of one cluster; `digest` is there once they are published, `broken` what ballots and lots have said."""

    cluster: UUID
    season: str
    authority: str
    number: int | None
    name: str | None
    kind: ClusterKind | None
    level: ClusterLevel | None
    state: StandingState
    drawing: int
    drawn_on: date
    publication: int | None
    published_on: date | None
    digest: str | None
    points: PointsState
    pack: str
    pack_version: int
    places: tuple[QuotaPlaces, ...]
    rows: tuple[RowView, ...]
    unresolved: tuple[UnresolvedTie, ...]
    broken: tuple[BrokenView, ...]
    warnings: tuple[StandingWarning, ...]


class StandingFact(FactView):
    """An event of ranking's log about one unit's place."""

    drawing: int
    rank: int | None
    total: Decimal | None
    decided_by: tuple[TieBreak, ...]
    ineligible: tuple[Ineligible, ...]


class Facts(View):
    """Ranking's link in a chain of facts, in the order of its log."""

    service: str
    facts: tuple[StandingFact, ...]
    next: tuple[NextLink, ...]
