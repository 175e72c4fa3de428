"""What registry's queries of clusters answer."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from contracts.registry import ClusterKind, ClusterLevel, QuotaPlaces
from infra.runtime.paging import View


class ClusterView(View):
    """A cluster; `members` counts those of the day asked for, or of its last. `continues` is that of an earlier season."""

    cluster: UUID
    season: str
    authority: str
    number: int
    name: str
    kind: ClusterKind
    level: ClusterLevel
    valid_from: date
    season_end: date
    document: UUID
    continues: UUID | None
    line: UUID
    members: int


class MemberView(View):
    """A membership; `ended_on` where the unit itself is no more from a day of it on."""

    place: int
    unit: UUID
    name: str | None
    code: str | None
    valid_from: date
    valid_to: date
    ended_on: date | None
    passed_on: date | None


class TermView(View):
    """Leader and deputies from a day on, until the next term begins."""

    valid_from: date
    leader: UUID
    deputies: tuple[UUID, ...]
    document: UUID


class LeadersView(View):
    """`version` is what If-Match takes; `in_force` is the term of the day asked for, or the last one.

    `acting` is last year's leader, where nobody is recognised yet and the rule pack says that it acts.
    """

    version: int
    in_force: TermView | None
    acting: UUID | None
    terms: tuple[TermView, ...]


class RotationView(View):
    """The order in which members lead, as it was last set; `version` is what If-Match takes."""

    version: int
    units: tuple[UUID, ...]
    document: UUID | None


class QuotaView(View):
    """The places as they were last set; `version` is what If-Match takes."""

    version: int
    places: tuple[QuotaPlaces, ...]
    document: UUID | None


class WarningView(View):
    """Something to look at; it moves nothing."""

    code: str
    vi: str
    en: str
    unit: UUID | None = None


class ClusterDetail(ClusterView):
    """`continued_by` is the cluster of a later season that goes on from this one."""

    continued_by: UUID | None
    roll: tuple[MemberView, ...]
    leaders: LeadersView
    rotation: RotationView
    quota: QuotaView
    warnings: tuple[WarningView, ...]


class SuccessorView(View):
    unit: UUID
    name: str | None


class DifferenceView(View):
    """A member of before, and who stands in its place on the day: itself, those that it became, or nobody."""

    unit: UUID
    name: str | None
    stays: bool
    became: tuple[SuccessorView, ...]


class LeadersBefore(View):
    """Who led and deputised at the end, and who would lead next by rotation (None: there is no order, or nobody is left)."""

    leader: UUID | None
    deputies: tuple[UUID, ...]
    next_by_rotation: UUID | None


class CarryOver(View):
    """What would change if the cluster went on on a day; once it has (`continued_by`), what did.

    `members`, `joined` and `left` are what `CarryClusterOver` takes; successors of a member stand in its place.
    """

    cluster: UUID
    on: date
    continued_by: UUID | None
    differences: tuple[DifferenceView, ...]
    members: tuple[UUID, ...]
    joined: tuple[UUID, ...]
    left: tuple[UUID, ...]
    leaders: LeadersBefore
    warnings: tuple[WarningView, ...]
