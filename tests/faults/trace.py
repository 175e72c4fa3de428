"""What a process was doing when it died: its steps in a file that the kernel keeps, and a trap at one of them.

The process writes down, at each named step (`infra/runtime/steps.py`), how many of its tasks have come so far and when.
The file is mapped memory, so it is as it was at the very moment of a SIGKILL. The same file holds a trap: at the step it
names, the process kills itself, or PostgreSQL or Kafka in its place. A trap that sprang says so.
"""

from __future__ import annotations

import asyncio
import mmap
import os
import signal
import struct
import sys
import time
from pathlib import Path
from typing import Any

from infra.runtime import steps

STEPS = (
    "append.sending",
    "append.locked",
    "append.written",
    "append.committed",
    "append.announced",
    "http.answering",
    "relay.checked",
    "relay.sending",
    "relay.sent",
    "relay.moved",
    "projector.locked",
    "projector.rows_written",
    "projector.checkpoint_moved",
    "projector.committed",
    "reactor.deciding",
    "reactor.decided",
    "reactor.moved",
)
LAST = frozenset({"append.announced", "relay.checked", "relay.moved", "projector.committed", "reactor.moved"})
"""Behind these nothing is pending, or nothing for sure: a kill from outside that finds a process there hit nothing."""
FRESH_S = 0.25
"""A step that was reached longer ago may have failed since: what died there hit nothing either."""

_TRAP = struct.Struct("=iiii")  # step + 1 (0: none), how often yet, sprung, number of victims
_VICTIMS = struct.Struct("=16i")
_STEP = struct.Struct("=iid")  # tasks there, times reached, when last
_STEPS_AT = _TRAP.size + _VICTIMS.size
SIZE = _STEPS_AT + _STEP.size * len(STEPS)


class Trace:
    """One process's file, as the process and the test see it."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(SIZE))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), SIZE)

    def set_trap(self, step: str, times: int, *victims: int) -> None:
        """Kill `victims` (the process itself, if none) when the step is reached for the so-many-th time from now."""
        _VICTIMS.pack_into(self._memory, _TRAP.size, *victims, *[0] * (16 - len(victims)))
        _TRAP.pack_into(self._memory, 0, STEPS.index(step) + 1, times, 0, len(victims))

    def take_trap_away(self) -> bool:
        """Whether it sprang before."""
        sprung = self.sprung
        _TRAP.pack_into(self._memory, 0, 0, 0, int(sprung), 0)
        return sprung

    @property
    def sprung(self) -> bool:
        return bool(_TRAP.unpack_from(self._memory, 0)[2])

    def times(self, step: str) -> int:
        """How often the process came by a step."""
        return int(self._step(step)[1])

    def pending(self, at: float) -> list[str]:
        """The steps behind which, at this moment, a next effect was pending."""
        found = []
        for step in STEPS:
            tasks, _, when = self._step(step)
            if tasks > 0 and step not in LAST and when > at - FRESH_S:
                found.append(step)
        return found

    def _step(self, step: str) -> tuple[int, int, float]:
        tasks, times, when = _STEP.unpack_from(self._memory, _STEPS_AT + STEPS.index(step) * _STEP.size)
        return tasks, times, when

    # What follows runs in the process that is traced.

    def add(self, step: str, tasks: int) -> None:
        offset = _STEPS_AT + STEPS.index(step) * _STEP.size
        now, times, when = _STEP.unpack_from(self._memory, offset)
        reached = tasks > 0
        _STEP.pack_into(self._memory, offset, now + tasks, times + reached, time.monotonic() if reached else when)

    def spring(self, step: str) -> None:
        """Kill whom the trap is for, if it is set at this step and the time has come."""
        wanted, left, _, victims = _TRAP.unpack_from(self._memory, 0)
        if wanted != STEPS.index(step) + 1:
            return
        if left > 1:
            _TRAP.pack_into(self._memory, 0, wanted, left - 1, 0, victims)
            return
        _TRAP.pack_into(self._memory, 0, 0, 0, 1, 0)
        for pid in _VICTIMS.unpack_from(self._memory, _TRAP.size)[:victims] or (os.getpid(),):
            kill_family(pid)


def kill_family(pid: int) -> None:
    """SIGKILL a process, then its children: first the one that would start others."""
    children = _children(pid)
    for each in (pid, *children):
        try:
            os.kill(each, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def tell_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """Write down where each task of this process waits."""
    for task in asyncio.all_tasks(loop):
        sys.stderr.write(f"{task.get_name()}:\n")
        waits: Any = task.get_coro()
        while (frame := getattr(waits, "cr_frame", None)) is not None:
            sys.stderr.write(f"  {frame.f_code.co_filename}:{frame.f_lineno} {frame.f_code.co_qualname}\n")
            waits = waits.cr_await
        sys.stderr.write(f"  {waits!r}\n")
    sys.stderr.flush()


def record(path: Path) -> None:
    """Trace this process from now on; SIGUSR1 makes it say what its tasks wait for."""
    trace = Trace(path)
    where: dict[tuple[int, str], str] = {}

    def forget(task: asyncio.Task[object]) -> None:
        for key in [key for key in where if key[0] == id(task)]:
            trace.add(where.pop(key), -1)

    async def reached(step: str) -> None:
        if step not in STEPS:
            return
        task = asyncio.current_task()
        assert task is not None
        if not where:
            signal.signal(signal.SIGUSR1, lambda *_: tell_tasks(task.get_loop()))
        component = step.partition(".")[0]
        # A process has one appender; who announces what it committed is another task.
        key = 0 if component == "append" else id(task), component
        if before := where.get(key):
            trace.add(before, -1)
        elif not any(known[0] == id(task) for known in where):
            task.add_done_callback(forget)
        where[key] = step
        trace.add(step, 1)
        trace.spring(step)

    steps.reached = reached
