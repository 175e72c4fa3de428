"""The stream `scorecard/<cluster>`: drafted, issued, signed by each member, closed. Frozen from the first signature.

In the order of every `domain.py`: commands, state, refusals (see refusals.py, here as `no`), decide, evolve.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Annotated, assert_never
from uuid import UUID

from pydantic import Field

from contracts.base import NONE, ClusterId, Contract, Fact, Figure, LeafCode, Sha256, UnitId, Version
from contracts.scoring import (
    LEAVES_MAX,
    AgreementClosed,
    AgreementSigned,
    Criterion,
    ScorecardDrafted,
    ScorecardIssued,
    TargetsSet,
)
from infra.runtime.decisions import Category, Context, Role
from services.scoring import refusals as no
from services.scoring.known import Known, known_of
from services.scoring.scorecard_rules import (
    assigned,
    assigned_to_nobody,
    digest_of,
    leaves_of,
    structure_faults,
    sum_faults,
    target_faults,
)

# --- commands ---

TOTAL_MAX = 10_000


class DraftScorecard(Contract):
    """Write the cluster's scorecard (bảng tiêu chí), whole; possible until the first member signs."""

    cluster: ClusterId
    total: Annotated[int, Field(ge=1, le=TOTAL_MAX), NONE]
    criteria: tuple[Criterion, ...] = Field(min_length=1, max_length=10)


class SetTargets(Contract):
    """Set a unit's targets (chỉ tiêu) and the leaves that are not assigned to it, whole."""

    cluster: ClusterId
    unit: UnitId
    targets: dict[LeafCode, Figure] = Field(max_length=LEAVES_MAX)
    not_assigned: tuple[LeafCode, ...] = Field(max_length=LEAVES_MAX)


class IssueScorecard(Contract):
    """Put scorecard, targets and assignments before the members, under one digest."""

    cluster: ClusterId


class SignAgreement(Contract):
    """Sign the agreement (giao ước thi đua) for one's own unit: this version, with this digest."""

    cluster: ClusterId
    unit: UnitId
    version: Version
    digest: Sha256


class CloseAgreement(Contract):
    """Close the agreement once every member has signed."""

    cluster: ClusterId


# --- state ---


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
    """A cluster's scorecard with its agreement; version 0 is one that nobody has drafted."""

    version: int = 0
    authority: str = ""
    season: str = ""
    pack: str = ""
    total: int = 0
    criteria: tuple[Criterion, ...] = ()
    targets: Mapping[UUID, Targets] = field(default_factory=dict)
    issued: Issued | None = None
    signed: frozenset[UUID] = frozenset()
    closed: bool = False

    def assignment(self, unit: UUID) -> Targets:
        return self.targets.get(unit, Targets())

    def assignments(self, members: Iterable[UUID]) -> dict[UUID, Targets]:
        return {unit: self.assignment(unit) for unit in members}


# --- decide ---

AgreementCommand = DraftScorecard | SetTargets | IssueScorecard | SignAgreement | CloseAgreement


def decide_agreement(command: AgreementCommand, context: Context[Known], card: Scorecard) -> Sequence[Fact]:
    """Decide what concerns the scorecard and its agreement, by the stream `scorecard/<cluster>` alone."""
    match command:
        case DraftScorecard():
            return _draft(command, context, card)
        case SetTargets():
            return _set_targets(command, context, card)
        case IssueScorecard():
            return _issue(command, context, card)
        case SignAgreement():
            return _sign(command, context, card)
        case CloseAgreement():
            return _close_agreement(command, context, card)
        case _:
            assert_never(command)


def _draft(command: DraftScorecard, context: Context[Known], card: Scorecard) -> Sequence[Fact]:
    known = known_of(command, context)
    context.require_authority(known.authority)
    if card.signed:
        raise no.AgreementFrozen
    if (command.total, command.criteria, known.pack) == (card.total, card.criteria, card.pack):
        return []
    if faults := structure_faults(command.criteria, command.total, known.rules):
        raise no.ScorecardUnsound(faults)
    return [
        ScorecardDrafted(
            cluster=command.cluster,
            authority=known.authority,
            season=known.season,
            version=card.version + 1,
            total=command.total,
            criteria=command.criteria,
            pack=known.pack,
        )
    ]


