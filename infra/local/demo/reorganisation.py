"""The reorganisation of 01/07/2025 as a plan: 64 communes of Bạc Liêu become 25, and the districts end.

Real are the communes with their official codes and the documents. The decision states no shares: the communes merged into one
count equally.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from infra.local.demo.files import communes, communes_of_2025, table
from infra.local.demo.ids import document_id, id_of
from infra.local.demo.opening import record
from infra.local.demo.plan import BOARD, Command, Phase, Plan, command, side_by_side

FIRST_OF_JULY = date(2025, 7, 1)
RECORDED_ON = date(2025, 6, 17)
MERGERS, DISTRICTS = "resolution-1655-2025", "resolution-203-2025"


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune from 01/07/2025 on, and the codes of those that it was made of."""

    id: UUID
    code: str
    name: str
    made_of: tuple[str, ...]

    @property
    def predecessors(self) -> tuple[UUID, ...]:
        return tuple(id_of("unit", code) for code in self.made_of)


@cache
def new_communes() -> tuple[Commune, ...]:
    names = dict.fromkeys((row["new_code"], row["new_name"]) for row in communes_of_2025())
    return tuple(
        Commune(
            # Every code was an old unit's, and an id of the demonstration is made from a code: the year tells them apart.
            id_of("unit", FIRST_OF_JULY.year, code),
            code,
            name,
            tuple(row["old_code"] for row in communes_of_2025() if row["new_code"] == code),
        )
        for code, name in names
    )


def district_codes() -> list[str]:
    return sorted({row["district_code"] for row in communes()})


@cache
def reorganisation() -> Plan:
    """The same plan on every machine: the same phases, commands, keys and bytes."""
    return Plan(
        (
            Phase(
                "resolutions",
                "Nghị quyết, luật / resolutions, law",
                RECORDED_ON,
                side_by_side(record(entry) for entry in table("reorganisation-2025")["document"]),
            ),
            Phase("mergers", "64 xã thành 25 xã, phường / 64 communes become 25", FIRST_OF_JULY, side_by_side(_mergers())),
            Phase("districts", "Kết thúc cấp huyện / the districts end", FIRST_OF_JULY, side_by_side(_ends())),
        ),
        title="Sắp xếp 01/07/2025 · the reorganisation",
    )


def _mergers() -> Iterable[Command]:
    for commune in new_communes():
        yield command(
            "registry",
            "merge-units",
            BOARD,
            FIRST_OF_JULY.year,
            commune.code,
            predecessors=[{"unit": unit} for unit in commune.predecessors],
            successor=commune.id,
            founded={"kind": "commune", "name": commune.name, "code": commune.code, "parent": None},
            valid_from=FIRST_OF_JULY,
            document=document_id(MERGERS),
        )


def _ends() -> Iterable[Command]:
    for code in district_codes():
        yield command(
            "registry",
            "dissolve-unit",
            BOARD,
            code,
            unit=id_of("unit", code),
            valid_from=FIRST_OF_JULY,
            document=document_id(DISTRICTS),
        )
