"""What awards can be asked to do. Time, ids and days come in from the edge."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from contracts.awards import ITEMS_MAX, DecisionNumber, Series, SubmissionId
from contracts.base import (
    Authority,
    AwardId,
    ClusterId,
    Contract,
    Count,
    Day,
    DecisionId,
    DocumentId,
    Name,
    OfficialName,
    Position,
    SeasonId,
    Sha256,
    Source,
    Text,
    Version,
)
from contracts.heads import KeyId, LogId, Signature
from services.awards.amendment_commands import AmendmentCommand, MoneyCommand
from services.awards.distinct import Distinct


class DraftNominations(Contract):
    """Fill the places of a cluster's quota from its published standings; nothing happens where that changes nothing."""

    cluster: ClusterId


class ReceiveDossiers(Contract):
    """Record the day on which the deciding authority received a cluster's dossiers."""

    cluster: ClusterId
    received_on: Day


class DraftDecision(Contract):
    """Prepare a decision on what was submitted and voted for, in the order of its annex; of `clusters` alone, if named."""

    decision: DecisionId
    title: Name
    submissions: Annotated[tuple[SubmissionId, ...], Distinct] = Field(min_length=1, max_length=100)
    clusters: Annotated[tuple[ClusterId, ...], Distinct] = Field(default=(), max_length=100)


class WithdrawDraft(Contract):
    """Take an unsigned draft back, so that its submissions can be voted on again or go into another decision."""

    decision: DecisionId
    reason: Text


class SignDecision(Contract):
    """Record a drafted decision as signed; its items and their money are computed from its day."""

    decision: DecisionId
    issuer: Name
    series: Series
    number: DecisionNumber
    signed_on: Day
    signer_name: OfficialName
    signer_title: OfficialName
    bases: Annotated[tuple[DocumentId, ...], Distinct] = Field(min_length=1, max_length=50)


class GrantAwards(Contract):
    """Give awards of a signed decision and enter them in the register: all of its items, or those named first."""

    decision: DecisionId
    awards: Annotated[tuple[AwardId, ...], Distinct] = Field(min_length=1, max_length=ITEMS_MAX)


class PublishDecision(Contract):
    """Record when and where a signed decision was made public."""

    decision: DecisionId
    published_on: Day
    where: Name


class RepeatHead(Contract):
    """Repeat a log's signed head in the public log."""

    log_id: LogId
    source: Source
    position: Position
    chain: Sha256
    key_id: KeyId
    signature: Signature


class MakeResultsPublic(Contract):
    """Say in the public log that a cluster's standings were published, or revised."""

    cluster: ClusterId
    season: SeasonId
    authority: Authority
    publication: Version
    published_on: Day
    digest: Sha256
    units: Count


Command = (
    DraftNominations
    | ReceiveDossiers
    | DraftDecision
    | WithdrawDraft
    | SignDecision
    | PublishDecision
    | GrantAwards
    | AmendmentCommand
    | MoneyCommand
    | MakeResultsPublic
    | RepeatHead
)
