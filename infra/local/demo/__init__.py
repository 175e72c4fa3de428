"""The demonstration season: Bạc Liêu 2023, made up from a seed and played through the public APIs."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

from infra.local import console
from infra.local.demo.client import Client, Refused, Unavailable
from infra.local.demo.player import NeverHappened, Player
from infra.local.demo.report import show
from infra.local.demo.result import Result, is_finished, result_of
from infra.local.demo.screen import screen
from infra.local.demo.season import season
from infra.local.faults import FAILURE, Fault
from infra.local.stack import Stack


def main(stack: Stack, json_path: Path | None) -> int:
    """Play the season on a running stack, or what is left of it; check the result, show it, write it as JSON.

    Returns:
        0 if the result is as it has to be, else 1.
    """
    found = asyncio.run(play(stack))
    if json_path is not None:
        json_path.write_text(json.dumps(found.to_document(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    show(found, stack)
    return FAILURE if found.faults else 0


async def play(stack: Stack) -> Result:
    """Play and ask for the result.

    Raises:
        Fault: a service refused something, or stayed away for too long.
    """
    client = Client(stack)
    # Raised behind the block and not in it: some releases of Python 3.11 wrap what `except*` raises in a group again.
    fault: Fault
    try:
        if await is_finished(client):
            return await result_of(client, (), 0.0)
        plan = season()
        console.say(f"Diễn năm thi đua 2023 · playing the season: {plan.size} lệnh · commands, {len(plan.phases)} phases")
        began = time.perf_counter()
        with screen(plan) as watched:
            played = await Player(client, watched).play(plan)
        return await result_of(client, played, time.perf_counter() - began)
    except* (Refused, Unavailable, NeverHappened) as errors:
        first = _first(errors)
        vi, en = f"Không diễn tiếp được: {first}", f"The play cannot go on: {first}"
        if isinstance(first, Refused) and first.code == "idempotency-key-reused":
            vi += " Dữ liệu do một phiên bản khác diễn: hãy chạy «make clean»."
            en += " Another version played on this data: run `make clean`."
        fault = Fault(vi, en)
    finally:
        await client.close()
    raise fault


def _first(errors: BaseExceptionGroup) -> BaseException:
    """One of the errors that people who act side by side met."""
    found: BaseException = errors
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found
