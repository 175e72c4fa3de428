"""What awards says of the Government's flag on its way upwards: submitted, carried by the council, proposed, decided there."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from contracts.awards import DecisionNumber, Series, SubmissionId
from contracts.base import (
    ABSENT,
    NONE,
    ClusterId,
    Contract,
    Count,
    Day,
    DocumentId,
    Fact,
    Name,
    OfficialName,
    PackId,
    SeasonId,
    UnitId,
    Year,
)
from contracts.procedure import NOMINATIONS_MAX, ReceivedPaper
from contracts.rules import AwardCode


class FlagNominee(Contract):
    """A cluster, the unit that leads it, and the papers of its dossier for the Government's flag."""

    cluster: ClusterId
    unit: UnitId
    papers: tuple[ReceivedPaper, ...] = Field(max_length=20)


class GovernmentFlagSubmitted(
    Fact,
    type="vn.thidua.awards.government-flag-submitted.v1",
    vi="Trình đề nghị Cờ thi đua của Chính phủ",
    stream="government-flag/{season}",
    effective="submitted_on",
    pack="pack",
):
    """Those proposed went into a submission, with complete dossiers; nobody is proposed in their place from here.

    `pack` is the one whose checklist the dossiers were held against.
    """

    season: SeasonId
    submission: SubmissionId
    submitted_on: Day
    nominees: tuple[FlagNominee, ...] = Field(min_length=1, max_length=100)
    pack: PackId


class GovernmentFlagReleased(
    Fact,
    type="vn.thidua.awards.government-flag-released.v1",
    vi="Rút đề nghị Cờ thi đua của Chính phủ khỏi tờ trình",
    stream="government-flag/{season}",
    effective="released_on",
):
    """The submission was withdrawn: others may be proposed, or the same submitted anew."""

    season: SeasonId
    submission: SubmissionId
    released_on: Day


class CarriedNomination(Contract):
    """A nomination that the council carried: `yes` of `base`."""

    cluster: ClusterId
    unit: UnitId
    award: Annotated[AwardCode, NONE]
    yes: Annotated[Count | None, ABSENT] = None
    base: Annotated[Count | None, ABSENT] = None


class ProposalsForwarded(
    Fact,
    type="vn.thidua.awards.proposals-forwarded.v1",
    vi="Trình cấp trên khen thưởng",
    stream="submission/{submission}",
    effective="forwarded_on",
    pack="pack",
):
    """What the council carried was proposed to the Government, which decides; its number is unique as a submission's is.

    `carried` has no counts where the pack asks for no vote and none was taken.
    """

    submission: SubmissionId
    addressee: Name
    issuer: Name
    series: Series
    number: DecisionNumber
    year: Year
    forwarded_on: Day
    signer_name: OfficialName
    signer_title: OfficialName
    carried: tuple[CarriedNomination, ...] = Field(min_length=1, max_length=NOMINATIONS_MAX)
    pack: PackId


class HigherDecisionRecorded(
    Fact,
    type="vn.thidua.awards.higher-decision-recorded.v1",
    vi="Ghi nhận quyết định của cấp trên",
    stream="submission/{submission}",
    effective="decided_on",
    basis="document",
):
    """What the Government decided on what was proposed to it: it gave the award to `given`, and to nobody else of them.

    The award is the Government's: it stands in no register and no fund here.
    """

    submission: SubmissionId
    decided_on: Day
    document: DocumentId
    given: tuple[UnitId, ...] = Field(max_length=100)
