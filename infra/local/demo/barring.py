"""Who is out of the contest, wholly or for a while: chosen by the place that a unit's sheet leads to, had nothing happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from infra.local.demo.files import table
from infra.local.demo.points import Place
from infra.local.demo.units import Cluster


@dataclass(frozen=True, slots=True)
class Barred:
    """The units of one cluster that hold no rank when standings are drawn: still suspended, or disqualified on a day.

    `acts` are the entries of `data/incidents.toml` with the unit that each is about, lifted suspensions among them.
    """

    suspended: frozenset[UUID] = frozenset()
    disqualified: dict[UUID, date] = field(default_factory=dict)
    acts: tuple[tuple[dict[str, Any], UUID], ...] = ()

    def expected(self) -> dict[str, list[str]]:
        """Why which unit has no rank, in ranking's words."""
        return {str(unit): list(entry["without_rank"]) for entry, unit in self.acts if "without_rank" in entry}

    def disqualified_by(self, day: date) -> frozenset[UUID]:
        return frozenset(unit for unit, on in self.disqualified.items() if on <= day)


def barred(cluster: Cluster, places: Sequence[Place]) -> Barred:
    """Who is barred in a cluster, from the places without any of it."""
    every = (*table("incidents")["suspension"], *table("incidents")["disqualification"])
    of_cluster = [entry for entry in every if entry["cluster"] == cluster.number]
    acts = tuple((entry, _whom(cluster, places, entry["place"])) for entry in of_cluster)
    return Barred(
        frozenset(unit for entry, unit in acts if "from" in entry and "without_rank" in entry),
        {unit: entry["on"] for entry, unit in acts if "on" in entry},
        acts,
    )


def _whom(cluster: Cluster, places: Sequence[Place], first: int) -> UUID:
    """The unit on this place, or the next below that neither leads nor deputises at any time of the year."""
    leading = {unit.id for unit in (cluster.leader, *cluster.deputies)}
    return next(place.unit for place in places[first - 1 :] if place.unit not in leading)
