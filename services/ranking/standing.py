"""The stream `standing/<cluster>`: what was drawn, published and broken of one cluster's season. Its decisions: domain.py."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, assert_never, get_args
from uuid import UUID

from contracts.ballots import TieBroken
from contracts.ranking import StandingsDrawn, StandingsPublished
from infra.runtime.decisions import Category

StandingFact = StandingsDrawn | StandingsPublished | TieBroken


@dataclass(frozen=True, slots=True)
class Standing:
    """The standings of one cluster's season: the last drawing, the publication in force, and how they came to be revised.

    `first_published_on` is the first publication's day, `answered` are the complaints that some revision answered,
    `broken` the ties that people broke.
    """

    drawn: StandingsDrawn | None = None
    published: StandingsPublished | None = None
    first_published_on: date | None = None
    answered: frozenset[UUID] = frozenset()
    broken: tuple[TieBroken, ...] = ()


def evolve(standing: Standing, fact: StandingFact) -> Standing:
    match fact:
        case StandingsDrawn():
            return replace(standing, drawn=fact)
        case StandingsPublished():
            return replace(
                standing,
                published=fact,
                first_published_on=standing.first_published_on or fact.published_on,
                answered=standing.answered | set(fact.complaints),
            )
        case TieBroken():
            return replace(standing, broken=(*standing.broken, fact))
        case _:
            assert_never(fact)


NOT_DRAWN: Final = Standing()
STANDING = Category("standing", NOT_DRAWN, evolve, get_args(StandingFact))
