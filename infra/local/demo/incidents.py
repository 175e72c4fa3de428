"""Suspensions and disqualifications, and the staff figures that a tie is decided by (registry)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from infra.local.demo.contest import contests
from infra.local.demo.files import table
from infra.local.demo.ids import SEASON, YEAR, document_id
from infra.local.demo.opening import record
from infra.local.demo.plan import BOARD, Command, Track, command

COUNTED = date(YEAR, 6, 30)


def incidents() -> dict[str, tuple[Track, ...]]:
    """What is done beside the season's phases, by the phase on whose day it is done."""
    acts = [act for contest in contests() for act in contest.barred.acts]
    return {
        "reports-2": (_staff_counted(), *(_suspended(*act) for act in acts if _begins(act, date(YEAR, 8, 1)))),
        "reports-3": (
            (recorded(table("incidents")["field"]["document"]),),
            *(_suspended(*act) for act in acts if _begins(act, date(YEAR, 11, 1))),
        ),
        "cross-scoring": (*(_lifted(*act) for act in acts if "lifted_on" in act[0]),),
        "disqualification": (*(_disqualified(*act) for act in acts if act[0].get("phase") == "disqualification"),),
        "appraisal": ((recorded(table("incidents")["council"]["document"]),),),
        "council-word": (
            *(_suspended(*act) for act in acts if _begins(act, date(YEAR, 12, 11))),
            *(_disqualified(*act) for act in acts if act[0].get("phase") == "council-word"),
        ),
    }


def recorded(key: str) -> Command:
    """Record a document of `data/incidents.toml`."""
    return record(next(entry for entry in table("incidents")["document"] if entry["key"] == key))


def _begins(act: tuple[Mapping[str, Any], UUID], day: date) -> bool:
    return act[0].get("from") == day


def _suspended(entry: Mapping[str, Any], unit: UUID) -> Track:
    suspend = command(
        "registry",
        "suspend-unit",
        BOARD,
        entry["cluster"],
        unit=unit,
        ground=entry["ground"],
        reason=entry["reason"],
        valid_from=entry["from"],
        document=document_id(entry["document"]),
    )
    return recorded(entry["document"]), suspend


def _lifted(entry: Mapping[str, Any], unit: UUID) -> Track:
    lift = command(
        "registry",
        "lift-suspension",
        BOARD,
        entry["cluster"],
        unit=unit,
        on=entry["lifted_on"],
        reason=entry["lifted_because"],
        document=document_id(entry["lifted_by"]),
    )
    return recorded(entry["lifted_by"]), lift


def _disqualified(entry: Mapping[str, Any], unit: UUID) -> Track:
    disqualify = command(
        "registry",
        "disqualify-unit",
        BOARD,
        entry["cluster"],
        unit=unit,
        season=SEASON,
        on=entry["on"],
        ground=entry["ground"],
        document=document_id(entry["document"]),
    )
    return recorded(entry["document"]), disqualify


def _staff_counted() -> Track:
    """The half-year's figures of the units whose women's share decides a tie."""
    return tuple(
        command("registry", "record-staff-figures", BOARD, "half-year", unit, unit=unit, on=COUNTED, staff=staff, women=women)
        for contest in contests()
        for unit, (staff, women) in contest.staff.items()
    )
