"""Where scoring of one cluster looks lenient, for those who supervise it: thresholds, figures, and which leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Request
from pydantic import TypeAdapter

from contracts.rules import NotAssigned, ScoringRules
from contracts.scoring import Input, Layer, Leaf, LeafRule, Member
from infra.runtime.errors import NotFound
from infra.runtime.http import Reading, reading
from infra.runtime.paging import View
from infra.runtime.sql import queries_of
from services.scoring.facts import QUERIES, read_cluster
from services.scoring.leniency import LeafChange, Raise, Sheets, Thresholds, leniency
from services.scoring.shown import precision_of
from services.scoring.sight import INSIDERS, called_on, day_of

OWN = queries_of(Path(__file__).parent / "leniency.sql")
INPUT: TypeAdapter[Input] = TypeAdapter(Input)
RULE: TypeAdapter[LeafRule] = TypeAdapter(LeafRule)
FIGURES = ("full_marks_percent", "raise_percent", "one_way_percent", "changes_min")

Inside = Annotated[Reading, Depends(reading(*INSIDERS))]
router = APIRouter()


class ThresholdsView(View):
    full_marks_percent: int
    raise_percent: int
    one_way_percent: int
    changes_min: int


class FullMarksView(View):
    """A peer gave the maximum on `full` of `leaves` leaves; `others` are those where it did not."""

    peer: UUID
    unit: UUID
    full: int
    leaves: int
    others: tuple[str, ...]


class RaiseView(View):
    by: UUID
    of: UUID
    peers_total: Decimal
    leaders_total: Decimal
    points: Decimal


class MutualRaiseView(View):
    """Two units that score each other above the leader's value."""

    one: RaiseView
    other: RaiseView


class LeafChangeView(View):
    unit: UUID
    leaf: str
    own: Decimal
    verified: Decimal


class OneWayView(View):
    """A verifier whose changes go one way, with every one of them."""

    verifier: UUID
    raised: int
    lowered: int
    changes: tuple[LeafChangeView, ...]


class LeniencyView(View):
    """Signs of leniency (dĩ hòa vi quý): to look at, never a sanction.

    `not_stated` are the figures that the season's pack lacks; nothing is reported then, because nothing is assumed.
    """

    cluster: UUID
    thresholds: ThresholdsView | None
    not_stated: tuple[str, ...]
    names: dict[UUID, str | None]
    full_marks: tuple[FullMarksView, ...]
    mutual_raises: tuple[MutualRaiseView, ...]
    one_way: tuple[OneWayView, ...]


@router.get("/scoresheets/{cluster}/leniency", tags=["scoresheets"])
async def lenient_scoring(request: Request, at: Inside, cluster: UUID) -> LeniencyView:
    """Peers who give the maximum nearly everywhere, units that raise each other, verifiers whose changes go one way."""
    facts = await read_cluster(at.conn, cluster)
    season = await QUERIES.scoresheet_by_cluster(at.conn, cluster=cluster)
    if facts is None or season is None or facts.authority != at.caller.authority:
        raise NotFound(what="scoresheet")
    members = await OWN.competitors(at.conn, cluster=cluster, day=called_on(facts, day_of(request, at)))
    frame = {"cluster": cluster, "names": {row["unit"]: row["name"] for row in members}}
    thresholds, not_stated = _thresholds(facts.rules)
    if thresholds is None:
        empty = dict.fromkeys(("full_marks", "mutual_raises", "one_way"), ())
        return LeniencyView(**frame, thresholds=None, not_stated=not_stated, **empty)
    found = leniency(await _sheets(at, cluster, season, members), thresholds)
    return LeniencyView(
        **frame,
        thresholds=ThresholdsView(**{name: getattr(thresholds, name) for name in FIGURES}),
        not_stated=(),
        full_marks=tuple(
            FullMarksView(peer=each.peer, unit=each.unit, full=each.full, leaves=each.leaves, others=each.others)
            for each in found.full_marks
        ),
        mutual_raises=tuple(MutualRaiseView(one=_raise(each.one), other=_raise(each.other)) for each in found.mutual_raises),
        one_way=tuple(
            OneWayView(
                verifier=each.verifier,
                raised=each.raised,
                lowered=each.lowered,
                changes=tuple(_change(change) for change in each.changes),
            )
            for each in found.one_way
        ),
    )


def _thresholds(rules: ScoringRules) -> tuple[Thresholds | None, tuple[str, ...]]:
    stated = {name: getattr(rules, f"lenient_{name}") for name in FIGURES}
    lacking = tuple(f"scoring.lenient_{name}" for name, figure in stated.items() if figure is None)
    return (None, lacking) if lacking else (Thresholds(**stated), ())


async def _sheets(at: Reading, cluster: UUID, season: Any, members: list[Any]) -> Sheets:
    own: dict[UUID, dict[str, Input]] = defaultdict(dict)
    cross: dict[tuple[UUID, UUID], dict[str, Input]] = defaultdict(dict)
    changed: dict[UUID, dict[str, Input]] = defaultdict(dict)
    for row in await OWN.scored_by(at.conn, cluster=cluster):
        stated = INPUT.validate_json(row["input"])
        match Layer(row["layer"]):
            case Layer.SELF:
                own[row["unit"]][row["leaf"]] = stated
            case Layer.CROSS:
                cross[row["peer"], row["unit"]][row["leaf"]] = stated
            case _:
                changed[row["unit"]][row["leaf"]] = stated
    leaves = await QUERIES.leaves(at.conn, cluster=cluster, unit=members[0]["unit"], leaf=None)
    return Sheets(
        leaves=tuple(_leaf(row) for row in leaves),
        members={row["unit"]: _member(row) for row in members},
        scale=season["total"],
        not_assigned=NotAssigned(season["not_assigned_rule"]),
        own=own,
        cross=cross,
        changed=changed,
        verifiers={row["unit"]: row["verifier"] for row in await OWN.verifiers(at.conn, cluster=cluster)},
        left_out=frozenset(row["unit"] for row in members if row["left_out"]),
        precision=precision_of(season),
    )


def _leaf(row: Any) -> Leaf:
    rule = RULE.validate_json(row["rule"])
    return Leaf(leaf=row["leaf"], group=row["grp"], title=row["title"], maximum=row["maximum"], rule=rule)


def _member(row: Any) -> Member:
    targets: Mapping[str, str] = orjson.loads(row["targets"])
    return Member(
        unit=row["unit"],
        signed=row["signed"],
        targets={leaf: Decimal(figure) for leaf, figure in targets.items()},
        not_assigned=tuple(orjson.loads(row["not_assigned"])),
    )


def _raise(found: Raise) -> RaiseView:
    return RaiseView(
        by=found.by, of=found.of, peers_total=found.peers_total, leaders_total=found.leaders_total, points=found.points
    )


def _change(found: LeafChange) -> LeafChangeView:
    return LeafChangeView(unit=found.unit, leaf=found.leaf, own=found.own, verified=found.verified)
