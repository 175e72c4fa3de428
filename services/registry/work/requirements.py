"""What the records of the work around the season have in common: a season, a cluster of it, units, who may speak."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from uuid import UUID

from infra.runtime.decisions import Context, Role
from infra.runtime.errors import ForeignUnit
from services.registry import cluster_refusals, refusals
from services.registry.requirements import Document, require_distinct, require_document
from services.registry.units import Unit, require_unit
from services.registry.work.refusals import DayToCome, OtherClusterOrSeason, RecordTaken, UnknownRecord

if TYPE_CHECKING:
    from services.registry.clusters import Cluster
    from services.registry.seasons import Season


class Begun(Protocol):
    """A fact that begins a record of an authority."""

    @property
    def authority(self) -> str: ...


First = TypeVar("First", bound=Begun)


class OfWhom(Protocol):
    """A command about a cluster, or about the whole authority, that names units; `others` are the streams of either."""

    @property
    def cluster(self) -> UUID | None: ...
    @property
    def season(self) -> str: ...
    @property
    def units(self) -> tuple[UUID, ...]: ...


def require_season(season: Season, named: str, context: Context[Any]) -> None:
    if not season.authority:
        raise refusals.UnknownSeason(season=named)
    context.require_authority(season.authority)


def require_cluster(cluster: Cluster, named: UUID, of: str, context: Context[Any]) -> None:
    if not cluster.authority:
        raise cluster_refusals.UnknownCluster(cluster=named)
    context.require_authority(cluster.authority)
    if cluster.season != of:
        raise OtherClusterOrSeason(cluster=named, season=of)


def require_units(units: Sequence[Unit], named: Sequence[UUID], context: Context[Any]) -> None:
    """Refuse units that were never registered, are another authority's, or stand twice in the list."""
    require_distinct(named)
    for unit, name in zip(units, named, strict=True):
        require_unit(unit, name)
        context.require_authority(unit.authority_on(context.today))


def require_members(cluster: Cluster, named: Sequence[UUID]) -> None:
    """Refuse units that are no members of the cluster; these may be of another authority."""
    require_distinct(named)
    for unit in named:
        if unit not in cluster.members:
            raise cluster_refusals.NotAMember(unit=unit)


def require_whose(command: OfWhom, context: Context[Any], others: Sequence[Any]) -> None:
    """Refuse a cluster of another season, and units that are none of it; without a cluster, foreign and unknown units."""
    if command.cluster is None:
        require_units(others, command.units, context)
    else:
        require_cluster(others[0], command.cluster, command.season, context)
        require_members(others[0], command.units)


def require_cited(documents: Sequence[Document], cited: UUID | None, context: Context[Any]) -> None:
    """Refuse a document that is cited and not on record; none needs to be."""
    if cited is not None:
        require_document(documents[0], cited, context)


def require_begun(first: First | None, record: UUID, context: Context[Any]) -> First:
    """The fact that began the record, of the caller's authority."""
    if first is None:
        raise UnknownRecord(record=record)
    context.require_authority(first.authority)
    return first


def require_new(first: Begun | None, record: UUID) -> None:
    if first is not None:
        raise RecordTaken(record=record)


def require_past(day: date, context: Context[Any]) -> None:
    if day > context.today:
        raise DayToCome(day=day, today=context.today)


def is_board(context: Context[Any]) -> bool:
    return Role.BOARD_OFFICER in context.caller.roles


def require_board_or(unit: UUID | None, context: Context[Any]) -> None:
    """Refuse whoever is neither of the board nor the officer of this unit; without a unit, the board alone may."""
    if is_board(context):
        return
    if unit is None:
        raise ForeignUnit
    context.require_unit(unit)
