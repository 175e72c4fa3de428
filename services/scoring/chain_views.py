"""What scoring answers on the chain of facts behind points."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from contracts.scoring import Layer, LeafRule
from infra.runtime.chain import FactView, NextLink
from infra.runtime.paging import View
from services.scoring.views import StatementView


class StatedFact(StatementView):
    """What a version of a layer stated on a leaf, who entered it, and where it stands in the log."""

    layer: Layer
    log: str
    position: int
    time: datetime
    actor: str
    href: str


class CauseView(View):
    """The sheet that moved the points; without a layer, that the unit was left out. `href` leads to its own chain."""

    unit: UUID
    layer: Layer | None
    version: int | None
    href: str


class MoveFact(View):
    """How the official points moved, and why."""

    old: Decimal | None
    new: Decimal | None
    cause: CauseView
    log: str
    position: int
    time: datetime
    actor: str


class LeafChain(View):
    """One leaf of a unit: everything that was ever stated on it, with its evidence, and how its points moved."""

    leaf: str
    group: int
    title: str
    maximum: Decimal
    rule: LeafRule
    points: Decimal | None
    statements: tuple[StatedFact, ...]
    moves: tuple[MoveFact, ...]


class Facts(View):
    """Scoring's link in a chain of facts, in the order of its log; `more` is the cursor to further facts."""

    service: str
    facts: tuple[FactView, ...]
    leaf: LeafChain | None
    next: tuple[NextLink, ...]
    more: str | None
