"""An authority of one's own in the running registry, told from its first document on."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.system import Client, System

NEW_YEAR = "2023-01-01"


@dataclass
class World:
    """What one authority put on record, and people who act in it."""

    system: System
    authority: str
    units: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.board = self.someone("board-officer")
        self.tag = uuid.uuid4().hex[:8]
        self.plan = self.document()

    def someone(self, persona: str, *, authority: str | None = None, unit: str | None = None) -> Client:
        """A person of this authority, or of another; they have seen what the board has written."""
        person = self.system.client(
            "registry", persona, authority=authority or self.authority, unit=uuid.UUID(unit) if unit else None
        )
        return person.has_seen(self.board) if hasattr(self, "board") else person

    def document(self, issued_on: str = NEW_YEAR, **fields: Any) -> str:
        return str(self.tell("record-legal-document", self.a_document(issued_on=issued_on, **fields))["document"])

    def a_document(self, **fields: Any) -> dict[str, Any]:
        return {
            "document": str(uuid.uuid4()),
            "authority": self.authority,
            "kind": "plan",
            "number": f"{uuid.uuid4().hex[:6]}/KH-UBND",
            "issuer": "Ủy ban nhân dân tỉnh Bạc Liêu",
            "issued_on": NEW_YEAR,
            "abstract": "Kế hoạch phong trào thi đua năm 2023.",
            **fields,
        }

    def a_unit(self, **fields: Any) -> dict[str, Any]:
        return {
            "unit": str(uuid.uuid4()),
            "authority": self.authority,
            "kind": "commune",
            "name": f"Xã Hòa Bình {len(self.units) + 1}",
            "code": f"{self.tag}-{uuid.uuid4().hex[:8]}",
            "parent": None,
            "valid_from": NEW_YEAR,
            "document": self.plan,
            **fields,
        }

    def unit(self, **fields: Any) -> str:
        body = self.tell("register-unit", self.a_unit(**fields))
        self.units.append(body["unit"])
        return str(body["unit"])

    def founded(self, **fields: Any) -> dict[str, Any]:
        """What a merger, a split or a succession says of a new unit."""
        code = f"{self.tag}-{uuid.uuid4().hex[:8]}"
        return {"kind": "commune", "name": "Xã Hòa Bình mới", "code": code, "parent": None, **fields}

    def a_merger(self, *merged: str, **fields: Any) -> dict[str, Any]:
        return {
            "predecessors": [{"unit": unit} for unit in merged],
            "successor": str(uuid.uuid4()),
            "founded": self.founded(),
            "valid_from": "2023-05-01",
            "document": self.plan,
            **fields,
        }

    def a_split(self, unit: str, keeps: int, gives: int, **fields: Any) -> dict[str, Any]:
        """Split a part off, for a new unit; `unit` lives on."""
        part = {"unit": str(uuid.uuid4()), "parts": gives, "founded": self.founded()}
        parts = [{"unit": unit, "parts": keeps}, part]
        return {"unit": unit, "parts": parts, "valid_from": "2023-05-01", "document": self.plan, **fields}

    def season(self) -> str:
        """The season of 2023 under rule pack 2017, opened at the first call."""
        if not self.board.found("/seasons")["items"]:
            self.tell("adopt-rule-pack", {"authority": self.authority, "pack": "2017", "document": self.plan})
            self.tell("open-season", {"authority": self.authority, "year": 2023, "pack": "2017"})
        return f"{self.authority}.2023"

    def a_cluster(self, **fields: Any) -> dict[str, Any]:
        return {
            "cluster": str(uuid.uuid4()),
            "season": self.season(),
            "number": 1,
            "name": "Cụm thi đua số 1",
            "kind": "cluster",
            "level": "provincial",
            "members": self.units,
            "valid_from": "2023-02-15",
            "document": self.plan,
            **fields,
        }

    def cluster(self, members: int = 4, **fields: Any) -> str:
        while len(self.units) < members:
            self.unit()
        return str(self.tell("form-cluster", self.a_cluster(**fields))["cluster"])

    def leaders(self, cluster: str, leader: str, *deputies: str, valid_from: str = "2023-03-14") -> dict[str, Any]:
        named = {"leader": leader, "deputies": list(deputies)}
        return {"cluster": cluster, **named, "valid_from": valid_from, "document": self.plan}

    def quota(self, cluster: str, *places: tuple[str, int, int]) -> dict[str, Any]:
        rows = [{"award": award, "from_rank": first, "to_rank": last} for award, first, last in places]
        return {"cluster": cluster, "places": rows, "document": self.plan}

    def level_quota(self, *places: tuple[str, int]) -> dict[str, Any]:
        rows = [{"award": award, "places": count} for award, count in places]
        return {"season": self.season(), "level": "provincial", "places": rows, "document": self.plan}

    def sharing(self, *clusters: str, percent: str) -> dict[str, Any]:
        rules = [{"award": "provincial-flag", "percent": percent, "rounding": "floor"}]
        of = {"season": self.season(), "level": "provincial", "clusters": list(clusters)}
        return {**of, "rules": rules, "document": self.plan}

    def tell(self, name: str, body: dict[str, Any], **options: Any) -> dict[str, Any]:
        """Let the board officer give a command that has to be accepted; the command."""
        self.board.accepted(name, body, **options)
        return body


@pytest.fixture
def world(system: System, authority: str) -> World:
    return World(system, authority)


@pytest.fixture
def neighbour(system: System) -> World:
    """Another managing authority of the same installation."""
    return World(system, f"b-{uuid.uuid4().hex[:12]}")
