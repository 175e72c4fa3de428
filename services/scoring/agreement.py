"""The stream `scorecard/<cluster>`: drafted, issued, signed by each member, closed. Frozen from the first signature.

Commands stand in agreement_commands.py, the state with its `evolve` in agreement_state.py, refusals in
agreement_refusals.py (here as `no`). Who joins after the first signature is joining.py's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never, get_args
from uuid import UUID

from contracts.base import Fact
from contracts.scoring import (
    AgreementClosed,
    AgreementSigned,
    CopiedScorecard,
    Criterion,
    ScorecardDrafted,
    ScorecardIssued,
    TargetsSet,
)
from infra.runtime.decisions import Category, Context, Role
from services.scoring import agreement_refusals as no
from services.scoring.agreement_commands import (
    AgreementCommand,
    CloseAgreement,
    CopyScorecard,
    DraftScorecard,
    IssueScorecard,
    SetTargets,
    SignAgreement,
)
from services.scoring.agreement_state import AgreementFact, Issued, Scorecard, evolve_agreement
from services.scoring.joining import admitted, issue_annex
from services.scoring.known import ClusterFacts, Known, known_of
from services.scoring.refusals import NotAMember
from services.scoring.scorecard_rules import (
    assigned,
    assigned_to_nobody,
    digest_of,
    leaves_of,
    structure_faults,
    sum_faults,
    target_faults,
)
from services.scoring.season import Scoresheet

NOT_OPENED = Scoresheet()


def decide_agreement(
    command: AgreementCommand, context: Context[Known], card: Scorecard, season: Scoresheet = NOT_OPENED
) -> Sequence[Fact]:
    """Decide what concerns the scorecard and its agreement; `season` matters for units that join late alone."""
    match command:
        case DraftScorecard():
            return _draft(command, context, card, command.total, command.criteria)
        case SetTargets():
            return _set_targets(command, context, card, season)
        case IssueScorecard():
            return _issue(command, context, card)
        case SignAgreement():
            return _sign(command, context, card, season)
        case CloseAgreement():
            return _close_agreement(command, context, card)
        case _:
            assert_never(command)


def decide_copy(
    command: CopyScorecard, context: Context[Known], card: Scorecard, source: Scorecard | None = None
) -> Sequence[Fact]:
    """Draft what the source's scorecard says, checked by the rules of this season."""
    if source is None or not source.version:
        raise no.NothingToCopy(source=str(command.source))
    context.require_authority(source.authority)
    copied = CopiedScorecard(cluster=command.source, version=source.version)
    return _draft(command, context, card, source.total, source.criteria, copied)


def _draft(
    command: DraftScorecard | CopyScorecard,
    context: Context[Known],
    card: Scorecard,
    total: int,
    criteria: tuple[Criterion, ...],
    copied: CopiedScorecard | None = None,
) -> Sequence[Fact]:
    known = known_of(command, context)
    context.require_authority(known.authority)
    if card.signed:
        raise no.AgreementFrozen
    if (total, criteria, known.pack) == (card.total, card.criteria, card.pack):
        return []
    if faults := structure_faults(criteria, total, known.rules):
        raise no.ScorecardUnsound(faults)
    return [
        ScorecardDrafted(
            cluster=command.cluster,
            authority=known.authority,
            season=known.season,
            version=card.version + 1,
            total=total,
            criteria=criteria,
            pack=known.pack,
            copied_from=copied,
        )
    ]


def _set_targets(command: SetTargets, context: Context[Known], card: Scorecard, season: Scoresheet) -> Sequence[Fact]:
    known = known_of(command, context)
    _require_may_set(context, known)
    if not card.version:
        raise no.NoScorecard
    joined = bool(card.issued and card.signed and command.unit not in card.issued.members)
    if card.signed and (not joined or command.unit in card.signed):
        raise no.AgreementFrozen
    if command.unit not in known.members:
        raise NotAMember(unit=str(command.unit))
    if faults := target_faults(leaves_of(card.criteria), command):
        raise no.TargetsUnsound(faults, unit=str(command.unit))
    before = card.assignment(command.unit)
    not_assigned = tuple(sorted(command.not_assigned))
    is_set = before.version and (not joined or command.unit in card.annexes)
    if is_set and (dict(before.targets), before.not_assigned) == (command.targets, not_assigned):
        return []
    if joined and card.issued:
        return [issue_annex(command, card, season, card.issued.digest)]
    return [
        TargetsSet(
            cluster=command.cluster,
            unit=command.unit,
            version=before.version + 1,
            targets=command.targets,
            not_assigned=not_assigned,
        )
    ]


def _require_may_set(context: Context[Known], known: ClusterFacts) -> None:
    if Role.BOARD_OFFICER in context.caller.roles:
        context.require_authority(known.authority)
    elif context.caller.unit is None or context.caller.unit != known.leader_on(context.today):
        raise no.NotLeader


def _issue(command: IssueScorecard, context: Context[Known], card: Scorecard) -> Sequence[Fact]:
    known = known_of(command, context)
    context.require_authority(known.authority)
    if not card.version:
        raise no.NoScorecard
    if card.signed:
        raise no.AgreementFrozen
    gone = known.departed_by(context.today)
    members = tuple(unit for unit in known.members if unit not in gone)
    leaves, assignments = leaves_of(card.criteria), card.assignments(members)
    if faults := sum_faults(card.criteria, card.total, known.rules):
        raise no.ScorecardUnsound(faults)
    for unit, assignment in assignments.items():
        # A later draft may have taken away or changed the leaves that targets were set for.
        if faults := target_faults(leaves, assignment):
            raise no.TargetsUnsound(faults, unit=str(unit))
    if orphans := assigned_to_nobody(leaves, assignments.values()):
        raise no.AssignedToNobody(leaves=", ".join(orphans))
    issued = Issued(card.version, digest_of(card.total, card.criteria, assignments), members)
    if issued == card.issued:
        return []
    return [ScorecardIssued(cluster=command.cluster, version=issued.version, digest=issued.digest, members=issued.members)]


def _sign(command: SignAgreement, context: Context[Known], card: Scorecard, season: Scoresheet) -> Sequence[Fact]:
    context.require_unit(command.unit)
    if card.issued is None:
        raise no.NotIssued
    digest = card.digest_for(command.unit)
    if digest is None:
        raise NotAMember(unit=str(command.unit))
    if (command.version, command.digest) != (card.issued.version, digest):
        raise no.OtherVersionIssued(version=card.issued.version, digest=digest)
    if not _has_leaves(card, command.unit):
        raise no.NothingAssigned
    joins = admitted(command.cluster, command.unit, card, season)
    if command.unit in card.signed:
        return joins
    return [AgreementSigned(**vars(command)), *joins]


def _has_leaves(card: Scorecard, unit: UUID) -> bool:
    return bool(assigned(leaves_of(card.criteria), card.assignment(unit).not_assigned))


def _close_agreement(command: CloseAgreement, context: Context[Known], card: Scorecard) -> Sequence[Fact]:
    known = known_of(command, context)
    context.require_authority(known.authority)
    if card.issued is None:
        raise no.NotIssued
    if card.closed:
        return []
    done = card.signed | known.disqualified | known.departed_by(context.today)
    awaited = [unit for unit in card.parties if unit not in done and _has_leaves(card, unit)]
    if awaited:
        raise no.SignaturesMissing(count=len(awaited), units=[str(unit) for unit in awaited])
    return [AgreementClosed(cluster=command.cluster, version=card.issued.version, digest=card.issued.digest)]


SCORECARD = Category("scorecard", Scorecard(), evolve_agreement, get_args(AgreementFact))
