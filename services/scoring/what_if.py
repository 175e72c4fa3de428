"""What one changed input would do to a cluster: the decision's own computation on a season that nobody writes. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from contracts.rules import OfficialLayer
from contracts.scoring import Cause, Change, Input, UnitScoreChanged
from services.scoring import refusals as no
from services.scoring.moves import moves
from services.scoring.season import Scoresheet, competing_member, with_sheet
from services.scoring.sheet_rules import change_faults

NOBODY = UUID(int=0)


def what_if(season: Scoresheet, cluster: UUID, unit: UUID, leaf: str, stated: Input) -> list[UnitScoreChanged]:
    """What would follow, unit by unit, if the last layer of all said this on the leaf; nothing where it says so already.

    Raises:
        NotAMember, UnitIsLeftOut, SheetMissing, SheetUnsound: nobody could state it.
    """
    member = competing_member(season, unit)
    if unit not in season.sheets:
        raise no.SheetMissing(unit=str(unit))
    change = Change(leaf=leaf, input=stated, reason="?")
    if faults := change_faults(season.leaves, member.not_assigned, (change,), {}, season.leaf_step):
        raise no.SheetUnsound(faults)
    supposed = _supposed(season, unit, {leaf: stated})
    return moves(supposed, cluster, unit, {leaf}, Cause(unit=unit, layer=None, version=None))


def _supposed(season: Scoresheet, unit: UUID, inputs: Mapping[str, Input]) -> Scoresheet:
    sheet = season.sheet(unit)
    match season.layers[-1]:
        case OfficialLayer.SELF:
            return with_sheet(season, unit, own_inputs={**sheet.own_inputs, **inputs})
        case OfficialLayer.LEADER:
            return with_sheet(season, unit, leader_inputs={**sheet.leader_inputs, **inputs})
        case OfficialLayer.FIELD:
            return with_sheet(season, unit, field_inputs={**sheet.field_inputs, NOBODY: inputs})
        case OfficialLayer.BOARD:
            return with_sheet(season, unit, board_inputs={**sheet.board_inputs, **inputs})
        case OfficialLayer.COUNCIL:
            return with_sheet(season, unit, council_inputs={**sheet.council_inputs, **inputs})
