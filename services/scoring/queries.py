"""Scoring's queries. The managing authority's board, auditors and council see all of its clusters; a unit's officer sees
the own sheet and those the unit cross-scores, the first deputy's also the leader's, the leader's all of the cluster.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, get_args
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as InPath
from pydantic import TypeAdapter

from contracts.base import VIETNAM
from contracts.rules import OfficialLayer, Rounding
from contracts.scoring import (
    Criterion,
    CrossSheetSubmitted,
    Evidence,
    Input,
    Layer,
    Leaf,
    LeafRule,
    LedgerSums,
    ReopenedSheet,
    SelfSheetSubmitted,
    UnitScoreChanged,
)
from infra.runtime.chain import FactView, NextLink, Summary
from infra.runtime.decisions import Role
from infra.runtime.errors import NotFound
from infra.runtime.http import Reading, reading, runtime_of
from infra.runtime.paging import Listing, Page, Paged
from services.scoring.evidence_rules import is_outside
from services.scoring.facts import QUERIES, read_cluster
from services.scoring.known import ClusterFacts
from services.scoring.ledger import LedgerFact
from services.scoring.points import PLACES, Entrant, is_shared, leaf_points
from services.scoring.season import LAYERS_UNSTATED, Phase
from services.scoring.views import (
    AfterLockView,
    AgreementSummary,
    AgreementView,
    CauseView,
    DepartmentView,
    EvidenceView,
    ExplanationView,
    Facts,
    HandedIn,
    LateMove,
    LayerView,
    LeafChain,
    LeafView,
    LockedView,
    LockView,
    MoveFact,
    PartyView,
    PeerProgress,
    ProgressView,
    ReopeningView,
    ScorecardVersion,
    ScorecardView,
    ScoresheetSummary,
    SheetView,
    SignatureView,
    StatedFact,
    StatementView,
    SumsView,
    TotalsView,
    Verified,
)

INSIDERS = frozenset({Role.BOARD_OFFICER, Role.AUDITOR, Role.COUNCIL_MEMBER})
CRITERIA = TypeAdapter(tuple[Criterion, ...])
EVIDENCE = TypeAdapter(tuple[Evidence, ...])
INPUT: TypeAdapter[Input] = TypeAdapter(Input)
SHEETS = TypeAdapter(tuple[ReopenedSheet, ...])
RULE: TypeAdapter[LeafRule] = TypeAdapter(LeafRule)
BY_LEAF = [
    *(kind.type for kind in (SelfSheetSubmitted, CrossSheetSubmitted, UnitScoreChanged)),
    *(kind.type for kind in get_args(LedgerFact)),
]
"""Events that say something of single leaves, or of none (the ledger's); the others concern a sheet or a cluster as a whole."""

At = Annotated[Reading, Depends(reading(*INSIDERS, Role.UNIT_OFFICER, Role.LINE_OFFICER))]
Season = Annotated[str | None, Query(max_length=70, pattern=r"^[^\x00-\x1f\x7f]*$")]
OneVersion = Annotated[int, InPath(ge=1, le=10**9)]
OneLeaf = Annotated[str | None, Query(max_length=80, pattern=r"^[0-9A-Za-z.]*$", description="a leaf's code")]
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Sight:
    """What a caller may see of one cluster; `units` is None for all of its sheets. `today` is the day asked from."""

    facts: ClusterFacts
    leader: UUID | None
    first_deputy: UUID | None
    units: frozenset[UUID] | None
    today: date

    def require(self, unit: UUID) -> None:
        if unit not in self.facts.members or (self.units is not None and unit not in self.units):
            raise NotFound(what="unit in this cluster")


async def sight(request: Request, at: At, cluster: UUID) -> Sight:
    """What the caller may see of the cluster named in the path.

    Raises:
        NotFound: there is no such cluster, or the caller has nothing to do with it.
    """
    facts = await read_cluster(at.conn, cluster)
    if facts is None:
        raise NotFound(what="cluster")
    today = (at.known_on or runtime_of(request).clock.now()).astimezone(VIETNAM).date()
    leader, first_deputy = facts.leader_on(today), facts.first_deputy_on(today)
    caller = at.caller
    if caller.authority == facts.authority and caller.roles & INSIDERS:
        return Sight(facts, leader, first_deputy, None, today)
    if caller.unit is not None and Role.LINE_OFFICER in caller.roles and await _may_score(at, cluster, caller.unit):
        return Sight(facts, leader, first_deputy, None, today)
    if Role.UNIT_OFFICER not in caller.roles or caller.unit is None or caller.unit not in facts.members:
        raise NotFound(what="cluster")
    if caller.unit == leader:
        return Sight(facts, leader, first_deputy, None, today)
    scored = {row["unit"] for row in await QUERIES.peers_with(at.conn, cluster=cluster, peer=caller.unit)}
    verified = {leader} if leader and caller.unit == first_deputy else set()
    return Sight(facts, leader, first_deputy, frozenset({caller.unit} | scored | verified), today)


async def _may_score(at: Reading, cluster: UUID, department: UUID) -> bool:
    rows = await QUERIES.departments_of(at.conn, cluster=cluster)
    return any(row["department"] == department and orjson.loads(row["branches"]) for row in rows)


Seen = Annotated[Sight, Depends(sight)]


@router.get("/agreements", tags=["agreements"])
async def agreements(at: At, page: Paged, season: Season = None) -> Listing[AgreementSummary]:
    """Clusters and how far their agreements have come, by season, level and number."""
    rows = await QUERIES.agreements(at.conn, **of(at, page), season=season)
    return page.listing(rows, _view(AgreementSummary))


@router.get("/agreements/{cluster}", tags=["agreements"])
async def agreement(at: At, seen: Seen, cluster: UUID) -> AgreementView:
    """One cluster's agreement: the tree, the targets, the digest, and who has signed."""
    row = await QUERIES.agreement_by_cluster(at.conn, cluster=cluster)
    card = await QUERIES.scorecard_by_version(at.conn, cluster=cluster, version=row["version"])
    versions = await QUERIES.scorecard_versions(at.conn, cluster=cluster)
    parties = await QUERIES.parties(at.conn, cluster=cluster)
    return AgreementView(
        **dict(row),
        leader=seen.leader,
        first_deputy=seen.first_deputy,
        scorecard=None if card is None else _scorecard(card),
        versions=tuple(ScorecardVersion(**dict(each)) for each in versions),
        parties=tuple(_party(each) for each in parties),
    )


@router.get("/agreements/{cluster}/versions/{version}", tags=["agreements"])
async def scorecard_version(at: At, _: Seen, cluster: UUID, version: OneVersion) -> ScorecardView:
    """One version of a cluster's scorecard, with its tree."""
    row = await QUERIES.scorecard_by_version(at.conn, cluster=cluster, version=version)
    if row is None:
        raise NotFound(what="version of this scorecard")
    return _scorecard(row)


@router.get("/scoresheets", tags=["scoresheets"])
async def scoresheets(at: At, page: Paged, season: Season = None, phase: Phase | None = None) -> Listing[ScoresheetSummary]:
    """Clusters whose scoring has begun, by season, level and number."""
    department = at.caller.unit if Role.LINE_OFFICER in at.caller.roles else None
    rows = await QUERIES.scoresheets(at.conn, **of(at, page), season=season, phase=phase, department=department)
    return page.listing(rows, _view(ScoresheetSummary))


@router.get("/scoresheets/{cluster}/progress", tags=["scoresheets"])
async def progress(at: At, seen: Seen, page: Paged, cluster: UUID) -> Listing[ProgressView]:
    """Who has handed in what, in roll order: of the units whose sheets the caller may see."""
    rows = await QUERIES.progress(at.conn, **within(seen, page), cluster=cluster, today=seen.today)
    return page.listing(rows, _progress)


@router.get("/scoresheets/{cluster}/totals", tags=["scoresheets"])
async def totals(at: At, seen: Seen, page: Paged, cluster: UUID) -> Listing[TotalsView]:
    """The totals in roll order: of the units whose sheets the caller may see. Who comes first is for ranking to say."""
    rows = await QUERIES.totals(at.conn, **within(seen, page), cluster=cluster, today=seen.today)
    return page.listing(rows, _totals)


@router.get("/scoresheets/{cluster}/units/{unit}", tags=["scoresheets"])
async def unit_sheet(at: At, seen: Seen, cluster: UUID, unit: UUID) -> SheetView:
    """A unit's scoresheet: every layer of every leaf side by side, with reasons, evidence and official points."""
    seen.require(unit)
    season = await QUERIES.scoresheet_by_cluster(at.conn, cluster=cluster)
    member = await QUERIES.member_by_unit(at.conn, cluster=cluster, unit=unit, today=seen.today)
    if season is None or member is None:
        raise NotFound(what="scoresheet")
    rows = await QUERIES.leaves(at.conn, cluster=cluster, unit=unit, leaf=None)
    by_leaf: dict[str, list[Any]] = {row["leaf"]: [] for row in rows}
    for stated in await QUERIES.statements(at.conn, cluster=cluster, unit=unit):
        by_leaf[stated["leaf"]].append(stated)
    targets, not_assigned = orjson.loads(member["targets"]), orjson.loads(member["not_assigned"])
    said = await QUERIES.explanation_of(at.conn, cluster=cluster, unit=unit)
    explanations = {row["leaf"]: _explanation(row, season) for row in said}
    return SheetView(
        **{**_rules(season), **{name: member[name] for name in ("unit", "name", "code", "signed", "left_out", "suspended")}},
        layers=tuple(_layer(row) for row in await QUERIES.layers(at.conn, cluster=cluster, unit=unit)),
        leaves=tuple(
            _leaf(row, by_leaf[row["leaf"]], targets, not_assigned, season, explanations.get(row["leaf"])) for row in rows
        ),
        sums=_sums(member),
        locked=_locked(member),
    )


@router.get("/scoresheets/{cluster}/units/{unit}/facts", tags=["scoresheets"])
async def unit_facts(
    request: Request,
    at: At,
    seen: Seen,
    page: Paged,
    cluster: UUID,
    unit: UUID,
    leaf: OneLeaf = None,
) -> Facts:
    """What stands behind a unit's points, each event with its place in the log; `leaf` narrows it to one leaf."""
    seen.require(unit)
    url = runtime_of(request).settings.url_of
    chain = None if leaf is None else await _leaf_chain(at, url("registry"), url("scoring"), cluster, unit, leaf)
    rows = await QUERIES.unit_facts(
        at.conn, cluster=cluster, unit=unit, leaf=leaf, by_leaf=BY_LEAF, after=page.after_key, rows=page.rows
    )
    cut = page.listing(rows, _fact)
    registry = f"{url('registry')}/clusters/{cluster}/facts?unit={unit}"
    return Facts(
        service="scoring",
        facts=cut.items,
        leaf=chain,
        next=(NextLink(service="registry", href=registry),),
        more=cut.next,
    )


async def _leaf_chain(at: Reading, registry: str, scoring: str, cluster: UUID, unit: UUID, leaf: str) -> LeafChain:
    found = await QUERIES.leaves(at.conn, cluster=cluster, unit=unit, leaf=leaf)
    season = await QUERIES.scoresheet_by_cluster(at.conn, cluster=cluster)
    if not found or season is None:
        raise NotFound(what="leaf on this scorecard")
    shape = _shape(found[0])
    stated = await QUERIES.leaf_statements(at.conn, cluster=cluster, unit=unit, leaf=leaf)
    moves = await QUERIES.leaf_moves(at.conn, cluster=cluster, unit=unit, leaf=leaf)
    return LeafChain(
        **dict(shape),
        points=found[0]["points"],
        statements=tuple(
            StatedFact(
                **{**dict(_statement(shape, row, season)), "layer": Layer(row["layer"])},
                **_place(row),
                href=f"{registry}/people/{row['actor']}",
            )
            for row in stated
        ),
        moves=tuple(_move(row, scoring, cluster, leaf) for row in moves),
    )


@router.get("/scoresheets/{cluster}/departments", tags=["scoresheets"])
async def departments(at: At, _: Seen, cluster: UUID) -> tuple[DepartmentView, ...]:
    """The line departments that score in a cluster, and which branches and leaves are theirs."""
    rows = await QUERIES.departments_of(at.conn, cluster=cluster)
    return tuple(
        DepartmentView(**{**dict(row), "branches": orjson.loads(row["branches"])}, time=row["recorded_at"]) for row in rows
    )


def _department(row: Any) -> DepartmentView:
    return DepartmentView(**{**dict(row), "branches": orjson.loads(row["branches"])}, time=row["recorded_at"])


@router.get("/scoresheets/{cluster}/after-lock", tags=["scoresheets"])
async def after_lock(at: At, seen: Seen, page: Paged, cluster: UUID) -> AfterLockView:
    """What happened after the first lock: each reopening, each lock, and whose points moved, when, by whom and why."""
    season = await QUERIES.scoresheet_by_cluster(at.conn, cluster=cluster)
    if season is None:
        raise NotFound(what="scoresheet")
    cut = page.listing(await QUERIES.moves_after_lock(at.conn, **within(seen, page), cluster=cluster), _late_move)
    return AfterLockView(
        cluster=cluster,
        phase=season["phase"],
        locks=tuple(LockView(**dict(row), time=row["locked_at"]) for row in await QUERIES.locks(at.conn, cluster=cluster)),
        reopenings=tuple(_reopening(row) for row in await QUERIES.reopenings(at.conn, cluster=cluster)),
        moves=cut.items,
        next=cut.next,
    )


def _late_move(row: Any) -> LateMove:
    return LateMove(**dict(row), time=row["recorded_at"])


def _reopening(row: Any) -> ReopeningView:
    return ReopeningView(**{**dict(row), "sheets": SHEETS.validate_json(row["sheets"])}, time=row["recorded_at"])


def of(at: Reading, page: Page) -> dict[str, Any]:
    caller = at.caller
    own = caller.unit if Role.UNIT_OFFICER in caller.roles else None
    return {
        "authority": caller.authority,
        "whole": bool(caller.roles & INSIDERS),
        "unit": own,
        "after": page.after_key,
        "rows": page.rows,
    }


def within(seen: Sight, page: Page) -> dict[str, Any]:
    units = None if seen.units is None else sorted(seen.units)
    return {"units": units, "after": page.after_key, "rows": page.rows}


def _view(view: Any) -> Any:
    return lambda row: view(**dict(row))


def _scorecard(row: Any) -> ScorecardView:
    return ScorecardView(**{**dict(row), "criteria": CRITERIA.validate_json(row["criteria"])})


def _party(row: Any) -> PartyView:
    signature = None
    if row["signed_version"] is not None:
        signature = SignatureView(
            version=row["signed_version"],
            digest=row["signed_digest"],
            signed_at=row["signed_at"],
            signed_by=row["signed_by"],
        )
    aims = {name: orjson.loads(row[name]) for name in ("targets", "not_assigned")}
    return PartyView(**{**dict(row), **aims}, signature=signature)


def _progress(row: Any) -> ProgressView:
    own, led, board = row["own_version"], row["leader_version"], row["board_version"]
    return ProgressView(
        **dict(row) | {"peers": tuple(PeerProgress(**each) for each in orjson.loads(row["peers"]))},
        own=HandedIn(version=own, at=row["own_at"]) if own else None,
        verification=Verified(version=led, at=row["leader_at"], verifier=row["verifier"]) if led else None,
        appraisal=HandedIn(version=board, at=row["board_at"]) if board else None,
    )


def _totals(row: Any) -> TotalsView:
    return TotalsView(**dict(row), sums=_sums(row), locked=_locked(row))


def _sums(row: Any) -> SumsView | None:
    if row["raw"] is None:
        return None
    ledger = None if row["ledger"] is None else LedgerSums.model_validate_json(row["ledger"])
    # `total` is that of the sheet, also where the lock left the unit without one.
    total = row["scaled"] + row["plus_minus"] + (ledger.points if ledger else 0)
    return SumsView(**dict(row) | {"groups": orjson.loads(row["groups"]), "ledger": ledger, "total": total})


def _locked(row: Any) -> LockedView | None:
    return None if row["complete"] is None else LockedView(**dict(row))


def _layer(row: Any) -> LayerView:
    return LayerView(**dict(row), time=row["recorded_at"])


def _shape(row: Any) -> Leaf:
    rule = RULE.validate_json(row["rule"])
    return Leaf(leaf=row["leaf"], group=row["grp"], title=row["title"], maximum=row["maximum"], rule=rule)


def _rules(season: Any) -> dict[str, Any]:
    """A season's row with its rules, those of before where it does not state them."""
    return {
        **dict(season),
        "official_layers": _official_layers(season),
        "decimal_places": PLACES if season["decimal_places"] is None else season["decimal_places"],
        "rounding": Rounding(season["rounding"] or Rounding.HALF_UP),
    }


def _official_layers(season: Any) -> tuple[OfficialLayer, ...]:
    stated = season["official_layers"]
    return LAYERS_UNSTATED if stated is None else tuple(OfficialLayer(layer) for layer in orjson.loads(stated))


def _explanation(row: Any, season: Any) -> ExplanationView:
    evidence = tuple(_evidence(each, season) for each in EVIDENCE.validate_json(row["evidence"]))
    return ExplanationView(version=row["version"], text=row["text"], evidence=evidence, **_place(row))


def _leaf(
    row: Any,
    stated: Sequence[Any],
    targets: Mapping[str, str],
    not_assigned: Sequence[str],
    season: Any,
    explanation: ExplanationView | None,
) -> LeafView:
    shape = _shape(row)
    by_layer: dict[str, list[StatementView]] = {layer: [] for layer in Layer}
    for each in stated:
        by_layer[each["layer"]].append(_statement(shape, each, season))
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


def _statement(leaf: Leaf, row: Any, season: Any) -> StatementView:
    stated = INPUT.validate_json(row["input"])
    return StatementView(
        peer=row["peer"],
        version=row["version"],
        input=stated,
        points=None if is_shared(leaf.rule) else leaf_points(leaf, [Entrant(stated)])[0],
        reason=row["reason"],
        evidence=tuple(_evidence(each, season) for each in EVIDENCE.validate_json(row["evidence"])),
    )


def _evidence(evidence: Evidence, season: Any) -> EvidenceView:
    first, end = season["first_day"], season["end_day"]
    # Until registry has told of the season there are no days to compare with.
    return EvidenceView(**dict(evidence), outside_season=first is not None and is_outside(evidence, first, end))


def _fact(row: Any) -> FactView:
    return FactView(
        **dict(row),
        time=row["recorded_at"],
        effective=row["effective_at"],
        summary=Summary(vi=row["summary_vi"], en=row["summary_en"]),
    )


def _place(row: Any) -> dict[str, Any]:
    return {"log": row["log"], "position": row["position"], "time": row["recorded_at"], "actor": row["actor"]}


def _move(row: Any, scoring: str, cluster: UUID, leaf: str) -> MoveFact:
    cause = CauseView(
        unit=row["cause_unit"],
        layer=row["cause_layer"],
        version=row["cause_version"],
        href=f"{scoring}/scoresheets/{cluster}/units/{row['cause_unit']}/facts?leaf={leaf}",
    )
    return MoveFact(old=row["old"], new=row["new"], cause=cause, **_place(row))
