"""What awards decides: nominations from published standings, decisions, grants and their money. No I/O, no clock."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, assert_never
from uuid import UUID

from contracts.awards import (
    ITEMS_MAX,
    AwardGranted,
    DecisionDrafted,
    DecisionSigned,
    DossiersReceived,
    NominationsDrafted,
    Proposal,
)
from contracts.base import (
    Fact,
)
from contracts.public import HeadRepeated, PublicAwardGranted
from contracts.rules import AwardForm
from infra.runtime.decisions import Category, Claim, Context, Release
from services.awards import refusals
from services.awards.commands import (
    Command,
    DraftDecision,
    DraftNominations,
    GrantAwards,
    ReceiveDossiers,
    RepeatHead,
    SignDecision,
)
from services.awards.known import Known
from services.awards.places import fill
from services.awards.signing import Act, granted, items_of, made_public, number_of, register_of

# State


@dataclass(frozen=True, slots=True)
class Round:
    """The nominations of one cluster's season, and when their dossiers were received."""

    drafted: NominationsDrafted | None = None
    received_on: date | None = None

    @property
    def proposal(self) -> Proposal | None:
        """What a decision can take in; None until the dossiers are there."""
        if self.drafted is None or self.received_on is None:
            return None
        return Proposal(
            cluster=self.drafted.cluster,
            published_on=self.drafted.published_on,
            received_on=self.received_on,
            nominations=self.drafted.nominations,
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision, from its draft to its signature."""

    drafted: DecisionDrafted | None = None
    signed: DecisionSigned | None = None


@dataclass(frozen=True, slots=True)
class Award:
    """One award of the register."""

    granted: AwardGranted | None = None


@dataclass(frozen=True, slots=True)
class PublicAward:
    """What other agencies were told of one award."""

    granted: PublicAwardGranted | None = None


@dataclass(frozen=True, slots=True)
class RepeatedHead:
    """The last head of a log that was repeated."""

    position: int = 0


# Decide


def decide(command: Command, context: Context[Any], *states: Any) -> Sequence[Fact]:
    """Decide a command from the states of the streams that its door names."""
    match command:
        case DraftNominations():
            return _draft_nominations(command, context, *states)
        case ReceiveDossiers():
            return _receive_dossiers(command, context, *states)
        case DraftDecision():
            return _draft_decision(command, context, *states)
        case SignDecision():
            return [_sign(command, context, *states)]
        case GrantAwards():
            return _grant(command, context, *states)
        case RepeatHead():
            return _repeat_head(command, *states)
        case _:
            assert_never(command)


def _draft_nominations(command: DraftNominations, context: Context[Known], current: Round) -> Sequence[Fact]:
    known = context.known
    published = known.published
    if current.drafted is not None:
        return []
    if published is None:
        raise refusals.StandingsNotPublished(cluster=str(command.cluster))
    if not known.places:
        raise refusals.QuotaNotSet(cluster=str(command.cluster))
    filled = fill(published.ranked, known.places, known.barred(known.units, published.season, context.today))
    return [
        NominationsDrafted(
            cluster=command.cluster,
            season=published.season,
            authority=published.authority,
            publication=published.publication,
            published_on=published.published_on,
            standings_digest=published.digest,
            pack=published.pack,
            places=known.places,
            nominations=filled.nominations,
            open_places=filled.open_places,
        )
    ]


def _receive_dossiers(command: ReceiveDossiers, context: Context[None], current: Round) -> Sequence[Fact]:
    drafted = current.drafted
    if drafted is None:
        raise refusals.NominationsMissing(clusters=str(command.cluster))
    context.require_authority(drafted.authority)
    if current.received_on == command.received_on:
        return []
    if current.received_on is not None:
        raise refusals.DossiersReceivedBefore(received_on=current.received_on.isoformat())
    _require_day(command.received_on, earliest=drafted.published_on, today=context.today)
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
    if current.drafted is not None and current.drafted != fact:
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
    _require_day(command.signed_on, earliest=earliest, today=context.today)
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
    items = {item.award_id: item for item in signed.items}
    if foreign := set(command.awards) - items.keys():
        raise refusals.NotInDecision(awards=_listed(foreign))
    if before := [award.granted.register_number for award in awards if award.granted is not None]:
        raise refusals.AlreadyGranted(numbers=", ".join(sorted(set(before))))
    chosen = [items[award] for award in command.awards]
    _require_eligible((item.unit for item in chosen), context.known, signed.season, context.today)
    return [fact for item in chosen for fact in (granted(signed, item), made_public(signed, item))]


def _repeat_head(command: RepeatHead, current: RepeatedHead) -> Sequence[Fact]:
    if command.position <= current.position:
        return []
    return [HeadRepeated(**command.model_dump())]


def _require_day(day: date, *, earliest: date, today: date) -> None:
    if day > today:
        raise refusals.DayInFuture(day=day.isoformat())
    if day < earliest:
        raise refusals.DayTooEarly(day=day.isoformat(), earliest=earliest.isoformat())


def _require_eligible(units: Iterable[UUID], known: Known, season: str, *days: date) -> None:
    if barred := known.barred(units, season, *days):
        raise refusals.UnitsBarred(names=known.names(barred), units=sorted(str(unit) for unit in barred))


def _listed(ids: Iterable[UUID]) -> str:
    return ", ".join(sorted(str(one) for one in ids))


# Evolve


def evolve_round(current: Round, fact: NominationsDrafted | DossiersReceived) -> Round:
    match fact:
        case NominationsDrafted():
            return replace(current, drafted=fact)
        case DossiersReceived():
            return replace(current, received_on=fact.received_on)
        case _:
            assert_never(fact)


def evolve_decision(current: Decision, fact: DecisionDrafted | DecisionSigned) -> Decision:
    match fact:
        case DecisionDrafted():
            return replace(current, drafted=fact)
        case DecisionSigned():
            return replace(current, signed=fact)
        case _:
            assert_never(fact)


def evolve_award(current: Award, fact: AwardGranted) -> Award:
    return replace(current, granted=fact)


def evolve_public_award(current: PublicAward, fact: PublicAwardGranted) -> PublicAward:
    return replace(current, granted=fact)


def evolve_head(current: RepeatedHead, fact: HeadRepeated) -> RepeatedHead:
    return replace(current, position=fact.position)


NOMINATION = Category("nomination", Round(), evolve_round, (NominationsDrafted, DossiersReceived))
DECISION = Category("decision", Decision(), evolve_decision, (DecisionDrafted, DecisionSigned))
AWARD = Category("award", Award(), evolve_award, (AwardGranted,))
PUBLIC_AWARD = Category("public-award", PublicAward(), evolve_public_award, (PublicAwardGranted,))
HEAD = Category("head-of", RepeatedHead(), evolve_head, (HeadRepeated,))


def claims(fact: Fact) -> Iterable[Claim | Release]:
    """One decision a cluster, one number a decision, one part of the register a number, one title a unit and season."""
    match fact:
        case DecisionDrafted():
            yield from (
                Claim("cluster-in-decision", str(proposal.cluster), taken=refusals.ClusterInAnotherDecision)
                for proposal in fact.proposals
            )
        case DecisionSigned():
            act = Act(fact.signed_on, fact.number, fact.series)
            issuer = " ".join(unicodedata.normalize("NFC", fact.issuer).casefold().split())
            yield Claim("decision-number", f"{number_of(fact)} {fact.year}, {issuer}", taken=refusals.DecisionNumberTaken)
            yield Claim("register", register_of(fact.authority, act), taken=refusals.DecisionNumberTaken)
            titles = [item.unit for item in fact.items if item.form is AwardForm.TITLE]
            yield from (Claim("title-of-season", f"{fact.season} {unit}", taken=refusals.TitleAlreadyGiven) for unit in titles)
        case AwardGranted():
            yield Claim("register-number", fact.register_number)
