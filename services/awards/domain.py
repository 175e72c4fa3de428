"""What awards decides: nominations from published standings, decisions, grants and their money. No I/O, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, assert_never

from contracts.awards import DossiersReceived
from contracts.base import Fact
from contracts.public import HeadRepeated, PublicAwardCorrected, PublicAwardGranted, PublicAwardRevoked
from infra.runtime.decisions import Category, Context
from services.awards import refusals
from services.awards.amendment_commands import (
    AllotFund,
    CancelCorrection,
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
from services.awards.days import require_day
from services.awards.decision import Decision
from services.awards.drafting import draft_nominations
from services.awards.drafts import decide_draft
from services.awards.known import Known
from services.awards.register import Award
from services.awards.results import make_results_public
from services.awards.reviewing import decide_round
from services.awards.round_commands import RoundCommand
from services.awards.rounds import Round
from services.awards.signing import granted, made_public
from services.awards.submissions import listed

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


def decide(command: Command | RoundCommand, context: Context[Any], *states: Any) -> Sequence[Fact]:
    """Decide a command from the states of the streams that its door names."""
    if isinstance(command, RoundCommand):
        return decide_round(command, context, *states)
    match command:
        case DraftNominations():
            return draft_nominations(command, context, *states)
        case ReceiveDossiers():
            return _receive_dossiers(command, context, *states)
        case DraftDecision() | WithdrawDraft() | SignDecision() | PublishDecision():
            return decide_draft(command, context, *states)
        case GrantAwards():
            return _grant(command, context, *states)
        case CorrectDecision() | CancelCorrection() | CancelDecision() | RevokeAwards():
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


def _grant(command: GrantAwards, context: Context[Known], current: Decision, *awards: Award | PublicAward) -> Sequence[Fact]:
    signed = current.signed
    if signed is None:
        raise refusals.DecisionNotSigned
    context.require_authority(signed.authority)
    if foreign := set(command.awards) - current.items.keys():
        raise refusals.NotInDecision(awards=listed(foreign))
    chosen = [current.items[award] for award in command.awards]
    if gone := [item.register_number for item in chosen if item.award_id in current.withdrawn]:
        raise NotInForce(numbers=", ".join(sorted(gone)))
    if before := [award.granted.register_number for award in awards if award.granted is not None]:
        raise refusals.AlreadyGranted(numbers=", ".join(sorted(set(before))))
    context.known.require_eligible((item.unit for item in chosen), signed.season, context.today)
    return [fact for item in chosen for fact in (granted(signed, item), made_public(signed, item))]


def _repeat_head(command: RepeatHead, current: RepeatedHead) -> Sequence[Fact]:
    if command.position <= current.position:
        return []
    return [HeadRepeated(**command.model_dump())]


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
