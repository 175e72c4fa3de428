"""Registry's doors: which role may bring which command, and the streams that its decision reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from contracts.base import Contract, Fact
from infra.runtime.decisions import Context, Stream
from infra.runtime.doors import Door
from services.registry.cluster_commands import (
    CarryClusterOver,
    ChangeClusterMembers,
    FormCluster,
    RecogniseLeaders,
    SetLeaderRotation,
)
from services.registry.clusters import Cluster
from services.registry.commands import (
    AdoptDraftedRulePack,
    AdoptRulePack,
    ChangeRulePackFigure,
    Command,
    DraftRulePack,
    OpenSeason,
    RecordLegalDocument,
    SetBaseSalary,
)
from services.registry.councils import ChangeCouncil, Council, EndCouncil, FormCouncil, units_of
from services.registry.documents import SetDocumentValidity, SupersedeDocument
from services.registry.domain import (
    BASE_SALARY,
    CLUSTER,
    COUNCIL,
    DOCUMENT,
    FLAG,
    LEVEL_QUOTA,
    RULE_PACK,
    SEASON,
    UNIT,
    decide,
)
from services.registry.flags import HandOverRotatingFlag, RegisterRotatingFlag
from services.registry.quota_commands import SetClusterQuota, SetLevelQuota, ShareLevelQuota
from services.registry.quotas import LevelQuota, level_key
from services.registry.requirements import Document
from services.registry.rule_packs import Pack
from services.registry.shipped import SHIPPED
from services.registry.unit_doors import BOARD, UNIT_DOORS
from services.registry.work.doors import WORK_DOORS


def decide_with_shipped_packs(command: Command, context: Context[Any], *states: Any) -> Sequence[Fact]:
    """Decide knowing the packs that ship: this process's own files, so there is no read model to wait for."""
    return decide(command, replace(context, known=SHIPPED), *states)


def _door(
    command: type[Contract],
    streams: Callable[[Any], tuple[Stream, ...]],
    decided: Callable[..., Sequence[Fact]] = decide,
    edited: Callable[[Any, Any], int] | None = None,
    shared: Callable[[Any, Any], Stream | None] | None = None,
) -> Door:
    return Door(command=command, roles=BOARD, streams=streams, decide=decided, edited=edited, shared=shared)


def _leaderships(_: RecogniseLeaders, cluster: Cluster) -> int:
    return len(cluster.leaders)


def _quotas(_: SetClusterQuota, cluster: Cluster) -> int:
    return cluster.quotas_set


def _level_of(_: SetClusterQuota, cluster: Cluster) -> Stream | None:
    """The stream that counts the places of all clusters of the level, where the cluster is there."""
    return LEVEL_QUOTA.at(level_key(cluster.season, cluster.level)) if cluster.authority else None


def _level_quotas(_: SetLevelQuota, level: LevelQuota) -> int:
    return level.quotas_set


def _sharings(_: ShareLevelQuota, level: LevelQuota) -> int:
    return len(level.shared)


def _validities(_: SetDocumentValidity, document: Document) -> int:
    return document.validities


def _rotations(_: SetLeaderRotation, cluster: Cluster) -> int:
    return cluster.rotations_set


def _compositions(_: ChangeCouncil, council: Council) -> int:
    return len(council.seats)


def _packs_of_draft(c: DraftRulePack) -> tuple[Stream, ...]:
    """The pack itself, and the adopted one that it is copied from, where that is another."""
    own, copied = RULE_PACK.at(f"{c.authority}.{c.pack}"), c.copied_from
    return (own,) if copied.shipped or copied.pack == c.pack else (own, RULE_PACK.at(f"{c.authority}.{copied.pack}"))


def _draft_edits(_: Command, pack: Pack) -> int:
    return 0 if pack.draft is None else pack.edits


