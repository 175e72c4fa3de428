"""What awards says between nominations and grants: dossiers, submissions, opinions, appraisals, council votes, publication."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.awards import DecisionNumber, Nomination, Proposal, Series, SubmissionId
from contracts.base import (
    ABSENT,
    NONE,
    Authority,
    ClusterId,
    Contract,
    CouncilId,
    Count,
    Day,
    DecisionId,
    Fact,
    Flag,
    Name,
    OfficialName,
    PackId,
    PersonKey,
    Rank,
    SeasonId,
    Sha256,
    Slug,
    Text,
    UnitId,
    Year,
)
from contracts.rules import ABSENT_IF_EMPTY, AwardCode, AwardLevel, Threshold

NOMINATIONS_MAX = 1000
"""As many as a decision has items."""

# Dossiers (hồ sơ) ---------------------------------------------------------------------------------------------------


class RecordKind(StrEnum):
    """Registry's records that may be cited in a dossier."""

    EXEMPLARY_MODEL = "exemplary-model"
    INITIATIVE = "initiative"


class PaperDocument(Contract):
    """The paper itself lies with the authority: its number and day."""

    kind: Annotated[Literal["document"], NONE] = "document"
    number: Name
    issued_on: Day


class PaperFile(Contract):
    """A file, named by the hash of its content."""

    kind: Annotated[Literal["file"], NONE] = "file"
    name: Name
    sha256: Sha256


class PaperRecord(Contract):
    """A record of registry's about the unit: a confirmed model or a recognised initiative."""

    kind: Annotated[Literal["record"], NONE] = "record"
    record: Annotated[RecordKind, NONE]
    id: Annotated[UUID, NONE]


PaperSource = Annotated[PaperDocument | PaperFile | PaperRecord, Field(discriminator="kind")]


class ReceivedPaper(Contract):
    """One paper of a dossier's checklist, by the code that the rule pack gives it, and where it is."""

    paper: Slug
    source: PaperSource


class DossierPapersReceived(
    Fact,
    type="vn.thidua.awards.dossier-papers-received.v1",
    vi="Nhận giấy tờ của hồ sơ",
    stream="nomination/{cluster}",
    effective="received_on",
    pack="pack",
):
    """Papers of one nomination's dossier; a later one of the same code takes the place of an earlier one.

    `pack` is the one whose checklist they were held against.
    """

    cluster: ClusterId
    unit: UnitId
    award: Annotated[AwardCode, NONE]
    papers: tuple[ReceivedPaper, ...] = Field(min_length=1, max_length=20)
    received_on: Day
    pack: PackId


class DossierReturned(
    Fact,
    type="vn.thidua.awards.dossier-returned.v1",
    vi="Trả lại hồ sơ",
    stream="nomination/{cluster}",
    effective="returned_on",
):
    """The dossier went back to its unit: these papers no longer count, and may be handed in again."""

    cluster: ClusterId
    unit: UnitId
    award: Annotated[AwardCode, NONE]
    papers: tuple[Slug, ...] = Field(min_length=1, max_length=20)
    reason: Text
    returned_on: Day


class DossierRefused(
    Fact,
    type="vn.thidua.awards.dossier-refused.v1",
    vi="Từ chối hồ sơ",
    stream="nomination/{cluster}",
    effective="refused_on",
):
    """The nomination is out for this round, and its place stays open: nobody moves up by itself."""

    cluster: ClusterId
    unit: UnitId
    award: Annotated[AwardCode, NONE]
    rank: Rank
    reason: Text
    refused_on: Day


# Submission (tờ trình) ----------------------------------------------------------------------------------------------


class NominationsSubmitted(
    Fact,
    type="vn.thidua.awards.nominations-submitted.v1",
    vi="Đưa đề nghị vào tờ trình",
    stream="nomination/{cluster}",
    effective="submitted_on",
):
    """The cluster's nominations as the submission puts them forward; from here they are frozen."""

    cluster: ClusterId
    submission: SubmissionId
    submitted_on: Day
    nominations: tuple[Nomination, ...] = Field(max_length=100)


class SubmissionIssued(
    Fact,
    type="vn.thidua.awards.submission-issued.v1",
    vi="Ban hành tờ trình",
    stream="submission/{submission}",
    effective="submitted_on",
    pack="pack",
):
    """The submission to whoever decides; its number is unique per issuer, year and series.

    `appraisal_due_on` is the last day of the appraisal by the calendar of `pack`; absent where the pack has no deadline
    or does not list that year's working days. `for_government`: the Government decides on it; the council here only carries
    it, and no decision here takes it in.
    """

    submission: SubmissionId
    authority: Authority
    season: SeasonId
    issuer: Name
    series: Series
    number: DecisionNumber
    year: Year
    submitted_on: Day
    title: Name
    signer_name: OfficialName
    signer_title: OfficialName
    level: Annotated[AwardLevel, NONE]
    pack: PackId
    proposals: tuple[Proposal, ...] = Field(min_length=1, max_length=100)
    appraisal_due_on: Annotated[Day | None, ABSENT] = None
    for_government: Annotated[Flag | None, ABSENT] = None


class SubmissionWithdrawn(
    Fact,
    type="vn.thidua.awards.submission-withdrawn.v1",
    vi="Rút tờ trình",
    stream="submission/{submission}",
    effective="withdrawn_on",
):
    """The submission was taken back before any vote or decision on it; its number is not given again."""

    submission: SubmissionId
    clusters: tuple[ClusterId, ...] = Field(max_length=100)
    reason: Text
    withdrawn_on: Day


