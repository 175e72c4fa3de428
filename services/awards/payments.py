"""Paying out: each award once, whatever the voucher; a second time only what a correction added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from contracts.amendments import AwardPaid, ReturnDemanded
from contracts.awards import AwardGranted
from contracts.base import Fact
from infra.runtime.decisions import Context
from services.awards.amendment_commands import RecordPayment
from services.awards.amendment_refusals import (
    ActTooEarly,
    AlreadyPaid,
    NotGranted,
    NothingToPay,
    PaidBehindRevocation,
    VoucherUsed,
)
from services.awards.days import require_day
from services.awards.recovery import Recovery
from services.awards.register import Award


def record_payment(command: RecordPayment, context: Context[Any], *states: Award | Recovery) -> Sequence[Fact]:
    """`states` are the awards in the order of the command, then what is to come back of each."""
    count = len(command.awards)
    awards = [state for state in states[:count] if isinstance(state, Award)]
    recoveries = [state for state in states[count:] if isinstance(state, Recovery)]
    if missing := [str(named) for named, award in zip(command.awards, awards, strict=True) if award.granted is None]:
        raise NotGranted(awards=", ".join(sorted(missing)))
    granted = [award.granted for award in awards if award.granted is not None]
    for grant in granted:
        context.require_authority(grant.authority)
    latest = max(grant.granted_on for grant in granted)
    require_day(command.paid_on, earliest=latest, today=context.today, too_early=ActTooEarly)
    if all(command.paid_on == award.paid.get(command.voucher, (None, 0))[0] for award in awards):
        return []
    if any(command.voucher in award.paid for award in awards):
        raise VoucherUsed(voucher=command.voucher)
    if gone := [a for a in awards if a.revoked is not None and a.revoked.revoked_on <= command.paid_on]:
        raise PaidBehindRevocation(numbers=_numbers(gone), day=command.paid_on.isoformat())
    due = [_due(award, recovery) for award, recovery in zip(awards, recoveries, strict=True)]
    if done := [award for award, amount in zip(awards, due, strict=True) if amount <= 0 and award.paid]:
        raise AlreadyPaid(numbers=_numbers(done))
    if unpaid := [award for award, amount in zip(awards, due, strict=True) if amount <= 0]:
        raise NothingToPay(numbers=_numbers(unpaid))
    return [
        fact
        for award, grant, recovery, amount in zip(awards, granted, recoveries, due, strict=True)
        for fact in _paid(command, grant, amount, recovery.demand if award.revoked else None)
    ]


def _due(award: Award, recovery: Recovery) -> int:
    """What is still to be paid: the amount as it stands, without what was paid and is not asked back."""
    return award.amount - (award.paid_amount - recovery.demanded if award.revoked is None else award.paid_amount)


def _paid(command: RecordPayment, grant: AwardGranted, amount: int, demand: ReturnDemanded | None) -> Iterator[Fact]:
    yield AwardPaid(
        award_id=grant.award_id,
        register_number=grant.register_number,
        amount=amount,
        paid_on=command.paid_on,
        voucher=command.voucher,
    )
    if demand is not None:
        # Paid before the revocation and recorded behind it: it is owed back like all the rest, by the same day.
        yield ReturnDemanded(**{**dict(demand), "money": amount, "with_object": False})


def _numbers(awards: Sequence[Award]) -> str:
    return ", ".join(sorted(award.granted.register_number for award in awards if award.granted is not None))
