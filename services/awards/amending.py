"""A decision that corrects another: each field old → new with the reason; whoever was paid too much returns the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from contracts.amendments import (
    AmendedItem,
    AmendmentKind,
    AmendmentSigned,
    AwardCorrected,
    AwardCorrection,
    CorrectedField,
    DecisionAmended,
    FieldCorrection,
    Particulars,
    Rewording,
    Wording,
)
from contracts.awards import DecisionItem, DecisionSigned, Payment
from contracts.base import Fact
from contracts.public import CorrectedValue, PublicAwardCorrected
from infra.runtime.decisions import Context
from services.awards.acts import demand, items_in_force, require_target, signed_act
from services.awards.amendment_commands import CorrectDecision, CorrectItem, CorrectText
from services.awards.amendment_refusals import AmountBeyondValue, NothingCorrected, PackSilent
from services.awards.decision import Decision, stated, value_of
from services.awards.known import Known
from services.awards.money import latest, money
from services.awards.recovery import Recovery
from services.awards.refusals import UnknownBases
from services.awards.register import Award
from services.awards.signing import number_of


def correct(
    command: CorrectDecision, context: Context[Known], own: Decision, target: Decision, *states: Award | Recovery
) -> Sequence[Fact]:
    """`states` are the awards in the order of the command, then what is to come back of each."""
    signed = require_target(command, context, own, target)
    items = items_in_force(target, tuple(each.award_id for each in command.items))
    parts: dict[str, Any] = {
        "corrections": tuple(_correction(each, item, context.known) for each, item in zip(command.items, items, strict=True)),
        "rewording": _rewording(command.text, signed, target.wording, context.known),
    }
    act = signed_act(command, signed, AmendmentKind.CORRECTION, **parts)
    return [act, corrected_by(act, act.amends), *corrected(act, items, context, states)]


def corrected_by(act: AmendmentSigned, decision: UUID) -> DecisionAmended:
    """What an act that corrects leaves in the stream of the decision corrected."""
    return DecisionAmended(
        decision=decision,
        season=act.season,
        kind=act.kind,
        amended_by=act.decision,
        amended_on=act.signed_on,
        corrected=tuple(
            AmendedItem(award_id=each.award_id, register_number=each.register_number, now=each.now) for each in act.corrections
        ),
        rewording=act.rewording,
    )


def _rewording(command: CorrectText | None, signed: DecisionSigned, wording: Wording, known: Known) -> Rewording | None:
    """What of the decision itself changes; nothing where nothing is asked for."""
    if command is None:
        return None
    if unknown := set(command.bases or ()) - known.documents:
        raise UnknownBases(documents=", ".join(sorted(map(str, unknown))))
    changed = reworded(wording, Wording(**{name: said for name, said in dict(command).items() if said is not None}))
    if changed is None:
        raise NothingCorrected(numbers=number_of(signed))
    return changed


def reworded(before: Wording, after: Wording) -> Rewording | None:
    """Which of the parts that `after` states become others."""
    had = stated(before)
    new = {name: said for name, said in stated(after).items() if name in had and had[name] != said}
    return Rewording(old=Wording(**{name: had[name] for name in new}), new=Wording(**new)) if new else None


def _correction(command: CorrectItem, item: DecisionItem, known: Known) -> AwardCorrection:
    new = _corrected_particulars(command, item, known)
    if new.amount > new.value:
        raise AmountBeyondValue(number=item.register_number, amount=new.amount, value=new.value)
    changed = changes(particulars(item), new)
    if not changed:
        raise NothingCorrected(numbers=item.register_number)
    return AwardCorrection(
        award_id=item.award_id,
        register_number=item.register_number,
        corrections=changed,
        reason=command.reason,
        explanation=command.explanation,
        now=new,
    )


def changes(old: Particulars, new: Particulars) -> tuple[FieldCorrection, ...]:
    """Each field that differs."""
    return tuple(
        FieldCorrection(field=field, old=str(before), new=str(after))
        for field in CorrectedField
        for before, after in [(getattr(each, field.name.lower()) for each in (old, new))]
        if before != after
    )


def particulars(item: DecisionItem) -> Particulars:
    return Particulars(
        unit_name=item.unit_name,
        rank=item.rank,
        multiple=item.multiple,
        base_salary=item.base_salary,
        value=value_of(item),
        amount=item.amount,
        payment=item.payment or Payment.WHOLE,
    )


def _corrected_particulars(command: CorrectItem, item: DecisionItem, known: Known) -> Particulars:
    """What is named takes the place of what was; value and amount follow, unless an amount is named."""
    old = particulars(item)
    multiple = old.multiple if command.multiple is None else command.multiple
    base_salary = old.base_salary if command.base_salary is None else command.base_salary
    is_as_it_was = (multiple, base_salary) == (old.multiple, old.base_salary)
    value = old.value if is_as_it_was else money(multiple, base_salary, _rounded_up_to(item, known))
    # What other titles are paid stays; where they are paid alone, nothing follows.
    follows = max(0, value - (old.value - old.amount)) if old.amount else 0
    amount = follows if command.amount is None else command.amount
    payment = old.payment if (value, amount) == (old.value, old.amount) else Payment.CORRECTED
    return Particulars(
        unit_name=command.unit_name or old.unit_name,
        rank=command.rank or old.rank,
        multiple=multiple,
        base_salary=base_salary,
        value=value,
        amount=amount,
        payment=Payment.WHOLE if amount == value else payment,
    )


def _rounded_up_to(item: DecisionItem, known: Known) -> int:
    pack = latest(known.packs, item.pack)
    if pack is None:
        raise PackSilent(pack=item.pack, figure="awards.money_rounded_up_to")
    return pack.rounded_up_to


def corrected(
    act: AmendmentSigned, items: Sequence[DecisionItem], context: Context[Known], states: Sequence[Award | Recovery]
) -> Iterator[Fact]:
    count = len(items)
    for of, item, award, recovery in zip(act.corrections, items, states[:count], states[count:], strict=True):
        if isinstance(award, Award) and isinstance(recovery, Recovery) and award.granted is not None:
            fact = AwardCorrected(
                award_id=of.award_id,
                register_number=of.register_number,
                decision=act.decision,
                decision_number=number_of(act),
                issuer=act.issuer,
                corrected_on=act.signed_on,
                corrections=of.corrections,
                reason=of.reason,
                explanation=of.explanation,
                now=of.now,
            )
            yield fact
            yield _made_public(act, fact)
            too_much = award.paid_amount - recovery.demanded - of.now.amount
            yield from demand(act, item, context, with_object=False, money=too_much)


def _made_public(act: AmendmentSigned, fact: AwardCorrected) -> PublicAwardCorrected:
    return PublicAwardCorrected(
        award_id=fact.award_id,
        register_number=fact.register_number,
        authority=act.authority,
        corrected=tuple(CorrectedValue(field=each.field, old=each.old, new=each.new) for each in fact.corrections),
        reason=fact.reason,
        decision_number=fact.decision_number,
        issuer=fact.issuer,
        corrected_on=fact.corrected_on,
    )
