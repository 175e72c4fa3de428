"""What awards says: nominations, decisions and grants."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from contracts.base import (
    ABSENT,
    NONE,
    Authority,
    AwardId,
    ClusterId,
    Contract,
    Count,
    Day,
    DecisionId,
    DocumentId,
    Fact,
    Money,
    Name,
    OfficialName,
    PackId,
    Rank,
    Ratio,
    SeasonId,
    Sha256,
    Text,
    UnitId,
    Version,
    Year,
)
from contracts.public import RegisterNumber
from contracts.registry import QuotaPlaces
from contracts.rules import ABSENT_IF_EMPTY, AwardCode, AwardForm

ITEMS_MAX = 1000

Series = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-zĐđ][0-9A-Za-zĐđ-]{0,31}$"), NONE]
"""The letters behind a decision's number, such as `QĐ-UBND`; without a slash, so that it can stand in an address."""
DecisionNumber = Annotated[int, Field(ge=1, le=999_999), NONE]
SubmissionId = Annotated[UUID, NONE]
"""A submission (tờ trình)."""


class Nomination(Contract):
    """One unit proposed for one award, on the strength of its rank."""

    unit: UnitId
    award: Annotated[AwardCode, NONE]
    rank: Rank


class OpenReason(StrEnum):
    """Why a place stays open."""

    SHARED_RANK = "shared-rank"
    NOBODY = "nobody"
    SUSPENDED = "suspended"
    DISQUALIFIED = "disqualified"
    BELOW_MINIMUM = "below-minimum"
    COUNCIL = "council"
    DOSSIER_REFUSED = "dossier-refused"
    VOTED_DOWN = "voted-down"


class OpenPlaces(Contract):
    """Places of one award that the result leaves open, and the units that stand in the way of filling them.

    `rank` is the shared rank, the rank of the unit that may not have it or did not reach the minimum, or the first place
    that nobody reached.
    """

    award: Annotated[AwardCode, NONE]
    places: Annotated[int, Field(ge=1, le=10_000), NONE]
    rank: Rank
    reason: Annotated[OpenReason, NONE]
    units: tuple[UnitId, ...] = Field(max_length=30)


class RedraftCause(StrEnum):
    """What made nominations others than they were: a later publication, another quota, or who may be given an award."""

    REVISION = "revision"
    QUOTA = "quota"
    ELIGIBILITY = "eligibility"


class NominationsDrafted(
    Fact, type="vn.thidua.awards.nominations-drafted.v1", vi="Lập danh sách đề nghị", stream="nomination/{cluster}", pack="pack"
):
    """The places of the cluster's quota, filled from its published standings.

    `drafting` counts them from the second on; that one and every later takes the place of what was nominated before, for
    the cause named: `lost` were nominated and are no longer, `gained` were not.
    """

    cluster: ClusterId
    season: SeasonId
    authority: Authority
    publication: Version
    published_on: Day
    standings_digest: Sha256
    pack: PackId
    places: tuple[QuotaPlaces, ...] = Field(max_length=8)
    nominations: tuple[Nomination, ...] = Field(max_length=100)
    open_places: tuple[OpenPlaces, ...] = Field(max_length=100)
    drafting: Annotated[Version | None, ABSENT] = None
    because: Annotated[Annotated[RedraftCause, NONE] | None, ABSENT] = None
    lost: Annotated[tuple[Nomination, ...], Field(max_length=100), ABSENT_IF_EMPTY] = ()
    gained: Annotated[tuple[Nomination, ...], Field(max_length=100), ABSENT_IF_EMPTY] = ()


class NominationsAmended(
    Fact,
    type="vn.thidua.awards.nominations-amended.v1",
    vi="Hội đồng quyết định khác với kết quả xếp hạng",
    stream="nomination/{cluster}",
    basis="document",
):
    """The nominations as the council decided them, otherwise than the result gave and within the same places."""

    cluster: ClusterId
    drafting: Version
    nominations: tuple[Nomination, ...] = Field(max_length=100)
    open_places: tuple[OpenPlaces, ...] = Field(max_length=100)
    lost: tuple[Nomination, ...] = Field(max_length=100)
    gained: tuple[Nomination, ...] = Field(max_length=100)
    document: DocumentId
    reason: Text


