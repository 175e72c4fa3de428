"""Queries that compute: why a unit's leaves have their points, what one changed input would do, what parts two scorecards.

The first two fold the cluster's season from the log as it stands now, as a decision does, and write nothing.
"""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import TypeAdapter, ValidationError

from contracts.scoring import Criterion, Input, MovedLeaf
from infra.runtime.errors import NotFound, Refusal
from infra.runtime.http import refuse_looking_back, runtime_of
from infra.runtime.paging import View
from services.scoring.agreement_queries import CRITERIA, OneVersion
from services.scoring.domain import SCORESHEET
from services.scoring.facts import QUERIES
from services.scoring.scorecard_diff import Difference, differences
from services.scoring.season import Scoresheet
from services.scoring.shortfall import shortfalls
from services.scoring.sight import At, Seen, Sight, sight
from services.scoring.what_if import what_if
from services.scoring.why import why

INPUT: TypeAdapter[Input] = TypeAdapter(Input)
Stated = Annotated[str, Query(max_length=300, description='the input, such as `{"kind": "actual", "actual": "120"}`')]
LeafQuery = Annotated[str, Query(max_length=80, pattern=r"^[0-9A-Za-z.]+$", description="a leaf's code")]
Against = Annotated[int, Query(ge=1, le=10**9, description="the other version")]
router = APIRouter()


class NoInput(Refusal):
    """What is asked about is no input of a leaf."""

    code = "no-input"
    vi = "Số liệu giả định không hợp lệ. Hãy nêu như trên phiếu, ví dụ {example}."
    en = "This is no input. State it as a sheet does, such as {example}."


class WhyView(View):
    """Why a leaf has its points: `formula` with the numbers put in, `exact` the quotient before its one rounding.

    `best_unit` is whose figure set the best, its `best_excess` (e_best) with a target, `best_actual` without one.
    """

    leaf: str
    title: str
    maximum: Decimal
    rule: str | None
    formula: str | None
    exact: str | None
    points: Decimal | None
    actual: Decimal | None
    target: Decimal | None
    excess: str | None
    best_excess: str | None
    best_actual: Decimal | None
    best_unit: UUID | None
    vi: str
    en: str


class WhySheet(View):
    """Every leaf of a unit's sheet explained; one without an official input has no points, which is not 0."""

    cluster: UUID
    unit: UUID
    leaves: tuple[WhyView, ...]


class Supposed(View):
    """What one unit would have: its total before and after, the leaves that would move, and its group points then."""

    unit: UUID
    name: str | None
    before: Decimal | None
    after: Decimal | None
    difference: Decimal | None
    leaves: tuple[MovedLeaf, ...]
    groups: tuple[Decimal, ...] = ()


class ShortfallLeaf(View):
    """A leaf on which the unit has not all points; `worth` is what the missing ones would add to its total.

    Without points it has no official input yet.
    """

    leaf: str
    title: str
    group: int
    maximum: Decimal
    points: Decimal | None
    missing: Decimal
    worth: Decimal


class ShortfallView(View):
    """Where a unit's points are missing, most first; the sum is that of the sheet, before it is scaled."""

    cluster: UUID
    unit: UUID
    total: Decimal | None
    missing: Decimal
    leaves: tuple[ShortfallLeaf, ...]


class WhatIfView(View):
    """What a changed input would do to the cluster; of the units whose sheets the caller may see. Nothing is written."""

    cluster: UUID
    unit: UUID
    leaf: str
    units: tuple[Supposed, ...]


class ChangedCriterion(View):
    """One criterion that differs; `fields` are those that do."""

    code: str
    difference: Difference
    fields: tuple[str, ...]
    before: Criterion | None
    after: Criterion | None


class ScorecardDifference(View):
    """What parts a version of a scorecard from another version, or from that of another cluster."""

    cluster: UUID
    version: int
    against_cluster: UUID
    against: int
    total_before: int
    total_after: int
    changes: tuple[ChangedCriterion, ...]


@router.get("/scoresheets/{cluster}/units/{unit}/why", tags=["scoresheets"])
async def why_points(request: Request, at: At, seen: Seen, cluster: UUID, unit: UUID) -> WhySheet:
    """Why each leaf of a unit has its points: the formula with the numbers put in, in Vietnamese and English."""
    seen.require(unit)
    season, names = await _folded(request, cluster), await _names(at, seen, cluster)
    if unit not in season.members:
        raise NotFound(what="scoresheet")
    return WhySheet(cluster=cluster, unit=unit, leaves=tuple(_why(season, unit, code, names) for code in season.leaves))


