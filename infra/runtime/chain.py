"""Chains of facts: each service shows its own link, with log and position, and the address of the next one.

The client walks from an award to its decision, nomination, standing, points, leaf and evidence; no service reads
another's log for it.
"""

from __future__ import annotations

from datetime import datetime

from infra.runtime.paging import View


class Summary(View):
    """What an event says, in a sentence for people."""

    vi: str
    en: str


class FactView(View):
    """An event of the service's log, and where it stands there; `actor` is an opaque id."""

    log: str
    position: int
    stream: str
    version: int
    type: str
    time: datetime
    effective: datetime
    actor: str
    summary: Summary


class NextLink(View):
    """Where the chain goes on: another service's link."""

    service: str
    href: str
