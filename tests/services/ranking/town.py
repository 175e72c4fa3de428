"""An authority with one cluster, as the tests of the running service set it up."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from contracts.base import VIETNAM
from contracts.examples import changed
from contracts.examples.registry import (
    CLUSTER_FORMED,
    CLUSTER_QUOTA_SET,
    RULE_PACK_ADOPTED,
    SEASON_OPENED,
    UNIT_REGISTERED,
)
from contracts.examples.scoring import SCORES_LOCKED
from contracts.registry import RulePackAdopted
from tests.services.ranking.examples import CERTIFICATE, FLAGS, score
from tests.services.voice import Voice
from tests.system import Client, System

FIVE = ("950.00", "940.00", "930.00", "920.00", "910.00")
ACT_S_MAX = 20.0
TODAY = datetime.now(UTC).astimezone(VIETNAM).date()


@dataclass
class Town:
    """An authority with one cluster of five units, and the people who look at it."""

    system: System
    voice: Voice
    authority: str = field(default_factory=lambda: f"a-{uuid.uuid4().hex[:12]}")
    cluster: uuid.UUID = field(default_factory=uuid.uuid4)
    units: tuple[uuid.UUID, ...] = field(default_factory=lambda: tuple(sorted(uuid.uuid4() for _ in range(5))))

    @property
    def season(self) -> str:
        return f"{self.authority}.2023"

    def says(self, *facts: Any) -> str:
        return self.voice.says(*facts, authority=self.authority)

    def person(self, persona: str, authority: str | None = None, unit: uuid.UUID | None = None) -> Client:
        client = self.system.client("ranking", persona, authority=authority or self.authority, unit=unit)
        client.seen = dict(part.split("@") for part in self.voice.seen.split(","))
        client.seen = {log: int(position) for log, position in client.seen.items()}
        return client

    def opens(self, pack: RulePackAdopted = RULE_PACK_ADOPTED) -> Town:
        """Registry says all that ranking needs."""
        self.says(
            changed(pack, authority=self.authority),
            changed(SEASON_OPENED, authority=self.authority, season=self.season),
            *(
                changed(UNIT_REGISTERED, unit=unit, authority=self.authority, name=name, code=name, parent=None)
                for unit, name in zip(self.units, ("Mot", "Hai", "Ba", "Bon", "Nam"), strict=True)
            ),
            changed(CLUSTER_FORMED, cluster=self.cluster, authority=self.authority, season=self.season, members=self.units),
            changed(CLUSTER_QUOTA_SET, cluster=self.cluster, places=(FLAGS, CERTIFICATE)),
        )
        return self

    def locks(self, *totals: str, **changes: Any) -> Town:
        rows = tuple(changed(score(1, total, "1"), unit=unit, **changes) for unit, total in zip(self.units, totals, strict=True))
        self.says(changed(SCORES_LOCKED, cluster=self.cluster, authority=self.authority, season=self.season, rows=rows))
        return self

    def drawn(self, drawing: int = 1) -> dict[str, Any]:
        """The standings, once this drawing is there."""
        board = self.person("board-officer")
        return until(lambda: board.get(f"/standings/{self.cluster}"), lambda d: d.get("drawing", 0) >= drawing)

    def places(self, standing: dict[str, Any]) -> list[tuple[str, int | None]]:
        return [(row["name"], row["rank"]) for row in standing["rows"]]


def until(ask: Callable[[], Any], holds: Callable[[Any], bool]) -> Any:
    deadline = time.monotonic() + ACT_S_MAX
    while True:
        document = ask().json()
        if holds(document):
            return document
        assert time.monotonic() < deadline, document
        time.sleep(0.05)


def publish(town: Town, drawing: int = 1) -> dict[str, Any]:
    return {"cluster": str(town.cluster), "drawing": drawing}
