"""A decision: drafted, signed, and what later decisions made of its items; or one that amends another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, assert_never, get_args
from uuid import UUID

from contracts.amendments import AmendmentCancelled, AmendmentSigned, DecisionAmended, Particulars, Wording
from contracts.awards import DecisionDrafted, DecisionItem, DecisionSigned
from contracts.procedure import DecisionPublished, DraftWithdrawn
from infra.runtime.decisions import Category

AmendmentFact = AmendmentSigned | DecisionAmended | AmendmentCancelled
DecisionFact = DecisionDrafted | DraftWithdrawn | DecisionSigned | DecisionPublished | AmendmentFact


@dataclass(frozen=True, slots=True)
class Before:
    """How it stood when another decision amended it."""

    items: Mapping[UUID, DecisionItem]
    wording: Wording


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision from its draft on: its items as they stand, and those that another decision took away.

    `amendment` stands alone: such a decision has no items of its own, and `cancelled` says that another took it back.
    `amended_on` is the day of the last one about it, `before` how it stood before each.
    """

    drafted: DecisionDrafted | None = None
    signed: DecisionSigned | None = None
    items: Mapping[UUID, DecisionItem] = field(default_factory=dict)
    withdrawn: frozenset[UUID] = frozenset()
    amended_on: date = date.min
    amendment: AmendmentSigned | None = None
    cancelled: AmendmentCancelled | None = None
    wording: Wording = field(default_factory=Wording)
    before: Mapping[UUID, Before] = field(default_factory=dict)
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
            items = {item.award_id: item for item in fact.items}
            return replace(current, signed=fact, items=items, wording=_wording(fact, current.drafted))
        case AmendmentSigned():
            return replace(current, amendment=fact)
        case AmendmentCancelled():
            return replace(current, cancelled=fact)
        case DecisionAmended():
            corrected = {each.award_id: _corrected(current.items[each.award_id], each.now) for each in fact.corrected}
            return replace(
                current,
                items={**current.items, **corrected},
                withdrawn=current.withdrawn | {each.award_id for each in fact.withdrawn},
                amended_on=fact.amended_on,
                wording=_reworded(current.wording, fact),
                before={**current.before, fact.amended_by: Before(current.items, current.wording)},
            )
        case _:
            assert_never(fact)


def _wording(signed: DecisionSigned, drafted: DecisionDrafted | None) -> Wording:
    title = None if drafted is None else drafted.title
    return Wording(title=title, signer_name=signed.signer_name, signer_title=signed.signer_title, bases=signed.bases)


def stated(wording: Wording) -> dict[str, Any]:
    """The parts of it that are stated."""
    return {name: said for name, said in dict(wording).items() if said not in (None, ())}


def _reworded(before: Wording, fact: DecisionAmended) -> Wording:
    return before if fact.rewording is None else Wording(**{**dict(before), **stated(fact.rewording.new)})


def _corrected(item: DecisionItem, now: Particulars) -> DecisionItem:
    return DecisionItem(**{**dict(item), **dict(now)})


DECISION = Category("decision", Decision(), evolve_decision, get_args(DecisionFact))
