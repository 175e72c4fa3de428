"""The state of a cluster's season, folded from `scoresheet/<cluster>`, and what its decisions ask of it first.

A concern of its own keeps its piece of the state in a dataclass of its own, which stands here as one field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from contracts.rules import NotAssigned, OfficialLayer
from contracts.scoring import EvidenceRules, Input, Leaf, Member, StepDue
from infra.runtime.decisions import Context
from services.scoring import leaving_refusals as no_leaving
from services.scoring import refusals as no
from services.scoring.departures import Departures
from services.scoring.known import Known
from services.scoring.ledger import Ledger
from services.scoring.points import TWO_PLACES, Precision
from services.scoring.reopening_refusals import LedgerNotReopened, SheetNotReopened


class Phase(StrEnum):
    NOT_OPEN = "not-open"
    SELF_SCORING = "self-scoring"
    SCORING = "scoring"
    LOCKED = "locked"
    REOPENED = "reopened"


LAYERS_UNSTATED = (OfficialLayer.SELF, OfficialLayer.LEADER, OfficialLayer.BOARD)
"""The official layers of a season that was opened before packs stated them."""


@dataclass(frozen=True, slots=True)
class Written:
    """One layer of a sheet: its version, 0 for never, and a fingerprint of what it says."""

    version: int = 0
    fingerprint: bytes = b""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One unit's sheet: the inputs that each layer states, and the official points that follow."""

    own: Written = Written()
    cross: Mapping[UUID, Written] = field(default_factory=dict)
    leader: Written = Written()
    explained: Written = Written()
    fields: Mapping[UUID, Written] = field(default_factory=dict)
    board: Written = Written()
    council: Written = Written()
    own_inputs: Mapping[str, Input] = field(default_factory=dict)
    leader_inputs: Mapping[str, Input] = field(default_factory=dict)
    field_inputs: Mapping[UUID, Mapping[str, Input]] = field(default_factory=dict)
    board_inputs: Mapping[str, Input] = field(default_factory=dict)
    council_inputs: Mapping[str, Input] = field(default_factory=dict)
    points: Mapping[str, Decimal] = field(default_factory=dict)
    total: Decimal | None = None
    groups: tuple[Decimal, ...] = ()

    def stated(self, layer: OfficialLayer) -> Mapping[str, Input]:
        """What a layer states; no two line departments have the same leaf."""
        match layer:
            case OfficialLayer.SELF:
                return self.own_inputs
            case OfficialLayer.LEADER:
                return self.leader_inputs
            case OfficialLayer.FIELD:
                return {leaf: stated for inputs in self.field_inputs.values() for leaf, stated in inputs.items()}
            case OfficialLayer.BOARD:
                return self.board_inputs
            case OfficialLayer.COUNCIL:
                return self.council_inputs
            case _:
                assert_never(layer)

    def below(self, layer: OfficialLayer, layers: Sequence[OfficialLayer]) -> dict[str, Input]:
        """What holds without a layer and those after it: of the others, the last that spoke on each leaf."""
        lower = layers[: layers.index(layer)] if layer in layers else layers
        return {leaf: stated for each in lower for leaf, stated in self.stated(each).items()}

    def official(self, leaf: str, layers: Sequence[OfficialLayer]) -> Input | None:
        """What the last of the layers says that spoke on the leaf; cross-scores are advice and never count."""
        return next((stated for layer in reversed(layers) if (stated := self.stated(layer).get(leaf))), None)


@dataclass(frozen=True, slots=True)
class Department:
    """A line department: which branches and leaves it may score, in which version of that."""

    version: int = 0
    branches: tuple[str, ...] = ()

    def scores(self, leaf: str) -> bool:
        return any(leaf == branch or leaf.startswith(f"{branch}.") for branch in self.branches)


@dataclass(frozen=True, slots=True)
class Reopening:
    """How often locked points were reopened, and which leaves of whom, and whose ledgers, may change until the next lock.

    `complaints` are those that ever reopened any.
    """

    version: int = 0
    leaves: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    ledgers: frozenset[UUID] = frozenset()
    complaints: frozenset[UUID] = frozenset()

    @property
    def closed(self) -> Reopening:
        """As the next lock leaves it."""
        return replace(self, leaves={}, ledgers=frozenset())


