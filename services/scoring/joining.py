"""A unit that joins its cluster after the first signature: it signs an annex, and is scored while self-scoring is open."""

from __future__ import annotations

from uuid import UUID

from contracts.scoring import AnnexIssued, Member, MemberAdmitted
from services.scoring import agreement_refusals as no
from services.scoring.agreement_commands import SetTargets
from services.scoring.agreement_state import Scorecard
from services.scoring.scorecard_rules import annex_digest_of
from services.scoring.season import Phase, Scoresheet

PARTIES_MAX = 30
"""As many as a scoresheet and its standings hold; who has left stays one of them."""


def issue_annex(command: SetTargets, card: Scorecard, season: Scoresheet, agreement: str) -> AnnexIssued:
    """Put the targets of a joined unit before it; what the others signed under the digest `agreement` stays as it is."""
    if season.phase not in (Phase.NOT_OPEN, Phase.SELF_SCORING):
        raise no.JoinedTooLate(unit=str(command.unit))
    if command.unit not in card.parties and len(card.parties) >= PARTIES_MAX:
        raise no.TooManyParties(most=PARTIES_MAX)
    not_assigned = tuple(sorted(command.not_assigned))
    return AnnexIssued(
        cluster=command.cluster,
        unit=command.unit,
        version=card.assignment(command.unit).version + 1,
        targets=command.targets,
        not_assigned=not_assigned,
        digest=annex_digest_of(agreement, command.unit, command.targets, not_assigned),
    )


def admitted(cluster: UUID, unit: UUID, card: Scorecard, season: Scoresheet) -> list[MemberAdmitted]:
    """A joined unit that has signed is scored with the others, where the opening could not count it in."""
    if unit not in card.annexes or unit in season.members or season.phase is Phase.NOT_OPEN:
        return []
    if season.phase is not Phase.SELF_SCORING:
        raise no.JoinedTooLate(unit=str(unit))
    aims = card.assignment(unit)
    return [
        MemberAdmitted(
            cluster=cluster,
            unit=unit,
            place=len(season.members) + 1,
            targets=dict(aims.targets),
            not_assigned=aims.not_assigned,
        )
    ]


def member_of(fact: MemberAdmitted) -> Member:
    return Member(unit=fact.unit, signed=True, targets=fact.targets, not_assigned=fact.not_assigned)
