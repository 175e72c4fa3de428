"""What scoring knows of registry when it decides: read by the edge from the service's own read model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from contracts.rules import ScoringRules
from infra.runtime.decisions import Context
from services.scoring.refusals import UnknownCluster


@dataclass(frozen=True, slots=True)
class ClusterFacts:
    """What registry says of a cluster, as far as this service has read it. Dated facts are in the order of their days."""

    cluster: UUID
    season: str
    authority: str
    members: tuple[UUID, ...]
    pack: str
    rules: ScoringRules
    leaders: tuple[tuple[date, UUID], ...] = ()
    deputies: tuple[tuple[date, tuple[UUID, ...]], ...] = ()
    disqualified: frozenset[UUID] = frozenset()

    def leader_on(self, day: date) -> UUID | None:
        return next((unit for since, unit in reversed(self.leaders) if since <= day), None)

    def first_deputy_on(self, day: date) -> UUID | None:
        """The first deputy; one who has become the leader meanwhile is not their own deputy."""
        named: tuple[UUID, ...] = next((units for since, units in reversed(self.deputies) if since <= day), ())
        leader = self.leader_on(day)
        return next((unit for unit in named if unit != leader), None)


Known = ClusterFacts | None


class _OfCluster(Protocol):
    @property
    def cluster(self) -> UUID: ...


def known_of(command: _OfCluster, context: Context[Known]) -> ClusterFacts:
    """What registry says of the command's cluster.

    Raises:
        UnknownCluster: it has not told of it.
    """
    if context.known is None:
        raise UnknownCluster(cluster=str(command.cluster))
    return context.known
