"""The doors of units: the board's alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from contracts.base import Contract
from infra.runtime.decisions import Role, Stream
from infra.runtime.doors import Door
from services.registry.domain import DOCUMENT, SEASON, UNIT, decide
from services.registry.unit_commands import (
    ChangeUnitCode,
    DisqualifyUnit,
    DissolveUnit,
    Founded,
    LiftSuspension,
    MergeUnits,
    MoveUnit,
    PassUnit,
    RecordStaffFigures,
    RegisterUnit,
    RenameUnit,
    RetypeUnit,
    SplitUnit,
    SucceedUnit,
    SuspendUnit,
)
from services.registry.unit_list import EnterUnits

BOARD = frozenset({Role.BOARD_OFFICER})


def _door(command: type[Contract], streams: Callable[[Any], tuple[Stream, ...]]) -> Door:
    return Door(command=command, roles=BOARD, streams=streams, decide=decide)


def _parents(*founded: Founded | None) -> Iterator[Stream]:
    return (UNIT.at(new.parent) for new in founded if new is not None and new.parent is not None)


UNIT_DOORS = (
    _door(
        RegisterUnit,
        lambda c: (UNIT.at(c.unit), DOCUMENT.at(c.document), *([UNIT.at(c.parent)] if c.parent else [])),
    ),
    _door(RenameUnit, lambda c: (UNIT.at(c.unit), DOCUMENT.at(c.document))),
    _door(RetypeUnit, lambda c: (UNIT.at(c.unit), DOCUMENT.at(c.document))),
    _door(ChangeUnitCode, lambda c: (UNIT.at(c.unit), DOCUMENT.at(c.document))),
    _door(
        MoveUnit,
        lambda c: (UNIT.at(c.unit), DOCUMENT.at(c.document), *([UNIT.at(c.parent)] if c.parent else [])),
    ),
    _door(PassUnit, lambda c: (UNIT.at(c.unit), DOCUMENT.at(c.document), DOCUMENT.at(c.acceptance))),
    _door(EnterUnits, lambda c: (*map(UNIT.at, c.units), *map(DOCUMENT.at, c.documents))),
    _door(
        MergeUnits,
        lambda c: (
            UNIT.at(c.successor),
            DOCUMENT.at(c.document),
            *(UNIT.at(merged.unit) for merged in c.predecessors),
            *_parents(c.founded),
        ),
    ),
    _door(
        SplitUnit,
        lambda c: (
            UNIT.at(c.unit),
            DOCUMENT.at(c.document),
            *(UNIT.at(part.unit) for part in c.parts),
            *_parents(*(part.founded for part in c.parts)),
        ),
    ),
    _door(DissolveUnit, lambda c: (UNIT.at(c.unit), DOCUMENT.at(c.document))),
    _door(
        SucceedUnit,
        lambda c: (UNIT.at(c.unit), DOCUMENT.at(c.document), UNIT.at(c.successor), *_parents(c.founded)),
    ),
    _door(RecordStaffFigures, lambda c: (UNIT.at(c.unit),)),
    _door(SuspendUnit, lambda c: (UNIT.at(c.unit), DOCUMENT.at(c.document))),
    _door(LiftSuspension, lambda c: (UNIT.at(c.unit), DOCUMENT.at(c.document))),
    _door(DisqualifyUnit, lambda c: (UNIT.at(c.unit), SEASON.at(c.season), DOCUMENT.at(c.document))),
)
