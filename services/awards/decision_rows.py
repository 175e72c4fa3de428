"""What a decision leaves in the read model: its draft, its items as they were signed, its awards in the register."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from contracts.awards import AwardGranted, DecisionDrafted, DecisionItem, DecisionSigned, Payment
from contracts.base import Contract, Event
from contracts.rules import AwardForm
from infra.runtime.changes import Change, Patch, Put

GIVEN = (
    "register_number",
    "cluster",
    "unit",
    "unit_name",
    "award",
    "form",
    "rank",
    "pack",
    "multiple",
    "base_salary",
    "amount",
)
"""What a decision's item and the register have in common."""
StraightFact = DecisionDrafted | DecisionSigned | AwardGranted


def decision_rows(event: Event, fact: StraightFact) -> Iterator[Change]:
    match fact:
        case DecisionDrafted():
            yield from _drafted(fact)
        case DecisionSigned():
            yield from _signed(fact)
        case AwardGranted(award_id=award):
            yield Put(
                "award",
                {"award_id": award},
                {**_columns(fact, "authority", "season", "decision", "granted_on", *GIVEN), **_paid(fact)},
            )
            row = {"kind": "granted", "day": fact.granted_on, "decision": fact.decision, "is_in_force": True}
            yield Put("award_state", {"award_id": award, "version": event.streamversion}, {**row, "amount": fact.amount})
        case _:
            assert_never(fact)


def _drafted(fact: DecisionDrafted) -> Iterator[Put]:
    count = sum(len(proposal.nominations) for proposal in fact.proposals)
    row = {"authority": fact.authority, "season": fact.season, "title": fact.title, "nominations": count}
    yield Put("decision", {"decision": fact.decision}, row)
    for place, proposal in enumerate(fact.proposals, start=1):
        days = {"published_on": proposal.published_on, "received_on": proposal.received_on}
        yield Put("decision_cluster", {"decision": fact.decision, "place": place}, {"cluster": proposal.cluster, **days})
    for place, of in enumerate(fact.submissions, start=1):
        yield Put("decision_submission", {"decision": fact.decision, "place": place}, {"submission": of.submission})


def _signed(fact: DecisionSigned) -> Iterator[Change]:
    signature = {
        "issuer": fact.issuer,
        "series": fact.series,
        "number": fact.number,
        "year": fact.year,
        "signed_on": fact.signed_on,
        "signer_name": fact.signer_name,
        "signer_title": fact.signer_title,
        "bases": [str(document) for document in fact.bases],
        "amount": fact.amount,
    }
    yield Patch("decision", {"decision": fact.decision}, signature)
    for place, item in enumerate(fact.items, start=1):
        paid = _paid(item)
        row = {
            **_columns(item, "award_id", *GIVEN, "paid_beside"),
            **paid,
            "title_number": _title_number(item),
            "value_now": paid["value"],
            "amount_now": item.amount,
        }
        yield Put("decision_item", {"decision": fact.decision, "place": place}, row)


def _paid(of: DecisionItem | AwardGranted) -> dict[str, object]:
    """What is paid of which value; before there were several titles it was all, and not said."""
    return {"value": of.amount if of.value is None else of.value, "payment": of.payment or Payment.WHOLE}


def _title_number(item: DecisionItem) -> int | None:
    return item.title_number or (1 if item.form is AwardForm.TITLE else None)


def _columns(of: Contract, *names: str) -> dict[str, object]:
    return {name: getattr(of, name) for name in names}
