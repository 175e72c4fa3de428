"""The public feed: what other agencies may rely on. No personal data; every change is kept compatible both ways."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.base import (
    NONE,
    Authority,
    AwardId,
    ClusterId,
    Code,
    Contract,
    Count,
    Day,
    Fact,
    Money,
    Name,
    Position,
    SeasonId,
    Sha256,
    Source,
    UnitId,
    Version,
)
from contracts.heads import KeyId, LogId, Signature
from contracts.rules import AwardCode, AwardForm

RegisterNumber = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9-]{1,63}\.[0-9]{4}\.[0-9]{1,6}-[0-9A-Za-zĐđ-]{1,32}\.[0-9]{3,4}$"), NONE
]
"""An award's number in its authority's register, `<authority>.<year>.<decision's number and series>.<item>`, such as
`bac-lieu.2023.2135-QĐ-UBND.001`: unique everywhere, gap-free within its decision, and needing no shared counter."""


class PublicAwardGranted(
    Fact,
    type="vn.thidua.public.award-granted.v1",
    vi="Công khai khen thưởng",
    stream="public-award/{award_id}",
    effective="granted_on",
    log="public",
    signs_head=True,
):
    """A collective was given an award: who, what, for which season, under which decision, and for how much."""

    award_id: AwardId
    register_number: RegisterNumber
    authority: Authority
    season: SeasonId
    unit: UnitId
    unit_name: Name
    award: Annotated[AwardCode, NONE]
    form: Annotated[AwardForm, NONE]
    decision_number: Code
    issuer: Name
    granted_on: Day
    amount: Money


class CorrectedValue(Contract):
    """One corrected field before and after, as it is written on paper; money in whole đồng, without separators.

    `unit-name`, `rank`, `multiple`, `base-salary`, `value` (their product), `amount` (what of it is paid); others may follow.
    """

    field: Code
    old: Name
    new: Name


class PublicAwardCorrected(
    Fact,
    type="vn.thidua.public.award-corrected.v1",
    vi="Công khai đính chính khen thưởng",
    stream="public-award/{award_id}",
    effective="corrected_on",
    log="public",
    signs_head=True,
):
    """An award was corrected by a decision, and stays in force; `reason` is `spelling`, `particulars` or `computation`."""

    award_id: AwardId
    register_number: RegisterNumber
    authority: Authority
    corrected: tuple[CorrectedValue, ...] = Field(min_length=1, max_length=16)
    reason: Code
    decision_number: Code
    issuer: Name
    corrected_on: Day


class PublicAwardRevoked(
    Fact,
    type="vn.thidua.public.award-revoked.v1",
    vi="Công khai thu hồi khen thưởng",
    stream="public-award/{award_id}",
    effective="revoked_on",
    log="public",
    signs_head=True,
):
    """An award is no longer in force from this day, for the ground named.

    `ground` is one of the law's, `false-declaration`, `forged-papers`, `contrary-to-law`, `violation-in-period`, or
    `decision-cancelled`, where the decision itself was cancelled.
    """

    award_id: AwardId
    register_number: RegisterNumber
    authority: Authority
    ground: Code
    decision_number: Code
    issuer: Name
    revoked_on: Day


class PublicResultsPublished(
    Fact,
    type="vn.thidua.public.results-published.v1",
    vi="Công khai kết quả xếp hạng đã công bố",
    stream="public-results/{cluster}",
    effective="published_on",
    log="public",
    signs_head=True,
):
    """A cluster's standings were published; publication 2 and later take the place of the one before.

    `digest` is that of the publication in ranking's log, `units` how many units its rows name. Who stands where is told
    by the awards alone.
    """

    cluster: ClusterId
    season: SeasonId
    authority: Authority
    publication: Version
    published_on: Day
    digest: Sha256
    units: Count


class HeadRepeated(
    Fact, type="vn.thidua.public.head-repeated.v1", vi="Nhắc lại đầu sổ đã ký", stream="head-of/{log_id}", log="public"
):
    """Another log's signed head, repeated where other agencies keep it."""

    log_id: LogId
    source: Source
    position: Position
    chain: Sha256
    key_id: KeyId
    signature: Signature
