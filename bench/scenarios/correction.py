"""One correction that moves the points of a whole cluster: decided, appended, projected, seen by a query over HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from bench.cluster import Largest
from bench.figures import Figure, Scenario, at_most
from bench.ground import Ground
from bench.scenarios.http import system
from tests.services.voice import Voice


async def run(ground: Ground) -> AsyncIterator[tuple[str, float]]:
    """Each unit's sheet in turn gets a figure that is better than all others, so that thirty units' points move."""
    async with system(ground, "scoring") as running:
        town = Largest(running, Voice(running))
        accepted, readable = await asyncio.to_thread(_correct, town)
    yield "accepted", accepted
    yield "readable", readable


def _correct(town: Largest) -> tuple[float, float]:
    town.founded().closed()
    accepted, readable = [], []
    for place, unit in enumerate(town.units):
        verifier, body = town.verifier(unit), town.corrected(place)
        began = time.perf_counter()
        answer = verifier.accepted("verify-sheet", body)
        accepted.append(time.perf_counter() - began)
        town.sheet_of(unit, verifier)
        readable.append(time.perf_counter() - began)
        moved = sum(event["type"].endswith("unit-score-changed.v1") for event in answer["events"])
        if moved < len(town.units) - 1:
            raise AssertionError(f"only {moved} units' points moved")
    middle = len(accepted) // 2
    return sorted(accepted)[middle] * 1000, sorted(readable)[middle] * 1000


SCENARIO = Scenario(
    name="correction",
    title="một lần chấm lại trong cụm 30 đơn vị × 60 chỉ tiêu · one correction in a cluster of 30 units × 60 leaves",
    figures=(
        Figure("accepted", "ms", "request to answer: decided and appended, 30 units' points moved; median of 30"),
        Figure("readable", "ms", "request to the corrected sheet as a query gives it", (at_most(50),)),
    ),
    run=run,
)
