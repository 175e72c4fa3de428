"""The row of a complaint, as each of its events leaves it."""

from __future__ import annotations

from typing import assert_never

from contracts.complaints import ComplaintFiled, ComplaintRejected, ComplaintUpheld, ComplaintWithdrawn
from infra.runtime.changes import Change, Patch, Put
from services.ranking.complaints import ComplaintFact, Outcome

AS_THEY_ARE = ("cluster", "season", "authority", "publication", "unit", "about", "ground", "text", "filed_on", "last_day")


def row_of_complaint(fact: ComplaintFact) -> Change:
    """What an event of a complaint's stream changes in its row."""
    key = {"complaint": fact.complaint}
    match fact:
        case ComplaintFiled():
            row = {
                **{name: getattr(fact, name) for name in AS_THEY_ARE},
                "leaves": list(fact.leaves),
                "documents": [str(each) for each in fact.documents],
                "outcome": Outcome.OPEN,
            }
            return Put("complaint", key, row)
        case ComplaintWithdrawn():
            closing = {"outcome": Outcome.WITHDRAWN, "closed_on": fact.withdrawn_on, "closing_reason": fact.reason}
            return Patch("complaint", key, closing)
        case ComplaintUpheld():
            upheld = {"upheld_unit": fact.unit, "upheld_leaves": list(fact.leaves), "to_do": fact.to_do}
            upheld["upheld_ledgers"] = [str(unit) for unit in fact.ledgers]
            return Patch("complaint", key, {**_decided(Outcome.UPHELD, fact), **upheld})
        case ComplaintRejected():
            return Patch("complaint", key, _decided(Outcome.REJECTED, fact))
        case _:
            assert_never(fact)


def _decided(outcome: Outcome, fact: ComplaintUpheld | ComplaintRejected) -> dict[str, object]:
    return {
        "outcome": outcome,
        "closed_on": fact.decided_on,
        "closing_reason": fact.reason,
        "closing_document": fact.document,
    }
