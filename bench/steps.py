"""Commands, and the queries that have to show what they did: in scoring, in registry, and in scoring what registry says."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bench.cluster import Largest, document_of
from bench.load import Step
from bench.registry import OFFICER, document, figures, unit
from contracts.scoring import Direct
from infra.runtime.doors import kebab
from tests.services.registry.conftest import World
from tests.services.scoring.cluster import HIGHER, QUALITATIVE, criterion
from tests.services.scoring.town import change, entry
from tests.services.voice import Voice
from tests.system import System

CLUSTERS, UNITS, GROUPS = 20, 9, 10
SHARED_EACH = 20
"""Each so manieth verification changes a leaf that is measured against the best, so that the whole cluster's points move."""
HOP_CLUSTERS = 10
FIRST_DAY = date(2023, 2, 15)


@dataclass
class Nine(Largest):
    """A cluster as the season has them: nine units, thirty leaves of three kinds."""

    units: tuple[uuid.UUID, ...] = field(default_factory=lambda: tuple(uuid.uuid4() for _ in range(UNITS)))

    def draft(self, **fields: Any) -> dict[str, Any]:
        direct = Direct(points_each=Decimal("0.1"))
        groups = []
        for n in range(1, GROUPS + 1):
            leaves = (
                criterion(f"{n}.1", "3", HIGHER),
                criterion(f"{n}.2", "3", direct),
                criterion(f"{n}.3", "4", QUALITATIVE),
            )
            groups.append(criterion(str(n), str(sum(leaf.maximum for leaf in leaves)), None, *leaves))
        return super().draft(**{"total": 100, "criteria": [document_of(group) for group in groups], **fields})

    def own(self, unit: uuid.UUID, entries: list[Any] | None = None) -> dict[str, Any]:
        leaves: list[Any] = []
        for n in range(1, GROUPS + 1):
            leaves += [entry(f"{n}.1", "actual", actual="100"), entry(f"{n}.2", "times", times=1)]
            leaves.append(entry(f"{n}.3", "met", met=True))
        return super().own(unit, entries or leaves)


def standings(system: System, count: int) -> list[Step]:
    """So many verifications in twenty clusters by their leaders, who then ask for the cluster's totals."""
    voice = Voice(system)
    towns = [Nine(system, voice) for _ in range(CLUSTERS)]
    url, tokens = system.processes["scoring"].url, []
    for town in towns:
        town.founded().closed()
        tokens.append(system.token("unit-officer", authority=town.authority, unit=town.leader))
    steps = []
    for number in range(count):
        turn, place = divmod(number, CLUSTERS)
        town, (version, unit_) = towns[place], divmod(turn, UNITS - 1)
        group = f"{1 + turn % GROUPS}"
        changed = change(f"{group}.2", "times", times=2 + turn % 25)
        if number % SHARED_EACH == turn % SHARED_EACH:
            changed = change(f"{group}.1", "actual", actual=f"{101 + turn}")
        body, path = town.changes(town.units[1 + unit_], changed), f"/scoresheets/{town.cluster}/totals"
        steps.append(Step(url, tokens[place], "verify-sheet", body, url, path, if_match=version))
    return steps


def rows(system: System, count: int, units: int = 200) -> list[Step]:
    """So many staff figures in registry, each with the unit's own row there."""
    board = system.client("registry", "board-officer", authority=OFFICER.authority)
    for command in (document(), *(unit(number) for number in range(units))):
        board.accepted(kebab(type(command).__name__), command)
    url, token = system.processes["registry"].url, system.token("board-officer", authority=OFFICER.authority)
    chance = random.Random(1)  # noqa: S311 - the same commands each time
    steps = []
    for _ in range(count):
        command = figures(chance.randrange(units), chance)
        name, body = kebab(type(command).__name__), command.model_dump(mode="json")
        steps.append(Step(url, token, name, body, url, f"/units/{command.unit}"))
    return steps


def hops(system: System, count: int) -> list[Step]:
    """So many recognitions of who leads a cluster, in registry, each with that cluster's agreement in scoring, which shows it."""
    world = World(system, OFFICER.authority)
    clusters = []
    for number in range(1, HOP_CLUSTERS + 1):
        members = [world.unit() for _ in range(UNITS)]
        clusters.append((world.a_cluster(number=number, members=members, valid_from=FIRST_DAY.isoformat()), members))
        world.tell("form-cluster", clusters[-1][0])
    url, asked = (system.processes[name].url for name in ("registry", "scoring"))
    token = system.token("board-officer", authority=world.authority)
    steps = []
    for number in range(count):
        turn, place = divmod(number, HOP_CLUSTERS)
        cluster, members = clusters[place]
        day = (FIRST_DAY + timedelta(days=turn)).isoformat()
        body = world.leaders(cluster["cluster"], *_turned(members, turn)[:2], valid_from=day)
        steps.append(Step(url, token, "recognise-leaders", body, asked, f"/agreements/{cluster['cluster']}", if_match=turn))
    return steps


def _turned(members: Sequence[str], turn: int) -> Sequence[str]:
    return [*members[turn % len(members) :], *members[: turn % len(members)]]
