"""Decisions become known in any order: what holds on a day does not depend on it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.base import Contract, Fact
from contracts.examples import changed, envelope_of
from contracts.examples.registry import RESOLUTION_1655, UNIT_REGISTERED
from contracts.registry import UnitKind, UnitMerged, UnitSucceeded, UnitTookOver
from infra.runtime.claims import ClaimTable
from services.registry.api import COMMANDS
from services.registry.domain import CATEGORIES, claims
from services.registry.projections import project
from services.registry.unit_commands import (
    ChangeUnitCode,
    DissolveUnit,
    MergedUnit,
    MergeUnits,
    MoveUnit,
    RenameUnit,
    RetypeUnit,
    SplitPart,
    SplitUnit,
    SucceedUnit,
)
from services.registry.units import held_on
from tests.services.registry.examples import RESOLUTION_RECORDED
from tests.specification import context

FIRST = date(2025, 7, 1)
DAYS = 12
UNITS = tuple(UUID(int=number) for number in range(1, 9))
DOORS = {door.command: door for door in COMMANDS}


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


@dataclass
class Book:
    """The registry without a database: folds, claims and rows, as the runtime keeps them."""

    states: dict[str, Any] = field(default_factory=dict)
    table: ClaimTable = field(default_factory=ClaimTable)
    rows: dict[tuple[str, str], Any] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)

    def hold(self, *facts: Fact) -> None:
        for fact in facts:
            category = next(c for c in CATEGORIES if isinstance(fact, c.facts))
            self.states[fact.stream] = category.evolve(self.states.get(fact.stream, category.initial), fact)
            self.facts.append(fact)
            for claim in claims(fact):
                assert self.table.apply(fact.stream, claim), claim
            for put in project(envelope_of(fact)):
                if not put.table.startswith("fact"):
                    self.rows[put.table, repr(put.key)] = put.row

    def give(self, command: Contract) -> None:
        door = DOORS[type(command)]
        states = [self.states.get(s.name, s.category.initial) for s in door.streams(command)]
        self.hold(*door.decide(command, context("2026-06-01T08:00"), *states))

    def codes(self) -> dict[tuple[str, int], str]:
        """Who holds a code on a day."""
        self.table.touched = set(self.table._held)
        return {
            (code, number): stream
            for _, code, start, end, stream in self.table.rows()
            for number in range(DAYS + 3)
            if start <= day(number) and (end is None or day(number) < end)
        }


def book(*units: Fact) -> Book:
    made = Book()
    made.hold(RESOLUTION_RECORDED, *units)
    return made


def registered(unit: UUID, code: str, since: int = 0) -> Fact:
    return changed(UNIT_REGISTERED, unit=unit, code=code, parent=None, name=f"Xã {code}", valid_from=day(since))


def changes_of(unit: UUID) -> st.SearchStrategy[list[Contract]]:
    def change(command: type[Contract], /, **values: st.SearchStrategy[Any]) -> st.SearchStrategy[Contract]:
        days = st.integers(1, DAYS).map(day)
        return st.builds(command, unit=st.just(unit), valid_from=days, document=st.just(RESOLUTION_1655), **values)

    some = st.one_of(
        change(RenameUnit, name=st.sampled_from(("Xã Hòa Bình", "Xã Hoà Bình", "Xã A"))),
        change(RetypeUnit, kind=st.sampled_from((UnitKind.COMMUNE, UnitKind.DISTRICT))),
        change(ChangeUnitCode, code=st.sampled_from("ABC")),
        change(MoveUnit, parent=st.sampled_from((None, *UNITS[1:3]))),
    )
    return st.lists(some, max_size=10, unique_by=lambda command: (type(command), command.valid_from))


@settings(max_examples=150, deadline=None)
@given(changes_of(UNITS[0]), st.booleans(), st.randoms(use_true_random=False))
def test_changes_of_a_unit_hold_from_their_days_in_whatever_order_they_are_recorded(
    commands: list[Contract], ends: bool, chance: random.Random
) -> None:
    """Rows, claims and folds are those of the order of the days; each code is held on the days on which it is the unit's.

    Taken out: `next_change` in `change_code`, and then `again_from` in its release. Then claims are wrong or refused.
    """
    end = [DissolveUnit(unit=UNITS[0], valid_from=day(DAYS + 1), document=RESOLUTION_1655)] if ends else []
    shuffled = [*commands, *end]
    chance.shuffle(shuffled)
    books = []
    for order in (sorted([*commands, *end], key=lambda command: command.valid_from), shuffled):
        made = book(*(registered(unit, f"U{number}") for number, unit in enumerate(UNITS[:3])))
        for command in order:
            made.give(command)
        books.append(made)
    one, other = books
    assert one.rows == other.rows
    assert one.states == other.states
    assert one.codes() == other.codes()
    codes = one.states[f"unit/{UNITS[0]}"].codes
    alive = range(DAYS + 1) if ends else range(DAYS + 3)
    held = {number: held_on(day(number), codes) for number in alive}
    assert {n: code for (code, n), stream in one.codes().items() if stream == f"unit/{UNITS[0]}"} == held


@st.composite
def histories(draw: st.DrawFn) -> list[Contract]:
    """Mergers, splits and successions of eight units, day by day, each possible when all before it are known."""
    there = list(UNITS[:5])
    to_come = list(UNITS[5:])
    script: list[Contract] = []
    for number in range(1, DAYS):
        if len(there) < 2:
            break
        first, second = draw(st.permutations(there))[:2]
        by: dict[str, Any] = {"valid_from": day(number), "document": RESOLUTION_1655}
        match draw(st.sampled_from(("into one", "split off", "succeed", "dissolve", "nothing", "nothing"))):
            case "into one":
                merged = (MergedUnit(unit=first, parts=draw(st.integers(1, 9))), MergedUnit(unit=second, parts=1))
                script.append(MergeUnits(predecessors=merged, successor=first, **by))
                there.remove(second)
            case "split off":
                parts = (SplitPart(unit=first, parts=2), SplitPart(unit=second, parts=draw(st.integers(1, 9))))
                script.append(SplitUnit(unit=first, parts=parts, **by))
            case "succeed":
                script.append(SucceedUnit(unit=first, successor=second, **by))
                there.remove(first)
            case "dissolve" if to_come:
                script.append(DissolveUnit(unit=first, **by))
                there.remove(first)
                there.append(to_come.pop())
    return script


@settings(max_examples=100, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_a_lineage_is_the_same_in_whatever_order_it_is_recorded_and_has_no_cycle(
    script: list[Contract], chance: random.Random
) -> None:
    """The days along a line of descent rise, so that no line comes back to where it began.

    Taken out: `last_day_told` in `_require_end`. Then a unit may end before it took over from another.
    """
    shuffled = [*script]
    chance.shuffle(shuffled)
    books = []
    for order in (script, shuffled):
        made = book(*(registered(unit, f"U{number}") for number, unit in enumerate(UNITS)))
        for command in order:
            made.give(command)
        books.append(made)
    one, other = books
    assert one.rows == other.rows
    assert one.codes() == other.codes()
    links = [fact for fact in one.facts if isinstance(fact, UnitTookOver)]
    for fact in links:
        unit = one.states[fact.stream]
        assert unit.valid_from <= fact.valid_from < unit.ended_on
    for fact in one.facts:
        if isinstance(fact, UnitMerged | UnitSucceeded):
            assert fact.unit not in descendants(fact.unit, fact.valid_from - timedelta(days=1), links)


def descendants(unit: UUID, after: date, links: list[UnitTookOver]) -> set[UUID]:
    found: set[UUID] = set()
    for link in links:
        if link.valid_from > after and link.unit != unit and any(share.unit == unit for share in link.predecessors):
            found |= {link.unit} | descendants(link.unit, link.valid_from, links)
    return found
