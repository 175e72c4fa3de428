"""The 20 clusters and their 175 units, in roll order, with people's counts and an officer each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from infra.local.demo.chance import Chance
from infra.local.demo.files import communes, table
from infra.local.demo.ids import SEASON, id_of

CHANCE = Chance(SEASON)
ENTERPRISES = 11
"""The block whose council Decision 1352 changes, and whose leader changes in August."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, its staff, and the names of the people who act for it, and for its cluster should it lead."""

    id: UUID
    code: str
    name: str
    kind: str
    parent: UUID | None
    staff: int
    women: int
    officer_name: str
    leading_officer_name: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster or block with its members in roll order; the first deputy is the first of `deputies`."""

    id: UUID
    number: int
    name: str
    kind: str
    level: str
    scorecard: str
    units: tuple[Unit, ...]
    leader: Unit
    deputies: tuple[Unit, ...]

    @property
    def is_delegated(self) -> bool:
        return self.level == "delegated"

    def peers_of(self, unit: Unit) -> tuple[Unit, Unit]:
        """The next two on the roll."""
        place = self.units.index(unit)
        return self.units[(place + 1) % len(self.units)], self.units[(place + 2) % len(self.units)]

    @property
    def autumn(self) -> tuple[Unit, tuple[Unit, ...]]:
        """Leader and deputies when sheets are verified."""
        if self.number != ENTERPRISES:
            return self.leader, self.deputies
        first, *others = self.deputies
        return first, (*others, self.leader)

    def verifier_of(self, unit: Unit) -> Unit:
        leader, deputies = self.autumn
        return deputies[0] if unit == leader else leader


@cache
def clusters() -> tuple[Cluster, ...]:
    return tuple(_cluster(entry) for entry in table("clusters")["cluster"])


def _cluster(entry: Mapping[str, Any]) -> Cluster:
    number = entry["number"]
    units = tuple(_unit(entry, code, name, parent) for code, name, parent in _named(entry))
    first = CHANCE.below(len(units), "leader", number)
    led = units[first:] + units[:first]
    return Cluster(
        id_of("cluster", number),
        number,
        entry["name"],
        entry["kind"],
        entry["level"],
        entry["scorecard"],
        units,
        leader=led[0],
        deputies=led[3:5],
    )


def _named(entry: Mapping[str, Any]) -> list[tuple[str, str, UUID | None]]:
    """Official code, name and parent of a cluster's units."""
    if "communes_of" in entry:
        rows = [row for row in communes() if row["district"] == entry["communes_of"]]
        return [(row["code"], row["name"], id_of("unit", row["district_code"])) for row in rows]
    if entry.get("districts"):
        names = dict.fromkeys((row["district_code"], row["district"]) for row in communes())
        return [(code, name, None) for code, name in sorted(names)]
    return [(f"MAU-{entry['number']:02}.{place:02}", name, None) for place, name in enumerate(entry["units"], start=1)]


def _unit(entry: Mapping[str, Any], code: str, name: str, parent: UUID | None) -> Unit:
    low, high = entry["staff"]
    staff = CHANCE.between(low, high, "staff", code)
    women = staff * max(entry["women"] + CHANCE.between(-9, 9, "women", code), 4) // 100
    kind = "hospital" if name in entry.get("hospitals", ()) else entry["unit_kind"]
    kind = "bank" if name.startswith("Ngân hàng") else kind
    return Unit(
        id=id_of("unit", code),
        code=code,
        name=name,
        kind=kind,
        parent=parent,
        staff=staff,
        women=women,
        officer_name=person_name("officer", code),
        leading_officer_name=person_name("leading officer", code),
    )


def person_name(*about: object) -> str:
    """A made-up person's name."""
    people = table("wording")["people"]
    half = people[CHANCE.pick(("women", "men"), "half", *about)]
    words = (people["family"], half["middle"], half["given"])
    return " ".join(CHANCE.pick(options, place, *about) for place, options in enumerate(words))
