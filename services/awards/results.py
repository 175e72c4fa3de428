"""What the public log says of published standings: once a publication, and never an older one behind a newer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.base import Fact
from contracts.public import PublicResultsPublished
from infra.runtime.decisions import Category
from services.awards.commands import MakeResultsPublic


@dataclass(frozen=True, slots=True)
class PublicResults:
    """The last publication of a cluster's standings that was made public."""

    publication: int = 0


def make_results_public(command: MakeResultsPublic, current: PublicResults) -> Sequence[Fact]:
    """Say it, unless this publication or a later one was said."""
    if command.publication <= current.publication:
        return []
    return [PublicResultsPublished(**command.model_dump())]


def evolve_results(_: PublicResults, fact: PublicResultsPublished) -> PublicResults:
    return PublicResults(fact.publication)


PUBLIC_RESULTS = Category("public-results", PublicResults(), evolve_results, (PublicResultsPublished,))
