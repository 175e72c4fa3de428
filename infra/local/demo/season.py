"""The season of Bạc Liêu 2023 from its first document to its last award, as a plan. Pure: no clock, no network."""

from __future__ import annotations

from functools import cache

from infra.local.demo.agreement import agreement
from infra.local.demo.closing import closing
from infra.local.demo.ledger import due_days, reports
from infra.local.demo.opening import opening, summer
from infra.local.demo.plan import Plan
from infra.local.demo.scoring import scoring
from infra.local.demo.work import with_work


@cache
def season() -> Plan:
    """The same plan on every machine: the same phases, commands, keys and bytes."""
    salary, council = summer()
    middle = (due_days(), salary, reports(1), council, reports(2), reports(3))
    return Plan(with_work((*opening(), *agreement(), *middle, *scoring(), *closing())))
