"""The fund (quỹ thi đua, khen thưởng): one a year and authority, as documents allot it.

It never stands in the way of an award: what goes beyond it is shown as a warning beside the balance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.amendments import FundAllotted
from contracts.base import Fact
from infra.runtime.decisions import Category, Context
from services.awards import refusals
from services.awards.amendment_commands import AllotFund
from services.awards.known import Known


@dataclass(frozen=True, slots=True)
class Fund:
    allotted: FundAllotted | None = None


def allot(command: AllotFund, context: Context[Known], current: Fund) -> Sequence[Fact]:
    context.require_authority(command.authority)
    if command.document not in context.known.documents:
        raise refusals.UnknownBases(documents=str(command.document))
    fact = FundAllotted(**vars(command))
    return [] if current.allotted == fact else [fact]


def evolve_fund(_: Fund, fact: FundAllotted) -> Fund:
    return Fund(fact)


FUND = Category("fund", Fund(), evolve_fund, (FundAllotted,))
