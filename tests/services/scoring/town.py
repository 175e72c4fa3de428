"""An authority with one cluster of four units in the running service, brought as far as a test wants it."""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from contracts.examples import changed
from contracts.examples.registry import (
    CLUSTER_FORMED,
    CLUSTER_MEMBER_JOINED,
    CLUSTER_MEMBER_LEFT,
    DEPUTIES_RECOGNISED,
    LEADER_RECOGNISED,
    LEGAL_DOCUMENT_RECORDED,
    PLAN,
    RULE_PACK_ADOPTED,
    SEASON_OPENED,
    UNIT_DISQUALIFIED,
    UNIT_MERGED,
    UNIT_REGISTERED,
    UNIT_TOOK_OVER,
)
from contracts.registry import UnitShare
from contracts.rules import OfficialLayer, Rounding
from tests.services.scoring.cluster import TREE
from tests.services.voice import Voice
from tests.system import Client, System

ACT_S_MAX = 20.0
RULES = RULE_PACK_ADOPTED.scoring.model_copy(
    update={"layers": tuple(OfficialLayer), "decimal_places": 2, "rounding": Rounding.HALF_UP}
)
NAMES = ("Mot", "Hai", "Ba", "Bon")
EVIDENCE = {
    "file_name": "bao-cao.pdf",
    "size": 4711,
    "sha256": "ab" * 32,
    "document_number": "214/BC-UBND",
    "document_date": "2023-10-30",
    "period_from": "2023-01-01",
    "period_to": "2023-10-31",
}


def entry(leaf: str, kind: str, evidence: Any = (), **stated: Any) -> dict[str, Any]:
    return {"leaf": leaf, "input": {"kind": kind, **stated}, "evidence": list(evidence)}


def sheet(grain: str = "100", late: str = "10", *, met: bool = True, times: int = 2, plus: int = 0, minus: int = 0) -> list[Any]:
    """A whole sheet of the tree of the tests; by default 40 + 20 + 20.5 + 3 + 10 points where nobody is better."""
    return [
        entry("I.1", "actual", [EVIDENCE], actual=grain),
        entry("I.2", "actual", actual=late),
        entry("II.1", "met", met=met),
        entry("II.2", "times", times=times),
        entry("III.1", "met", met=True),
        entry("III.2", "plus-minus-times", plus=plus, minus=minus),
    ]


def change(leaf: str, kind: str, reason: str = "Minh chứng chưa đủ.", **stated: Any) -> dict[str, Any]:
    return {"leaf": leaf, "input": {"kind": kind, **stated}, "reason": reason}


