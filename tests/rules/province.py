"""A province of its own, told to the services by those who act in it; every command goes through the public API."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.system import Client, System

ACT_S_MAX = 20.0
BEGAN = "2023-01-01"
PLACES = (
    {"award": "provincial-flag", "from_rank": 1, "to_rank": 3},
    {"award": "provincial-certificate", "from_rank": 4, "to_rank": 4},
)


def leaf(code: str, maximum: str, **rule: Any) -> dict[str, Any]:
    return {"code": code, "title": f"Tiêu chí {code}", "maximum": maximum, "rule": rule, "children": []}


def group(code: str, maximum: str, *children: dict[str, Any]) -> dict[str, Any]:
    return {"code": code, "title": f"Nhóm {code}", "maximum": maximum, "rule": None, "children": list(children)}


def entries(**stated: Any) -> list[dict[str, Any]]:
    """A whole sheet, by leaf with `_` for the dot: a text is an actual, a truth met, a number times, a pair bonus and penalty."""
    return [{"leaf": code.replace("_", "."), "input": said(value), "evidence": []} for code, value in stated.items()]


def said(value: Any) -> dict[str, Any]:
    match value:
        case bool():
            return {"kind": "met", "met": value}
        case int():
            return {"kind": "times", "times": value}
        case str():
            return {"kind": "actual", "actual": value}
        case (plus, minus):
            return {"kind": "plus-minus-times", "plus": plus, "minus": minus}
    raise TypeError(value)


@dataclass
class Province:
    """Its board and its units' officers; what one of them has seen all have."""

    system: System
    authority: str = field(default_factory=lambda: f"a-{uuid.uuid4().hex[:12]}")
    plan: str = field(default_factory=lambda: str(uuid.uuid4()))
    people: dict[tuple[str, str, str | None], Client] = field(default_factory=dict)

    @property
    def season(self) -> str:
        return f"{self.authority}.2023"

    def person(self, service: str, persona: str = "board-officer", unit: str | None = None) -> Client:
        who = (service, persona, unit)
        if who not in self.people:
            of = uuid.UUID(unit) if unit else None
            self.people[who] = self.system.client(service, persona, authority=self.authority, unit=of)
        return self.people[who].has_seen(*self.people.values())

    def board(self, service: str, name: str, /, **body: Any) -> dict[str, Any]:
        return self.person(service).accepted(name, body)

    def officer(self, of: str, service: str, name: str, /, **body: Any) -> dict[str, Any]:
        """The officer of the unit `of` acts."""
        return self.person(service, "unit-officer", of).accepted(name, body)

    def asks(self, service: str, path: str) -> Any:
        return self.person(service).found(path)

    def waits(self, service: str, path: str, holds: Callable[[Any], Any]) -> Any:
        """Ask until what the system does by itself has been done."""
        deadline = time.monotonic() + ACT_S_MAX
        while True:
            answer = self.person(service).get(path)
            if answer.status_code == 200 and holds(answer.json()):
                return answer.json()
            assert time.monotonic() < deadline, answer.text
            time.sleep(0.05)

    def opened(self) -> Province:
        of, under = {"authority": self.authority}, {"document": self.plan}
        self.board(
            "registry",
            "record-legal-document",
            **of,
            **under,
            kind="plan",
            number=f"{self.authority[2:]}/KH-UBND",
            issuer=f"Ủy ban nhân dân {self.authority}",
            issued_on=BEGAN,
            abstract="Kế hoạch phong trào thi đua năm 2023.",
        )
        self.board("registry", "adopt-rule-pack", **of, **under, pack="2017")
        self.board("registry", "open-season", **of, year=2023, pack="2017")
        return self

    def cluster(self, units: Mapping[str, tuple[int, int]], number: int = 1) -> tuple[str, dict[str, str]]:
        """Form a cluster of units by their names, each with its staff and women; the first leads, the second is its deputy.

        Three flags and a certificate are its quota.
        """
        cluster, ids = self.formed(units, number)
        members, of = list(ids.values()), {"cluster": cluster, "document": self.plan}
        leads = {"leader": members[0], "deputies": [members[1]], "valid_from": "2023-03-14"}
        self.board("registry", "recognise-leaders", **of, **leads)
        self.board("registry", "set-cluster-quota", **of, places=PLACES)
        return cluster, ids

    def formed(self, units: Mapping[str, tuple[int, int]], number: int) -> tuple[str, dict[str, str]]:
        cluster, ids = str(uuid.uuid4()), {name: str(uuid.uuid4()) for name in units}
        under = {"document": self.plan}
        for name, unit in ids.items():
            staff, women = units[name]
            registered = {"unit": unit, "kind": "commune", "name": name, "code": unit[:13], "parent": None}
            self.board("registry", "register-unit", **under, **registered, authority=self.authority, valid_from=BEGAN)
            self.board("registry", "record-staff-figures", unit=unit, on=BEGAN, staff=staff, women=women)
        formed = {"number": number, "name": f"Cụm thi đua số {number}", "kind": "cluster", "level": "provincial"}
        of = {"cluster": cluster, "season": self.season, "members": list(ids.values()), "valid_from": "2023-02-15"}
        self.board("registry", "form-cluster", **of, **formed, **under)
        return cluster, ids

    def agreed(
        self, cluster: str, units: Mapping[str, str], criteria: list[Any], **assigned: tuple[dict[str, str], list[str]]
    ) -> None:
        """Draft the scorecard, set each unit's targets and what is not assigned to it, let all sign, open self-scoring."""
        of = {"cluster": cluster}
        self.board("scoring", "draft-scorecard", **of, total=100, criteria=criteria)
        for name, (targets, not_assigned) in assigned.items():
            self.board("scoring", "set-targets", **of, unit=units[name], targets=targets, not_assigned=not_assigned)
        self.board("scoring", "issue-scorecard", **of)
        agreement = self.asks("scoring", f"/agreements/{cluster}")
        for unit in units.values():
            self.officer(unit, "scoring", "sign-agreement", **of, unit=unit, version=1, digest=agreement["digest"])
        self.board("scoring", "close-agreement", **of)
        self.board("scoring", "open-self-scoring", **of)

    def verifier(self, units: Mapping[str, str], unit: str) -> str:
        leader, deputy, *_ = units.values()
        return deputy if unit == leader else leader

    def totals(self, cluster: str, units: Mapping[str, str]) -> dict[str, str]:
        found = self.asks("scoring", f"/scoresheets/{cluster}/totals")["items"]
        by_unit = {row["unit"]: row["total"] for row in found}
        return {name: by_unit[unit] for name, unit in units.items()}

    def points(self, cluster: str, unit: str) -> dict[str, str]:
        found = self.asks("scoring", f"/scoresheets/{cluster}/units/{unit}")
        return {each["leaf"]: each["points"] for each in found["leaves"] if each["points"] is not None}
