"""What a person may ask of quotas: a cluster's places, a level's, and a level's shared out by percentage."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from contracts.base import NONE, ClusterId, Contract, DocumentId, SeasonId
from contracts.registry import AwardPlaces, ClusterLevel, PercentageRule, QuotaPlaces


def _some_of_a_hundred(rules: tuple[PercentageRule, ...]) -> tuple[PercentageRule, ...]:
    if any(not Decimal(0) < rule.percent <= Decimal(100) for rule in rules):
        raise ValueError("a percentage is above 0 and at most 100")
    return rules


class SetClusterQuota(Contract):
    """Set how many places of which award a cluster has, by rank, in place of what was set before."""

    cluster: ClusterId
    places: Annotated[tuple[QuotaPlaces, ...], Field(min_length=1, max_length=8)]
    document: DocumentId


class SetLevelQuota(Contract):
    """Set how many places of an award all clusters of a level have together, at most, in place of what was set before."""

    season: SeasonId
    level: Annotated[ClusterLevel, NONE]
    places: Annotated[tuple[AwardPlaces, ...], Field(min_length=1, max_length=8)]
    document: DocumentId


class ShareLevelQuota(Contract):
    """Give clusters of a level their quotas in one act, by percentage of their members; ranks go to the awards in order."""

    season: SeasonId
    level: Annotated[ClusterLevel, NONE]
    rules: Annotated[tuple[PercentageRule, ...], Field(min_length=1, max_length=8), AfterValidator(_some_of_a_hundred)]
    clusters: Annotated[tuple[ClusterId, ...], Field(min_length=1, max_length=100)]
    document: DocumentId


QuotaCommand = SetClusterQuota | SetLevelQuota | ShareLevelQuota
