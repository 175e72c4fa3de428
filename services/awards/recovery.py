"""What has to come back of an award: the object, and money in any number of parts, until nothing is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, assert_never

from contracts.amendments import MoneyReturned, ObjectReturned, RecoveryClosed, ReturnDemanded
from contracts.base import Fact
from infra.runtime.decisions import Category, Context
from services.awards.amendment_commands import ReturnMoney, ReturnObject
from services.awards.amendment_refusals import ActTooEarly, NothingToReturn, ObjectIsBack, ReturnsTooMuch, VoucherUsed
from services.awards.days import require_day

RecoveryFact = ReturnDemanded | ObjectReturned | MoneyReturned | RecoveryClosed


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was asked back, last by `demand`, and what came, by voucher and day."""

    demand: ReturnDemanded | None = None
    with_object: bool = False
    object_back_on: date | None = None
    demanded: int = 0
    returned: Mapping[str, tuple[date, int]] = field(default_factory=dict)
    last_on: date = date.min

    @property
    def left(self) -> int:
        return self.demanded - sum(amount for _, amount in self.returned.values())

    @property
    def object_left(self) -> bool:
        return self.with_object and self.object_back_on is None


# Decide


def return_object(command: ReturnObject, context: Context[Any], current: Recovery) -> Sequence[Fact]:
    demand = _demand(current, context, command.returned_on)
    if current.object_back_on == command.returned_on:
        return []
    if current.object_back_on is not None:
        raise ObjectIsBack(returned_on=current.object_back_on.isoformat())
    if not current.with_object:
        raise NothingToReturn
    back = ObjectReturned(award_id=command.award_id, returned_on=command.returned_on)
    return [back, *_closed(demand, max(current.last_on, command.returned_on))] if current.left == 0 else [back]


def return_money(command: ReturnMoney, context: Context[Any], current: Recovery) -> Sequence[Fact]:
    demand = _demand(current, context, command.returned_on)
    if command.voucher in current.returned:
        if current.returned[command.voucher] == (command.returned_on, command.amount):
            return []
        raise VoucherUsed(voucher=command.voucher)
    if current.left == 0:
        raise NothingToReturn
    left = current.left - command.amount
    if left < 0:
        raise ReturnsTooMuch(left=current.left, amount=command.amount)
    back = MoneyReturned(**vars(command), left=left)
    is_closed = left == 0 and not current.object_left
    return [back, *_closed(demand, max(current.last_on, command.returned_on))] if is_closed else [back]


def _demand(current: Recovery, context: Context[Any], day: date) -> ReturnDemanded:
    if current.demand is None:
        raise NothingToReturn
    context.require_authority(current.demand.authority)
    require_day(day, earliest=current.demand.demanded_on, today=context.today, too_early=ActTooEarly)
    return current.demand


def _closed(demand: ReturnDemanded, on: date) -> list[Fact]:
    return [RecoveryClosed(award_id=demand.award_id, closed_on=on)]


# Evolve


def evolve_recovery(current: Recovery, fact: RecoveryFact) -> Recovery:
    match fact:
        case ReturnDemanded():
            return replace(
                current,
                demand=fact,
                with_object=current.with_object or fact.with_object,
                demanded=current.demanded + fact.money,
            )
        case ObjectReturned():
            return replace(current, object_back_on=fact.returned_on, last_on=max(current.last_on, fact.returned_on))
        case MoneyReturned():
            returned = {**current.returned, fact.voucher: (fact.returned_on, fact.amount)}
            return replace(current, returned=returned, last_on=max(current.last_on, fact.returned_on))
        case RecoveryClosed():
            return current
        case _:
            assert_never(fact)


RECOVERY = Category("recovery", Recovery(), evolve_recovery, (ReturnDemanded, ObjectReturned, MoneyReturned, RecoveryClosed))
