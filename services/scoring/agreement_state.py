"""What the stream `scorecard/<cluster>` comes to: the scorecard, everybody's targets, what was issued, who has signed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import assert_never
from uuid import UUID

from contracts.scoring import (
    AgreementClosed,
    AgreementSigned,
    AnnexIssued,
    Criterion,
    ScorecardDrafted,
    ScorecardIssued,
    TargetsSet,
)


@dataclass(frozen=True, slots=True)
class Targets:
    """One unit's targets and the leaves not assigned to it; version 0 is a unit for which nothing was set."""

    version: int = 0
    targets: Mapping[str, Decimal] = field(default_factory=dict)
    not_assigned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Issued:
    version: int
    digest: str
    members: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A cluster's scorecard with its agreement; version 0 is one that nobody has drafted.

    `annexes` are the digests for the units that joined after the first signature.
    """

    version: int = 0
    authority: str = ""
    season: str = ""
    pack: str = ""
    total: int = 0
    criteria: tuple[Criterion, ...] = ()
    targets: Mapping[UUID, Targets] = field(default_factory=dict)
    issued: Issued | None = None
    annexes: Mapping[UUID, str] = field(default_factory=dict)
    signed: frozenset[UUID] = frozenset()
    closed: bool = False

    def assignment(self, unit: UUID) -> Targets:
        return self.targets.get(unit, Targets())

    def assignments(self, members: Iterable[UUID]) -> dict[UUID, Targets]:
        return {unit: self.assignment(unit) for unit in members}

    @property
    def parties(self) -> tuple[UUID, ...]:
        """Whoever was given something to sign: the members in roll order, then those that joined later."""
        return () if self.issued is None else (*self.issued.members, *self.annexes)

    def digest_for(self, unit: UUID) -> str | None:
        """What the unit signs, None where there is nothing for it."""
        if self.issued is None or unit not in self.parties:
            return None
        return self.annexes.get(unit, self.issued.digest)


AgreementFact = ScorecardDrafted | TargetsSet | ScorecardIssued | AnnexIssued | AgreementSigned | AgreementClosed


def evolve_agreement(card: Scorecard, fact: AgreementFact) -> Scorecard:
    match fact:
        case ScorecardDrafted():
            return replace(
                card,
                version=fact.version,
                authority=fact.authority,
                season=fact.season,
                pack=fact.pack,
                total=fact.total,
                criteria=fact.criteria,
                issued=None,
            )
        case TargetsSet():
            return replace(_with_targets(card, fact), issued=None)
        case ScorecardIssued():
            return replace(card, issued=Issued(fact.version, fact.digest, fact.members))
        case AnnexIssued():
            return replace(_with_targets(card, fact), annexes={**card.annexes, fact.unit: fact.digest})
        case AgreementSigned():
            return replace(card, signed=card.signed | {fact.unit})
        case AgreementClosed():
            return replace(card, closed=True)
        case _:
            assert_never(fact)


def _with_targets(card: Scorecard, fact: TargetsSet | AnnexIssued) -> Scorecard:
    targets = Targets(fact.version, fact.targets, fact.not_assigned)
    return replace(card, targets={**card.targets, fact.unit: targets})
