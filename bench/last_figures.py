"""The projection that peers are given, in our runtime: the last figures of each unit, one row a unit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from contracts.base import Event
from contracts.registry import StaffFiguresRecorded
from infra.runtime.changes import Put
from infra.runtime.projection import Projection


def project(event: Event) -> Iterator[Put]:
    fact = event.data
    assert isinstance(fact, StaffFiguresRecorded)
    yield Put("unit_figures", {"unit": fact.unit}, {"staff": fact.staff, "women": fact.women})


PROJECTION = Projection("figures", 1, (StaffFiguresRecorded,), project, Path(__file__).with_name("last_figures.sql"))
READS = ("registry",)
