"""What every decision that amends another has in common: whom it may amend, from which day on, and what it leaves."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from contracts.amendments import AmendmentKind, AmendmentSigned, AwardRevoked, ReturnDemanded, Withdrawal
from contracts.awards import DecisionItem, DecisionSigned
from contracts.rules import AwardCode, AwardForm, ProcedureStep
from contracts.working_days import WorkingDays, YearNotListed
from infra.runtime.decisions import Claim, Context, Release
from services.awards import refusals
from services.awards.amendment_commands import SignedAct
from services.awards.amendment_refusals import (
    ActTooEarly,
    AwardAlreadyGiven,
    CalendarSilent,
    DecisionIsThere,
    NotInForce,
    PackSilent,
    TitlesJustChanged,
)
from services.awards.days import require_day
from services.awards.decision import Decision
from services.awards.known import Known
from services.awards.money import Pack, pack_on
from services.awards.procedure import level_of
from services.awards.signing import number_of


def require_target(command: SignedAct, context: Context[Known], own: Decision, target: Decision) -> DecisionSigned:
    """The signed decision that may be amended by this command.

    Raises:
        DecisionNotSigned, ForeignAuthority, AlreadySigned, DecisionIsThere, DayInFuture, ActTooEarly, UnknownBases
    """
    if target.signed is None:
        raise refusals.DecisionNotSigned
    context.require_authority(target.signed.authority)
    if own.amendment is not None:
        raise refusals.AlreadySigned(number=number_of(own.amendment))
    if own.drafted is not None:
        raise DecisionIsThere
    earliest = max(target.signed.signed_on, target.amended_on)
    require_day(command.signed_on, earliest=earliest, today=context.today, too_early=ActTooEarly)
    if unknown := set(command.bases) - context.known.documents:
        raise refusals.UnknownBases(documents=", ".join(sorted(str(each) for each in unknown)))
    return target.signed


def items_in_force(target: Decision, awards: tuple[UUID, ...]) -> list[DecisionItem]:
    """The items named, as they stand.

    Raises:
        NotInDecision, NotInForce
    """
    if foreign := set(awards) - target.items.keys():
        raise refusals.NotInDecision(awards=", ".join(sorted(str(each) for each in foreign)))
    if gone := [target.items[each].register_number for each in awards if each in target.withdrawn]:
        raise NotInForce(numbers=", ".join(sorted(gone)))
    return [target.items[each] for each in awards]


def signed_act(command: SignedAct, target: DecisionSigned, kind: AmendmentKind, **parts: Any) -> AmendmentSigned:
    """The decision itself: `parts` are what it corrects or takes away."""
    own: dict[str, Any] = {name: getattr(command, name) for name in SignedAct.model_fields}
    of: dict[str, Any] = {"authority": target.authority, "season": target.season, "amends": target.decision, "kind": kind}
    return AmendmentSigned(**own, **of, year=command.signed_on.year, **parts)


def demand(
    act: AmendmentSigned, item: DecisionItem, context: Context[Known], *, with_object: bool, money: int
) -> Iterator[ReturnDemanded]:
    """What has to come back on the strength of an act, with the last day for it; nothing where nothing does."""
    if not with_object and money <= 0:
        return
    pack = pack_on(context.known.packs, act.signed_on)
    if pack is None:
        raise refusals.PackMissing(day=act.signed_on.isoformat())
    yield ReturnDemanded(
        award_id=item.award_id,
        register_number=item.register_number,
        authority=act.authority,
        unit=item.unit,
        decision=act.decision,
        demanded_on=act.signed_on,
        due_on=due_on(pack, item.award, act.signed_on),
        pack=pack.name,
        with_object=with_object,
        money=max(money, 0),
    )


def due_on(pack: Pack, award: AwardCode, event: date) -> date:
    """The last of the pack's working days for returning an award.

    Raises:
        PackSilent, CalendarSilent: the pack does not state the figure, or does not list the year.
    """
    level = level_of(award)
    stated = [each for each in pack.deadlines if each.step is ProcedureStep.RETURN and each.level is level]
    if not stated:
        raise PackSilent(pack=pack.name, figure=f"awards.deadlines.return.{level}")
    if pack.calendar is None:
        raise PackSilent(pack=pack.name, figure="calendar")
    try:
        return WorkingDays.of(pack.calendar).due_day(event, stated[0].working_days)
    except YearNotListed as unknown:
        raise CalendarSilent(pack=pack.name, year=unknown.year) from unknown


def number_claim(act: DecisionSigned | AmendmentSigned) -> Claim:
    """A decision's number is its issuer's own, among those of its year and series."""
    key, said = (f"{number_of(act)} {act.year}, {issuer}" for issuer in (issuer_of(act.issuer), act.issuer))
    return Claim("decision-number", key, taken=refusals.DecisionNumberTaken, said=said)


def issuer_of(name: str) -> str:
    """An issuer in one spelling: letter case, blanks and how diacritics are composed do not make another issuer.

    Where a tone mark stands (`Ủy`, `Uỷ`) still does. The keys of claims follow from the events alone: with another form here the
    claims of logs already written would be others than those that they hold, which `verify` calls tampering, and a log with the
    number in both spellings could not be restored.
    """
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def item_claims(season: str, item: DecisionItem) -> Iterator[Claim]:
    """Each award once a unit and season, and each title under the next number, so that of two at once one is told."""
    if item.form is AwardForm.TITLE:
        yield Claim("title-of-season", _title_key(season, item.unit, item.title_number), taken=TitlesJustChanged)
    if item.value is not None:  # items of before several titles claimed the title alone
        yield Claim("award-of-season", f"{season} {item.unit} {item.award}", taken=AwardAlreadyGiven)


def item_releases(season: str, gone: Withdrawal) -> Iterator[Release]:
    """What a withdrawn award gives back: its register number alone it keeps."""
    if gone.title_number is not None:
        yield Release("title-of-season", _title_key(season, gone.unit, gone.title_number))
    yield Release("award-of-season", f"{season} {gone.unit} {gone.award}")


def _title_key(season: str, unit: UUID, number: int | None) -> str:
    return f"{season} {unit}" if number in {None, 1} else f"{season} {unit} {number}"


def revoked(act: AmendmentSigned, item: DecisionItem) -> AwardRevoked:
    """What the register says of an award that the act takes away."""
    if act.ground is None:
        raise ValueError("an act that takes awards away has a ground")
    return AwardRevoked(
        award_id=item.award_id,
        register_number=item.register_number,
        decision=act.decision,
        decision_number=number_of(act),
        issuer=act.issuer,
        revoked_on=act.signed_on,
        ground=act.ground,
        explanation=act.reason,
    )
