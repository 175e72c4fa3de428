"""A list of units entered at once: new ones, and what changes of those that are there; all of it, or nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Any, Final, assert_never
from uuid import UUID

from pydantic import Field

from contracts.base import NONE, Authority, Code, Contract, Count, Day, DocumentId, Fact, Name, UnitId
from contracts.registry import UnitKind
from infra.runtime.decisions import Context
from infra.runtime.errors import Refusal
from services.registry import refusals, unit_changes, unit_refusals
from services.registry.requirements import Document, require_distinct
from services.registry.unit_commands import (
    ChangeUnitCode,
    MoveUnit,
    RegisterUnit,
    RenameUnit,
    RetypeUnit,
)
from services.registry.units import ONE_DAY, Unit, UnitFact, evolve_unit, held_on, require_own_unit

LINES_MAX: Final = 1_000
Change = RegisterUnit | RenameUnit | RetypeUnit | ChangeUnitCode | MoveUnit
CHANGES: Final[dict[str, type[RenameUnit | RetypeUnit | ChangeUnitCode | MoveUnit]]] = {
    "name": RenameUnit,
    "kind": RetypeUnit,
    "code": ChangeUnitCode,
    "parent": MoveUnit,
}
Fault = tuple[int, str, Refusal]
"""The place of a line, its field, and what is refused there."""
FIELD_OF: Final[dict[type[Refusal], str]] = {
    refusals.UnknownDocument: "document",
    refusals.EffectiveBeforeDocument: "valid_from",
    unit_refusals.UnitNotYetThere: "valid_from",
    unit_refusals.ListedDayMissing: "valid_from",
    unit_refusals.ListedDocumentMissing: "document",
}


class UnitLine(Contract):
    """A unit as it is to be; `valid_from` and `document` where it is new, or where something differs from the list's day.

    `changes` is how many changes of it were on record when the list was made, so that nobody writes over what came since.
    """

    unit: UnitId
    kind: Annotated[UnitKind, NONE]
    name: Name
    code: Code
    parent: UnitId | None
    valid_from: Day | None = None
    document: DocumentId | None = None
    changes: Count | None = None


class EnterUnits(Contract):
    """Enter a list of units as of the day `on`; a unit that does not stand in it stays as it is."""

    authority: Authority
    on: Day
    lines: Annotated[tuple[UnitLine, ...], Field(min_length=1, max_length=LINES_MAX)]

    @property
    def units(self) -> tuple[UUID, ...]:
        """The units named, lines first, each once."""
        parents = (line.parent for line in self.lines if line.parent is not None)
        return tuple(dict.fromkeys((*(line.unit for line in self.lines), *parents)))

    @property
    def documents(self) -> tuple[UUID, ...]:
        return tuple(dict.fromkeys(line.document for line in self.lines if line.document is not None))


def changes_of(unit: Unit) -> int:
    """How many facts on record say what the unit is."""
    return len(unit.names) + len(unit.kinds) + len(unit.codes) + len(unit.parents)


def enter(command: EnterUnits, context: Context[Any], *states: Any) -> list[Fact]:
    """What all lines come to, each decided as a command of its own would be, on what the lines before it left."""
    context.require_authority(command.authority)
    require_distinct([line.unit for line in command.lines])
    units: dict[UUID, Unit] = dict(zip(command.units, states, strict=False))
    documents: dict[UUID, Document] = dict(zip(command.documents, states[len(units) :], strict=True))
    facts: list[Fact] = []
    faults: list[Fault] = []
    for place, line in _in_order(command, units):
        before = units[line.unit]
        said, wrong = _of_line(line, command, context, units, documents)
        if said and line.changes not in {None, changes_of(before)}:
            wrong = [("unit", unit_refusals.UnitChangedSince(unit=line.unit))]
        facts += said
        faults += ((place, field, refusal) for field, refusal in wrong)
    if faults:
        documented = [_fault(*each) for each in sorted(faults, key=lambda each: each[0])]
        raise unit_refusals.UnitsNotEntered(count=len(faults), faults=documented)
    return facts


def _of_line(
    line: UnitLine, command: EnterUnits, context: Context[Any], units: dict[UUID, Unit], documents: Mapping[UUID, Document]
) -> tuple[list[Fact], list[tuple[str, Refusal]]]:
    """The facts of a line, which `units` then knows, and what is refused of it, by field."""
    facts: list[Fact] = []
    wrong: list[tuple[str, Refusal]] = []
    document = Document() if line.document is None else documents[line.document]
    parent = None if line.parent is None else units[line.parent]
    try:
        asked = _asked(line, command, context, units[line.unit])
    except Refusal as refusal:
        return [], [("unit", refusal)]
    for field, change in asked:
        try:
            said = _decided(change, context, units[line.unit], document, parent)
        except Refusal as refusal:
            wrong.append((field, refusal))
            continue
        for fact in said:
            assert isinstance(fact, UnitFact)
            units[line.unit] = evolve_unit(units[line.unit], fact)
        facts += said
    return facts, wrong


def _asked(line: UnitLine, command: EnterUnits, context: Context[Any], unit: Unit) -> list[tuple[str, Change]]:
    """The registration of a new unit, or a change for each field that differs from what held on the list's day."""
    if unit.is_registered:
        day = max(min(command.on, unit.ended_on - ONE_DAY), unit.valid_from)
        require_own_unit(unit, line.unit, context, on=day)
        held: tuple[tuple[str, Mapping[date, Any]], ...]
        held = (("name", unit.names), ("kind", unit.kinds), ("code", unit.codes), ("parent", unit.parents))
        different = [field for field, values in held if _composed(getattr(line, field)) != _composed(held_on(day, values))]
        if not different:
            return []
    if line.valid_from is None:
        raise unit_refusals.ListedDayMissing(unit=line.unit)
    if line.document is None:
        raise unit_refusals.ListedDocumentMissing(unit=line.unit)
    by: dict[str, Any] = {"unit": line.unit, "valid_from": line.valid_from, "document": line.document}
    if not unit.is_registered:
        said: dict[str, Any] = {"kind": line.kind, "name": line.name, "code": line.code, "parent": line.parent}
        return [("unit", RegisterUnit(authority=command.authority, **said, **by))]
    return [(field, CHANGES[field](**by, **{field: getattr(line, field)})) for field in different]


