"""A whole stack in a directory of its own, with stand-ins for the services."""

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.topics import SERVICES
from infra.local import processes
from infra.local.places import ROOT, Layout

STUB = Path(__file__).parent / "stub"
PATIENCE_S = 60.0


@pytest.fixture
def directory(stack_directory: Path) -> Path:
    """A fresh directory that every user of the machine can reach."""
    fresh = stack_directory / uuid.uuid4().hex[:12]
    fresh.mkdir()
    return fresh


class StackProgram:
    """`thidua` as a person runs it: another process, in another session."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.layout = Layout(root)
        self.up: subprocess.Popen[bytes] | None = None
        # The stand-ins come before the real services on the path, if there is no checkout in the working directory.
        self.environment = {**os.environ, "THIDUA_DATA": str(root), "PYTHONPATH": f"{STUB}{os.pathsep}{ROOT}"}

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "infra.local.cli", *arguments],
            env={**self.environment, **environment},
            cwd=self.root.parent,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )

    def start(self, *, through_pipe: bool = False) -> None:
        """Run `thidua up` in the foreground and return when it is ready; through a pipe, nobody reads on from then."""
        self.root.mkdir(exist_ok=True)
        with (self.root / "screen").open("wb") as screen:
            self.up = subprocess.Popen(
                [sys.executable, "-m", "infra.local.cli", "up"],
                env=self.environment,
                cwd=self.root.parent,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if through_pipe else screen,
                stderr=screen,
                start_new_session=True,
            )
        if self.up.stdout:
            with self.up.stdout as pipe:
                assert any(b"Ready" in line for line in pipe), self.screen
            return
        self.wait_until(lambda: "Ready" in self.screen or self.up.poll() is not None)
        assert self.up.poll() is None, self.screen

    def signal(self, request: signal.Signals) -> float:
        """Send a signal to the supervisor alone; return the seconds until it ended."""
        began = time.monotonic()
        self.up.send_signal(request)
        self.up.wait(PATIENCE_S)
        return time.monotonic() - began

    def end(self) -> None:
        """Leave nothing running, whatever the test did."""
        if self.up and self.up.poll() is None:
            self.up.kill()
            self.up.wait()
        processes.reap(*self.layout.marks(SERVICES))

    @property
    def screen(self) -> str:
        return (self.root / "screen").read_text()

    @property
    def status(self) -> dict[str, Any]:
        return json.loads(self.run("status", "--json").stdout)

    def process(self, role: str) -> dict[str, Any]:
        return next(process for process in self.status["processes"] if process["role"] == role)

    def living(self) -> list[int]:
        return [process.pid for process in processes.marked(*self.layout.marks(SERVICES))]

    def wait_until(self, condition: Any) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, "waited too long"
            time.sleep(0.05)


@pytest.fixture
def stack(directory: Path) -> Iterator[StackProgram]:
    program = StackProgram(directory / "data")
    yield program
    program.end()
