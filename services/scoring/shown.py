"""Rows of a scoresheet as they are shown: leaves with their layers, evidence, sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from pydantic import TypeAdapter

from contracts.rules import OfficialLayer, Rounding
from contracts.scoring import Evidence, Input, Layer, Leaf, LeafRule, LedgerSums
from services.scoring.evidence_rules import is_outside
from services.scoring.points import PLACES, Entrant, Precision, is_shared, leaf_points
from services.scoring.season import LAYERS_UNSTATED
from services.scoring.views import (
    EvidenceView,
    ExplanationView,
    HandedIn,
    LayerView,
    LeafView,
    LockedView,
    PeerProgress,
    ProgressView,
    StatementView,
    SumsView,
    TotalsView,
    Verified,
)

EVIDENCE = TypeAdapter(tuple[Evidence, ...])
INPUT: TypeAdapter[Input] = TypeAdapter(Input)
RULE: TypeAdapter[LeafRule] = TypeAdapter(LeafRule)


def progress_of(row: Any) -> ProgressView:
    own, led, board = row["own_version"], row["leader_version"], row["board_version"]
    return ProgressView(
        **dict(row) | {"peers": tuple(PeerProgress(**each) for each in orjson.loads(row["peers"]))},
        own=HandedIn(version=own, at=row["own_at"]) if own else None,
        verification=Verified(version=led, at=row["leader_at"], verifier=row["verifier"]) if led else None,
        appraisal=HandedIn(version=board, at=row["board_at"]) if board else None,
    )


def totals_of(row: Any) -> TotalsView:
    return TotalsView(**dict(row), sums=sums_of(row), locked=locked_of(row))


def sums_of(row: Any) -> SumsView | None:
    if row["raw"] is None:
        return None
    ledger = None if row["ledger"] is None else LedgerSums.model_validate_json(row["ledger"])
    own = row["scaled"] + row["plus_minus"] + (ledger.points if ledger else 0)
    # `total` is there also where the lock left the unit without one.
    said = {"groups": orjson.loads(row["groups"]), "ledger": ledger, "own": own, "total": row["summed"]}
    return SumsView(**dict(row) | said)


def locked_of(row: Any) -> LockedView | None:
    return None if row["complete"] is None else LockedView(**dict(row))


def layer_of(row: Any) -> LayerView:
    return LayerView(**dict(row), time=row["recorded_at"])


def shape_of(row: Any) -> Leaf:
    rule = RULE.validate_json(row["rule"])
    return Leaf(leaf=row["leaf"], group=row["grp"], title=row["title"], maximum=row["maximum"], rule=rule)


def rules_of(season: Any) -> dict[str, Any]:
    """A season's row with its rules, those of before where it does not state them."""
    return {
        **dict(season),
        "official_layers": _official_layers(season),
        "decimal_places": precision_of(season).places,
        "rounding": precision_of(season).rounding,
    }


def precision_of(season: Any) -> Precision:
    """How a season rounds; one that was opened before packs stated it goes by two places, half up."""
    places = PLACES if season["decimal_places"] is None else season["decimal_places"]
    return Precision(places, Rounding(season["rounding"] or Rounding.HALF_UP))


def _official_layers(season: Any) -> tuple[OfficialLayer, ...]:
    stated = season["official_layers"]
    return LAYERS_UNSTATED if stated is None else tuple(OfficialLayer(layer) for layer in orjson.loads(stated))


def explanation_of(row: Any, season: Any) -> ExplanationView:
    evidence = tuple(_evidence(each, season) for each in EVIDENCE.validate_json(row["evidence"]))
    return ExplanationView(version=row["version"], text=row["text"], evidence=evidence, **place_of(row))


def leaf_of(
    row: Any,
    stated: Sequence[Any],
    targets: Mapping[str, str],
    not_assigned: Sequence[str],
    season: Any,
    explanation: ExplanationView | None,
) -> LeafView:
    shape = shape_of(row)
    by_layer: dict[str, list[StatementView]] = {layer: [] for layer in Layer}
    for each in stated:
        by_layer[each["layer"]].append(statement_of(shape, each, season))
    return LeafView(
        **dict(shape),
        assigned=shape.leaf not in not_assigned,
        target=targets.get(shape.leaf),
        points=row["points"],
        own=next(iter(by_layer[Layer.SELF]), None),
        cross=tuple(by_layer[Layer.CROSS]),
        leader=next(iter(by_layer[Layer.LEADER]), None),
        explanation=explanation,
        field=next(iter(by_layer[Layer.FIELD]), None),
        board=next(iter(by_layer[Layer.BOARD]), None),
        council=next(iter(by_layer[Layer.COUNCIL]), None),
        official_layer=next((layer for layer in reversed(_official_layers(season)) if by_layer[layer]), None),
    )


def statement_of(leaf: Leaf, row: Any, season: Any) -> StatementView:
    stated = INPUT.validate_json(row["input"])
    return StatementView(
        peer=row["peer"],
        version=row["version"],
        input=stated,
        points=None if is_shared(leaf.rule) else leaf_points(leaf, [Entrant(stated)], precision_of(season))[0],
        reason=row["reason"],
        evidence=tuple(_evidence(each, season) for each in EVIDENCE.validate_json(row["evidence"])),
    )


def _evidence(evidence: Evidence, season: Any) -> EvidenceView:
    first, end = season["first_day"], season["end_day"]
    # Until registry has told of the season there are no days to compare with.
    return EvidenceView(**dict(evidence), outside_season=first is not None and is_outside(evidence, first, end))


def place_of(row: Any) -> dict[str, Any]:
    return {"log": row["log"], "position": row["position"], "time": row["recorded_at"], "actor": row["actor"]}
