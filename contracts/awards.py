"""What awards says: nominations, decisions and grants."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from contracts.base import (
    NONE,
    Authority,
    AwardId,
    ClusterId,
    Code,
    Contract,
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
    UnitId,
    Version,
    Year,
)
from contracts.registry import AwardCode, AwardForm


class Nomination(Contract):
    """One unit proposed for one award, on the strength of its rank."""

    unit: UnitId
    award: Annotated[AwardCode, NONE]
    rank: Rank


class OpenPlaces(Contract):
    """Places that the result leaves open: the units that share the rank over the border, or nobody at all."""

    award: Annotated[AwardCode, NONE]
    places: Annotated[int, Field(ge=1, le=100), NONE]
    rank: Rank
    units: tuple[UnitId, ...] = Field(max_length=30)


class NominationsDrafted(
    Fact, type="vn.thidua.awards.nominations-drafted.v1", stream="nomination/{cluster}", pack="pack"
):
    """The places of the cluster's quota, filled from its published standings."""

    cluster: ClusterId
    season: SeasonId
    authority: Authority
    publication: Version
    standings_digest: Sha256
    pack: PackId
    nominations: tuple[Nomination, ...] = Field(max_length=100)
    open_places: tuple[OpenPlaces, ...] = Field(max_length=30)


class DossiersReceived(
    Fact, type="vn.thidua.awards.dossiers-received.v1", stream="nomination/{cluster}", effective="received_on"
):
    """The day on which the deciding authority received the cluster's dossiers: it chooses the rule pack."""

    cluster: ClusterId
    received_on: Day


class DecisionDrafted(Fact, type="vn.thidua.awards.decision-drafted.v1", stream="decision/{decision}"):
    """A decision in preparation: which clusters' nominations it is to grant."""

    decision: DecisionId
    authority: Authority
    season: SeasonId
    clusters: tuple[ClusterId, ...] = Field(min_length=1, max_length=100)
    title: Name


class DecisionItem(Contract):
    """One award of a decision: `multiple` of its pack times the base salary of the day, rounded up."""

    award_id: AwardId
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


class DecisionSigned(
    Fact, type="vn.thidua.awards.decision-signed.v1", stream="decision/{decision}", effective="signed_on"
):
    """The signed decision (quyết định); from here it is immutable. Its number is unique per issuer, year and series."""

    decision: DecisionId
    authority: Authority
    season: SeasonId
    issuer: Name
    series: Code
    number: Annotated[int, Field(ge=1, le=999_999), NONE]
    year: Year
    signed_on: Day
    signer_name: OfficialName
    signer_title: OfficialName
    bases: tuple[DocumentId, ...] = Field(min_length=1, max_length=50)
    items: tuple[DecisionItem, ...] = Field(min_length=1, max_length=1000)
    amount: Money


class AwardGranted(Fact, type="vn.thidua.awards.award-granted.v1", stream="award/{award_id}", effective="granted_on"):
    """One award given under a signed decision, entered in the register under its own number."""

    award_id: AwardId
    register_number: Code
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