class NominationsReleased(
    Fact,
    type="vn.thidua.awards.nominations-released.v1",
    vi="Rút đề nghị khỏi tờ trình",
    stream="nomination/{cluster}",
    effective="released_on",
):
    """The cluster's nominations are in no submission any more: they and their dossiers may change, and be submitted anew."""

    cluster: ClusterId
    submission: SubmissionId
    released_on: Day


OpinionId = Annotated[UUID, NONE]


class AskedOpinion(Contract):
    """Whose opinion is asked: an agency by name, with its unit where registry knows it."""

    opinion: OpinionId
    name: Name
    unit: Annotated[UnitId | None, ABSENT] = None


class OpinionsAsked(
    Fact,
    type="vn.thidua.awards.opinions-asked.v1",
    vi="Lấy ý kiến",
    stream="submission/{submission}",
    effective="asked_on",
    pack="pack",
):
    """Agencies and units were asked for their opinion; `due_on` is absent as a submission's due day may be."""

    submission: SubmissionId
    asked_on: Day
    asked: tuple[AskedOpinion, ...] = Field(min_length=1, max_length=50)
    pack: PackId
    due_on: Annotated[Day | None, ABSENT] = None


class Stance(StrEnum):
    AGREES = "agrees"
    DISAGREES = "disagrees"
    NO_OPINION = "no-opinion"


class OpinionReceived(
    Fact,
    type="vn.thidua.awards.opinion-received.v1",
    vi="Nhận ý kiến",
    stream="submission/{submission}",
    effective="received_on",
):
    """An opinion that was asked for came in, under its document."""

    submission: SubmissionId
    opinion: OpinionId
    received_on: Day
    stance: Annotated[Stance, NONE]
    document: PaperDocument
    remarks: Annotated[Text | None, ABSENT] = None


class OpinionsClosed(
    Fact,
    type="vn.thidua.awards.opinions-closed.v1",
    vi="Kết thúc lấy ý kiến",
    stream="submission/{submission}",
    effective="closed_on",
):
    """The board waits no longer for these opinions, and says why."""

    submission: SubmissionId
    closed_on: Day
    missing: tuple[OpinionId, ...] = Field(min_length=1, max_length=50)
    reason: Text


class AppraisalConcluded(
    Fact,
    type="vn.thidua.awards.appraisal-concluded.v1",
    vi="Kết luận thẩm định",
    stream="submission/{submission}",
    effective="concluded_on",
):
    """The appraisal (thẩm định) of a submission came to its conclusion."""

    submission: SubmissionId
    concluded_on: Day
    document: PaperDocument
    conclusion: Text


# Council vote -------------------------------------------------------------------------------------------------------


class NominationVote(Contract):
    """What the council said on one nomination.

    `recused` are those who sit for the nominated unit and who withdrew; they cast no paper. In favour are `yes` of
    `base`, all members or those present as `threshold` says. `ballot` is ranking's secret ballot with the same counts.
    """

    cluster: ClusterId
    unit: UnitId
    award: Annotated[AwardCode, NONE]
    yes: Count
    no: Count
    blank: Count
    invalid: Count
    recused: Annotated[tuple[PersonKey, ...], Field(max_length=60), ABSENT_IF_EMPTY] = ()
    base: Count
    threshold: Threshold
    passed: Flag
    pack: PackId
    ballot: Annotated[UUID | None, NONE, ABSENT] = None


class CouncilVoted(
    Fact,
    type="vn.thidua.awards.council-voted.v1",
    vi="Hội đồng bỏ phiếu",
    stream="submission/{submission}",
    effective="held_on",
):
    """A session of the council on nominations of a submission; a later one on the same nominations says why.

    `members` sat in the council on that day, `present` attended when the ballot opened; the others were absent.
    `for_government` as in the submission.
    """

    submission: SubmissionId
    council: CouncilId
    session: Annotated[int, Field(ge=1, le=1000), NONE]
    held_on: Day
    minutes: Name
    members: tuple[PersonKey, ...] = Field(min_length=1, max_length=60)
    present: tuple[PersonKey, ...] = Field(min_length=1, max_length=60)
    votes: tuple[NominationVote, ...] = Field(min_length=1, max_length=NOMINATIONS_MAX)
    repeats: Annotated[Text | None, ABSENT] = None
    for_government: Annotated[Flag | None, ABSENT] = None


# Decision -----------------------------------------------------------------------------------------------------------


class DraftWithdrawn(Fact, type="vn.thidua.awards.draft-withdrawn.v1", vi="Rút dự thảo quyết định", stream="decision/{decision}"):
    """An unsigned draft was taken back; its submissions and clusters are free for another one."""

    decision: DecisionId
    submissions: tuple[SubmissionId, ...] = Field(max_length=100)
    clusters: tuple[ClusterId, ...] = Field(max_length=100)
    reason: Text


class DecisionPublished(
    Fact,
    type="vn.thidua.awards.decision-published.v1",
    vi="Công bố quyết định",
    stream="decision/{decision}",
    effective="published_on",
):
    """The signed decision was made public, on this day and there."""

    decision: DecisionId
    published_on: Day
    where: Name
