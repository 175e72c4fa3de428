"""What scoring knows of registry when it decides: read by the edge from the service's own read model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from contracts.rules import CalendarRules, ScoringRules
from contracts.scoring import DepartureManner, DeparturePolicy
from infra.runtime.decisions import Context
from services.scoring.refusals import UnknownCluster


@dataclass(frozen=True, slots=True)
class Departed:
    """A member of the roll that registry says is one no more, from a day of the cluster's year on."""

    unit: UUID
    on: date
    manner: DepartureManner
    successors: tuple[UUID, ...]
    document: UUID


@dataclass(frozen=True, slots=True)
class LockedTotal:
    """What a unit had when its cluster of the same level was locked, and what had been decided on its departure."""

    cluster: UUID
    total: Decimal
    scale: int
    policy: DeparturePolicy | None


@dataclass(frozen=True, slots=True)
class Predecessor:
    """A unit that another took over, as `parts` of `of` of it."""

    unit: UUID
    parts: int
    of: int
    locked: LockedTotal | None


@dataclass(frozen=True, slots=True)
class Heritage:
    """What a unit took over on a day of its season, which lasts from `first_day` to before `end_day`."""

    first_day: date
    end_day: date
    predecessors: tuple[Predecessor, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What an entry of the ledger rests on; `unit` is whose it is, None where it is nobody's alone."""

    record: UUID
    unit: UUID | None


@dataclass(frozen=True, slots=True)
class ClusterFacts:
    """What registry says of a cluster, as far as this service has read it. Dated facts are in the order of their days.

    `members` are those of the whole year in roll order, whoever joined or left meanwhile; `departures` say who left.
    `heirs` are members that took over from a unit whose points were settled to be inherited. `heritage` is what the
    command's unit took over, for the one command that asks. `documents` are those that the command cites and that registry
    has told of, for this authority, `record` is the one that it names. The cluster competes from `first_day` to before
    `end_day`.
    """

    cluster: UUID
    season: str
    authority: str
    members: tuple[UUID, ...]
    pack: str
    rules: ScoringRules
    leaders: tuple[tuple[date, UUID], ...] = ()
    deputies: tuple[tuple[date, tuple[UUID, ...]], ...] = ()
    disqualified: frozenset[UUID] = frozenset()
    calendar: CalendarRules | None = None
    documents: frozenset[UUID] = frozenset()
    departures: tuple[Departed, ...] = ()
    heirs: frozenset[UUID] = frozenset()
    heritage: Heritage | None = None
    record: Record | None = None
    first_day: date | None = None
    end_day: date | None = None
    last_leader: UUID | None = None
    """Who led last year's cluster at its end, where the season's rule pack lets it act."""

    @property
    def gone(self) -> frozenset[UUID]:
        return frozenset(each.unit for each in self.departures)

    def departed_by(self, day: date) -> frozenset[UUID]:
        return frozenset(each.unit for each in self.departures if each.on <= day)

    def members_on(self, day: date) -> frozenset[UUID]:
        return frozenset(self.members) - self.departed_by(day)

    def leader_on(self, day: date) -> UUID | None:
        """Who leads, None once it has departed; while nobody is recognised yet, last year's leader if it may act.

        Leaders and deputies are members (registry): whoever is one no more leads and verifies nothing, but where no member is
        left, as of districts that ended all on one day, and nobody could be recognised.
        """
        acting = self.last_leader if self.last_leader in self.members else None
        named = next((unit for since, unit in reversed(self.leaders) if since <= day), acting)
        return None if named in self.departed_by(day) and self.members_on(day) else named

    def first_deputy_on(self, day: date) -> UUID | None:
        """The first deputy that is a member still; one who has become the leader meanwhile is not their own deputy."""
        named: tuple[UUID, ...] = next((units for since, units in reversed(self.deputies) if since <= day), ())
        others = {self.leader_on(day), *self.departed_by(day)}
        return next((unit for unit in named if unit not in others), None)


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
