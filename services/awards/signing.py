"""What a decision comes to: its items on its day, their register numbers and money, and what each says when granted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from contracts.amendments import AmendmentSigned
from contracts.awards import AwardGranted, DecisionDrafted, DecisionItem, DecisionSigned, Nomination, Proposal
from contracts.public import PublicAwardGranted
from contracts.rules import AwardCode
from services.awards import refusals
from services.awards.amendment_refusals import AwardGivenBefore, SameAwardTwice
from services.awards.known import Known
from services.awards.money import base_salary_on, governing_pack, money
from services.awards.paying import Priced, settle


@dataclass(frozen=True, slots=True)
class Act:
    """The day of a decision, its number and its series."""

    signed_on: date
    number: int
    series: str


def items_of(drafted: DecisionDrafted, act: Act, known: Known) -> tuple[DecisionItem, ...]:
    """The items in the order of the draft, each with its award's id, register number and money.

    Raises:
        UnknownUnits, PackMissing, BaseSalaryMissing, AwardNotComputable: an item cannot be made.
        SameAwardTwice, AwardGivenBefore, PackSilent: nor can it stand beside the others.
    """
    lines = [(proposal, nomination) for proposal in drafted.proposals for nomination in proposal.nominations]
    if unknown := {nomination.unit for _, nomination in lines} - known.units.keys():
        raise refusals.UnknownUnits(units=known.names(unknown))
    base_salary = base_salary_on(known.base_salaries, act.signed_on)
    if base_salary is None:
        raise refusals.BaseSalaryMissing(day=act.signed_on.isoformat())
    priced = [
        _priced(drafted, act, known, base_salary, number, proposal, nomination)
        for number, (proposal, nomination) in enumerate(lines, start=1)
    ]
    _require_each_award_once([each.item for each in priced], known)
    return settle(priced, known.given)


def _priced(
    drafted: DecisionDrafted,
    act: Act,
    known: Known,
    base_salary: int,
    number: int,
    proposal: Proposal,
    nomination: Nomination,
) -> Priced:
    pack = governing_pack(known.packs, on=act.signed_on, received_on=proposal.received_on)
    entry = pack.catalogue.get(nomination.award)
    if entry is None or entry.multiple is None:
        raise refusals.AwardNotComputable(pack=pack.name, award=nomination.award)
    item = DecisionItem(
        award_id=award_id(drafted.decision, proposal.cluster, nomination.unit, nomination.award),
        register_number=f"{register_of(drafted.authority, act)}.{number:03d}",
        cluster=proposal.cluster,
        unit=nomination.unit,
        unit_name=known.units[nomination.unit].name_on(act.signed_on),
        award=nomination.award,
        form=entry.form,
        rank=nomination.rank,
        pack=pack.name,
        multiple=entry.multiple,
        base_salary=base_salary,
        amount=money(entry.multiple, base_salary, pack.rounded_up_to),
    )
    return Priced(item, pack)


def _require_each_award_once(items: Sequence[DecisionItem], known: Known) -> None:
    counted = Counter((item.unit, item.award) for item in items)
    if twice := {unit for (unit, _), count in counted.items() if count > 1}:
        raise SameAwardTwice(names=known.names(twice))
    before = [
        (item.unit, given.register_number)
        for item in items
        for given in known.given.get(item.unit, ())
        if given.award is item.award
    ]
    if before:
        numbers = ", ".join(sorted(number for _, number in before))
        raise AwardGivenBefore(names=known.names({unit for unit, _ in before}), numbers=numbers)


def award_id(decision: UUID, cluster: UUID, unit: UUID, award: AwardCode) -> UUID:
    """An award's id follows from what it is, so that signing again in another process names it alike."""
    return uuid5(decision, f"{cluster}/{unit}/{award}")


def register_of(authority: str, act: Act) -> str:
    """The part of the register that a decision fills: its items are numbered from 001 without a gap."""
    return f"{authority}.{act.signed_on.year}.{act.number}-{act.series}"


def granted(signed: DecisionSigned, item: DecisionItem) -> AwardGranted:
    """An item's entry in the register, on the decision's day."""
    return AwardGranted(
        award_id=item.award_id,
        register_number=item.register_number,
        authority=signed.authority,
        season=signed.season,
        cluster=item.cluster,
        unit=item.unit,
        unit_name=item.unit_name,
        award=item.award,
        form=item.form,
        rank=item.rank,
        decision=signed.decision,
        granted_on=signed.signed_on,
        pack=item.pack,
        multiple=item.multiple,
        base_salary=item.base_salary,
        amount=item.amount,
        value=item.value,
        payment=item.payment,
    )


def made_public(signed: DecisionSigned, item: DecisionItem) -> PublicAwardGranted:
    """What other agencies are told of it."""
    return PublicAwardGranted(
        award_id=item.award_id,
        register_number=item.register_number,
        authority=signed.authority,
        season=signed.season,
        unit=item.unit,
        unit_name=item.unit_name,
        award=item.award,
        form=item.form,
        decision_number=number_of(signed),
        issuer=signed.issuer,
        granted_on=signed.signed_on,
        amount=item.amount,
    )


def number_of(signed: DecisionSigned | AmendmentSigned) -> str:
    """A decision's number as it is written in Việt Nam: `2135/QĐ-UBND`."""
    return f"{signed.number}/{signed.series}"
