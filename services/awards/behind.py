"""What is decided behind a signature: decisions that amend others, and the money that goes out and comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, assert_never

from contracts.base import Fact
from infra.runtime.decisions import Context
from services.awards.amending import correct
from services.awards.amendment_commands import (
    AllotFund,
    AmendmentCommand,
    CancelCorrection,
    CancelDecision,
    CorrectDecision,
    MoneyCommand,
    RecordPayment,
    ReturnMoney,
    ReturnObject,
    RevokeAwards,
)
from services.awards.fund import allot
from services.awards.payments import record_payment
from services.awards.recovery import return_money, return_object
from services.awards.revoking import cancel, revoke
from services.awards.undoing import cancel_correction


def decide_amendment(command: AmendmentCommand, context: Context[Any], *states: Any) -> Sequence[Fact]:
    """Decide on a decision that amends another."""
    match command:
        case CorrectDecision():
            return correct(command, context, *states)
        case CancelCorrection():
            return cancel_correction(command, context, *states)
        case CancelDecision():
            return cancel(command, context, *states)
        case RevokeAwards():
            return revoke(command, context, *states)
        case _:
            assert_never(command)


def decide_money(command: MoneyCommand, context: Context[Any], *states: Any) -> Sequence[Fact]:
    """Decide on what is paid, comes back, or is allotted."""
    match command:
        case RecordPayment():
            return record_payment(command, context, *states)
        case ReturnObject():
            return return_object(command, context, *states)
        case ReturnMoney():
            return return_money(command, context, *states)
        case AllotFund():
            return allot(command, context, *states)
        case _:
            assert_never(command)
