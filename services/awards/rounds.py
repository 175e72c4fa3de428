"""A cluster's round: its nominations as they stand, and what became of the places that they leave open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from contracts.awards import (
    DossiersReceived,
    Nomination,
    NominationsAmended,
    NominationsDrafted,
    OpenPlaces,
    PlacesLeftEmpty,
    Proposal,
    RevisionCaseClosed,
    RevisionCaseOpened,
)
from infra.runtime.decisions import Category

RoundFact = NominationsDrafted | NominationsAmended | PlacesLeftEmpty | DossiersReceived | RevisionCaseOpened | RevisionCaseClosed


@dataclass(frozen=True, slots=True)
class Round:
    """The nominations of one cluster's season, and when their dossiers were received.

    `amended` is the council's word on the last drafting; `case` the last one that a changed result made, `is_open` while
    nobody settled it.
    """

    drafted: NominationsDrafted | None = None
    amended: NominationsAmended | None = None
    left_empty: tuple[PlacesLeftEmpty, ...] = ()
    received_on: date | None = None
    case: RevisionCaseOpened | None = None
    is_open: bool = False

    @property
    def drafting(self) -> int:
        return 0 if self.drafted is None else self.drafted.drafting or 1

    @property
    def nominations(self) -> tuple[Nomination, ...]:
        """As they stand: drafted from the result, or as the council amended them."""
        last = self.amended or self.drafted
        return () if last is None else last.nominations

    @property
    def open_places(self) -> tuple[OpenPlaces, ...]:
        last = self.amended or self.drafted
        return () if last is None else last.open_places

    @property
    def proposal(self) -> Proposal | None:
        """What a decision can take in; None until the dossiers are there."""
        if self.drafted is None or self.received_on is None:
            return None
        return Proposal(
            cluster=self.drafted.cluster,
            published_on=self.drafted.published_on,
            received_on=self.received_on,
            nominations=self.nominations,
        )


def evolve_round(current: Round, fact: RoundFact) -> Round:
    match fact:
        case NominationsDrafted():
            return replace(current, drafted=fact, amended=None)
        case NominationsAmended():
            return replace(current, amended=fact)
        case PlacesLeftEmpty():
            return replace(current, left_empty=(*current.left_empty, fact))
        case DossiersReceived():
            return replace(current, received_on=fact.received_on)
        case RevisionCaseOpened():
            return replace(current, case=fact, is_open=True)
        case RevisionCaseClosed():
            return replace(current, is_open=False)
        case _:
            assert_never(fact)


NOMINATION = Category(
    "nomination",
    Round(),
    evolve_round,
    (NominationsDrafted, NominationsAmended, PlacesLeftEmpty, DossiersReceived, RevisionCaseOpened, RevisionCaseClosed),
)