def _composed(value: object) -> object:
    """A text in one form: Excel keeps how letters are composed, people who type do not."""
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _decided(change: Change, context: Context[Any], unit: Unit, document: Document, parent: Unit | None) -> list[Fact]:
    match change:
        case RegisterUnit():
            return unit_changes.register(change, context, unit, document, parent)
        case RenameUnit():
            return unit_changes.rename(change, context, unit, document)
        case RetypeUnit():
            return unit_changes.retype(change, context, unit, document)
        case ChangeUnitCode():
            return unit_changes.change_code(change, context, unit, document)
        case MoveUnit():
            return unit_changes.move(change, context, unit, document, parent)
    assert_never(change)


def _in_order(command: EnterUnits, units: Mapping[UUID, Unit]) -> Iterator[tuple[int, UnitLine]]:
    """The lines with their places, parents before those under them, who gives a code away before who takes it."""
    lines = dict(enumerate(command.lines))
    new: dict[UUID | None, int] = {line.unit: place for place, line in lines.items() if not units[line.unit].is_registered}
    before = {_code_before(line, units[line.unit]): place for place, line in lines.items()}
    given = {code: place for code, place in before.items() if code != lines[place].code.upper()}
    waits = {
        place: {of for of in (new.get(line.parent), given.get(line.code.upper())) if of not in {None, place}}
        for place, line in lines.items()
    }
    try:
        order = list(TopologicalSorter(waits).static_order())
    except CycleError:
        # Where some wait for one another there is no order: whichever way they are taken, one is refused.
        order = list(lines)
    return ((place, lines[place]) for place in order)


def _code_before(line: UnitLine, unit: Unit) -> str | None:
    """The code that a unit has on the day of its line, as codes are compared."""
    if not unit.is_registered or line.valid_from is None or line.valid_from < unit.valid_from:
        return None
    return held_on(line.valid_from, unit.codes).upper()


def _fault(place: int, field: str, refusal: Refusal) -> dict[str, str]:
    told = refusal.to_document()
    named = FIELD_OF.get(type(refusal), field)
    return {"at": f"/lines/{place}/{named}", "code": told["code"], "vi": told["vi"], "en": told["en"]}
