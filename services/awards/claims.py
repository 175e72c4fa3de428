"""What is taken across streams: one decision a cluster, one number a paper, one award a unit and season. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from contracts.amendments import AmendmentSigned, DecisionAmended
from contracts.awards import AwardGranted, DecisionDrafted, DecisionSigned
from contracts.base import Fact
from contracts.government_flag import ProposalsForwarded
from contracts.procedure import CouncilVoted, DraftWithdrawn, SubmissionIssued, SubmissionWithdrawn
from infra.runtime.decisions import Claim, Release
from infra.runtime.errors import AlreadyClaimed
from services.awards import refusals
from services.awards.acts import issuer_of, item_claims, item_releases, number_claim
from services.awards.procedure_refusals import SubmissionNumberTaken
from services.awards.signing import Act, number_of, register_of
from services.awards.submission_refusals import SubmissionTakenUp
from services.awards.vote_refusals import VotesTakenUp


def claims(fact: Fact) -> Iterable[Claim | Release]:  # noqa: C901 - a table of facts
    """One decision a cluster, one number a decision, one part of the register a number, one award a unit and season.

    A unit's titles of a season are counted, because what one of them pays rests on those before it.
    """
    match fact:
        case SubmissionIssued() | ProposalsForwarded():
            key, said = (f"{fact.number}/{fact.series} {fact.year}, {name}" for name in (issuer_of(fact.issuer), fact.issuer))
            yield Claim("submission-number", key, taken=SubmissionNumberTaken, said=said)
        case CouncilVoted():
            if not fact.for_government:
                yield from _held_for_this_fact((vote.cluster for vote in fact.votes), VotesTakenUp)
        case SubmissionWithdrawn():
            yield from _held_for_this_fact(fact.clusters, SubmissionTakenUp)
        case DraftWithdrawn():
            yield from (Release("cluster-in-decision", str(cluster)) for cluster in fact.clusters)
        case DecisionDrafted():
            yield from (
                Claim("cluster-in-decision", str(proposal.cluster), taken=refusals.ClusterInAnotherDecision)
                for proposal in fact.proposals
            )
        case DecisionSigned():
            yield number_claim(fact)
            register = register_of(fact.authority, Act(fact.signed_on, fact.number, fact.series))
            yield Claim("register", register, taken=refusals.DecisionNumberTaken, said=f"{number_of(fact)} {fact.year}")
            yield from (claim for item in fact.items for claim in item_claims(fact.season, item))
        case AmendmentSigned():
            yield number_claim(fact)
        case DecisionAmended():
            yield from (release for gone in fact.withdrawn for release in item_releases(fact.season, gone))
            yield from (Release("cluster-in-decision", str(cluster)) for cluster in fact.freed)
        case AwardGranted():
            yield Claim("register-number", fact.register_number)


def _held_for_this_fact(clusters: Iterable[UUID], taken: type[AlreadyClaimed]) -> Iterable[Claim | Release]:
    """While a decision holds a cluster, nothing is said of what it rests on."""
    for cluster in dict.fromkeys(map(str, clusters)):
        yield Claim("cluster-in-decision", cluster, taken=taken)
        yield Release("cluster-in-decision", cluster)
