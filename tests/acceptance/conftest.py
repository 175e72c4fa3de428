"""The whole stack in a directory of its own, and the season played on it: by a player that is killed on its way, then on."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from infra.local.demo import play
from infra.local.demo.result import Result
from infra.local.demo.season import season as planned
from infra.local.issuer import Persona, sign
from infra.local.stack import Stack
from infra.local.supervisor import Supervisor

KILLED_BEHIND = "targets"
"""The phase behind which the first player dies: the next one, in which scorecards are issued, has begun then."""


@dataclass(frozen=True)
class Season:
    """The played season: what the demonstration found, and a way to ask the services as anybody."""

    stack: Stack
    result: Result
    http: httpx.Client

    def ask(self, service: str, path: str, persona: Persona = Persona.AUDITOR, unit: UUID | str | None = None) -> Any:
        return self.open(self.stack.urls[service] + path, persona, unit)

    def open(self, address: str, persona: Persona = Persona.AUDITOR, unit: UUID | str | None = None) -> Any:
        """What stands under an address, for a persona."""
        token = sign(self.stack.issuer, persona, UUID(str(unit)) if unit else None)
        answer = self.http.get(address, headers={"Authorization": f"Bearer {token}"})
        answer.raise_for_status()
        return answer.json()

    def content(self, path: str) -> bytes:
        """A file that scoring hands to an auditor."""
        answer = self.http.get(
            self.stack.urls["scoring"] + path, headers={"Authorization": f"Bearer {sign(self.stack.issuer, Persona.AUDITOR)}"}
        )
        answer.raise_for_status()
        return answer.content


@pytest.fixture(scope="session")
def running(stack_directory: Path) -> Iterator[Stack]:
    """A stack under supervision, empty at first."""
    with supervised(stack_directory / "season") as stack:
        yield stack


@contextmanager
def supervised(root: Path) -> Iterator[Stack]:
    """A stack of its own, and the one that commands are given to meanwhile."""
    before = os.environ.get("THIDUA_DATA")
    os.environ["THIDUA_DATA"] = str(root)
    supervisor = Supervisor(root, print)
    supervisor.start()
    try:
        yield Stack.of(root, supervisor.state)
    finally:
        supervisor.stop()
        if before is None:
            del os.environ["THIDUA_DATA"]
        else:
            os.environ["THIDUA_DATA"] = before


@pytest.fixture(scope="session")
def season(running: Stack) -> Iterator[Season]:
    """The season: a first player is killed in spring, a second one plays to the end."""
    play_and_kill()
    result = asyncio.run(play(running))
    with httpx.Client(timeout=30, trust_env=False) as http:
        yield Season(running, result, http)


def play_and_kill() -> None:
    """Play as a person would, `thidua demo` on a running stack, and end it with SIGKILL in the middle of a phase."""
    title = next(phase.title for phase in planned().phases if phase.name == KILLED_BEHIND)
    player = subprocess.Popen(
        [sys.executable, "-u", "-m", "infra.local.cli", "demo"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert player.stdout is not None
    seen = []
    for line in player.stdout:
        seen.append(line)
        if title in line:
            break
    player.kill()
    player.stdout.close()
    player.wait()
    assert title in seen[-1], f"the first player ended by itself: {''.join(seen)}"
