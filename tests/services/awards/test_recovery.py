"""Money that goes out once and comes back in parts, until nothing is left; and the fund it is taken of."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as drawn_from
from hypothesis import strategies as st

from contracts.amendments import AwardPaid, FundAllotted, MoneyReturned, ObjectReturned, RecoveryClosed, ReturnDemanded
from contracts.base import Fact
from infra.runtime.errors import ForeignAuthority
from services.awards import refusals
from services.awards.amendment_commands import AllotFund, CorrectDecision, RecordPayment, ReturnMoney, ReturnObject, RevokeAwards
from services.awards.amendment_refusals import (
    ActTooEarly,
    AlreadyPaid,
    NotGranted,
    NothingToPay,
    NothingToReturn,
    ObjectIsBack,
    PaidBehindRevocation,
    ReturnsTooMuch,
    VoucherUsed,
)
from services.awards.domain import decide
from services.awards.fund import FUND
from services.awards.recovery import RECOVERY
from services.awards.register import AWARD
from tests.services.awards.behind import FLAG_GRANTED, FLAG_ITEM, act, at, facing
from tests.services.awards.examples import BASIS
from tests.services.awards.test_amending import correct_item
from tests.specification import fold, given

AWARD_ID = FLAG_ITEM.award_id
PAY = RecordPayment(awards=(AWARD_ID,), paid_on=date(2024, 1, 30), voucher="UNC-1")
PAID = AwardPaid(
    award_id=AWARD_ID, register_number=FLAG_ITEM.register_number, amount=14_400_000, paid_on=PAY.paid_on, voucher="UNC-1"
)


def revoked(*award: Fact) -> list[Fact]:
    command = act(RevokeAwards, awards=(AWARD_ID,), ground="false-declaration")
    return list(facing(award).when(decide, command, at()).facts)


REVOKED, DEMANDED = revoked(FLAG_GRANTED, PAID)[2], revoked(FLAG_GRANTED, PAID)[-1]
assert isinstance(DEMANDED, ReturnDemanded)


def pay(command: RecordPayment = PAY, *award: Fact, back: tuple[Fact, ...] = (), **caller: Any) -> Any:
    return given(AWARD, *(award or (FLAG_GRANTED,))).also(RECOVERY, *back).when(decide, command, at(**caller))


# Paying


def test_an_award_is_paid():
    pay().then(PAID)


def test_it_is_paid_once():
    other = PAY.model_copy(update={"voucher": "UNC-2"})
    pay(other, FLAG_GRANTED, PAID).then_rejected(AlreadyPaid, numbers=FLAG_ITEM.register_number)


def test_the_same_payment_again_changes_nothing():
    pay(PAY, FLAG_GRANTED, PAID).then()


def test_what_is_not_in_the_register_is_not_paid():
    given(AWARD).also(RECOVERY).when(decide, PAY, at()).then_rejected(NotGranted)


def test_a_title_below_another_has_nothing_to_pay():
    nothing = FLAG_GRANTED.model_copy(update={"amount": 0})
    pay(PAY, nothing).then_rejected(NothingToPay, numbers=FLAG_ITEM.register_number)


def test_several_are_paid_together_or_none():
    second = FLAG_GRANTED.model_copy(update={"award_id": UUID(int=4), "register_number": "bac-lieu.2023.1-QĐ.001"})
    both = PAY.model_copy(update={"awards": (AWARD_ID, second.award_id)})
    streams = given(AWARD, FLAG_GRANTED).also(AWARD, second).also(RECOVERY).also(RECOVERY)
    assert [fact.award_id for fact in streams.when(decide, both, at()).facts] == [AWARD_ID, second.award_id]
    one_paid = given(AWARD, FLAG_GRANTED, PAID).also(AWARD, second).also(RECOVERY).also(RECOVERY)
    one_paid.when(decide, both.model_copy(update={"voucher": "UNC-2"}), at()).then_rejected(AlreadyPaid)


@pytest.mark.parametrize(("day", "refusal"), [("2023-12-27", ActTooEarly), ("2024-06-11", refusals.DayInFuture)])
def test_it_is_paid_behind_the_decision_and_not_tomorrow(day, refusal):
    pay(PAY.model_copy(update={"paid_on": date.fromisoformat(day)})).then_rejected(refusal)


def test_only_the_own_authority_pays():
    pay(authority="ca-mau").then_rejected(ForeignAuthority)


def test_what_a_correction_added_is_paid_behind_it():
    smaller = FLAG_GRANTED.model_copy(update={"amount": 10_000_000})
    first = PAID.model_copy(update={"amount": 10_000_000})
    raised = act(CorrectDecision, items=(correct_item(amount=12_000_000),))
    corrected = facing((smaller, first)).when(decide, raised, at()).facts[2]
    rest = PAY.model_copy(update={"voucher": "UNC-2", "paid_on": date(2024, 6, 10)})
    (fact,) = pay(rest, smaller, first, corrected).facts
    assert isinstance(fact, AwardPaid)
    assert fact.amount == 2_000_000


def test_a_revoked_award_is_not_paid_behind_its_revocation():
    late = PAY.model_copy(update={"paid_on": date(2024, 6, 7)})
    pay(late, FLAG_GRANTED, REVOKED).then_rejected(PaidBehindRevocation)


def test_what_was_paid_before_the_revocation_and_recorded_behind_it_is_owed_back():
    *_, demand = revoked(FLAG_GRANTED)
    assert isinstance(demand, ReturnDemanded)
    paid, owed = pay(PAY, FLAG_GRANTED, REVOKED, back=(demand,)).facts
    assert isinstance(paid, AwardPaid)
    assert isinstance(owed, ReturnDemanded)
    assert (owed.money, owed.with_object, owed.due_on) == (14_400_000, False, demand.due_on)
    assert fold(RECOVERY, [demand, owed]).left == 14_400_000


# Returning

OBJECT = ReturnObject(award_id=AWARD_ID, returned_on=date(2024, 6, 10))


def money(amount: int, voucher: str = "PT-1", on: date = date(2024, 6, 10)) -> ReturnMoney:
    return ReturnMoney(award_id=AWARD_ID, amount=amount, returned_on=on, voucher=voucher)


def back(command: ReturnObject | ReturnMoney, *before: Fact, **caller: Any) -> Any:
    return given(RECOVERY, DEMANDED, *before).when(decide, command, at(**caller))


def test_object_and_money_come_back_and_the_recovery_closes():
    (first,) = back(OBJECT).facts
    assert first == ObjectReturned(award_id=AWARD_ID, returned_on=OBJECT.returned_on)
    (part,) = back(money(4_400_000), first).facts
    assert part.left == 10_000_000
    rest, closed = back(money(10_000_000, "PT-2"), first, part).facts
    assert isinstance(rest, MoneyReturned)
    assert (rest.left, closed) == (0, RecoveryClosed(award_id=AWARD_ID, closed_on=date(2024, 6, 10)))


def test_it_closes_with_the_object_too():
    (whole,) = back(money(14_400_000)).facts
    assert [type(fact).__name__ for fact in back(OBJECT, whole).facts] == ["ObjectReturned", "RecoveryClosed"]


def test_never_more_comes_back_than_is_owed():
    back(money(14_400_001)).then_rejected(ReturnsTooMuch, left=14_400_000, amount=14_400_001)
    (whole,) = back(money(14_400_000)).facts
    back(money(1, "PT-2"), whole).then_rejected(NothingToReturn)


def test_the_same_return_again_changes_nothing_and_another_under_its_voucher_is_refused():
    (part,) = back(money(400_000)).facts
    back(money(400_000), part).then()
    back(money(500_000), part).then_rejected(VoucherUsed, voucher="PT-1")
    (first,) = back(OBJECT).facts
    back(OBJECT, first).then()
    back(OBJECT.model_copy(update={"returned_on": date(2024, 6, 9)}), first).then_rejected(ObjectIsBack)


def test_of_what_was_only_paid_too_much_no_object_comes_back():
    assert isinstance(DEMANDED, ReturnDemanded)
    money_alone = DEMANDED.model_copy(update={"with_object": False})
    given(RECOVERY, money_alone).when(decide, OBJECT, at()).then_rejected(NothingToReturn)
    facts = given(RECOVERY, money_alone).when(decide, money(14_400_000), at()).facts
    assert [type(fact).__name__ for fact in facts] == ["MoneyReturned", "RecoveryClosed"]


@pytest.mark.parametrize("command", [OBJECT, money(1)])
def test_nothing_comes_back_that_nobody_asked_for(command):
    given(RECOVERY).when(decide, command, at()).then_rejected(NothingToReturn)


@pytest.mark.parametrize("command", [OBJECT, money(1)])
def test_only_the_own_authority_takes_back(command):
    back(command, authority="ca-mau").then_rejected(ForeignAuthority)


@pytest.mark.parametrize(("day", "refusal"), [("2024-06-06", ActTooEarly), ("2024-06-11", refusals.DayInFuture)])
def test_it_comes_back_behind_the_revocation_and_not_tomorrow(day, refusal):
    on = date.fromisoformat(day)
    back(OBJECT.model_copy(update={"returned_on": on})).then_rejected(refusal)
    back(money(1, on=on)).then_rejected(refusal)


@drawn_from(st.lists(st.integers(1, 6_000_000), max_size=8))
def test_whatever_parts_come_what_is_left_is_what_was_owed_without_them(parts):
    facts: list[Fact] = [DEMANDED]
    for place, part in enumerate(parts):
        facts += given(RECOVERY, *facts).when(decide, money(part, f"PT-{place}"), at()).facts
    came = [fact for fact in facts if isinstance(fact, MoneyReturned)]
    state = fold(RECOVERY, facts)
    assert state.left == 14_400_000 - sum(fact.amount for fact in came) >= 0
    assert not came or came[-1].left == state.left


# The fund

ALLOT = AllotFund(authority="bac-lieu", year=2023, amount=1_000_000_000, document=BASIS)
ALLOTTED = FundAllotted(**dict(ALLOT))


def test_a_years_fund_is_allotted_by_a_document():
    given(FUND).when(decide, ALLOT, at()).then(ALLOTTED)
    given(FUND, ALLOTTED).when(decide, ALLOT, at()).then()


def test_a_later_allotment_takes_the_place_of_the_earlier():
    more = ALLOT.model_copy(update={"amount": 1_200_000_000})
    (fact,) = given(FUND, ALLOTTED).when(decide, more, at()).facts
    assert fact == FundAllotted(**dict(more))


def test_the_document_is_on_record_and_the_authority_ones_own():
    given(FUND).when(decide, ALLOT.model_copy(update={"document": UUID(int=2)}), at()).then_rejected(refusals.UnknownBases)
    given(FUND).when(decide, ALLOT, at(authority="ca-mau")).then_rejected(ForeignAuthority)
