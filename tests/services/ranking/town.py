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
    LEGAL_DOCUMENT_RECORDED,
    RULE_PACK_ADOPTED,
    SEASON_OPENED,
    UNIT_REGISTERED,
)
from contracts.examples.scoring import SCORES_LOCKED, SELF_SCORING_OPENED
from contracts.registry import RulePackAdopted
from contracts.rules import CalendarRules, CalendarYear, SourceKind
from tests.services.ranking.examples import CERTIFICATE, FLAGS, score
from tests.services.voice import Voice
from tests.system import Client, System

FIVE = ("950.00", "940.00", "930.00", "920.00", "910.00")
ACT_S_MAX = 20.0
TODAY = datetime.now(UTC).astimezone(VIETNAM).date()
DATED = {
    "ranking": changed(RULE_PACK_ADOPTED.ranking, suspension_reserve_working_days=30),
    "calendar": CalendarRules(
        weekdays=(1, 2, 3, 4, 5),
        years=tuple(
            CalendarYear(kind=SourceKind.DEFAULT, basis="Không có ngày nghỉ.", year=TODAY.year + more, holidays=())
            for more in (0, 1)
        ),
        basis="Thứ Hai đến thứ Sáu.",
    ),
}
"""What a pack says of days, this year and the next without any holiday."""


@dataclass
class Town:
    """An authority with one cluster of five units, and the people who look at it."""

    system: System
    voice: Voice
    authority: str = field(default_factory=lambda: f"a-{uuid.uuid4().hex[:12]}")
    cluster: uuid.UUID = field(default_factory=uuid.uuid4)
    document: uuid.UUID = field(default_factory=uuid.uuid4)
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

    def opens(self, pack: RulePackAdopted = RULE_PACK_ADOPTED, **fields: Any) -> Town:
        """Registry says all that ranking needs, with a pack of which these fields differ."""
        self.says(
            changed(pack, authority=self.authority, **fields),
            changed(LEGAL_DOCUMENT_RECORDED, document=self.document, authority=self.authority),
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

    def scores(self, members: int = 5) -> Town:
        """Scoring has opened the sheets of so many: leaf I.1 and others of the example's scorecard, all of them assigned."""
        first = SELF_SCORING_OPENED.members[0]
        opened = tuple(changed(first, unit=unit, not_assigned=()) for unit in self.units[:members])
        of = {"cluster": self.cluster, "authority": self.authority, "season": self.season}
        self.says(changed(SELF_SCORING_OPENED, **of, members=opened))
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


def complaint_of(town: Town, number: int = 0, **fields: Any) -> dict[str, Any]:
    """What the officer of a unit says who complains of its points on leaf I.1."""
    unit = str(town.units[number])
    said = {"ground": "points", "leaves": ["I.1"], "text": "Số liệu đã được đính chính."}
    return {"complaint": str(uuid.uuid4()), "cluster": str(town.cluster), "unit": unit, "about": unit, **said, **fields}


def decision_on(town: Town, complaint: dict[str, Any], verdict: str, **fields: Any) -> dict[str, Any]:
    """What the board says who decides a complaint."""
    of = {name: complaint[name] for name in ("complaint", "cluster")}
    return {**of, "verdict": verdict, "reason": "Theo số liệu chính thức.", "document": str(town.document), **fields}
