"""The rows that the layers of a sheet and its explanations leave; every version keeps its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never
from uuid import UUID

from contracts.base import Event
from contracts.scoring import (
    Change,
    CouncilWordRecorded,
    CrossSheetSubmitted,
    Entry,
    Layer,
    SelfSheetSubmitted,
    SheetAppraised,
    SheetExplained,
    SheetFieldScored,
    SheetVerified,
)
from infra.runtime.changes import Put
from services.scoring.summaries import OfSheet

NOBODY = UUID(int=0)
"""The key's `peer` on the layers that have none: a primary key takes no NULL."""


def rows_of_sheet(event: Event, fact: OfSheet) -> Iterator[Put]:
    match fact:
        case SelfSheetSubmitted(entries=entries):
            yield from _layer(event, fact, Layer.SELF, entries)
        case CrossSheetSubmitted(entries=entries, peer=peer):
            yield from _layer(event, fact, Layer.CROSS, entries, peer=peer)
        case SheetVerified(changes=changes, verifier=verifier):
            yield from _layer(event, fact, Layer.LEADER, changes, verifier=verifier)
        case SheetAppraised(changes=changes):
            yield from _layer(event, fact, Layer.BOARD, changes)
        case SheetFieldScored(changes=changes, department=department):
            yield from _layer(event, fact, Layer.FIELD, changes, peer=department)
        case CouncilWordRecorded(changes=changes, document=document):
            yield from _layer(event, fact, Layer.COUNCIL, changes, document=document)
        case SheetExplained(version=version):
            key = {"cluster": fact.cluster, "unit": fact.unit}
            yield Put("explained", key, {"version": version, "position": event.position})
            for each in fact.explanations:
                row = {"text": each.text, "evidence": each.evidence, "position": event.position}
                yield Put("explanation", {**key, "version": version, "leaf": each.leaf}, row)
        case _:
            assert_never(fact)


def _layer(
    event: Event,
    fact: OfSheet,
    layer: Layer,
    stated: Sequence[Entry] | Sequence[Change],
    *,
    peer: UUID = NOBODY,
    verifier: UUID | None = None,
    document: UUID | None = None,
) -> Iterator[Put]:
    """Every version keeps its own statements: a later one that is silent on a leaf takes none away."""
    position = event.position
    key = {"cluster": fact.cluster, "unit": fact.unit, "layer": layer, "peer": peer}
    yield Put("sheet", key, {"version": fact.version, "position": position, "verifier": verifier, "document": document})
    for each in stated:
        row = {
            "input": each.input,
            "reason": each.reason if isinstance(each, Change) else None,
            "evidence": each.evidence if isinstance(each, Entry) else (),
            "position": position,
        }
        yield Put("statement", {**key, "version": fact.version, "leaf": each.leaf}, row)
