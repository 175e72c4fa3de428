"""What awards decides: nominations from published standings, decisions, grants and their money. No I/O, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, assert_never
from uuid import UUID

from contracts.amendments import AmendmentSigned, DecisionAmended
from contracts.awards import (
    ITEMS_MAX,
    AwardGranted,
    DecisionDrafted,
    DecisionSigned,
    DossiersReceived,
)
from contracts.base import (
    Fact,
)
from contracts.procedure import CouncilVoted, DecisionPublished, DraftWithdrawn, SubmissionIssued
from contracts.public import HeadRepeated, PublicAwardCorrected, PublicAwardGranted, PublicAwardRevoked
from infra.runtime.decisions import Category, Claim, Context, Release
from services.awards import refusals
from services.awards.acts import issuer_of, item_claims, item_releases, number_claim
from services.awards.amendment_commands import (
    AllotFund,
    CancelDecision,
    CorrectDecision,
    RecordPayment,
    ReturnMoney,
    ReturnObject,
    RevokeAwards,
)
from services.awards.amendment_refusals import NotInForce
from services.awards.behind import decide_amendment, decide_money
from services.awards.commands import (
    Command,
    DraftDecision,
    DraftNominations,
    GrantAwards,
    MakeResultsPublic,
    PublishDecision,
    ReceiveDossiers,
    RepeatHead,
    SignDecision,
    WithdrawDraft,
)
from services.awards.council_votes import days_of, require_steps, require_votes, steps_of, taken
from services.awards.days import require_day
from services.awards.decision import Decision
from services.awards.drafting import draft_nominations
from services.awards.known import Known
from services.awards.procedure_refusals import (
    ClustersNotSubmitted,
    NothingToWithdraw,
    PublishedBefore,
    SubmissionNumberTaken,
    VotesTakenUp,
)
from services.awards.register import Award
from services.awards.results import make_results_public
from services.awards.reviewing import decide_round
from services.awards.round_commands import RoundCommand
from services.awards.rounds import Round
from services.awards.signing import Act, granted, items_of, made_public, number_of, register_of
from services.awards.submissions import Submission, require_issued

PublicAwardFact = PublicAwardGranted | PublicAwardCorrected | PublicAwardRevoked

# State


@dataclass(frozen=True, slots=True)
class PublicAward:
    """What other agencies were told of one award: first that it was granted."""

    granted: PublicAwardGranted | None = None


@dataclass(frozen=True, slots=True)
class RepeatedHead:
    """The last head of a log that was repeated."""

    position: int = 0


# Decide


def decide(  # noqa: C901 - a table of commands
    command: Command | RoundCommand, context: Context[Any], *states: Any
) -> Sequence[Fact]:
    """Decide a command from the states of the streams that its door names."""
    if isinstance(command, RoundCommand):
        return decide_round(command, context, *states)
    match command:
        case DraftNominations():
            return draft_nominations(command, context, *states)
        case ReceiveDossiers():
            return _receive_dossiers(command, context, *states)
        case DraftDecision() | WithdrawDraft():
            return _decide_draft(command, context, *states)
        case SignDecision():
            return [_sign(command, context, *states)]
        case PublishDecision():
            return _publish(command, context, *states)
        case GrantAwards():
            return _grant(command, context, *states)
        case CorrectDecision() | CancelDecision() | RevokeAwards():
            return decide_amendment(command, context, *states)
        case RecordPayment() | ReturnObject() | ReturnMoney() | AllotFund():
            return decide_money(command, context, *states)
        case RepeatHead():
            return _repeat_head(command, *states)
        case MakeResultsPublic():
            return make_results_public(command, *states)
        case _:
            assert_never(command)


def _receive_dossiers(command: ReceiveDossiers, context: Context[None], current: Round) -> Sequence[Fact]:
    drafted = current.drafted
    if drafted is None:
        raise refusals.NominationsMissing(clusters=str(command.cluster))
    context.require_authority(drafted.authority)
    if current.received_on == command.received_on:
        return []
    if current.received_on is not None:
        raise refusals.DossiersReceivedBefore(received_on=current.received_on.isoformat())
    require_day(command.received_on, earliest=drafted.published_on, today=context.today)
    return [DossiersReceived(cluster=command.cluster, received_on=command.received_on)]


def _decide_draft(command: DraftDecision | WithdrawDraft, context: Context[Any], *states: Any) -> Sequence[Fact]:
    match command:
        case DraftDecision():
            return _draft_decision(command, context, *states)
        case WithdrawDraft():
            return _withdraw(command, context, *states)
    assert_never(command)


def _draft_decision(
    command: DraftDecision, context: Context[Known], current: Decision, *submissions: Submission
) -> Sequence[Fact]:
    given = dict(zip(command.submissions, submissions, strict=True))
    issued = {submission: require_issued(submission, context, of) for submission, of in given.items()}
    seasons = sorted({of.season for of in issued.values()})
    if len(seasons) > 1:
        raise refusals.SeasonsDiffer(seasons=", ".join(seasons))
    put_forward = [(submission, proposal) for submission, of in issued.items() for proposal in of.proposals]
    if missing := set(command.clusters) - {proposal.cluster for _, proposal in put_forward}:
        raise ClustersNotSubmitted(clusters=_listed(missing))
    chosen = [(of, proposal) for of, proposal in put_forward if not command.clusters or proposal.cluster in command.clusters]
    if current.drafted is not None or current.amendment is not None:
        if current.drafted is not None and _is_same_draft(command, [proposal.cluster for _, proposal in chosen], current.drafted):
            return []
        raise refusals.DecisionDraftedBefore
    proposals = tuple(taken(proposal, given[of], of, context) for of, proposal in chosen)
    count = sum(len(proposal.nominations) for proposal in proposals)
    if count == 0:
        raise refusals.NothingToGrant
    if count > ITEMS_MAX:
        raise refusals.TooManyItems(count=count, limit=ITEMS_MAX)
    drafted = DecisionDrafted(
        decision=command.decision,
        authority=context.caller.authority,
        season=seasons[0],
        title=command.title,
        proposals=proposals,
        submissions=tuple(steps_of(of, submission) for submission, of in given.items()),
    )
    require_steps(drafted, context.today, context.known)
    return [drafted]


def _is_same_draft(command: DraftDecision, clusters: Sequence[UUID], drafted: DecisionDrafted) -> bool:
    said = command.title, command.submissions, tuple(clusters)
    before = tuple(of.submission for of in drafted.submissions), tuple(proposal.cluster for proposal in drafted.proposals)
    return said == (drafted.title, *before)


def _withdraw(command: WithdrawDraft, context: Context[None], current: Decision) -> Sequence[Fact]:
    drafted = current.drafted
    if drafted is None:
        raise NothingToWithdraw
    context.require_authority(drafted.authority)
    if current.signed is not None:
        raise refusals.AlreadySigned(number=number_of(current.signed))
    return [
        DraftWithdrawn(
            decision=command.decision,
            submissions=tuple(of.submission for of in drafted.submissions),
            clusters=tuple(proposal.cluster for proposal in drafted.proposals),
            reason=command.reason,
        )
    ]


def _sign(command: SignDecision, context: Context[Known], current: Decision) -> Fact:
    drafted, known = current.drafted, context.known
    if drafted is None:
        raise refusals.DecisionNotDrafted
    context.require_authority(drafted.authority)
    if current.signed is not None:
        raise refusals.AlreadySigned(number=number_of(current.signed))
    days = [day for proposal in drafted.proposals for day in (proposal.published_on, proposal.received_on)]
    require_day(command.signed_on, earliest=max((*days, *days_of(drafted.submissions))), today=context.today)
    if unknown := set(command.bases) - known.documents:
        raise refusals.UnknownBases(documents=_listed(unknown))
    # The officer may record today what was signed earlier: nothing is given to whoever was barred then, or is now.
    nominated = [nomination.unit for proposal in drafted.proposals for nomination in proposal.nominations]
    _require_eligible(nominated, known, drafted.season, command.signed_on, context.today)
    items = items_of(drafted, Act(command.signed_on, command.number, command.series), known)
    require_steps(drafted, command.signed_on, known)
    require_votes(drafted, command.signed_on, known)
    return DecisionSigned(
        decision=command.decision,
        authority=drafted.authority,
        season=drafted.season,
        issuer=command.issuer,
        series=command.series,
        number=command.number,
        year=command.signed_on.year,
        signed_on=command.signed_on,
        signer_name=command.signer_name,
        signer_title=command.signer_title,
        bases=command.bases,
        items=items,
        amount=sum(item.amount for item in items),
    )


def _publish(command: PublishDecision, context: Context[None], current: Decision) -> Sequence[Fact]:
    signed = current.signed
    if signed is None:
        raise refusals.DecisionNotSigned
    context.require_authority(signed.authority)
    if current.published is not None:
        if (current.published.published_on, current.published.where) == (command.published_on, command.where):
            return []
        raise PublishedBefore(published_on=current.published.published_on.isoformat())
    require_day(command.published_on, earliest=signed.signed_on, today=context.today)
    return [DecisionPublished(**dict(command))]


def _grant(command: GrantAwards, context: Context[Known], current: Decision, *awards: Award | PublicAward) -> Sequence[Fact]:
    signed = current.signed
    if signed is None:
        raise refusals.DecisionNotSigned
    context.require_authority(signed.authority)
    if foreign := set(command.awards) - current.items.keys():
        raise refusals.NotInDecision(awards=_listed(foreign))
    chosen = [current.items[award] for award in command.awards]
    if gone := [item.register_number for item in chosen if item.award_id in current.withdrawn]:
        raise NotInForce(numbers=", ".join(sorted(gone)))
    if before := [award.granted.register_number for award in awards if award.granted is not None]:
        raise refusals.AlreadyGranted(numbers=", ".join(sorted(set(before))))
    _require_eligible((item.unit for item in chosen), context.known, signed.season, context.today)
    return [fact for item in chosen for fact in (granted(signed, item), made_public(signed, item))]


def _repeat_head(command: RepeatHead, current: RepeatedHead) -> Sequence[Fact]:
    if command.position <= current.position:
        return []
    return [HeadRepeated(**command.model_dump())]


def _require_eligible(units: Iterable[UUID], known: Known, season: str, *days: date) -> None:
    if barred := known.barred(units, season, *days):
        raise refusals.UnitsBarred(names=known.names(barred), units=sorted(str(unit) for unit in barred))


def _listed(ids: Iterable[UUID]) -> str:
    return ", ".join(sorted(str(one) for one in ids))


# Evolve


def evolve_public_award(current: PublicAward, fact: PublicAwardFact) -> PublicAward:
    match fact:
        case PublicAwardGranted():
            return replace(current, granted=fact)
        case PublicAwardCorrected() | PublicAwardRevoked():
            return current
        case _:
            assert_never(fact)


def evolve_head(current: RepeatedHead, fact: HeadRepeated) -> RepeatedHead:
    return replace(current, position=fact.position)


PUBLIC_AWARD = Category(
    "public-award", PublicAward(), evolve_public_award, (PublicAwardGranted, PublicAwardCorrected, PublicAwardRevoked)
)
HEAD = Category("head-of", RepeatedHead(), evolve_head, (HeadRepeated,))


def claims(fact: Fact) -> Iterable[Claim | Release]:
    """One decision a cluster, one number a decision, one part of the register a number, one award a unit and season.

    A unit's titles of a season are counted, because what one of them pays rests on those before it.
    """
    match fact:
        case SubmissionIssued():
            key = f"{fact.number}/{fact.series} {fact.year}, {issuer_of(fact.issuer)}"
            yield Claim("submission-number", key, taken=SubmissionNumberTaken)
        case CouncilVoted():
            yield from _vote_claims(fact)
        case DraftWithdrawn():
            yield from (Release("cluster-in-decision", str(cluster)) for cluster in fact.clusters)
        case DecisionDrafted():
            yield from (
                Claim("cluster-in-decision", str(proposal.cluster), taken=refusals.ClusterInAnotherDecision)
                for proposal in fact.proposals
            )
        case DecisionSigned():
            yield number_claim(fact)
            act = Act(fact.signed_on, fact.number, fact.series)
            yield Claim("register", register_of(fact.authority, act), taken=refusals.DecisionNumberTaken)
            yield from (claim for item in fact.items for claim in item_claims(fact.season, item))
        case AmendmentSigned():
            yield number_claim(fact)
        case DecisionAmended():
            yield from (release for gone in fact.withdrawn for release in item_releases(fact.season, gone))
            yield from (Release("cluster-in-decision", str(cluster)) for cluster in fact.freed)
        case AwardGranted():
            yield Claim("register-number", fact.register_number)


def _vote_claims(fact: CouncilVoted) -> Iterable[Claim | Release]:
    """Held for this one fact: while a decision holds a cluster, the council cannot speak on it again."""
    for cluster in dict.fromkeys(str(vote.cluster) for vote in fact.votes):
        yield Claim("cluster-in-decision", cluster, taken=VotesTakenUp)
        yield Release("cluster-in-decision", cluster)
