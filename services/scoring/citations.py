"""The files that scoring's events cite (minh chứng), for whoever has to prove or to carry away that they are there."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from contracts.base import Contract, Fact
from contracts.scoring import Evidence, SelfScoringOpened
from infra.runtime.files.cited import Citation, Cites


def citations() -> Cites:
    """Follow scoring's log: evidence counts where the season was opened with rules that ask for its content."""
    kept: set[UUID] = set()

    def of(fact: Fact) -> Iterator[Citation]:
        if isinstance(fact, SelfScoringOpened):
            if fact.evidence is not None:
                kept.add(fact.cluster)
            return
        stated = vars(fact)
        if stated.get("cluster") not in kept:
            return
        unit = stated.get("unit")
        for leaf, evidence in _evidence_in(fact, ""):
            where = f"đơn vị · unit {unit}, tiêu chí · leaf {leaf}, {evidence.file_name}"
            yield Citation(evidence.sha256, evidence.size, evidence.file_name, where)

    return of


def _evidence_in(stated: Contract, leaf: str) -> Iterator[tuple[str, Evidence]]:
    """Every piece of evidence in a fact, whichever layer says it, with the leaf that it stands under."""
    under = vars(stated).get("leaf", leaf)
    for value in vars(stated).values():
        for each in value if isinstance(value, tuple) else ():
            if isinstance(each, Evidence):
                yield under, each
            elif isinstance(each, Contract):
                yield from _evidence_in(each, under)