class PlacesLeftEmpty(
    Fact,
    type="vn.thidua.awards.places-left-empty.v1",
    vi="Để trống chỗ ở ranh giới",
    stream="nomination/{cluster}",
    basis="document",
):
    """A place that several units of one rank reach over stays empty, for the reason named: none of them gets the award.

    It holds as long as exactly these units share that rank over that border.
    """

    cluster: ClusterId
    award: Annotated[AwardCode, NONE]
    rank: Rank
    places: Annotated[int, Field(ge=1, le=10_000), NONE]
    units: tuple[UnitId, ...] = Field(min_length=2, max_length=30)
    document: DocumentId | None
    reason: Text


class RevisionCaseOpened(
    Fact, type="vn.thidua.awards.revision-case-opened.v1", vi="Mở vụ việc do kết quả thay đổi", stream="nomination/{cluster}"
):
    """The result changed after the nominations had been put forward: which awards it touches, for people to decide.

    `case` counts the cluster's; a later one takes the place of one that is still open. `lost` were put forward and the
    result no longer gives them, `gained` the other way round.
    """

    cluster: ClusterId
    season: SeasonId
    authority: Authority
    case: Version
    because: Annotated[RedraftCause, NONE]
    publication: Version
    published_on: Day
    standings_digest: Sha256
    places: tuple[QuotaPlaces, ...] = Field(max_length=8)
    lost: tuple[Nomination, ...] = Field(max_length=100)
    gained: tuple[Nomination, ...] = Field(max_length=100)


class RevisionOutcome(StrEnum):
    """How a case ended: what was put forward stands, another decision settles it, a later result agrees with it again, or it
    was put forward no longer.
    """

    STANDS = "stands"
    DECIDED = "decided"
    AGREES_AGAIN = "agrees-again"
    SUBMISSION_WITHDRAWN = "submission-withdrawn"


class RevisionCaseClosed(
    Fact, type="vn.thidua.awards.revision-case-closed.v1", vi="Đóng vụ việc do kết quả thay đổi", stream="nomination/{cluster}"
):
    """A case is settled; `decision` is the one that corrects or revokes, where one did."""

    cluster: ClusterId
    case: Version
    outcome: Annotated[RevisionOutcome, NONE]
    decision: DecisionId | None
    reason: Text | None


class GovernmentFlagNominee(Contract):
    """A cluster and the unit that leads it."""

    cluster: ClusterId
    unit: UnitId


class GovernmentFlagProposed(
    Fact,
    type="vn.thidua.awards.government-flag-proposed.v1",
    vi="Đề nghị tặng Cờ thi đua của Chính phủ",
    stream="government-flag/{season}",
    effective="proposed_on",
    basis="document",
    pack="pack",
):
    """Leaders of clusters that a season proposes for the Government's flag, in place of those proposed before.

    `leaders` met the standard of the provincial flag; `most` is the whole part of `percent` of them.
    """

    season: SeasonId
    authority: Authority
    proposed_on: Day
    pack: PackId
    pack_version: Version
    percent: Annotated[int, Field(ge=0, le=100), NONE]
    leaders: Count
    most: Count
    nominees: tuple[GovernmentFlagNominee, ...] = Field(min_length=1, max_length=100)
    document: DocumentId


class DossiersReceived(
    Fact,
    type="vn.thidua.awards.dossiers-received.v1",
    vi="Nhận hồ sơ đề nghị",
    stream="nomination/{cluster}",
    effective="received_on",
):
    """The day on which the deciding authority received the cluster's dossiers: it may choose the rule pack."""

    cluster: ClusterId
    received_on: Day


class CouncilResult(Contract):
    """What the council said on one nomination, so that any pack's threshold can be held against it."""

    unit: UnitId
    award: Annotated[AwardCode, NONE]
    yes: Count
    present: Count
    members: Count


class Proposal(Contract):
    """A cluster's nominations as a decision takes them in, so that the decision's stream stands alone.

    `submission` is the one that put them forward, `results` what the council said on them.
    """

    cluster: ClusterId
    published_on: Day
    received_on: Day
    nominations: tuple[Nomination, ...] = Field(max_length=100)
    submission: Annotated[SubmissionId | None, ABSENT] = None
    results: Annotated[tuple[CouncilResult, ...], Field(max_length=100), ABSENT_IF_EMPTY] = ()