COMMANDS = (
    _door(RecordLegalDocument, lambda c: (DOCUMENT.at(c.document),)),
    _door(SetDocumentValidity, lambda c: (DOCUMENT.at(c.document),), edited=_validities),
    _door(SupersedeDocument, lambda c: (DOCUMENT.at(c.document), DOCUMENT.at(c.by))),
    _door(
        AdoptRulePack,
        lambda c: (RULE_PACK.at(f"{c.authority}.{c.pack}"), DOCUMENT.at(c.document)),
        decided=decide_with_shipped_packs,
    ),
    _door(DraftRulePack, _packs_of_draft, decided=decide_with_shipped_packs, edited=_draft_edits),
    _door(ChangeRulePackFigure, lambda c: (RULE_PACK.at(f"{c.authority}.{c.pack}"),), edited=_draft_edits),
    _door(
        AdoptDraftedRulePack,
        lambda c: (RULE_PACK.at(f"{c.authority}.{c.pack}"), DOCUMENT.at(c.document)),
        edited=_draft_edits,
    ),
    _door(SetBaseSalary, lambda c: (BASE_SALARY.at(c.authority), DOCUMENT.at(c.document))),
    *UNIT_DOORS,
    _door(OpenSeason, lambda c: (SEASON.at(c.season), RULE_PACK.at(f"{c.authority}.{c.pack}"))),
    _door(
        FormCluster,
        lambda c: (CLUSTER.at(c.cluster), SEASON.at(c.season), DOCUMENT.at(c.document), *map(UNIT.at, c.members)),
    ),
    _door(
        CarryClusterOver,
        lambda c: (
            CLUSTER.at(c.cluster),
            SEASON.at(c.season),
            DOCUMENT.at(c.document),
            CLUSTER.at(c.continues),
            *map(UNIT.at, c.members),
        ),
    ),
    _door(ChangeClusterMembers, lambda c: (CLUSTER.at(c.cluster), DOCUMENT.at(c.document), *map(UNIT.at, c.joined))),
    _door(SetLeaderRotation, lambda c: (CLUSTER.at(c.cluster), DOCUMENT.at(c.document)), edited=_rotations),
    _door(RecogniseLeaders, lambda c: (CLUSTER.at(c.cluster), DOCUMENT.at(c.document)), edited=_leaderships),
    _door(SetClusterQuota, lambda c: (CLUSTER.at(c.cluster), DOCUMENT.at(c.document)), edited=_quotas, shared=_level_of),
    _door(
        SetLevelQuota,
        lambda c: (LEVEL_QUOTA.at(level_key(c.season, c.level)), SEASON.at(c.season), DOCUMENT.at(c.document)),
        edited=_level_quotas,
    ),
    _door(
        ShareLevelQuota,
        lambda c: (
            LEVEL_QUOTA.at(level_key(c.season, c.level)),
            SEASON.at(c.season),
            DOCUMENT.at(c.document),
            *map(CLUSTER.at, c.clusters),
        ),
        edited=_sharings,
    ),
    _door(
        RegisterRotatingFlag,
        lambda c: (
            FLAG.at(c.flag),
            CLUSTER.at(c.cluster),
            DOCUMENT.at(c.document),
            *([UNIT.at(c.holder)] if c.holder else []),
        ),
    ),
    _door(
        HandOverRotatingFlag,
        lambda c: (
            FLAG.at(c.flag),
            CLUSTER.at(c.cluster),
            DOCUMENT.at(c.document),
            DOCUMENT.at(c.minutes),
            *map(UNIT.at, c.units),
        ),
    ),
    _door(
        FormCouncil,
        lambda c: (
            COUNCIL.at(c.council),
            DOCUMENT.at(c.document),
            *([CLUSTER.at(c.cluster)] if c.cluster else []),
            *map(UNIT.at, units_of(c)),
        ),
    ),
    _door(
        ChangeCouncil,
        lambda c: (COUNCIL.at(c.council), DOCUMENT.at(c.document), *map(UNIT.at, units_of(c))),
        edited=_compositions,
    ),
    _door(EndCouncil, lambda c: (COUNCIL.at(c.council), DOCUMENT.at(c.document))),
    *WORK_DOORS,
)
"""Board officers act, each for their own authority; units speak of the work around the season alone (work/doors.py)."""
