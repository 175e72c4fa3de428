"""A decision: drafted, signed, and what later decisions made of its items; or one that amends another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never, get_args
from uuid import UUID

from contracts.amendments import AmendmentSigned, DecisionAmended, Particulars
from contracts.awards import DecisionDrafted, DecisionItem, DecisionSigned
from contracts.procedure import DecisionPublished, DraftWithdrawn
from infra.runtime.decisions import Category

DecisionFact = DecisionDrafted | DraftWithdrawn | DecisionSigned | DecisionPublished | AmendmentSigned | DecisionAmended


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision from its draft on: its items as they stand, and those that another decision took away.

    `amendment` stands alone: such a decision has no items of its own. `amended_on` is the day of the last one about it.
    """

    drafted: DecisionDrafted | None = None
    signed: DecisionSigned | None = None
    items: Mapping[UUID, DecisionItem] = field(default_factory=dict)
    withdrawn: frozenset[UUID] = frozenset()
    amended_on: date = date.min
    amendment: AmendmentSigned | None = None
    published: DecisionPublished | None = None


def value_of(item: DecisionItem) -> int:
    """What an item is worth; items of before several titles state what is paid alone, which was all of it."""
    return item.amount if item.value is None else item.value


def evolve_decision(current: Decision, fact: DecisionFact) -> Decision:
    match fact:
        case DecisionDrafted():
            return replace(current, drafted=fact)
        case DraftWithdrawn():
            return replace(current, drafted=None)
        case DecisionPublished():
            return replace(current, published=fact)
        case DecisionSigned():
            return replace(current, signed=fact, items={item.award_id: item for item in fact.items})
        case AmendmentSigned():
            return replace(current, amendment=fact)
        case DecisionAmended():
            corrected = {each.award_id: _corrected(current.items[each.award_id], each.now) for each in fact.corrected}
            return replace(
                current,
                items={**current.items, **corrected},
                withdrawn=current.withdrawn | {each.award_id for each in fact.withdrawn},
                amended_on=fact.amended_on,
            )
        case _:
            assert_never(fact)


def _corrected(item: DecisionItem, now: Particulars) -> DecisionItem:
    return DecisionItem(**{**dict(item), **dict(now)})


DECISION = Category("decision", Decision(), evolve_decision, get_args(DecisionFact))
