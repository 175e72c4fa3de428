"""What registry's facts on units leave in awards' read model: whose they are, their names, and whom they went into."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from contracts.registry import UnitMerged, UnitPassed, UnitRegistered, UnitRenamed, UnitSplit, UnitSucceeded
from infra.runtime.changes import Put

NameFact = UnitRegistered | UnitRenamed | UnitPassed
LineageFact = UnitMerged | UnitSplit | UnitSucceeded


def name_rows(fact: NameFact) -> Iterator[Put]:
    """What a unit is called and whose it is, each from a day on."""
    key = {"unit": fact.unit, "valid_from": fact.valid_from}
    match fact:
        case UnitRegistered():
            yield Put("unit_registered", {"unit": fact.unit}, {"valid_from": fact.valid_from})
            yield Put("unit_authority", key, {"authority": fact.authority})
            yield Put("unit_name", key, {"name": fact.name})
        case UnitRenamed():
            yield Put("unit_name", key, {"name": fact.name})
        case UnitPassed():
            yield Put("unit_authority", key, {"authority": fact.to})
        case _:
            assert_never(fact)


def descent_rows(fact: LineageFact) -> Iterator[Put]:
    """The units that one went into."""
    match fact:
        case UnitMerged(successor=successor):
            followers, row = [successor], {"manner": "merger", "lives_on": False}
        case UnitSucceeded(successor=successor):
            followers, row = [successor], {"manner": "succession", "lives_on": False}
        case UnitSplit(unit=unit, shares=shares):
            followers = [share.unit for share in shares if share.unit != unit]
            row = {"manner": "split", "lives_on": len(followers) < len(shares)}
        case _:
            assert_never(fact)
    for successor in followers:
        yield Put("descent", {"predecessor": fact.unit, "successor": successor, "day": fact.valid_from}, row)
