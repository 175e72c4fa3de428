"""Registry's doors: which role may bring which command, and the streams that its decision reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from contracts.base import Contract, Fact
from infra.runtime.decisions import Context, Role, Stream
from infra.runtime.doors import Door
from services.registry.commands import (
    AdoptRulePack,
    Command,
    DisqualifyUnit,
    FormCluster,
    LiftSuspension,
    OpenSeason,
    RecogniseLeaders,
    RecordLegalDocument,
    RecordStaffFigures,
    RegisterUnit,
    SetBaseSalary,
    SetClusterQuota,
    SuspendUnit,
)
from services.registry.domain import (
    BASE_SALARY,
    CLUSTER,
    DOCUMENT,
    RULE_PACK,
    SEASON,
    UNIT,
    Cluster,
    decide,
)
from services.registry.shipped import SHIPPED

BOARD = frozenset({Role.BOARD_OFFICER})


def decide_with_shipped_packs(command: Command, context: Context[Any], *states: Any) -> Sequence[Fact]:
    """Decide knowing the packs that ship: this process's own files, so there is no read model to wait for."""
    return decide(command, replace(context, known=SHIPPED), *states)


def _door(
    command: type[Contract],
    streams: Callable[[Any], tuple[Stream, ...]],
    decided: Callable[..., Sequence[Fact]] = decide,
    edited: Callable[[Any, Any], int] | None = None,
) -> Door:
    return Door(command=command, roles=BOARD, streams=streams, decide=decided, edited=edited)


def _leaderships(_: RecogniseLeaders, cluster: Cluster) -> int:
    return len(cluster.leaders)


def _quotas(_: SetClusterQuota, cluster: Cluster) -> int:
    return cluster.quotas_set


COMMANDS = (
    _door(RecordLegalDocument, lambda c: (DOCUMENT.at(c.document),)),
    _door(
        AdoptRulePack,
        lambda c: (RULE_PACK.at(f"{c.authority}.{c.pack}"), DOCUMENT.at(c.document)),
        decided=decide_with_shipped_packs,
    ),
    _door(SetBaseSalary, lambda c: (BASE_SALARY.at(c.authority), DOCUMENT.at(c.document))),
    _door(
        RegisterUnit,
        lambda c: (UNIT.at(c.unit), DOCUMENT.at(c.document), *([UNIT.at(c.parent)] if c.parent else [])),
    ),
    _door(RecordStaffFigures, lambda c: (UNIT.at(c.unit),)),
    _door(SuspendUnit, lambda c: (UNIT.at(c.unit), DOCUMENT.at(c.document))),
    _door(LiftSuspension, lambda c: (UNIT.at(c.unit), DOCUMENT.at(c.document))),
    _door(DisqualifyUnit, lambda c: (UNIT.at(c.unit), SEASON.at(c.season), DOCUMENT.at(c.document))),
    _door(OpenSeason, lambda c: (SEASON.at(c.season), RULE_PACK.at(f"{c.authority}.{c.pack}"))),
    _door(
        FormCluster,
        lambda c: (CLUSTER.at(c.cluster), SEASON.at(c.season), DOCUMENT.at(c.document), *map(UNIT.at, c.members)),
    ),
    _door(RecogniseLeaders, lambda c: (CLUSTER.at(c.cluster), DOCUMENT.at(c.document)), edited=_leaderships),
    _door(SetClusterQuota, lambda c: (CLUSTER.at(c.cluster), DOCUMENT.at(c.document)), edited=_quotas),
)
"""Board officers act, each for their own authority; nobody else changes the registry."""
