"""Decisions that correct another: each field old → new, what follows of it, and what nobody may correct."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from contracts.amendments import (
    AmendmentSigned,
    AwardCorrected,
    AwardPaid,
    CorrectedField,
    CorrectionReason,
    DecisionAmended,
    FieldCorrection,
    ReturnDemanded,
)
from contracts.awards import AwardGranted, Payment
from contracts.public import PublicAwardCorrected
from infra.runtime.decisions import Claim
from infra.runtime.errors import ForeignAuthority
from services.awards import refusals
from services.awards.amendment_commands import CorrectDecision, CorrectItem, RevokeAwards
from services.awards.amendment_refusals import (
    ActTooEarly,
    AmountBeyondValue,
    DecisionIsThere,
    NothingCorrected,
    NotInForce,
    PackSilent,
)
from services.awards.claims import claims
from services.awards.commands import GrantAwards
from services.awards.decision import DECISION
from services.awards.domain import PUBLIC_AWARD, decide
from services.awards.register import AWARD
from tests.services.awards.behind import ACT, CERTIFICATE_ITEM, FLAG_GRANTED, FLAG_ITEM, SIGNED, act, at, facing
from tests.services.awards.examples import DECISION as DECISION_ID
from tests.services.awards.examples import DRAFTED, PACK_2024, known
from tests.specification import fold, given


def correct_item(**fields: Any) -> CorrectItem:
    about = {"award_id": FLAG_ITEM.award_id, "reason": CorrectionReason.SPELLING, "explanation": "Ghi nhầm."}
    return CorrectItem(**{**about, **fields})


def correction(*items: CorrectItem, **fields: Any) -> CorrectDecision:
    return act(CorrectDecision, items=items or (correct_item(unit_name="Đơn vị Một"),), **fields)


def corrected(command: CorrectDecision, *award: Any, back: Any = ((),), **caller: Any) -> Any:
    return facing(award or (FLAG_GRANTED,), back=back).when(decide, command, at(**caller))


def changes(fact: AwardCorrected) -> list[tuple[str, str, str]]:
    return [(each.field.value, each.old, each.new) for each in fact.corrections]


def test_a_name_is_corrected_by_a_decision_and_everybody_is_told():
    signed, amended, award, public = corrected(correction()).facts
    assert isinstance(signed, AmendmentSigned)
    assert isinstance(amended, DecisionAmended)
    assert isinstance(award, AwardCorrected)
    assert isinstance(public, PublicAwardCorrected)
    assert [fact.stream for fact in (signed, amended, award, public)] == [
        f"decision/{ACT}",
        f"decision/{DECISION_ID}",
        f"award/{FLAG_ITEM.award_id}",
        f"public-award/{FLAG_ITEM.award_id}",
    ]
    assert changes(award) == [("unit-name", "Đơn vị 1", "Đơn vị Một")]
    assert (award.decision_number, award.corrected_on, award.reason) == ("1201/QĐ-UBND", date(2024, 6, 7), "spelling")
    assert [(each.field, each.old, each.new) for each in public.corrected] == changes(award)
    assert "explanation" not in type(public).model_fields


def test_its_number_is_claimed_like_that_of_any_decision():
    assert list(claims(corrected(correction()).facts[0])) == [
        Claim("decision-number", "1201/QĐ-UBND 2024, chủ tịch ủy ban nhân dân tỉnh bạc liêu")
    ]
    assert list(claims(corrected(correction()).facts[1])) == []


def test_a_wrong_base_salary_is_corrected_and_the_money_follows():
    command = correction(correct_item(base_salary=1_490_000, reason=CorrectionReason.COMPUTATION))
    award = corrected(command).facts[2]
    assert changes(award) == [
        ("base-salary", "1800000", "1490000"),
        ("value", "14400000", "11920000"),
        ("amount", "14400000", "11920000"),
    ]
    assert award.now.payment is Payment.WHOLE


def test_a_multiple_follows_too_and_its_product_is_rounded_once_up():
    award = corrected(correction(correct_item(multiple=Decimal("7.7777")))).facts[2]
    assert (award.now.value, award.now.amount) == (14_000_000, 14_000_000)


def test_an_amount_alone_is_corrected_within_the_value():
    award = corrected(correction(correct_item(amount=10_000_000))).facts[2]
    assert (changes(award), award.now.payment) == ([("amount", "14400000", "10000000")], Payment.CORRECTED)
    corrected(correction(correct_item(amount=14_400_001))).then_rejected(AmountBeyondValue, value=14_400_000)


def test_rank_and_name_are_corrected_together():
    award = corrected(correction(correct_item(rank=2, unit_name="B"))).facts[2]
    assert changes(award) == [("unit-name", "Đơn vị 1", "B"), ("rank", "1", "2")]


def test_whoever_was_paid_too_much_returns_the_rest_and_keeps_the_object():
    paid = AwardPaid(
        award_id=FLAG_ITEM.award_id,
        register_number=FLAG_ITEM.register_number,
        amount=14_400_000,
        paid_on=date(2024, 1, 30),
        voucher="UNC-1",
    )
    demand = corrected(correction(correct_item(amount=12_400_000)), FLAG_GRANTED, paid).facts[-1]
    assert isinstance(demand, ReturnDemanded)
    assert (demand.money, demand.with_object, demand.due_on, demand.pack) == (2_000_000, False, date(2024, 6, 28), "2024")
    unpaid = corrected(correction(correct_item(amount=12_400_000))).facts[-1]
    assert isinstance(unpaid, PublicAwardCorrected)


def test_an_item_that_was_not_granted_is_corrected_without_a_word_in_public_and_granted_as_corrected():
    when = facing((), back=((),)).when(decide, correction(), at())
    signed, amended = when.facts
    assert isinstance(signed, AmendmentSigned)
    grant = GrantAwards(decision=DECISION_ID, awards=(FLAG_ITEM.award_id,))
    target = given(DECISION, DRAFTED, SIGNED, amended).also(AWARD).also(PUBLIC_AWARD)
    awarded, public = target.when(decide, grant, at()).facts
    assert isinstance(awarded, AwardGranted)
    assert (awarded.unit_name, public.unit_name) == ("Đơn vị Một", "Đơn vị Một")  # type: ignore[attr-defined]


def test_a_second_correction_begins_where_the_first_ended():
    first = corrected(correction()).facts
    second = correction(correct_item(unit_name="Đơn vị Số Một"), decision=UUID(int=5), number=1202)
    target = (DRAFTED, SIGNED, first[1])
    facts = facing((FLAG_GRANTED, first[2]), target=target).when(decide, second, at()).facts
    assert changes(facts[2]) == [("unit-name", "Đơn vị Một", "Đơn vị Số Một")]
    earlier = second.model_copy(update={"signed_on": date(2024, 6, 6)})
    facing((FLAG_GRANTED, first[2]), target=target).when(decide, earlier, at()).then_rejected(ActTooEarly, earliest="2024-06-07")


@pytest.mark.parametrize("fields", [{"unit_name": "Đơn vị 1"}, {"amount": 14_400_000}, {"multiple": Decimal("8.0")}])
def test_what_stands_like_that_already_is_not_corrected(fields):
    corrected(correction(correct_item(**fields))).then_rejected(NothingCorrected, numbers=FLAG_ITEM.register_number)


def test_a_correction_names_something_and_each_award_once():
    with pytest.raises(ValidationError, match="name what is to be corrected"):
        correct_item()
    with pytest.raises(ValidationError, match="once only"):
        correction(correct_item(rank=2), correct_item(rank=3))


def test_only_items_of_the_decision_are_corrected():
    corrected(correction(correct_item(award_id=UUID(int=9), rank=2))).then_rejected(refusals.NotInDecision)


def test_only_a_signed_decision_is_corrected():
    facing((), target=(DRAFTED,)).when(decide, correction(), at()).then_rejected(refusals.DecisionNotSigned)


def test_the_rounding_comes_from_the_items_pack_which_must_be_known():
    facts = known(packs=(PACK_2024,))
    facing((FLAG_GRANTED,)).when(decide, correction(correct_item(multiple=Decimal(7))), at(facts=facts)).then_rejected(
        PackSilent, pack="2017", figure="awards.money_rounded_up_to"
    )


def test_a_correction_is_signed_once_and_its_id_is_its_own():
    signed = corrected(correction()).facts[0]
    facing((FLAG_GRANTED,), own=(signed,)).when(decide, correction(), at()).then_rejected(
        refusals.AlreadySigned, number="1201/QĐ-UBND"
    )
    other = DRAFTED.model_copy(update={"decision": ACT})
    facing((FLAG_GRANTED,), own=(other,)).when(decide, correction(), at()).then_rejected(DecisionIsThere)


@pytest.mark.parametrize(("day", "refusal"), [("2023-12-27", ActTooEarly), ("2024-06-11", refusals.DayInFuture)])
def test_a_correction_comes_behind_its_decision_and_not_tomorrow(day, refusal):
    corrected(correction(signed_on=date.fromisoformat(day))).then_rejected(refusal)


def test_its_bases_are_on_record():
    facing((FLAG_GRANTED,)).when(decide, correction(bases=(UUID(int=3),)), at()).then_rejected(refusals.UnknownBases)


def test_only_the_own_authority_corrects():
    corrected(correction(), authority="ca-mau").then_rejected(ForeignAuthority)


def test_what_was_revoked_is_not_corrected():
    revoke = act(RevokeAwards, awards=(FLAG_ITEM.award_id,), ground="false-declaration", decision=UUID(int=6), number=1200)
    _, amended, revoked, *_ = facing((FLAG_GRANTED,)).when(decide, revoke, at()).facts
    target = (DRAFTED, SIGNED, amended)
    facing((FLAG_GRANTED, revoked), target=target).when(decide, correction(), at()).then_rejected(
        NotInForce, numbers=FLAG_ITEM.register_number
    )


def test_items_of_before_several_titles_are_corrected_from_what_they_were_paid():
    old = FLAG_ITEM.model_copy(update={"value": None, "payment": None, "title_number": None})
    before = SIGNED.model_copy(update={"items": (old, *SIGNED.items[1:])})
    target = (DRAFTED, before)
    facts = facing((FLAG_GRANTED,), target=target).when(decide, correction(correct_item(amount=1_000_000)), at()).facts
    assert changes(facts[2]) == [("amount", "14400000", "1000000")]
    assert fold(DECISION, [*target, facts[1]]).items[FLAG_ITEM.award_id].value == 14_400_000


def test_several_items_are_corrected_by_one_decision():
    second = correct_item(award_id=CERTIFICATE_ITEM.award_id, rank=5, reason=CorrectionReason.PARTICULARS)
    facts = facing((FLAG_GRANTED,), ()).when(decide, correction(correct_item(rank=2), second), at()).facts
    assert [type(fact).__name__ for fact in facts] == [
        *("AmendmentSigned", "DecisionAmended", "AwardCorrected", "PublicAwardCorrected")
    ]
    assert [each.corrections for each in facts[0].corrections] == [
        (FieldCorrection(field=CorrectedField.RANK, old="1", new="2"),),
        (FieldCorrection(field=CorrectedField.RANK, old="4", new="5"),),
    ]
