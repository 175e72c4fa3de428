"""What awards can be asked to do behind a signature: correct, cancel, revoke, pay, take back; and the fund it is paid from."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from contracts.amendments import CORRECTIONS_MAX, CorrectionReason, Ground
from contracts.awards import ITEMS_MAX, DecisionNumber, Series
from contracts.base import (
    NONE,
    Authority,
    AwardId,
    Code,
    Contract,
    Day,
    DecisionId,
    DocumentId,
    Money,
    Name,
    OfficialName,
    Rank,
    Ratio,
    Text,
    Year,
)
from services.awards.distinct import Distinct

Awards = Annotated[tuple[AwardId, ...], Distinct, Field(min_length=1, max_length=ITEMS_MAX)]
Sum = Annotated[int, Field(ge=1, le=10**15), NONE]
BaseSalary = Annotated[int, Field(ge=1, le=10**9), NONE]
"""As registry sets it; times the largest multiple it is still an amount."""


class SignedAct(Contract):
    """What every signed decision has, whatever it decides; its number is its issuer's own of that year and series."""

    decision: DecisionId
    issuer: Name
    series: Series
    number: DecisionNumber
    signed_on: Day
    signer_name: OfficialName
    signer_title: OfficialName
    bases: Annotated[tuple[DocumentId, ...], Distinct] = Field(min_length=1, max_length=50)
    reason: Text


class CorrectItem(Contract):
    """What to correct in one item: the fields named, and why. Where the multiple or the base salary is corrected and no
    amount is named, the amount follows from them.
    """

    award_id: AwardId
    reason: Annotated[CorrectionReason, NONE]
    explanation: Text
    unit_name: Name | None = None
    rank: Rank | None = None
    multiple: Ratio | None = None
    base_salary: BaseSalary | None = None
    amount: Money | None = None

    @model_validator(mode="after")
    def _something_is_named(self) -> CorrectItem:
        if all(value is None for value in (self.unit_name, self.rank, self.multiple, self.base_salary, self.amount)):
            raise ValueError("name what is to be corrected: unit_name, rank, multiple, base_salary or amount")
        return self


def _one_correction_each(items: tuple[Any, ...]) -> tuple[Any, ...]:
    if len({item.award_id for item in items}) != len(items):
        raise ValueError("each award may be corrected once only")
    return items


class CorrectText(Contract):
    """What to correct in the decision itself: its title, its signer, or its legal bases, each named whole."""

    title: Name | None = None
    signer_name: OfficialName | None = None
    signer_title: OfficialName | None = None
    bases: Annotated[tuple[DocumentId, ...], Distinct] | None = Field(default=None, min_length=1, max_length=50)

    @model_validator(mode="after")
    def _something_is_named(self) -> CorrectText:
        if all(value is None for value in dict(self).values()):
            raise ValueError("name what is to be corrected: title, signer_name, signer_title or bases")
        return self


class CorrectDecision(SignedAct):
    """Record the signed decision that corrects items of another one, or what that one says of itself."""

    corrects: DecisionId
    items: Annotated[tuple[CorrectItem, ...], AfterValidator(_one_correction_each)] = Field(
        default=(), max_length=CORRECTIONS_MAX
    )
    text: CorrectText | None = None

    @model_validator(mode="after")
    def _something_is_corrected(self) -> CorrectDecision:
        if not self.items and self.text is None:
            raise ValueError("name what is to be corrected: items or text")
        return self


class CancelCorrection(SignedAct):
    """Record the signed decision that cancels a correcting one: what that corrected stands again as before it.

    `corrected` is the decision that it had corrected, `awards` are all of its awards.
    """

    cancels: DecisionId
    corrected: DecisionId
    awards: Annotated[tuple[AwardId, ...], Distinct] = Field(default=(), max_length=CORRECTIONS_MAX)


class CancelDecision(SignedAct):
    """Record the signed decision that cancels another one: all of its items, or those named."""

    cancels: DecisionId
    awards: Awards


class RevokeAwards(SignedAct):
    """Record the signed decision that revokes awards given under another one, on a ground of the law."""

    revokes: DecisionId
    awards: Awards
    ground: Annotated[
        Literal[Ground.FALSE_DECLARATION, Ground.FORGED_PAPERS, Ground.CONTRARY_TO_LAW, Ground.VIOLATION_IN_PERIOD], NONE
    ]


class RecordPayment(Contract):
    """Record that the money of these awards was paid out, all that is still due of each."""

    awards: Awards
    paid_on: Day
    voucher: Code


class ReturnObject(Contract):
    """Record that the object of a revoked award came back."""

    award_id: AwardId
    returned_on: Day


class ReturnMoney(Contract):
    """Record that money came back, whole or in part."""

    award_id: AwardId
    amount: Sum
    returned_on: Day
    voucher: Code


class AllotFund(Contract):
    """State how much an authority's fund of a year is, by the document that allots it."""

    authority: Authority
    year: Year
    amount: Money
    document: DocumentId


AmendmentCommand = CorrectDecision | CancelCorrection | CancelDecision | RevokeAwards
MoneyCommand = RecordPayment | ReturnObject | ReturnMoney | AllotFund
