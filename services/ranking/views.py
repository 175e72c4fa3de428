"""What ranking's queries answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from contracts.ranking import Ineligible, ReservedPlace, RevisionCause, StaffFigures, StandingWarning, UnresolvedTie
from contracts.registry import ClusterKind, ClusterLevel, QuotaPlaces
from contracts.rules import TieBreak
from infra.runtime.chain import FactView, NextLink
from infra.runtime.paging import View


class StandingState(StrEnum):
    """A publication is in force until a revision supersedes it; it stays readable as it was."""

    DRAWN = "drawn"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class RankedBy(StrEnum):
    """What the rows are ranked by: the official total with its tie-breaks, or the points of one group alone."""

    TOTAL = "total"
    GROUP_ONE = "group-1"
    GROUP_TWO = "group-2"
    GROUP_THREE = "group-3"


class PointsState(StrEnum):
    """How the points stand to the drawing: as it has them; reopened since; or locked again with others.

    What is published stands, whatever the points do, until the board publishes a revision.
    """

    AS_DRAWN = "as-drawn"
    REOPENED = "reopened"
    CHANGED = "changed"


class StandingSummary(View):
    """The standings of one cluster in a list; `unresolved` counts ties that people have to break.

    The cluster's own words are None while registry has not been heard on it. `newer_drawing` waits to be published as
    a revision; it is shown to those alone who see drawings.
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
    newer_drawing: int | None
    units: int
    ranked: int
    unresolved: int
    warnings: int


class RowView(View):
    """One unit's place with every value that it was placed by; without a rank, `ineligible` says why.

    `rank` counts places (1, 2, 2, 4), `dense` ranks (1, 2, 2, 3). `reserved` is the place that is kept free for a unit
    which was suspended after the publication, and the last day of that.
    """

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
    reserved: ReservedPlace | None


class BrokenView(View):
    """A tie that people broke: best first, units of one group still tied; `act` is the ballot or the lots."""

    by: TieBreak
    act: UUID
    order: tuple[tuple[UUID, ...], ...]
    broken_on: date


class StandingView(View):
    """The standings of one cluster; `digest` is there once they are published, `broken` what ballots and lots have said.

    A revision says which publication it `revises`, for which `reason`, what parts the two (`cause`) and which upheld
    complaints it answers. `newer_drawing` may be published as the next one. `complaints_until` is the last day of the
    window for complaints; None where nothing is published, or the season's pack has no calendar to count by. `by` is
    what the rows are ranked by; ties and places are always those of the total.
    """

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
    revises: int | None
    reason: str | None
    document: UUID | None
    cause: tuple[RevisionCause, ...]
    complaints: tuple[UUID, ...]
    complaints_until: date | None
    newer_drawing: int | None
    points: PointsState
    by: RankedBy = RankedBy.TOTAL
    pack: str
    pack_version: int
    places: tuple[QuotaPlaces, ...]
    rows: tuple[RowView, ...]
    unresolved: tuple[UnresolvedTie, ...]
    broken: tuple[BrokenView, ...]
    warnings: tuple[StandingWarning, ...]


class StandingFact(FactView):
    """An event of ranking's log about one unit's place; what broke a tie belongs to no drawing, and gives no rank of its own."""

    drawing: int | None
    rank: int | None
    total: Decimal | None
    decided_by: tuple[TieBreak, ...]
    ineligible: tuple[Ineligible, ...]


class Facts(View):
    """Ranking's link in a chain of facts, in the order of its log."""

    service: str
    facts: tuple[StandingFact, ...]
    next: tuple[NextLink, ...]