def _why(season: Scoresheet, unit: UUID, code: str, names: dict[UUID, str]) -> WhyView:
    leaf = season.leaves[code]
    found = why(season, unit, leaf, names)
    if found is not None:
        return WhyView(leaf=code, title=leaf.title, maximum=leaf.maximum, **asdict(found))
    is_free = code in season.members[unit].not_assigned
    vi, en = ("Không phân công", "Not assigned") if is_free else ("Chưa có số liệu", "No figure yet")
    nothing: dict[str, Any] = dict.fromkeys(set(WhyView.model_fields) - {"leaf", "title", "maximum", "vi", "en"})
    return WhyView(leaf=code, title=leaf.title, maximum=leaf.maximum, vi=vi, en=en, **nothing)


@router.get("/scoresheets/{cluster}/units/{unit}/what-if", tags=["scoresheets"])
async def what_if_changed(
    request: Request, at: At, seen: Seen, cluster: UUID, unit: UUID, leaf: LeafQuery, stated: Stated
) -> WhatIfView:
    """What one changed input would do to the points and totals of the cluster."""
    seen.require(unit)
    season, names = await _folded(request, cluster), await _names(at, seen, cluster)
    try:
        supposed = INPUT.validate_json(stated)
    except ValidationError:
        raise NoInput(example='{"kind": "actual", "actual": "120"}') from None
    moved = {fact.unit: fact for fact in what_if(season, cluster, unit, leaf, supposed)}
    visible = [each for each in season.members if seen.units is None or each in seen.units]
    units = []
    for each in visible:
        before = season.sheet(each).total
        after = moved[each].total if each in moved else before
        difference = None if before is None or after is None else after - before
        leaves = moved[each].leaves if each in moved else ()
        groups = moved[each].groups if each in moved else season.sheet(each).groups
        said = {"before": before, "after": after, "difference": difference, "leaves": leaves, "groups": groups}
        units.append(Supposed(unit=each, name=names.get(each), **said))
    return WhatIfView(cluster=cluster, unit=unit, leaf=leaf, units=tuple(units))


@router.get("/scoresheets/{cluster}/units/{unit}/shortfall", tags=["scoresheets"])
async def missing_points(request: Request, _: At, seen: Seen, cluster: UUID, unit: UUID) -> ShortfallView:
    """Where a unit's points are missing: each leaf's maximum less its points, and what that is worth in the total."""
    seen.require(unit)
    season = await _folded(request, cluster)
    if unit not in season.members:
        raise NotFound(what="scoresheet")
    leaves = tuple(
        ShortfallLeaf(
            **{name: getattr(each.leaf, name) for name in ("leaf", "title", "group", "maximum")},
            **{name: getattr(each, name) for name in ("points", "missing", "worth")},
        )
        for each in shortfalls(season, unit)
    )
    missing = sum((leaf.missing for leaf in leaves), Decimal(0))
    return ShortfallView(cluster=cluster, unit=unit, total=season.sheet(unit).total, missing=missing, leaves=leaves)


@router.get("/agreements/{cluster}/versions/{version}/diff", tags=["agreements"])
async def scorecard_difference(
    request: Request,
    at: At,
    _: Seen,
    cluster: UUID,
    version: OneVersion,
    against: Against,
    of: UUID | None = None,
) -> ScorecardDifference:
    """What parts a version from version `against` of the same cluster, or of the cluster `of`, such as last year's."""
    other = of or cluster
    await sight(request, at, other)
    after = await QUERIES.scorecard_by_version(at.conn, cluster=cluster, version=version)
    before = await QUERIES.scorecard_by_version(at.conn, cluster=other, version=against)
    if after is None or before is None:
        raise NotFound(what="version of this scorecard")
    old, new = (CRITERIA.validate_json(row["criteria"]) for row in (before, after))
    return ScorecardDifference(
        cluster=cluster,
        version=version,
        against_cluster=other,
        against=against,
        total_before=before["total"],
        total_after=after["total"],
        changes=tuple(ChangedCriterion(**_fields(each)) for each in differences(old, new)),
    )


def _fields(changed: Any) -> dict[str, Any]:
    return {name: getattr(changed, name) for name in changed.__slots__}


async def _folded(request: Request, cluster: UUID) -> Scoresheet:
    refuse_looking_back(request)
    season = await runtime_of(request).decider.state_of(SCORESHEET.at(cluster))
    assert isinstance(season, Scoresheet)
    return season


async def _names(at: At, seen: Sight, cluster: UUID) -> dict[UUID, str]:
    rows = await QUERIES.parties(at.conn, cluster=cluster, day=seen.day)
    return {row["unit"]: row["name"] for row in rows if row["name"]}
