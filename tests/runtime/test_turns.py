"""Turns: one at a time, in the order of asking, whoever gives up on the way."""

from __future__ import annotations

import asyncio

import pytest

from infra.runtime.turns import Turns


async def _after(turns: Turns, told: list[int], number: int) -> None:
    if turns.taken("a"):
        await turns.wait("a")
    try:
        told.append(number)
        await asyncio.sleep(0)
        assert told[-1] == number
    finally:
        turns.end("a")


async def test_who_asked_first_comes_first_and_one_at_a_time() -> None:
    """Taken out: `popleft`, made `pop`. Then the last to come is the first."""
    turns, told = Turns(), list[int]()
    await asyncio.gather(*(_after(turns, told, number) for number in range(5)))
    assert told == [0, 1, 2, 3, 4]
    assert not turns.taken("a")


@pytest.mark.parametrize("has_come", [False, True])
async def test_who_gives_up_holds_nobody_up(has_come: bool) -> None:
    """Taken out: `self.end(name)` in `wait`, or the look whether a turn is `done`. Then the next one waits for ever."""
    turns, told = Turns(), list[int]()
    assert not turns.taken("a")
    waiting = [asyncio.ensure_future(_after(turns, told, number)) for number in range(3)]
    await asyncio.sleep(0)
    if has_come:
        turns.end("a")
    waiting[0].cancel()
    if not has_come:
        turns.end("a")
    done = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 5)
    assert isinstance(done[0], asyncio.CancelledError)
    assert told == [1, 2]
    assert not turns.taken("a")


async def test_names_do_not_wait_for_one_another() -> None:
    turns = Turns()
    assert [turns.taken(name) for name in ("a", "b", "a")] == [False, False, True]
