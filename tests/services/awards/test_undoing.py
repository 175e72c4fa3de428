"""What a decision says of itself is corrected by another; and a correcting decision is cancelled, its effect taken back."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from contracts.amendments import AmendmentCancelled, AmendmentKind, AmendmentSigned, AwardPaid, Rewording, Wording
from infra.runtime.errors import ForeignAuthority
from services.awards import amendment_refusals as no
from services.awards.amendment_commands import CancelCorrection, CorrectDecision, CorrectText
from services.awards.decision import DECISION
from services.awards.domain import decide
from services.awards.recovery import RECOVERY
from services.awards.refusals import UnknownBases
from services.awards.register import AWARD
from tests.services.awards.behind import ACT, FLAG_GRANTED, FLAG_ITEM, SIGNED, act, at, facing
from tests.services.awards.examples import BASIS, DRAFTED, known
from tests.services.awards.examples import DECISION as DECISION_ID
from tests.services.awards.shipped import PACKS
from tests.services.awards.test_amending import correct_item, correction
from tests.specification import fold, given

OTHER_BASIS = UUID("018c0000-0000-7000-8000-0000000000b2")
FACTS = known(packs=PACKS, documents=frozenset({BASIS, OTHER_BASIS}))
LATER = UUID("018c0000-0000-7000-8000-0000000000da")
NEW_SIGNER = CorrectText(signer_name="Nguyễn Văn Mẫu B")


def reworded(text: CorrectText, *since: Any, **caller: Any):
    command = act(CorrectDecision, items=(), text=text)
    return facing(target=(DRAFTED, SIGNED, *since)).when(decide, command, at(facts=FACTS, **caller))


# The decision itself


def test_signer_title_and_bases_are_corrected_and_nothing_of_the_awards():
    text = CorrectText(title="Tặng Cờ thi đua năm 2023", signer_name="Nguyễn Văn Mẫu B", bases=(OTHER_BASIS,))
    signed, amended = reworded(text).facts
    assert signed.rewording == Rewording(
        old=Wording(title=DRAFTED.title, signer_name=SIGNED.signer_name, bases=SIGNED.bases),
        new=Wording(**dict(text)),
    )
    assert (signed.corrections, amended.rewording) == ((), signed.rewording)
    state = fold(DECISION, [DRAFTED, SIGNED, amended])
    assert (state.wording.title, state.wording.bases) == ("Tặng Cờ thi đua năm 2023", (OTHER_BASIS,))
    assert state.signed == SIGNED


def test_what_stands_like_that_already_or_is_not_on_record_is_refused():
    same = CorrectText(signer_name=SIGNED.signer_name, bases=SIGNED.bases)
    reworded(same).then_rejected(no.NothingCorrected, numbers="2135/QĐ-UBND")
    reworded(CorrectText(bases=(UUID(int=7),))).then_rejected(UnknownBases)
    reworded(NEW_SIGNER, authority="ca-mau").then_rejected(ForeignAuthority)
    for empty in (lambda: CorrectText(), lambda: act(CorrectDecision, items=())):
        with pytest.raises(ValueError, match="name what is to be corrected"):
            empty()


# A correction cancelled

AMENDED = correction(correct_item(amount=12_400_000), text=NEW_SIGNER)
ACT_SIGNED, DECISION_AMENDED, AWARD_CORRECTED, _ = facing((FLAG_GRANTED,)).when(decide, AMENDED, at(facts=FACTS)).facts


def undo(**parts: Any) -> CancelCorrection:
    of = {"cancels": ACT, "corrected": DECISION_ID, "awards": (FLAG_ITEM.award_id,), "decision": LATER, "number": 1207}
    base = {name: getattr(AMENDED, name) for name in ("issuer", "series", "signer_name", "signer_title", "bases", "reason")}
    return CancelCorrection(**{**base, **of, "signed_on": date(2024, 6, 9), **parts})


def undoing(command: CancelCorrection | None = None, *, acts=(ACT_SIGNED,), target=(), award=(), back=(), **caller: Any):
    stream = given(DECISION).also(DECISION, *acts).also(DECISION, DRAFTED, SIGNED, DECISION_AMENDED, *target)
    stream = stream.also(AWARD, FLAG_GRANTED, AWARD_CORRECTED, *award).also(RECOVERY, *back)
    return stream.when(decide, command or undo(), at(facts=FACTS, **caller))


def test_what_it_corrected_stands_again_as_before():
    signed, cancelled, amended, award, public = undoing().facts
    assert isinstance(signed, AmendmentSigned)
    assert (signed.kind, signed.amends, signed.withdrawals) == (AmendmentKind.CANCELLATION, ACT, ())
    assert cancelled == AmendmentCancelled(decision=ACT, cancelled_by=LATER, cancelled_on=date(2024, 6, 9))
    assert [(each.field, each.old, each.new) for each in award.corrections] == [("amount", "12400000", "14400000")]
    assert [each.new for each in public.corrected] == ["14400000"]
    state = fold(DECISION, [DRAFTED, SIGNED, DECISION_AMENDED, amended])
    assert state.items == {item.award_id: item for item in SIGNED.items}
    assert state.wording == fold(DECISION, [DRAFTED, SIGNED]).wording


def test_what_was_paid_less_meanwhile_can_be_paid():
    paid = AwardPaid(
        award_id=FLAG_ITEM.award_id,
        register_number=FLAG_ITEM.register_number,
        amount=12_400_000,
        paid_on=date(2024, 6, 8),
        voucher="UNC-1",
    )
    *_, award, _public = undoing(award=(paid,)).facts
    assert fold(AWARD, [FLAG_GRANTED, AWARD_CORRECTED, paid, award]).amount - 12_400_000 == 2_000_000


def test_only_a_correction_is_cancelled_once_and_as_a_whole():
    undoing(acts=()).then_rejected(no.NotACorrection)
    revoked = ACT_SIGNED.model_copy(update={"kind": AmendmentKind.REVOCATION})
    undoing(acts=(revoked,)).then_rejected(no.WithdrawalStands, number="1201/QĐ-UBND")
    cancelled = AmendmentCancelled(decision=ACT, cancelled_by=UUID(int=3), cancelled_on=date(2024, 6, 8))
    undoing(acts=(ACT_SIGNED, cancelled)).then_rejected(no.CorrectionCancelledBefore, cancelled_on="2024-06-08")
    undone = undoing().facts[0]
    undoing(acts=(undone,)).then_rejected(no.NotACorrection)
    other = undo(corrected=UUID(int=4))
    undoing(other).then_rejected(no.NotWhatItCorrected, decision=str(DECISION_ID))
    undoing(authority="ca-mau").then_rejected(ForeignAuthority)
    undoing(undo(signed_on=date(2024, 6, 6))).then_rejected(no.ActTooEarly)


def test_what_was_corrected_again_since_is_corrected_once_more_instead():
    again = correction(correct_item(amount=11_000_000), decision=UUID(int=5), number=1202, signed_on=date(2024, 6, 8))
    states = given(DECISION).also(DECISION, DRAFTED, SIGNED, DECISION_AMENDED).also(AWARD, FLAG_GRANTED, AWARD_CORRECTED)
    _, amended, *_ = states.also(RECOVERY).when(decide, again, at(facts=FACTS)).facts
    undoing(target=(amended,)).then_rejected(no.CorrectedSince, numbers=FLAG_ITEM.register_number)
