"""The public feed: what other agencies may rely on. No personal data; every change is kept compatible both ways."""

from __future__ import annotations

from typing import Annotated

from contracts.base import (
    NONE,
    Authority,
    AwardId,
    Code,
    Day,
    Fact,
    Money,
    Name,
    Position,
    SeasonId,
    Sha256,
    UnitId,
)
from contracts.heads import KeyId, LogId, Signature, Source
from contracts.registry import AwardCode, AwardForm


class PublicAwardGranted(
    Fact,
    type="vn.thidua.public.award-granted.v1",
    stream="public-award/{award_id}",
    effective="granted_on",
    log="public",
):
    """A collective was given an award: who, what, for which season, under which decision, and for how much."""

    award_id: AwardId
    register_number: Code
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


class HeadRepeated(
    Fact, type="vn.thidua.public.head-repeated.v1", stream="head-of/{log_id}", log="public"
):
    """Another log's signed head, repeated where other agencies keep it."""

    log_id: LogId
    source: Source
    position: Position
    chain: Sha256
    key_id: KeyId
    signature: Signature
