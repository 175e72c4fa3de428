"""What the facts of a level's quota change in the read model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from contracts.base import Contract
from contracts.registry import LevelPlacesShared, LevelPlacesTaken, LevelQuotaSet
from infra.runtime.changes import Put
from services.registry.quotas import LevelQuotaFact


def rows_of(fact: LevelQuotaFact, position: int) -> Iterator[Put]:
    """The rows of a fact; `position` tells what was set later from what was set before."""
    level = {"season": fact.season, "level": fact.level}
    match fact:
        case LevelQuotaSet(places=places, document=document):
            yield Put("level_quota", {**level, "position": position}, {"places": _documents(places), "document": document})
        case LevelPlacesTaken(cluster=cluster, places=places):
            yield Put("level_places", {**level, "cluster": cluster}, {"places": _documents(places)})
        case LevelPlacesShared():
            row = {
                "shared_on": fact.shared_on,
                "base": fact.base,
                "rules": _documents(fact.rules),
                "shares": _documents(fact.shares),
                "document": fact.document,
            }
            yield Put("level_share", {**level, "position": position}, row)
            for of in fact.shares:
                yield Put("level_places", {**level, "cluster": of.cluster}, {"places": _documents(of.places)})
        case _:
            assert_never(fact)


def _documents(parts: tuple[Contract, ...]) -> list[dict[str, object]]:
    return [part.model_dump(mode="json") for part in parts]
