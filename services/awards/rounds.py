"""A cluster's round: its nominations as they stand, their dossiers, the places left open, the submission that froze it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never, get_args
from uuid import UUID

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
from contracts.procedure import (
    DossierPapersReceived,
    DossierRefused,
    DossierReturned,
    NominationsReleased,
    NominationsSubmitted,
    PaperSource,
)
from contracts.rules import AwardCode
from infra.runtime.decisions import Category

DossierFact = DossierPapersReceived | DossierReturned | DossierRefused
DossierKey = tuple[UUID, AwardCode]
"""The unit and the award that a dossier is about."""
FreezeFact = NominationsSubmitted | NominationsReleased
RoundFact = NominationsDrafted | NominationsAmended | PlacesLeftEmpty | DossiersReceived | RevisionCaseOpened | RevisionCaseClosed


@dataclass(frozen=True, slots=True)
class Dossier:
    """The papers of one nomination as they stand; `returned` is why some went back, until any paper comes in again."""

    papers: Mapping[str, PaperSource] = field(default_factory=dict)
    returned: str | None = None
    refused: DossierRefused | None = None


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
    dossiers: Mapping[DossierKey, Dossier] = field(default_factory=dict)
    submission: UUID | None = None

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
    def standing(self) -> tuple[Nomination, ...]:
        """The nominations that are still in: a refused dossier leaves its place open."""
        return tuple(n for n in self.nominations if self.dossier((n.unit, n.award)).refused is None)

    @property
    def proposal(self) -> Proposal | None:
        """What can be put forward; None until the dossiers were received."""
        if self.drafted is None or self.received_on is None:
            return None
        return Proposal(
            cluster=self.drafted.cluster,
            published_on=self.drafted.published_on,
            received_on=self.received_on,
            nominations=self.standing,
        )

    def dossier(self, key: DossierKey) -> Dossier:
        return self.dossiers.get(key, Dossier())


def evolve_round(current: Round, fact: RoundFact | DossierFact | FreezeFact) -> Round:
    match fact:
        case NominationsSubmitted():
            return replace(current, submission=fact.submission)
        case NominationsReleased():
            return replace(current, submission=None)
        case DossierPapersReceived() | DossierReturned() | DossierRefused():
            key = fact.unit, fact.award
            return replace(current, dossiers={**current.dossiers, key: _evolve_dossier(current.dossier(key), fact)})
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


def _evolve_dossier(current: Dossier, fact: DossierFact) -> Dossier:
    match fact:
        case DossierPapersReceived():
            return replace(current, papers={**current.papers, **{p.paper: p.source for p in fact.papers}}, returned=None)
        case DossierReturned():
            kept = {code: source for code, source in current.papers.items() if code not in fact.papers}
            return replace(current, papers=kept, returned=fact.reason)
        case DossierRefused():
            return replace(current, refused=fact)
        case _:
            assert_never(fact)


NOMINATION = Category("nomination", Round(), evolve_round, (*get_args(RoundFact), *get_args(DossierFact), *get_args(FreezeFact)))
