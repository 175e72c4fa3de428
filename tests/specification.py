"""Say what a domain does in one sentence: given what happened, when somebody asks, then this follows.

    given(UNIT, REGISTERED).also(DOCUMENT, RECORDED).when(decide, SUSPEND, context()).then(SUSPENDED)
    given(UNIT).when(decide, SUSPEND, context()).then_rejected(UnknownUnit)

Pure: facts are folded by the category's own `evolve`, nothing is stored. `decide` gets the states in the order in
which their streams are named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any
from uuid import UUID

from contracts.base import VIETNAM, Contract, Fact
from infra.runtime.decisions import Caller, Category, Context, Role
from infra.runtime.errors import Problem

OFFICER = "018c0000-0000-7000-8000-000000000001"


def context(
    at: str = "2023-03-01T08:00",
    *,
    authority: str = "bac-lieu",
    role: Role = Role.BOARD_OFFICER,
    unit: UUID | None = None,
    person: str = OFFICER,
    known: Any = None,
) -> Context[Any]:
    """What the edge says of a board officer of Bạc Liêu on a morning in March; name what differs."""
    moment = datetime.fromisoformat(at).replace(tzinfo=VIETNAM)
    return Context(moment, Caller(person, frozenset({role}), authority, unit), known)


def given(category: Category[Any], *facts: Fact) -> Given:
    """Begin with a stream of this category that holds these facts, none for a stream that is not there yet."""
    return Given((fold(category, facts),))


def fold(category: Category[Any], facts: Sequence[Fact]) -> Any:
    """The state that the facts leave; each must be one that the category says it handles."""
    for fact in facts:
        assert isinstance(fact, category.facts), f"{category.name} does not handle {type(fact).__name__}"
    return reduce(category.evolve, facts, category.initial)


@dataclass(frozen=True)
class Given:
    states: tuple[Any, ...]

    def also(self, category: Category[Any], *facts: Fact) -> Given:
        """Name the next stream that the command reads."""
        return Given((*self.states, fold(category, facts)))

    def when(self, decide: Callable[..., Sequence[Fact]], command: Contract, at: Context[Any] | None = None) -> When:
        """Decide; a refusal is kept for `then_rejected`."""
        try:
            return When(tuple(decide(command, at or context(), *self.states)), None)
        except Problem as refusal:
            return When((), refusal)


@dataclass(frozen=True)
class When:
    facts: tuple[Fact, ...]
    refusal: Problem | None

    def then(self, *facts: Fact) -> tuple[Fact, ...]:
        """Exactly these facts follow, in this order; none where nothing is to be done."""
        if self.refusal is not None:
            raise AssertionError(f"refused: {self.refusal}") from self.refusal
        assert self.facts == facts
        return self.facts

    def then_rejected(self, refusal: type[Problem], **fields: Any) -> Problem:
        """It is refused for exactly this reason, with these fields, in sentences that can be filled in."""
        assert self.refusal is not None, f"not refused, but {self.facts}"
        assert type(self.refusal) is refusal
        document = self.refusal.to_document()
        assert document["vi"]
        assert document["en"]
        assert fields.items() <= self.refusal.fields.items()
        return self.refusal
