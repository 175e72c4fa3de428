"""A signed decision and its register, to be corrected, cancelled, revoked, paid and returned; tests change one field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from contracts.awards import DecisionDrafted, DecisionSigned, Nomination, Proposal, TakenSubmission
from contracts.base import Contract, Fact
from contracts.rules import AwardCode
from infra.runtime.decisions import Context
from services.awards.amendment_commands import CancelDecision, CorrectDecision, RevokeAwards
from services.awards.decision import DECISION
from services.awards.domain import decide
from services.awards.known import Known
from services.awards.recovery import RECOVERY
from services.awards.register import AWARD
from services.awards.signing import granted
from tests.services.awards.examples import CLUSTER, DRAFTED, SIGN, SUBMISSION, known
from tests.services.awards.examples import DECISION as DECISION_ID
from tests.services.awards.shipped import PACKS
from tests.specification import Given, context, given

ACT = UUID("018c0000-0000-7000-8000-0000000000d9")
LATER = "2024-06-10T09:00"


def at(when: str = LATER, facts: Known | None = None, **caller: Any) -> Context[Known]:
    """A board officer in June 2024, who knows the packs that ship."""
    return context(when, known=facts or known(packs=PACKS), **caller)


def drafted(
    *nominations: tuple[UUID, AwardCode], cluster: UUID = CLUSTER, received_on: date = date(2023, 12, 22)
) -> DecisionDrafted:
    """A draft that takes in what one cluster nominates, on days that fit any decision behind them."""
    proposal = Proposal(
        cluster=cluster,
        published_on=date(2015, 1, 1),
        received_on=received_on,
        nominations=tuple(Nomination(unit=unit, award=award, rank=1) for unit, award in nominations),
        submission=SUBMISSION,
    )
    bare = TakenSubmission(submission=SUBMISSION, number="412/TTr-SNV", submitted_on=date(2015, 1, 1))
    return DRAFTED.model_copy(update={"proposals": (proposal,), "submissions": (bare,)})


def signed(draft: DecisionDrafted = DRAFTED, signed_on: date = date(2023, 12, 28), facts: Known | None = None) -> DecisionSigned:
    """The draft as it is signed on a day under the packs that ship."""
    sign = SIGN.model_copy(update={"decision": draft.decision, "signed_on": signed_on})
    (fact,) = given(DECISION, draft).when(decide, sign, at(f"{signed_on}T16:00", facts)).facts
    assert isinstance(fact, DecisionSigned)
    return fact


SIGNED = signed()
FLAG_ITEM, CERTIFICATE_ITEM = SIGNED.items[0], SIGNED.items[3]
FLAG_GRANTED = granted(SIGNED, FLAG_ITEM)


def act(kind: type[Contract], **parts: Any) -> Any:
    """A decision of 7 June 2024 of this kind."""
    named: dict[type[Contract], str] = {CorrectDecision: "corrects", CancelDecision: "cancels", RevokeAwards: "revokes"}
    values: dict[str, Any] = {
        "decision": ACT,
        "issuer": SIGN.issuer,
        "series": SIGN.series,
        "number": 1201,
        "signed_on": date(2024, 6, 7),
        "signer_name": SIGN.signer_name,
        "signer_title": SIGN.signer_title,
        "bases": SIGN.bases,
        "reason": "Theo kết luận kiểm tra.",
        named[kind]: DECISION_ID,
    }
    return kind(**{**values, **parts})


def facing(
    *awards: Sequence[Fact],
    target: Sequence[Fact] = (DRAFTED, SIGNED),
    back: Sequence[Sequence[Fact]] = (),
    own: Sequence[Fact] = (),
) -> Given:
    """Streams as the doors name them: the act's own decision, the amended one, the awards, what is to come back of each."""
    found = given(DECISION, *own).also(DECISION, *target)
    for facts in awards:
        found = found.also(AWARD, *facts)
    for facts in back or [()] * len(awards):
        found = found.also(RECOVERY, *facts)
    return found
