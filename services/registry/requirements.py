"""What several decisions of registry require: a document to rest on, a list that names each unit once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from contracts.registry import Supersession
from infra.runtime.decisions import Context
from services.registry import refusals, unit_refusals


@dataclass(frozen=True, slots=True)
class Document:
    authority: str = ""
    issued_on: date = date.max
    validity: tuple[date, date | None] | None = None
    validities: int = 0
    superseded: Mapping[UUID, tuple[Supersession, date]] = field(default_factory=dict)


def require_document(document: Document, cited: UUID, context: Context[Any], effective: date | None = None) -> None:
    """Refuse an act that rests on no document of the caller's authority, or that would hold before it was issued."""
    if not document.authority:
        raise refusals.UnknownDocument(document=cited)
    context.require_authority(document.authority)
    if effective is not None and effective < document.issued_on:
        raise refusals.EffectiveBeforeDocument(effective=effective, issued_on=document.issued_on)


def require_distinct(units: Sequence[UUID]) -> None:
    for place, unit in enumerate(units):
        if unit in units[:place]:
            raise unit_refusals.UnitNamedTwice(unit=unit)
