"""What a person may ask of clusters: who takes part, who leads and in which order, what goes on from last year."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from contracts.base import NONE, ClusterId, Contract, Day, DocumentId, Name, SeasonId, UnitId
from contracts.registry import ClusterKind, ClusterLevel

Number = Annotated[int, Field(ge=1, le=999), NONE]
Roll = Annotated[tuple[UnitId, ...], Field(min_length=3, max_length=30)]
Few = Annotated[tuple[UnitId, ...], Field(max_length=30)]
Order = Annotated[tuple[UnitId, ...], Field(min_length=2, max_length=60)]


class FormCluster(Contract):
    """Form a cluster or block (cụm, khối) of a season by decision; `members` stand in roll order.

    `season_end` where its year is another than the season's (a school year), `rotation` where the decision states the
    order in which members lead.
    """

    cluster: ClusterId
    season: SeasonId
    number: Number
    name: Name
    kind: Annotated[ClusterKind, NONE]
    level: Annotated[ClusterLevel, NONE]
    members: Roll
    valid_from: Day
    document: DocumentId
    season_end: Day | None = None
    rotation: Order | None = None


class CarryClusterOver(Contract):
    """Form a season's cluster as the one that goes on from an earlier season's (`continues`).

    Kind, level and, unless stated, number, name and rotation are those of before. What differs in the roll is stated too,
    so that nobody is lost or taken in by mistake.
    """

    cluster: ClusterId
    continues: ClusterId
    season: SeasonId
    members: Roll
    joined: Few
    left: Few
    valid_from: Day
    document: DocumentId
    number: Number | None = None
    name: Name | None = None
    season_end: Day | None = None
    rotation: Order | None = None


class ChangeClusterMembers(Contract):
    """Let units join and leave a cluster from a day on, by decision."""

    cluster: ClusterId
    joined: Few
    left: Few
    valid_from: Day
    document: DocumentId


class SetLeaderRotation(Contract):
    """State the order in which members lead year by year (luân phiên), in place of what was stated before."""

    cluster: ClusterId
    units: Order
    document: DocumentId


class RecogniseLeaders(Contract):
    """Recognise who leads (cụm trưởng, khối trưởng) and all deputies, the first one first, from a day on."""

    cluster: ClusterId
    leader: UnitId
    deputies: Annotated[tuple[UnitId, ...], Field(max_length=10)]
    valid_from: Day
    document: DocumentId


ClusterCommand = FormCluster | CarryClusterOver | ChangeClusterMembers | SetLeaderRotation | RecogniseLeaders