@dataclass(frozen=True, slots=True)
class Scoresheet:
    """One cluster's season. Sheets are replaced one by one; what did not change is shared with the state before."""

    phase: Phase = Phase.NOT_OPEN
    authority: str = ""
    season: str = ""
    total: int = 0
    not_assigned: NotAssigned = NotAssigned.SCALED
    peers_max: int = 0
    leaves: Mapping[str, Leaf] = field(default_factory=dict)
    members: Mapping[UUID, Member] = field(default_factory=dict)
    sheets: Mapping[UUID, Sheet] = field(default_factory=dict)
    peers: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict)
    left_out: frozenset[UUID] = frozenset()
    departures: Departures = field(default_factory=Departures)
    evidence: EvidenceRules | None = None
    ledger: Ledger = field(default_factory=Ledger)
    layers: tuple[OfficialLayer, ...] = LAYERS_UNSTATED
    precision: Precision = TWO_PLACES
    leaf_step: Decimal | None = None
    departments: Mapping[UUID, Department] = field(default_factory=dict)
    reopening: Reopening = Reopening()
    step_due: tuple[StepDue, ...] = ()

    def sheet(self, unit: UUID) -> Sheet:
        return self.sheets.get(unit, Sheet())

    def department(self, unit: UUID) -> Department:
        return self.departments.get(unit, Department())

    @property
    def was_locked(self) -> bool:
        """After a lock only what was reopened by name can change."""
        return self.phase in (Phase.LOCKED, Phase.REOPENED)

    def official(self, unit: UUID, leaf: str) -> Input | None:
        """A unit's official input on a leaf; None where it is missing."""
        return self.sheets[unit].official(leaf, self.layers) if unit in self.sheets else None

    @property
    def competing(self) -> tuple[UUID, ...]:
        """The members in roll order that still take part: neither left out nor frozen."""
        gone = self.left_out | self.departures.frozen
        return tuple(unit for unit in self.members if unit not in gone)


# What several decisions ask first.


def require_board(context: Context[Known], season: Scoresheet) -> None:
    """Refuse unless scoring is open and the caller acts for the cluster's managing authority."""
    if season.phase is Phase.NOT_OPEN:
        raise no.ScoringNotOpen
    context.require_authority(season.authority)


def competing_member(season: Scoresheet, unit: UUID) -> Member:
    """The member, refused unless it is one and still competes."""
    if season.phase is Phase.NOT_OPEN:
        raise no.ScoringNotOpen
    if unit not in season.members:
        raise no.NotAMember(unit=str(unit))
    if unit in season.departures.disqualified:
        raise no.UnitIsLeftOut(unit=str(unit))
    if unit not in season.competing:
        raise no_leaving.UnitHasDeparted(unit=str(unit))
    return season.members[unit]


def sheet_to_score(season: Scoresheet, unit: UUID) -> Sheet:
    """The sheet that a later layer speaks about, refused unless it is the time for it."""
    if season.phase is Phase.SELF_SCORING:
        raise no.SelfScoringNotOver
    if season.phase is Phase.LOCKED:
        raise no.ScoresAreLocked
    if unit not in season.sheets:
        raise no.SheetMissing(unit=str(unit))
    if season.phase is Phase.REOPENED and unit not in season.reopening.leaves:
        raise SheetNotReopened(unit=str(unit))
    return season.sheets[unit]


def require_ledger_open(season: Scoresheet, unit: UUID) -> None:
    """Refuse to change a unit's ledger after the lock, unless it was reopened by name."""
    if season.phase is Phase.LOCKED:
        raise no.ScoresAreLocked
    if season.phase is Phase.REOPENED and unit not in season.reopening.ledgers:
        raise LedgerNotReopened(unit=str(unit))


def with_sheet(season: Scoresheet, unit: UUID, **changes: object) -> Scoresheet:
    """The season with one sheet replaced."""
    sheet = replace(season.sheet(unit), **changes)  # type: ignore[arg-type]  # dataclass fields by name
    return replace(season, sheets={**season.sheets, unit: sheet})
