"""A season as it stands: each cluster's published ranks, its quota, its nominations, and what a decision made of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contracts.awards import Nomination
from contracts.registry import QuotaPlaces
from services.awards.places import Ranked


@dataclass(frozen=True, slots=True)
class ClusterNow:
    """A cluster of the season; no ranks while nothing is published, `nominations` None while there is no round.

    `signed_on` is the day of the decision that took the nominations in, `received_on` that of the dossiers.
    """

    cluster: UUID
    name: str
    ranked: tuple[Ranked, ...] = ()
    places: tuple[QuotaPlaces, ...] = ()
    nominations: tuple[Nomination, ...] | None = None
    received_on: date | None = None
    signed_on: date | None = None
