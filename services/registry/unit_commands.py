"""What a person may ask of units, field by field."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from contracts.base import (
    NONE,
    Authority,
    Code,
    Contract,
    Count,
    Day,
    DocumentId,
    Name,
    SeasonId,
    Text,
    UnitId,
)
from contracts.registry import SuspensionGround, UnitKind

Parts = Annotated[int, Field(ge=1, le=1_000_000), NONE]
"""How many parts of a whole that consists of all parts named: shares that always add up."""


class RegisterUnit(Contract):
    """Register a unit (đơn vị) under an id that the client chose."""

    unit: UnitId
    authority: Authority
    kind: Annotated[UnitKind, NONE]
    name: Name
    code: Code
    parent: UnitId | None
    valid_from: Day
    document: DocumentId


class RenameUnit(Contract):
    """Give a unit another name from a day on, spelled as the document spells it."""

    unit: UnitId
    name: Name
    valid_from: Day
    document: DocumentId


class RetypeUnit(Contract):
    """Make a unit one of another kind from a day on."""

    unit: UnitId
    kind: Annotated[UnitKind, NONE]
    valid_from: Day
    document: DocumentId


class ChangeUnitCode(Contract):
    """Give a unit another official code from a day on; the code that it had is free from that day."""

    unit: UnitId
    code: Code
    valid_from: Day
    document: DocumentId


class MoveUnit(Contract):
    """Put a unit under another one from a day on, or under none."""

    unit: UnitId
    parent: UnitId | None
    valid_from: Day
    document: DocumentId


class PassUnit(Contract):
    """Pass a unit to another managing authority from a day on, by decision of the one that has it.

    `acceptance` is the document by which the other takes it, on that authority's own record.
    """

    unit: UnitId
    to: Authority
    valid_from: Day
    document: DocumentId
    acceptance: DocumentId


class Founded(Contract):
    """A unit that begins with the act: what its registration says beside its day and document."""

    kind: Annotated[UnitKind, NONE]
    name: Name
    code: Code
    parent: UnitId | None


class MergedUnit(Contract):
    """A unit that is merged, and the parts that it makes of the whole; stated for all of them, or for none."""

    unit: UnitId
    parts: Parts | None = None


class MergeUnits(Contract):
    """Merge units (nhập, hợp nhất) into a new one (`founded`), or into one of them, which lives on."""

    predecessors: Annotated[tuple[MergedUnit, ...], Field(min_length=2, max_length=32)]
    successor: UnitId
    founded: Founded | None = None
    valid_from: Day
    document: DocumentId


class SplitPart(Contract):
    """A unit that gets `parts` of the one that is split: a new one (`founded`), one that is there, or the unit itself."""

    unit: UnitId
    parts: Parts
    founded: Founded | None = None


class SplitUnit(Contract):
    """Split a unit into parts (chia); where it is one of them itself, it lives on with that part (tách)."""

    unit: UnitId
    parts: Annotated[tuple[SplitPart, ...], Field(min_length=2, max_length=32)]
    valid_from: Day
    document: DocumentId


class DissolveUnit(Contract):
    """Dissolve a unit (giải thể); no other takes its place."""

    unit: UnitId
    valid_from: Day
    document: DocumentId


class SucceedUnit(Contract):
    """Let another unit take a unit's place (kế thừa): a new one (`founded`), or one that is there."""

    unit: UnitId
    successor: UnitId
    founded: Founded | None = None
    valid_from: Day
    document: DocumentId


class RecordStaffFigures(Contract):
    """Record how many people, and how many women among them, a unit had on a day; later words replace earlier ones."""

    unit: UnitId
    on: Day
    staff: Count
    women: Count


class SuspendUnit(Contract):
    """Suspend a unit (tạm dừng xét): no award is given or proposed until it is lifted."""

    unit: UnitId
    ground: Annotated[SuspensionGround, NONE]
    reason: Text
    valid_from: Day
    document: DocumentId


class LiftSuspension(Contract):
    """Lift the suspension that holds."""

    unit: UnitId
    on: Day
    reason: Text
    document: DocumentId


class DisqualifyUnit(Contract):
    """Put a unit out of a season's emulation (không xét thi đua), on a ground."""

    unit: UnitId
    season: SeasonId
    on: Day
    ground: Text
    document: DocumentId


UnitCommand = (
    RegisterUnit
    | RenameUnit
    | RetypeUnit
    | ChangeUnitCode
    | MoveUnit
    | PassUnit
    | MergeUnits
    | SplitUnit
    | DissolveUnit
    | SucceedUnit
    | RecordStaffFigures
    | SuspendUnit
    | LiftSuspension
    | DisqualifyUnit
)