def _set_targets(command: SetTargets, context: Context[Known], card: Scorecard) -> Sequence[Fact]:
    known = known_of(command, context)
    if Role.BOARD_OFFICER in context.caller.roles:
        context.require_authority(known.authority)
    elif context.caller.unit is None or context.caller.unit != known.leader_on(context.today):
        raise no.NotLeader
    if not card.version:
        raise no.NoScorecard
    if card.signed:
        raise no.AgreementFrozen
    if command.unit not in known.members:
        raise no.NotAMember(unit=str(command.unit))
    if faults := target_faults(leaves_of(card.criteria), command):
        raise no.TargetsUnsound(faults, unit=str(command.unit))
    before = card.assignment(command.unit)
    not_assigned = tuple(sorted(command.not_assigned))
    if before.version and (dict(before.targets), before.not_assigned) == (command.targets, not_assigned):
        return []
    return [
        TargetsSet(
            cluster=command.cluster,
            unit=command.unit,
            version=before.version + 1,
            targets=command.targets,
            not_assigned=not_assigned,
        )
    ]


def _issue(command: IssueScorecard, context: Context[Known], card: Scorecard) -> Sequence[Fact]:
    known = known_of(command, context)
    context.require_authority(known.authority)
    if not card.version:
        raise no.NoScorecard
    if card.signed:
        raise no.AgreementFrozen
    leaves, assignments = leaves_of(card.criteria), card.assignments(known.members)
    if faults := sum_faults(card.criteria, card.total, known.rules):
        raise no.ScorecardUnsound(faults)
    for unit, assignment in assignments.items():
        # A later draft may have taken away or changed the leaves that targets were set for.
        if faults := target_faults(leaves, assignment):
            raise no.TargetsUnsound(faults, unit=str(unit))
    if orphans := assigned_to_nobody(leaves, assignments.values()):
        raise no.AssignedToNobody(leaves=", ".join(orphans))
    issued = Issued(card.version, digest_of(card.total, card.criteria, assignments), known.members)
    if issued == card.issued:
        return []
    return [ScorecardIssued(cluster=command.cluster, version=issued.version, digest=issued.digest, members=issued.members)]


def _sign(command: SignAgreement, context: Context[Known], card: Scorecard) -> Sequence[Fact]:
    context.require_unit(command.unit)
    if card.issued is None:
        raise no.NotIssued
    if command.unit not in card.issued.members:
        raise no.NotAMember(unit=str(command.unit))
    if (command.version, command.digest) != (card.issued.version, card.issued.digest):
        raise no.OtherVersionIssued(version=card.issued.version, digest=card.issued.digest)
    if not assigned(leaves_of(card.criteria), card.assignment(command.unit).not_assigned):
        raise no.NothingAssigned
    if command.unit in card.signed:
        return []
    return [AgreementSigned(cluster=command.cluster, unit=command.unit, version=command.version, digest=command.digest)]


def _close_agreement(command: CloseAgreement, context: Context[Known], card: Scorecard) -> Sequence[Fact]:
    known = known_of(command, context)
    context.require_authority(known.authority)
    if card.issued is None:
        raise no.NotIssued
    if card.closed:
        return []
    leaves = leaves_of(card.criteria)
    gone = known.disqualified | known.departed_by(context.today)
    awaited = [
        unit
        for unit in card.issued.members
        if unit not in card.signed | gone and assigned(leaves, card.assignment(unit).not_assigned)
    ]
    if awaited:
        raise no.SignaturesMissing(count=len(awaited), units=[str(unit) for unit in awaited])
    return [AgreementClosed(cluster=command.cluster, version=card.issued.version, digest=card.issued.digest)]


# --- evolve ---

AgreementFact = ScorecardDrafted | TargetsSet | ScorecardIssued | AgreementSigned | AgreementClosed


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
            targets = Targets(fact.version, fact.targets, fact.not_assigned)
            return replace(card, targets={**card.targets, fact.unit: targets}, issued=None)
        case ScorecardIssued():
            return replace(card, issued=Issued(fact.version, fact.digest, fact.members))
        case AgreementSigned():
            return replace(card, signed=card.signed | {fact.unit})
        case AgreementClosed():
            return replace(card, closed=True)
        case _:
            assert_never(fact)


SCORECARD = Category(
    "scorecard",
    Scorecard(),
    evolve_agreement,
    (ScorecardDrafted, TargetsSet, ScorecardIssued, AgreementSigned, AgreementClosed),
)
