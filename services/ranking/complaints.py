"""The stream `complaint/<complaint>`: a complaint from its filing to what became of it. Its decisions: complaining.py."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never, get_args

from contracts.complaints import ComplaintFiled, ComplaintRejected, ComplaintUpheld, ComplaintWithdrawn
from infra.runtime.decisions import Category


class Outcome(StrEnum):
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    UPHELD = "upheld"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What was complained of, and what became of it."""

    filed: ComplaintFiled | None = None
    withdrawn: ComplaintWithdrawn | None = None
    decided: ComplaintUpheld | ComplaintRejected | None = None

    @property
    def outcome(self) -> Outcome:
        if self.decided is not None:
            return Outcome.UPHELD if isinstance(self.decided, ComplaintUpheld) else Outcome.REJECTED
        return Outcome.OPEN if self.withdrawn is None else Outcome.WITHDRAWN


ComplaintFact = ComplaintFiled | ComplaintWithdrawn | ComplaintUpheld | ComplaintRejected


def evolve_complaint(complaint: Complaint, fact: ComplaintFact) -> Complaint:
    match fact:
        case ComplaintFiled():
            return replace(complaint, filed=fact)
        case ComplaintWithdrawn():
            return replace(complaint, withdrawn=fact)
        case ComplaintUpheld() | ComplaintRejected():
            return replace(complaint, decided=fact)
        case _:
            assert_never(fact)


COMPLAINT = Category("complaint", Complaint(), evolve_complaint, get_args(ComplaintFact))
