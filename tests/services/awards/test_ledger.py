"""The money of one award, whatever is done to it in whatever order: every figure of the fund follows from the others."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from hypothesis import given as drawn_from
from hypothesis import settings
from hypothesis import strategies as st

from contracts.base import Fact
from services.awards.amendment_commands import CorrectDecision, RecordPayment, ReturnMoney, ReturnObject, RevokeAwards
from services.awards.decision import DECISION
from services.awards.domain import decide
from services.awards.recovery import RECOVERY
from services.awards.register import AWARD
from tests.services.awards.behind import FLAG_GRANTED, FLAG_ITEM, SIGNED, act, at
from tests.services.awards.examples import DRAFTED
from tests.services.awards.test_amending import correct_item
from tests.specification import fold, given

AWARD_ID = FLAG_ITEM.award_id
TODAY = date(2024, 6, 10)
Streams = dict[str, list[Fact]]

amounts = st.integers(1, 1440).map(lambda tens: tens * 10_000)
steps = st.one_of(
    st.tuples(st.just("pay"), st.just(0)),
    st.tuples(st.just("correct"), amounts),
    st.tuples(st.just("return"), amounts),
    st.tuples(st.just("object"), st.just(0)),
    st.tuples(st.just("revoke"), st.just(0)),
)


def command(step: str, amount: int, place: int) -> Any:
    number = {"number": place + 1, "decision": UUID(int=place + 1), "signed_on": TODAY}
    match step:
        case "pay":
            return RecordPayment(awards=(AWARD_ID,), paid_on=TODAY, voucher=f"UNC-{place}")
        case "correct":
            return act(CorrectDecision, items=(correct_item(amount=amount),), **number)
        case "return":
            return ReturnMoney(award_id=AWARD_ID, amount=amount, returned_on=TODAY, voucher=f"PT-{place}")
        case "object":
            return ReturnObject(award_id=AWARD_ID, returned_on=TODAY)
    return act(RevokeAwards, awards=(AWARD_ID,), ground="forged-papers", **number)


def done(streams: Streams, order: Any) -> None:
    """Decide and keep what follows, or nothing where it is refused."""
    target, award, back = (streams[name] for name in ("decision", "award", "recovery"))
    match order:
        case RecordPayment():
            asked = given(AWARD, *award).also(RECOVERY, *back)
        case ReturnMoney() | ReturnObject():
            asked = given(RECOVERY, *back)
        case _:
            asked = given(DECISION).also(DECISION, *target).also(AWARD, *award).also(RECOVERY, *back)
    for fact in asked.when(decide, order, at("2024-06-10T09:00")).facts:
        kind = fact.stream.partition("/")[0]
        if fact.stream == f"decision/{SIGNED.decision}" or kind in {"award", "recovery"}:
            streams[kind].append(fact)


@settings(max_examples=60)
@drawn_from(st.lists(steps, max_size=12))
def test_what_is_committed_is_what_was_paid_and_kept_and_what_is_still_to_pay(story):
    streams: Streams = {"decision": [DRAFTED, SIGNED], "award": [FLAG_GRANTED], "recovery": []}
    for place, (step, amount) in enumerate(story):
        done(streams, command(step, amount, place))
        target, award, recovery = (
            fold(category, streams[name]) for category, name in ((DECISION, "decision"), (AWARD, "award"), (RECOVERY, "recovery"))
        )
        committed = 0 if AWARD_ID in target.withdrawn else target.items[AWARD_ID].amount
        to_pay = committed - award.paid_amount + recovery.demanded
        assert recovery.left >= 0
        assert to_pay >= 0
        assert (award.revoked is None) == (AWARD_ID not in target.withdrawn)
        if award.revoked is not None:
            assert (committed, to_pay, recovery.demanded) == (0, 0, award.paid_amount)


@settings(max_examples=30)
@drawn_from(st.lists(steps.filter(lambda step: step[0] != "revoke"), max_size=8))
def test_whatever_came_before_a_revoked_award_can_be_returned_until_the_fund_sums_to_zero(story):
    streams: Streams = {"decision": [DRAFTED, SIGNED], "award": [FLAG_GRANTED], "recovery": []}
    for place, (step, amount) in enumerate([*story, ("revoke", 0)]):
        done(streams, command(step, amount, place))
    left = fold(RECOVERY, streams["recovery"]).left
    done(streams, command("object", 0, 98))
    if left:
        done(streams, command("return", left, 99))
    recovery = fold(RECOVERY, streams["recovery"])
    returned = sum(amount for _, amount in recovery.returned.values())
    assert (recovery.left, recovery.object_left, returned) == (0, False, fold(AWARD, streams["award"]).paid_amount)
    assert type(streams["recovery"][-1]).__name__ == "RecoveryClosed"
