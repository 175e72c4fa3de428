"""Who may see what. The managing authority's board, auditors and council see all of its clusters; a unit's officer sees the own
sheet and those the unit cross-scores, the first deputy's also the leader's, the leader's all of the cluster.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import Depends, Query, Request

from contracts.base import VIETNAM
from infra.runtime.decisions import Role
from infra.runtime.errors import NotFound
from infra.runtime.http import Reading, reading, runtime_of
from infra.runtime.paging import Page
from services.scoring.facts import QUERIES, read_cluster
from services.scoring.known import ClusterFacts

ONE_DAY = timedelta(days=1)
INSIDERS = frozenset({Role.BOARD_OFFICER, Role.AUDITOR, Role.COUNCIL_MEMBER})
At = Annotated[Reading, Depends(reading(*INSIDERS, Role.UNIT_OFFICER, Role.LINE_OFFICER))]
Season = Annotated[str | None, Query(max_length=70, pattern=r"^[^\x00-\x1f\x7f]*$")]


@dataclass(frozen=True, slots=True)
class Sight:
    """What a caller may see of one cluster; `units` is None for all of its sheets. `today` is the day asked from.

    Units are called as on `day`: today, or the cluster's last day once that is over.
    """

    facts: ClusterFacts
    leader: UUID | None
    first_deputy: UUID | None
    units: frozenset[UUID] | None
    today: date

    @property
    def day(self) -> date:
        return called_on(self.facts, self.today)

    def require(self, unit: UUID) -> None:
        if unit not in self.facts.members or (self.units is not None and unit not in self.units):
            raise NotFound(what="unit in this cluster")


def called_on(facts: ClusterFacts, today: date) -> date:
    """The day whose names units are shown by: today, or the cluster's last day once that is over."""
    return min(today, (facts.end_day or date.max) - ONE_DAY)


def day_of(request: Request, at: Reading) -> date:
    """The day that is asked from."""
    return (at.known_on or runtime_of(request).clock.now()).astimezone(VIETNAM).date()


async def sight(request: Request, at: At, cluster: UUID) -> Sight:
    """What the caller may see of the cluster named in the path.

    Raises:
        NotFound: there is no such cluster, or the caller has nothing to do with it.
    """
    facts = await read_cluster(at.conn, cluster)
    if facts is None:
        raise NotFound(what="cluster")
    today = day_of(request, at)
    leader, first_deputy = facts.leader_on(today), facts.first_deputy_on(today)
    caller = at.caller
    if caller.authority == facts.authority and caller.roles & INSIDERS:
        return Sight(facts, leader, first_deputy, None, today)
    if caller.unit is not None and Role.LINE_OFFICER in caller.roles and await _may_score(at, cluster, caller.unit, today):
        return Sight(facts, leader, first_deputy, None, today)
    if Role.UNIT_OFFICER not in caller.roles or caller.unit is None or caller.unit not in facts.members:
        raise NotFound(what="cluster")
    if caller.unit == leader:
        return Sight(facts, leader, first_deputy, None, today)
    scored = {row["unit"] for row in await QUERIES.peers_with(at.conn, cluster=cluster, peer=caller.unit)}
    verified = {leader} if leader and caller.unit == first_deputy else set()
    return Sight(facts, leader, first_deputy, frozenset({caller.unit} | scored | verified), today)


async def _may_score(at: Reading, cluster: UUID, department: UUID, today: date) -> bool:
    rows = await QUERIES.departments_of(at.conn, cluster=cluster, day=today)
    return any(row["department"] == department and orjson.loads(row["branches"]) for row in rows)


Seen = Annotated[Sight, Depends(sight)]


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
