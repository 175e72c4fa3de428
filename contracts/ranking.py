"""What ranking says: the order of a cluster, why it is so, and that it was published."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.base import (
    ABSENT,
    NONE,
    Authority,
    ClusterId,
    ComplaintId,
    Contract,
    Count,
    Day,
    DocumentId,
    Fact,
    Figure,
    PackId,
    Points,
    Rank,
    SeasonId,
    Sha256,
    Text,
    UnitId,
    Version,
)
from contracts.registry import QuotaPlaces
from contracts.rules import ABSENT_IF_EMPTY, AwardCode, TieBreak


class Ineligible(StrEnum):
    """Why a unit holds no rank."""

    NOT_SIGNED = "not-signed"
    INCOMPLETE = "incomplete"
    SUSPENDED = "suspended"
    DISQUALIFIED = "disqualified"
    DEPARTED = "departed"


class StaffFigures(Contract):
    """The registered figures that the women's share was taken from, and their day."""

    on: Day
    staff: Count
    women: Count


class ReservedPlace(Contract):
    """The rank that a suspended unit's total gives it: kept free up to this day, so that nobody moves up into it."""

    rank: Rank
    until: Day


class StandingRow(Contract):
    """One unit's place, and every value that it was placed by, so that the order can be checked from the row alone.

    `rank` counts places (1, 2, 2, 4), `dense` counts ranks (1, 2, 2, 3); an ineligible unit has neither. `decided_by`
    are the tie-breaks that parted the unit from others with the same total, in the order of the pack. `reserved` is
    the place of a unit that was suspended after it held a rank in published standings.
    """

    unit: UnitId
    total: Points | None
    groups: tuple[Points, ...] = Field(max_length=10)
    deductions: Figure
    late_reports: Count
    staff: StaffFigures | None
    rank: Rank | None
    dense: Rank | None
    decided_by: tuple[Annotated[TieBreak, NONE], ...] = Field(max_length=16)
    ineligible: tuple[Annotated[Ineligible, NONE], ...] = Field(max_length=8)
    reserved: Annotated[ReservedPlace | None, ABSENT] = None


class UnresolvedTie(Contract):
    """Units that share a rank which has to be one unit's alone: the first, or one over the last place of `awards`."""

    rank: Rank
    units: tuple[UnitId, ...] = Field(min_length=2, max_length=30)
    awards: tuple[Annotated[AwardCode, NONE], ...] = Field(max_length=8)


class Caution(StrEnum):
    """What the officer should look at before publishing."""

    NO_STAFF_FIGURES = "no-staff-figures"
    NO_QUOTA = "no-quota"
    FEW_RANKED = "few-ranked"
    NOTHING_RESERVED = "nothing-reserved"


class StandingWarning(Contract):
    """A caution, and the units that it concerns."""

    caution: Annotated[Caution, NONE]
    units: tuple[UnitId, ...] = Field(max_length=30)


class StandingsDrawn(
    Fact,
    type="vn.thidua.ranking.standings-drawn.v1",
    vi="Xếp hạng",
    stream="standing/{cluster}",
    effective="drawn_on",
    pack="pack",
):
    """The order as the locked points, the eligibility on the day and the computed tie-breaks give it.

    `places` is the quota that the borders were taken from; empty while registry has none.
    """

    cluster: ClusterId
    season: SeasonId
    authority: Authority
    drawing: Version
    drawn_on: Day
    pack: PackId
    pack_version: Version
    places: tuple[QuotaPlaces, ...] = Field(max_length=8)
    rows: tuple[StandingRow, ...] = Field(min_length=1, max_length=30)
    unresolved: tuple[UnresolvedTie, ...] = Field(max_length=30)
    warnings: tuple[StandingWarning, ...] = Field(max_length=8)


class RevisionCause(StrEnum):
    """What parts a revision from the publication that it supersedes."""

    COMPLAINT = "complaint"
    POINTS = "points"
    ELIGIBILITY = "eligibility"
    RESERVED_PLACE = "reserved-place"
    FIGURES = "figures"
    TIE_BREAK = "tie-break"
    QUOTA = "quota"


class StandingsPublished(
    Fact,
    type="vn.thidua.ranking.standings-published.v1",
    vi="Công bố kết quả xếp hạng",
    stream="standing/{cluster}",
    effective="published_on",
    pack="pack",
    signs_head=True,
):
    """The published result, frozen. `digest` is the SHA-256 of `{"rows": …, "unresolved": …}` in canonical JSON.

    A revision supersedes publication `revises` and says why; what that one said is never changed. `cause` is what
    parts the two, `complaints` are the upheld ones that it answers.
    """

    cluster: ClusterId
    season: SeasonId
    authority: Authority
    publication: Version
    drawing: Version
    published_on: Day
    pack: PackId
    pack_version: Version
    places: tuple[QuotaPlaces, ...] = Field(max_length=8)
    rows: tuple[StandingRow, ...] = Field(min_length=1, max_length=30)
    unresolved: tuple[UnresolvedTie, ...] = Field(max_length=30)
    digest: Sha256
    revises: Annotated[Version | None, ABSENT] = None
    reason: Annotated[Text | None, ABSENT] = None
    document: Annotated[DocumentId | None, ABSENT] = None
    cause: Annotated[tuple[Annotated[RevisionCause, NONE], ...], Field(max_length=16), ABSENT_IF_EMPTY] = ()
    complaints: Annotated[tuple[ComplaintId, ...], Field(max_length=100), ABSENT_IF_EMPTY] = ()
