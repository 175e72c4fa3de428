"""The season of Bạc Liêu 2023 from its first document to its last award, as a plan. Pure: no clock, no network."""

from __future__ import annotations

from functools import cache

from infra.local.demo.afterwards import afterwards, funds_recorded
from infra.local.demo.agreement import agreement
from infra.local.demo.closing import closing
from infra.local.demo.complaints import complaints
from infra.local.demo.flag import government_flag
from infra.local.demo.incidents import incidents
from infra.local.demo.ledger import due_days, reports
from infra.local.demo.opening import opening, summer
from infra.local.demo.plan import Phase, Plan, with_beside
from infra.local.demo.scoring import publication, scoring
from infra.local.demo.south_west import south_west_agreement
from infra.local.demo.votes import votes
from infra.local.demo.work import work


@cache
def season() -> Plan:
    """The same plan on every machine: the same phases, commands, keys and bytes."""
    salary, council = summer()
    middle = (due_days(), salary, reports(1), council, reports(2), reports(3))
    phases: tuple[Phase, ...] = (
        *(*opening(), *agreement(), *middle, *scoring(), *votes(), *publication()),
        *(*complaints(), *closing(), *government_flag(), *afterwards()),
    )
    for beside in (work(), incidents(), south_west_agreement(), funds_recorded()):
        phases = with_beside(phases, beside)
    return Plan(phases)
