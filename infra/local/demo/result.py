"""What came of the season, asked by the public queries and held against counts that no service made."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from urllib.parse import quote

from contracts.topics import SERVICES
from infra.local.commands.history import digest_of
from infra.local.demo.afterwards import faults_afterwards
from infra.local.demo.client import Client
from infra.local.demo.contest import contests
from infra.local.demo.flag import faults_of_flag
from infra.local.demo.ids import SEASON, YEAR
from infra.local.demo.papers import Papers
from infra.local.demo.player import Played
from infra.local.demo.procedure import faults_of_procedure
from infra.local.demo.subscribed import Subscribed
from infra.local.demo.surveyed import faults_around
from infra.local.demo.worked import work_differs

FLAG, CERTIFICATE = "provincial-flag", "provincial-certificate"
FLAGS: Final = 60
CERTIFICATES: Final = 20
COUNTED_ON: Final = date(YEAR + 1, 1, 8)
"""The day of the count: all that the season brought, and nothing revoked yet."""
BASE_SALARY: Final = 1_800_000
MONEY_FLAGS: Final = FLAGS * 8 * BASE_SALARY
MONEY_CERTIFICATES: Final = 13 * 2 * BASE_SALARY + 7 * 3 * BASE_SALARY
"""Thirteen clusters under Decree 91/2017, seven under the law of 2022 with Decree 98/2023."""
SETTLE_S_MAX: Final = 30.0
LOOK_AGAIN_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Left:
    """What is in force in the end: flags, certificates, and their money in đồng."""

    flags: int
    certificates: int
    money: int


LEFT: Final = Left(FLAGS - 1, CERTIFICATES, MONEY_FLAGS - 8 * BASE_SALARY + MONEY_CERTIFICATES)
"""One flag is revoked in March 2024."""


@dataclass(slots=True)
class Result:
    """The outcome on the day of the count, and what is left of it; `faults` is empty if everything is as it has to be."""

    flags: int
    certificates: int
    money_flags: int
    money_certificates: int
    events: dict[str, int]
    digests: dict[str, str]
    awards: Sequence[dict[str, Any]]
    left: Left
    played: Sequence[Played] = ()
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)
    papers: Papers | None = None
    subscribed: Subscribed | None = None

    @property
    def money(self) -> int:
        return self.money_flags + self.money_certificates

    @property
    def events_per_second(self) -> float | None:
        """How many events a second the play brought about; None if it had been played before."""
        return round(sum(self.events.values()) / self.seconds, 1) if self.seconds else None

    def to_document(self) -> dict[str, Any]:
        return {
            "season": SEASON,
            "synthetic": True,
            "flags": self.flags,
            "certificates": self.certificates,
            "money_dong": {"flags": self.money_flags, "certificates": self.money_certificates, "total": self.money},
            "counted_on": COUNTED_ON.isoformat(),
            "left": {"flags": self.left.flags, "certificates": self.left.certificates, "money_dong": self.left.money},
            "events": self.events,
            "events_total": sum(self.events.values()),
            "events_per_second": self.events_per_second,
            "seconds": round(self.seconds, 3),
            "seconds_per_phase": {phase.name: round(phase.seconds, 3) for phase in self.played},
            "commands_per_phase": {phase.name: phase.commands for phase in self.played},
            "digests": self.digests,
            "faults": self.faults,
        }


async def is_finished(client: Client) -> bool:
    """Tell whether the season was played to its last day already: what was revoked is back."""
    return any(row["is_closed"] for row in await client.pages("awards", "/recoveries"))


async def awards_of(client: Client) -> list[dict[str, Any]]:
    return await client.pages("awards", f"/awards?season={SEASON}")


async def result_of(client: Client, played: Sequence[Played], seconds: float) -> Result:
    """Ask for everything, once all read models have come to rest."""
    events = await _settled(client)
    given = await awards_of(client)
    counted, left = await _summed(client, f"?on={COUNTED_ON}"), await _summed(client)
    found = Result(
        flags=counted[FLAG][0],
        certificates=counted[CERTIFICATE][0],
        money_flags=counted[FLAG][1],
        money_certificates=counted[CERTIFICATE][1],
        events=events,
        digests={service: (await digest_of(service))["total"] for service in SERVICES},
        awards=given,
        left=Left(left[FLAG][0], left[CERTIFICATE][0], left[FLAG][1] + left[CERTIFICATE][1]),
        played=played,
        seconds=seconds,
    )
    found.faults += _miscounted(found)
    found.faults += await _misplaced(client, given)
    found.faults += await faults_around(client)
    found.faults += await work_differs(client)
    found.faults += await faults_of_procedure(client)
    found.faults += await faults_of_flag(client)
    found.faults += await faults_afterwards(client)
    return found


async def _settled(client: Client) -> dict[str, int]:
    """Wait until every service has read all that the logs hold; how many events each log has."""
    deadline = time.monotonic() + SETTLE_S_MAX
    while True:
        healths = await asyncio.gather(*(client.ask(service, "/health/ready") for service in SERVICES))
        heads: dict[str, int] = {log: position for health in healths for log, position in health["positions"].items()}
        read = [(log, position) for health in healths for log, position in health["projected"].items()]
        if all(position == heads[log] for log, position in read) or time.monotonic() > deadline:
            return heads
        await asyncio.sleep(LOOK_AGAIN_S)


def _miscounted(found: Result) -> list[str]:
    counted = {
        "flags": (found.flags, FLAGS),
        "certificates": (found.certificates, CERTIFICATES),
        "đồng for flags": (found.money_flags, MONEY_FLAGS),
        "đồng for certificates": (found.money_certificates, MONEY_CERTIFICATES),
        "awards of other kinds": (len(found.awards), found.flags + found.certificates),
        "register numbers": (len({award["register_number"] for award in found.awards}), FLAGS + CERTIFICATES),
        "flags left": (found.left.flags, LEFT.flags),
        "certificates left": (found.left.certificates, LEFT.certificates),
        "đồng left": (found.left.money, LEFT.money),
    }
    return [f"{what}: {is_:,} instead of {should:,}" for what, (is_, should) in counted.items() if is_ != should]


async def _summed(client: Client, on: str = "") -> dict[str, tuple[int, int]]:
    """How many of each award are in force, and their money in đồng."""
    summary = await client.ask("awards", f"/seasons/{SEASON}/summary{on}")
    return {row["award"]: (row["count"], row["amount"]) for row in summary["by_award"]}


async def _misplaced(client: Client, given: Sequence[dict[str, Any]]) -> list[str]:
    """What differs from the totals and ranks that the generator worked out for itself."""
    faults = []
    by_unit = {(award["cluster"], award["unit"]): award["award"] for award in given}
    for contest in contests():
        cluster = str(contest.cluster.id)
        standing = await client.ask("ranking", f"/standings/{cluster}")
        rows = {row["unit"]: (row["rank"], row["total"], tuple(row["decided_by"])) for row in standing["rows"]}
        without = {row["unit"]: row["ineligible"] for row in standing["rows"] if row["ineligible"]}
        if without != contest.barred.expected():
            faults.append(f"cluster {contest.cluster.number}, without a rank: {without} instead of {contest.barred.expected()}")
        for place in contest.places:
            unit = str(place.unit)
            expected = place.rank, str(contest.scores[place.unit].total), place.decided_by
            if rows.get(unit) != expected:
                faults.append(f"cluster {contest.cluster.number}, unit {unit}: {rows.get(unit)} instead of {expected}")
            deserved = FLAG if place.rank <= 3 else CERTIFICATE if place.rank == 4 else None
            if by_unit.get((cluster, unit)) != deserved:
                faults.append(f"cluster {contest.cluster.number}, unit {unit}: {by_unit.get((cluster, unit))}, not {deserved}")
    return faults


def addresses(urls: dict[str, str], award: dict[str, Any]) -> dict[str, str]:
    """Where to look at one award and at what is behind it."""
    number, cluster, unit = quote(award["register_number"]), award["cluster"], award["unit"]
    return {
        "Một giải thưởng · one award": f"{urls['awards']}/awards/{number}",
        "Chuỗi sự kiện phía sau · the chain of facts behind it": f"{urls['awards']}/awards/{number}/facts",
        "Quyết định · its decision": f"{urls['awards']}/decisions/{award['decision']}",
        "Tổng hợp năm · the season's sums": f"{urls['awards']}/seasons/{SEASON}/summary",
        "Bảng xếp hạng · standings": f"{urls['ranking']}/standings/{cluster}",
        "Bảng điểm, mọi lớp · scoresheet, every layer": f"{urls['scoring']}/scoresheets/{cluster}/units/{unit}",
        "Cụm, khối · the cluster": f"{urls['registry']}/clusters/{cluster}",
        "Đơn vị · the unit": f"{urls['registry']}/units/{unit}",
    }
