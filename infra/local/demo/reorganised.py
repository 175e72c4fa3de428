"""What came of the reorganisation, asked by the public queries and held against the official list; and on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from infra.local import console
from infra.local.demo.client import Client
from infra.local.demo.files import communes, communes_of_2025
from infra.local.demo.ids import SEASON, id_of
from infra.local.demo.player import Played
from infra.local.demo.reorganisation import FIRST_OF_JULY, Commune, district_codes, new_communes
from infra.local.demo.result import result_of
from infra.local.stack import Stack

DAY_BEFORE = FIRST_OF_JULY - timedelta(days=1)


@dataclass(slots=True)
class Reorganised:
    """The outcome; `faults` is empty if everything is as it has to be."""

    played: Sequence[Played]
    faults: list[str] = field(default_factory=list)


async def standings(client: Client) -> dict[str, Any]:
    """The standings of 2023 by cluster, whole."""
    rows = await client.pages("ranking", f"/standings?season={SEASON}")
    return {row["cluster"]: await client.ask("ranking", f"/standings/{row['cluster']}") for row in rows}


async def reorganised(client: Client, played: Sequence[Played], standings_before: dict[str, Any]) -> Reorganised:
    """Ask for everything: both days of the registry, the descent, and the season of 2023, which has to be as it was."""
    found = Reorganised(played)
    found.faults += await _otherwise_listed(client)
    found.faults += [fault for commune in new_communes() for fault in await _otherwise_made(client, commune)]
    if await standings(client) != standings_before:
        found.faults.append("the standings of 2023 are others than before")
    # The season was worked out without any service: 80 awards, their money, every total and rank.
    found.faults += (await result_of(client, (), 0.0)).faults
    return found


async def _otherwise_listed(client: Client) -> list[str]:
    """Who was there on the last day of June, and who on the first of July."""
    old = {(row["code"], row["name"]) for row in communes()}
    new = {(commune.code, commune.name) for commune in new_communes()}
    districts = {(row["district_code"], row["district"]) for row in communes()}
    expected = {
        ("commune", DAY_BEFORE): old,
        ("commune", FIRST_OF_JULY): new,
        ("district", DAY_BEFORE): districts,
        ("district", FIRST_OF_JULY): set(),
    }
    faults = []
    for (kind, day), units in expected.items():
        listed = {(row["code"], row["name"]) for row in await client.pages("registry", f"/units?kind={kind}&on={day}")}
        if listed != units:
            faults.append(f"{kind} units on {day}: {sorted(listed ^ units)} differ")
    return faults


async def _otherwise_made(client: Client, commune: Commune) -> list[str]:
    """A new commune's code, name and descent; and who had its code and its name the day before."""
    faults = []
    holders = {DAY_BEFORE: str(id_of("unit", commune.code)), FIRST_OF_JULY: str(commune.id)}
    for day, holder in holders.items():
        units = [row["unit"] for row in await client.pages("registry", f"/units?code={commune.code}&on={day}")]
        if units != [holder]:
            faults.append(f"code {commune.code} on {day}: {units} instead of {holder}")
        named = {row["unit"] for row in await client.pages("registry", f"/units?name={quote(commune.name)}&on={day}")}
        if named != named_on(commune.name, day_before=day == DAY_BEFORE):
            faults.append(f"{commune.name} on {day}: {sorted(named)}")
    lineage = await client.ask("registry", f"/units/{commune.id}/lineage")
    made_of = {(link["predecessor"], link["parts"], link["whole"], link["generation"]) for link in lineage["predecessors"]}
    if made_of != {(str(unit), 1, len(commune.made_of), 1) for unit in commune.predecessors}:
        faults.append(f"{commune.name}: made of {sorted(made_of)}")
    return faults


def named_on(name: str, *, day_before: bool) -> set[str]:
    """Whom a look-up by this name has to find, from the official list alone; it finds names that hold the word."""
    if day_before:
        return {str(id_of("unit", row["code"])) for row in communes() if name in row["name"]}
    return {str(commune.id) for commune in new_communes() if name in commune.name}


def show(found: Reorganised, stack: Stack) -> None:
    """Print what became of what, and where to look."""
    old_names = {row["old_code"]: row["old_name"] for row in communes_of_2025()}
    rows = [
        (commune.code, commune.name, ", ".join(f"{old_names[code]} ({code})" for code in commune.made_of))
        for commune in new_communes()
    ]
    console.say("")
    console.show(console.table(["mã · code", "từ · from 01/07/2025", "nhập từ · made of"], rows))
    console.say(f"{len(district_codes())} đơn vị cấp huyện kết thúc · districts ended")
    registry = stack.urls["registry"]
    vinh_phuoc = next(commune for commune in new_communes() if commune.name == "Xã Vĩnh Phước")
    console.say(f"# Xã Phước Long, 30/06/2025: {registry}/units?name={quote('Phước Long')}&on={DAY_BEFORE}")
    console.say(f"# Xã Phước Long, 01/07/2025: {registry}/units?name={quote('Phước Long')}&on={FIRST_OF_JULY}")
    console.say(f"# Xã Vĩnh Phước, nguồn gốc · descent: {registry}/units/{vinh_phuoc.id}/lineage")
    for fault in found.faults:
        console.ERR.print(f"✗ {fault}", style="red", markup=False)
    console.say("✗ Kết quả SAI · the result is WRONG" if found.faults else "✓ Kết quả đúng · the result is as it has to be")
