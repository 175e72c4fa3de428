"""Lists in commands that name each thing once."""

from __future__ import annotations

from uuid import UUID

from pydantic import AfterValidator


def _distinct(values: tuple[UUID, ...]) -> tuple[UUID, ...]:
    if len(set(values)) != len(values):
        raise ValueError("each may be named once only")
    return values


Distinct = AfterValidator(_distinct)
