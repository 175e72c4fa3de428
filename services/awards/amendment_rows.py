"""What facts behind a signature leave in the read model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from contracts.amendments import (
    AmendmentCancelled,
    AmendmentSigned,
    AwardCorrected,
    AwardPaid,
    AwardRevoked,
    DecisionAmended,
    FundAllotted,
    MoneyReturned,
    ObjectReturned,
    RecoveryClosed,
    ReturnDemanded,
)
from contracts.base import Contract, Event
from contracts.public import RegisterNumber
from infra.runtime.changes import Change, Patch, Put
from services.awards.decision import AmendmentFact


def amendment_rows(event: Event, fact: AmendmentFact | FundAllotted) -> Iterator[Change]:
    """A decision that amends another, the items of the other one, and the fund."""
    match fact:
        case AmendmentSigned():
            row = {
                **_columns(fact, "authority", "season", "kind", "amends", "issuer", "series", "number", "year", "signed_on"),
                **_columns(fact, "signer_name", "signer_title", "reason", "ground"),
                "bases": [str(document) for document in fact.bases],
                "corrections": [each.model_dump(mode="json") for each in fact.corrections],
                "withdrawals": [each.model_dump(mode="json") for each in fact.withdrawals],
                "rewording": None if fact.rewording is None else fact.rewording.model_dump(mode="json"),
            }
            yield Put("amendment", {"decision": fact.decision}, row)
        case AmendmentCancelled():
            yield Patch("amendment", {"decision": fact.decision}, {"cancelled_by": fact.cancelled_by})
        case DecisionAmended(decision=decision):
            if reworded := _reworded(fact):
                yield Patch("decision", {"decision": decision}, reworded)
            for each in fact.corrected:
                key = {"decision": decision, "place": place_of(each.register_number)}
                now = {"value_now": each.now.value, "amount_now": each.now.amount, "corrected_by": fact.amended_by}
                yield Patch("decision_item", key, now)
                yield _amount(event, fact, key, each.now.amount, is_in_force=True)
            for gone in fact.withdrawn:
                key = {"decision": decision, "place": place_of(gone.register_number)}
                yield Patch("decision_item", key, {"withdrawn_by": fact.amended_by})
                yield _amount(event, fact, key, 0, is_in_force=False)
        case FundAllotted():
            key = {"authority": fact.authority, "year": fact.year, "version": event.streamversion}
            yield Put("fund", key, _columns(fact, "amount", "document"))
        case _:
            assert_never(fact)


def _reworded(fact: DecisionAmended) -> dict[str, object]:
    """What the decision says of itself from now on: `title_now` and the like."""
    said = {} if fact.rewording is None else fact.rewording.new.model_dump(mode="json")
    return {f"{name}_now": value for name, value in said.items()}


def _amount(event: Event, fact: DecisionAmended, item: dict[str, object], amount: int, *, is_in_force: bool) -> Put:
    """What an item is from this day on, so that one can ask for any day."""
    row = {"day": fact.amended_on, "amount": amount, "is_in_force": is_in_force}
    return Put("item_amount", {**item, "version": event.streamversion}, row)


def award_rows(event: Event, fact: AwardCorrected | AwardRevoked | AwardPaid) -> Iterator[Change]:
    """An award as it stands, how it came to that, and what was paid for it."""
    key = {"award_id": fact.award_id}
    one = {**key, "version": event.streamversion}
    match fact:
        case AwardCorrected():
            yield Patch("award", key, dict(fact.now))
            row = {
                "kind": "corrected",
                "day": fact.corrected_on,
                "decision": fact.decision,
                "is_in_force": True,
                "amount": fact.now.amount,
                "code": fact.reason,
                "explanation": fact.explanation,
                "corrections": [each.model_dump(mode="json") for each in fact.corrections],
            }
            yield Put("award_state", one, row)
        case AwardRevoked():
            gone = {"revoked_on": fact.revoked_on, "revoked_by": fact.decision, "ground": fact.ground}
            yield Patch("award", key, gone)
            row = {"kind": "revoked", "day": fact.revoked_on, "is_in_force": False, "amount": 0, "code": fact.ground}
            yield Put("award_state", one, {**row, **_columns(fact, "decision", "explanation")})
        case AwardPaid():
            yield Put("payment", one, _columns(fact, "paid_on", "amount", "voucher"))
        case _:
            assert_never(fact)


def recovery_rows(event: Event, fact: ReturnDemanded | ObjectReturned | MoneyReturned | RecoveryClosed) -> Iterator[Change]:
    """What has to come back, and what came. That nothing is left follows from both."""
    one = {"award_id": fact.award_id, "version": event.streamversion}
    match fact:
        case ReturnDemanded():
            told = ("register_number", "authority", "unit", "decision", "demanded_on", "due_on", "pack", "with_object", "money")
            yield Put("return_demand", one, _columns(fact, *told))
        case ObjectReturned():
            yield Put("object_return", {"award_id": fact.award_id}, {"returned_on": fact.returned_on})
        case MoneyReturned():
            yield Put("money_return", one, _columns(fact, "returned_on", "amount", "voucher"))
        case RecoveryClosed():
            return
        case _:
            assert_never(fact)


def place_of(number: RegisterNumber) -> int:
    """An item's place in its decision: the last part of its register number."""
    return int(number.rpartition(".")[2])


def _columns(of: Contract, *names: str) -> dict[str, object]:
    return {name: getattr(of, name) for name in names}