@dataclass
class Town:
    """The first unit leads, the second is its deputy; on the roll they stand in this order."""

    system: System
    voice: Voice
    authority: str = field(default_factory=lambda: f"a-{uuid.uuid4().hex[:12]}")
    cluster: uuid.UUID = field(default_factory=uuid.uuid4)
    units: tuple[uuid.UUID, ...] = field(default_factory=lambda: tuple(uuid.uuid4() for _ in NAMES))

    joined: int = 0
    department: uuid.UUID = field(default_factory=uuid.uuid4)
    document: uuid.UUID = field(default_factory=uuid.uuid4)

    def __post_init__(self) -> None:
        self.people: dict[tuple[str, str, uuid.UUID | None], Client] = {}

    @property
    def season(self) -> str:
        return f"{self.authority}.2023"

    @property
    def names(self) -> tuple[str, ...]:
        return NAMES if len(self.units) == len(NAMES) else tuple(f"Xa-{n}" for n in range(1, len(self.units) + 1))

    @property
    def leader(self) -> uuid.UUID:
        return self.units[0]

    @property
    def deputy(self) -> uuid.UUID:
        return self.units[1]

    def says(self, *facts: Any) -> str:
        return self.voice.says(*facts, authority=self.authority)

    def founded(self) -> Town:
        of = {"cluster": self.cluster}
        self.says(
            changed(RULE_PACK_ADOPTED, authority=self.authority, scoring=RULES),
            changed(SEASON_OPENED, authority=self.authority, season=self.season),
            changed(LEGAL_DOCUMENT_RECORDED, document=self.document, authority=self.authority, number=f"661/QD-{self.document}"),
            *(
                changed(UNIT_REGISTERED, unit=unit, authority=self.authority, name=name, code=name, parent=None)
                for unit, name in zip(self.units, self.names, strict=True)
            ),
            changed(CLUSTER_FORMED, **of, authority=self.authority, season=self.season, members=self.units),
            changed(LEADER_RECOGNISED, **of, unit=self.leader),
            changed(DEPUTIES_RECOGNISED, **of, units=(self.deputy,)),
        )
        return self

    @property
    def board(self) -> Client:
        return self.person("board-officer")

    def person(self, persona: str, authority: str | None = None, unit: uuid.UUID | None = None) -> Client:
        """Somebody who has seen all that was said so far; the same person each time."""
        who = (persona, authority or self.authority, unit)
        if who not in self.people:
            self.people[who] = self.system.client("scoring", persona, authority=who[1], unit=unit)
        client = self.people[who].has_seen(*self.people.values())
        for part in self.voice.seen.split(","):
            log, _, position = part.partition("@")
            client.seen[log] = int(position)
        return client

    def officer(self, unit: uuid.UUID) -> Client:
        return self.person("unit-officer", unit=unit)

    def body(self, **fields: Any) -> dict[str, Any]:
        given = {name: str(value) if isinstance(value, uuid.UUID) else value for name, value in fields.items()}
        return {"cluster": str(self.cluster), **given}

    def draft(self, **fields: Any) -> dict[str, Any]:
        tree = [json.loads(criterion.model_dump_json()) for criterion in TREE]
        return self.body(**{"total": 100, "criteria": tree, **fields})

    def drafted(self) -> Town:
        self.board.accepted("draft-scorecard", self.draft())
        return self

    def targets(self, unit: uuid.UUID, *not_assigned: str, **targets: str) -> dict[str, Any]:
        return self.body(unit=unit, targets=targets, not_assigned=not_assigned)

    def issued(self) -> Town:
        self.drafted()
        self.board.accepted("issue-scorecard", self.body())
        return self

    def digest(self) -> str:
        return str(self.board.found(f"/agreements/{self.cluster}")["digest"])

    def signature(self, unit: uuid.UUID, **fields: Any) -> dict[str, Any]:
        return self.body(**{"unit": unit, "version": 1, "digest": self.digest(), **fields})

    def signed(self, *units: uuid.UUID) -> Town:
        self.issued()
        for unit in units or self.units:
            self.officer(unit).accepted("sign-agreement", self.signature(unit))
        return self

    def agreed(self) -> Town:
        self.signed()
        self.board.accepted("close-agreement", self.body())
        return self

    def opened(self) -> Town:
        self.agreed()
        self.board.accepted("open-self-scoring", self.body())
        return self

    def own(self, unit: uuid.UUID, entries: list[Any] | None = None) -> dict[str, Any]:
        return self.body(unit=unit, entries=entries or sheet())

    def handed_in(self, *grain: str) -> Town:
        """All sheets are in; `grain` are the actual figures of the first leaf, in roll order."""
        self.opened()
        for unit, actual in zip(self.units, grain or ("100",) * 4, strict=True):
            self.officer(unit).accepted("submit-self-sheet", self.own(unit, sheet(actual)))
        return self

    def closed(self, *grain: str) -> Town:
        self.handed_in(*grain)
        self.board.accepted("close-self-scoring", self.body())
        return self

    def cross(self, unit: uuid.UUID, peer: uuid.UUID, entries: list[Any] | None = None) -> dict[str, Any]:
        return self.body(unit=unit, peer=peer, entries=entries or sheet(times=1))

    def changes(self, unit: uuid.UUID, *changes: Any) -> dict[str, Any]:
        return self.body(unit=unit, changes=list(changes))

    def cut(self) -> Town:
        """The leader has taken one of the third unit's two counts away."""
        self.closed()
        third = self.units[2]
        self.verifier(third).accepted("verify-sheet", self.changes(third, change("II.2", "times", times=1)))
        return self

    def branches(self, *branches: str) -> dict[str, Any]:
        return self.body(department=self.department, branches=branches, document=self.document)

    def in_the_field(self) -> Town:
        """The line department may score II, and the third unit's sheet is verified."""
        self.cut()
        self.board.accepted("assign-field-scoring", self.branches("II"))
        return self

    def field_score(self, unit: uuid.UUID, *changes: Any) -> dict[str, Any]:
        return {**self.changes(unit, *changes), "department": str(self.department)}

    def councils(self, unit: uuid.UUID, *changes: Any) -> dict[str, Any]:
        return {**self.changes(unit, *changes), "document": str(self.document)}

    def reopening(self, unit: uuid.UUID, *leaves: str, **fields: Any) -> dict[str, Any]:
        sheets = [{"unit": str(unit), "leaves": leaves}]
        return self.body(**{"sheets": sheets, "reason": "Số liệu được đính chính.", "document": self.document, **fields})

    def verifier(self, unit: uuid.UUID) -> Client:
        return self.officer(self.deputy if unit == self.leader else self.leader)

    def verified(self, *grain: str) -> Town:
        self.closed(*grain)
        for unit in self.units:
            self.verifier(unit).accepted("verify-sheet", self.changes(unit))
        return self

    def appraised(self, *grain: str) -> Town:
        self.verified(*grain)
        for unit in self.units:
            self.board.accepted("appraise-sheet", self.changes(unit))
        return self

    def locked(self, *grain: str) -> Town:
        self.appraised(*grain)
        self.board.accepted("lock-scores", self.body())
        return self

    def disqualifies(self, unit: uuid.UUID) -> None:
        fact = changed(UNIT_DISQUALIFIED, unit=unit, authority=self.authority, season=self.season, on=date(2023, 12, 1))
        self.says(fact)

    def merges(self, unit: uuid.UUID, into: uuid.UUID, on: date = date(2023, 9, 1)) -> Town:
        """A member is merged into another, which lives on with two of three parts; waits until scoring has noted it."""
        shares = (UnitShare(unit=unit, parts=1, of=3), UnitShare(unit=into, parts=2, of=3))
        of = {"authority": self.authority, "valid_from": on}
        self.says(
            changed(UNIT_MERGED, unit=unit, successor=into, parts=1, of=3, **of),
            changed(UNIT_TOOK_OVER, unit=into, predecessors=shares, **of),
        )
        self.waits_for("unit-departed")
        return self

    def joins(self, name: str = "Nam", on: date = date(2023, 7, 1), unit: uuid.UUID | None = None) -> uuid.UUID:
        """A unit that registry lets join the cluster by decision, registered now if it is not."""
        joiner = unit or uuid.uuid4()
        if unit is None:
            of = {"authority": self.authority, "name": name, "code": name, "parent": None}
            self.says(changed(UNIT_REGISTERED, unit=joiner, **of))
        self.joined += 1
        place = {"unit": joiner, "place": len(self.units) + self.joined, "valid_from": on}
        self.says(changed(CLUSTER_MEMBER_JOINED, cluster=self.cluster, season=self.season, **place))
        return joiner

    def leaves(self, unit: uuid.UUID, on: date = date(2023, 9, 1), since: date = CLUSTER_FORMED.valid_from) -> Town:
        """A member leaves the cluster by decision; waits until scoring has noted it."""
        of = {"unit": unit, "valid_from": on, "since": since}
        self.says(changed(CLUSTER_MEMBER_LEFT, cluster=self.cluster, season=self.season, **of))
        self.waits_for("unit-departed")
        return self

    def waits_for(self, kind: str) -> list[str]:
        """Wait until the cluster's stream of scores holds a fact of this kind; all of its kinds."""
        deadline, auditor = time.monotonic() + ACT_S_MAX, self.person("auditor")
        while True:
            events = auditor.found("/logs/scoring/events", stream=f"scoresheet/{self.cluster}", limit=200)["items"]
            kinds = [event["type"].split(".")[3] for event in events]
            if kind in kinds:
                auditor.seen["scoring"] = int(events[-1]["sequence"])
                return kinds
            assert time.monotonic() < deadline, kinds
            time.sleep(0.05)

    def settlement(self, unit: uuid.UUID, policy: str) -> dict[str, Any]:
        return self.body(unit=unit, policy=policy, reason="Sáp nhập từ 01/9.", document=PLAN)

    def heir(self, unit: uuid.UUID, on: str = "2023-09-01") -> dict[str, Any]:
        return self.body(unit=unit, on=on, reason="Theo quyết định sáp nhập.", document=PLAN)

    def sheet_of(self, unit: uuid.UUID, person: Client | None = None) -> dict[str, Any]:
        return dict((person or self.board).found(f"/scoresheets/{self.cluster}/units/{unit}"))

    def points(self, leaf: str = "I.1") -> list[str]:
        """The official points of one leaf, in roll order."""
        sheets = [self.sheet_of(unit) for unit in self.units]
        return [next(each["points"] for each in found["leaves"] if each["leaf"] == leaf) for found in sheets]