class TakenSubmission(Contract):
    """A submission that a decision rests on, and the days on which its steps were concluded; none where they were not."""

    submission: SubmissionId
    number: Name
    submitted_on: Day
    opinions_on: Annotated[Day | None, ABSENT] = None
    appraised_on: Annotated[Day | None, ABSENT] = None
    voted_on: Annotated[Day | None, ABSENT] = None


class DecisionDrafted(
    Fact, type="vn.thidua.awards.decision-drafted.v1", vi="Soạn quyết định khen thưởng", stream="decision/{decision}"
):
    """A decision in preparation: which clusters' nominations it is to grant, in the order of its annex."""

    decision: DecisionId
    authority: Authority
    season: SeasonId
    title: Name
    proposals: tuple[Proposal, ...] = Field(min_length=1, max_length=100)
    submissions: Annotated[tuple[TakenSubmission, ...], Field(max_length=100), ABSENT_IF_EMPTY] = ()


class Payment(StrEnum):
    """How much of an award's value is paid, and so why: for one season a unit is paid the highest of its titles alone.

    `corrected`: part of it, as another decision has it.
    """

    WHOLE = "whole"
    DIFFERENCE = "difference"
    NOT_HIGHEST_TITLE = "not-highest-title"
    CORRECTED = "corrected"


class DecisionItem(Contract):
    """One award of a decision: its `value` is `multiple` of its pack times the base salary of the day, rounded up once.

    `amount` is what is paid of it. Where that is not the whole, another title of the unit and season is paid:
    `paid_beside`. The value is absent from items that were signed before there were several titles: there it is the
    amount. `title_number` counts a unit's titles of one season.
    """

    award_id: AwardId
    register_number: RegisterNumber
    cluster: ClusterId
    unit: UnitId
    unit_name: Name
    award: Annotated[AwardCode, NONE]
    form: Annotated[AwardForm, NONE]
    rank: Rank
    pack: PackId
    multiple: Ratio
    base_salary: Money
    amount: Money
    value: Annotated[Money | None, ABSENT] = None
    payment: Annotated[Annotated[Payment, NONE] | None, ABSENT] = None
    paid_beside: Annotated[AwardId | None, ABSENT] = None
    title_number: Annotated[Annotated[int, Field(ge=1, le=100), NONE] | None, ABSENT] = None


class DecisionSigned(
    Fact,
    type="vn.thidua.awards.decision-signed.v1",
    vi="Ký quyết định khen thưởng",
    stream="decision/{decision}",
    effective="signed_on",
):
    """The signed decision (quyết định); from here it is immutable. Its number is unique per issuer, year and series."""

    decision: DecisionId
    authority: Authority
    season: SeasonId
    issuer: Name
    series: Series
    number: DecisionNumber
    year: Year
    signed_on: Day
    signer_name: OfficialName
    signer_title: OfficialName
    bases: tuple[DocumentId, ...] = Field(min_length=1, max_length=50)
    items: tuple[DecisionItem, ...] = Field(min_length=1, max_length=ITEMS_MAX)
    amount: Money


class AwardGranted(
    Fact,
    type="vn.thidua.awards.award-granted.v1",
    vi="Trao danh hiệu",
    stream="award/{award_id}",
    effective="granted_on",
    pack="pack",
):
    """One award given under a signed decision, on the decision's day, and entered in the register under its number."""

    award_id: AwardId
    register_number: RegisterNumber
    authority: Authority
    season: SeasonId
    cluster: ClusterId
    unit: UnitId
    unit_name: Name
    award: Annotated[AwardCode, NONE]
    form: Annotated[AwardForm, NONE]
    rank: Rank
    decision: DecisionId
    granted_on: Day
    pack: PackId
    multiple: Ratio
    base_salary: Money
    amount: Money
    value: Annotated[Money | None, ABSENT] = None
    payment: Annotated[Annotated[Payment, NONE] | None, ABSENT] = None
