"""What parts one version of a scorecard from another, criterion by criterion. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from contracts.scoring import Criterion
from services.scoring.scorecard_rules import walk

COMPARED = ("title", "maximum", "rule")


class Difference(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Changed:
    """One criterion by its code, without its children; `fields` are those that differ."""

    code: str
    difference: Difference
    before: Criterion | None
    after: Criterion | None
    fields: tuple[str, ...] = ()


def differences(before: Sequence[Criterion], after: Sequence[Criterion]) -> Iterator[Changed]:
    """The criteria that differ, those of `after` in its order, then those that are gone."""
    old, new = ({each.code: each.model_copy(update={"children": ()}) for each in walk(tree)} for tree in (before, after))
    for code, criterion in new.items():
        if code not in old:
            yield Changed(code, Difference.ADDED, None, criterion)
        elif fields := tuple(name for name in COMPARED if getattr(old[code], name) != getattr(criterion, name)):
            yield Changed(code, Difference.CHANGED, old[code], criterion, fields)
    for code, criterion in old.items():
        if code not in new:
            yield Changed(code, Difference.REMOVED, criterion, None)
