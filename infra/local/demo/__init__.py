"""The demonstration: the season of Bạc Liêu 2023 and its sequel of 2025, played through the public APIs."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from infra.local import console
from infra.local.demo import reorganised
from infra.local.demo.client import Client, Refused, Unavailable
from infra.local.demo.papers import write_papers
from infra.local.demo.player import NeverHappened, Player
from infra.local.demo.reorganisation import reorganisation
from infra.local.demo.reorganised import Reorganised
from infra.local.demo.report import show
from infra.local.demo.result import Result, is_finished, result_of
from infra.local.demo.screen import screen
from infra.local.demo.season import season
from infra.local.demo.subscribed import subscribe
from infra.local.faults import FAILURE, Fault
from infra.local.stack import Stack

Outcome = TypeVar("Outcome")


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
    return await _act(stack, partial(_season, stack))


async def _season(stack: Stack, client: Client) -> Result:
    found = await _played(client)
    if not found.faults:
        found.papers = await write_papers(client, stack.data / "papers")
        found.subscribed = await subscribe(client, stack, stack.data / "subscriber")
        found.faults += found.subscribed.faults
    return found


async def _played(client: Client) -> Result:
    if await is_finished(client):
        return await result_of(client, (), 0.0)
    plan = season()
    console.say(f"Diễn năm thi đua 2023 · playing the season: {plan.size} lệnh · commands, {len(plan.phases)} phases")
    began = time.perf_counter()
    with screen(plan) as watched:
        played = await Player(client, watched).play(plan)
    return await result_of(client, played, time.perf_counter() - began)


def main_of_reorganisation(stack: Stack) -> int:
    """Play the reorganisation of 2025 behind the season on a running stack, check and show what came of it.

    Returns:
        0 if the result is as it has to be, else 1.
    """
    found = asyncio.run(reorganise(stack))
    reorganised.show(found, stack)
    return FAILURE if found.faults else 0


async def reorganise(stack: Stack) -> Reorganised:
    """Play the reorganisation, or play it again, which changes nothing; and ask for the result.

    Raises:
        Fault: the season was not played before; a service refused something, or stayed away for too long.
    """
    return await _act(stack, _reorganisation)


async def _reorganisation(client: Client) -> Reorganised:
    if not await is_finished(client):
        raise Fault(
            "Chưa diễn xong năm thi đua 2023. Hãy chạy trước: thidua demo",
            "The season of 2023 was not played to its end. Run this first: thidua demo",
        )
    before = await reorganised.standings(client)
    plan = reorganisation()
    console.say(f"Diễn việc sắp xếp 01/07/2025 · playing the reorganisation: {plan.size} lệnh · commands")
    with screen(plan) as watched:
        played = await Player(client, watched).play(plan)
    return await reorganised.reorganised(client, played, before)


async def _act(stack: Stack, act: Callable[[Client], Awaitable[Outcome]]) -> Outcome:
    client = Client(stack)
    # Raised behind the block and not in it: some releases of Python 3.11 wrap what `except*` raises in a group again.
    fault: Fault
    try:
        return await act(client)
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
