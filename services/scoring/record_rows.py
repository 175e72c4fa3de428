"""The rows on what an entry of the ledger may rest on: registry's movements, exemplary models and initiatives."""

from __future__ import annotations

from typing import assert_never
from uuid import UUID

from contracts.movements import (
    ExemplaryModelConfirmed,
    ExemplaryModelProposed,
    ExemplaryModelWithdrawn,
    InitiativeNotRecognised,
    InitiativeProposed,
    InitiativeRecognised,
    MovementLaunched,
)
from infra.runtime.changes import Change, Patch, Put

OfRecords = (
    MovementLaunched
    | ExemplaryModelProposed
    | ExemplaryModelConfirmed
    | ExemplaryModelWithdrawn
    | InitiativeProposed
    | InitiativeRecognised
    | InitiativeNotRecognised
)


def row_of_record(fact: OfRecords) -> Change:
    """A record by its title, whose it is (nobody's alone, where it is a movement), and whether it stands."""
    match fact:
        case MovementLaunched(movement=record, name=title):
            return _record(fact.authority, record, "movement", title, None, stands=True)
        case ExemplaryModelProposed(model=record, title=title, unit=unit):
            return _record(fact.authority, record, "exemplary-model", title, unit, stands=False)
        case InitiativeProposed(initiative=record, title=title, unit=unit):
            return _record(fact.authority, record, "initiative", title, unit, stands=False)
        case ExemplaryModelConfirmed(model=record):
            return Patch("record", {"record": record}, {"stands": True})
        case ExemplaryModelWithdrawn(model=record):
            return Patch("record", {"record": record}, {"stands": False})
        case InitiativeRecognised(initiative=record):
            return Patch("record", {"record": record}, {"stands": True})
        case InitiativeNotRecognised(initiative=record):
            return Patch("record", {"record": record}, {"stands": False})
        case _:
            assert_never(fact)


def _record(authority: str, record: UUID, kind: str, title: str, unit: UUID | None, *, stands: bool) -> Put:
    row = {"authority": authority, "kind": kind, "title": title, "unit": unit, "stands": stands}
    return Put("record", {"record": record}, row)
