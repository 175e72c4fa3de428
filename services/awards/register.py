"""One award of the register: granted, corrected, paid, revoked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from contracts.amendments import AwardCorrected, AwardPaid, AwardRevoked
from contracts.awards import AwardGranted
from infra.runtime.decisions import Category

AwardFact = AwardGranted | AwardCorrected | AwardRevoked | AwardPaid


@dataclass(frozen=True, slots=True)
class Award:
    """An award as it stands: what is to be paid for it, and what was paid, by voucher and day."""

    granted: AwardGranted | None = None
    amount: int = 0
    paid: Mapping[str, tuple[date, int]] = field(default_factory=dict)
    revoked: AwardRevoked | None = None

    @property
    def paid_amount(self) -> int:
        return sum(amount for _, amount in self.paid.values())


def evolve_award(current: Award, fact: AwardFact) -> Award:
    match fact:
        case AwardGranted():
            return replace(current, granted=fact, amount=fact.amount)
        case AwardCorrected():
            return replace(current, amount=fact.now.amount)
        case AwardRevoked():
            return replace(current, revoked=fact)
        case AwardPaid():
            return replace(current, paid={**current.paid, fact.voucher: (fact.paid_on, fact.amount)})
        case _:
            assert_never(fact)


AWARD = Category("award", Award(), evolve_award, (AwardGranted, AwardCorrected, AwardRevoked, AwardPaid))
