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
from contracts.public import HeadRepeated, PublicAwardCorrected, PublicAwardGranted, PublicAwardRevoked
from infra.runtime.decisions import Category, Claim, Context, Release
from services.awards import refusals
from services.awards.acts import item_claims, item_releases, number_claim
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
    ReceiveDossiers,
    RepeatHead,
    SignDecision,
)
from services.awards.days import require_day
from services.awards.decision import Decision
from services.awards.drafting import draft_nominations
from services.awards.known import Known
from services.awards.register import Award
from services.awards.results import make_results_public
from services.awards.reviewing import decide_round
from services.awards.round_commands import RoundCommand
from services.awards.rounds import Round
from services.awards.signing import Act, granted, items_of, made_public, number_of, register_of

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
        case DraftDecision():
            return _draft_decision(command, context, *states)
        case SignDecision():
            return [_sign(command, context, *states)]
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


def _draft_decision(command: DraftDecision, context: Context[None], current: Decision, *rounds: Round) -> Sequence[Fact]:
    drafted = [of.drafted for of in rounds if of.drafted is not None]
    proposals = tuple(of.proposal for of in rounds if of.proposal is not None)
    if missing := set(command.clusters) - {of.cluster for of in drafted}:
        raise refusals.NominationsMissing(clusters=_listed(missing))
    for of in drafted:
        context.require_authority(of.authority)
    if missing := set(command.clusters) - {proposal.cluster for proposal in proposals}:
        raise refusals.DossiersMissing(clusters=_listed(missing))
    seasons = sorted({of.season for of in drafted})
    if len(seasons) > 1:
        raise refusals.SeasonsDiffer(seasons=", ".join(seasons))
    count = sum(len(proposal.nominations) for proposal in proposals)
    if count == 0:
        raise refusals.NothingToGrant
    if count > ITEMS_MAX:
        raise refusals.TooManyItems(count=count, limit=ITEMS_MAX)
    fact = DecisionDrafted(
        decision=command.decision,
        authority=drafted[0].authority,
        season=seasons[0],
        title=command.title,
        proposals=proposals,
    )
    if current.amendment is not None or (current.drafted is not None and current.drafted != fact):
        raise refusals.DecisionDraftedBefore
    return [] if current.drafted else [fact]


def _sign(command: SignDecision, context: Context[Known], current: Decision) -> Fact:
    drafted, known = current.drafted, context.known
    if drafted is None:
        raise refusals.DecisionNotDrafted
    context.require_authority(drafted.authority)
    if current.signed is not None:
        raise refusals.AlreadySigned(number=number_of(current.signed))
    earliest = max(day for proposal in drafted.proposals for day in (proposal.published_on, proposal.received_on))
    require_day(command.signed_on, earliest=earliest, today=context.today)
    if unknown := set(command.bases) - known.documents:
        raise refusals.UnknownBases(documents=_listed(unknown))
    # The officer may record today what was signed earlier: nothing is given to whoever was barred then, or is now.
    nominated = [nomination.unit for proposal in drafted.proposals for nomination in proposal.nominations]
    _require_eligible(nominated, known, drafted.season, command.signed_on, context.today)
    items = items_of(drafted, Act(command.signed_on, command.number, command.series), known)
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
