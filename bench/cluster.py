"""The largest cluster there is, in a running scoring service: thirty units, sixty leaves, every sheet handed in."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from contracts.examples import changed
from contracts.examples.registry import (
    CLUSTER_FORMED,
    DEPUTIES_RECOGNISED,
    LEADER_RECOGNISED,
    RULE_PACK_ADOPTED,
    SEASON_OPENED,
    UNIT_REGISTERED,
)
from contracts.scoring import Criterion
from tests.services.scoring.cluster import HIGHER, QUALITATIVE, criterion
from tests.services.scoring.town import Town, change, entry

UNITS = 30
GROUPS = 10
ACTUALS, MET = 4, 2
"""Leaves of a group that are measured against the best of all units, and such that are met or not; a point each."""
FIRST, FIRST_POINTS = "1.1", 41
"""The leaf that is corrected is worth so much that each correction moves every unit's points by more than a rounding."""


def _tree() -> list[dict[str, Any]]:
    groups = []
    for group in range(1, GROUPS + 1):
        measured = [criterion(f"{group}.{n}", _points(f"{group}.{n}"), HIGHER) for n in range(1, ACTUALS + 1)]
        met = [criterion(f"{group}.{ACTUALS + n}", "1", QUALITATIVE) for n in range(1, MET + 1)]
        whole = sum(leaf.maximum for leaf in (*measured, *met))
        groups.append(criterion(str(group), str(whole), None, *measured, *met))
    return [document_of(group) for group in groups]


def document_of(criterion: Criterion) -> dict[str, Any]:
    return dict(json.loads(criterion.model_dump_json()))


def _points(leaf: str) -> str:
    return str(FIRST_POINTS) if leaf == FIRST else "1"


def _sheet() -> list[dict[str, Any]]:
    leaves = []
    for group in range(1, GROUPS + 1):
        leaves += [entry(f"{group}.{n}", "actual", actual="100") for n in range(1, ACTUALS + 1)]
        leaves += [entry(f"{group}.{ACTUALS + n}", "met", met=True) for n in range(1, MET + 1)]
    return leaves


@dataclass
class Largest(Town):
    """A town of thirty, brought along like the one that scoring's tests use."""

    units: tuple[uuid.UUID, ...] = field(default_factory=lambda: tuple(uuid.uuid4() for _ in range(UNITS)))

    def founded(self) -> Largest:
        of = {"cluster": self.cluster}
        self.says(
            changed(RULE_PACK_ADOPTED, authority=self.authority),
            changed(SEASON_OPENED, authority=self.authority, season=self.season),
            *(
                changed(UNIT_REGISTERED, unit=unit, authority=self.authority, name=f"Xã {n}", code=f"X{n}", parent=None)
                for n, unit in enumerate(self.units)
            ),
            changed(CLUSTER_FORMED, **of, authority=self.authority, season=self.season, members=self.units),
            changed(LEADER_RECOGNISED, **of, unit=self.leader),
            changed(DEPUTIES_RECOGNISED, **of, units=(self.deputy,)),
        )
        return self

    def draft(self, **fields: Any) -> dict[str, Any]:
        return self.body(**{"total": 100, "criteria": _tree(), **fields})

    def own(self, unit: uuid.UUID, entries: list[Any] | None = None) -> dict[str, Any]:
        return self.body(unit=unit, entries=entries or _sheet())

    def handed_in(self, *_: str) -> Largest:
        self.opened()
        for unit in self.units:
            self.officer(unit).accepted("submit-self-sheet", self.own(unit))
        return self

    def corrected(self, place: int) -> dict[str, Any]:
        """A verification that makes this unit's first figure the best of all, so that every unit's points move."""
        return self.changes(self.units[place], change(FIRST, "actual", actual=f"{100 * 1.1 ** (place + 1):.2f}"))
